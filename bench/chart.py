"""The chart `results.svg`: seconds by records on logarithmic scales, where linear growth is a line of slope one."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 480, 60, 190, 30, 50
COLOURS = ("#b3261e", "#1f5fa8", "#4f7a28", "#8a6d00", "#5d4037", "#7b3fa0", "#00796b", "#c2185b", "#455a64", "#e65100")
Points = Sequence[tuple[float, float]]


def chart(lines: Mapping[str, Points]) -> str:
    """A line for each name, through its points of records and seconds; the legend from the slowest to the fastest."""
    records = sorted({point[0] for points in lines.values() for point in points})
    seconds = [point[1] for points in lines.values() for point in points]
    low, high = math.floor(math.log10(min(seconds))), math.floor(math.log10(max(seconds))) + 1
    first, last = math.log(records[0] / 1.2), math.log(records[-1] * 1.2)
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x(value: float) -> float:
        return round(LEFT + (right - LEFT) * (math.log(value) - first) / (last - first), 1)

    def y(value: float) -> float:
        return round(floor - (floor - TOP) * (math.log10(value) - low) / (high - low), 1)

    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for at in (10.0**power for power in range(low, high + 1)):
        parts.append(f'<path d="M{LEFT} {y(at)}H{right}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(at) + 4}" text-anchor="end">{at:g} s</text>')
    for at in records:
        parts.append(f'<path d="M{x(at)} {TOP}V{floor}" stroke="#ddd"/>')
        parts.append(f'<text x="{x(at)}" y="{floor + 18}" text-anchor="middle">{at:,}</text>')
    parts.append(f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 10}" text-anchor="middle">records</text>')
    parts.append(f'<text x="{LEFT}" y="{TOP - 12}">seconds of wall clock, medians</text>')
    ordered = sorted(lines, key=lambda name: -lines[name][-1][1])
    for number, name in enumerate(ordered):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x(at)},{y(value)}" for at, value in lines[name])
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(at)}" cy="{y(value)}" r="3" fill="{colour}"/>' for at, value in lines[name]]
        parts.append(f'<text x="{right + 12}" y="{TOP + 16 * number}" fill="{colour}">{escape(name)}</text>')
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="#333"'
    return "\n".join([f'{opening} font-family="sans-serif" font-size="12">', *parts, "</svg>\n"])
