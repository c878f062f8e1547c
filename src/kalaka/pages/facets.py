"""The values by which projects are found: what each is called, how many it has, and which page lists them."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import Library
from kalaka.model.summary import Pair, Summary
from kalaka.pages.cards import listed
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Sheet, of_projects
from kalaka.pages.paging import PER_PAGE, Part, parts
from kalaka.pages.view import Names
from kalaka.queries.facets import FACETS, KIND_OF, Facet, having, member_ids
from kalaka.queries.memo import once

OFFERED = 10
"""Values of a facet that are shown at first."""


class Value(NamedTuple):
    """One value that occurs: its names, how many projects have it, and the page that lists them."""

    id: str
    names: Pair
    size: int
    path: str


def _names(library: Library, facet: Facet, name: str) -> Pair:
    if facet in KIND_OF:
        entry = library.entries(KIND_OF[facet])[name]
        text = entry.title if facet == "method" else entry.name
        return Pair(text.hu, text.ro)
    if facet == "year":
        return Pair(name, name)
    return Pair(*(messages(lang)(f"{facet}.{name}") for lang in LANGS))


@once
def values(library: Library, lang: Lang, facet: Facet) -> list[Value]:
    """All values that occur: years from the last to the first, others by how many projects have them."""
    return _in_order(library, lang, facet, _sizes(library, lang, facet))


def _sizes(library: Library, lang: Lang, facet: Facet) -> Mapping[str, int]:
    """How many projects have each value that occurs."""
    return {name: len(ids) for name, ids in member_ids(library, lang)[facet].items()}


def _in_order(library: Library, lang: Lang, facet: Facet, sizes: Mapping[str, int]) -> list[Value]:
    rows = []
    for name, size in sizes.items():
        path = f"{KIND_OF[facet]}/{name}/" if facet in KIND_OF else f"projects/{facet}/{name}/"
        rows.append(Value(name, _names(library, facet, name), size, path))
    rows.sort(key=lambda value: sort_key(value.names.best(lang)[0], lang))
    rows.sort(key=lambda value: int(value.id) if facet == "year" else value.size, reverse=True)
    return rows


def offered(library: Library, lang: Lang) -> Iterator[tuple[Facet, list[Value], str]]:
    """For readers without script: each facet, the values to show, and the page of all where there are more."""
    for facet in FACETS:
        sizes = _sizes(library, lang, facet)
        if not sizes:
            continue
        if facet in KIND_OF and len(sizes) > OFFERED:
            least = sorted(sizes.values())[-OFFERED]  # thousands of names need not be put in order to find ten
            largest = {name: size for name, size in sizes.items() if size >= least}
            yield facet, _in_order(library, lang, facet, largest)[:OFFERED], f"{KIND_OF[facet]}/"
        else:
            yield facet, values(library, lang, facet), ""


def facet_sheets(library: Library, lang: Lang, facet: Facet) -> Iterator[Sheet]:
    """The projects of every fund, year or status that occurs: values that have no page as entries."""
    for value in values(library, lang, facet):
        for part in parts(value.path, having(library, lang, facet, value.id), PER_PAGE):
            made_of = partial(of_projects, part.items, part.total)
            yield Sheet(part.path, made_of, partial(_value_page, library, lang, facet, value, part))


def _value_page(library: Library, lang: Lang, facet: Facet, value: Value, part: Part[Summary]) -> Page:
    names = Pair(*(messages(known)("browse.value", value=value.names.best(known)[0]) for known in LANGS))
    view = PageView(library, lang, part.path)
    items = [listed(view, part, project) for project in part.items]
    return part_page(view, part, view.words(f"facet.{facet}"), names, items)


def part_page(view: PageView, part: Part[Summary], kicker: str, names: Names, items: list[Markup]) -> Page:
    """The projects of a value on a page of their own: its only page, or a further part of what its own page begins."""
    section = part.base.partition("/")[0]
    name = view.cap(view.plain(names))
    title = view.part_title(name, part.number)
    heading = Markup(view.part_title(view.cap(view.t(names)), part.number))
    crumbs = [(f"{section}/", view.words(f"nav.{section}")), *([(part.base, name)] if part.number > 1 else [])]
    body = view.render("part.html", kicker=kicker, heading=heading, crumbs=crumbs, part=part, items=items)
    described = view.words("browse.description", name=title)
    return Page(view.lang, part.path, section, title, described, body, LANGS, part.neighbours)
