"""Where the words of a map stand: names beside their marks, counties, degrees, scale; nothing covers a mark or a word.

A word that fits nowhere is left out: the list beside the map and the name of the mark's link have it. A map is lettered
twice, for the desk and, larger and with first names only, for the phone; style sheet and sizes here belong together.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kalaka.pages.maps.canvas import Box, Canvas, degrees, scale_bar
from kalaka.pages.maps.chart import REACH, Chart, Spot


class Style(NamedTuple):
    """Sizes of letters in drawing units: of main names, of the others, of second names (0: none), of counties and of
    degrees; and how much larger marks are drawn.
    """

    main: float
    other: float
    second: float
    county: float
    degree: float
    swell: float


WIDE = Style(15.5, 13.5, 13, 11, 12, 1)
PHONE = Style(26, 24, 0, 19, 20, 1.4)
CUT = Style(15, 14, 13, 0, 12, 1)
FEW = 14
"""Up to so many marks all show both names; on a fuller map the main ones do."""
SPACED = 0.1
"""Extra space between the capitals of a county, in letters' sizes."""


class Label(NamedTuple):
    """Lines of text in their box. `lead` is where a line from a distant mark ends."""

    box: Box
    x: float
    anchor: str
    lines: tuple[tuple[str, float], ...]
    """Text and baseline."""
    lead: tuple[float, float] | None = None


@dataclass(frozen=True)
class Lettering:
    """All words of a map in one style. `names` by the index of the mark, `counties` by id."""

    style: Style
    names: Mapping[int, Label]
    counties: Mapping[str, Label]
    parallels: tuple[tuple[float, Label | None], ...]
    meridians: tuple[tuple[float, Label | None], ...]
    bar: Label | None

    @property
    def labels(self) -> Iterator[Label]:
        yield from self.names.values()
        yield from self.counties.values()
        yield from (label for _, label in (*self.parallels, *self.meridians) if label)
        yield from filter(None, [self.bar])


class Words(NamedTuple):
    """What can be written: both names of each mark by its index, names of counties, and how degrees are said."""

    names: Mapping[int, tuple[str, str | None]]
    counties: Mapping[str, str]
    north: Callable[[str], str]
    east: Callable[[str], str]


_NARROW, _WIDE = frozenset("fijlrtíîț()-.,:'/°IÍÎ "), frozenset("mwMW")


@lru_cache(maxsize=16384)
def _ems(text: str) -> float:
    return sum([0.39 if c in _NARROW else 0.86 if c in _WIDE else 0.68 if c.isupper() else 0.57 for c in text])


def text_width(text: str, size: float) -> float:
    """How wide a text is at most in our bold sans."""
    return _ems(text) * size


