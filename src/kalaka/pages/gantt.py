"""The drawing of the timeline as SVG: bars on one scale of years, arrows and brackets for relations, and its legend.

Labels stand above their bars, in as many lines as they need; relations other than the arrows of continuation are
brackets at the left. A year without a month is striped, a period without an end stays open. Nothing depends on colour,
every bar of a project with a record is a link, and the page has a table of the same facts. On phones the table has the
bars instead, one to each period.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from kalaka.i18n.languages import Lang
from kalaka.model.summary import Pair, Span
from kalaka.pages.maps.labels import text_width
from kalaka.pages.view import Names, View
from kalaka.queries.timeline import SYMMETRIC, Chronology, Row, Stretch, Tie, stretches

WIDTH = 960
"""Of the drawing, in SVG units."""
LETTER, LINE = 17, 21
"""Size of the letters and height of a line, in SVG units, where they are largest; the style sheet has the same."""
TOP, ZONE, LANE, UNDATED, BAR_TOP, BAR = 28, 42, 54, 36, 28, 12
"""Heights in SVG units: of the labels of years, a heading, a lane, a lane without dates, the label in a lane, a bar."""
LEAST = 6
"""The least length of a bar."""
ROW_WIDTH, ROW_HEIGHT = 320, 30
"""Of the bar of one period, in SVG units."""
STRIPES = Markup(
    '<svg class="k-time__defs" width="0" height="0" aria-hidden="true"><defs><pattern id="k-stripes" width="6"'
    ' height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="k-time__stripe" d="M1.5 0v6"/></pattern>'
    "</defs></svg>"
)
"""The pattern of bars of which only the year is known; it must stand on the page once, and not hidden."""


def draw(view: View, history: Chronology) -> Markup:
    """The timeline as an `<svg>` element."""
    return _Drawing(view, history).svg()


def row_bar(history: Chronology, row: Row, span: Span) -> Markup:
    """The bar of one period on the scale of the timeline, with its first and last year, as an `<svg>` element."""
    scale = _scale(history, 0, ROW_WIDTH)
    css_class = "k-time__known" if row.id else "k-time__known k-time__known--bare"
    ends = ((0, "start", scale.first), (ROW_WIDTH, "end", scale.last))
    years = (f'<text class="k-time__deg" x="{x}" y="27" text-anchor="{side}">{year}</text>' for x, side, year in ends)
    return Markup(
        f'<svg class="k-time__own" viewBox="0 0 {ROW_WIDTH} {ROW_HEIGHT}" aria-hidden="true">'
        f'<path class="k-time__year" d="M0 14H{ROW_WIDTH}"/>{"".join(years)}'
        f"{''.join(_bar(scale, stretches(span), 2, css_class))}</svg>"
    )


def period(view: View, span: Span) -> str:
    """A period in words: `2017. október – 2019. január`, `kezdés 2004`."""
    if span.start and span.end:
        return view.period(span.start, span.end)
    since = view.words("timeline.since", date=view.date(span.start)) if span.start else ""
    return since or view.words("timeline.until", date=view.date(span.end or ""))


class _Scale(NamedTuple):
    """The years of a timeline and the horizontal positions of its ends."""

    first: int
    last: int
    left: float
    right: float

    def x(self, year: float) -> float:
        """The position of a point in time, in years."""
        return round(self.left + (self.right - self.left) * (year - self.first) / (self.last - self.first), 1)


def _scale(history: Chronology, left: float, right: float) -> _Scale:
    points = [edge for row in history.rows for span in row.spans for s in stretches(span) for edge in s[1:]]
    points += [edge for era in history.eras for edge in (era.first, era.last + 1)]
    first, last = math.floor(min(points, default=0)), math.ceil(max(points, default=0))
    return _Scale(first, last, left, right)


def _bar(scale: _Scale, parts: Sequence[Stretch], top: float, css_class: str) -> Iterator[str]:
    """The shapes of a bar."""
    for kind, start, end in parts:
        left, right = scale.x(start), scale.x(end)
        if len(parts) == 1 and right - left < LEAST:
            left = min(left, scale.right - LEAST)
            right = left + LEAST
        if kind in ("before", "after"):
            closed_end = left if kind == "after" else right
            closed = f"M{closed_end} {top:g}v{BAR}" if len(parts) == 1 else ""
            yield f'<path class="k-time__open" d="M{left} {top:g}H{right}M{left} {top + BAR:g}H{right}{closed}"/>'
        elif kind == "year":
            path = f"M{left} {top:g}H{right}v{BAR}H{left}z"
            yield f'<path class="k-time__within" fill="url(#k-stripes)" d="{path}"/>'
        else:
            yield f'<path class="{css_class}" d="M{left} {top:g}H{right}v{BAR}H{left}z"/>'


class _Lane(NamedTuple):
    """A label with its bar below: of a programme, of a period of a row, or of a row without dates."""

    address: str
    title: Names
    of: Pair | None
    when: str
    top: float
    bare: bool
    """Whether the project has no record."""
    further: bool
    """Whether it is a later period of its row: then its label is that of the period (`of`)."""
    parts: tuple[Stretch, ...]
    x: float
    """Of the label."""
    lines: tuple[tuple[str, str], ...]
    """Of the label: of each the part of the title and what follows it."""
    lang: Lang
    """Of the title."""

    @property
    def bar_top(self) -> float:
        return self.top + BAR_TOP + LINE * (len(self.lines) - 1)


class _Drawing:
    """The positions of all lanes, computed first, and the parts of the drawing made from them."""

    def __init__(self, view: View, history: Chronology) -> None:
        self.view, self.history = view, history
        self.arrows = [tie for tie in history.ties if self._is_arrow(tie)]
        self.brackets = _side_by_side([tie for tie in history.ties if tie not in self.arrows])
        columns = max((column for _, column in self.brackets), default=-1) + 1
        self.step = min(15, 150 / max(columns, 1))
        self.left = round(columns * self.step + 16) if columns else 0
        self.scale = _scale(history, self.left, WIDTH - 2)
        self.height: float = TOP
        self.zones: list[tuple[float, str]] = []
        self.eras: list[_Lane] = []
        self.lanes: dict[int, list[_Lane]] = {}
        self._place()

    def _is_arrow(self, tie: Tie) -> bool:
        """Whether a relation is drawn as an arrow: a continuation downwards between rows with dates."""
        dated = self.history.rows[tie.of].spans and self.history.rows[tie.to].spans
        return tie.kind == "continues" and tie.to < tie.of and bool(dated)

    def _place(self) -> None:
        """Compute the lanes from top to bottom: programmes, rows with dates, rows without."""
        rows = self.history.rows
        for at, era in enumerate(self.history.eras):
            programme = self.view.kb.programmes[era.programme]
            bar = Stretch("known", era.first, era.last + 1)
            self._zone_before("" if at else self.view.words("timeline.programmes"))
            address = f"programmes/{era.programme}/"
            self.eras.append(self._lane_of(address, programme.title, None, programme.period or "", (bar,)))
        self.ground = self.height
        for index, row in enumerate(rows):
            address = f"projects/{row.id}/" if row.id else ""
            before = rows[index - 1] if index else None
            zone = "" if before and before.dated == row.dated else "nav.projects" if row.dated else "fact.year_unknown"
            self._zone_before(self.view.words(zone) if zone else "")
            for at, span in enumerate(row.spans):
                when = period(self.view, span)
                lane = self._lane_of(
                    address, row.title, span.of, when, stretches(span), bare=not row.id, further=at > 0
                )
                self.lanes.setdefault(index, []).append(lane)
                self.ground = self.height
            if not row.spans:
                self.lanes[index] = [self._lane_of(address, row.title, None, "", (), bare=not row.id)]

    def _zone_before(self, heading: str) -> None:
        """A heading, if it is not empty, before the next lane."""
        if heading:
            self.zones.append((self.height, heading))
            self.height += ZONE

    def _lane_of(
        self,
        address: str,
        title: Names,
        of: Pair | None,
        when: str,
        parts: tuple[Stretch, ...],
        *,
        bare: bool = False,
        further: bool = False,
    ) -> _Lane:
        """The next lane: its label begins where its bar does, or as far right as it has room."""
        words, lang = (of if further and of else title).best(self.view.lang)
        rest = f": {when}" if when else f" ({self.view.words('project.no_record')})" if bare else ""
        least = self.left + (16 if further else 0)
        lines = _wrapped(words, rest, WIDTH - least)
        wide = max(text_width(first + second, LETTER) for first, second in lines)
        x = max(least, min(self.scale.x(parts[0].left) if parts else least, WIDTH - wide))
        lane = _Lane(address, title, of, when, self.height, bare, further, parts, round(x, 1), lines, lang)
        self.height += (LANE if parts else UNDATED) + LINE * (len(lines) - 1)
        return lane

    def svg(self) -> Markup:
        parts = [
            f'<svg class="k-time" viewBox="0 0 {WIDTH} {self.height + 4:g}" role="group"'
            f' aria-label="{escape(self.view.words("timeline.region"))}">',
            '<g aria-hidden="true">',
            *self._years(),
            *(self._arrow(tie) for tie in self.arrows),
            *(self._bracket(tie, column) for tie, column in self.brackets),
            "</g>",
        ]
        by_top = [(lane.top, self._lane(lane, "k-time__era")) for lane in self.eras]
        by_top += [
            (lane.top, self._lane(lane, "k-time__known k-time__known--bare" if lane.bare else "k-time__known"))
            for lanes in self.lanes.values()
            for lane in lanes
        ]
        by_top += [(top, self._zone(top, words)) for top, words in self.zones]
        return Markup("".join([*parts, *(text for _, text in sorted(by_top)), "</svg>"]))

    def _years(self) -> Iterator[str]:
        first, last = self.scale.first, self.scale.last
        span = last - first
        step = next(n for n in (1, 2, 5, 10, 20, 50, 100, 500, 5000) if span / n <= 12 or n == 5000)
        for year in range(math.ceil(first / step) * step, last + 1, step) if span else ():
            x = self.scale.x(year)
            anchor = "end" if x > WIDTH - 20 else "middle" if x > 20 else "start"
            yield f'<path class="k-time__year" d="M{x} {TOP}V{self.ground:g}"/>'
            yield f'<text class="k-time__deg" x="{x}" y="18" text-anchor="{anchor}">{year}</text>'
        for lane in (*self.eras, *(lane for lanes in self.lanes.values() for lane in lanes)):
            yield f'<path class="k-time__year" d="M{self.left} {lane.top:g}H{WIDTH}"/>'

    def _zone(self, top: float, words: str) -> str:
        return (
            f'<path class="k-time__rule" d="M0 {top:g}H{WIDTH}"/>'
            f'<text class="k-time__zone" x="{self.left}" y="{top + 26:g}">{escape(words)}</text>'
        )

    def _lane(self, lane: _Lane, css_class: str) -> str:
        """The label of a lane and its bar; where there is a page, a link."""
        lang = "" if lane.lang == self.view.lang else f' lang="{lane.lang}"'
        lines = []
        for number, (first, second) in enumerate(lane.lines):
            at = f'x="{lane.x:g}" y="{lane.top + 20 + LINE * number:g}"'
            title = f'<tspan class="k-time__title"{lang}>{escape(first)}</tspan>' if first else ""
            lines.append(f"<tspan {at}>{title}{escape(second)}</tspan>")
        bar = "".join(_bar(self.scale, lane.parts, lane.bar_top, css_class))
        content = f'<text class="k-time__t">{" ".join(lines)}</text>{bar}'
        if lane.bare:
            return f'<g class="k-time__row">{content}</g>'
        name = ""
        if lane.of:
            words = ", ".join(self.view.plain(part) for part in (lane.title, lane.of))
            name = f' aria-label="{escape(f"{words}: {lane.when}")}"'
        return f'<a class="k-time__row" href="{self.view.href(lane.address)}"{name}>{content}</a>'

    def _arrow(self, tie: Tie) -> str:
        """An arrow from the last bar of the earlier row to end, down to the start of the first bar of the later row."""
        source = max(self.lanes[tie.to], key=self._end)
        goal = min(self.lanes[tie.of], key=self._start)
        tip, y = self._start(goal), goal.bar_top + BAR / 2
        x = max(min(self._end(source) - 5, tip - 16), self._start(source) + 2)
        tip = tip - 2 if tip > x + 8 else x + 8
        line = f'<path d="M{x:g} {source.bar_top + BAR:g}V{y:g}H{tip - 6:g}"/>'
        head = f'<path class="k-time__head" d="M{tip:g} {y:g}l-9-5v10z"/>'
        return f'<g class="{_tie_class(tie.kind)}">{line}{head}</g>'

    def _start(self, lane: _Lane) -> float:
        return self.scale.x(lane.parts[0].left)

    def _end(self, lane: _Lane) -> float:
        return self.scale.x(lane.parts[-1].right)

    def _bracket(self, tie: Tie, column: int) -> str:
        """A bracket left of the labels, from row to row; the kind of relation shows in its line and its ends."""
        x = round(self.left - 12 - (column + 1) * self.step + self.step / 2, 1)
        edge = self.left - 7
        of, to = (self._end_of(tie, row) for row in (tie.of, tie.to))
        line = f'<path d="M{edge} {of:g}H{x}V{to:g}H{edge}"/>'
        ends = "".join(f'<circle class="k-time__dot" cx="{edge}" cy="{y:g}" r="3"/>' for y in (of, to))
        if tie.kind not in SYMMETRIC:
            at = of if tie.kind == "continues" else to
            ends = f'<path class="k-time__head" d="M{edge + 5} {at:g}l-8-4.5v9z"/>'
        return f'<g class="{_tie_class(tie.kind)}">{line}{ends}</g>'

    def _end_of(self, tie: Tie, row: int) -> float:
        """The vertical position at which a bracket meets a row; several brackets of a row end one below the other."""
        ends = [other for other, _ in self.brackets if row in (other.of, other.to)]
        return self.lanes[row][0].top + 15 + 7 * (ends.index(tie) - (len(ends) - 1) / 2)


def _wrapped(title: str, rest: str, room: float) -> tuple[tuple[str, str], ...]:
    """A title and what follows it in lines that have room."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and text_width(longer, LETTER) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    if text_width(lines[-1] + rest, LETTER) > room:
        return (*((line, "") for line in lines), ("", rest.lstrip(": ")))
    return (*((line, "") for line in lines[:-1]), (lines[-1], rest))


def _side_by_side(ties: Sequence[Tie]) -> list[tuple[Tie, int]]:
    """Brackets and their columns, counted from the labels outwards: short ones inside, without overlap."""
    taken: list[list[tuple[int, int]]] = []
    placed = []
    for tie in sorted(ties, key=lambda tie: (abs(tie.of - tie.to), min(tie.of, tie.to), tie.kind)):
        low, high = sorted((tie.of, tie.to))
        column = next(
            (at for at, spans in enumerate(taken) if all(high < a or b < low for a, b in spans)),
            len(taken),
        )
        if column == len(taken):
            taken.append([])
        taken[column].append((low, high))
        placed.append((tie, column))
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


def legend(view: View, history: Chronology) -> list[tuple[Markup, str]]:
    """The legend: each sign that the drawing contains as SVG, with its meaning."""
    kinds = [(row, part.kind) for row in history.rows for span in row.spans for part in stretches(span)]
    bars = {"bare" if row.id is None and kind == "known" else kind for row, kind in kinds}
    bars |= {"era"} if history.eras else set()
    bars |= {"open"} if bars & {"before", "after"} else set()
    ties = {tie.kind for tie in history.ties}
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
