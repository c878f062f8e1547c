"""Label placement: names of places, counties, degrees and scale, so that no label covers a mark or another label.

A label without free room is left out: the list beside the map and the title of the mark's link have the name. A map is
lettered in a style for wide screens and in one for phones (larger, one name each), which CSS chooses between; sizes
here must match the style sheet.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kalaka.pages.maps.canvas import Box, Canvas, degrees, scale_bar
from kalaka.pages.maps.chart import REACH, Chart, Spot


class Style(NamedTuple):
    """Font sizes in drawing units: of main names, other names, names in the other language (0: none), counties (0:
    none) and degrees; `swell` is the factor by which marks are enlarged.
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
"""The most marks with which all have both names; with more, only the main ones do."""
SPACED = 0.1
"""Letter spacing of the names of counties, in em."""


class Label(NamedTuple):
    """Lines of text, as text and baseline, and their box. `lead` is where the line from a distant mark ends."""

    box: Box
    x: float
    anchor: str
    lines: tuple[tuple[str, float], ...]
    lead: tuple[float, float] | None = None


@dataclass(frozen=True)
class Lettering:
    """All labels of a map in one style. `names` by the index of the mark, `counties` by id; parallels and meridians as
    position and label; `bar` is the label of the scale bar.
    """

    style: Style
    names: Mapping[int, Label]
    counties: Mapping[str, Label]
    parallels: tuple[tuple[float, Label | None], ...]
    meridians: tuple[tuple[float, Label | None], ...]
    bar: Label | None

    @property
    def labels(self) -> Iterator[Label]:
        """All labels that were placed."""
        yield from self.names.values()
        yield from self.counties.values()
        yield from (label for _, label in (*self.parallels, *self.meridians) if label)
        yield from filter(None, [self.bar])


class Words(NamedTuple):
    """The texts of labels: both names of each mark by its index, names of counties by id, and the forms of degrees."""

    names: Mapping[int, tuple[str, str | None]]
    counties: Mapping[str, str]
    north: Callable[[str], str]
    east: Callable[[str], str]


_NARROW, _WIDE = frozenset("fijlrtíîț()-.,:'/°IÍÎ "), frozenset("mwMW")


@lru_cache(maxsize=16384)
def _ems(text: str) -> float:
    """The estimated width of a text in em."""
    return sum([0.39 if c in _NARROW else 0.86 if c in _WIDE else 0.68 if c.isupper() else 0.57 for c in text])


def text_width(text: str, size: float) -> float:
    """An upper estimate of the width of a text in our bold sans-serif font."""
    return _ems(text) * size


