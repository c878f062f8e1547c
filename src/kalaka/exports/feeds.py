"""Feeds of what was last checked: Atom (RFC 4287) and JSON Feed 1.1, one of each a language.

The date of an entry is that of its last professional check, never that of a build.
"""

from collections.abc import Iterable, Mapping
from heapq import nsmallest
from typing import NamedTuple

from kalaka.exports import LICENCE_URL, VERSION
from kalaka.exports.text_forms import dumps, first_day, xml
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.addresses import relative, url
from kalaka.model.knowledge_base import Doc, Library
from kalaka.model.project import Project
from kalaka.model.summary import real_languages

MOST = 50


class Item(NamedTuple):
    """What a feed says of one page, in both languages."""

    checked: str
    path: str
    section: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    langs: tuple[Lang, ...]


def project_item(project: Project) -> Item:
    return Item(
        project.review.last_checked,
        f"projects/{project.id}/",
        "projects",
        project.short_title.model_dump(exclude_none=True),
        project.summary.model_dump(exclude_none=True),
        real_languages(project),
    )


def doc_item(doc: Doc) -> Item:
    return Item(
        doc.facts.review.last_checked,
        doc.path,
        doc.section,
        doc.title.model_dump(exclude_none=True),
        doc.summary.model_dump(exclude_none=True),
        doc.langs,
    )


def discovery(lang: Lang, path: str) -> str:
    """For the head of a page: where the feeds of its language are."""
    title = xml(messages(lang)("data.feed_title"))
    kinds = {"atom+xml": f"data/feed.{lang}.xml", "feed+json": f"data/feed.{lang}.json"}
    found = {kind: relative(url(lang, path), file) for kind, file in kinds.items()}
    return "\n".join(
        f'<link rel="alternate" type="application/{kind}" title="{title}" href="{href}">'
        for kind, href in found.items()
    )


def newest(items: Iterable[Item], lang: Lang) -> list[Item]:
    """The latest checked of those that truly exist in the language; of one day, in the order of addresses."""
    own = (item for item in items if lang in item.langs)
    return nsmallest(MOST, own, key=lambda item: (_descending(first_day(item.checked)), item.path))


def _descending(date: str) -> int:
    return -int(date.replace("-", ""))


def _time(item: Item) -> str:
    return first_day(item.checked) + "T00:00:00Z"


def _of(text: Mapping[str, str], lang: Lang) -> str:
    """A field that exists only in the other language is told in that."""
    return text.get(lang) or text[other(lang)]


def atom(library: Library, items: list[Item], lang: Lang) -> str:
    words, site = messages(lang), library.settings.site_url
    home, own = site + url(lang, ""), f"{site}data/feed.{lang}.xml"
    updated = _time(items[0]) if items else "1970-01-01T00:00:00Z"
    entries = "".join(
        f"<entry><id>{xml(site + url(lang, item.path))}</id><title>{xml(_of(item.title, lang))}</title>"
        f'<link rel="alternate" type="text/html" hreflang="{lang}" href="{xml(site + url(lang, item.path))}"/>'
        f'<updated>{_time(item)}</updated><category term="{item.section}" label="{xml(words(f"nav.{item.section}"))}"/>'
        f"<summary>{xml(_of(item.summary, lang))}</summary></entry>\n"
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:k="{xml(site)}data/"'
        f' k:version="{VERSION}" xml:lang="{lang}"><id>{xml(own)}</id><title>{xml(words("data.feed_title"))}</title>'
        f'<link rel="self" type="application/atom+xml" href="{xml(own)}"/>'
        f'<link rel="alternate" type="text/html" hreflang="{lang}" href="{xml(home)}"/>'
        f'<link rel="license" href="{LICENCE_URL}"/><updated>{updated}</updated>'
        f"<author><name>{xml(words('site.name'))}</name><uri>{xml(home)}</uri></author>\n{entries}</feed>\n"
    )


def json_feed(library: Library, items: list[Item], lang: Lang) -> str:
    words, site = messages(lang), library.settings.site_url
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": words("data.feed_title"),
        "home_page_url": site + url(lang, ""),
        "feed_url": f"{site}data/feed.{lang}.json",
        "language": lang,
        "authors": [{"name": words("site.name"), "url": site + url(lang, "")}],
        "_kalaka": {"version": VERSION, "licence": LICENCE_URL},
    }
    entries = [
        {
            "id": site + url(lang, item.path),
            "url": site + url(lang, item.path),
            "title": _of(item.title, lang),
            "content_text": _of(item.summary, lang),
            "date_modified": _time(item),
            "tags": [words(f"nav.{item.section}")],
            "language": lang,
        }
        for item in items
    ]
    return dumps(head | {"items": entries}) + "\n"
