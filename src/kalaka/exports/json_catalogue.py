"""Catalogue as JSON: every record whole, both languages inside, with its sources; and the vocabularies it refers to.

The structure is that of the model. Lists are always there; a single value that no source states is left out. What is
told differently than in the files of the editors: the story (`body`) is clean HTML with absolute links, and things
with a page say its addresses (`page`).
"""

import posixpath
from collections.abc import Mapping
from typing import Any

from kalaka.content import html_text, markdown
from kalaka.exports import LICENCE, LICENCE_URL, VERSION
from kalaka.exports.text_forms import dumps
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import SECTIONS, Library, project_file
from kalaka.model.project import Project
from kalaka.model.vocabulary import VOCABULARIES
from kalaka.queries.memo import once

KINDS = tuple(kind for kind in VOCABULARIES if kind != "terms")
"""Vocabularies that records refer to."""


def record_json(library: Library, project: Project) -> str:
    """One record, on one line."""
    head: dict[str, Any] = {
        "id": project.id,
        "page": _pages(library, f"projects/{project.id}/"),
        "languages": library.projects[project.id].real,
    }
    if project.body:
        stories = {lang: project.body.get(lang) for lang in LANGS}
        head["body"] = {lang: _html(library, project, text) for lang, text in stories.items() if text}
    return f"{dumps(head)[:-1]},{project.model_dump_json(exclude_none=True, exclude={'id', 'body'})[1:]}"


def _pages(library: Library, path: str) -> Mapping[str, str]:
    return {lang: library.settings.site_url + url(lang, path) for lang in LANGS}


def _html(library: Library, project: Project, text: str) -> str:
    """The story with every link absolute; it leads to the page in the language of the project's original."""
    site, original = library.settings.site_url, project.original
    own = site + url(original, f"projects/{project.id}/")

    def resolve(target: str) -> str:
        return own + target if not target or target.startswith("#") else _address(library, original, target)

    def to_file(target: str) -> str:
        return site + _beside(target)

    return html_text.relink(markdown.html_of(text), resolve, to_file)


@once
def _address(library: Library, lang: Lang, target: str) -> str:
    """Where a link in any record leads, as they all stand in one folder."""
    if ":" in target.split("/")[0]:
        return target
    site, file = library.settings.site_url, project_file("")
    if library.has_file(file, target):
        return site + _beside(target)
    address, fragment = library.resolve(file, target)
    if address is None:
        return target
    return site + url(lang, address) + (f"#{fragment}" if fragment else "")


def _beside(target: str) -> str:
    return posixpath.normpath(posixpath.join("projects", target))


def vocabulary_json(library: Library) -> str:
    """Kind → id → entry."""
    told: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        entries = library.entries(kind)
        told[kind] = {name: _entry(library, kind, name) for name in sorted(entries)}
    for kind in ("guides", "trainings"):
        docs = library.entries(kind)
        told[kind] = {
            name: {
                "page": {lang: library.settings.site_url + url(lang, docs[name].path) for lang in docs[name].langs},
                "title": docs[name].title.model_dump(exclude_none=True),
                "summary": docs[name].summary.model_dump(exclude_none=True),
            }
            for name in sorted(docs)
        }
    return dumps(told)


def _entry(library: Library, kind: str, name: str) -> dict[str, Any]:
    told: dict[str, Any] = library.entries(kind)[name].model_dump(mode="json", exclude_none=True, exclude={"id"})
    return {"page": _pages(library, f"{kind}/{name}/")} | told if kind in SECTIONS else told


def opening(library: Library) -> str:
    """What stands before the records."""
    head = {
        "version": VERSION,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "documentation": _pages(library, "data/"),
    }
    return f'{dumps(head)[:-1]},"vocabulary":{vocabulary_json(library)},"projects":[\n'


def closing(modified: str | None) -> str:
    """What stands after them: the day of the latest check."""
    return f'\n],"modified":{dumps(modified)}}}\n'