class _Room:
    """What is taken on a map, in squares, so that a question looks at neighbours only."""

    SIDE = 80.0

    def __init__(self, canvas: Canvas) -> None:
        self.right, self.bottom = canvas.width - 2, canvas.height - 2
        self.squares: dict[tuple[int, int], list[Box]] = {}

    def _over(self, box: Box) -> list[tuple[int, int]]:
        side = self.SIDE
        columns = range(int(box[0] // side), int(box[2] // side) + 1)
        rows = range(int(box[1] // side), int(box[3] // side) + 1)
        return [(column, row) for column in columns for row in rows]

    def take(self, box: Box) -> None:
        for square in self._over(box):
            self.squares.setdefault(square, []).append(box)

    def free(self, box: Box) -> bool:
        left, top, right, bottom = box
        if left < 2 or top < 2 or right > self.right or bottom > self.bottom:
            return False
        for square in self._over(box):
            for other in self.squares.get(square, ()):
                if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
                    return False
        return True


def letter(chart: Chart, words: Words, style: Style, calm: bool = False) -> Lettering:
    """The words of a map in a style. `calm` names the main places only."""
    room = _Room(chart.canvas)
    for spot in chart.spots:
        room.take(mark_box(spot, style))
    for cut in chart.cuts:
        room.take(cut.frame)
    bar = _bar(chart.canvas, room, style)
    names: dict[int, Label] = {}

    def name(rank: int) -> None:
        for index, both in words.names.items():
            spot = chart.spots[index]
            if _rank(spot) == rank and (label := _name(room, spot, both, style, len(chart.spots) <= FEW)):
                names[index] = label

    name(0)
    counties = _counties(chart, room, words, style) if style.county else {}
    if not calm:
        name(1)
        name(2)
    parallels, meridians = _degrees(chart.canvas, room, words, style)
    return Lettering(style, names, counties, parallels, meridians, bar)


def mark_box(spot: Spot, style: Style) -> Box:
    """The room of a mark, its edge included."""
    reach = (REACH[spot.mark] + (7 if spot.here else 1)) * style.swell
    return spot.x - reach, spot.y - reach, spot.x + reach, spot.y + reach


def _rank(spot: Spot) -> int:
    return 0 if spot.here or spot.mark == "main" else 1 if spot.mark in ("seat", "county") else 2


def _name(room: _Room, spot: Spot, names: tuple[str, str | None], style: Style, both: bool) -> Label | None:
    main = _rank(spot) == 0
    first, second = names
    forms: list[tuple[tuple[str, float], ...]] = [((first, style.main if main else style.other),)]
    if second and style.second and (main or both):
        forms.insert(0, (*forms[0], (second, style.second)))
    reach = mark_box(spot, style)[2] - spot.x
    for lines in forms:
        width = max(text_width(text, size) for text, size in lines)
        height = sum(1.14 * size for _, size in lines)
        far = style.swell if main or style is CUT else 0
        for left, top, anchor, lead in _places(spot, reach + 3, width, height, far):
            box = (left, top, left + width, top + height)
            if not room.free(box):
                continue
            line = _along(spot, reach, lead) if lead else []
            if all(map(room.free, line)):
                for taken in (box, *line):
                    room.take(taken)
                return _label(box, anchor, lines, lead)
    return None


_Place = tuple[float, float, str, tuple[float, float] | None]


def _places(spot: Spot, gap: float, width: float, height: float, far: float) -> Iterator[_Place]:
    """Where a name may stand: right and left of its mark, level or half a line off, then above and below it; then
    `far` times the usual way further out (0: not at all), with a line that leads there.
    """
    for off in (-0.5, -0.1, -0.9):
        yield spot.x + gap, spot.y + off * height, "start", None
        yield spot.x - gap - width, spot.y + off * height, "end", None
    for shift, anchor in ((0.5, "middle"), (0.2, "start"), (0.8, "end"), (0.05, "start"), (0.95, "end")):
        yield spot.x - shift * width, spot.y - gap - height, anchor, None
        yield spot.x - shift * width, spot.y + gap, anchor, None
    for out, off in ((out * far, off * far) for out, off in (_FAR if far else ())):
        for side in (1, -1):
            left = spot.x + out if side > 0 else spot.x - out - width
            end = (spot.x + side * (out - 4), spot.y + off)
            yield left, spot.y + off - height / 2, "start" if side > 0 else "end", end


_FAR = sorted(
    ((out, off) for out in (12, 28, 44, 64, 90, 120) for off in (-30, 30, 0, -46, 46, -64, 64, -84, 84)),
    key=lambda step: math.hypot(*step),
)


def _along(spot: Spot, reach: float, end: tuple[float, float]) -> list[Box]:
    """The room of a line from a mark, in small boxes."""
    dx, dy = end[0] - spot.x, end[1] - spot.y
    length = math.hypot(dx, dy)
    steps = [reach * 1.5 + 4 * n for n in range(int((length - reach * 1.5) / 4) + 1)]
    points = [(spot.x + dx * step / length, spot.y + dy * step / length) for step in steps]
    return [(x - 2, y - 2, x + 2, y + 2) for x, y in points]


def _label(
    box: Box, anchor: str, lines: tuple[tuple[str, float], ...], lead: tuple[float, float] | None = None
) -> Label:
    x = {"start": box[0], "middle": (box[0] + box[2]) / 2, "end": box[2]}[anchor]
    top, written = box[1], []
    for text, size in lines:
        written.append((text, round(top + 0.9 * size, 1)))
        top += 1.14 * size
    return Label(box, round(x, 1), anchor, tuple(written), lead)


def _fitting(
    room: _Room, text: str, size: float, places: list[tuple[float, float, str]], apart: float = 0
) -> Label | None:
    """One line at the first place that is free, and `apart` from all else; `places` are where it is anchored, and the
    middle of its height.
    """
    width, height = text_width(text, size), 1.14 * size
    for x, middle, anchor in places:
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        box = (left, middle - height / 2, left + width, middle + height / 2)
        if room.free((box[0] - apart, box[1] - apart, box[2] + apart, box[3] + apart)):
            room.take(box)
            return _label(box, anchor, ((text, size),))
    return None


def _bar(canvas: Canvas, room: _Room, style: Style) -> Label | None:
    """The scale bar in a free corner: its box holds the words and, below them, the bar."""
    kilometres, length = scale_bar(canvas)
    text = f"{_decimal(kilometres)} km"
    width, height = max(length, text_width(text, style.degree)) + 4, 1.14 * style.degree + 10
    for left in (12.0, canvas.width - 12 - width):
        for top in (canvas.height - height - 8, 8.0):
            box = (left, top, left + width, top + height)
            if room.free(box):
                room.take(box)
                return _label(box, "start", ((text, style.degree),))
    return None


def _degrees(
    canvas: Canvas, room: _Room, words: Words, style: Style
) -> tuple[tuple[tuple[float, Label | None], ...], tuple[tuple[float, Label | None], ...]]:
    """Each line with its label: parallels at the right or left edge, meridians at the lower or upper one."""
    size = style.degree
    lats, lons = degrees(canvas)
    parallels, meridians = [], []
    for lat in lats:
        text, y = words.north(_decimal(lat)), canvas.y(lat)
        middle = y - 0.62 * size
        found = _fitting(room, text, size, [(canvas.width - 4, middle, "end"), (4, middle, "start")])
        parallels.append((y, found))
    for lon in lons:
        text, x = words.east(_decimal(lon)), canvas.x(lon)
        rows = [(x + 4, canvas.height - 0.8 * size, "start"), (x + 4, 0.8 * size, "start")]
        meridians.append((x, _fitting(room, text, size, rows)))
    return tuple(parallels), tuple(meridians)


def _decimal(value: float) -> str:
    return f"{value:g}".replace(".", ",")


_ROUND = [(0.0, 0.0)] + [
    (ring * 22 * math.cos(turn * math.pi / 6) * 1.6, ring * 22 * math.sin(turn * math.pi / 6))
    for ring in range(1, 5)
    for turn in range(12)
]


def _counties(chart: Chart, room: _Room, words: Words, style: Style) -> dict[str, Label]:
    """Names of counties, near the middle of their places."""
    members: dict[str, list[Spot]] = {}
    for spot in (*chart.spots, *chart.dots):
        if spot.county and spot.county in words.counties and not spot.gathered:
            members.setdefault(spot.county, []).append(spot)
    found = {}
    for county, spots in members.items():
        x, y = (sum(values) / len(spots) for values in ([s.x for s in spots], [s.y for s in spots]))
        text = words.counties[county].upper()
        size = style.county * (1 + SPACED / 0.68)
        label = _fitting(room, text, size, [(x + dx, y + dy, "middle") for dx, dy in _ROUND], 4)
        if label:
            found[county] = label
    return found
