"""The report on the results: tables, the chart `results.svg`, and each target with what was reached.

`python -m bench.report` makes it anew from `results.json`. The part of `README.md` below its mark is replaced.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median

from bench import results
from bench.cases import CASES, SEARCH
from bench.chart import Points, chart
from bench.results import Row, Sample
from bench.tools import BENCH

README, CHART = BENCH / "README.md", BENCH / "results.svg"
MARK = "<!-- Below this line `make bench` writes. -->\n"
QUIET = 0.1
"""The share of the processors that other work may take before the report warns."""
Figure = Callable[[Sample], float]
Target = tuple[str, float | None, str, float]
"""What is aimed at, what was reached (None: not measured), its unit, and the limit."""


def wall(sample: Sample) -> float:
    return float(sample["wall_s"])


def search(sample: Sample) -> float:
    """The stage of the search; 0 where the tool tells no stages."""
    return float(sample.get("stages", {}).get(SEARCH, 0))


def without_search(sample: Sample) -> float:
    return wall(sample) - search(sample)


def processor(sample: Sample) -> float:
    return float(sample["cpu_s"])


def memory(sample: Sample) -> float:
    return float(sample["memory_mb"])


COMPARED: dict[str, Figure] = {
    "wall s": wall,
    "search left out s": without_search,
    "search s": search,
    "processor s": processor,
    "memory MB": memory,
}
"""Figures in which an older checkout is compared with the present one."""


class Figures:
    """The rows by tool, records and case."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.builds = sorted((row for row in rows if row["case"] in CASES), key=_order)
        self.sizes = sorted({row["records"] for row in rows if row["case"] == "cold"})
        self._by_key = {(row["tool"], row["records"], row["case"]): row for row in rows}

    def of(self, tool: str, records: int, case: str = "cold", figure: Figure = wall) -> float | None:
        """A median; of `hugo` that of its fastest way."""
        if tool == "hugo":
            ways = (row for row in self.builds if row["tool"].startswith("hugo-") and row["records"] == records)
            return min(map(figure, ways), default=None)
        row = self._by_key.get((tool, records, case))
        return figure(row) if row else None


def _order(row: Row) -> tuple[int, bool, str, int]:
    return row["records"], row["tool"] != "kalaka", row["tool"], CASES.index(row["case"])


# Tables


