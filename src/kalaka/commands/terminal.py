"""What commands say on the terminal: steps, progress, problems."""

import sys
import time
from collections.abc import Sequence

from kalaka.build.result import Reporter
from kalaka.i18n.languages import EditorLang
from kalaka.i18n.messages import EditorMessages
from kalaka.problems.problem import Problem


class TerminalReporter(Reporter):
    """Says the steps of a build on standard error, and on a terminal how far a long one is."""

    def __init__(self, words: EditorMessages) -> None:
        self._words = words
        self._begun = time.monotonic()
        self._line_is_open = False

    def say(self, key: str, **facts: str) -> None:
        self._wipe()
        self._begun = time.monotonic()
        print(self._words(f"cli.{key}", **facts), file=sys.stderr, flush=True)

    def progress(self, done: int, of: int) -> None:
        if not sys.stderr.isatty():
            return
        left = (time.monotonic() - self._begun) / max(done, 1) * (of - done)
        line = self._words("cli.progress", done=done, of=of, seconds=round(left))
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        self._line_is_open = True

    def _wipe(self) -> None:
        if self._line_is_open:
            print("\r\033[K", end="", file=sys.stderr)
            self._line_is_open = False


def print_problems(problems: Sequence[Problem], lang: EditorLang) -> None:
    """Each problem as `file:line:column: code: sentence` on standard output."""
    for problem in problems:
        print(problem.line_of_text(lang))
