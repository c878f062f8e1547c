"""Frames: the values for the engine's templates, and the filling of rendered frames with pages.

A *frame* is a page that the engine renders once per language, section and depth, with sentinels where pages differ.
It is split at the sentinels once; filled-in text is not searched again, so no text can forge a sentinel.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from kalaka.exports.data_page import PATH as DATA
from kalaka.exports.feeds import discovery
from kalaka.exports.schema_org import json_ld, script, thing_at
from kalaka.exports.schema_org_entities import About
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.model.addresses import relative, url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.settings import FOOTER, Settings
from kalaka.pages.page import Page, head

HOLES = ("title", "description", "head", "switch", "body")
PLACES: Mapping[str, str] = {hole: f"{{{{ k.{hole} }}}}" for hole in HOLES[:4]} | {"body": "{{ page.content }}"}
"""What stands in templates where pages differ."""
_SENTINEL = re.compile("@@k-(" + "|".join(HOLES) + ")@@")


def _html(text: str) -> str:
    """A text ready for HTML that cannot be taken for a sentinel."""
    return escape(text).replace("@@k-", "&#64;@k-")


@dataclass(frozen=True)
class Chrome:
    """Values for the engine's templates, where they are called `k`. All texts are ready for HTML."""

    settings: Settings
    existing: frozenset[str]
    lang: Lang
    title: str
    description: str
    head: str
    switch: str
    section: str

    def words(self, key: str) -> str:
        """A message of the language."""
        return _html(self.settings.words(self.lang)(key))

    @property
    def other(self) -> Lang:
        return other(self.lang)

    @property
    def name(self) -> str:
        return _html(self.settings.names[self.lang])

    @property
    def other_name(self) -> str:
        """The name in the other language, where it differs."""
        return _html(self.settings.other_name(self.lang) or "")

    @property
    def about(self) -> str:
        """What the site is, in the language where it says so, else in the other one: an element, or nothing."""
        about = self.settings.options.about
        if about is None:
            return ""
        text, lang = about.best(self.lang)
        mark = "" if lang == self.lang else f' lang="{lang}"'
        return f"<p{mark}>{_html(text)}</p>"

    @property
    def contact(self) -> str:
        return _html(self.settings.options.contact or "")

    @property
    def small(self) -> str:
        """What readers may do with the texts, and what the site does not do."""
        return f"{self.words(f'licence.{self.settings.licence.key}.footer')} {self.words('footer.small')}"

    @property
    def menu(self) -> tuple[tuple[str, str, bool], ...]:
        """Address, label and whether it is the current section, for each entry of the menu."""
        names = self.settings.options.menu
        return tuple((*link, name == self.section) for name in names for link in self._links(name))

    @property
    def footer(self) -> tuple[tuple[str, str], ...]:
        """Address and label of each page that the footer leads to."""
        return self._links(*FOOTER)

    def _links(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Address and label of those pages that exist."""
        return tuple((url(self.lang, f"{name}/"), self.words(f"nav.{name}")) for name in names if name in self.existing)

    @property
    def lost(self) -> Iterator[tuple[Lang, Callable[[str], str], tuple[tuple[str, str], ...]]]:
        """For the 404 page: each language, its words, and address and label of the pages to go on with."""
        for lang in LANGS:
            chrome = replace(self, lang=lang)
            home = (url(lang, ""), chrome.words("nav.home"))
            yield lang, chrome.words, (home, *chrome._links("projects", "guides", "places", "glossary"))

    def address(self, path: str) -> str:
        """An address of this language, for the engine's `url` filter."""
        return url(self.lang, path)


def page_title(settings: Settings, lang: Lang, title: str) -> str:
    return f"{title} – {settings.names[lang]}"


def _full_head(kb: KnowledgeBase, page: Page) -> str:
    """Canonical address, alternates, and the data of schema.org; feeds on the home page and that of the data."""
    about = About(page.lang, page.path, page.title, page.description, page.real, page.crumbs)
    links = head(kb.settings.site_url, page.lang, page.path, page.real, page.neighbours)
    feeds = discovery(kb, about.lang, about.path) if about.path in ("", DATA) else ""
    data = script(json_ld(kb, about, thing_at(kb, about.path)))
    return "\n".join(filter(None, (links, feeds, data)))


def filling(kb: KnowledgeBase, page: Page) -> Mapping[str, str]:
    """The texts that replace the sentinels of a page's frame."""
    settings = kb.settings
    titled = page_title(settings, page.lang, page.title)
    return {
        "title": escape(titled if page.path else f"{settings.names[page.lang]} – {page.title}"),
        "description": escape(page.description),
        "head": _full_head(kb, page),
        "switch": escape(relative(url(page.lang, page.path), url(other(page.lang), page.path))),
        "body": page.body,
    }


def frame_chrome(settings: Settings, existing: frozenset[str], lang: Lang, section: str) -> Chrome:
    """Values for a frame: sentinels instead of the texts of a page."""
    title, description, links, switch = (f"@@k-{name}@@" for name in HOLES[:4])
    return Chrome(settings, existing, lang, title, description, links, switch, section)


class Frame:
    """A frame, split at its sentinels. It can be filled when nothing is `missing` and the body is there once."""

    def __init__(self, page: str) -> None:
        self.parts = _SENTINEL.split(page)
        holes = self.parts[1::2]
        self.missing = tuple(hole for hole in HOLES if hole not in holes)
        self.is_repeating = holes.count("body") > 1

    def fill(self, values: Mapping[str, str]) -> str:
        return "".join(values[part] if index % 2 else part for index, part in enumerate(self.parts))
