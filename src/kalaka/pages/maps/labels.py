"""Label placement: names of places, towns, counties, countries and scale, so that none covers a mark or another one.

A label without free room is left out: the list beside the map has the name, and the mark shows it when it is pointed at
or has the focus. Sizes here must match the style sheet.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kalaka.pages.maps.canvas import MIDDLE, NARROW, WIDE, Box, Canvas, Position, Size, scale_bar
from kalaka.pages.maps.chart import REACH, Chart, Spot
from kalaka.pages.maps.ground import COUNTRIES, LAND, Town, country_at, county_extent, county_middle, towns_on


class Style(NamedTuple):
    """Font sizes in drawing units: of main names, other names, names in the other language (0: none), countries, and
    of counties, towns and the scale (`ground`); `towns` is the most of these that are named.
    """

    main: float
    other: float
    second: float
    country: float
    ground: float
    towns: int


STYLES: Mapping[Size, Style] = {
    NARROW: Style(14, 13, 0, 13, 12, 5),
    MIDDLE: Style(16, 15, 14, 15, 14, 9),
    WIDE: Style(16, 15, 14, 15, 14, 14),
}
FEW = 14
"""The most marks with which all have both names; with more, only the main ones do."""
SPACED = 0.1
"""Letter spacing of the names of counties and countries, in em."""
COUNTRY_KM = 100.0
"""The width from which a map names countries: narrower ones show little more than counties."""
TOWN_GAP = 60.0
"""The least distance between two towns that are named."""


class Label(NamedTuple):
    """Lines of text, as text and baseline, and their box. `lead` is where the line from a distant mark ends."""

    box: Box
    x: float
    anchor: str
    lines: tuple[tuple[str, float], ...]
    lead: tuple[float, float] | None = None


@dataclass(frozen=True)
class Lettering:
    """All labels of a map. `names` by the index of the mark; `towns` with the position of the town; `counties` by id;
    `bar` is the label of the scale bar.
    """

    style: Style
    names: Mapping[int, Label]
    towns: Sequence[tuple[tuple[int, int], Label]]
    counties: Mapping[str, Label]
    countries: Mapping[str, Label]
    bar: Label | None

    @property
    def labels(self) -> Iterator[Label]:
        """All labels that were placed."""
        yield from self.names.values()
        yield from (label for _, label in self.towns)
        yield from self.counties.values()
        yield from self.countries.values()
        yield from filter(None, [self.bar])


class Words(NamedTuple):
    """The texts of labels: both names of each mark by its index, the NUTS 3 codes and names of counties by their ids,
    the names of countries by their codes, and that of a town.
    """

    names: Mapping[int, tuple[str, str | None]]
    counties: Mapping[str, tuple[str, str]]
    countries: Mapping[str, str]
    town: Callable[[Town], str]


_THIN, _THICK = frozenset("fijlrtíîț()-.,:'/°IÍÎ "), frozenset("mwMW")


@lru_cache(maxsize=16384)
def _ems(text: str) -> float:
    """The estimated width of a text in em."""
    return sum([0.39 if c in _THIN else 0.86 if c in _THICK else 0.68 if c.isupper() else 0.57 for c in text])


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


def letter(chart: Chart, words: Words, style: Style) -> Lettering:
    """Place the labels of a map, the most important first."""
    room = _Room(chart.canvas)
    for spot in chart.spots:
        room.take(mark_box(spot))
    bar = _bar(chart.canvas, room, style)
    names: dict[int, Label] = {}

    def place_names(rank: int) -> None:
        for index, both in words.names.items():
            spot = chart.spots[index]
            if _rank(spot) == rank and (label := _name(room, spot, both, style, len(chart.spots) <= FEW)):
                names[index] = label

    countries = _countries(chart.canvas, room, words, style)
    place_names(0)
    towns = _Towns(chart.canvas, room, words, style)
    towns.place(max_rank=1, most=3)
    place_names(1)
    counties = _counties(chart.canvas, room, words, style)
    place_names(2)
    towns.place(max_rank=2, most=style.towns)
    return Lettering(style, names, towns.placed, counties, countries, bar)


def mark_box(spot: Spot) -> Box:
    """The box of a mark, its outline included."""
    reach = REACH[spot.mark] + (7 if spot.here else 1)
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
    reach = mark_box(spot)[2] - spot.x
    for lines in variants:
        width = max(text_width(text, size) for text, size in lines)
        height = sum(1.14 * size for _, size in lines)
        for left, top, anchor, lead in _positions(spot, reach + 3, width, height, far=main):
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


def _positions(spot: Spot, gap: float, width: float, height: float, far: bool) -> Iterator[_Position]:
    """The candidate positions of a label, the best first: right and left of its mark, then above and below it, then,
    with `far`, further out with a line from the mark.
    """
    for off in (-0.5, -0.1, -0.9):
        yield spot.x + gap, spot.y + off * height, "start", None
        yield spot.x - gap - width, spot.y + off * height, "end", None
    for shift, anchor in ((0.5, "middle"), (0.2, "start"), (0.8, "end"), (0.05, "start"), (0.95, "end")):
        yield spot.x - shift * width, spot.y - gap - height, anchor, None
        yield spot.x - shift * width, spot.y + gap, anchor, None
    for out, off in _FAR if far else ():
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
    room: _Room, text: str, size: float, positions: Iterable[tuple[float, float, str]], apart: float = 0
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
    text = f"{kilometres} km"
    width, height = max(length, text_width(text, style.ground)) + 4, 1.14 * style.ground + 10
    for left in (12.0, canvas.width - 12 - width):
        for top in (canvas.height - height - 8, 8.0):
            box = (left, top, left + width, top + height)
            if room.free(box):
                room.take(box)
                return _label(box, "start", ((text, style.ground),))
    return None


def _countries(canvas: Canvas, room: _Room, words: Words, style: Style) -> dict[str, Label]:
    """Labels of the countries on a map of some width, at one of the positions given for each, with both ends in it; of
    the two countries of the maps their codes, where the names have no room.
    """
    if canvas.km < COUNTRY_KM:
        return {}
    size = style.country * (1 + SPACED / 0.68)
    labels = {}
    for country, positions in COUNTRIES.items():
        ground = country if country in LAND else None
        for text in (words.countries[country].upper(), country)[: 2 if ground else 1]:
            half = text_width(text, size) / 2 / canvas.scale / canvas.shrink
            free = (at for at in positions if room.free(_around(canvas, at)))
            own = (at for at in free if {country_at(at[0] - half, at[1]), country_at(at[0] + half, at[1])} == {ground})
            middles = ((canvas.x(lon), canvas.y(lat), "middle") for lon, lat in own)
            if label := _fitting(room, text, size, middles, 2):
                labels[country] = label
                break
    return labels


def _around(canvas: Canvas, at: Position) -> Box:
    """A small box around a position."""
    x, y = canvas.x(at[0]), canvas.y(at[1])
    return x - 9, y - 9, x + 9, y + 9


class _Towns:
    """The towns of a map: those with room for their dot and name, none near another."""

    def __init__(self, canvas: Canvas, room: _Room, words: Words, style: Style) -> None:
        self.canvas, self.room, self.words, self.size = canvas, room, words, style.ground
        self.placed: list[tuple[tuple[int, int], Label]] = []
        self.candidates = towns_on(canvas)[:CANDIDATES]

    def place(self, max_rank: int, most: int) -> None:
        """Place towns up to a rank, as long as there are fewer than `most`."""
        for town in self.candidates:
            x, y = self.canvas.x(town.lon), self.canvas.y(town.lat)
            dot = (x - 4, y - 4, x + 4, y + 4)
            if town.rank > max_rank or len(self.placed) == most or not self.room.free(dot):
                continue
            if all(math.hypot(x - a, y - b) >= TOWN_GAP for (a, b), _ in self.placed):
                positions = [(x + 7, y, "start"), (x - 7, y, "end"), (x, y - 14, "middle"), (x, y + 14, "middle")]
                if label := _fitting(self.room, self.words.town(town), self.size, positions, 1):
                    self.room.take(dot)
                    self.placed.append(((x, y), label))


CANDIDATES = 60
"""The most towns that are tried on a map."""
_ROUND = [(0.0, 0.0)] + [
    (ring * 16 * math.cos(turn * math.pi / 4), ring * 16 * math.sin(turn * math.pi / 4))
    for ring in (1, 2)
    for turn in range(8)
]


def _counties(canvas: Canvas, room: _Room, words: Words, style: Style) -> dict[str, Label]:
    """Labels of counties, near their middle, of those that are as wide as their names."""
    labels = {}
    size = style.ground * (1 + SPACED / 0.68)
    for county, (nuts3, name) in words.counties.items():
        middle, extent = county_middle(nuts3), county_extent(nuts3)
        if middle and (canvas.x(extent[1][0]) - canvas.x(extent[0][0])) > 0.8 * text_width(name.upper(), size):
            at = [(canvas.x(middle[0]) + dx, canvas.y(middle[1]) + dy, "middle") for dx, dy in _ROUND]
            if label := _fitting(room, name.upper(), size, at, 4):
                labels[county] = label
    return labels
