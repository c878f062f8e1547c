"""What a build comes to, and whom it tells of its steps."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from kalaka.problems.problem import Problem


@dataclass(frozen=True)
class Built:
    """Problems of every level, and pages when there was no error."""

    problems: list[Problem]
    pages: int = 0
    made: int = 0
    """Pages that were rendered; the others were already there."""
    counts: Mapping[str, int] = field(default_factory=dict)
    stages: tuple[tuple[str, float], ...] = ()
    """Names of the stages and their seconds."""
    engine_output: str = ""

    @property
    def done(self) -> bool:
        return self.pages > 0

    @property
    def seconds(self) -> float:
        return sum(seconds for _, seconds in self.stages)


class Reporter:
    """Is told the steps of a build by the keys of their messages, and how far a long one is. This one is silent."""

    def say(self, key: str, **facts: str) -> None: ...

    def progress(self, done: int, of: int) -> None: ...


class Clock:
    """Seconds of each stage."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.stages.append((stage, time.monotonic() - begun))
