"""The engine's page around ours: what its templates are told, and an empty one of them, kept and filled.

A *frame* is a page of the engine drawn once per language, section and depth with sentinels where pages differ.
Filling splits it at the sentinels once; what is put in is never looked at again, so no text can forge one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape

from kalaka.exports.data_page import PATH as DATA
from kalaka.exports.feeds import discovery
from kalaka.exports.schema_org import json_ld, script, thing_at
from kalaka.exports.schema_org_entities import About
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import Messages, messages
from kalaka.model.addresses import relative, up, url
from kalaka.model.knowledge_base import Library
from kalaka.pages.page import Page, head

HOLES = ("title", "description", "head", "switch", "body")
_SENTINEL = re.compile("@@k-(" + "|".join(HOLES) + ")@@")
MENU = ("projects", "guides", "trainings", "places", "glossary", "about")


@dataclass(frozen=True)
class Chrome:
    """What the engine's templates know of a page, under the name `k`. Everything is text ready for HTML."""

    lang: Lang
    words: Messages
    title: str
    description: str
    head: str
    switch: str
    section: str

    @property
    def other(self) -> Lang:
        return other(self.lang)

    @property
    def menu(self) -> tuple[tuple[str, str, bool], ...]:
        """Address, words and whether it is here, for each entry of the menu."""
        prefix = url(self.lang, "")
        return tuple((f"{prefix}{name}/", self.words(f"nav.{name}"), name == self.section) for name in MENU)

    @property
    def words_hu(self) -> Messages:
        return messages("hu")

    @property
    def words_ro(self) -> Messages:
        return messages("ro")

    def address(self, path: str) -> str:
        """An address of this language, for the engine's `url` filter."""
        return url(self.lang, path)


def page_title(words: Messages, title: str) -> str:
    return f"{title} – {words('site.name')}"


_CRUMBS = re.compile(r'<nav class="k-crumbs".*?</nav>', re.S)
_CRUMB = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>')


def _crumbs(page: Page) -> tuple[tuple[str, str], ...]:
    """The parents of a page, read off the page."""
    shown = _CRUMBS.search(page.body)
    links = _CRUMB.findall(shown[0]) if shown else []
    return tuple((href.removeprefix(up(page.path)), unescape(name)) for href, name in links)


def _full_head(library: Library, page: Page) -> str:
    """Canonical address, alternates, and the data of schema.org; feeds on the home page and that of the data."""
    about = About(page.lang, page.path, page.title, page.description, page.real, _crumbs(page))
    links = head(library.settings.site_url, page.lang, page.path, page.real, page.neighbours)
    feeds = discovery(about.lang, about.path) if about.path in ("", DATA) else ""
    data = script(json_ld(library, about, thing_at(library, about.path)))
    return "\n".join(filter(None, (links, feeds, data)))


def filling(library: Library, page: Page) -> Mapping[str, str]:
    """What a page puts into its frame."""
    words = messages(page.lang)
    return {
        "title": escape(page_title(words, page.title) if page.path else f"{words('site.name')} – {page.title}"),
        "description": escape(page.description),
        "head": _full_head(library, page),
        "switch": escape(relative(url(page.lang, page.path), url(other(page.lang), page.path))),
        "body": page.body,
    }


def frame_chrome(lang: Lang, section: str) -> Chrome:
    """A page with holes."""
    title, description, links, switch = (f"@@k-{name}@@" for name in HOLES[:4])
    return Chrome(lang, messages(lang), title, description, links, switch, section)


class Frame:
    """An empty page of the engine: text between holes."""

    def __init__(self, page: str) -> None:
        self.parts = _SENTINEL.split(page)
        found = self.parts[1::2]
        if set(found) != set(HOLES) or found.count("body") != 1:
            raise ValueError(f"the frame lacks or repeats a hole: {sorted(found)}")

    def fill(self, values: Mapping[str, str]) -> str:
        return "".join(values[part] if index % 2 else part for index, part in enumerate(self.parts))
