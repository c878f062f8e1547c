"""Sitemap (sitemaps.org 0.9 with Google's `xhtml:link` extension) of all real pages with their language versions."""

from collections.abc import Iterable, Iterator
from html import escape

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import alternates, url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.compare import real_of_pair
from kalaka.pages.project import pair_path
from kalaka.queries.related import pairs


def sitemap(kb: KnowledgeBase, pages: Iterable[tuple[Lang, str]]) -> str:
    """Sitemap of pages by language and address; fallbacks are left out."""
    real = real_versions(kb)
    versions = sorted((url(lang, path), lang, path, real.get(path, LANGS)) for lang, path in pages)
    rows = "".join(_rows(escape(kb.settings.site_url), versions))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{rows}</urlset>\n'
    )


def real_versions(kb: KnowledgeBase) -> dict[str, tuple[Lang, ...]]:
    """Languages in which pages exist that may be only a fallback in the other one, by address below the language."""
    real = {f"projects/{project.id}/": project.real for project in kb.projects.values()}
    real |= {pair_path(pair): real_of_pair(kb, pair) for pair in pairs(kb)}
    return real | {doc.path: doc.langs for doc in kb.docs}


def _rows(base: str, pages: Iterable[tuple[str, Lang, str, tuple[Lang, ...]]]) -> Iterator[str]:
    for address, lang, path, real in pages:
        if lang in real:
            links = "".join(
                f'<xhtml:link rel="alternate" hreflang="{code}" href="{href}"/>'
                for code, href in alternates(base, escape(path), real)
            )
            yield f"<url><loc>{base}{escape(address)}</loc>{links}</url>\n"
