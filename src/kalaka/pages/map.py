"""A map of true coordinates as inline SVG: no tiles, no invented borders; degree lines and a scale bar place it.

The projection is equirectangular, true at the middle latitude: at this size its error is under a hundredth.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from kalaka.pages.view import View

KM_PER_DEGREE = 111.2
WIDTH = 720.0
PHONE_LETTER = 13.6
"""Width of a letter on a phone, where labels are drawn larger and with the first name only."""
Mark = Literal["main", "other", "here"]


@dataclass(frozen=True)
class Point:
    """A place to draw: `main` marks are filled diamonds with a label, `other` ones open circles without."""

    place: str
    mark: Mark


@dataclass(frozen=True)
class _Spot:
    place: str
    mark: Mark
    x: float
    y: float


def draw(view: View, points: Sequence[Point], title: str, key: Sequence[tuple[Mark, str]]) -> Markup:
    """SVG and its key. A list of the same places stands beside it on every page that shows it."""
    places = view.library.places
    lats = [places[p.place].lat for p in points]
    lons = [places[p.place].lon for p in points]
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
    margin = 0.12 * max((max(lons) - min(lons)) * shrink, max(lats) - min(lats), 0.35)
    west, east = min(lons) - margin * 1.6 / shrink, max(lons) + margin * 1.6 / shrink
    south, north = min(lats) - margin, max(lats) + margin
    missing = 0.5 * (east - west) * shrink - (north - south)
    if missing > 0:
        south, north = south - missing / 2, north + missing / 2
    tall = (north - south) / 0.62 - (east - west) * shrink
    if tall > 0:
        west, east = west - tall / shrink / 2, east + tall / shrink / 2
    scale = WIDTH / ((east - west) * shrink)
    height = round((north - south) * scale)

    def x(lon: float) -> float:
        return round((lon - west) * shrink * scale, 1)

    def y(lat: float) -> float:
        return round((north - lat) * scale, 1)

    spots = [_Spot(p.place, p.mark, x(places[p.place].lon), y(places[p.place].lat)) for p in points]
    out = [
        f'<svg class="k-map" viewBox="0 0 {WIDTH:g} {height}" role="img" aria-labelledby="k-map">',
        f'<title id="k-map">{escape(title)}</title>',
    ]
    step = next(s for s in (0.25, 0.5, 1, 2, 4) if (east - west) / s <= 5)
    lat = math.ceil(south / step) * step
    while lat < north:
        out.append(f'<path class="k-map__grid" d="M0 {y(lat)}H{WIDTH:g}"/>')
        label = view.words("map.north", degrees=f"{lat:g}".replace(".", ","))
        out.append(f'<text class="k-map__deg" x="{WIDTH - 4:g}" y="{y(lat) - 5:g}" text-anchor="end">{label}</text>')
        lat += step
    lon = math.ceil(west / step) * step
    while lon < east:
        out.append(f'<path class="k-map__grid" d="M{x(lon)} 0V{height}"/>')
        label = view.words("map.east", degrees=f"{lon:g}".replace(".", ","))
        out.append(f'<text class="k-map__deg" x="{x(lon) + 5:g}" y="{height - 6}">{label}</text>')
        lon += step
    out += [f'<circle class="k-map__n" cx="{s.x}" cy="{s.y}" r="4.5"/>' for s in spots if s.mark == "other"]
    taken = [(s.x - 7, s.y - 7, s.x + 7, s.y + 7) for s in spots]
    for spot in spots:
        if spot.mark == "other":
            continue
        look = "k-map__i" if spot.mark == "main" else "k-map__i k-map__i--here"
        out.append(f'<path class="{look}" d="M{spot.x - 8.5:g} {spot.y}l8.5-8.5 8.5 8.5-8.5 8.5z"/>')
        out.append(_label(view, spot, spots, taken, height))
    kilometres = next((k for k in (100, 50, 20, 10, 5, 2) if k / KM_PER_DEGREE * scale < WIDTH / 4), 1)
    bar = round(kilometres / KM_PER_DEGREE * scale, 1)
    out.append(f'<path class="k-map__s" d="M14 {height - 20}v6h{bar}v-6"/>')
    out.append(f'<text class="k-map__deg" x="14" y="{height - 26}">{kilometres} km</text></svg>')
    signs = {
        "main": '<path class="k-key__i" d="M6 0l6 6-6 6-6-6z"/>',
        "here": '<path class="k-key__i" d="M6 0l6 6-6 6-6-6z"/>',
        "other": '<circle class="k-key__n" cx="6" cy="6" r="4.5"/>',
    }
    items = "".join(
        f'<li><svg class="k-shape" viewBox="0 0 12 12" aria-hidden="true">{signs[mark]}</svg>{escape(words)}</li>'
        for mark, words in key
    )
    return Markup("".join(out) + (f'<ul class="k-key">{items}</ul>' if items else ""))


_BOX = tuple[float, float, float, float]
_RINGS = ((13, (0, -16, 16)), (26, (-30, 30)), (34, (-46, 46)), (60, (-30, 30)), (90, (-60, 60, 0)))
_OFFSETS = [(side * reach, step) for reach, steps in _RINGS for step in steps for side in (1, -1)]
"""Where a label may stand: right or left of its mark, then further out with a line that leads to it."""


def _label(view: View, spot: _Spot, spots: Sequence[_Spot], taken: list[_BOX], height: int) -> str:
    """Both names beside the mark, right or left, above or below, where they cover nothing; else no label."""
    text = view.library.places[spot.place].name
    first, second = view.plain(text), view.second(text)
    width = max(8.2 * max(len(first), len(second or "")), PHONE_LETTER * len(first))
    lines = 2
    for dx, dy in _OFFSETS:
        top = spot.y - 8 * lines + dy
        anchor = "start" if dx > 0 else "end"
        left = spot.x + dx if dx > 0 else spot.x + dx - width
        box = (left, top, left + width, top + 17 * lines)
        inside = left > 2 and box[2] < WIDTH - 2 and top > 2 and box[3] < height - 2
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            at = left if anchor == "start" else left + width
            rest = (
                f'<tspan class="k-map__b" x="{at:g}" dy="16" lang="{view.other}">{escape(second)}</tspan>'
                if second
                else ""
            )
            lead = ""
            if abs(dx) > 20:
                end = spot.x + dx * 0.85
                lead = f'<path class="k-map__lead" d="M{spot.x:g} {spot.y:g}L{end:g} {spot.y + dy:g}"/>'
            return lead + (
                f'<text class="k-map__t" x="{at:g}" y="{top + 13:g}" text-anchor="{anchor}">'
                f'<tspan class="k-map__a">{escape(first)}</tspan>{rest}</text>'
            )
    return ""


def _overlap(a: _BOX, b: _BOX) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points (latitude, longitude in degrees), in kilometres."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))
