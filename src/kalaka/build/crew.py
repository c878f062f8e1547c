"""Several processes that read records, make their data, and draw their pages: each has a part of the records.

A whole record is not handed from process to process; its summary is. Where many records have to be read, children are
forked before anything else is, so that they read while the first process reads the vocabulary and the authored pages.
Where only pages have to be drawn, they are forked with all that is known by then.
"""

import gc
import multiprocessing
import os
import pickle
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from kalaka.build.aside import end_with_parent
from kalaka.build.cache import digest
from kalaka.build.draw import Written, draw
from kalaka.build.plan import Address
from kalaka.content.records import Record, load_record, read_project
from kalaka.engines.frame import Frame
from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import Library, Records
from kalaka.model.project import Project
from kalaka.queries.facets import Members, remember_members

FEW = 150
"""So few records or pages are done faster by one process alone."""
_EVERY = 100
_NOTHING = b""
"""Said when there is nothing more to say."""
Tell = Callable[[int], None]
"""Is told how many are done."""


class Read(NamedTuple):
    """A record without its whole value, and digests of its shape, of its summary and of the lines of its gaps."""

    record: Record
    shape: bytes
    summary: bytes
    lines: bytes


Blocks = Sequence[tuple[bytes, tuple[str, ...]]]
"""Blocks of data: key, and ids of the records."""
MakeBlocks = Callable[[Library, Blocks], None]
"""Makes blocks and keeps them."""
Frames = dict[tuple[Lang, str], str]


_Saying = tuple[int, bytes | None]
"""The number of a process, and what it said, pickled; None when it has ended."""


class _Failed(NamedTuple):
    trace: str


class Crew:
    """Processes that read the files given to them when they start, and then draw; or only draw, from a library."""

    def __init__(self, root: Path, files: Sequence[str], make: MakeBlocks, library: Library | None = None) -> None:
        count = os.cpu_count() or 1
        size = -(-len(files) // count)
        context = multiprocessing.get_context("fork")
        self._pipes: list[Connection] = []
        self._processes: list[ForkProcess] = []
        self._of: dict[str, int] = {}
        """Which process has a record at hand, or will."""
        self._turn = 0
        self._know = library is not None
        gc.freeze()
        for number in range(count):
            own = files[number * size : (number + 1) * size]
            self._of |= {file.rsplit("/", 1)[1].removesuffix(".yml"): number for file in own}
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(there, root, own, make, library), daemon=True)
            process.start()
            there.close()
            self._pipes.append(here)
            self._processes.append(process)
        self._heard: SimpleQueue[_Saying] = SimpleQueue()
        """What was said and not yet asked for: who says much would else wait until this process has time."""
        self._early: list[deque[bytes | None]] = [deque() for _ in self._pipes]
        """Of that, what belongs to a later question, by process."""
        self._listener = Thread(target=_listen, args=(self._pipes, self._heard), daemon=True)
        self._listener.start()

    def records(self, tell: Tell) -> list[Read]:
        """What was read, in the order of the files."""
        return self._answers(tell)

    def learn(self, library: Library, blocks: Blocks) -> None:
        """Everything has been read: make these blocks, and get ready to draw."""
        shares: list[list[tuple[bytes, tuple[str, ...]]]] = [[] for _ in self._pipes]
        for one in blocks:
            owner = self._owner(one[1][0])
            shares[owner].append(one)
            for name in one[1]:
                self._of.setdefault(name, owner)
        told = _NOTHING if self._know else pickle.dumps(reread(library, {}), 5)
        for pipe, share in zip(self._pipes, shares, strict=True):
            pipe.send_bytes(told)
            pipe.send(share)

    def begin(self, frames: Frames, folder: Path, pages: Sequence[Address], members: Mapping[Lang, Members]) -> None:
        """Draw generated pages into a folder: those of a record where the record is, the others evenly, both languages
        of a page by one process.
        """
        shares: list[list[Address]] = [[] for _ in self._pipes]
        for page in pages:
            section, _, name = page.path.partition("/")
            of_record = section in ("projects", "compare")
            owner = self._owner(name.strip("/").partition("--")[0] if of_record else page.path)
            shares[owner].append(page)
        for share in shares:
            # both languages, one after the other; comparisons last, as they ask for marks on the pages of records
            share.sort(key=lambda page: (page.path.startswith("compare/"), page.path))
        orders = [(pipe, (frames, folder, share, members)) for pipe, share in zip(self._pipes, shares, strict=True)]
        Thread(target=_send, args=(orders,), daemon=True).start()  # they listen when their blocks are made

    def _owner(self, name: str) -> int:
        if name not in self._of:
            self._of[name] = self._next()
        return self._of[name]

    def _next(self) -> int:
        self._turn += 1
        return self._turn % len(self._pipes)

    def kept(self) -> None:
        """Wait until the blocks are kept."""
        self._answers(lambda done: None)

    def drawn(self, tell: Tell) -> list[Written]:
        return self._answers(tell)

    def _answers(self, tell: Tell) -> list[Any]:
        """What each process has to say, in their order: lists, and then nothing."""
        found: list[list[Any]] = [[] for _ in self._pipes]
        for number, raw in self._said():
            said = pickle.loads(raw) if raw else _Failed("a process ended before its work was done")
            if isinstance(said, _Failed):
                raise RuntimeError(said.trace)
            found[number] += said
            tell(sum(map(len, found)))
        return [one for part in found for one in part]

    def _said(self) -> Iterator[_Saying]:
        """What is said by any process, until each has said that it has nothing more to say."""
        todo = set(range(len(self._pipes)))
        waiting = [(number, raw) for number, early in enumerate(self._early) for raw in early]
        for early in self._early:
            early.clear()
        while todo:
            number, raw = waiting.pop(0) if waiting else self._heard.get()
            if number not in todo:
                self._early[number].append(raw)
            elif raw == _NOTHING:
                todo.remove(number)
            else:
                yield number, raw

    def dismiss(self) -> None:
        """End the processes: they hold what was open when they were forked, the lock of the build too."""
        for process in self._processes:
            process.kill()
            process.join()
        self._listener.join()
        for pipe in self._pipes:
            pipe.close()


