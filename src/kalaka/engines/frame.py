"""Frames: the values for the engine's templates, and the filling of rendered frames with pages.

A *frame* is a page that the engine renders once per language, section and depth, with sentinels where pages differ.
It is split at the sentinels once; filled-in text is not searched again, so no text can forge a sentinel.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from kalaka.exports.data_page import PATH as DATA
from kalaka.exports.feeds import discovery
from kalaka.exports.schema_org import json_ld, script, thing_at
from kalaka.exports.schema_org_entities import About
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import Messages, messages
from kalaka.model.addresses import relative, url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.page import Page, head

HOLES = ("title", "description", "head", "switch", "body")
_SENTINEL = re.compile("@@k-(" + "|".join(HOLES) + ")@@")
MENU = ("projects", "guides", "trainings", "places", "glossary", "about")


@dataclass(frozen=True)
class Chrome:
    """Values for the engine's templates, where they are called `k`. All texts are ready for HTML."""

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
        """Address, label and whether it is the current section, for each entry of the menu."""
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


def _full_head(kb: KnowledgeBase, page: Page) -> str:
    """Canonical address, alternates, and the data of schema.org; feeds on the home page and that of the data."""
    about = About(page.lang, page.path, page.title, page.description, page.real, page.crumbs)
    links = head(kb.settings.site_url, page.lang, page.path, page.real, page.neighbours)
    feeds = discovery(about.lang, about.path) if about.path in ("", DATA) else ""
    data = script(json_ld(kb, about, thing_at(kb, about.path)))
    return "\n".join(filter(None, (links, feeds, data)))


def filling(kb: KnowledgeBase, page: Page) -> Mapping[str, str]:
    """The texts that replace the sentinels of a page's frame."""
    words = messages(page.lang)
    return {
        "title": escape(page_title(words, page.title) if page.path else f"{words('site.name')} – {page.title}"),
        "description": escape(page.description),
        "head": _full_head(kb, page),
        "switch": escape(relative(url(page.lang, page.path), url(other(page.lang), page.path))),
        "body": page.body,
    }


def frame_chrome(lang: Lang, section: str) -> Chrome:
    """Values for a frame: sentinels instead of the texts of a page."""
    title, description, links, switch = (f"@@k-{name}@@" for name in HOLES[:4])
    return Chrome(lang, messages(lang), title, description, links, switch, section)


class Frame:
    """A frame, split at its sentinels. Raises ValueError when a sentinel is missing or the body repeated."""

    def __init__(self, page: str) -> None:
        self.parts = _SENTINEL.split(page)
        holes = self.parts[1::2]
        if set(holes) != set(HOLES) or holes.count("body") != 1:
            raise ValueError(f"the frame lacks or repeats a hole: {sorted(holes)}")

    def fill(self, values: Mapping[str, str]) -> str:
        return "".join(values[part] if index % 2 else part for index, part in enumerate(self.parts))
