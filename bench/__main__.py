"""`make bench`: build the same corpora with Kaláka and with other tools, in turns, and tell how long it took.

One round runs every tool once; rounds are repeated and medians told, so that a slow minute of the machine falls on all
of them. Medians and raw runs go to `results.json`, the report to `README.md` and `results.svg`.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import away, browse, cases, corpus, peers, report, sound
from bench.measure import Measured
from bench.peers import Run
from bench.tools import BENCH

WORK = BENCH / "work"
FEW_RECORDS = 70
"""So many records, with the real vocabulary and pages, make about 500 pages in both languages."""
MOST_CASES = 5_000
"""Beyond so many records only cold builds are run."""
HUGOS = ("hugo", "hugo-records")
Row = dict[str, Any]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _own(root: Path) -> Iterator[Run]:
    site = WORK / "site"
    for case, prepare, build in cases.cases(root, site, WORK / "log"):
        yield Run("kalaka", case, f"Kaláka {version('kalaka')}", prepare, build, site)


def _once(run: Run) -> Row:
    """One run: what was measured, and what it made."""
    run.prepare()
    measured = run.build()
    files = [file for file in run.out.rglob("*") if file.is_file()]
    row: Row = {
        **_figures(measured),
        "out_bytes": sum(file.stat().st_size for file in files),
        "pages": sum(file.suffix == ".html" for file in files),
        "heaviest": max((file.stat().st_size for file in files if file.suffix == ".html"), default=0),
    }
    if run.tool == "kalaka" and (stages := cases.stage_seconds(measured.output)):
        row["stages"] = stages
    _say(f"  {run.tool} {run.case}: {measured.wall_s:.2f} s, {measured.rss_mb:.0f} MB ({run.version})")
    return row


def _figures(measured: Measured) -> Row:
    names = ("wall_s", "cpu_s", "rss_mb", "others_cpu_s")
    return {name: getattr(measured, name) for name in names}


def measure_size(records: int, names: Sequence[str], rounds: int) -> list[Row]:
    """Every tool and case on a corpus of one size: a row of medians each, with its runs."""
    root = WORK / "corpus"
    _say(f"{records} records: the corpus and the other tools' pages are written …")
    away.put_away(root)
    corpus.generate(root, records)
    others = list(peers.runs(root, records, names, WORK))
    hugos = [run for run in others if run.tool == "hugo"]
    if hugos:
        _say("every way of Hugo once, to know the fastest")
    tried = sorted(({"version": run.version, **_once(run)} for run in hugos), key=lambda row: row["wall_s"])
    fastest = [row["version"] for row in tried[:2]]
    chosen = [run for run in others if run.tool not in HUGOS or run.version in fastest]
    found: dict[tuple[str, str, str], list[Row]] = {}
    for number in range(1, rounds + 1):
        _say(f"round {number} of {rounds}")
        for run in (*_own(root), *chosen):
            if run.case == "cold" or records <= MOST_CASES:
                found.setdefault((run.tool, run.case, run.version), []).append(_once(run))
    rows = [_medians(records, *key, runs) for key, runs in found.items()]
    rows = list(_with_the_fastest_hugos(rows, tried))
    return [*rows, _sound(root)] if records == sound.RECORDS else rows


def _sound(root: Path) -> Row:
    """Whether the site that was built last is right in every page."""
    _say("every page of the site is looked at …")
    started = time.perf_counter()
    told = [check._asdict() for check in sound.checks(root, WORK / "site", WORK)]
    for check in told:
        _say(f"  {check['name']}: {len(check['wrong'])} of {check['looked_at']:,}")
    row: Row = {"tool": "kalaka", "records": sound.RECORDS, "case": report.SOUND, "checks": told}
    row |= {"wall_s": time.perf_counter() - started, "cpu_s": 0, "rss_mb": 0, "out_bytes": 0, "pages": 0}
    return row | {"version": "", "machine": _machine(), "runs": []}


def _medians(records: int, tool: str, case: str, version: str, runs: list[Row]) -> Row:
    row: Row = {"tool": tool, "records": records, "case": case}
    for name in ("wall_s", "cpu_s", "rss_mb", "out_bytes", "pages", "heaviest"):
        row[name] = statistics.median(run[name] for run in runs)
    row |= {"version": version, "machine": _machine()}
    if names := dict.fromkeys(name for run in runs for name in run.get("stages", ())):
        row["stages"] = {name: statistics.median(run["stages"].get(name, 0) for run in runs) for name in names}
    return row | {"runs": runs}


def _with_the_fastest_hugos(rows: list[Row], tried: list[Row]) -> Iterator[Row]:
    """The two ways of Hugo that were fastest at first were run in all rounds; the faster one stands in the results."""
    yield from (row for row in rows if row["tool"] not in HUGOS)
    for tool in HUGOS:
        found = [row for row in rows if row["tool"] == tool]
        if found:
            yield min(found, key=lambda row: row["wall_s"]) | {"tried": tried if tool == "hugo" else []}


@cache
def _machine() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    system = f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"
    return f"{len(os.sched_getaffinity(0))} cores of {(models or ['unknown'])[0]}, {memory:.0f} GB, {system}"


def measure_search(rounds: int) -> list[Row]:
    """The time of search indexing alone, on the site as it is and on one of about 500 pages; nothing when untold."""
    rows: list[Row] = []
    for records in (0, FEW_RECORDS):
        root = WORK / "corpus"
        away.put_away(root)
        corpus.generate(root, records)
        count = len(list((root / "docs/projects").glob("*.yml")))
        _say(f"search: {count} records")
        cold = next(_own(root))
        row = _medians(count, "kalaka", "search", cold.version, [_once(cold) for _ in range(rounds)])
        if cases.SEARCH in row.get("stages", {}):
            rows.append(row | {"wall_s": row["stages"][cases.SEARCH]})
    return rows


def _keep(rows: list[Row]) -> None:
    report.RESULTS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, required=True)
    parser.add_argument("--peers", nargs="*", choices=peers.NAMES, required=True)
    parser.add_argument("--runs", type=int, required=True)
    options = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    rows: list[Row] = []
    for records in sorted(options.sizes):
        rows += measure_size(records, options.peers, options.runs)
        _keep(rows)
    rows += measure_search(options.runs)
    _keep(rows)
    _say(f"the list of {browse.RECORDS:,} projects in Chromium")
    rows.append(browse.measure(WORK) | {"machine": _machine()})
    _keep(rows)
    print(report.write(rows))
    away.delete()


if __name__ == "__main__":
    main()
