"""The marks of a map: one for each place, or one with a number for many places, and crowded parts enlarged.

A chart is a value computed from coordinates and roles alone: it has no names, addresses or SVG.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import NamedTuple

from kalaka.model.vocabulary import Place
from kalaka.pages.maps.canvas import WIDTH, Box, Canvas, canvas_of, overlap

MANY = 80
"""With more places than this, those of a county, or of a square, become one mark with their number."""
CELL = 72.0
"""Side of the squares by which places are gathered on a map of one county, or of very many."""
REACH = {"main": 8.5, "other": 6.5, "seat": 6.5, "county": 15.0, "square": 15.0}
"""Half the size of each kind of mark, in drawing units."""
CLOSE, LINKED = 27.0, 33.0
"""Marks nearer than `CLOSE` touch on a phone. They are enlarged with all marks to which steps under `LINKED` lead."""
FRAME_MARGIN = 20.0
"""Between the outermost marks of a crowd and its frame."""
CUTS = 3
"""The most enlarged parts of a map."""
MARKS = {
    "intervention": "main",
    "pilot": "main",
    "network": "other",
    "area": "other",
    "expansion": "other",
    "event": "other",
    "seat": "seat",
}
"""The mark of each role, the most important role first: a place with several roles has the mark of the first."""


class Point(NamedTuple):
    """A place to draw: its id, its roles in the order of `MARKS`, and whether the page is about it (`here`)."""

    place: str
    roles: tuple[str, ...]
    here: bool = False


class Spot(NamedTuple):
    """A mark and its position: of one place, or of all places of a county or of a square.

    `mark` is a key of `REACH`. `true` is the position of the place, if the mark was moved away from it.
    """

    x: float
    y: float
    mark: str
    points: tuple[Point, ...]
    county: str | None
    here: bool = False
    true: tuple[float, float] | None = None

    @property
    def gathered(self) -> bool:
        """Whether the mark stands for several places."""
        return len(self.points) > 1


def mark_of(roles: Sequence[str]) -> str:
    """The mark of a place with these roles; `other` without a role."""
    return MARKS[roles[0]] if roles else "other"


Spots = tuple[Spot, ...]


class Cut(NamedTuple):
    """A crowded part of a map: its letter, its frame on the map, and the chart of the enlarged part."""

    letter: str
    frame: Box
    chart: "Chart"


@dataclass(frozen=True)
class Chart:
    """The marks of a map on its canvas. `dots` are marks within frames: drawn small, since their cuts show them."""

    canvas: Canvas
    spots: Spots
    dots: Spots = ()
    cuts: tuple[Cut, ...] = ()

    @property
    def every(self) -> Spots:
        """The marks of the map and of its cuts; each place is in exactly one mark."""
        return self.spots + tuple(spot for cut in self.cuts for spot in cut.chart.spots)


def chart_of(points: Sequence[Point], places: Mapping[str, Place], enlarge: bool = True) -> Chart:
    """The chart of some places, at least one; their order does not matter. `enlarge`: with cuts for crowded parts."""
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
    spots = []
    for point in points:
        place = places[point.place]
        mark = mark_of(point.roles)
        spots.append(Spot(canvas.x(place.lon), canvas.y(place.lat), mark, (point,), place.county, point.here))
    return tuple(spots)


def _gathered(spots: Spots) -> Spots:
    """One mark for all places of a county, or of a square."""
    by_county = 1 < len({spot.county for spot in spots if spot.county}) <= MANY
    groups: dict[object, list[Spot]] = {}
    for spot in spots:
        square = (spot.x // CELL, spot.y // CELL)
        groups.setdefault(spot.county if by_county and spot.county else square, []).append(spot)
    return tuple(
        group[0] if len(group) == 1 else _merged(group, "county" if isinstance(area, str) else "square")
        for area, group in groups.items()
    )


def _merged(spots: list[Spot], mark: str) -> Spot:
    """One mark for several, at the mean of their positions."""
    x, y = (round(sum(values) / len(spots), 1) for values in ([s.x for s in spots], [s.y for s in spots]))
    county = spots[0].county if len({spot.county for spot in spots}) == 1 else None
    points = tuple(point for spot in spots for point in spot.points)
    return Spot(x, y, mark, points, county, any(spot.here for spot in spots))


# Crowds


def near(spots: Spots, reach: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of marks nearer than `reach`, each once, as indices and distance; compares only adjacent grid cells."""
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
    """The largest crowds of three marks or more of which some touch: frame and indices of marks, from west to east."""
    parents = list(range(len(spots)))

    def root(index: int) -> int:  # union-find with path halving
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    touching: set[int] = set()
    for first, second, distance in near(spots, LINKED):
        parents[root(second)] = root(first)
        if distance < CLOSE:
            touching |= {first, second}
    crowds: dict[int, set[int]] = {}
    for index in range(len(spots)):
        crowds.setdefault(root(index), set()).add(index)
    candidates = sorted((c for c in crowds.values() if len(c) > 2 and c & touching), key=lambda c: (-len(c), min(c)))
    chosen: list[tuple[Box, list[int]]] = []
    for crowd in candidates:
        frame, members = _framed(spots, crowd)
        small = frame[2] - frame[0] <= WIDTH / 3
        if small and len(chosen) < CUTS and not any(overlap(frame, other) for other, _ in chosen):
            chosen.append((frame, members))
    return sorted(chosen)


