"""Values of facets: their names, numbers of projects and addresses, and pages that list the projects of one value."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Pair, Summary
from kalaka.pages.cards import listed
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Route
from kalaka.pages.paging import PER_PAGE, Part, parts
from kalaka.pages.view import Names
from kalaka.queries.facets import FACETS, KIND_OF, Facet, having, member_ids
from kalaka.queries.memo import memoized

OFFERED = 10
"""How many values of a facet the list of projects shows."""


class Value(NamedTuple):
    """A value of a facet that occurs: its names, the number of its projects, and the address of their list."""

    id: str
    names: Pair
    size: int
    path: str


def _names(kb: KnowledgeBase, facet: Facet, name: str) -> Pair:
    if facet in KIND_OF:
        entry = kb.entries(KIND_OF[facet])[name]
        text = entry.title if facet in ("method", "programme") else entry.name
        code = entry.code if facet == "programme" else None
        coded = f"{code} – " if code else ""
        return Pair(*(coded + name if name and (code or "") not in name else name for name in (text.hu, text.ro)))
    if facet == "year":
        return Pair(name, name)
    group = "status_value" if facet == "status" else facet
    return Pair(*(kb.words(lang)(f"{group}.{name}") for lang in LANGS))


@memoized
def values(kb: KnowledgeBase, lang: Lang, facet: Facet) -> list[Value]:
    """All values that occur: years from the last to the first, others by number of projects, most first."""
    return _in_order(kb, lang, facet, _sizes(kb, lang, facet))


def _sizes(kb: KnowledgeBase, lang: Lang, facet: Facet) -> Mapping[str, int]:
    """The number of projects of each value that occurs."""
    return {name: len(ids) for name, ids in member_ids(kb, lang)[facet].items()}


def _in_order(kb: KnowledgeBase, lang: Lang, facet: Facet, sizes: Mapping[str, int]) -> list[Value]:
    entries = []
    for name, size in sizes.items():
        path = f"{KIND_OF[facet]}/{name}/" if facet in KIND_OF else f"projects/{facet}/{name}/"
        entries.append(Value(name, _names(kb, facet, name), size, path))
    entries.sort(key=lambda value: sort_key(value.names.best(lang)[0], lang))
    entries.sort(key=lambda value: int(value.id) if facet == "year" else value.size, reverse=True)
    return entries


def offered(kb: KnowledgeBase, lang: Lang) -> Iterator[tuple[Facet, list[Value], str]]:
    """For readers without script: each facet, the values to show, and the address of all where there are more."""
    for facet in FACETS:
        sizes = _sizes(kb, lang, facet)
        if not sizes:
            continue
        if facet in KIND_OF and len(sizes) > OFFERED:
            least = sorted(sizes.values())[-OFFERED]  # selects before names are collated: there may be thousands
            largest = {name: size for name, size in sizes.items() if size >= least}
            yield facet, _in_order(kb, lang, facet, largest)[:OFFERED], f"{KIND_OF[facet]}/"
        else:
            yield facet, values(kb, lang, facet), ""


def facet_routes(kb: KnowledgeBase, lang: Lang, facet: Facet) -> Iterator[Route]:
    """Pages of the values of a facet whose values are no entries with pages of their own: fund, year, status."""
    for value in values(kb, lang, facet):
        for part in parts(value.path, having(kb, lang, facet, value.id), PER_PAGE):
            yield Route(part.path, partial(_value_page, kb, lang, facet, value, part))


def _value_page(kb: KnowledgeBase, lang: Lang, facet: Facet, value: Value, part: Part[Summary]) -> Page:
    names = Pair(*(_heading(kb, code, facet, value) for code in LANGS))
    view = PageView(kb, lang, part.path)
    items = [listed(view, part, project) for project in part.items]
    return part_page(view, part, view.words("nav.projects"), names, items)


def _heading(kb: KnowledgeBase, lang: Lang, facet: Facet, value: Value) -> str:
    """`Állapot: lezárult`, `Év: 2019`."""
    words, name = kb.words(lang), value.names.best(lang)[0]
    if facet == "status":
        name = name[:1].lower() + name[1:]
    return words("browse.value", facet=words(f"facet.{facet}"), value=name)


def part_page(view: PageView, part: Part[Summary], kicker: str, names: Names, items: list[Markup]) -> Page:
    """A page that lists projects only: those of a value of a facet, or a further part of the list of an entry."""
    section = part.base.partition("/")[0]
    name = view.cap(view.plain(names))
    title = view.part_title(name, part.number)
    heading = Markup(view.part_title(view.cap(view.t(names)), part.number))
    parents = [(f"{section}/", view.words(f"nav.{section}")), *([(part.base, name)] if part.number > 1 else [])]
    body = view.render("part.html", kicker=kicker, heading=heading, parents=parents, part=part, items=items)
    description = view.words("browse.description", name=title)
    return Page(view.lang, part.path, section, title, description, body, LANGS, part.neighbours, tuple(view.crumbs))
