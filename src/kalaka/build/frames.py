"""Frames from the cache, or drawn by the engine in a process of its own while the build reads."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from kalaka.build.cache import Cache
from kalaka.build.engine_output import essence
from kalaka.build.fingerprints import code_version, digest, engine_fingerprint
from kalaka.build.work_folder import WORK
from kalaka.build.workers import finished, start_program
from kalaka.engines.contract import FRAMES_FILE, FRAMES_FOLDER, Frames
from kalaka.model.settings import Settings


class EngineFailed(Exception):
    """The engine ended with an error; the text is what matters of its output."""


class FrameSource:
    """The frames of a knowledge base: kept ones, or a run of the engine that begins at once."""

    def __init__(self, root: Path, settings: Settings, existing: Collection[str], engine: str, cache: Cache) -> None:
        """`existing` are the pages that menu and footer lead to."""
        self._root, self._settings, self._engine, self._cache = root, settings, engine, cache
        self._existing, work = repr(sorted(existing)), root / WORK
        self._key = self._current_key()
        self._kept = self._load()
        self._process: subprocess.Popen[str] | None = None
        if self._kept is None:
            work.mkdir(parents=True, exist_ok=True)
            self._folder = tempfile.TemporaryDirectory(dir=work, prefix="engine-", ignore_cleanup_errors=True)
            self._process = self._begin(Path(self._folder.name))

    @property
    def is_drawing(self) -> bool:
        return self._process is not None

    def frames(self) -> tuple[Frames, bool]:
        """The frames, perhaps not all, and whether the files that they are made of stayed as they were; raises
        `EngineFailed`.
        """
        if self._process is None:
            assert self._kept is not None
            return self._kept, True
        output, status = finished(self._process)
        file = Path(self._folder.name) / FRAMES_FILE
        try:
            if status:
                raise EngineFailed(essence(output, self._root) or f"{self._engine}: {status}")
            raw = file.read_bytes() if file.exists() else Frames({}, "").dump()
        finally:
            self._process = None
            self._folder.cleanup()
        frames = Frames.load(raw)
        settled = self._current_key() == self._key
        if settled and frames.complete:
            self._cache.put("frames", {self._key: raw})
            self._cache.keep_only("frames", [self._key])
        self._kept = frames
        return frames, settled

    def stop(self) -> None:
        """End a run whose frames are not wanted any more."""
        if self._process:
            if self._process.stdin:
                self._process.stdin.close()
            self._process.wait()
            self._process = None
            self._folder.cleanup()

    def _current_key(self) -> bytes:
        return digest(code_version(), self._engine, self._existing, engine_fingerprint(self._root, self._settings))

    def _load(self) -> Frames | None:
        raw = self._cache.get("frames", self._key)
        try:
            frames = Frames.load(raw) if raw else None
        except ValueError:
            return None
        return frames if frames and frames.complete else None

    def _begin(self, folder: Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", self._engine, "build", "--strict", "-f", str(self._root / "mkdocs.yml")]
        environment = os.environ | {
            FRAMES_FOLDER: str(folder),
            "NO_MKDOCS_2_WARNING": "1",
            "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "0"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "0",  # lines are not wrapped
        }
        return start_program(
            [*command, "-d", str(folder / "out")],
            cwd=self._root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
