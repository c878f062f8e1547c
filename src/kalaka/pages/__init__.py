"""Library → pages: every page that is not written by hand. The authored ones are in `docs`."""

from collections.abc import Callable, Iterator, Mapping

from kalaka.catalogue import once
from kalaka.library import SECTIONS, Library
from kalaka.model import Lang
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

_LISTED = (*SECTIONS, "glossary", "search")
_MORE: Mapping[str, tuple[Callable[[Library, Lang], Iterator[Sheet]], ...]] = {
    "projects": (project_sheets, facet_sheets),
    "guides": (guide_sheets,),
    "compare": (compare_sheets,),
    "timeline": (timeline_sheets,),
    "numbers": (numbers_sheets,),
    "missing": (missing_sheets,),
}


def sheets(library: Library, lang: Lang) -> Mapping[str, Sheet]:
    """Every generated page of one language by its address, ready to be drawn."""
    found: dict[str, Sheet] = {}
    for section in dict.fromkeys((*_LISTED, *_MORE)):
        found |= _section(library, lang, section)
    return found


def sheet(library: Library, lang: Lang, path: str) -> Sheet | None:
    """The generated page at an address."""
    return _section(library, lang, path.partition("/")[0]).get(path)


@once
def _section(library: Library, lang: Lang, section: str) -> Mapping[str, Sheet]:
    """The generated pages whose addresses begin with a word."""
    return {found.path: found for found in _sheets(library, lang, section)}


def _sheets(library: Library, lang: Lang, section: str) -> Iterator[Sheet]:
    if section in _LISTED:
        yield from list_sheets(library, lang, section)
    if section in ENTRIES:
        yield from entry_sheets(library, lang, section)
    for more in _MORE.get(section, ()):
        yield from more(library, lang)
