"""Frames: the values for the engine's templates, and the filling of rendered frames with pages.

A *frame* is a page that the engine renders once per language, section and depth, with sentinels where pages differ.
It is split at the sentinels once; filled-in text is not searched again, so no text can forge a sentinel.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from kalaka.exports.data_page import PATH as DATA
from kalaka.exports.feeds import discovery
from kalaka.exports.schema_org import json_ld, script, thing_at
from kalaka.exports.schema_org_entities import About
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.model.addresses import relative, url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.settings import FOOTER, SUBPAGES, Settings
from kalaka.pages.page import Page, head
from kalaka.theme.share import SIZE, picture_at, word_of

HOLES = ("title", "description", "head", "switch", "body")
PLACES: Mapping[str, str] = {hole: f"{{{{ k.{hole} }}}}" for hole in HOLES[:4]} | {"body": "{{ page.content }}"}
"""What stands in templates where pages differ."""
_SENTINEL = re.compile("@@k-(" + "|".join(HOLES) + ")@@")


_TITLE = 70
"""Characters of a title that are shown elsewhere."""
_LOCALES: Mapping[Lang, str] = {"hu": "hu_HU", "ro": "ro_RO"}
"""Languages as Open Graph names them."""
_MENU_LABELS = {"data": "nav.all_data"}
_LINE_LABELS = {"projects": "home.all_projects"}
"""Messages, other than `nav.<page>`, for the entries of the menu and for those of the line below it."""


class Link(NamedTuple):
    """A link of the frame. `current` is its `aria-current`: `page`, `true` for a page above, or nothing."""

    address: str
    label: str
    current: str = ""
    below: tuple["Link", ...] = ()
    """Further pages of its section."""


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
    depth: int
    """How many segments the address has below its language."""

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
    def menu(self) -> tuple[Link, ...]:
        """The entries of the menu, each with the further pages of its section."""
        section_of = self.settings.section_of
        own = section_of(self.section)
        return tuple(
            link._replace(
                current=link.current or ("true" if name == own else ""),
                below=self._links(*(page for page in SUBPAGES.get(name, ()) if page != name == section_of(page))),
            )
            for name in self.settings.options.menu
            for link in self._links(name, labels=_MENU_LABELS)
        )

    @property
    def line(self) -> tuple[Link, ...]:
        """The pages of the section that the page belongs to, where there are several."""
        section, menu = self.settings.section_of(self.section), self.settings.options.menu
        names = (name for name in SUBPAGES.get(section, ()) if name == section or name not in menu)
        links = self._links(*names, labels=_LINE_LABELS)
        return links if len(links) > 1 else ()

    @property
    def line_label(self) -> str:
        """The name of the section that the page belongs to."""
        section = self.settings.section_of(self.section)
        return self.words(_MENU_LABELS.get(section, f"nav.{section}"))

    @property
    def footer(self) -> tuple[tuple[str, tuple[Link, ...]], ...]:
        """Heading and links of each group of the footer, with those pages that exist, and the address to write to."""
        groups = {name: self._links(*pages) for name, pages in FOOTER.items()}
        if self.contact:
            groups["about"] += (Link(self.contact, self.words("nav.contact")),)
        return tuple((self.words(f"footer.{name}"), links) for name, links in groups.items() if links)

    @property
    def picture(self) -> str:
        """Address of the picture that is shown beside the address of the page elsewhere."""
        return _html(self.settings.site_url + picture_at(self.lang, self.section))

    @property
    def picture_size(self) -> tuple[int, int]:
        return SIZE

    @property
    def picture_text(self) -> str:
        """What stands in the picture."""
        names = ", ".join(filter(None, (self.settings.names[self.lang], self.settings.other_name(self.lang))))
        return _html(" – ".join(filter(None, (names, word_of(self.settings, self.lang, self.section)))))

    @property
    def locale(self) -> str:
        return _LOCALES[self.lang]

    def _links(self, *names: str, labels: Mapping[str, str] = MappingProxyType({})) -> tuple[Link, ...]:
        """Links to those pages that exist; `labels` are their messages where these are not `nav.<page>`."""
        return tuple(
            Link(url(self.lang, f"{name}/"), self.words(labels.get(name, f"nav.{name}")), self._current(name))
            for name in names
            if name in self.existing
        )

    def _current(self, name: str) -> str:
        if name != self.section:
            return ""
        return "page" if self.depth == 1 else "true"

    @property
    def is_lost(self) -> bool:
        """Whether this is the 404 page, which speaks both languages."""
        return self.section == "lost"

    @property
    def lost(self) -> Iterator["Chrome"]:
        """For the 404 page: the values of each language."""
        return (replace(self, lang=lang) for lang in LANGS)

    def home(self, lang: Lang) -> str:
        """The address of the home page of a language, for the engine's `url` filter."""
        return url(lang, "")

    def address(self, path: str) -> str:
        """An address of this language, for the engine's `url` filter."""
        return url(self.lang, path)


def page_title(settings: Settings, lang: Lang, title: str) -> str:
    """The title as tabs and results of searches show it: with the name of the site, where both have room there."""
    full = f"{title} – {settings.names[lang]}"
    if len(full) <= _TITLE:
        return full
    if len(title) <= _TITLE:
        return title
    cut = title[: _TITLE - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–") + "…"


def _share(kb: KnowledgeBase, page: Page) -> str:
    """What Open Graph says of the page; the picture and the site stand in the frame."""
    is_real = page.lang in page.real
    original = page.lang if is_real else page.real[0]
    properties = [
        ("title", page.title),
        ("description", page.description),
        ("type", "article" if page.path else "website"),
        ("url", kb.settings.site_url + url(original, page.path)),
        *(("locale:alternate", _LOCALES[lang]) for lang in page.real if is_real and lang != page.lang),
    ]
    return "\n".join(f'<meta property="og:{name}" content="{escape(text)}">' for name, text in properties if text)


def _full_head(kb: KnowledgeBase, page: Page) -> str:
    """Addresses, Open Graph, the data of schema.org; feeds on the home page and that of the open data."""
    about = About(page.lang, page.path, page.title, page.description, page.real, page.crumbs)
    links = head(kb.settings.site_url, page.lang, page.path, page.real, page.neighbours)
    share = _share(kb, page)
    feeds = discovery(kb, about.lang, about.path) if about.path in ("", DATA) else ""
    data = script(json_ld(kb, about, thing_at(kb, about.path)))
    return "\n".join(filter(None, (links, share, feeds, data)))


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


def frame_chrome(settings: Settings, existing: frozenset[str], lang: Lang, section: str, depth: int) -> Chrome:
    """Values for a frame: sentinels instead of the texts of a page."""
    title, description, links, switch = (f"@@k-{name}@@" for name in HOLES[:4])
    return Chrome(settings, existing, lang, title, description, links, switch, section, depth)


class Frame:
    """A frame, split at its sentinels. It can be filled when nothing is `missing` and the body is there once."""

    def __init__(self, page: str) -> None:
        self.parts = _SENTINEL.split(page)
        holes = self.parts[1::2]
        self.missing = tuple(hole for hole in HOLES if hole not in holes)
        self.is_repeating = holes.count("body") > 1

    def fill(self, values: Mapping[str, str]) -> str:
        return "".join(values[part] if index % 2 else part for index, part in enumerate(self.parts))
