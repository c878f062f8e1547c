"""JSON catalogue: every record whole, in both languages, with its evidence, and the vocabularies it refers to.

The structure is that of the model. Lists are always present; a single value that no source states is left out.
Differences from the content files: `body` is sanitised HTML with absolute links, and entries with a page have its
addresses (`page`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kalaka.content import html_text, markdown
from kalaka.exports import VERSION
from kalaka.exports.text_forms import dumps
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import of_attachment, url
from kalaka.model.knowledge_base import SECTIONS, KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.vocabulary import VOCABULARIES
from kalaka.pages.paging import page_with
from kalaka.queries.memo import memoized

KINDS = tuple(kind for kind in VOCABULARIES if kind != "terms")
"""Vocabularies that records refer to, and what readers come to do."""


class CatalogueWriter:
    """Writer of `projects.json`, record by record; `modified` is the date of the latest check."""

    def __init__(self, file: Path, kb: KnowledgeBase, modified: str | None) -> None:
        self._kb = kb
        self._modified = modified
        self._out = file.open("w", encoding="utf-8", newline="")
        self._out.write(opening(kb))
        self._before = ""

    def add(self, project: Project) -> None:
        self._out.write(self._before + record_json(self._kb, project))
        self._before = ",\n"

    def close(self) -> None:
        self._out.write(closing(self._modified))
        self._out.close()


def record_json(kb: KnowledgeBase, project: Project) -> str:
    """One record, on one line."""
    head: dict[str, Any] = {
        "id": project.id,
        "page": _pages(kb, f"projects/{project.id}/"),
        "languages": kb.projects[project.id].real,
    }
    if project.body:
        stories = {lang: project.body.get(lang) for lang in LANGS}
        head["body"] = {lang: _html(kb, project, text) for lang, text in stories.items() if text}
    return f"{dumps(head)[:-1]},{project.model_dump_json(exclude_none=True, exclude={'id', 'body'})[1:]}"


def _pages(kb: KnowledgeBase, path: str) -> Mapping[str, str]:
    return {lang: kb.settings.site_url + url(lang, path) for lang in LANGS}


def _html(kb: KnowledgeBase, project: Project, text: str) -> str:
    """HTML of the body with absolute links, to pages in the language of the project's original."""
    site, original = kb.settings.site_url, project.original
    page_url = site + url(original, f"projects/{project.id}/")

    def resolve(target: str) -> str:
        return page_url + target if not target or target.startswith("#") else _address(kb, original, target)

    def to_file(target: str) -> str:
        path = kb.attachment(kb.settings.record_file(""), target)
        return site + of_attachment(path, target) if path else target

    return html_text.relink(markdown.html_of(text), resolve, to_file)


@memoized
def _address(kb: KnowledgeBase, lang: Lang, target: str) -> str:
    """Absolute address of a link in a record; all records are in one folder, so it depends on the target alone."""
    if ":" in target.split("/")[0]:
        return target
    site, file = kb.settings.site_url, kb.settings.record_file("")
    if path := kb.attachment(file, target):
        return site + of_attachment(path, target)
    address, fragment = kb.resolve(file, target)
    if address is None:
        return target
    return site + url(lang, page_with(kb, lang, address, fragment)) + (f"#{fragment}" if fragment else "")


def vocabulary_json(kb: KnowledgeBase) -> str:
    """JSON of the vocabularies: kind → id → entry."""
    by_kind: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        entries = kb.entries(kind)
        by_kind[kind] = {name: _entry(kb, kind, name) for name in sorted(entries)}
    for kind in ("guides", "trainings"):
        docs = kb.entries(kind)
        by_kind[kind] = {
            name: {
                "page": {lang: kb.settings.site_url + url(lang, docs[name].path) for lang in docs[name].langs},
                "title": docs[name].title.model_dump(exclude_none=True),
                "summary": docs[name].summary.model_dump(exclude_none=True),
            }
            for name in sorted(docs)
        }
    return dumps(by_kind)


def _entry(kb: KnowledgeBase, kind: str, name: str) -> dict[str, Any]:
    fields: dict[str, Any] = kb.entries(kind)[name].model_dump(mode="json", exclude_none=True, exclude={"id"})
    path = f"{kind}/{name}/" if kind in SECTIONS else f"{kind}/#{name}" if kind == "tasks" else ""
    return {"page": _pages(kb, path)} | fields if path else fields


def opening(kb: KnowledgeBase) -> str:
    """Text before the records."""
    head = {
        "version": VERSION,
        "licence": kb.settings.options.licence,
        "licence_url": kb.settings.licence.url,
        "documentation": _pages(kb, "data/"),
    }
    return f'{dumps(head)[:-1]},"vocabulary":{vocabulary_json(kb)},"projects":[\n'


def closing(modified: str | None) -> str:
    """Text after the records, with the date of the latest check."""
    return f'\n],"modified":{dumps(modified)}}}\n'
