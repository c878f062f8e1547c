"""A build around a run of the engine by itself: `mkdocs build` and `properdocs build` give the same site."""

from pathlib import Path

from kalaka.build.pipeline import Build
from kalaka.build.publishing import Busy, TargetRefused
from kalaka.build.result import Reporter
from kalaka.engines.contract import Frames
from kalaka.i18n.editor_language import editor_lang
from kalaka.i18n.messages import messages
from kalaka.problems.problem import errors


class PlainBuild:
    """Begun before the engine draws, finished when it has drawn both languages."""

    def __init__(self, root: Path, site: Path) -> None:
        self._build = Build(root, site.resolve(), Reporter())
        self.settings = self._build.settings

    def begin(self) -> list[str]:
        """Read and check everything; returns the lines that say why nothing can be built, or none."""
        words = messages(editor_lang())
        try:
            self._build.check_target()
        except TargetRefused as refused:
            return [words(f"target.{refused.reason}", path=refused.path, found=refused.found)]
        except Busy:
            return [words("cli.busy")]
        problems = self._build.load()
        return [problem.line_of_text(words.lang) for problem in problems] if errors(problems) else []

    def finish(self, frames: Frames) -> None:
        """Make and publish the site."""
        self._build.make(frames, inputs="")
