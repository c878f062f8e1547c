"""What a build comes to, whom it tells of its steps, and what is kept of the site that it made."""

import os
import time
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kalaka.build.cache import KEY
from kalaka.i18n.languages import Lang
from kalaka.problems.problem import Problem


@dataclass(frozen=True)
class Built:
    """What a build came to: problems of every level, and pages when there was no error."""

    problems: list[Problem]
    pages: int = 0
    made: int = 0
    """Pages that were made anew; the others were already there."""
    counts: Mapping[str, int] = field(default_factory=dict)
    stages: tuple[tuple[str, float], ...] = ()
    """Names of the stages and their seconds."""
    engine_output: str = ""
    search_is_older: bool = False

    @property
    def done(self) -> bool:
        return self.pages > 0

    @property
    def seconds(self) -> float:
        return sum(seconds for _, seconds in self.stages)


class Reporter:
    """Is told the steps of a build by the keys of their messages, and how far a long one is. This one says nothing."""

    def say(self, key: str, **facts: str) -> None: ...

    def progress(self, done: int, of: int) -> None: ...


class Clock:
    """How long each stage took."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.stages.append((stage, time.monotonic() - begun))


class Stamp(NamedTuple):
    """With what key a file of the site was made, and its size and time then."""

    key: bytes
    size: int
    changed: int


Files = Mapping[str, Stamp]


class Indexed(NamedTuple):
    """What the search of a site was made of, in all and by language; nothing when a file of it is not there."""

    of: bytes = b""
    by_lang: tuple[tuple[Lang, bytes], ...] = ()


class Packed(NamedTuple):
    """The files of a site as they are kept: thirty thousand values take a fifth of a second to read one by one."""

    names: str
    keys: bytes
    numbers: bytes
    """Sizes and times in turn; an array of numbers."""


def packed(files: Files) -> Packed:
    numbers = array("Q")
    for stamp in files.values():
        numbers.extend((stamp.size, stamp.changed))
    return Packed("\0".join(files), b"".join([stamp.key for stamp in files.values()]), numbers.tobytes())


def unpacked(kept: Packed) -> dict[str, Stamp]:
    numbers = array("Q")
    numbers.frombytes(kept.numbers)
    names = kept.names.split("\0") if kept.names else []
    keys = (kept.keys[start : start + KEY] for start in range(0, len(kept.keys), KEY))
    return dict(zip(names, map(_stamp, zip(keys, numbers[::2], numbers[1::2], strict=True)), strict=True))


_stamp = partial(tuple.__new__, Stamp)
"""Of thirty thousand it counts that no function of ours is called for each."""


class Done(NamedTuple):
    """What is kept of a finished build of a site."""

    inputs: bytes
    built: Built
    files: Packed
    indexed: Indexed


def no_more_there(site: Path, kept: Packed) -> list[str]:
    """The files that are not as they were written."""
    gone = []
    for name, stamp in unpacked(kept).items():
        try:
            stat = os.stat(f"{site}/{name}")  # noqa: PTH116 - ten thousand paths need no objects
        except OSError:
            gone.append(name)
            continue
        if (stat.st_size, stat.st_mtime_ns) != (stamp.size, stamp.changed):
            gone.append(name)
    return gone
