"""Pages into frames: complete HTML of any page of a knowledge base."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kalaka.build.workers import worker_state
from kalaka.engines.frame import Frame, filling
from kalaka.exports.data_page import PATH as DATA
from kalaka.exports.data_page import data_page
from kalaka.exports.formats import DataFile
from kalaka.exports.iati import LeftOut
from kalaka.i18n.languages import Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages import route_at
from kalaka.pages.docs import doc_page, doc_text
from kalaka.pages.page import Page
from kalaka.queries.documents import documents_by_path

Frames = Mapping[tuple[Lang, str], Frame]
"""Frames by language and kind of page."""


class Address(NamedTuple):
    """A page by its language and its address below it."""

    lang: Lang
    path: str

    @property
    def file(self) -> str:
        """The file below the site."""
        return url(self.lang, self.path) + "index.html"


class Site(NamedTuple):
    """What workers need to render pages of a knowledge base into a folder."""

    kb: KnowledgeBase
    frames: Frames
    folder: str


class Exported(NamedTuple):
    """What the page of the open data says of its files."""

    files: Sequence[DataFile] = ()
    left_out: LeftOut = ()


def page_at(kb: KnowledgeBase, address: Address, exported: Exported | None = None) -> Page | None:
    """The page at an address, or None where there is none."""
    lang, path = address
    if path == DATA:
        files, left_out = exported or Exported()
        return data_page(kb, lang, files, left_out)
    if doc := documents_by_path(kb).get(path):
        return doc_page(kb, doc, lang, doc_text(kb, doc, lang))
    route = route_at(kb, lang, path)
    return route.render() if route else None


def complete(kb: KnowledgeBase, frames: Frames, page: Page) -> str:
    """The HTML of a page with the frame around it."""
    return frames[page.lang, page.frame].fill(filling(kb, page))


def render_pages(addresses: Sequence[Address]) -> list[tuple[str, int, int]]:
    """Job of a worker: render pages into the folder of its site; returns path, size and time of each file."""
    site: Site = worker_state()
    written = []
    for address in addresses:
        page = page_at(site.kb, address)
        assert page is not None, address
        written.append(write_file(site.folder, address.file, complete(site.kb, site.frames, page).encode()))
    return written


def write_file(folder: str, file: str, content: bytes) -> tuple[str, int, int]:
    """Write a file below a folder; returns its path there, its size in bytes and its time in nanoseconds."""
    path = f"{folder}/{file}"
    try:
        out = os.open(path, _FLAGS, 0o666)  # of thousands of files it counts that they need no objects
    except FileNotFoundError:
        os.makedirs(path.rpartition("/")[0], exist_ok=True)  # noqa: PTH103
        out = os.open(path, _FLAGS, 0o666)
    try:
        written = 0
        while written < len(content):
            written += os.write(out, content[written:])
        status = os.fstat(out)
    finally:
        os.close(out)
    return file, status.st_size, status.st_mtime_ns


_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
