"""Projects on one scale of time: what ran when, and what belongs together. The drawing and its table show just this.

A date is kept as exact as its source gives it: a year alone is anywhere within that year, and a period without an
end stays open. Points of time are years with a fraction: 1 October 2017 is 2017.75.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from kalaka.model.knowledge_base import Library
from kalaka.model.summary import Cited, Pair, Span
from kalaka.queries.memo import once

OPEN = 1.0
"""Years for which a period without an end (or without a start) is drawn beyond what is known."""
SYMMETRIC = ("same_consortium", "same_organisation")
_YEARS = re.compile(r"(\d{4})\s?[–-]\s?(\d{4})")
_Key = str | tuple[Pair, str | None, str | None]


class Row(NamedTuple):
    """A project; or one that a record names as related and that has no record here (`id` is None)."""

    id: str | None
    title: Pair
    spans: tuple[Span, ...]

    @property
    def dated(self) -> bool:
        return bool(self.spans)


class Tie(NamedTuple):
    """The row at `of` continues the row at `to`, is a part of it, or shares a body with it; positions in `rows`."""

    kind: str
    of: int
    to: int
    evidence: tuple[Cited, ...]


class Era(NamedTuple):
    """The first and the last year of a programme's period."""

    programme: str
    first: int
    last: int


class Chronology(NamedTuple):
    eras: tuple[Era, ...]
    rows: tuple[Row, ...]
    """Chains of phases together, oldest first; those without dates at the end."""
    ties: tuple[Tie, ...]


class Stretch(NamedTuple):
    """A part of a bar. `year`: the date lies somewhere within; `before`, `after`: nobody says since or until when."""

    kind: Literal["known", "year", "before", "after"]
    left: float
    right: float


@once
def chronology(library: Library) -> Chronology:
    rows: dict[_Key, Row] = {}
    stated: list[tuple[str, _Key, _Key, tuple[Cited, ...]]] = []
    for project in library.projects.values():
        rows[project.id] = Row(project.id, project.short_title, project.periods)
        for bond in project.relations:
            key: _Key | None = bond.project
            if bond.title:
                key = (bond.title, bond.start, bond.end)
                spans = (Span(bond.start, bond.end, None, bond.evidence),) if bond.start or bond.end else ()
                rows.setdefault(key, Row(None, bond.title, spans))
            if key and (bond.title or key in library.projects):
                stated.append((bond.kind, project.id, key, bond.evidence))
    order = _ordered(rows, [(of, to) for kind, of, to, _ in stated if kind == "continues"])
    place = {key: index for index, key in enumerate(order)}
    ties: dict[tuple[str, int, int], Tie] = {}
    for kind, of, to, evidence in stated:
        here, there = place[of], place[to]
        ends = (min(here, there), max(here, there)) if kind in SYMMETRIC else (here, there)
        old = ties.get((kind, *ends), Tie(kind, here, there, ()))
        ties[kind, *ends] = old._replace(evidence=tuple(dict.fromkeys((*old.evidence, *evidence))))
    return Chronology(tuple(_eras(library)), tuple(rows[key] for key in order), tuple(ties.values()))


def _ordered(rows: dict[_Key, Row], chained: Iterable[tuple[_Key, _Key]]) -> list[_Key]:
    """By the earliest date of the chain that a row belongs to, then by its own; those without dates last, by name."""
    head: dict[_Key, _Key] = {key: key for key in rows}

    def head_of(key: _Key) -> _Key:
        while head[key] != key:
            head[key] = key = head[head[key]]
        return key

    own = {key: _rank(row) for key, row in rows.items()}
    for of, to in chained:
        if rows[of].dated and rows[to].dated:
            first, second = sorted((head_of(of), head_of(to)), key=own.__getitem__)
            head[second] = first
    return sorted(rows, key=lambda key: (own[head_of(key)], own[key]))


def _rank(row: Row) -> tuple[bool, str, str, str]:
    first = min((span.start or span.end or "" for span in row.spans), default="")
    last = max((span.end or span.start or "" for span in row.spans), default="")
    return not row.dated, first, last, row.id or row.title.hu or row.title.ro or ""


def _eras(library: Library) -> Iterator[Era]:
    """Programmes whose period is a first and a last year, by these."""
    for programme in sorted(library.programmes.values(), key=lambda entry: (entry.period or "", entry.id)):
        if match := _YEARS.fullmatch(programme.period or ""):
            yield Era(programme.id, int(match[1]), int(match[2]))


def _edges(date: str) -> tuple[float, float]:
    """The beginning and the end of the year, the month or the day that a date names."""
    year, month, day = int(date[:4]), int(date[5:7] or 0), int(date[8:] or 0)
    if not month:
        return year, year + 1
    at = year + (month - 1) / 12
    return (at + (day - 1) / 372, at + day / 372) if day else (at, at + 1 / 12)


def stretches(span: Span) -> tuple[Stretch, ...]:
    """A period as parts of a bar, from left to right."""
    found: list[Stretch] = []
    left, sure = _edges(span.start) if span.start else (None, None)
    until, right = _edges(span.end) if span.end else (None, None)
    if span.start and len(span.start) > 4:
        sure = left
    if span.end and len(span.end) > 4:
        until = right
    if left is not None and sure is not None and until is not None and right is not None:
        if sure >= until:
            return (Stretch("year", left, right),)
        found = [Stretch("year", left, sure), Stretch("known", sure, until), Stretch("year", until, right)]
    elif left is not None and sure is not None:
        found = [Stretch("year", left, sure), Stretch("after", sure, sure + OPEN)]
    elif until is not None and right is not None:
        found = [Stretch("before", until - OPEN, until), Stretch("year", until, right)]
    return tuple(stretch for stretch in found if stretch.right > stretch.left)
