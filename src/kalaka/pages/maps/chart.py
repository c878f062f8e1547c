"""Where each place of a map is drawn: one mark a place, one with a number where there are very many, and crowded parts
framed and enlarged. Values only, and a pure function of the coordinates: no names, no addresses, no drawing.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import NamedTuple

from kalaka.model.vocabulary import Place
from kalaka.pages.maps.canvas import WIDTH, Box, Canvas, canvas_of, overlap

MANY = 80
"""With more places than this, those of a county become one mark with their number."""
CELL = 72.0
"""Side of the squares that take the counties' part on a map of one county, or of very many."""
REACH = {"main": 8.5, "other": 6.5, "seat": 6.5, "county": 15.0, "square": 15.0}
"""Half the size of a mark."""
CLOSE, LINKED = 27.0, 33.0
"""Marks nearer than `CLOSE` touch on a phone; where they do, all that are linked to them are enlarged together."""
FRAME_MARGIN = 20.0
CUTS = 3
MARKS = {
    "intervention": "main",
    "pilot": "main",
    "network": "other",
    "area": "other",
    "expansion": "other",
    "event": "other",
    "seat": "seat",
}
"""The mark of each role. A place with several roles has the mark of the first."""


class Point(NamedTuple):
    """A place to draw, with its roles in the order of `MARKS`; `here` is the one that the page is about."""

    place: str
    roles: tuple[str, ...]
    here: bool = False


class Spot(NamedTuple):
    """A mark: of one place, or of several, those of a `county` or of a `square`. `true` is where it was moved from."""

    x: float
    y: float
    mark: str
    points: tuple[Point, ...]
    county: str | None
    here: bool = False
    true: tuple[float, float] | None = None

    @property
    def gathered(self) -> bool:
        return len(self.points) > 1


def mark_of(roles: Sequence[str]) -> str:
    return MARKS[roles[0]] if roles else "other"


Spots = tuple[Spot, ...]


class Cut(NamedTuple):
    """A crowded part: its letter, its frame on the map, and the same enlarged."""

    letter: str
    frame: Box
    chart: "Chart"


@dataclass(frozen=True)
class Chart:
    """A map as numbers. `dots` are the marks that a frame holds: drawn small, for they stand in its cut."""

    canvas: Canvas
    spots: Spots
    dots: Spots = ()
    cuts: tuple[Cut, ...] = ()

    @property
    def every(self) -> Spots:
        """The marks of the map and of its cuts: each place is in exactly one."""
        return self.spots + tuple(spot for cut in self.cuts for spot in cut.chart.spots)


def chart_of(points: Sequence[Point], places: Mapping[str, Place], enlarge: bool = True) -> Chart:
    """The map of some places, at least one, in whatever order; crowded parts are enlarged unless told otherwise."""
    points = sorted(points)
    canvas = canvas_of([places[point.place] for point in points])
    spots = _spots(points, places, canvas)
    if len(spots) > MANY:
        return Chart(canvas, _apart(_gathered(spots), canvas))
    cuts: list[Cut] = []
    framed: set[int] = set()
    for letter, (frame, crowd) in zip(ascii_uppercase, _crowds(spots) if enlarge else (), strict=False):
        part = canvas.part(frame)
        cuts.append(Cut(letter, frame, Chart(part, _apart(_spots([points[i] for i in crowd], places, part), part))))
        framed |= set(crowd)
    rest = tuple(spot for index, spot in enumerate(spots) if index not in framed)
    dots = tuple(spots[index] for index in sorted(framed))
    return Chart(canvas, _apart(rest, canvas), dots, tuple(cuts))


def _spots(points: Sequence[Point], places: Mapping[str, Place], canvas: Canvas) -> Spots:
    found = []
    for point in points:
        place = places[point.place]
        mark = mark_of(point.roles)
        found.append(Spot(canvas.x(place.lon), canvas.y(place.lat), mark, (point,), place.county, point.here))
    return tuple(found)


