"""The canvas of a map: projection of coordinates to drawing units, extent, graticule, scale bar and borders.

The projection is equirectangular with its standard parallel in the middle of the map; at the extent of our maps its
distortion is under 1 %.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from kalaka.model.vocabulary import Place
from kalaka.queries.nearby import KM_PER_DEGREE

WIDTH, LOWEST, HIGHEST = 640.0, 320.0, 470.0
CUT_WIDTH = 352.0
"""Width of an enlarged part: that of a phone, so that a drawing unit is a pixel there."""
MARGIN = (75.0, 54.0)
"""Horizontal and vertical, between the outermost places and the edge: room for their names."""
NARROWEST_KM = 36.0
BORDER_KM = 250.0
"""Width from which a map shows borders: their source is 1:10,000,000, so there their error is a few units at most."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in drawing units."""


def overlap(a: Box, b: Box) -> bool:
    """Whether two boxes have an area in common."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@dataclass(frozen=True)
class Canvas:
    """An area projected to drawing units.

    `west` and `north` are its north-west corner in degrees, `scale` the units per degree of latitude, `shrink` the
    length of a degree of longitude relative to that, `width` and `height` its size in units.
    """

    west: float
    north: float
    scale: float
    shrink: float
    width: float
    height: float

    def x(self, lon: float) -> float:
        return round((lon - self.west) * self.shrink * self.scale, 1)

    def y(self, lat: float) -> float:
        return round((self.north - lat) * self.scale, 1)

    @property
    def east(self) -> float:
        return self.west + self.width / self.scale / self.shrink

    @property
    def south(self) -> float:
        return self.north - self.height / self.scale

    @property
    def km(self) -> float:
        """The width in kilometres."""
        return self.width / self.scale * KM_PER_DEGREE

    def part(self, frame: Box) -> "Canvas":
        """The part within a frame, enlarged to `CUT_WIDTH`."""
        left, top, right, bottom = frame
        factor = CUT_WIDTH / (right - left)
        west, north = self.west + left / self.scale / self.shrink, self.north - top / self.scale
        return Canvas(west, north, self.scale * factor, self.shrink, CUT_WIDTH, round((bottom - top) * factor))


def canvas_of(places: Sequence[Place]) -> Canvas:
    """The smallest canvas that shows all of some places, at least one, with a margin."""
    lats, lons = [place.lat for place in places], [place.lon for place in places]
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide, high = (max(lons) - min(lons)) * shrink, max(lats) - min(lats)
    scale = min(
        (WIDTH - 2 * MARGIN[0]) / max(wide, 1e-9),
        (HIGHEST - 2 * MARGIN[1]) / max(high, 1e-9),
        WIDTH / (NARROWEST_KM / KM_PER_DEGREE),
    )
    height = round(max(LOWEST, high * scale + 2 * MARGIN[1]))
    west = (min(lons) + max(lons)) / 2 - WIDTH / scale / shrink / 2
    north = (min(lats) + max(lats)) / 2 + height / scale / 2
    return Canvas(west, north, scale, shrink, WIDTH, height)


def degrees(canvas: Canvas) -> tuple[list[float], list[float]]:
    """The parallels and meridians to draw, in degrees; at most five meridians, where the steps allow."""
    steps = (0.05, 0.1, 0.25, 0.5, 1, 2, 4)
    step = next((s for s in steps if (canvas.east - canvas.west) / s <= 5), 4)
    return _multiples(canvas.south, canvas.north, step), _multiples(canvas.west, canvas.east, step)


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [round(n * step, 2) for n in range(math.ceil(low / step), math.ceil(high / step))]


def scale_bar(canvas: Canvas) -> tuple[float, float]:
    """The length of the scale bar in kilometres and in units: at most a quarter of the width."""
    lengths = (200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2)
    kilometres = next((k for k in lengths if k / KM_PER_DEGREE * canvas.scale < canvas.width / 4), 1)
    return kilometres, round(kilometres / KM_PER_DEGREE * canvas.scale, 1)


@cache
def _outlines() -> dict[str, Any]:
    """The contents of `borders.json`, which tools/borders.py writes."""
    outlines: dict[str, Any] = json.loads((Path(__file__).parent / "borders.json").read_text("utf-8"))
    return outlines


def borders(canvas: Canvas) -> list[list[tuple[float, float]]]:
    """The lines of borders on a canvas, in its units; none where it is narrower than `BORDER_KM`."""
    if canvas.km < BORDER_KM:
        return []
    visible = (-9.0, -9.0, canvas.width + 9, canvas.height + 9)
    runs: list[list[tuple[float, float]]] = []
    for line in _outlines()["fine"]:
        points = [(canvas.x(lon), canvas.y(lat)) for lon, lat in line]
        run: list[tuple[float, float]] = []
        for (x1, y1), (x2, y2) in pairwise(points):
            if overlap((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), visible):
                if not run:
                    runs.append(run := [(x1, y1)])
                run.append((x2, y2))
            else:
                run = []
    return runs


def outline(country: str, detail: str) -> Iterator[tuple[float, float]]:
    """The points of the border of a country in order, as longitude and latitude; `detail` is `fine` or `coarse`."""
    for index in _outlines()[country]:
        line = _outlines()[detail][max(index, ~index)]
        yield from (line if index >= 0 else line[::-1])[:-1]
