"""A build around a run of the engine by itself: `mkdocs build` and `properdocs build` give the same site."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kalaka.build.pipeline import Build
from kalaka.build.publishing import Busy, TargetRefused, locked
from kalaka.build.result import Reporter
from kalaka.build.system_faults import sentence_of
from kalaka.build.work_folder import WORK
from kalaka.content.discovery import existing_pages
from kalaka.content.settings import read_settings
from kalaka.content.sources import Sources, SourcesChanged
from kalaka.engines.contract import Frames, NotMade
from kalaka.i18n.editor_language import editor_lang
from kalaka.i18n.messages import messages
from kalaka.problems.problem import Problem, errors

_HELD = ExitStack()
"""Lock and cache of the running build. When the engine has failed without a word, the next build in the same process
(`mkdocs serve`) releases them.
"""


class PlainBuild:
    """Begun before the engine draws, finished when it has drawn both languages. All methods raise `NotMade`."""

    def __init__(self, root: Path, site: Path) -> None:
        self._words = messages(editor_lang())
        self._root, self._site = root, site
        with self._explained():
            self.settings, _ = read_settings(Sources(root))
            self.existing = existing_pages(root, self.settings)

    def begin(self) -> None:
        """Read and check everything, so that the engine draws only what can be built."""
        self.give_up()
        with self._explained():
            _HELD.enter_context(locked(self._root / WORK))
            self._build = Build(self._root, self._site.resolve(), _Lines())
            _HELD.callback(self._build.cache.close)
            self._build.check_target()
            problems = self._build.load()
            if errors(problems):
                raise self._not_made(problems)

    def finish(self, frames: Frames) -> None:
        """Make and publish the site, and tell its warnings."""
        with self._explained():
            built = self._build.make(frames, inputs="")
            if not built.done:
                raise self._not_made(built.problems)
        self.give_up()
        for problem in built.problems:
            print(problem.line_of_text(self._words.lang), file=sys.stderr)

    def give_up(self) -> None:
        """Let other builds begin."""
        _HELD.close()

    def _not_made(self, problems: Sequence[Problem]) -> NotMade:
        lines = [problem.line_of_text(self._words.lang) for problem in problems]
        return NotMade("\n".join([*lines, self._words("cli.errors", n=len(errors(problems)))]))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what keeps a site from being made into a sentence, and let other builds begin."""
        words = self._words
        try:
            yield
        except BaseException as error:
            self.give_up()
            if isinstance(error, TargetRefused):
                sentence: str | None = words(f"target.{error.reason}", path=error.path, found=error.found)
            elif isinstance(error, Busy):
                sentence = words("cli.busy")
            elif isinstance(error, SourcesChanged):
                sentence = words("cli.sources_changed", file=str(error))
            else:
                sentence = sentence_of(error, words)
            if sentence is None:
                raise
            raise NotMade(sentence) from error


class _Lines(Reporter):
    """Says the steps of a build on standard error."""

    def say(self, key: str, **facts: str) -> None:
        print(messages(editor_lang())(f"cli.{key}", **facts), file=sys.stderr)
