"""Generated pages and files → a folder: pages in their frames, open data, search and the sitemap."""

from collections.abc import Iterator, Mapping
from html import escape
from itertools import chain
from pathlib import Path

from kalaka.data.files import write_data
from kalaka.data.page import data_page
from kalaka.data.records import fragments
from kalaka.frame import Frame, filling
from kalaka.library import Library
from kalaka.model import LANGS, Lang
from kalaka.pages import all_pages
from kalaka.pages.page import alternates, url
from kalaka.pages.project import moved_pages
from kalaka.search.index import build_search


def write_pages(library: Library, frames: Mapping[tuple[Lang, str], Frame], site: Path) -> int:
    """Write the data; fill and write every generated page, then the sitemap; returns the number of pages."""
    written: list[tuple[Lang, str, tuple[Lang, ...]]] = []
    pieces = (fragments(library, library.projects[name]) for name in sorted(library.projects))
    files, left_out = write_data(library, pieces, site / "data")
    for lang in LANGS:
        for page in chain(all_pages(library, lang), [data_page(library, lang, files, left_out)]):
            text = frames[lang, page.frame].fill(filling(library, page))
            _write(site / url(lang, page.path) / "index.html", text)
            written.append((lang, page.path, page.real))
        for path, text in moved_pages(library, lang):
            _write(site / url(lang, path) / "index.html", text)
    for doc in library.docs:
        written += [(lang, doc.path, doc.langs) for lang in LANGS]
    _write(site / "sitemap.xml", sitemap(library, written))
    build_search(library, site)
    return len(written)


def sitemap(library: Library, pages: list[tuple[Lang, str, tuple[Lang, ...]]]) -> str:
    """Every true page with its alternates; fallbacks are left out."""
    site_url = library.settings.site_url
    rows = "".join(_rows(site_url, sorted((url(lang, path), path, real) for lang, path, real in pages if lang in real)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{rows}</urlset>\n'
    )


def _rows(site_url: str, pages: list[tuple[str, str, tuple[Lang, ...]]]) -> Iterator[str]:
    for address, path, real in pages:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(href)}"/>'
            for lang, href in alternates(site_url, path, real)
        )
        yield f"<url><loc>{escape(site_url + address)}</loc>{links}</url>\n"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
