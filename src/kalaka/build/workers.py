"""Processes that share the work of a build: a pool of workers, and programs that end with the build.

Jobs are module-level functions from values to values, handed to a `concurrent.futures.Executor`. A pool has a state
that every worker gets once; forked workers inherit it, spawned ones get a copy.
"""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

_Result = TypeVar("_Result")
START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How workers are started where no other thread runs. Elsewhere than on Linux, system libraries survive no fork."""
_STATE: list[Any] = []
"""The state of the pool that this process works for, in one element."""


def cpu_count() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class InlineExecutor(Executor):
    """An executor without workers: each job is done when it is submitted."""

    def submit(self, function: Callable[..., _Result], /, *args: Any, **kwargs: Any) -> Future[_Result]:
        future: Future[_Result] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def executor(state: Any, *, parallel: bool) -> Iterator[Executor]:
    """An executor whose jobs find `state` by `worker_state()`: a pool of processes, or this process alone.

    When the block ends with an exception, jobs that have not begun are dropped.
    """
    _STATE[:] = [state]
    if not parallel or cpu_count() < 2:
        try:
            yield InlineExecutor()
        finally:
            _STATE.clear()
        return
    method = START_METHOD if threading.active_count() == 1 else "spawn"
    context = multiprocessing.get_context(method)
    gc.freeze()  # forked workers share the pages of what lives so far
    pool = ProcessPoolExecutor(cpu_count(), context, _begin_worker, (state,))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _kill(pool)
        raise
    finally:
        pool.shutdown()
        _STATE.clear()
        gc.unfreeze()


def worker_state() -> Any:
    """The state of the pool that the running job belongs to."""
    return _STATE[0]


def _begin_worker(state: Any) -> None:
    gc.disable()  # a worker lives for one stage of a build
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the parent, which ends its workers
    _STATE[:] = [state]
    end_with_parent()


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()


def end_with_parent() -> None:
    """End this child process as soon as its parent has ended, in whatever way; call once in every child."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


_SUPERVISOR = """
import os, subprocess, sys, threading
process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
def watch():
    sys.stdin.buffer.read()
    process.kill()
threading.Thread(target=watch, daemon=True).start()
os._exit(process.wait() & 0xFF)
"""
"""Runs a program and kills it when the other end of its own standard input is closed, as it is when a parent ends."""


def start_program(command: Sequence[str], **options: Any) -> "subprocess.Popen[str]":
    """Start a program that ends with this process, in whatever way this process ends. Options are those of `Popen`."""
    return subprocess.Popen(
        [sys.executable, "-S", "-E", "-c", _SUPERVISOR, *command], stdin=subprocess.PIPE, text=True, **options
    )


def finished(process: "subprocess.Popen[str]") -> tuple[str, int]:
    """What a program says until its end, and its status. (`communicate` would close its input, and so end it.)"""
    assert process.stdout is not None
    with process.stdout as stream:
        output = stream.read()
    status = process.wait()
    if process.stdin:
        process.stdin.close()
    return output, status


def run_program(command: Sequence[str]) -> None:
    """Run a program to its end; raises `subprocess.CalledProcessError` with its output when it fails."""
    output, status = finished(start_program(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
    if status:
        raise subprocess.CalledProcessError(status, list(command), output)
