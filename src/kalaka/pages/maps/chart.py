"""The marks of a map: one for each place, or one with a number for many places.

A chart is a value computed from coordinates and roles alone: it has no names, addresses or SVG.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kalaka.model.vocabulary import Place
from kalaka.pages.maps.canvas import NARROW, Canvas, Position, Size, canvas_of

REACH = {"main": 8.5, "other": 6.5, "seat": 6.5, "county": 13.0, "group": 13.0}
"""Half the size of each kind of mark, in drawing units."""
CLOSE, SHARED = 15.0, 22.0
"""Three places or more that are nearer than this to one of them become one mark; so do two such marks."""
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
    """A mark and its position: of one place, of all places of a county, or of a group of places near each other.

    `mark` is a key of `REACH`. `true` is the position of the place, if the mark was moved away from it.
    """

    x: int
    y: int
    mark: str
    points: tuple[Point, ...]
    county: str | None
    here: bool = False
    true: tuple[int, int] | None = None

    @property
    def gathered(self) -> bool:
        """Whether the mark stands for several places."""
        return len(self.points) > 1


def mark_of(roles: Sequence[str]) -> str:
    """The mark of a place with these roles; `other` without a role."""
    return MARKS[roles[0]] if roles else "other"


Spots = tuple[Spot, ...]


@dataclass(frozen=True)
class Chart:
    """The marks of a map on its canvas; each place is in exactly one of them."""

    canvas: Canvas
    spots: Spots


def chart_of(
    points: Sequence[Point], places: Mapping[str, Place], size: Size, extent: Sequence[Position] = ()
) -> Chart:
    """The chart of some places, at least one, in a size; their order does not matter. `extent`: what it shows too."""
    points = sorted(points)
    canvas = canvas_of([*((places[p.place].lon, places[p.place].lat) for p in points), *extent], size)
    spots = []
    for point in points:
        place, mark = places[point.place], mark_of(point.roles)
        spots.append(Spot(canvas.x(place.lon), canvas.y(place.lat), mark, (point,), place.county, point.here))
    return Chart(
        canvas, _apart(_counted(spots, canvas, size.cell) if len(spots) > size.many else _near(spots, size), canvas)
    )


def _counted(spots: list[Spot], canvas: Canvas, cell: int) -> Spots:
    """One mark for all places of a county, or of a square where the counties are one or too many for the canvas."""
    by_county = 1 < len({spot.county for spot in spots}) < canvas.width * canvas.height / cell**2
    groups: dict[object, list[Spot]] = {}
    for spot in spots:
        area = spot.county if by_county and spot.county else (spot.x // cell, spot.y // cell)
        groups.setdefault(area, []).append(spot)
    return tuple(_merged(group, "county" if isinstance(area, str) else "group") for area, group in groups.items())


def _near(spots: list[Spot], size: Size) -> Spots:
    """One mark for each three places or more that are close. A pair keeps its own; so do main places among others, but
    not on a phone.
    """
    groups: list[list[Spot]] = []
    cells: dict[tuple[float, float], list[list[Spot]]] = {}
    for spot in spots:
        column, row = spot.x // CLOSE, spot.y // CLOSE
        around = [(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        close = (group for at in around for group in cells.get(at, ()) if _distance(group[0], spot) < CLOSE)
        near = [group for group in close if size is NARROW or _alike(group[0], spot)]
        if near and not spot.here:
            min(near, key=lambda group: _distance(group[0], spot)).append(spot)
        else:
            groups.append([spot])
            if not spot.here:
                cells.setdefault((column, row), []).append(groups[-1])
    alone = [spot for group in groups if len(group) < 3 for spot in group]
    return (*_joined([_merged(group, "group") for group in groups if len(group) > 2]), *alone)


def _joined(marks: list[Spot]) -> list[Spot]:
    """Marks of groups, those that would overlap as one."""
    joined: list[Spot] = []
    waiting = marks[::-1]
    while waiting:
        mark = waiting.pop()
        other = next((other for other in joined if _distance(mark, other) < SHARED), None)
        if other:
            joined.remove(other)
            waiting.append(_merged([other, mark], "group"))
        else:
            joined.append(mark)
    return joined


def _alike(a: Spot, b: Spot) -> bool:
    """Whether both are main places, or neither."""
    return (a.mark == "main") == (b.mark == "main")


def _distance(a: Spot, b: Spot) -> float:
    return math.hypot(a.x - b.x, a.y - b.y)


def _merged(spots: list[Spot], mark: str) -> Spot:
    """One mark for some, at the mean of their positions."""
    if len(spots) == 1:
        return spots[0]
    number = sum(len(spot.points) for spot in spots)
    x = round(sum(spot.x * len(spot.points) for spot in spots) / number)
    y = round(sum(spot.y * len(spot.points) for spot in spots) / number)
    county = spots[0].county if len({spot.county for spot in spots}) == 1 else None
    points = tuple(point for spot in spots for point in spot.points)
    return Spot(x, y, mark, points, county, any(spot.here for spot in spots))


def near(spots: Spots, reach: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of marks nearer than `reach`, each once, as indices and distance; compares only adjacent grid cells."""
    cells: dict[tuple[float, float], list[int]] = {}
    for index, spot in enumerate(spots):
        column, row = spot.x // reach, spot.y // reach
        for square in [(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]:
            for other in cells.get(square, ()):
                distance = _distance(spot, spots[other])
                if distance < reach:
                    yield other, index, distance
        cells.setdefault((column, row), []).append(index)


# Marks that overlap

_TURNS = [(math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)) for turn in range(8)]
_STEPS = [(0.0, 0.0)] + [(ring * 18 * dx, ring * 18 * dy) for ring in range(1, 6) for dx, dy in _TURNS]


def _apart(spots: Spots, canvas: Canvas) -> Spots:
    """Marks moved apart where they would hide each other; a moved one keeps its position in `true`."""
    placed: dict[int, Spot] = {}
    order = sorted(
        range(len(spots)), key=lambda i: (not spots[i].here, spots[i].mark != "main", not spots[i].gathered, i)
    )
    for index in order:
        spot = spots[index]
        for dx, dy in _STEPS:
            x, y = round(spot.x + dx), round(spot.y + dy)
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
