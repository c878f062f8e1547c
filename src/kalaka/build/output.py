"""Pages and files → a folder, all of them, one after another: what the plain engine asks for when it has drawn."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from kalaka.build.cache import Cache
from kalaka.build.publishing import MARKER, files_below, marker_text
from kalaka.engines.frame import Frame, filling
from kalaka.exports.blocks import block, cut
from kalaka.exports.data_page import data_page
from kalaka.exports.files import write_data
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import alternates, url
from kalaka.model.knowledge_base import Library
from kalaka.pages import sheets
from kalaka.pages.compare import real_of_pair
from kalaka.pages.docs import doc_file, doc_page
from kalaka.pages.page import Drawn, Page
from kalaka.pages.project import moved_pages, pair_path
from kalaka.queries.related import pairs
from kalaka.search.corpus import entries
from kalaka.search.facet_index import browse_files
from kalaka.search.index import Index


def write_site(library: Library, drawn: Drawn, site: Path) -> int:
    """Write the data, every page, the sitemap and the search index; returns the number of pages."""
    frames = {key: Frame(text) for key, text in drawn.frames.items()}
    written: list[tuple[Lang, str]] = []
    blocks = (block(library, ids) for ids in cut(sorted(library.projects)))
    files, left_out = write_data(library, blocks, site / "data")
    for lang in LANGS:
        for page in chain(all_pages(library, drawn.texts, lang), [data_page(library, lang, files, left_out)]):
            _write(site / url(lang, page.path) / "index.html", frames[lang, page.frame].fill(filling(library, page)))
            written.append((lang, page.path))
        for path, text in moved_pages(library, lang):
            _write(site / url(lang, path) / "index.html", text)
        for leaf in browse_files(library, lang):
            _write(site / leaf.path, leaf.content())
    _write(site / "sitemap.xml", sitemap(library, written))
    with TemporaryDirectory() as folder:
        cache = Cache(Path(folder) / "cache.db")
        for lang in LANGS:
            for name, _, content in Index(library, lang, list(entries(library, lang)), cache).files():
                _write(site / "search" / lang / name, content())
        cache.close()
    (site / MARKER).write_text(marker_text(files_below(site)), "utf-8")
    return len(written)


def all_pages(library: Library, texts: Mapping[tuple[Lang, str], str], lang: Lang) -> Iterator[Page]:
    """Every page of one language, the authored ones around their texts."""
    for doc in library.docs:
        yield doc_page(library, doc, lang, texts[lang, doc_file(doc, lang)])
    for sheet in sheets(library, lang).values():
        yield sheet.draw()


def real_versions(library: Library) -> dict[str, tuple[Lang, ...]]:
    """The pages that may be only a fallback in one language, with the languages in which they truly exist."""
    real = {f"projects/{project.id}/": project.real for project in library.projects.values()}
    real |= {pair_path(pair): real_of_pair(library, pair) for pair in pairs(library)}
    return real | {doc.path: doc.langs for doc in library.docs}


def sitemap(library: Library, pages: Iterable[tuple[Lang, str]]) -> str:
    """Every true page with its alternates; fallbacks are left out."""
    real = real_versions(library)
    found = sorted((url(lang, path), lang, path, real.get(path, LANGS)) for lang, path in pages)
    rows = "".join(_rows(escape(library.settings.site_url), found))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{rows}</urlset>\n'
    )


def _rows(base: str, pages: list[tuple[str, Lang, str, tuple[Lang, ...]]]) -> Iterator[str]:
    for address, lang, path, real in pages:
        if lang in real:
            links = "".join(
                f'<xhtml:link rel="alternate" hreflang="{code}" href="{href}"/>'
                for code, href in alternates(base, escape(path), real)
            )
            yield f"<url><loc>{base}{escape(address)}</loc>{links}</url>\n"


def _write(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