def _gathered(spots: Spots) -> Spots:
    """One mark for the places of a county, or of a square; it stands in their middle."""
    by_county = 1 < len({spot.county for spot in spots if spot.county}) <= MANY
    groups: dict[object, list[Spot]] = {}
    for spot in spots:
        square = (spot.x // CELL, spot.y // CELL)
        groups.setdefault(spot.county if by_county and spot.county else square, []).append(spot)
    return tuple(
        group[0] if len(group) == 1 else _as_one(group, "county" if isinstance(of, str) else "square")
        for of, group in groups.items()
    )


def _as_one(spots: list[Spot], mark: str) -> Spot:
    x, y = (round(sum(values) / len(spots), 1) for values in ([s.x for s in spots], [s.y for s in spots]))
    county = spots[0].county if len({spot.county for spot in spots}) == 1 else None
    points = tuple(point for spot in spots for point in spot.points)
    return Spot(x, y, mark, points, county, any(spot.here for spot in spots))


# Crowds


def near(spots: Spots, reach: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of marks that are nearer than `reach`, each once, with their distance. Looks at neighbours only."""
    cells: dict[tuple[float, float], list[int]] = {}
    for index, spot in enumerate(spots):
        column, row = spot.x // reach, spot.y // reach
        for square in [(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]:
            for other in cells.get(square, ()):
                distance = math.hypot(spot.x - spots[other].x, spot.y - spots[other].y)
                if distance < reach:
                    yield other, index, distance
        cells.setdefault((column, row), []).append(index)


def _crowds(spots: Spots) -> list[tuple[Box, list[int]]]:
    """The largest parts where three marks or more stand so close that they touch: frame and marks, west to east."""
    head = list(range(len(spots)))

    def root(index: int) -> int:
        while head[index] != index:
            head[index] = head[head[index]]
            index = head[index]
        return index

    touching: set[int] = set()
    for one, two, distance in near(spots, LINKED):
        head[root(two)] = root(one)
        if distance < CLOSE:
            touching |= {one, two}
    crowds: dict[int, set[int]] = {}
    for index in range(len(spots)):
        crowds.setdefault(root(index), set()).add(index)
    found = sorted((c for c in crowds.values() if len(c) > 2 and c & touching), key=lambda c: (-len(c), min(c)))
    chosen: list[tuple[Box, list[int]]] = []
    for crowd in found:
        frame, members = _framed(spots, crowd)
        small = frame[2] - frame[0] <= WIDTH / 3
        if small and len(chosen) < CUTS and not any(overlap(frame, other) for other, _ in chosen):
            chosen.append((frame, members))
    return sorted(chosen)


def _framed(spots: Spots, crowd: set[int]) -> tuple[Box, list[int]]:
    """A frame with a margin round the crowd, its sides moved a little where they cross marks, and all that it holds."""
    xs, ys = [spots[i].x for i in crowd], [spots[i].y for i in crowd]
    wide, high = max(xs) - min(xs) + 2 * FRAME_MARGIN, max(ys) - min(ys) + 2 * FRAME_MARGIN
    wide, high = max(wide, high / 0.75), max(high, wide * 0.55)
    left, top = (min(xs) + max(xs) - wide) / 2, (min(ys) + max(ys) - high) / 2
    frame = (left, top, left + wide, top + high)
    for side, outwards in 2 * ((0, -1), (1, -1), (2, 1), (3, 1)):
        tries = [_moved(frame, side, outwards * by) for by in (0, 4, -4, 8, -8, 12, -12, 16, 20)]
        frame = min(tries, key=lambda tried: sum(_crosses(tried, spot) for spot in spots))
    left, top, right, bottom = (round(side, 1) for side in frame)
    return (left, top, right, bottom), [i for i, spot in enumerate(spots) if _inside(spot, frame, 0)]


def _moved(frame: Box, side: int, by: float) -> Box:
    left, top, right, bottom = (value + by if index == side else value for index, value in enumerate(frame))
    return left, top, right, bottom


def _crosses(frame: Box, spot: Spot) -> int:
    """How many sides of a frame run through a mark."""
    left, top, right, bottom = frame
    if not _inside(spot, frame, 10):
        return 0
    return sum(abs(away) < 10 for away in (spot.x - left, spot.x - right, spot.y - top, spot.y - bottom))


def _inside(spot: Spot, frame: Box, more: float) -> bool:
    """Whether a mark stands in a frame that is `more` larger on each side."""
    left, top, right, bottom = frame
    return left - more < spot.x < right + more and top - more < spot.y < bottom + more


# Marks in one place

_TURNS = [(math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)) for turn in range(8)]
_STEPS = [(0.0, 0.0)] + [(ring * 18 * dx, ring * 18 * dy) for ring in range(1, 6) for dx, dy in _TURNS]


def _apart(spots: Spots, canvas: Canvas) -> Spots:
    """Marks that would hide each other stand side by side; those that give way know where they belong."""
    placed: dict[int, Spot] = {}
    order = sorted(range(len(spots)), key=lambda i: (not spots[i].gathered, not spots[i].here, spots[i].mark, i))
    for index in order:
        spot = spots[index]
        for dx, dy in _STEPS:
            x, y = round(spot.x + dx, 1), round(spot.y + dy, 1)
            inside = 10 < x < canvas.width - 10 and 10 < y < canvas.height - 10
            if inside and not any(_hides(spot.mark, x, y, other) for other in placed.values()):
                placed[index] = spot._replace(x=x, y=y, true=(spot.x, spot.y)) if dx or dy else spot
                break
        else:
            placed[index] = spot
    return tuple(placed[index] for index in range(len(spots)))


def _hides(mark: str, x: float, y: float, other: Spot) -> bool:
    return math.hypot(x - other.x, y - other.y) < 0.8 * (REACH[mark] + REACH[other.mark])