def _framed(spots: Spots, crowd: set[int]) -> tuple[Box, list[int]]:
    """A frame with a margin around a crowd, its sides moved a little where they cross marks, and all marks in it."""
    xs, ys = [spots[i].x for i in crowd], [spots[i].y for i in crowd]
    wide, high = max(xs) - min(xs) + 2 * FRAME_MARGIN, max(ys) - min(ys) + 2 * FRAME_MARGIN
    wide, high = max(wide, high / 0.75), max(high, wide * 0.55)
    left, top = (min(xs) + max(xs) - wide) / 2, (min(ys) + max(ys) - high) / 2
    frame = (left, top, left + wide, top + high)
    for side, outwards in 2 * ((0, -1), (1, -1), (2, 1), (3, 1)):
        candidates = [_moved(frame, side, outwards * by) for by in (0, 4, -4, 8, -8, 12, -12, 16, 20)]
        frame = min(candidates, key=lambda candidate: sum(_crosses(candidate, spot) for spot in spots))
    left, top, right, bottom = (round(side, 1) for side in frame)
    return (left, top, right, bottom), [i for i, spot in enumerate(spots) if _inside(spot, frame, 0)]


def _moved(frame: Box, side: int, by: float) -> Box:
    """A frame with one side (its index in the box) moved."""
    left, top, right, bottom = (value + by if index == side else value for index, value in enumerate(frame))
    return left, top, right, bottom


def _crosses(frame: Box, spot: Spot) -> int:
    """The number of sides of a frame that cross a mark."""
    left, top, right, bottom = frame
    if not _inside(spot, frame, 10):
        return 0
    return sum(abs(away) < 10 for away in (spot.x - left, spot.x - right, spot.y - top, spot.y - bottom))


def _inside(spot: Spot, frame: Box, more: float) -> bool:
    """Whether the centre of a mark is in a frame, widened by `more` on each side."""
    left, top, right, bottom = frame
    return left - more < spot.x < right + more and top - more < spot.y < bottom + more


# Marks that overlap

_TURNS = [(math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)) for turn in range(8)]
_STEPS = [(0.0, 0.0)] + [(ring * 18 * dx, ring * 18 * dy) for ring in range(1, 6) for dx, dy in _TURNS]


def _apart(spots: Spots, canvas: Canvas) -> Spots:
    """Marks moved apart where they would hide each other; a moved one keeps its position in `true`."""
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
    """Whether a mark at a position overlaps another too much."""
    return math.hypot(x - other.x, y - other.y) < 0.8 * (REACH[mark] + REACH[other.mark])
