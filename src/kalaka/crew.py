"""Several processes that read records, keep them, and draw their pages: each has a part of the records as its own.

A record that was read is not handed from process to process; its summary is. Children are forked, so they share what
was loaded before; the code that they run is that of `load` and `pages`.
"""

import gc
import multiprocessing
import os
import pickle
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any, NamedTuple

from kalaka.draw import Written, draw
from kalaka.frame import Frame
from kalaka.library import Library, Records
from kalaka.load import Record, load_record, read_project
from kalaka.model import Lang, Project
from kalaka.plan import Planned

FEW = 150
"""So few records or pages are done faster by one process alone."""
_EVERY = 100
Tell = Callable[[int], None]
"""Is told how many are done."""


class _Failed(NamedTuple):
    trace: str


class Crew:
    """Processes that read the files given to them when they start, and then draw."""

    def __init__(self, base: Library, files: Sequence[str], keep: Callable[[Library, Sequence[Project]], None]) -> None:
        """`base` is the library without records; `keep` is told of each part of those read, where they are read."""
        count = os.cpu_count() or 1
        size = -(-len(files) // count)
        context = multiprocessing.get_context("fork")
        self._pipes: list[Connection] = []
        self._processes: list[ForkProcess] = []
        self._of: dict[str, int] = {}
        gc.freeze()
        for number in range(count):
            own = files[number * size : (number + 1) * size]
            self._of |= {file.rsplit("/", 1)[1].removesuffix(".yml"): number for file in own}
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(there, base, own, keep), daemon=True)
            process.start()
            there.close()
            self._pipes.append(here)
            self._processes.append(process)

    def records(self, tell: Tell) -> list[Record]:
        """What was read, without the whole records, in the order of the files."""
        return [record for part in self._answers(tell) for record in part]

    def draw(
        self, library: Library, frames: dict[tuple[Lang, str], str], pages: Sequence[Planned], folder: Path, tell: Tell
    ) -> list[Written]:
        """Draw generated pages into a folder: those of a record where the record is, the others evenly."""
        shared = pickle.dumps((reread(library, {}), frames, folder), 5)
        shares: list[list[Planned]] = [[] for _ in self._pipes]
        turn = 0
        for page in pages:
            section, _, name = page.path.partition("/")
            own = name.strip("/").partition("--")[0]
            owner = self._of.get(own) if section in ("projects", "compare") else None
            if owner is None:
                owner, turn = turn, (turn + 1) % len(shares)
            shares[owner].append(page)
        for pipe, share in zip(self._pipes, shares, strict=True):
            pipe.send_bytes(shared)
            pipe.send(share)
        return [written for part in self._answers(tell) for written in part]

    def _answers(self, tell: Tell) -> list[list[Any]]:
        """One answer of each process; numbers that come before it are progress."""
        found: dict[int, list[Any]] = {}
        done = 0
        while len(found) < len(self._pipes):
            for ready in wait([pipe for number, pipe in enumerate(self._pipes) if number not in found]):
                assert isinstance(ready, Connection)
                said = ready.recv()
                if isinstance(said, _Failed):
                    raise RuntimeError(said.trace)
                if isinstance(said, int):
                    done += said
                    tell(done)
                else:
                    found[self._pipes.index(ready)] = said
        return [found[number] for number in range(len(self._pipes))]

    def dismiss(self) -> None:
        """End the processes: they hold what was open when they were forked, the lock of the build too."""
        for pipe, process in zip(self._pipes, self._processes, strict=True):
            pipe.close()
            process.kill()
            process.join()


def reread(library: Library, at_hand: dict[str, Project]) -> Library:
    """The same library, with these records at hand and the others read when they are asked for."""
    return replace(library, records=Records(at_hand, library.projects, partial(read_project, library.root)))


def _work(
    pipe: Connection, base: Library, files: Sequence[str], keep: Callable[[Library, Sequence[Project]], None]
) -> None:
    gc.disable()
    try:
        at_hand: dict[str, Project] = {}
        records = []
        part: list[Project] = []
        for done, file in enumerate(files, 1):
            record = load_record(base.root, file)
            if record.project:
                at_hand[record.id] = record.project
                part.append(record.project)
            records.append(record._replace(project=None))
            if done % _EVERY == 0:
                keep(base, part)
                part.clear()
                pipe.send(_EVERY)
        keep(base, part)
        if files:
            pipe.send(records)
        del records
        while True:
            library, frames, folder = pickle.loads(pipe.recv_bytes())
            pages = pipe.recv()
            library = reread(library, at_hand)
            pipe.send(list(_drawn(library, frames, pages, folder, pipe)))
    except EOFError:
        pass
    except BaseException:
        pipe.send(_Failed(traceback.format_exc()))
    os._exit(0)


def _drawn(
    library: Library, frames: dict[tuple[Lang, str], str], pages: Sequence[Planned], folder: Path, pipe: Connection
) -> Iterator[Written]:
    cut = {name: Frame(text) for name, text in frames.items()}
    for done, page in enumerate(pages, 1):
        yield draw(library, cut, page, folder)
        if done % _EVERY == 0:
            pipe.send(_EVERY)
