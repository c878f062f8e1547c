"""Timeline of projects: periods, relations and programme periods, for the chart and its table.

Dates keep their precision: a year alone is anywhere within that year, and a period without an end stays open. Points
of time are decimal years: 1 October 2017 is 2017.75.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Cited, Pair, Span
from kalaka.queries.memo import memoized

OPEN = 1.0
"""Years by which a period without an end or start is drawn beyond its stated date."""
SYMMETRIC = ("same_consortium", "same_organisation")
_YEARS = re.compile(r"(\d{4})\s?[–-]\s?(\d{4})")
_Key = str | tuple[Pair, str | None, str | None]


class Row(NamedTuple):
    """A project, or a related project without a record (`id` is None)."""

    id: str | None
    title: Pair
    spans: tuple[Span, ...]

    @property
    def dated(self) -> bool:
        return bool(self.spans)


class Tie(NamedTuple):
    """A relation of two rows, by index: `of` continues `to`, is a part of it, or shares an organisation with it."""

    kind: str
    of: int
    to: int
    evidence: tuple[Cited, ...]


class Era(NamedTuple):
    """Period of a programme: first and last year."""

    programme: str
    first: int
    last: int


class Chronology(NamedTuple):
    """Rows, relations and programme periods of the timeline."""

    eras: tuple[Era, ...]
    rows: tuple[Row, ...]
    """Oldest first, projects that continue each other together; those without dates last."""
    ties: tuple[Tie, ...]


class Stretch(NamedTuple):
    """Part of a bar, in decimal years. `year`: the date is somewhere within; `before`, `after`: open start or end."""

    kind: Literal["known", "year", "before", "after"]
    left: float
    right: float


@memoized
def chronology(kb: KnowledgeBase) -> Chronology:
    """The timeline of all projects and of the related projects without a record."""
    rows: dict[_Key, Row] = {}
    stated: list[tuple[str, _Key, _Key, tuple[Cited, ...]]] = []
    for project in kb.projects.values():
        rows[project.id] = Row(project.id, project.short_title, project.periods)
        for bond in project.relations:
            key: _Key | None = bond.project
            if bond.title:
                key = (bond.title, bond.start, bond.end)
                spans = (Span(bond.start, bond.end, None, bond.evidence),) if bond.start or bond.end else ()
                rows.setdefault(key, Row(None, bond.title, spans))
            if key and (bond.title or key in kb.projects):
                stated.append((bond.kind, project.id, key, bond.evidence))
    order = _ordered(rows, [(of, to) for kind, of, to, _ in stated if kind == "continues"])
    place = {key: index for index, key in enumerate(order)}
    ties: dict[tuple[str, int, int], Tie] = {}
    for kind, of, to, evidence in stated:
        here, there = place[of], place[to]
        ends = (min(here, there), max(here, there)) if kind in SYMMETRIC else (here, there)
        old = ties.get((kind, *ends), Tie(kind, here, there, ()))
        ties[kind, *ends] = old._replace(evidence=tuple(dict.fromkeys((*old.evidence, *evidence))))
    return Chronology(tuple(_eras(kb)), tuple(rows[key] for key in order), tuple(ties.values()))


def _ordered(rows: dict[_Key, Row], chained: Iterable[tuple[_Key, _Key]]) -> list[_Key]:
    """Keys of rows by the earliest date of their chain (union-find), then by their own; without dates last, by name."""
    head: dict[_Key, _Key] = {key: key for key in rows}

    def head_of(key: _Key) -> _Key:
        while head[key] != key:
            head[key] = key = head[head[key]]
        return key

    ranks = {key: _rank(row) for key, row in rows.items()}
    for of, to in chained:
        if rows[of].dated and rows[to].dated:
            first, second = sorted((head_of(of), head_of(to)), key=ranks.__getitem__)
            head[second] = first
    return sorted(rows, key=lambda key: (ranks[head_of(key)], ranks[key]))


def _rank(row: Row) -> tuple[bool, str, str, str]:
    first = min((span.start or span.end or "" for span in row.spans), default="")
    last = max((span.end or span.start or "" for span in row.spans), default="")
    return not row.dated, first, last, row.id or row.title.hu or row.title.ro or ""


def _eras(kb: KnowledgeBase) -> Iterator[Era]:
    """Programmes whose period is a first and a last year, in the order of these years."""
    for programme in sorted(kb.programmes.values(), key=lambda entry: (entry.period or "", entry.id)):
        if match := _YEARS.fullmatch(programme.period or ""):
            yield Era(programme.id, int(match[1]), int(match[2]))


def _edges(date: str) -> tuple[float, float]:
    """Start and end of a partial date in decimal years; a day counts as 1/31 of its month."""
    year, month, day = int(date[:4]), int(date[5:7] or 0), int(date[8:] or 0)
    if not month:
        return year, year + 1
    at = year + (month - 1) / 12
    return (at + (day - 1) / 372, at + day / 372) if day else (at, at + 1 / 12)


def stretches(span: Span) -> tuple[Stretch, ...]:
    """Split a period into the parts of its bar, from left to right."""
    parts: list[Stretch] = []
    left, sure = _edges(span.start) if span.start else (None, None)
    until, right = _edges(span.end) if span.end else (None, None)
    if span.start and len(span.start) > 4:
        sure = left
    if span.end and len(span.end) > 4:
        until = right
    if left is not None and sure is not None and until is not None and right is not None:
        if sure >= until:
            return (Stretch("year", left, right),)
        parts = [Stretch("year", left, sure), Stretch("known", sure, until), Stretch("year", until, right)]
    elif left is not None and sure is not None:
        parts = [Stretch("year", left, sure), Stretch("after", sure, sure + OPEN)]
    elif until is not None and right is not None:
        parts = [Stretch("before", until - OPEN, until), Stretch("year", until, right)]
    return tuple(stretch for stretch in parts if stretch.right > stretch.left)
