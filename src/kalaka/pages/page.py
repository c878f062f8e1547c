"""A page as a value, its address in each language, and what search engines are told of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from kalaka.i18n.languages import Lang
from kalaka.model.addresses import alternates, relative, url
from kalaka.model.summary import Summary

OTHER = "other"
FRAMED: Mapping[str, tuple[int, ...]] = {
    "home": (0,),
    "about": (1,),
    "glossary": (1, 2),
    "search": (1, 2),
    "projects": (1, 2, 3, 4),
    "guides": (1, 2, 3),
    "trainings": (1, 2, 3),
    "places": (1, 2, 3),
    OTHER: (1, 2, 3),
}
"""Sections that a frame shows, and the depths of their addresses: the parts of the menu; the home and the search, whose
pages have no second search field; and the rest."""
LOST: tuple[Lang, str] = ("hu", "lost")
"""Among the frames, the page for addresses that do not exist; it has no holes."""


@dataclass(frozen=True)
class Drawn:
    """What the engine gives: empty pages by language and kind, and texts by the reader's language and file."""

    frames: Mapping[tuple[Lang, str], str]
    texts: Mapping[tuple[Lang, str], str]


@dataclass(frozen=True)
class Page:
    """One page of one language. `path` is the address below the language; `section` the active part of the menu.

    `real` names the languages in which the page truly exists: a fallback in the other language is not one of them.
    `neighbours` are the parts of a long list before and after it, by relation: `("next", "projects/3/")`.
    """

    lang: Lang
    path: str
    section: str
    title: str
    description: str
    body: str
    real: tuple[Lang, ...]
    neighbours: tuple[tuple[str, str], ...] = ()

    @property
    def frame(self) -> str:
        """Pages with the same frame differ in nothing that the engine draws: same part of the menu, same depth."""
        return frame_of(self.section, self.path)


class Sheet(NamedTuple):
    """A page that can be drawn, by its address below the language.

    `inputs` names what it is made of besides what every page is made of: `#` the summaries of all projects but what is
    only told of them, `p:x` one whole summary, `r:x` a record, `l:x` the lines of its gaps; anything else stands for
    itself.
    """

    path: str
    inputs: Callable[[], Iterable[str]]
    draw: Callable[[], Page]


class Leaf(NamedTuple):
    """A file that can be written, by its path below the site; its inputs are named as those of a `Sheet`."""

    path: str
    inputs: Callable[[], Iterable[str]]
    content: Callable[[], str]


def of_projects(projects: Iterable[Summary], *more: object) -> list[str]:
    """Inputs of a page that shows some projects, and other values that it depends on."""
    return [*(f"p:{project.id}" for project in projects), *map(repr, more)]


def frame_of(section: str, path: str) -> str:
    """The name of the frame of a page of a section at an address."""
    return f"{section if section in FRAMED else OTHER}-{path.count('/')}"


def frame_at(path: str) -> str:
    """The frame of the generated page at an address; a comparison is a part of the projects."""
    section = path.partition("/")[0]
    return frame_of("projects" if section == "compare" else section, path)


def head(
    site_url: str, lang: Lang, path: str, real: tuple[Lang, ...], neighbours: tuple[tuple[str, str], ...] = ()
) -> str:
    """Canonical address, alternates and neighbours. A fallback points to its original and announces nothing."""
    own = lang in real
    canonical = site_url + url(lang if own else real[0], path)
    lines = [f'<link rel="canonical" href="{escape(canonical)}">']
    if own:
        for code, href in alternates(site_url, path, real):
            lines.append(f'<link rel="alternate" hreflang="{code}" href="{escape(href)}">')
        for rel, target in neighbours:
            lines.append(f'<link rel="{rel}" href="{escape(relative(url(lang, path), url(lang, target)))}">')
    return "\n".join(lines)
