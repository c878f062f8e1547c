"""Ids on the pages of a site, known by rendering the page that a link with a fragment leads to."""

import re
from collections.abc import Iterator

from jinja2 import UndefinedError

from kalaka.exports.data_page import PATH, data_page
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.pages import route_at
from kalaka.pages.docs import surround
from kalaka.queries.documents import documents_by_path
from kalaka.queries.memo import memoized

_ID = re.compile(r'\sid="([^"]+)"')


@memoized
def page_anchors(kb: KnowledgeBase, address: str) -> frozenset[str] | None:
    """The ids on the page at an address below the language; None when it cannot be rendered.

    A page that cannot be rendered refers to something that does not exist, which another rule reports.
    """
    try:
        return frozenset(_ids_at(kb, address))
    except (KeyError, UndefinedError, RecursionError):
        return None


def _ids_at(kb: KnowledgeBase, address: str) -> Iterator[str]:
    if doc := documents_by_path(kb).get(address):
        yield from _document_ids(kb, doc)
        return
    if address == PATH:
        yield from _ID.findall(data_page(kb, "hu", [], ()).body)
    elif route := route_at(kb, "hu", address):
        yield from _ID.findall(route.render().body)
    if address == "glossary/":
        yield from kb.terms  # whatever part of it they stand in


def _document_ids(kb: KnowledgeBase, doc: Document) -> Iterator[str]:
    around = surround(kb, doc, doc.original)
    yield from _ID.findall(around.above + around.below)
    for outline in doc.outlines.values():
        yield from outline.ids
