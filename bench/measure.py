"""One command, measured: wall clock, processor time and memory of all its processes together.

Processor time is user + system of the process and of every descendant that was waited for, as the kernel adds it up
(`wait4`). Memory is PSS (`/proc/PID/smaps_rollup`), summed over the living tree every 20 ms: pages that forked
processes share are counted once, which a sum of RSS does not. PSS is dearer to read than RSS (10 ms a GB), so it is
read only while the sum of RSS, never smaller, is above the highest PSS yet, and the looks at it are spaced so that
they take at most a twentieth of one core. A peak that is shorter than that may be missed; where the kernel knows of a
higher one, the largest RSS of any single process of the tree, that is told.

What everything else on the machine took of the processors in the meantime is told too: beside other work, wall clock
says little.
"""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.02
"""Seconds between two looks at the memory, when they are cheap."""
_SPACING = 20
"""The pause after a look at the memory is at least so many times as long as the look."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Failed(Exception):
    """The command did not end well; its last lines are the message."""


@dataclass(frozen=True)
class Measured:
    """Seconds of wall clock and of processors, the highest memory in MB (a million bytes), and what was printed.

    `others_cpu_s` is what all other processes took of the processors while this one ran.
    """

    wall_s: float
    cpu_s: float
    rss_mb: float
    others_cpu_s: float
    output: str


def measure(command: Sequence[str | Path], folder: Path, log: Path, env: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end in `folder`; what it prints goes to the file `log`, of which the end is kept.

    Raises Failed when its status is not 0.
    """
    os.sync()  # what the run before left to be written is not this one's burden
    peak = _Peak()
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with log.open("wb") as output:
        busy, started = _busy(), time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=clean | dict(env or {}), stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        watcher = threading.Thread(target=peak.watch, args=(process.pid,))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall, busy = time.perf_counter() - started, _busy() - busy
        peak.over.set()
        watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    printed = log.read_text("utf-8", "replace")[-20_000:]
    if process.returncode:
        raise Failed(f"{' '.join(map(str, command))}: status {process.returncode}\n{printed[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    memory = max(peak.pss, usage.ru_maxrss * 1024)
    return Measured(round(wall, 3), round(cpu, 3), round(memory / 1e6, 1), round(max(0, busy - cpu), 3), printed)


def _busy() -> float:
    """Seconds that all processors have worked since the start of the machine."""
    user, nice, system, _, _, irq, softirq, *_ = map(int, _read(Path("/proc/stat")).split("\n")[0].split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


class _Peak:
    """The highest PSS of a tree of processes, in bytes."""

    def __init__(self) -> None:
        self.pss = 0
        self.over = threading.Event()

    def watch(self, root: int) -> None:
        while not self.over.is_set():
            started = time.perf_counter()
            tree = list(_tree(root))
            if sum(map(_rss, tree)) > self.pss:
                self.pss = max(self.pss, sum(map(_pss, tree)))
            self.over.wait(max(INTERVAL, _SPACING * (time.perf_counter() - started)))


def _tree(pid: int) -> Iterator[int]:
    """A process and its living descendants."""
    yield pid
    for task in _list(Path(f"/proc/{pid}/task")):
        for child in _read(task / "children").split():
            yield from _tree(int(child))


def _list(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # gone in the meantime
        return []


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except OSError:
        return ""


def _rss(pid: int) -> int:
    return int((_read(Path(f"/proc/{pid}/statm")) or "0 0").split()[1]) * _PAGE


def _pss(pid: int) -> int:
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
