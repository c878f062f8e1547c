"""Ids on the pages of a site, known by rendering the page that a link with a fragment leads to."""

import re
from collections.abc import Iterator

from jinja2 import UndefinedError

from kalaka.exports.data_page import PATH, data_page
from kalaka.model.knowledge_base import Doc, Library
from kalaka.pages import sheet
from kalaka.pages.docs import surround
from kalaka.queries.memo import once

_ID = re.compile(r'\sid="([^"]+)"')


@once
def page_anchors(library: Library, address: str) -> frozenset[str] | None:
    """The ids on the page at an address below the language; None when it cannot be rendered.

    A page that cannot be rendered refers to something that does not exist, which another rule reports.
    """
    try:
        return frozenset(_ids_at(library, address))
    except (KeyError, UndefinedError, RecursionError):
        return None


def _ids_at(library: Library, address: str) -> Iterator[str]:
    if doc := next((doc for doc in library.docs if doc.path == address), None):
        yield from _document_ids(library, doc)
        return
    if address == PATH:
        yield from _ID.findall(data_page(library, "hu", [], ()).body)
    elif found := sheet(library, "hu", address):
        yield from _ID.findall(found.draw().body)
    if address == "glossary/":
        yield from library.terms  # whatever part of it they stand in


def _document_ids(library: Library, doc: Doc) -> Iterator[str]:
    around = surround(library, doc, doc.original)
    yield from _ID.findall(around.above + around.below)
    for outline in doc.outlines.values():
        yield from outline.ids
