"""The canvas of a map: its size, the projection of coordinates to drawing units, its extent and scale bar.

The projection is equirectangular with its standard parallel in the middle of the map; at the extent of our maps its
distortion is under 1 %. Each map is drawn once for each size in which its page shows it, so that a drawing unit is
about a pixel: letters and marks have the same size in all, and a small map has fewer of them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kalaka.queries.nearby import KM_PER_DEGREE


class Size(NamedTuple):
    """Width, least and greatest height of a drawing, and the horizontal and vertical distance between the outermost
    places and its edge, in drawing units; with more than `many` places, those of a county, or of a square with the side
    `cell`, are one mark with their number.
    """

    name: str
    width: int
    lowest: int
    highest: int
    margin: tuple[int, int]
    many: int
    cell: int


MANY = 80
"""The most places of which a map shows each."""
NARROW = Size("narrow", 340, 210, 400, (34, 34), 40, 48)
MIDDLE = Size("middle", 720, 340, 560, (80, 48), 60, 72)
WIDE = Size("wide", 1120, 440, 720, (100, 56), MANY, 84)
"""For phones and side columns, for a column of text, and for a whole page. The style sheet knows the widths at which
each is shown."""
NARROWEST_KM, ALONE_KM = 70.0, 140.0
"""The least width of a map, and of one with a single place: so much that a town or the border of a county, or for the
other the name of a country, is seldom outside."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in drawing units."""
Position = tuple[float, float]
"""Longitude and latitude, in degrees."""


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
    width: int
    height: int

    def x(self, lon: float) -> int:
        return round((lon - self.west) * self.shrink * self.scale)

    def y(self, lat: float) -> int:
        return round((self.north - lat) * self.scale)

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


def canvas_of(positions: Sequence[Position], size: Size) -> Canvas:
    """The smallest canvas of a size that shows all of some positions, at least one, with a margin."""
    lons, lats = zip(*positions, strict=True)
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide, high = (max(lons) - min(lons)) * shrink, max(lats) - min(lats)
    scale = min(
        (size.width - 2 * size.margin[0]) / max(wide, 1e-9),
        (size.highest - 2 * size.margin[1]) / max(high, 1e-9),
        size.width / ((NARROWEST_KM if len(positions) > 1 else ALONE_KM) / KM_PER_DEGREE),
    )
    height = round(max(size.lowest, high * scale + 2 * size.margin[1]))
    west = (min(lons) + max(lons)) / 2 - size.width / scale / shrink / 2
    north = (min(lats) + max(lats)) / 2 + height / scale / 2
    return Canvas(west, north, scale, shrink, size.width, height)


def scale_bar(canvas: Canvas) -> tuple[int, int]:
    """The length of the scale bar in kilometres and in units: at most a quarter of the width."""
    kilometres = next(k for k in (200, 100, 50, 20, 10, 5) if k / KM_PER_DEGREE * canvas.scale < canvas.width / 4)
    return kilometres, round(kilometres / KM_PER_DEGREE * canvas.scale)
