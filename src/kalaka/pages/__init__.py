"""Library → pages: every page that is not written by hand. The authored ones are in `docs`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial

from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import OWN_FACETS, SECTIONS, Library
from kalaka.pages.compare import compare_sheets
from kalaka.pages.docs import guide_sheets
from kalaka.pages.entries import ENTRIES, entry_sheets
from kalaka.pages.facets import facet_sheets
from kalaka.pages.lists import list_sheets
from kalaka.pages.missing import missing_sheets
from kalaka.pages.numbers import numbers_sheets
from kalaka.pages.page import Sheet
from kalaka.pages.project import project_sheets
from kalaka.pages.timeline import timeline_sheets
from kalaka.queries.memo import once

_LISTED = (*SECTIONS, "glossary", "search")
_ALONE: Mapping[str, Callable[[Library, Lang], Iterator[Sheet]]] = {
    "compare": compare_sheets,
    "timeline": timeline_sheets,
    "numbers": numbers_sheets,
    "missing": missing_sheets,
}


def sheets(library: Library, lang: Lang) -> Mapping[str, Sheet]:
    """Every generated page of one language by its address, ready to be drawn."""
    found: dict[str, Sheet] = {}
    for section in (*_LISTED, *_ALONE):
        found |= _nameless(library, lang, section)
        for names, make in _named(library, section):
            found |= _by_path(sheet for name in names for sheet in make(library, lang, name))
    return found


def sheet(library: Library, lang: Lang, path: str) -> Sheet | None:
    """The generated page at an address, found without making the sheets of all others."""
    section, _, rest = path.partition("/")
    name = rest.partition("/")[0]
    for names, make in _named(library, section):
        if name in names:
            return next((found for found in make(library, lang, name) if found.path == path), None)
    return _nameless(library, lang, section).get(path)


def _named(library: Library, section: str) -> list[tuple[Collection[str], Callable[..., Iterator[Sheet]]]]:
    """The names that may follow in an address, and what makes the sheets of one."""
    if section == "projects":
        return [(library.projects, project_sheets), (OWN_FACETS, facet_sheets)]
    if section == "guides":
        return [(library.guides, guide_sheets)]
    if section in ENTRIES:
        return [(library.entries(section), partial(entry_sheets, section=section))]
    return []


@once
def _nameless(library: Library, lang: Lang, section: str) -> Mapping[str, Sheet]:
    """The lists of a section, or all of it where nothing in it has a name."""
    if section in _LISTED:
        return _by_path(list_sheets(library, lang, section))
    return _by_path(_ALONE[section](library, lang)) if section in _ALONE else {}


def _by_path(found: Iterable[Sheet]) -> dict[str, Sheet]:
    return {sheet.path: sheet for sheet in found}
