"""Feeds of the last checked pages: Atom (RFC 4287) and JSON Feed 1.1, one of each per language.

The date of an item is that of its last professional check, never that of a build.
"""

from kalaka.exports import VERSION
from kalaka.exports.text_forms import dumps, xml
from kalaka.i18n.formatting import first_day
from kalaka.i18n.languages import Lang
from kalaka.model.addresses import relative, url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.queries.news import Item


def discovery(kb: KnowledgeBase, lang: Lang, path: str) -> str:
    """`<link>` elements for the head of a page: the feeds of its language."""
    title = xml(_title(kb, lang))
    kinds = {"atom+xml": f"data/feed.{lang}.xml", "feed+json": f"data/feed.{lang}.json"}
    addresses = {kind: relative(url(lang, path), file) for kind, file in kinds.items()}
    return "\n".join(
        f'<link rel="alternate" type="application/{kind}" title="{title}" href="{href}">'
        for kind, href in addresses.items()
    )


def _title(kb: KnowledgeBase, lang: Lang) -> str:
    return kb.words(lang)("data.feed_title", site=kb.settings.names[lang])


def _time(item: Item) -> str:
    return first_day(item.checked) + "T00:00:00Z"


def atom(kb: KnowledgeBase, items: list[Item], lang: Lang) -> str:
    """Atom feed (RFC 4287) of items, which are in the order of `newest`."""
    words, site = kb.words(lang), kb.settings.site_url
    home, feed_url = site + url(lang, ""), f"{site}data/feed.{lang}.xml"
    updated = _time(items[0]) if items else "1970-01-01T00:00:00Z"
    entries = "".join(
        f"<entry><id>{xml(site + url(lang, item.path))}</id><title>{xml(item.title.best(lang)[0])}</title>"
        f'<link rel="alternate" type="text/html" hreflang="{lang}" href="{xml(site + url(lang, item.path))}"/>'
        f'<updated>{_time(item)}</updated><category term="{item.section}" label="{xml(words(f"nav.{item.section}"))}"/>'
        f"<summary>{xml(item.summary.best(lang)[0])}</summary></entry>\n"
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:k="{xml(site)}data/"'
        f' k:version="{VERSION}" xml:lang="{lang}"><id>{xml(feed_url)}</id>'
        f"<title>{xml(_title(kb, lang))}</title>"
        f'<link rel="self" type="application/atom+xml" href="{xml(feed_url)}"/>'
        f'<link rel="alternate" type="text/html" hreflang="{lang}" href="{xml(home)}"/>'
        f'<link rel="license" href="{kb.settings.licence.url}"/><updated>{updated}</updated>'
        f"<author><name>{xml(kb.settings.publisher(lang))}</name><uri>{xml(home)}</uri></author>\n{entries}</feed>\n"
    )


def json_feed(kb: KnowledgeBase, items: list[Item], lang: Lang) -> str:
    """JSON Feed 1.1 of items, which are in the order of `newest`."""
    words, site = kb.words(lang), kb.settings.site_url
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(kb, lang),
        "home_page_url": site + url(lang, ""),
        "feed_url": f"{site}data/feed.{lang}.json",
        "language": lang,
        "authors": [{"name": kb.settings.publisher(lang), "url": site + url(lang, "")}],
        "_kalaka": {"version": VERSION, "licence": kb.settings.licence.url},
    }
    entries = [
        {
            "id": site + url(lang, item.path),
            "url": site + url(lang, item.path),
            "title": item.title.best(lang)[0],
            "content_text": item.summary.best(lang)[0],
            "date_modified": _time(item),
            "tags": [words(f"nav.{item.section}")],
            "language": lang,
        }
        for item in items
    ]
    return dumps(head | {"items": entries}) + "\n"
