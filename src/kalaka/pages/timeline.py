"""The timeline page: phases, projects and programmes on one scale of years as a drawing, and the same as a table.

With more than `LIMIT` rows a drawing is too long to follow: then the page has the number of projects of each year.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Cited, Span
from kalaka.pages.facts import PageView
from kalaka.pages.gantt import STRIPES, draw, legend, period, row_bar
from kalaka.pages.numbers import year_table
from kalaka.pages.page import Page, Route
from kalaka.queries.timeline import SYMMETRIC, Chronology, Row, chronology

LIMIT = 60
"""The most rows of a drawing."""


def timeline_routes(kb: KnowledgeBase, lang: Lang) -> Iterator[Route]:
    yield Route("timeline/", partial(_timeline, kb, lang))


def _timeline(kb: KnowledgeBase, lang: Lang) -> Page:
    view = PageView(kb, lang, "timeline/")
    words = view.words
    history = chronology(kb) if len(kb.projects) <= LIMIT else None
    if history and len(history.rows) <= LIMIT:
        items = list(_table(view, history))
        dated = [item for item in items if item.row.dated]
        undated = [item for item in items if not item.row.dated]
        body = view.render(
            "timeline.html",
            drawing=draw(view, history),
            stripes=STRIPES,
            legend=legend(view, history),
            eras=history.eras,
            groups=[(words("nav.projects"), dated), (words("fact.year_unknown"), undated)],
            n=len(dated),
        )
    else:
        body = view.render("timeline.html", drawing="", table=year_table(view), n=len(kb.projects))
    title, lead, crumbs = words("nav.timeline"), words("lead.timeline"), tuple(view.crumbs)
    return Page(lang, view.path, "timeline", title, lead, body, LANGS, crumbs=crumbs)


class _Relation(NamedTuple):
    """A relation in words, and the row to which it leads."""

    words: str
    row: Row
    evidence: tuple[Cited, ...]


class _Item(NamedTuple):
    """A row with its periods in words and as bars, and all relations from it and to it."""

    row: Row
    periods: list[tuple[str, Span, Markup]]
    relations: list[_Relation]


def _table(view: PageView, history: Chronology) -> Iterator[_Item]:
    relations: dict[int, list[_Relation]] = {}
    for tie in history.ties:
        back = tie.kind if tie.kind in SYMMETRIC else f"{tie.kind}_of"
        for here, there, kind in ((tie.of, tie.to, tie.kind), (tie.to, tie.of, back)):
            words = view.words(f"relation.{kind}")
            relations.setdefault(here, []).append(_Relation(words, history.rows[there], tie.evidence))
    for index, row in enumerate(history.rows):
        periods = [(period(view, span), span, row_bar(history, row, span)) for span in row.spans]
        yield _Item(row, periods, relations.get(index, []))
