"""The results as rows: medians of several runs, kept in `results.json` by records, tool and case."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bench.tools import BENCH

RESULTS = BENCH / "results.json"
Row = dict[str, Any]
Sample = dict[str, Any]
"""The figures of one run."""


def row(tool: str, records: int, case: str, version: str, runs: Sequence[Sample]) -> Row:
    """The medians of all figures and of the stages, with the runs that they are made of."""
    names = dict.fromkeys(name for run in runs for name in run if name != "stages")
    stages = dict.fromkeys(name for run in runs for name in run.get("stages", ()))
    return {
        "tool": tool,
        "records": records,
        "case": case,
        "version": version,
        "machine": machine(),
        "date": datetime.now(UTC).date().isoformat(),
        **{name: statistics.median(run[name] for run in runs) for name in names},
        "stages": {name: statistics.median(run.get("stages", {}).get(name, 0) for run in runs) for name in stages},
        "runs": list(runs),
    }


def merge(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """All rows; a new one takes the place of an old one of the same records, tool and case."""
    by_key = {(row["records"], row["tool"], row["case"]): row for row in (*old, *new)}
    return [by_key[key] for key in sorted(by_key)]


def load() -> list[Row]:
    if not RESULTS.exists():
        return []
    rows: list[Row] = json.loads(RESULTS.read_text("utf-8"))
    return rows


def save(new: Iterable[Row]) -> list[Row]:
    """Merge new rows into the file; returns all that it holds now."""
    rows = merge(load(), new)
    part = RESULTS.with_suffix(".part")
    part.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")
    part.replace(RESULTS)
    return rows


@cache
def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    system = f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"
    return f"{len(os.sched_getaffinity(0))} cores of {(models or ['unknown'])[0]}, {memory:.0f} GB, {system}"