class _Room:
    """The occupied boxes of a map, in a grid, so that a test compares with near boxes only."""

    SIDE = 80.0

    def __init__(self, canvas: Canvas) -> None:
        self.right, self.bottom = canvas.width - 2, canvas.height - 2
        self.squares: dict[tuple[int, int], list[Box]] = {}

    def _squares_of(self, box: Box) -> list[tuple[int, int]]:
        """The squares of the grid that a box touches."""
        side = self.SIDE
        columns = range(int(box[0] // side), int(box[2] // side) + 1)
        rows = range(int(box[1] // side), int(box[3] // side) + 1)
        return [(column, row) for column in columns for row in rows]

    def take(self, box: Box) -> None:
        """Mark a box as occupied."""
        for square in self._squares_of(box):
            self.squares.setdefault(square, []).append(box)

    def free(self, box: Box) -> bool:
        """Whether a box is on the map and overlaps no occupied one."""
        left, top, right, bottom = box
        if left < 2 or top < 2 or right > self.right or bottom > self.bottom:
            return False
        for square in self._squares_of(box):
            for other in self.squares.get(square, ()):
                if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
                    return False
        return True


def letter(chart: Chart, words: Words, style: Style, calm: bool = False) -> Lettering:
    """Place the labels of a map in a style, the most important first. `calm`: names of main places only."""
    room = _Room(chart.canvas)
    for spot in chart.spots:
        room.take(mark_box(spot, style))
    for cut in chart.cuts:
        room.take(cut.frame)
    bar = _bar(chart.canvas, room, style)
    names: dict[int, Label] = {}

    def place_names(rank: int) -> None:
        for index, both in words.names.items():
            spot = chart.spots[index]
            if _rank(spot) == rank and (label := _name(room, spot, both, style, len(chart.spots) <= FEW)):
                names[index] = label

    place_names(0)
    counties = _counties(chart, room, words, style) if style.county else {}
    if not calm:
        place_names(1)
        place_names(2)
    parallels, meridians = _degrees(chart.canvas, room, words, style)
    return Lettering(style, names, counties, parallels, meridians, bar)


def mark_box(spot: Spot, style: Style) -> Box:
    """The box of a mark, its outline included."""
    reach = (REACH[spot.mark] + (7 if spot.here else 1)) * style.swell
    return spot.x - reach, spot.y - reach, spot.x + reach, spot.y + reach


def _rank(spot: Spot) -> int:
    """The order in which marks get their labels: 0 main places, 1 seats and counties, 2 others."""
    return 0 if spot.here or spot.mark == "main" else 1 if spot.mark in ("seat", "county") else 2


def _name(room: _Room, spot: Spot, names: tuple[str, str | None], style: Style, both: bool) -> Label | None:
    """The label of a mark at the first free position, with both names if they fit; None where no position is free."""
    main = _rank(spot) == 0
    first, second = names
    variants: list[tuple[tuple[str, float], ...]] = [((first, style.main if main else style.other),)]
    if second and style.second and (main or both):
        variants.insert(0, (*variants[0], (second, style.second)))
    reach = mark_box(spot, style)[2] - spot.x
    for lines in variants:
        width = max(text_width(text, size) for text, size in lines)
        height = sum(1.14 * size for _, size in lines)
        far = style.swell if main or style is CUT else 0
        for left, top, anchor, lead in _positions(spot, reach + 3, width, height, far):
            box = (left, top, left + width, top + height)
            if not room.free(box):
                continue
            line = _along(spot, reach, lead) if lead else []
            if all(map(room.free, line)):
                for occupied in (box, *line):
                    room.take(occupied)
                return _label(box, anchor, lines, lead)
    return None


_Position = tuple[float, float, str, tuple[float, float] | None]
"""Left and top of a label, its text anchor, and the end of the line that leads to it, if it has one."""


def _positions(spot: Spot, gap: float, width: float, height: float, far: float) -> Iterator[_Position]:
    """The candidate positions of a label, the best first: right and left of its mark, then above and below it, then
    further out with a line from the mark; `far` is the factor of those distances (0: none of these).
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
    """The room of a line from a mark to a label, as small boxes along it."""
    dx, dy = end[0] - spot.x, end[1] - spot.y
    length = math.hypot(dx, dy)
    steps = [reach * 1.5 + 4 * n for n in range(int((length - reach * 1.5) / 4) + 1)]
    points = [(spot.x + dx * step / length, spot.y + dy * step / length) for step in steps]
    return [(x - 2, y - 2, x + 2, y + 2) for x, y in points]


def _label(
    box: Box, anchor: str, lines: tuple[tuple[str, float], ...], lead: tuple[float, float] | None = None
) -> Label:
    x = {"start": box[0], "middle": (box[0] + box[2]) / 2, "end": box[2]}[anchor]
    top, baselines = box[1], []
    for text, size in lines:
        baselines.append((text, round(top + 0.9 * size, 1)))
        top += 1.14 * size
    return Label(box, round(x, 1), anchor, tuple(baselines), lead)


def _fitting(
    room: _Room, text: str, size: float, positions: list[tuple[float, float, str]], apart: float = 0
) -> Label | None:
    """A label of one line at the first position that is free with a distance of `apart` around it; positions are anchor
    point, vertical middle and text anchor. None where no position is free.
    """
    width, height = text_width(text, size), 1.14 * size
    for x, middle, anchor in positions:
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        box = (left, middle - height / 2, left + width, middle + height / 2)
        if room.free((box[0] - apart, box[1] - apart, box[2] + apart, box[3] + apart)):
            room.take(box)
            return _label(box, anchor, ((text, size),))
    return None


def _bar(canvas: Canvas, room: _Room, style: Style) -> Label | None:
    """The label of the scale bar in a free corner; its box includes the bar below the text."""
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
    """Parallels and meridians as position and label: at the right or left edge, at the lower or upper edge."""
    size = style.degree
    lats, lons = degrees(canvas)
    parallels, meridians = [], []
    for lat in lats:
        text, y = words.north(_decimal(lat)), canvas.y(lat)
        middle = y - 0.62 * size
        positions = [(canvas.width - 4, middle, "end"), (4, middle, "start")]
        parallels.append((y, _fitting(room, text, size, positions)))
    for lon in lons:
        text, x = words.east(_decimal(lon)), canvas.x(lon)
        positions = [(x + 4, canvas.height - 0.8 * size, "start"), (x + 4, 0.8 * size, "start")]
        meridians.append((x, _fitting(room, text, size, positions)))
    return tuple(parallels), tuple(meridians)


def _decimal(value: float) -> str:
    return f"{value:g}".replace(".", ",")


_ROUND = [(0.0, 0.0)] + [
    (ring * 22 * math.cos(turn * math.pi / 6) * 1.6, ring * 22 * math.sin(turn * math.pi / 6))
    for ring in range(1, 5)
    for turn in range(12)
]


def _counties(chart: Chart, room: _Room, words: Words, style: Style) -> dict[str, Label]:
    """Labels of counties, near the middle of their places."""
    members: dict[str, list[Spot]] = {}
    for spot in (*chart.spots, *chart.dots):
        if spot.county and spot.county in words.counties and not spot.gathered:
            members.setdefault(spot.county, []).append(spot)
    labels = {}
    for county, spots in members.items():
        x, y = (sum(values) / len(spots) for values in ([s.x for s in spots], [s.y for s in spots]))
        text = words.counties[county].upper()
        size = style.county * (1 + SPACED / 0.68)
        label = _fitting(room, text, size, [(x + dx, y + dy, "middle") for dx, dy in _ROUND], 4)
        if label:
            labels[county] = label
    return labels
