"""The nearest of many points on the map: looked for in squares, ring by ring, so that thousands of points each find
their neighbours without looking at all the others.
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
"""Of a square, in degrees."""
_KM = 7.0
"""No square in Hungary or Romania is narrower: 0.1 degrees of longitude are 7.3 km at the northern border."""
_Cell = tuple[int, int]


class Grid:
    """Points by name, in squares."""

    def __init__(self, points: Mapping[str, At]) -> None:
        self._cells: dict[_Cell, list[tuple[int, str, At]]] = {}
        for number, (name, at) in enumerate(points.items()):
            self._cells.setdefault(_cell(at), []).append((number, name, at))
        self._size = len(points)

    def nearest(self, here: At, most: int, apart: Container[str | None]) -> list[tuple[str, float]]:
        """So many names at most, with the distance in kilometres, the nearest first; not those that stand apart."""
        row, column = _cell(here)
        found: list[tuple[float, int, str]] = []
        seen = 0
        for ring in count():
            for cell in _ring(row, column, ring):
                held = self._cells.get(cell, ())
                seen += len(held)
                found += [(distance_km(here, at), number, name) for number, name, at in held if name not in apart]
            found.sort()
            if seen == self._size or (len(found) >= most and found[most - 1][0] <= ring * _KM):
                return [(name, km) for km, _, name in found[:most]]
        raise AssertionError("rings have no end")


def _cell(at: At) -> _Cell:
    return int(at[0] // _SIDE), int(at[1] // _SIDE)


def _ring(row: int, column: int, ring: int) -> list[_Cell]:
    """The squares that are so many steps from one."""
    steps = range(-ring, ring + 1)
    return [(row + a, column + b) for a in steps for b in steps if max(abs(a), abs(b)) == ring]
