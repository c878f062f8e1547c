"""What the benchmark found, for people: a table, the chart `results.svg`, and each target with what was reached.

`python -m bench.report` makes them anew from `results.json`. The part of `README.md` below its mark is replaced.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from bench.cases import CASES, SEARCH

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
FILTER, SOUND = "filter", "sound"
"""The cases of a filter in a browser, and of a look at every page; the others are builds."""
MARK = "<!-- Below this line `make bench` writes. -->\n"
TOOLS = ("kalaka", "hugo", "hugo-records", "zensical", "stock-dedup", "stock-no-search", "stock")
Row = dict[str, Any]


class Found:
    """The rows by tool, records and case."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.reading = next((row for row in rows if row["case"] == FILTER), None)
        self.looks = [check for row in rows if row["case"] == SOUND for check in row["checks"]]
        self.rows = sorted((row for row in rows if row["case"] not in (FILTER, SOUND)), key=_order)
        self._by = {(row["tool"], row["records"], row["case"]): row for row in rows}
        self.sizes = sorted({row["records"] for row in rows if row["case"] == "cold"})

    def seconds(self, tool: str, records: int, case: str = "cold", search: bool = True) -> float | None:
        """Wall clock; without search indexing when `search` is False and the tool told how long that took."""
        row = self._by.get((tool, records, case))
        if row is None:
            return None
        return float(row["wall_s"]) - (0 if search else float(row.get("stages", {}).get(SEARCH, 0)))

    def tells_search(self) -> bool:
        return any(SEARCH in row.get("stages", {}) for row in self.rows)

    def quickest(self, records: int) -> float | None:
        """The fastest single run of Hugo, first tries among them: a slow minute of the machine makes no one slow."""
        row = self._by.get(("hugo", records, "cold"))
        return min(float(run["wall_s"]) for run in (*row["runs"], *row.get("tried", ()))) if row else None

    def memory(self, records: int) -> float | None:
        row = self._by.get(("kalaka", records, "cold"))
        return float(row["rss_mb"]) if row else None

    def heaviest(self, records: int) -> float | None:
        """Bytes of the largest page; None where it was not looked at."""
        row = self._by.get(("kalaka", records, "cold"), {})
        return float(row["heaviest"]) if "heaviest" in row else None


def _order(row: Row) -> tuple[int, int, int]:
    cases = (*CASES, SEARCH)
    return row["records"], TOOLS.index(row["tool"]), cases.index(row["case"])


# The table


