"""Work done by another process beside this one, which has everything that this one has at the moment when it begins."""

import os
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Generic, NamedTuple, TypeVar

_Result = TypeVar("_Result")

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""


def end_with_parent() -> None:
    """End this child process as soon as its parent has ended, in whatever way; call once in every child."""
    parent = parent_process()
    assert parent

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Far(NamedTuple):
    done: int
    of: int


class Aside(Generic[_Result]):
    """Begins at once. What the work comes to is sent back as a copy; meanwhile it may tell how far it is."""

    def __init__(self, work: Callable[[Progress], _Result]) -> None:
        context = get_context("fork")
        self._pipe, there = context.Pipe(duplex=False)

        def run() -> None:
            end_with_parent()
            with suppress(OSError):  # nobody waits for it any more
                try:
                    there.send((work(lambda done, of: there.send(_Far(done, of))), ""))
                except BaseException:
                    there.send((None, traceback.format_exc()))
            os._exit(0)

        self._process = context.Process(target=run)
        self._process.start()
        there.close()
        self._said: tuple[_Result, str] | None = None

    def _hear(self) -> _Far | None:
        """How far it is; nothing when it is done."""
        try:
            said = self._pipe.recv()
        except EOFError as error:
            raise RuntimeError("the process ended before its work was done") from error
        if isinstance(said, _Far):
            return said
        self._said = said
        self._process.join()
        return None

    def result(self) -> _Result:
        """Waits for it when it is first asked for; raises RuntimeError when the work failed."""
        while self._said is None:
            self._hear()
        found, trace = self._said
        if trace:
            raise RuntimeError(trace)
        return found

    def stop(self) -> None:
        """What it comes to is not wanted any more."""
        self._process.kill()
        self._process.join()

    @staticmethod
    def results(all_of: "Sequence[Aside[_Result]]", progress: Progress) -> list[_Result]:
        """What each comes to, in their order. Is told how far they are together, as soon as all have begun to tell."""
        far: dict[object, _Far] = {}
        todo: dict[object, Aside[_Result]] = {one._pipe: one for one in all_of}
        while todo:
            for pipe in wait([one._pipe for one in todo.values()]):
                if told := todo[pipe]._hear():
                    far[pipe] = told
                    if len(far) == len(all_of):
                        progress(sum(one.done for one in far.values()), sum(one.of for one in far.values()))
                else:
                    del todo[pipe]
        return [one.result() for one in all_of]
