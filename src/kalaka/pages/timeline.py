"""The timeline: phases, projects and programmes on one scale of years, and the same as a table.

Beyond `LIMIT` rows nobody could follow a drawing: then the page counts the projects of each year, and says so.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import Library
from kalaka.model.summary import Cited, Span
from kalaka.pages.facts import PageView
from kalaka.pages.gantt import draw, key, period
from kalaka.pages.numbers import year_table
from kalaka.pages.page import Page, Sheet, of_projects
from kalaka.queries.amounts import numbers
from kalaka.queries.timeline import SYMMETRIC, Chronology, Row, chronology

LIMIT = 60
"""Rows that a reader can still follow in one drawing."""


def timeline_sheets(library: Library, lang: Lang) -> Iterator[Sheet]:
    def made_of() -> list[str]:
        found = chronology(library) if len(library.projects) <= LIMIT else numbers(library).by["year"]
        return of_projects((), len(library.projects), found)

    yield Sheet("timeline/", made_of, partial(_timeline, library, lang))


def _timeline(library: Library, lang: Lang) -> Page:
    view = PageView(library, lang, "timeline/")
    words = view.words
    found = chronology(library) if len(library.projects) <= LIMIT else None
    if found and len(found.rows) <= LIMIT:
        rows = list(_table(view, found))
        dated, undated = ([item for item in rows if item.row.dated is known] for known in (True, False))
        body = view.render(
            "timeline.html",
            drawing=draw(view, found),
            key=key(view, found),
            eras=found.eras,
            groups=[(words("nav.projects"), dated), (words("fact.year_unknown"), undated)],
            n=len(library.projects),
        )
    else:
        body = view.render("timeline.html", drawing="", table=year_table(view), n=len(library.projects))
    return Page(lang, view.path, "timeline", words("nav.timeline"), words("lead.timeline"), body, LANGS)


class _Tie(NamedTuple):
    words: str
    row: Row
    evidence: tuple[Cited, ...]


class _Item(NamedTuple):
    """A row with its periods in words and its relations: those it states itself, then those that others state of it."""

    row: Row
    periods: list[tuple[str, Span]]
    ties: list[_Tie]


def _table(view: PageView, found: Chronology) -> Iterator[_Item]:
    ties: dict[int, list[_Tie]] = {}
    for tie in found.ties:
        back = tie.kind if tie.kind in SYMMETRIC else f"{tie.kind}_of"
        for here, there, kind in ((tie.of, tie.to, tie.kind), (tie.to, tie.of, back)):
            words = view.words(f"relation.{kind}")
            ties.setdefault(here, []).append(_Tie(words, found.rows[there], tie.evidence))
    for index, row in enumerate(found.rows):
        periods = [(period(view, span), span) for span in row.spans]
        yield _Item(row, periods, ties.get(index, []))
