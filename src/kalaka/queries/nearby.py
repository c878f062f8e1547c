"""Nearest neighbours among points on the map.

Points are kept in the cells of a grid and searched ring by ring, so that a search looks at few of thousands of points.
"""

import math
from collections.abc import Container, Mapping
from itertools import count

KM_PER_DEGREE = 111.2


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points (latitude, longitude in degrees), in kilometres."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


At = tuple[float, float]
"""Latitude and longitude in degrees."""
_SIDE = 0.1
"""Side of a cell in degrees."""
_CELL_KM = 7.0
"""Lower bound of a cell's side in km: 0.1 degrees of longitude are 7.3 km at the northern border."""
_Cell = tuple[int, int]


class Grid:
    """Points by name, in the cells of a grid."""

    def __init__(self, points: Mapping[str, At]) -> None:
        self._cells: dict[_Cell, list[tuple[int, str, At]]] = {}
        for number, (name, at) in enumerate(points.items()):
            self._cells.setdefault(_cell(at), []).append((number, name, at))
        self._size = len(points)

    def nearest(self, here: At, most: int, apart: Container[str | None]) -> list[tuple[str, float]]:
        """Names of the `most` nearest points without those in `apart`, with distances in km, the nearest first."""
        row, column = _cell(here)
        neighbours: list[tuple[float, int, str]] = []
        seen = 0
        for ring in count():
            for cell in _ring(row, column, ring):
                points = self._cells.get(cell, ())
                seen += len(points)
                neighbours += [
                    (distance_km(here, at), number, name) for number, name, at in points if name not in apart
                ]
            neighbours.sort()
            if seen == self._size or (len(neighbours) >= most and neighbours[most - 1][0] <= ring * _CELL_KM):
                return [(name, km) for km, _, name in neighbours[:most]]
        raise AssertionError("rings have no end")


def _cell(at: At) -> _Cell:
    return int(at[0] // _SIDE), int(at[1] // _SIDE)


def _ring(row: int, column: int, ring: int) -> list[_Cell]:
    """Cells at a distance of `ring` cells from a cell (Chebyshev distance)."""
    steps = range(-ring, ring + 1)
    return [(row + a, column + b) for a in steps for b in steps if max(abs(a), abs(b)) == ring]
