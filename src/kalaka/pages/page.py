"""A page and a route as values, the frame that a page needs, and the link elements of its `<head>`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from kalaka.i18n.languages import Lang
from kalaka.model.addresses import alternates, relative, url

OTHER = "other"
_ENTRIES = ("counties", "organisations", "programmes", "themes", "target-groups")
FRAMED: Mapping[str, tuple[int, ...]] = {
    "home": (0,),
    "search": (1, 2),
    "projects": (1, 2, 3, 4),
    **dict.fromkeys(("guides", "trainings", "places", *_ENTRIES, "missing"), (1, 2, 3)),
    **dict.fromkeys(("glossary", "compare", "contribute"), (1, 2)),
    **dict.fromkeys(("tasks", "timeline", "numbers", "data", "about", "accessibility", "imprint", "privacy"), (1,)),
    OTHER: (1, 2, 3),
}
"""Frames to be made: section to depths of its addresses (number of slashes). The sections are those that the menu and
its lines of pages lead to, the home and the search page, and `OTHER` for all the rest."""
LOST: tuple[Lang, str] = ("hu", "lost")
"""Key, among the frames, of the page for addresses that do not exist (HTTP 404); it has no holes."""


@dataclass(frozen=True)
class Page:
    """One page of one language. `path` is the address below the language; `section` the page that is current in
    the menu or in the line below it.

    `body` is HTML; `title` and `description` are plain text. `real` names the languages in which the page truly exists:
    a fallback in the other language is not one of them. `neighbours` are the parts of a long list before and after it,
    by relation: `("next", "projects/3/")`. `crumbs` are its breadcrumbs from the home page to its parent: address below
    the language and title as plain text.
    """

    lang: Lang
    path: str
    section: str
    title: str
    description: str
    body: str
    real: tuple[Lang, ...]
    neighbours: tuple[tuple[str, str], ...] = ()
    crumbs: tuple[tuple[str, str], ...] = ()

    @property
    def frame(self) -> str:
        """The name of its frame: pages of the same section and depth share everything that the engine renders."""
        return frame_of(self.section, self.path)


class Route(NamedTuple):
    """The address of a generated page below the language, and the function that renders it."""

    path: str
    render: Callable[[], Page]


def frame_of(section: str, path: str) -> str:
    """The name of the frame of a page: `projects-2`."""
    return f"{section if section in FRAMED else OTHER}-{path.count('/')}"


def frame_at(path: str) -> str:
    """The name of the frame of the generated page at an address."""
    return frame_of(path.partition("/")[0], path)


def head(
    site_url: str, lang: Lang, path: str, real: tuple[Lang, ...], neighbours: tuple[tuple[str, str], ...] = ()
) -> str:
    """The links of the `<head>`: canonical address, alternates by language, previous and next part.

    The canonical address of a fallback is that of its original; a fallback has no other links.
    """
    is_real = lang in real
    canonical = site_url + url(lang if is_real else real[0], path)
    lines = [f'<link rel="canonical" href="{escape(canonical)}">']
    if is_real:
        for code, href in alternates(site_url, path, real):
            lines.append(f'<link rel="alternate" hreflang="{code}" href="{escape(href)}">')
        for rel, target in neighbours:
            lines.append(f'<link rel="{rel}" href="{escape(relative(url(lang, path), url(lang, target)))}">')
    return "\n".join(lines)
