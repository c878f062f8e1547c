"""Runs one command and measures wall clock, processor time and memory of all its processes together.

Processor time is user + system of the process and of every descendant that was waited for (`wait4`). Memory is PSS
(`/proc/PID/smaps_rollup`), summed over the living tree: pages that forked processes share count once, which in a sum
of RSS they do not. A reading of PSS takes long (10 ms a GB), so it is read only while the sum of RSS, never smaller,
is above the highest figure so far, and the samples take at most a twentieth of one core. A shorter peak may be missed;
where the highest RSS of a single process (`VmHWM`) is more, that one is taken. `ru_maxrss` is of no use: it is never
less than the memory of the process that started the command.
"""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.02
"""Least seconds between two samples of the memory."""
_SPACING = 20
"""The pause after a sample is at least this many times as long as the sample."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


class CommandFailed(Exception):
    """The command ended with another status than 0; its last lines are the message."""


@dataclass(frozen=True)
class Measured:
    """Figures of one run; memory in MB of a million bytes.

    `others_cpu_s` is the processor time of everything else on the machine meanwhile: beside other work, wall clock
    says little.
    """

    wall_s: float
    cpu_s: float
    memory_mb: float
    others_cpu_s: float
    output: str


@dataclass(frozen=True)
class Run:
    """One way to build one corpus: `prepare` is not timed, `build` is; `out` is the folder that it fills."""

    tool: str
    case: str
    version: str
    prepare: Callable[[], None]
    build: Callable[[], Measured]
    out: Path


def measure(command: Sequence[str | Path], folder: Path, log: Path, env: Mapping[str, str] | None = None) -> Measured:
    """Run a command in `folder` to its end; what it prints goes to the file `log`. Raises `CommandFailed`."""
    os.sync()  # what the run before left to be written is not this one's burden
    peak = _Peak()
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with log.open("wb") as output:
        busy, start = _busy(), time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=clean | dict(env or {}), stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        sampler = threading.Thread(target=peak.sample, args=(process.pid,))
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall, busy = time.perf_counter() - start, _busy() - busy
        peak.over.set()
        sampler.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    printed = log.read_text("utf-8", "replace")[-20_000:]
    if process.returncode:
        raise CommandFailed(f"{' '.join(map(str, command))}: status {process.returncode}\n{printed[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Measured(round(wall, 3), round(cpu, 3), round(peak.memory / 1e6, 1), round(max(0, busy - cpu), 3), printed)


def _busy() -> float:
    """Seconds that all processors have worked since the start of the machine."""
    user, nice, system, _, _, irq, softirq, *_ = map(int, _read(Path("/proc/stat")).split("\n")[0].split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


class _Peak:
    """The highest memory of a tree of processes, in bytes."""

    def __init__(self) -> None:
        self.memory = 0
        self.over = threading.Event()

    def sample(self, root: int) -> None:
        while not self.over.is_set():
            start = time.thread_time()  # not of the wall: beside other work a sample may have to wait
            tree = list(_tree(root))
            self.memory = max(self.memory, *(_kilobytes(pid, "status", "VmHWM:") for pid in tree))
            if sum(map(_rss, tree)) > self.memory:
                self.memory = max(self.memory, sum(_kilobytes(pid, "smaps_rollup", "Pss:") for pid in tree))
            self.over.wait(max(INTERVAL, _SPACING * (time.thread_time() - start)))


def _tree(pid: int) -> Iterator[int]:
    """A process and its living descendants."""
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # ended in the meantime
        return
    for task in tasks:
        for child in _read(task / "children").split():
            yield from _tree(int(child))


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii", "replace")
    except OSError:
        return ""


def _rss(pid: int) -> int:
    return int((_read(Path(f"/proc/{pid}/statm")) or "0 0").split()[1]) * _PAGE


def _kilobytes(pid: int, file: str, name: str) -> int:
    """A figure of a process that the kernel gives in kB, in bytes; 0 when the process has ended."""
    for line in _read(Path(f"/proc/{pid}/{file}")).splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024
    return 0
