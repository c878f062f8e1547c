"""The order of the day: read and check everything, run the engine aside, fill its frames, publish."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kalaka.checks import check
from kalaka.engine import Order, load_drawn
from kalaka.library import Library
from kalaka.load import load_library
from kalaka.output import write_site
from kalaka.problems import Problem, errors, in_order
from kalaka.publish import exchange, locked, recover
from kalaka.search.words import missing

WORK = ".kalaka"
ENGINES = ("mkdocs", "properdocs")


@dataclass(frozen=True)
class Built:
    """What a build came to: problems of every level, and pages when there was no error."""

    problems: list[Problem]
    library: Library
    pages: int = 0
    seconds: float = 0.0
    engine_output: str = ""

    @property
    def done(self) -> bool:
        return self.pages > 0


def read_and_check(root: Path) -> tuple[Library, list[Problem]]:
    library, problems = load_library(root)
    return library, in_order([*problems, *check(library)])


Say = Callable[..., None]


def build(root: Path, site: Path, engine: str, say: Say) -> Built:
    """Make the whole site in a folder aside and put it in the place of `site`; with errors nothing changes.

    `say` is told the steps by the keys of their messages.
    """
    started = time.monotonic()
    with locked(root / WORK):
        if recover(site):
            say("recovered")
        say("loading")
        library, problems = read_and_check(root)
        if errors(problems):
            return Built(problems, library)
        stage = site.with_name(f".{site.name}.new")
        shutil.rmtree(stage, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=root / WORK) as frames:
            say("engine", engine=engine)
            Order.of(library).save(Path(frames))
            output = _run_engine(root, stage, engine, Path(frames))
            if output is not None:
                shutil.rmtree(stage, ignore_errors=True)
                return Built(problems, library, engine_output=output)
            say("filling")
            for name in missing():
                say("missing_dictionary", name=name)
            pages = write_site(library, load_drawn(Path(frames)), stage)
        say("publishing")
        exchange(stage, site)
    return Built(problems, library, pages, time.monotonic() - started)


def _run_engine(root: Path, stage: Path, engine: str, frames: Path) -> str | None:
    """Run the engine as a child process; None when all went well, else what it said."""
    command = [sys.executable, "-m", engine, "build", "--strict", "-f", str(root / "mkdocs.yml"), "-d", str(stage)]
    done = subprocess.run(command, cwd=root, env=_environment(frames), capture_output=True, text=True, check=False)
    if done.returncode == 0 and (frames / "drawn.json").exists():
        return None
    return done.stdout + done.stderr or f"exit status {done.returncode}"


def _environment(frames: Path) -> Mapping[str, str]:
    return os.environ | {
        "KALAKA_ORDER": str(frames),
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "0"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
