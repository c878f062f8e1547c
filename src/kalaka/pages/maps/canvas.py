"""The paper of a map: degrees to drawing units, the land it shows, degree lines, scale bar and borders.

The projection is equirectangular, true at the middle latitude: at the size of our maps its error is under a hundredth.
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
"""An enlarged part is as wide as a phone shows it, so that a drawing unit is a pixel there."""
MARGIN = (75.0, 54.0)
"""Between the outermost places and the edge: room for their names."""
NARROWEST_KM = 36.0
BORDER_KM = 250.0
"""Borders of a 1:10,000,000 source are drawn on maps at least this wide: there they stray by a few units at most."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@dataclass(frozen=True)
class Canvas:
    """A stretch of land on paper: degrees of its north-west corner, units per degree of latitude, size in units."""

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
        return self.width / self.scale * KM_PER_DEGREE

    def part(self, frame: Box) -> "Canvas":
        """What a frame holds, enlarged."""
        left, top, right, bottom = frame
        grown = CUT_WIDTH / (right - left)
        west, north = self.west + left / self.scale / self.shrink, self.north - top / self.scale
        return Canvas(west, north, self.scale * grown, self.shrink, CUT_WIDTH, round((bottom - top) * grown))


def canvas_of(places: Sequence[Place]) -> Canvas:
    """The stretch of land that shows all of some places, with a margin."""
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
    """The parallels and meridians to draw: at most five meridians."""
    steps = (0.05, 0.1, 0.25, 0.5, 1, 2, 4)
    step = next((s for s in steps if (canvas.east - canvas.west) / s <= 5), 4)
    return _multiples(canvas.south, canvas.north, step), _multiples(canvas.west, canvas.east, step)


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [round(n * step, 2) for n in range(math.ceil(low / step), math.ceil(high / step))]


def scale_bar(canvas: Canvas) -> tuple[float, float]:
    """Kilometres, and how long they are in units: at most a quarter of the width."""
    lengths = (200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2)
    kilometres = next((k for k in lengths if k / KM_PER_DEGREE * canvas.scale < canvas.width / 4), 1)
    return kilometres, round(kilometres / KM_PER_DEGREE * canvas.scale, 1)


@cache
def _outlines() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "borders.json").read_text("utf-8"))
    return found


def borders(canvas: Canvas) -> list[list[tuple[float, float]]]:
    """The stretches of border that a map shows, in its units, when it is wide enough for them to be true."""
    if canvas.km < BORDER_KM:
        return []
    paper = (-9.0, -9.0, canvas.width + 9, canvas.height + 9)
    shown: list[list[tuple[float, float]]] = []
    for line in _outlines()["fine"]:
        points = [(canvas.x(lon), canvas.y(lat)) for lon, lat in line]
        run: list[tuple[float, float]] = []
        for (x1, y1), (x2, y2) in pairwise(points):
            if overlap((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), paper):
                if not run:
                    shown.append(run := [(x1, y1)])
                run.append((x2, y2))
            else:
                run = []
    return shown


def outline(country: str, detail: str) -> Iterator[tuple[float, float]]:
    """A country once round, as longitude and latitude; `detail` is `fine` or `coarse`."""
    for index in _outlines()[country]:
        line = _outlines()[detail][max(index, ~index)]
        yield from (line if index >= 0 else line[::-1])[:-1]
