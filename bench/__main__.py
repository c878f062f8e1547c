"""`make bench`: builds the same corpora with Kaláka and with other tools and measures them.

One round runs every tool once; rounds are repeated, so that a slow minute of the machine falls on all of them. Medians
and runs are merged into `results.json`, the report goes to `README.md` and `results.svg`.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench import away, browser, cases, corpus, peers, report, results
from bench.measure import Run
from bench.results import Row, Sample
from bench.tools import BENCH

WORK = BENCH / "work"
ALL_CASES = 5_000
"""Beyond so many records only a few of Kaláka's cases are run."""
PARTS = ("builds", "preview", "filter")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _sample(run: Run) -> Sample:
    """One run: what was measured, and what it wrote."""
    run.prepare()
    figures = asdict(run.build())
    stages = cases.stage_seconds(figures.pop("output"))
    files = [file for file in run.out.rglob("*") if file.is_file()]
    pages = [file.stat().st_size for file in files if file.suffix == ".html"]
    _say(f"  {run.tool} {run.case}: {figures['wall_s']:.2f} s, {figures['memory_mb']:.0f} MB")
    written = {
        "out_bytes": sum(file.stat().st_size for file in files),
        "pages": len(pages),
        "heaviest": max(pages, default=0),
    }
    return figures | written | ({"stages": stages} if stages else {})


def _kalaka(records: int, base: cases.Checkout | None, swapped: bool) -> Iterator[Run]:
    """The cases of one round; the older checkout takes turns with the present one, before it when `swapped`."""
    older = {}
    if base:
        runs = cases.runs(base, WORK / "corpus-base", WORK / "site-base", WORK / "log")
        older = {run.case: run for run in runs if run.case in cases.BASE_CASES}
    for run in cases.runs(cases.PRESENT, WORK / "corpus", WORK / "site", WORK / "log"):
        if records <= ALL_CASES or run.case in cases.BASE_CASES:
            pair = [run, older[run.case]] if run.case in older else [run]
            yield from reversed(pair) if swapped else pair


def measure_builds(records: int, names: Sequence[str], rounds: int, base: cases.Checkout | None) -> list[Row]:
    """A row for every tool and case on the corpus of one size."""
    if base:
        base.copy_corpus(WORK / "corpus", WORK / "corpus-base")
    others = list(peers.runs(WORK / "corpus", records, names, WORK))
    samples: dict[tuple[str, str], list[Sample]] = {}
    versions = {}
    for number in range(rounds):
        _say(f"round {number + 1} of {rounds}")
        for run in (*_kalaka(records, base, swapped=number % 2 == 1), *others):
            samples.setdefault((run.tool, run.case), []).append(_sample(run))
            versions[run.tool] = run.version
    rows = []
    for (tool, case), runs in samples.items():
        row = results.row(tool, records, case, versions[tool], runs)
        rows.append(row | ({"present_runs": samples["kalaka", case]} if tool == "base" else {}))
    return rows


def measure_preview(records: int) -> list[Row]:
    _say("the preview in Chromium")
    seconds = browser.preview_seconds(cases.PRESENT, WORK / "corpus", WORK / "log")
    rows = []
    for case, samples in seconds.items():
        _say(f"  {case}: {', '.join(f'{sample:.2f}' for sample in samples)} s")
        runs = [{"wall_s": sample} for sample in samples]
        rows.append(results.row("kalaka", records, case, cases.PRESENT.version, runs))
    return rows


def measure_filter() -> Row:
    _say(f"the list of {browser.FILTER_RECORDS:,} projects in Chromium")
    samples, weight = browser.filter_seconds(WORK)
    runs = [{"wall_s": sample, "out_bytes": weight} for sample in samples]
    return results.row("kalaka", browser.FILTER_RECORDS, "filter", cases.PRESENT.version, runs)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", nargs="*", type=int, default=[], help="records of each corpus")
    parser.add_argument("--peers", nargs="*", choices=peers.NAMES, default=[], help="other tools")
    parser.add_argument("--runs", type=int, default=3, help="rounds")
    parser.add_argument("--base", type=Path, help="an older checkout with its own .venv, to compare with")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what is measured")
    options = parser.parse_args()
    base = cases.base(options.base.resolve()) if options.base else None
    WORK.mkdir(exist_ok=True)
    try:
        for records in sorted(options.sizes) if set(options.parts) & {"builds", "preview"} else ():
            _say(f"{records} records: the corpus is written")
            away.put_away(WORK / "corpus")
            corpus.generate(WORK / "corpus", records)
            if "builds" in options.parts:
                results.save(measure_builds(records, options.peers, options.runs, base))
            if "preview" in options.parts:
                results.save(measure_preview(records))
        if "filter" in options.parts:
            results.save([measure_filter()])
    finally:
        away.delete()
    print(report.write(results.load()))


if __name__ == "__main__":
    main()
