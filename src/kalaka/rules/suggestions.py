"""Suggestions of the entry or link target that an editor meant, by its id or by any of its names."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from kalaka.i18n.languages import LANGS
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.problems.nearest import Spellings
from kalaka.problems.problem import Problem
from kalaka.queries.memo import memoized

_NAMES = ("name", "title", "short_title", "full_name", "short_name", "former", "hu", "ro")
_OTHER_NAMES = ("aliases", "other_names", "villages", "former_names", "later_names", "variants", "everyday")


def nearest_entry(kb: KnowledgeBase, kind: str, wrong: str) -> str | None:
    """Id of the entry of a kind that was probably meant."""
    return _entry_spellings(kb, kind).nearest(wrong)


@memoized
def _entry_spellings(kb: KnowledgeBase, kind: str) -> Spellings:
    """Ids and names of all entries of a kind. Ids come first, then names, then other names: the first one counts."""
    entries = kb.entries(kind)
    names = [
        (name, key)
        for group in (_NAMES, _OTHER_NAMES)
        for key, entry in entries.items()
        for name in _names(entry, group)
    ]
    return Spellings([*((key, key) for key in entries), *names])


def _names(value: Any, fields: Iterable[str] = LANGS) -> Iterator[str]:
    """All texts in some fields of an entry, in both languages."""
    for field in fields:
        content = getattr(value, field, None)
        if isinstance(content, str):
            yield content
        elif isinstance(content, tuple) and not hasattr(content, "_fields"):
            for item in content:
                yield from (item,) if isinstance(item, str) else _names(item)
        elif content is not None:
            yield from _names(content)


def with_suggestions(kb: KnowledgeBase, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems; those of a name in place of an id with the entry that is meant, which only the whole knows."""
    for problem in problems:
        facts = dict(problem.facts)
        near = (
            nearest_entry(kb, facts["kind"], facts["found"]) if problem.code == "bad-id" and "kind" in facts else None
        )
        yield replace(problem, facts=(*problem.facts, ("nearest", near))) if near else problem


def nearest_target(kb: KnowledgeBase, file: str, target: str) -> str | None:
    """Relative link from a file to the page that a broken link probably meant: by its path, or by its name alone."""
    folder = posixpath.dirname(kb.settings.below_docs(file))
    written = target.split("#")[0]
    path = posixpath.normpath(posixpath.join(folder, written)).lstrip("/")
    by_path, by_name = _target_spellings(kb)
    near = by_path.nearest(path) or by_name.nearest(posixpath.basename(written))
    return posixpath.relpath(near, folder or ".") if near else None


@memoized
def _target_spellings(kb: KnowledgeBase) -> tuple[Spellings, Spellings]:
    """Link targets by their paths, and by the names of their files where these tell them apart."""
    named = [(posixpath.basename(source), source) for source in kb.addresses]
    return (
        Spellings((source, source) for source in kb.addresses),
        Spellings((name, source) for name, source in named if name != "index.md"),
    )
