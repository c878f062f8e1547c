"""Several processes that read records, keep what was read, and draw their pages: each has a part of the records.

A whole record is not handed from process to process; its summary is. Children are forked before anything else is
read, so that they read while the first process reads the vocabulary and the authored pages.
"""

import gc
import multiprocessing
import os
import pickle
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any, NamedTuple

from kalaka.cache import digest
from kalaka.draw import Written, draw, get_ready
from kalaka.frame import Frame
from kalaka.library import Library, Records
from kalaka.load import Record, load_record, read_project
from kalaka.model import Lang, Project
from kalaka.plan import Address

FEW = 150
"""So few records or pages are done faster by one process alone."""
_EVERY = 100
Tell = Callable[[int], None]
"""Is told how many are done."""


class Read(NamedTuple):
    """A record without its whole value, and a digest of its summary."""

    record: Record
    summary: bytes


class Keep(NamedTuple):
    """What is done with records where they were read: with what was read, and, later, with the library about them."""

    records: Callable[[Sequence[Read]], None]
    pieces: Callable[[Library, bytes, Sequence[Project]], None]


Frames = dict[tuple[Lang, str], str]


class _Failed(NamedTuple):
    trace: str


class Crew:
    """Processes that read the files given to them when they start, and then draw."""

    def __init__(self, root: Path, files: Sequence[str], keep: Keep) -> None:
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
            process = context.Process(target=_work, args=(there, root, own, keep), daemon=True)
            process.start()
            there.close()
            self._pipes.append(here)
            self._processes.append(process)

    def records(self, tell: Tell) -> list[Read]:
        """What was read, in the order of the files."""
        return [read for part in self._answers(tell) for read in part]

    def learn(self, library: Library, shared: bytes) -> None:
        """Everything has been read: keep the pieces of the records, and get ready to draw."""
        told = pickle.dumps((reread(library, {}), shared), 5)
        for pipe in self._pipes:
            pipe.send_bytes(told)

    def begin(self, frames: Frames, folder: Path, pages: Sequence[Address]) -> None:
        """Draw generated pages into a folder: those of a record where the record is, the others evenly."""
        shares: list[list[Address]] = [[] for _ in self._pipes]
        turn = 0
        for page in pages:
            section, _, name = page.path.partition("/")
            own = name.strip("/").partition("--")[0]
            owner = self._of.get(own) if section in ("projects", "compare") else None
            if owner is None:
                owner, turn = turn, (turn + 1) % len(shares)
            shares[owner].append(page)
        for pipe, share in zip(self._pipes, shares, strict=True):
            with suppress(BrokenPipeError):  # it has ended; what it says of that is read next
                pipe.send((frames, folder, share))

    def kept(self) -> None:
        """Wait until the pieces of every record that was read are kept."""
        self._answers(lambda done: None)

    def drawn(self, tell: Tell) -> list[Written]:
        return [written for part in self._answers(tell) for written in part]

    def _answers(self, tell: Tell) -> list[Any]:
        """The next answer of each process; numbers that come before it are progress."""
        found: dict[int, Any] = {}
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


def read(root: Path, file: str) -> tuple[Read, Project | None]:
    record = load_record(root, file)
    return Read(record._replace(project=None), digest(repr(record.summary))), record.project


def reread(library: Library, at_hand: dict[str, Project]) -> Library:
    """The same library, with these records at hand and the others read when they are asked for."""
    return replace(library, records=Records(at_hand, library.projects, partial(read_project, library.root)))


def _work(pipe: Connection, root: Path, files: Sequence[str], keep: Keep) -> None:
    gc.disable()
    try:
        at_hand: dict[str, Project] = {}
        found: list[Read] = []
        for part in _parts(files):
            for file in part:
                one, project = read(root, file)
                if project:
                    at_hand[project.id] = project
                found.append(one)
            keep.records(found[-len(part) :])
            pipe.send(len(part))
        if files:
            pipe.send(found)
        del found
        fresh = list(at_hand.values())
        library, shared = pickle.loads(pipe.recv_bytes())
        for few in _parts(fresh):
            keep.pieces(library, shared, few)
        pipe.send(None)
        library = reread(library, at_hand)
        get_ready(library)
        frames, folder, pages = pipe.recv()
        cut = {name: Frame(text) for name, text in frames.items()}
        written: list[Written] = []
        for some in _parts(pages):
            written += [draw(library, cut, page, folder) for page in some]
            pipe.send(len(some))
        pipe.send(written)
        pipe.recv()  # until it is dismissed
    except EOFError:
        pass
    except BaseException:
        pipe.send(_Failed(traceback.format_exc()))
    os._exit(0)


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _EVERY):
        yield items[start : start + _EVERY]
