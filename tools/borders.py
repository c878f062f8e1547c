"""Draw the outlines of Hungary and Romania: `python tools/borders.py PACKAGE`, the unpacked npm package world-atlas.

world-atlas 2.0.2 carries the countries of Natural Earth 4.1.0 at 1:10,000,000, which are in the public domain. Kept
are the lines of the two countries, each once, also where both touch it, with no more points than a map of a country
shows: `fine` strays at most half a kilometre from the source, `coarse` (for the small picture of where a map lies)
ten. A country is its lines in order; ~n is line n backwards. Degrees east and north, three decimals.
"""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src/kalaka/pages/maps/borders.json"
COUNTRIES = {"HU": "348", "RO": "642"}
"""ISO 3166-1: letters of ours, numbers of the source."""
FINE, COARSE = 0.0045, 0.09
"""How far, in degrees of latitude, a line may stray from its source."""
SHRINK = math.cos(math.radians(46.5))

Position = tuple[float, float]


def decoded(topology: dict[str, Any], arc: int) -> list[Position]:
    """A line of a quantised TopoJSON, whose points are steps from one to the next."""
    steps = topology["arcs"][arc]
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    points = zip(accumulate(step[0] for step in steps), accumulate(step[1] for step in steps), strict=True)
    return [(x * kx + dx, y * ky + dy) for x, y in points]


def simplified(line: Sequence[Position], tolerance: float) -> list[Position]:
    """Fewer points, none of the dropped ones farther than the tolerance from what is left (Douglas and Peucker)."""

    def kept(first: int, last: int) -> Iterator[int]:
        distance, at = max((_distance(line[i], line[first], line[last]), i) for i in range(first, last + 1))
        if distance > tolerance:
            yield from kept(first, at)
            yield from kept(at, last)
        else:
            yield last

    return [line[0], *(line[i] for i in kept(0, len(line) - 1))]


def _distance(point: Position, start: Position, end: Position) -> float:
    """From a point to a stretch, in degrees of latitude."""
    (px, py), (ax, ay), (bx, by) = ((x * SHRINK, y) for x, y in (point, start, end))
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))


def main(package: Path) -> None:
    topology = json.loads((package / "countries-10m.json").read_text("utf-8"))
    shapes = {shape["id"]: shape for shape in topology["objects"]["countries"]["geometries"] if "id" in shape}
    arcs: dict[int, int] = {}
    made: dict[str, list[Any]] = {"fine": [], "coarse": []}
    for country, number in COUNTRIES.items():
        (ring,) = shapes[number]["arcs"]
        made[country] = []
        for arc in ring:
            index = arcs.setdefault(max(arc, ~arc), len(arcs))
            made[country].append(index if arc >= 0 else ~index)
    for name, tolerance in (("fine", FINE), ("coarse", COARSE)):
        for arc in arcs:
            line = simplified(decoded(topology, arc), tolerance)
            made[name].append([[round(x, 3), round(y, 3)] for x, y in line])
    TARGET.write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
