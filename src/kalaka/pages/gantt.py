"""The drawing of the timeline: rows of bars on one scale of years, with what belongs together, as SVG.

Words stand at the left above their bars, so that arrows of continuation, which run among the bars, seldom meet them;
other relations are brackets left of the words. A date known to the year is a striped year, an unknown end stays open.
Nothing depends on colour, and every bar of a project with a record is a link. A table says the same.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from kalaka.model.summary import Pair, Span
from kalaka.pages.view import Names, View
from kalaka.queries.timeline import SYMMETRIC, Chronology, Stretch, Tie, stretches

WIDTH = 960
LETTER = 10.4
"""Width of a letter on a phone, where the drawing is small and its letters are larger."""
TOP, ZONE, LANE, UNDATED, BAR_TOP, BAR = 28, 40, 52, 34, 28, 12


def draw(view: View, found: Chronology) -> Markup:
    return _Sheet(view, found).svg()


def period(view: View, span: Span) -> str:
    """2017. október – 2019. január; kezdés 2004."""
    if span.start and span.end:
        return view.period(span.start, span.end)
    since = view.words("timeline.since", date=view.date(span.start)) if span.start else ""
    return since or view.words("timeline.until", date=view.date(span.end or ""))


class _Lane(NamedTuple):
    """A line of words with its bar below: a programme, a period of a row, or a row without dates."""

    address: str
    title: Names
    of: Pair | None
    when: str
    top: float
    bare: bool
    """Of a project without a record."""
    further: bool
    """Not the first of its row: only the part is named again."""
    parts: tuple[Stretch, ...]


class _Sheet:
    """Places on the sheet are reckoned once; every part of the drawing asks for them."""

    def __init__(self, view: View, found: Chronology) -> None:
        self.view, self.found = view, found
        points = [edge for row in found.rows for span in row.spans for s in stretches(span) for edge in s[1:]]
        points += [edge for era in found.eras for edge in (era.first, era.last + 1)]
        self.first, self.last = math.floor(min(points, default=0)), math.ceil(max(points, default=0))
        self.arrows = [tie for tie in found.ties if self._is_arrow(tie)]
        self.brackets = _side_by_side([tie for tie in found.ties if tie not in self.arrows])
        many = max((place for _, place in self.brackets), default=-1) + 1
        self.step = min(15, 150 / max(many, 1))
        self.left = round(many * self.step + 16) if many else 0
        self.height: float = TOP
        self.zones: list[tuple[float, str]] = []
        self.eras: list[_Lane] = []
        self.lanes: dict[int, list[_Lane]] = {}
        self._place()

    def _is_arrow(self, tie: Tie) -> bool:
        """A continuation that runs down the sheet, from bar to bar."""
        dated = self.found.rows[tie.of].spans and self.found.rows[tie.to].spans
        return tie.kind == "continues" and tie.to < tie.of and bool(dated)

    def _place(self) -> None:
        """Down the sheet: programmes, rows with dates, rows without."""
        rows = self.found.rows
        for at, era in enumerate(self.found.eras):
            programme = self.view.library.programmes[era.programme]
            bar = Stretch("known", era.first, era.last + 1)
            top = self._next(LANE, "" if at else self.view.words("timeline.programmes"))
            address = f"programmes/{era.programme}/"
            self.eras.append(_Lane(address, programme.name, None, programme.period or "", top, False, False, (bar,)))
        self.ground = self.height
        for index, row in enumerate(rows):
            address = f"projects/{row.id}/" if row.id else ""
            before = rows[index - 1] if index else None
            zone = "" if before and before.dated == row.dated else "nav.projects" if row.dated else "fact.year_unknown"
            heading = self.view.words(zone) if zone else ""
            for at, span in enumerate(row.spans):
                when = period(self.view, span)
                top = self._next(LANE, "" if at else heading)
                lane = _Lane(address, row.title, span.of, when, top, not row.id, at > 0, stretches(span))
                self.lanes.setdefault(index, []).append(lane)
                self.ground = self.height
            if not row.spans:
                top = self._next(UNDATED, heading)
                self.lanes[index] = [_Lane(address, row.title, None, "", top, not row.id, False, ())]

    def _next(self, tall: float, heading: str) -> float:
        if heading:
            self.zones.append((self.height, heading))
            self.height += ZONE
        self.height += tall
        return self.height - tall

    def x(self, year: float) -> float:
        return round(self.left + (WIDTH - 2 - self.left) * (year - self.first) / (self.last - self.first), 1)

    def svg(self) -> Markup:
        parts = [
            f'<svg class="k-time" viewBox="0 0 {WIDTH} {self.height + 4:g}">',
            '<defs><pattern id="k-stripes" width="6" height="6" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><path class="k-time__stripe" d="M1.5 0v6"/></pattern></defs>',
            '<g aria-hidden="true">',
            *self._years(),
            *(self._arrow(tie) for tie in self.arrows),
            *(self._bracket(tie, place) for tie, place in self.brackets),
            "</g>",
        ]
        shown = [(lane.top, self._lane(lane, "k-time__era")) for lane in self.eras]
        shown += [
            (lane.top, self._lane(lane, "k-time__known k-time__known--bare" if lane.bare else "k-time__known"))
            for lanes in self.lanes.values()
            for lane in lanes
        ]
        shown += [(top, self._zone(top, words)) for top, words in self.zones]
        return Markup("".join([*parts, *(text for _, text in sorted(shown)), "</svg>"]))

    def _years(self) -> Iterator[str]:
        span = self.last - self.first
        step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 500, 5000) if span / n <= 12 or n == 5000)
        for year in range(math.ceil(self.first / step) * step, self.last + 1, step) if span else ():
            x = self.x(year)
            anchor = "end" if x > WIDTH - 20 else "middle" if x > 20 else "start"
            yield f'<path class="k-time__year" d="M{x} {TOP}V{self.ground:g}"/>'
            yield f'<text class="k-time__deg" x="{x}" y="18" text-anchor="{anchor}">{year}</text>'

    def _zone(self, top: float, words: str) -> str:
        return (
            f'<path class="k-time__rule" d="M0 {top:g}H{WIDTH}"/>'
            f'<text class="k-time__zone" x="{self.left}" y="{top + 26:g}">{escape(words)}</text>'
        )

    def _lane(self, lane: _Lane, look: str) -> str:
        """The words of a lane and its bar; a link where there is a page, with all its words as its name."""
        x = self.left + (16 if lane.further else 0)
        words, true = (lane.of if lane.further and lane.of else lane.title).best(self.view.lang)
        rest = f": {lane.when}" if lane.when else f" ({self.view.words('project.no_record')})" if lane.bare else ""
        fits = max(int((WIDTH - x) / LETTER) - len(rest), 12)
        if len(words) > fits:
            words = words[: fits - 1].rstrip() + "…"
        lang = "" if true == self.view.lang else f' lang="{true}"'
        text = (
            f'<text class="k-time__t" x="{x:g}" y="{lane.top + 20:g}">'
            f"<tspan{lang}>{escape(words)}</tspan>{escape(rest)}</text>"
        )
        drawn = text + "".join(self._bar(lane, look))
        if lane.bare:
            return f'<g class="k-time__row">{drawn}</g>'
        name = ", ".join(self.view.plain(part) for part in (lane.title, lane.of) if part) + rest
        return f'<a class="k-time__row" href="{self.view.href(lane.address)}" aria-label="{escape(name)}">{drawn}</a>'

    def _bar(self, lane: _Lane, look: str) -> Iterator[str]:
        top = lane.top + BAR_TOP
        for kind, start, end in lane.parts:
            left, right = self.x(start), self.x(end)
            if kind in ("before", "after"):
                end_known = left if kind == "after" else right
                closed = f"M{end_known} {top:g}v{BAR}" if len(lane.parts) == 1 else ""
                yield f'<path class="k-time__open" d="M{left} {top:g}H{right}M{left} {top + BAR:g}H{right}{closed}"/>'
            elif kind == "year":
                path = f"M{left} {top:g}H{right}v{BAR}H{left}z"
                yield f'<path class="k-time__within" fill="url(#k-stripes)" d="{path}"/>'
            else:
                yield f'<path class="{look}" d="M{left} {top:g}H{right}v{BAR}H{left}z"/>'

    def _arrow(self, tie: Tie) -> str:
        """Down from the bar that ends last to the bar that begins first, with its point at the left end of that."""
        source = max(self.lanes[tie.to], key=self._end)
        goal = min(self.lanes[tie.of], key=self._start)
        tip, y = self._start(goal), goal.top + BAR_TOP + BAR / 2
        x = max(min(self._end(source) - 5, tip - 16), self._start(source) + 2)
        tip = tip - 2 if tip > x + 8 else x + 8
        line = f'<path d="M{x:g} {source.top + BAR_TOP + BAR:g}V{y:g}H{tip - 6:g}"/>'
        head = f'<path class="k-time__head" d="M{tip:g} {y:g}l-9-5v10z"/>'
        return f'<g class="{_tie_class(tie.kind)}">{line}{head}</g>'

    def _start(self, lane: _Lane) -> float:
        return self.x(lane.parts[0].left)

    def _end(self, lane: _Lane) -> float:
        return self.x(lane.parts[-1].right)

    def _bracket(self, tie: Tie, place: int) -> str:
        """Left of the names, from row to row; the sort of line and of its ends tells the kind."""
        x = round(self.left - 12 - (place + 1) * self.step + self.step / 2, 1)
        edge = self.left - 7
        of, to = (self._end_of(tie, row) for row in (tie.of, tie.to))
        line = f'<path d="M{edge} {of:g}H{x}V{to:g}H{edge}"/>'
        ends = "".join(f'<circle class="k-time__dot" cx="{edge}" cy="{y:g}" r="3"/>' for y in (of, to))
        if tie.kind not in SYMMETRIC:
            at = of if tie.kind == "continues" else to
            ends = f'<path class="k-time__head" d="M{edge + 5} {at:g}l-8-4.5v9z"/>'
        return f'<g class="{_tie_class(tie.kind)}">{line}{ends}</g>'

    def _end_of(self, tie: Tie, row: int) -> float:
        """Where a bracket meets a row: several stand one below the other."""
        ends = [other for other, _ in self.brackets if row in (other.of, other.to)]
        return self.lanes[row][0].top + 15 + 7 * (ends.index(tie) - (len(ends) - 1) / 2)


def _side_by_side(ties: Sequence[Tie]) -> list[tuple[Tie, int]]:
    """Brackets and their places from the names outwards: short ones inside, none on top of another."""
    taken: list[list[tuple[int, int]]] = []
    placed = []
    for tie in sorted(ties, key=lambda tie: (abs(tie.of - tie.to), min(tie.of, tie.to), tie.kind)):
        low, high = sorted((tie.of, tie.to))
        place = next(
            (at for at, spans in enumerate(taken) if all(high < a or b < low for a, b in spans)),
            len(taken),
        )
        if place == len(taken):
            taken.append([])
        taken[place].append((low, high))
        placed.append((tie, place))
    return placed


_BAR_SIGNS = {
    "known": '<path class="k-time__known" d="M0 6h40v12H0z"/>',
    "year": '<path class="k-time__within" fill="url(#k-stripes)" d="M1 6h38v12H1z"/>',
    "open": '<path class="k-time__open" d="M0 6h40M0 18h40"/>',
    "bare": '<path class="k-time__known k-time__known--bare" d="M1 6h38v12H1z"/>',
    "era": '<path class="k-time__era" d="M1 6h38v12H1z"/>',
}
_TWO_ENDS = "".join(f'<circle class="k-time__dot" cx="{x}" cy="12" r="3"/>' for x in (4, 36))
_TIE_SIGNS = {
    "continues": '<path d="M2 12h28"/><path class="k-time__head" d="M39 12l-10-5v10z"/>',
    "part_of": '<path d="M2 12h28"/><path class="k-time__head" d="M39 12l-10-5v10z"/>',
    "same_consortium": f'<path d="M4 12h32"/>{_TWO_ENDS}',
    "same_organisation": f'<path d="M4 12h32"/>{_TWO_ENDS}',
}


def key(view: View, found: Chronology) -> list[tuple[Markup, str]]:
    """The signs that the drawing shows, each with its words."""
    kinds = [(row, part.kind) for row in found.rows for span in row.spans for part in stretches(span)]
    bars = {"bare" if row.id is None and kind == "known" else kind for row, kind in kinds}
    bars |= {"era"} if found.eras else set()
    bars |= {"open"} if bars & {"before", "after"} else set()
    ties = {tie.kind for tie in found.ties}
    signs = [(name, f"<g>{sign}</g>") for name, sign in _BAR_SIGNS.items() if name in bars]
    signs += [(name, f'<g class="{_tie_class(name)}">{sign}</g>') for name, sign in _TIE_SIGNS.items() if name in ties]
    return [
        (
            Markup(f'<svg class="k-sign" viewBox="0 0 40 24" aria-hidden="true">{sign}</svg>'),
            view.words(f"timeline.{name}"),
        )
        for name, sign in signs
    ]


def _tie_class(kind: str) -> str:
    return f"k-time__tie k-time__tie--{kind.replace('_', '-')}"
