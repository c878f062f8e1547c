"""The page of numbers: projects and known sums by theme, county, programme, year and status."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import Library
from kalaka.pages.charts import columns
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Sheet, of_projects
from kalaka.queries.amounts import COUNTED, KINDS, UNSTATED, Tally, numbers
from kalaka.queries.facets import KIND_OF, Facet

TOP = 50
"""Rows of a table; what is longer leads to its full list."""


class Row(NamedTuple):
    """A value of a facet, or, at the end of a table, that none is stated."""

    label: Markup | str
    shape: int
    tally: Tally
    stated: bool


class Table(NamedTuple):
    facet: Facet
    rows: list[Row]
    most: int
    """The number that fills a whole bar."""
    left_out: int
    full: str
    """The address of the full list, where there is one."""
    chart: Markup


def numbers_sheets(library: Library, lang: Lang) -> Iterator[Sheet]:
    yield Sheet("numbers/", lambda: of_projects((), numbers(library)), partial(_numbers, library, lang))


def _numbers(library: Library, lang: Lang) -> Page:
    view = PageView(library, lang, "numbers/")
    found = numbers(library)
    known: dict[str, list[Any]] = {kind: [s for s in found.all.sums if s.kind == kind] for kind in KINDS}
    tables = [_table(view, facet, found.by[facet]) for facet in COUNTED]
    body = view.render("numbers.html", n=found.all.projects, known=known, tables=tables)
    return Page(lang, view.path, "numbers", view.words("nav.numbers"), view.words("lead.numbers"), body, LANGS)


def year_table(view: PageView) -> Table:
    """Projects of each year, for the timeline of a knowledge base that is too large to draw."""
    return _table(view, "year", numbers(view.library).by["year"])


def _table(view: PageView, facet: Facet, tallies: dict[str, Tally] | Any) -> Table:
    stated = {value: tally for value, tally in tallies.items() if value != UNSTATED}
    ordered = _years(stated) if facet == "year" else _by_count(view, facet, stated)
    shown = ordered[-TOP:] if facet == "year" else ordered[:TOP]
    rows = [_row(view, facet, value, stated.get(value, Tally())) for value in shown]
    if UNSTATED in tallies:
        words = view.words("fact.year_unknown" if facet == "year" else "fact.not_stated")
        rows.append(Row(words, 0, tallies[UNSTATED], False))
    return Table(
        facet,
        rows,
        max((row.tally.projects for row in rows), default=0),
        len(ordered) - len(shown),
        f"{KIND_OF[facet]}/" if facet in KIND_OF else "projects/",
        columns([(year, stated[year].projects if year in stated else 0) for year in shown], view.lang)
        if facet == "year"
        else Markup(""),
    )


def _years(stated: dict[str, Tally]) -> list[str]:
    """Every year from the first to the last: one without a project shows as such."""
    years = [int(year) for year in stated]
    return [str(year) for year in range(min(years), max(years) + 1)] if years else []


def _by_count(view: PageView, facet: Facet, stated: dict[str, Tally]) -> list[str]:
    """Most projects first, then by name; themes in their own order, those without a project too."""
    if facet == "theme":
        return list(view.library.themes)
    names = {value: _name(view, facet, value) for value in stated}
    return sorted(stated, key=lambda value: (-stated[value].projects, sort_key(names[value], view.lang)))


def _name(view: PageView, facet: Facet, value: str) -> str:
    if facet == "status":
        return view.words(f"status.{value}")
    return view.plain(view.library.entries(KIND_OF[facet])[value].name)


def _row(view: PageView, facet: Facet, value: str, tally: Tally) -> Row:
    if facet in KIND_OF:
        shape = view.library.themes[value].shape if facet == "theme" else 0
        return Row(view.link(KIND_OF[facet], value), shape, tally, True)
    words = value if facet == "year" else view.words(f"status.{value}")
    if not tally.projects:
        return Row(words, 0, tally, True)
    address = view.href(f"projects/{facet}/{value}/")
    return Row(Markup('<a href="{}">{}</a>').format(address, words), 0, tally, True)