def _table(names: str, words: int, rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; `names` are those of the columns, of which the first `words` hold words, the others numbers."""
    head = names.split(" | ")
    lines = [head, ["---" if at < words else "--:" for at in range(len(head))], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.2f}–{max(values):.2f}"


def builds_table(rows: Iterable[Row]) -> str:
    def line(row: Row) -> Iterator[str]:
        yield from (row["tool"], row["case"], f"{row['records']:,}", f"{wall(row):.2f}")
        yield _spread([wall(run) for run in row["runs"]])
        yield f"{search(row):.2f}" if search(row) else ""
        yield from (f"{processor(row):.2f}", f"{memory(row):.0f}", f"{row['out_bytes'] / 1e6:.1f}")
        yield f"{row['pages']:.0f}"

    names = "tool | case | records | wall s | from–to | search s | processor s | memory MB | output MB | pages"
    return _table(names, 2, ([*line(row)] for row in rows))


def base_table(rows: Iterable[Row]) -> str:
    """The present checkout beside the older one: a ratio for each round, its median and from–to."""

    def lines(row: Row) -> Iterator[list[str]]:
        for name, figure in COMPARED.items():
            before, now = list(map(figure, row["runs"])), list(map(figure, row["present_runs"]))
            if all(before):
                ratios = [new / old for old, new in zip(before, now, strict=True)]
                cells = [f"{row['records']:,}", f"{median(before):.2f}", f"{median(now):.2f}"]
                yield [row["case"], name, *cells, f"{median(ratios):.2f}×", _spread(ratios)]

    names = "case | figure | records | base | present | ratio | from–to"
    return _table(names, 2, (line for row in rows for line in lines(row)))


def browser_table(rows: Iterable[Row]) -> str:
    def line(row: Row) -> list[str]:
        samples = [wall(run) for run in row["runs"]]
        digits = 3 if row["case"] == "filter" else 2
        spread = f"{min(samples):.{digits}f}–{max(samples):.{digits}f}"
        return [row["case"], f"{row['records']:,}", f"{wall(row):.{digits}f}", spread, str(len(samples))]

    return _table("case | records | median s | from–to | samples", 1, map(line, rows))


# Targets


def targets(figures: Figures) -> Iterator[Target]:
    """Each at most its limit."""
    of = figures.of
    yield "nothing edited at 5,000", of("kalaka", 5_000, "nothing"), " s", 1.0
    for records, limits in ((500, (0.3, 0.3, 0.3)), (5_000, (0.5, 1.0, 2.0))):
        for case, limit in zip(("record", "guide", "vocabulary"), limits, strict=True):
            yield f"edit of a {case} to its page at {records:,}", of("kalaka", records, f"preview-{case}"), " s", limit
    for name, figure in (("search left out", without_search), ("with search", wall)):
        growth = _ratio(of("kalaka", 15_000, figure=figure), of("kalaka", 2_000, figure=figure))
        exponent = growth and math.log(growth) / math.log(15_000 / 2_000)
        yield f"growth of cold from 2,000 to 15,000, {name}, exponent", exponent, "", 1.05
    for records in figures.sizes:
        heaviest = of("kalaka", records, figure=lambda row: float(row["heaviest"]))
        yield f"heaviest page at {records:,}", heaviest and heaviest / 1000, " kB", 100
    weight = of("kalaka", 10_000, "filter", lambda row: float(row["out_bytes"]))
    yield "facet data of 10,000 projects, gzipped", weight and weight / 1000, " kB", 200
    seconds = of("kalaka", 10_000, "filter")
    yield "a filter on 10,000 projects in Chromium, median", seconds and seconds * 1000, " ms", 20


def _ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def verdicts(figures: Figures) -> Iterator[list[str]]:
    """Target, figure, limit, and whether it was reached."""
    for name, figure, unit, limit in targets(figures):
        allowed = f"≤ {limit:g}{unit}"
        if figure is None:
            yield [name, "not measured", allowed, ""]
        else:
            yield [name, f"{figure:.2f}{unit}", allowed, "reached" if figure <= limit else "not reached"]


# The whole report


def write(rows: Sequence[Row]) -> str:
    """Write the chart and the lower part of the README; returns that part for the terminal."""
    figures = Figures(rows)
    lower = "\n\n".join(_sections(figures)) + "\n"
    if lines := _lines(figures):
        CHART.write_text(chart(lines), "utf-8")
    upper = README.read_text("utf-8").partition(MARK)[0]
    README.write_text(f"{upper}{MARK}\n{lower}", "utf-8")
    return lower


def _lines(figures: Figures) -> dict[str, Points]:
    """The lines of the chart: every tool's cold builds, and two of Kaláka's other cases."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in figures.builds:
        if row["tool"] != "base" and row["case"] in ("cold", "edit-record", "nothing"):
            name = f"{row['tool']}, {row['case']}" if row["tool"] == "kalaka" else row["tool"]
            lines.setdefault(name, []).append((row["records"], wall(row)))
    return dict(lines)


def _sections(figures: Figures) -> Iterator[str]:
    yield "## Results"
    for machine in sorted({row["machine"] for row in figures.rows}):
        dates = [row["date"] for row in figures.rows if row["machine"] == machine]
        yield f"Measured on {machine}, {' to '.join(sorted({min(dates), max(dates)}))}."
    if (share := _others_share(figures.builds)) > QUIET:
        yield (
            f"**Other work took {share:.0%} of the machine's processors meanwhile: wall clock is indicative only,"
            " processor time less so.**"
        )
    if figures.builds:
        yield "![Seconds by number of records](results.svg)"
        yield builds_table(figures.builds)
    if compared := [row for row in figures.builds if row["tool"] == "base"]:
        yield "## Beside an older checkout"
        yield base_table(compared)
    if browser := [row for row in figures.rows if row["case"] not in CASES]:
        yield "## In the browser"
        yield browser_table(browser)
    yield "## Targets"
    yield _table("target | reached | limit | ", 1, verdicts(figures))
    yield "## Versions"
    yield "\n".join(sorted({f"- {row['tool']}: {row['version']}" for row in figures.rows}))


def _others_share(rows: Sequence[Row]) -> float:
    """The share of all processors that anything else had, over all runs."""
    runs = [run for row in rows for run in row["runs"]]
    available = sum(float(row["machine"].split()[0]) * wall(run) for row in rows for run in row["runs"])
    return sum(float(run["others_cpu_s"]) for run in runs) / available if available else 0.0


if __name__ == "__main__":
    print(write(results.load()))
