"""Kaláka's own cases on one corpus, in the order in which each leaves what the next one needs.

cold: no cache, no site. nothing: again, with nothing edited. edit-record: the summary of one record edited.
edit-fact: the status of a record, by which many lists are made. edit-guide: a paragraph added to one guide.
edit-vocabulary: the name of a place edited. warm: the cache kept, but no site, and every file new on the disk, as after
a fresh checkout elsewhere.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

from bench.away import put_away
from bench.measure import Measured, measure

COMMAND = (sys.executable, "-m", "kalaka", "build")
CASES = ("cold", "warm", "edit-record", "edit-fact", "edit-guide", "edit-vocabulary", "nothing")
SEARCH = "search"
"""The stage that indexes for search."""
_STAGE = re.compile(r"([a-z][\w -]*)\t(\d+(?:\.\d+)?)")


def cases(root: Path, site: Path, log: Path) -> Iterator[tuple[str, Callable[[], None], Callable[[], Measured]]]:
    """The cases of one round, for a corpus that may be edited: name, what is done before, the measured build."""
    build = partial(measure, [*COMMAND, *_timings(), "--root", root, "--site", site], root, log)
    record = next(file for file in _from_the_middle(root / "docs/projects") if "places: [" in file.read_text("utf-8"))
    place = re.findall(r"places: \[([a-z0-9-]+)", record.read_text("utf-8"))[0]
    guide = next(iter(_from_the_middle(root / "docs/guides")))
    done, runs = "\nstatus: completed\n", "\nstatus: running\n"
    fact = next(file for file in _from_the_middle(root / "docs/projects") if done in file.read_text("utf-8"))
    summary, name = 'summary:\n  hu: "', f"\n{place}:\n  name: {{hu: "
    yield "cold", partial(put_away, root / ".kalaka", site), build
    yield "nothing", _leave, build
    yield "edit-record", partial(_edit, record, summary, summary + "Új adat. "), build
    yield "edit-fact", partial(_edit, fact, done, runs), build
    yield "edit-guide", partial(_edit, guide, "\n\n## ", "\n\nÚj bekezdés, kettő.\n\n## "), build
    yield "edit-vocabulary", partial(_edit, root / "vocabulary/places.yml", name, name + "Új"), build
    yield "warm", partial(_check_out_again, root, site), build


def _from_the_middle(folder: Path) -> list[Path]:
    files = sorted(file for file in folder.iterdir() if not file.name.endswith(".ro.md"))
    return files[len(files) // 2 :]


@cache
def _timings() -> tuple[str, ...]:
    """The option that makes the build tell its stages, where there is one."""
    told = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True).stdout
    return ("--timings",) if "--timings" in told else ()


def stage_seconds(output: str) -> Mapping[str, float]:
    """What `kalaka build --timings` tells at its end, `stage<TAB>seconds` a line; a stage may come more than once."""
    stages: dict[str, float] = {}
    for line in output.splitlines():
        if match := _STAGE.fullmatch(line.strip()):
            stages[match[1]] = round(stages.get(match[1], 0) + float(match[2]), 3)
    return stages


def _leave() -> None:
    """Nothing is edited."""


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    if old not in text:
        raise ValueError(f"nothing to edit in {file}")
    file.write_text(text.replace(old, new, 1), "utf-8")


def _check_out_again(root: Path, site: Path) -> None:
    put_away(site)
    for folder in ("docs", "vocabulary", "overrides", "hooks"):
        for file in (root / folder).rglob("*"):
            os.utime(file)
