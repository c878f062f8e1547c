"""The page of statistics: projects and known sums by theme, county, programme, year and status."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.charts import columns
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Route
from kalaka.queries.amounts import COUNTED, KINDS, UNSTATED, Tally, numbers
from kalaka.queries.facets import KIND_OF, Facet

TOP = 50
"""How many rows a table has at most; a longer one links to the full list."""


class Row(NamedTuple):
    """A value of a facet and its tally; the last row may be that of projects which state none (`stated` is False)."""

    label: Markup | str
    shape: int
    tally: Tally
    stated: bool


class Table(NamedTuple):
    """The projects and sums of a facet; `left_out` counts the values beyond `TOP`."""

    facet: Facet
    rows: list[Row]
    bar_maximum: int
    """The number of projects at which a bar is full."""
    left_out: int
    full: str
    """The address of the full list."""
    chart: Markup


def numbers_routes(kb: KnowledgeBase, lang: Lang) -> Iterator[Route]:
    yield Route("numbers/", partial(_numbers, kb, lang))


def _numbers(kb: KnowledgeBase, lang: Lang) -> Page:
    view = PageView(kb, lang, "numbers/")
    statistics = numbers(kb)
    sums: dict[str, list[Any]] = {kind: [s for s in statistics.all.sums if s.kind == kind] for kind in KINDS}
    tables = [_table(view, facet, statistics.by[facet]) for facet in COUNTED]
    body = view.render("numbers.html", n=statistics.all.projects, sums_by_kind=sums, tables=tables)
    title, lead, crumbs = view.words("nav.numbers"), view.words("lead.numbers"), tuple(view.crumbs)
    return Page(lang, view.path, "numbers", title, lead, body, LANGS, crumbs=crumbs)


def year_table(view: PageView) -> Table:
    """Projects of each year, for the timeline of a knowledge base too large for a drawing."""
    return _table(view, "year", numbers(view.kb).by["year"])


def _table(view: PageView, facet: Facet, tallies: dict[str, Tally] | Any) -> Table:
    stated = {value: tally for value, tally in tallies.items() if value != UNSTATED}
    ordered = _years(stated) if facet == "year" else _by_count(view, facet, stated)
    values = ordered[-TOP:] if facet == "year" else ordered[:TOP]
    rows = [
        _row(view, facet, value, stated.get(value, Tally())) for value in values if facet != "year" or value in stated
    ]
    if UNSTATED in tallies:
        words = view.words("fact.year_unknown" if facet == "year" else "fact.not_stated")
        rows.append(Row(words, 0, tallies[UNSTATED], False))
    return Table(
        facet,
        rows,
        max((row.tally.projects for row in rows), default=0),
        len(ordered) - len(values),
        f"{KIND_OF[facet]}/" if facet in KIND_OF else "projects/",
        columns([(year, stated[year].projects if year in stated else 0) for year in values], view.lang)
        if facet == "year"
        else Markup(""),
    )


def _years(stated: dict[str, Tally]) -> list[str]:
    """Every year from the first to the last, those without a project too."""
    years = [int(year) for year in stated]
    return [str(year) for year in range(min(years), max(years) + 1)] if years else []


def _by_count(view: PageView, facet: Facet, stated: dict[str, Tally]) -> list[str]:
    """Values with most projects first, then by name; all themes in the order of the vocabulary."""
    if facet == "theme":
        return list(view.kb.themes)
    names = {value: _name(view, facet, value) for value in stated}
    return sorted(stated, key=lambda value: (-stated[value].projects, sort_key(names[value], view.lang)))


def _name(view: PageView, facet: Facet, value: str) -> str:
    if facet == "status":
        return view.words(f"status_value.{value}")
    entry = view.kb.entries(KIND_OF[facet])[value]
    return view.plain(entry.title if facet == "programme" else entry.name)


def _row(view: PageView, facet: Facet, value: str, tally: Tally) -> Row:
    if facet in KIND_OF:
        shape = view.kb.themes[value].shape if facet == "theme" else 0
        return Row(view.link(KIND_OF[facet], value), shape, tally, True)
    words = value if facet == "year" else view.words(f"status_value.{value}")
    if not tally.projects:
        return Row(words, 0, tally, True)
    address = view.href(f"projects/{facet}/{value}/")
    return Row(Markup('<a href="{}">{}</a>').format(address, words), 0, tally, True)
