"""Library → pages: every page that is not written by hand. The authored ones are in `docs`."""

from collections.abc import Iterator, Mapping

from kalaka.catalogue import once
from kalaka.library import Library
from kalaka.model import Lang
from kalaka.pages.compare import compare_sheets
from kalaka.pages.docs import guide_sheets
from kalaka.pages.entries import entry_sheets
from kalaka.pages.facets import facet_sheets
from kalaka.pages.lists import list_sheets
from kalaka.pages.missing import missing_sheets
from kalaka.pages.numbers import numbers_sheets
from kalaka.pages.page import Sheet
from kalaka.pages.project import project_sheets
from kalaka.pages.timeline import timeline_sheets


@once
def sheets(library: Library, lang: Lang) -> Mapping[str, Sheet]:
    """Every generated page of one language by its address, ready to be drawn."""
    return {sheet.path: sheet for sheet in _sheets(library, lang)}


def _sheets(library: Library, lang: Lang) -> Iterator[Sheet]:
    yield from project_sheets(library, lang)
    yield from compare_sheets(library, lang)
    yield from list_sheets(library, lang)
    yield from facet_sheets(library, lang)
    yield from entry_sheets(library, lang)
    yield from guide_sheets(library, lang)
    yield from timeline_sheets(library, lang)
    yield from numbers_sheets(library, lang)
    yield from missing_sheets(library, lang)
