"""Work done by another process beside this one, which has everything that this one has at the moment when it begins."""

import os
import traceback
from collections.abc import Callable
from multiprocessing import get_context
from typing import Generic, TypeVar

_Result = TypeVar("_Result")


class Aside(Generic[_Result]):
    """Begins at once. What the work comes to is sent back as a copy."""

    def __init__(self, work: Callable[[], _Result]) -> None:
        context = get_context("fork")
        self._pipe, there = context.Pipe(duplex=False)

        def run() -> None:
            try:
                there.send((work(), ""))
            except BaseException:
                there.send((None, traceback.format_exc()))
            os._exit(0)

        self._process = context.Process(target=run)
        self._process.start()
        there.close()
        self._said: tuple[_Result, str] | None = None

    def result(self) -> _Result:
        """Waits for it when it is first asked for; raises RuntimeError when the work failed."""
        if self._said is None:
            try:
                self._said = self._pipe.recv()
            except EOFError as error:
                raise RuntimeError("the process ended before its work was done") from error
            self._process.join()
        found, trace = self._said
        if trace:
            raise RuntimeError(trace)
        return found

    def stop(self) -> None:
        """What it comes to is not wanted any more."""
        self._process.kill()
        self._process.join()