def _listen(pipes: Sequence[Connection], heard: "SimpleQueue[_Saying]") -> None:
    """Hear what the processes say until all have ended."""
    todo = {pipe: number for number, pipe in enumerate(pipes)}
    while todo:
        for ready in wait(list(todo)):
            assert isinstance(ready, Connection)
            try:
                heard.put((todo[ready], ready.recv_bytes()))
            except (EOFError, OSError):
                heard.put((todo.pop(ready), None))


def _send(orders: Sequence[tuple[Connection, object]]) -> None:
    for pipe, order in orders:
        with suppress(OSError):  # it has ended; what it says of that is read by who waits for it
            pipe.send(order)


def read(root: Path, file: str) -> tuple[Read, Project | None]:
    record = load_record(root, file)
    found = record.summary
    shape = digest(repr(found.shape)) if found else b""
    own = digest(shape, repr(found.told)) if found else b""
    lines = digest(repr(found.gap_lines)) if found else b""
    return Read(record._replace(project=None), shape, own, lines), record.project


def reread(library: Library, at_hand: dict[str, Project]) -> Library:
    """The same library, with these records at hand and the others read when they are asked for."""
    return replace(library, records=Records(at_hand, library.projects, partial(read_project, library.root)))


class _Hand(dict[str, Project]):
    """Records at hand. Of many, most are packed: ten thousand would fill the memory of a small machine."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}
        self._open: dict[str, Project] = {}

    def __setitem__(self, name: str, project: Project) -> None:
        if len(self) < _LOOSE:
            super().__setitem__(name, project)
        else:
            self._packed[name] = pickle.dumps(project, 5)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._packed

    def __missing__(self, name: str) -> Project:
        if name not in self._open:
            if len(self._open) == _OPEN:
                del self._open[next(iter(self._open))]
            self._open[name] = pickle.loads(self._packed[name])
        return self._open[name]


_LOOSE = 5000
"""Records that are not packed: to open one takes longer than to draw its page."""
_OPEN = 64
"""Of the others, those that are at hand again: of a block, which is made in several ways, each is opened once."""


def _work(pipe: Connection, root: Path, files: Sequence[str], make: MakeBlocks, library: Library | None) -> None:
    end_with_parent()
    gc.disable()
    try:
        at_hand = _Hand()
        for part in _parts(files):
            found = []
            for file in part:
                one, project = read(root, file)
                if project:
                    at_hand[project.id] = project
                found.append(one)
            _say(pipe, found)
        if files:
            pipe.send_bytes(_NOTHING)
        told = pipe.recv_bytes()
        library = library or reread(pickle.loads(told), at_hand)
        make(library, pipe.recv())
        pipe.send_bytes(_NOTHING)
        frames, folder, pages, members = pipe.recv()
        for lang, known in members.items():
            remember_members(library, lang, known)
        cut = {name: Frame(text) for name, text in frames.items()}
        for some in _parts(pages):
            _say(pipe, [draw(library, cut, page, folder) for page in some])
        pipe.send_bytes(_NOTHING)
        pipe.recv()  # until it is dismissed
    except EOFError:
        pass
    except BaseException:
        _say(pipe, _Failed(traceback.format_exc()))
    os._exit(0)


def _say(pipe: Connection, what: object) -> None:
    pipe.send_bytes(pickle.dumps(what, 5))


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _EVERY):
        yield items[start : start + _EVERY]
