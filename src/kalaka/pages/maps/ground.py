"""The ground of a map: the land and borders of the two countries and their counties, and towns for orientation.

Lines are clipped to the canvas, and have no more points than its scale shows. All of it comes from `borders.json`,
which tools/borders.py writes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from kalaka.pages.maps.canvas import Box, Canvas, Position, overlap

TOLERANCES = (0.024, 0.009, 0.004)
"""How far, in degrees, a line of the points up to each rank strays from the source: as in tools/borders.py."""
EDGE = 9
"""How far beyond the canvas lines are drawn, so that none is seen to end."""
LAND = ("HU", "RO")
"""The countries of the maps."""
COUNTRIES: Mapping[str, tuple[Position, ...]] = {
    "HU": (
        *((19.6, 47.05), (18.2, 46.75), (20.7, 47.25), (17.3, 47.1), (21.3, 47.7), (20.3, 46.55)),
        *((lon / 10, lat / 10) for lat in range(460, 484, 3) for lon in range(165, 226, 4)),
    ),
    "RO": (
        *((24.7, 45.95), (23.1, 46.4), (26.2, 46.3), (24.6, 44.6), (22.2, 45.6), (26.9, 47.2), (24.4, 47.2)),
        *((lon / 10, lat / 10) for lat in range(436, 482, 3) for lon in range(206, 290, 4)),
    ),
    "AT": ((15.9, 47.95), (15.8, 47.2)),
    "SK": ((19.2, 48.45), (21.2, 48.62), (17.8, 48.1)),
    "UA": ((24.2, 48.35), (22.9, 48.35), (26.4, 48.45), (29.3, 45.8)),
    "MD": ((28.9, 47.2), (28.2, 47.9), (28.75, 46.6)),
    "BG": ((25.3, 43.4), (27.2, 43.5), (23.6, 43.4)),
    "RS": ((20.2, 45.2), (20.9, 44.8), (21.7, 44.2), (19.7, 45.9)),
    "HR": ((17.4, 45.7), (18.6, 45.45), (16.4, 46.1)),
    "SI": ((16.1, 46.5),),
}
"""Where the names of the two countries and of their neighbours may stand, the best position first."""


class Line(NamedTuple):
    """A border between two units, or of one with a neighbouring country; with each point its rank."""

    units: tuple[str, str | None]
    points: tuple[tuple[float, float, int], ...]
    box: Box
    """West, south, east and north, in degrees."""


class Town(NamedTuple):
    """A town of the ground: its names by language, its rank (0 capital, 1 seat of a county, 2 other), its position."""

    hu: str
    ro: str
    rank: int
    lon: float
    lat: float


@cache
def _file() -> dict[str, Any]:
    contents: dict[str, Any] = json.loads((Path(__file__).parent / "borders.json").read_text("utf-8"))
    return contents


@cache
def lines() -> tuple[Line, ...]:
    """All borders."""
    found = []
    for one, other, numbers in _file()["lines"]:
        east = north = 0
        points = []
        for dx, dy, rank in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
            east, north = east + dx, north + dy
            points.append((east / 1000, north / 1000, rank))
        lons, lats, _ = zip(*points, strict=True)
        found.append(Line((one, other), tuple(points), (min(lons), min(lats), max(lons), max(lats))))
    return tuple(found)


@cache
def towns() -> tuple[Town, ...]:
    """All towns, capitals first."""
    return tuple(sorted((Town(*town) for town in _file()["towns"]), key=lambda town: town.rank))


def towns_on(canvas: Canvas) -> list[Town]:
    """The towns on a canvas, capitals first."""
    return [t for t in towns() if canvas.west < t.lon < canvas.east and canvas.south < t.lat < canvas.north]


def county_middle(nuts3: str) -> Position | None:
    """Where the name of a county stands best; None for a code that is not among the counties."""
    lon, lat = _file()["counties"].get(nuts3, (None, None))
    return None if lon is None else (lon, lat)


@cache
def county_extent(nuts3: str) -> tuple[Position, ...]:
    """Two corners of the extent of a county; none for a code that is not among the counties."""
    boxes = [line.box for line in lines() if nuts3 in line.units]
    if not boxes:
        return ()
    west, south, east, north = zip(*boxes, strict=True)
    return (min(west), min(south)), (max(east), max(north))


@cache
def rings(country: str, detail: int) -> tuple[tuple[Position, ...], ...]:
    """The closed outlines of a country, of points up to a rank."""
    pool = [(units, points) for units, points, _ in _lines_of(detail) if _side(units, country)]
    found = []
    while pool:
        ring = list(pool.pop()[1])
        while ring[0] != ring[-1]:
            at = next(i for i, (_, points) in enumerate(pool) if ring[-1] in (points[0], points[-1]))
            points = pool.pop(at)[1]
            ring += (points if points[0] == ring[-1] else points[::-1])[1:]
        found.append(tuple(ring))
    return tuple(found)


def _side(units: tuple[str, str | None], country: str) -> bool:
    """Whether a country is on one side only of a border."""
    one, other = units
    return one.startswith(country) != bool(other and other.startswith(country))


@cache
def _lines_of(detail: int) -> tuple[tuple[tuple[str, str | None], tuple[Position, ...], Box], ...]:
    """All borders as units, points up to a rank, and extent."""
    return tuple(
        (line.units, tuple((x, y) for x, y, rank in line.points if rank <= detail), line.box) for line in lines()
    )


def _detail(canvas: Canvas) -> int:
    """The highest rank of points that the scale of a canvas shows."""
    return next((rank for rank, tolerance in enumerate(TOLERANCES) if tolerance * canvas.scale < 2), 2)


def _within(canvas: Canvas) -> Box:
    """West, south, east and north of what is drawn on a canvas."""
    north, west = EDGE / canvas.scale, EDGE / canvas.scale / canvas.shrink
    return canvas.west - west, canvas.south - north, canvas.east + west, canvas.north + north


@lru_cache(maxsize=8)
def land(canvas: Canvas) -> dict[str, str]:
    """The part of each country that is on a canvas, as the data of an SVG path."""
    detail, box = _detail(canvas), _within(canvas)
    parts = {}
    for country in LAND:
        if any(_side(units, country) and overlap(extent, box) for units, _, extent in _lines_of(detail)):
            shapes = (
                _clipped([(canvas.x(x), canvas.y(y)) for x, y in ring], canvas) for ring in rings(country, detail)
            )
            data = "".join(f"{line}z" for line in map(path, shapes) if line)
        else:  # no border of it is near: the whole canvas is in it, or nothing
            inside = country == country_at((canvas.west + canvas.east) / 2, (canvas.south + canvas.north) / 2)
            data = f"M-{EDGE}-{EDGE}h{canvas.width + 2 * EDGE}v{canvas.height + 2 * EDGE}H-{EDGE}z" if inside else ""
        if data:
            parts[country] = data
    return parts


def country_at(lon: float, lat: float) -> str | None:
    """The country in which a position is; None for a neighbour."""
    return next((country for country in LAND if _holds(country, lon, lat)), None)


def _holds(country: str, lon: float, lat: float) -> bool:
    """Whether a position that is not close to the border of a country is in it."""
    inside = False
    for ring in rings(country, 0):
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


@lru_cache(maxsize=8)
def counties(canvas: Canvas, nuts3: str | None = None) -> str:
    """The borders between counties on a canvas as the data of an SVG path; with `nuts3`, all borders of that county."""
    box = _within(canvas)
    out = []
    for (one, other), points, extent in _lines_of(_detail(canvas)):
        drawn = nuts3 in (one, other) if nuts3 else other is not None and one[:2] == other[:2]
        if drawn and overlap(extent, box):
            out += [path((canvas.x(x), canvas.y(y)) for x, y in run) for run in _runs(points, box)]
    return "".join(out)


def _runs(points: Sequence[Position], box: Box) -> list[list[Position]]:
    """The parts of a line of which something may be in a box."""
    west, south, east, north = box
    runs: list[list[Position]] = []
    run: list[Position] = []
    for here, there in pairwise(points):
        (x1, y1), (x2, y2) = here, there
        beside = (x1 < west and x2 < west) or (x1 > east and x2 > east)
        if beside or (y1 < south and y2 < south) or (y1 > north and y2 > north):
            run = []
        elif run:
            run.append(there)
        else:
            runs.append(run := [here, there])
    return runs


def _clipped(ring: Sequence[tuple[int, int]], canvas: Canvas) -> list[tuple[int, int]]:
    """The part of a closed line within a canvas (Sutherland and Hodgman)."""
    shape = list(dict.fromkeys(ring))
    for axis, limit, sign in (
        (0, -EDGE, 1),
        (0, canvas.width + EDGE, -1),
        (1, -EDGE, 1),
        (1, canvas.height + EDGE, -1),
    ):
        kept: list[tuple[int, int]] = []
        for before, here in zip([*shape[-1:], *shape], shape, strict=False):
            inside, was = (sign * (point[axis] - limit) >= 0 for point in (here, before))
            if inside != was:
                part = (limit - before[axis]) / (here[axis] - before[axis])
                x, y = (round(a + part * (b - a)) for a, b in zip(before, here, strict=True))
                kept.append((limit, y) if axis == 0 else (x, limit))
            if inside:
                kept.append(here)
        shape = kept
    return shape


def path(points: Iterable[tuple[int, int]]) -> str:
    """A line as the data of an SVG path: its start, then whole steps; empty where all of it is one point."""
    steps = [(x2 - x1, y2 - y1, x1, y1) for (x1, y1), (x2, y2) in pairwise(points) if (x1, y1) != (x2, y2)]
    if not steps:
        return ""
    _, _, x, y = steps[0]
    return f"M{x} {y}l" + " ".join(f"{dx}{'' if dy < 0 else ' '}{dy}" for dx, dy, _, _ in steps)
