"""Frames, kept, or drawn by the engine while other work goes on: when its settings or templates have changed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kalaka.build.cache import Cache, code_version, digest
from kalaka.build.fingerprints import Prints
from kalaka.engines.contract import Order, frame_names, load_drawn
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import Library
from kalaka.pages.page import LOST


class EngineFailed(Exception):
    """The engine ended with an error; the text is what it said."""


class Frames:
    """The empty pages of a library and the page for lost addresses: those that are kept, or a run of the engine."""

    def __init__(self, library: Library, engine: str, cache: Cache, prints: Prints, folder: Path) -> None:
        self.cache = cache
        self.key = digest(code_version(), engine, prints.of("mkdocs.yml"), prints.below("overrides/", "hooks/"))
        self.kept: dict[tuple[Lang, str], str] = cache.get("frames", [self.key]).get(self.key, {})
        wanted = {(lang, f"{section}-{depth}") for lang in LANGS for section, depth in frame_names()}
        self.process: subprocess.Popen[str] | None = None
        if not wanted <= self.kept.keys():
            self.folder = tempfile.TemporaryDirectory(dir=folder)
            Order.of_frames(library).save(Path(self.folder.name))
            self.process = _start(library.root, Path(self.folder.name), engine)

    @property
    def is_drawing(self) -> bool:
        return self.process is not None

    def drawn(self) -> dict[tuple[Lang, str], str]:
        """By language and kind of page, when the engine has ended; raises `EngineFailed`."""
        if self.process is None:
            return self.kept
        said, _ = self.process.communicate()
        folder = Path(self.folder.name)
        if self.process.returncode or not (folder / "drawn.json").exists():
            self.folder.cleanup()
            raise EngineFailed(said or f"exit status {self.process.returncode}")
        lost = (folder / "out/404.html").read_text("utf-8")
        self.kept = {**load_drawn(folder).frames, LOST: lost}
        self.folder.cleanup()
        self.process = None
        self.cache.put("frames", {self.key: self.kept})
        self.cache.keep("frames", [self.key])
        return self.kept

    def stop(self) -> None:
        """What it draws is not wanted any more."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.folder.cleanup()


def _start(root: Path, folder: Path, engine: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", engine, "build", "--strict", "-f", str(root / "mkdocs.yml")]
    environment = os.environ | {
        "KALAKA_ORDER": str(folder),
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "0"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.Popen(
        [*command, "-d", str(folder / "out")],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
