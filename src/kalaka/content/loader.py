"""Loads a knowledge base from its files, with every problem of a single value; rules between values are in `rules`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from kalaka.content.discovery import Files, find_files
from kalaka.content.documents import document_name, read_document
from kalaka.content.markdown import ExtensionFailed, outline
from kalaka.content.records import Record, read_one_by_one
from kalaka.content.settings import extension_problem, read_settings
from kalaka.content.sources import Sources
from kalaka.content.vocabulary import Vocabulary, read_vocabulary
from kalaka.model.base import Entry, Loc, Value
from kalaka.model.knowledge_base import ALL, Document, KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.rendered_text import RenderedText
from kalaka.model.settings import Settings
from kalaka.model.summary import Summary
from kalaka.model.vocabulary import VOCABULARIES
from kalaka.problems.problem import Problem, errors, problem


class Parts:
    """Readers of the parts that are expensive to read; a build overrides them by readers with a cache."""

    def vocabulary(self, sources: Sources, kind: str, model: type[Entry]) -> Vocabulary:
        return read_vocabulary(sources, kind, model)

    def rendered(self, text: str, settings: Settings) -> RenderedText:
        return outline(text, settings)


class Base(NamedTuple):
    """A knowledge base without its records, its problems, and the discovered files."""

    kb: KnowledgeBase
    problems: list[Problem]
    files: Files


def load_knowledge_base(root: Path) -> tuple[KnowledgeBase, list[Problem]]:
    """Load the knowledge base below `root`, with every problem of a single value."""
    sources = Sources(root)
    base = load_base(sources)
    records, whole = read_one_by_one(sources, base.files.records)
    return with_records(base, records, whole)


def load_base(sources: Sources, parts: Parts | None = None) -> Base:
    """Read settings, vocabulary and documents, and discover the records."""
    parts = parts or Parts()
    unread: defaultdict[str, set[str]] = defaultdict(set)
    unparsed: list[tuple[str, Loc, type[Value], Any]] = []
    settings, problems = read_settings(sources)
    broken = {"settings": frozenset({ALL})} if errors(problems) else {}
    files = find_files(sources.root, settings)
    problems += files.problems
    if any(p.code == "missing-folder" for p in files.problems):
        unread["articles"].add(ALL)
    vocabulary: dict[str, dict[str, Any]] = {}
    for kind, model in VOCABULARIES.items():
        vocabulary[kind], keys, new_problems, rest = parts.vocabulary(sources, kind, model)
        unread[kind] |= keys - vocabulary[kind].keys()
        problems += new_problems
        unparsed += rest
    groups: dict[str, dict[str, Document]] = {"guides": {}, "trainings": {}, "articles": {}}
    for source, lang_files in files.pages.items():
        try:
            doc, new_problems, rest = read_document(
                sources, source, lang_files, partial(parts.rendered, settings=settings)
            )
        except ExtensionFailed as error:
            problems.append(extension_problem(sources, error))
            unread |= {kind: {ALL} for kind in groups}
            break
        problems += new_problems
        unparsed += rest
        section, name = document_name(source)
        if doc and name in groups[section or "articles"]:
            problems.append(problem(doc.files[doc.original], (1, 1), "address-taken", found=doc.path))
        elif doc:
            groups[section or "articles"][name] = doc
        else:
            unread[section or "articles"].add(name)
    kb = KnowledgeBase(
        root=sources.root,
        settings=settings,
        guides=groups["guides"],
        trainings=groups["trainings"],
        articles=groups["articles"],
        vocabulary=vocabulary,
        unread={kind: frozenset(names) for kind, names in unread.items() if names} | broken,
        unparsed=tuple(unparsed),
        files=frozenset(map(settings.below_docs, files.others)),
        published=frozenset(file.removeprefix("public/") for file in files.published),
    )
    return Base(kb, problems, files)


def with_records(
    base: Base, records: Iterable[Record], whole: Mapping[str, Project]
) -> tuple[KnowledgeBase, list[Problem]]:
    """Add records to the base; `whole` maps ids to whole records."""
    problems = list(base.problems)
    summaries: dict[str, Summary] = {}
    unread: set[str] = set()
    unparsed = list(base.kb.unparsed)
    for record in records:
        problems += record.problems
        if record.summary:
            summaries[record.id] = record.summary
        else:
            unread.add(record.id)
        if record.unparsed is not None:
            unparsed.append((record.file, (), Project, record.unparsed))
    unread_ids = {**base.kb.unread, **({"projects": frozenset(unread)} if unread else {})}
    kb = replace(base.kb, projects=summaries, records=whole, unread=unread_ids, unparsed=tuple(unparsed))
    return kb, problems