def table(rows: Sequence[Row]) -> str:
    """All rows in Markdown: medians, and the range of the wall clock."""
    head = (
        "records",
        "tool",
        "case",
        "wall s",
        "from–to",
        "search s",
        "processor s",
        "memory MB",
        "output MB",
        "pages",
    )
    lines = [[*head], ["--:", "---", "---", *["--:"] * 7]]
    for row in sorted(rows, key=_order):
        walls = [run["wall_s"] for run in row["runs"]] if row["case"] != SEARCH else []
        span = f"{min(walls):.2f}–{max(walls):.2f}" if walls else ""
        stages = row.get("stages", {})
        search = f"{stages[SEARCH]:.2f}" if SEARCH in stages else ""
        figures = (f"{row['wall_s']:.2f}", span, search, f"{row['cpu_s']:.2f}", f"{row['rss_mb']:.0f}")
        if row["case"] == SEARCH:
            figures = ("", "", search, "", "")
        made = (f"{row['out_bytes'] / 1e6:.1f}", f"{row['pages']:.0f}")
        lines.append([f"{row['records']:,}", row["tool"], row["case"], *figures, *made])
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    left = (1, 2)
    padded = [
        cell.ljust(width) if at in left else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "| " + " | ".join(padded) + " |"


# The targets


Target = tuple[str, float | None, str, float]
"""What is aimed at, what was reached (None: not measured), its unit, and the limit."""


def targets(found: Found) -> Iterator[Target]:
    """Each at most its limit, but the one that begins with "at least"."""

    def share(part: float | None, whole: float | None) -> float | None:
        return part / whole if part is not None and whole else None

    seconds = found.seconds
    for records, limit in ((2_000, 0.9), (5_000, 0.6), (15_000, 0.6)):
        cold = seconds("kalaka", records, search=False)
        name = f"cold at {records:,}, search left out, of"
        yield f"{name} hugo", share(cold, seconds("hugo", records)), "×", limit
        yield f"{name} Hugo's fastest single run", share(cold, found.quickest(records)), "×", math.inf
        yield f"{name} hugo-records", share(cold, seconds("hugo-records", records)), "×", math.inf
    whole, part = seconds("kalaka", 5_000), seconds("kalaka", 5_000, search=False)
    yield "at least: stock-dedup at 5,000, of cold", share(seconds("stock-dedup", 5_000), whole), "×", 9
    yield "at least: the same, search left out on both sides", share(seconds("stock-no-search", 5_000), part), "×", 9
    edit = seconds("kalaka", 5_000, "edit-record", search=False)
    yield "one record edited at 5,000, search left out, of hugo", share(edit, seconds("hugo", 5_000)), "×", 0.12
    yield "one record edited at 5,000, search left out", edit, " s", 1.5
    yield "one record edited at 5,000, with search", seconds("kalaka", 5_000, "edit-record"), " s", math.inf
    yield "nothing edited at 5,000", seconds("kalaka", 5_000, "nothing"), " s", 1.0
    for search, name in ((False, "search left out"), (True, "with search")):
        ends = (seconds("kalaka", records, search=search) for records in (2_000, 15_000))
        yield f"growth of cold from 2,000 to 15,000, {name}, exponent", exponent(*ends), "", 1.05
    yield "highest memory at 15,000", found.memory(15_000), " MB", 2_000
    for records in found.sizes:
        heaviest = found.heaviest(records)
        yield f"heaviest page at {records:,}", heaviest and heaviest / 1000, " kB", 100
    weight, filtering = (found.reading["out_bytes"], found.reading["wall_s"]) if found.reading else (None, None)
    yield "facet data of 10,000 projects, gzipped", weight and weight / 1000, " kB", 200
    yield "a filter on 10,000 projects in Chromium, median", filtering and filtering * 1000, " ms", 20


def exponent(small: float | None, large: float | None) -> float | None:
    """1 when 15,000 records take 7.5 times as long as 2,000; 2 when the time grows with the square."""
    return math.log(large / small) / math.log(15_000 / 2_000) if small and large else None


def verdicts(found: Found) -> Iterator[tuple[str, str, str, str]]:
    """Target, figure, limit, and whether it was reached."""
    for name, figure, unit, limit in targets(found):
        least = name.startswith("at least")
        sign = "≥" if least else "≤"
        allowed = "" if math.isinf(limit) else f"{sign} {limit:g}{unit}"
        if figure is None:
            yield name, "not measured", allowed, ""
        elif math.isinf(limit):
            yield name, f"{figure:.2f}{unit}", "", "for comparison"
        else:
            reached = figure >= limit if least else figure <= limit
            yield name, f"{figure:.2f}{unit}", allowed, "reached" if reached else "not reached"


# The chart


WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 480, 60, 150, 30, 50
COLOURS = {
    "kalaka": "#b3261e",
    "hugo": "#1f5fa8",
    "hugo-records": "#7fa8d6",
    "zensical": "#4f7a28",
    "stock-dedup": "#8a6d00",
    "stock-no-search": "#b79a3a",
    "stock": "#5d4037",
}


def chart(found: Found) -> str:
    """Wall clock by records, both on logarithmic scales; a straight line of slope one is linear growth."""
    lines = [(tool, "cold", "") for tool in TOOLS]
    lines += [("kalaka", "edit-record", "6 4"), ("kalaka", "nothing", "2 4")]
    drawn = [
        (tool, case, dash, points)
        for tool, case, dash in lines
        if (points := [(n, s) for n in found.sizes if (s := found.seconds(tool, n, case))])
    ]
    values = [seconds for *_, points in drawn for _, seconds in points]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))
    first, last = found.sizes[0] / 1.2, found.sizes[-1] * 1.2

    def x(records: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(records / first) / math.log(last / first)

    def y(seconds: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * math.log(seconds / low) / math.log(high / low)

    parts = [*_axes(found.sizes, low, high, x, y)]
    names = [f"{tool}, {case}" if tool == "kalaka" else tool for tool, case, *_ in drawn]
    ends = [y(points[-1][1]) for *_, points in drawn]
    labels = _spread([(end, name, COLOURS[one[0]]) for end, name, one in zip(ends, names, drawn, strict=True)])
    for tool, _, dash, points in drawn:
        colour, width = COLOURS[tool], 2.5 if tool == "kalaka" else 1.5
        path = " ".join(f"{x(n):.1f},{y(s):.1f}" for n, s in points)
        look = f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash or "none"}"'
        parts.append(f'<polyline points="{path}" {look}/>')
        parts += [f'<circle cx="{x(n):.1f}" cy="{y(s):.1f}" r="3" fill="{colour}"/>' for n, s in points]
    right = WIDTH - RIGHT + 8
    parts += [f'<text x="{right}" y="{at + 4:.1f}" fill="{ink}">{escape(name)}</text>' for at, name, ink in labels]
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return "\n".join([f'{opening} font-family="sans-serif" font-size="12">', _PAPER, *parts, "</svg>\n"])


_PAPER = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'


def _axes(
    sizes: Sequence[int], low: float, high: float, x: Callable[[float], float], y: Callable[[float], float]
) -> Iterator[str]:
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    seconds = low
    while seconds <= high * 1.001:
        yield f'<path d="M{LEFT} {y(seconds):.1f}H{right}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y(seconds) + 4:.1f}" text-anchor="end" fill="#333">{seconds:g} s</text>'
        seconds *= 10
    for records in sizes:
        yield f'<path d="M{x(records):.1f} {TOP}V{floor}" stroke="#ddd"/>'
        yield f'<text x="{x(records):.1f}" y="{floor + 18}" text-anchor="middle" fill="#333">{records:,}</text>'
    below = f'x="{(LEFT + right) / 2}" y="{HEIGHT - 10}" text-anchor="middle"'
    yield f'<text {below} fill="#333">records, in two languages each</text>'
    yield f'<text x="{LEFT}" y="{TOP - 12}" fill="#333">seconds of wall clock, medians</text>'


def _spread(labels: list[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """The same labels from above to below, none on another."""
    placed: list[tuple[float, str, str]] = []
    for at, name, colour in sorted(labels):
        placed.append((max(at, placed[-1][0] + 14) if placed else at, name, colour))
    return placed


# All of it


def write(rows: Sequence[Row]) -> str:
    """Write the chart and the lower part of the README; returns table and targets for the terminal."""
    found = Found(rows)
    (HERE / "results.svg").write_text(chart(found), "utf-8")
    readme = HERE / "README.md"
    upper = readme.read_text("utf-8").partition(MARK)[0]
    readme.write_text(upper + MARK + "\n" + "\n\n".join(_told(found)) + "\n", "utf-8")
    verdict = "\n".join("  ".join(filter(None, row)) for row in verdicts(found))
    return f"{table(found.rows)}\n\n{verdict}\n"


QUIET = 0.1
"""The share of the processors that other work may take before the report warns."""


def _others_share(rows: Sequence[Row]) -> float:
    """The share of all processors that anything else had, over all runs."""
    runs = [run for row in rows for run in row["runs"]]
    cores = float(rows[0]["machine"].split()[0])
    return float(sum(run["others_cpu_s"] for run in runs)) / (cores * float(sum(run["wall_s"] for run in runs)))


def _told(found: Found) -> Iterator[str]:
    rows = found.rows
    runs = sorted({len(row["runs"]) for row in rows})
    yield "## Results"
    yield f"Measured on {rows[0]['machine']}; runs in turns, of which medians are told: {', '.join(map(str, runs))}."
    if (share := _others_share(rows)) > QUIET:
        yield (
            f"**Other work took {share:.0%} of the machine's processors meanwhile: wall clock is indicative only,"
            " processor time less so.**"
        )
    if not found.tells_search():
        yield "Kaláka's build did not tell its stages: search indexing is in all its figures and could not be left out."
    yield "![Seconds by number of records](results.svg)"
    yield table(rows)
    yield "## Targets"
    head = "| target | reached | limit | |\n|---|--:|--:|---|\n"
    yield head + "\n".join("| " + " | ".join(row) + " |" for row in verdicts(found))
    if found.looks:
        yield "## Every page at 2,000 records"
        head = "| | wrong | of |\n|---|--:|--:|\n"
        lines = (f"| {one['name']} | {len(one['wrong']):,} | {one['looked_at']:,} |" for one in found.looks)
        yield head + "\n".join(lines)
    yield "## Versions, and every way of Hugo"
    yield "\n".join(f"- {name}: {version}" for name, version in sorted({(row["tool"], row["version"]) for row in rows}))
    tried = [(row["records"], one) for row in rows for one in row.get("tried", ())]
    if tried:
        head = "| records | way, one run each | wall s | processor s | memory MB |\n|--:|---|--:|--:|--:|\n"
        yield head + "\n".join(
            f"| {records:,} | {one['version']} | {one['wall_s']:.2f} | {one['cpu_s']:.2f} | {one['rss_mb']:.0f} |"
            for records, one in tried
        )


if __name__ == "__main__":
    print(write(json.loads(RESULTS.read_text("utf-8"))))
