"""Kaláka's own builds of one corpus, by this checkout and by an older one.

cold: no cache, no site. nothing: again, nothing edited. edit-record: the summary of a record edited. edit-fact: the
status of a record, by which many lists are made. edit-guide: a paragraph added to a guide. edit-vocabulary: the name of
a place edited. warm: the cache kept, but no site, and every file new on the disk, as after a fresh checkout.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from bench.away import put_away
from bench.corpus import REPOSITORY
from bench.measure import Run, measure

CASES = ("cold", "warm", "edit-record", "edit-fact", "edit-guide", "edit-vocabulary", "nothing")
BASE_CASES = ("cold", "nothing", "edit-record")
"""Cases in which an older checkout is compared; also those that are run at the largest sizes."""
SEARCH = "search"
"""The stage that makes the search index."""
_CODE = ("overrides", "hooks", "mkdocs.yml", "docs/assets")
"""What a corpus copies from a checkout and that fits only its code."""
_STAGE = re.compile(r"([a-z][\w -]*)\t(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Checkout:
    """A checkout of this project with an interpreter that runs it; `tool` names its rows in the results."""

    tool: str
    folder: Path
    python: Path

    @property
    def command(self) -> tuple[str | Path, ...]:
        module = "kalaka" if (self.folder / "src/kalaka/__main__.py").exists() else "kalaka.cli"
        return self.python, "-m", module

    @cached_property
    def version(self) -> str:
        """Its commit, or its folder where there is none."""
        git = ("git", "-C", self.folder, "describe", "--always", "--dirty")
        commit = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
        return f"Kaláka {commit or self.folder.name}"

    def copy_corpus(self, corpus: Path, target: Path) -> None:
        """The content of a corpus with the hooks, templates and scripts of this checkout."""
        put_away(target)
        shutil.copytree(corpus, target, ignore=shutil.ignore_patterns(".kalaka"))
        for name in _CODE:
            source, copy = self.folder / name, target / name
            if source.is_dir():
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, copy)


PRESENT = Checkout("kalaka", REPOSITORY, Path(sys.executable))


def base(folder: Path) -> Checkout:
    """An older checkout, run by the interpreter of its own environment."""
    return Checkout("base", folder, folder / ".venv/bin/python")


@dataclass(frozen=True)
class Edit:
    """A replacement in a file, where `%s` in `new` stands for the text that is written, and the address of its page."""

    file: Path
    old: str
    new: str
    page: str

    def write(self, text: str, original: str | None = None) -> None:
        """Write the text into the file as it is, or as it was."""
        content = self.file.read_text("utf-8") if original is None else original
        if self.old not in content:
            raise ValueError(f"nothing to edit in {self.file}")
        self.file.write_text(content.replace(self.old, self.new.replace("%s", text), 1), "utf-8")


def edits(root: Path) -> Mapping[str, Edit]:
    """The edits of a corpus by case; each file is one from the middle."""
    record = _from_the_middle(root / "docs/projects", "places: [")
    place = re.findall(r"places: \[([a-z0-9-]+)", record.read_text("utf-8"))[0]
    completed = "\nstatus: completed\n"
    fact = _from_the_middle(root / "docs/projects", completed)
    guide = _from_the_middle(root / "docs/guides", "\n---\n\n")
    summary, name = 'summary:\n  hu: "', f"\n{place}:\n  name: {{hu: "
    return {
        "edit-record": Edit(record, summary, f"{summary}%s. ", f"projects/{record.stem}/"),
        "edit-fact": Edit(fact, completed, "\nstatus: running\n", f"projects/{fact.stem}/"),
        "edit-guide": Edit(guide, "\n---\n\n", "\n---\n\n%s.\n\n", f"guides/{guide.stem}/"),
        "edit-vocabulary": Edit(root / "vocabulary/places.yml", name, f"{name}%s ", f"places/{place}/"),
    }


def _from_the_middle(folder: Path, text: str) -> Path:
    """The first file from the middle on that holds a text."""
    files = sorted(file for file in folder.iterdir() if not file.name.endswith(".ro.md"))
    return next(file for file in files[len(files) // 2 :] if text in file.read_text("utf-8"))


def runs(checkout: Checkout, root: Path, site: Path, log: Path) -> Iterator[Run]:
    """The cases of one round in the order in which each leaves what the next one needs; edits are undone at its end."""
    build = partial(measure, [*checkout.command, "build", "--root", root, "--site", site, "--timings"], root, log)
    edited = edits(root)
    originals = {edit.file: edit.file.read_text("utf-8") for edit in edited.values()}
    prepare: dict[str, Callable[[], None]] = {
        "cold": partial(put_away, root / ".kalaka", site),
        "nothing": lambda: None,
        **{case: partial(edit.write, "Új adat") for case, edit in edited.items()},
        "warm": partial(_check_out_again, root, site),
    }
    for case, step in prepare.items():
        yield Run(checkout.tool, case, checkout.version, step, build, site)
    for file, text in originals.items():
        file.write_text(text, "utf-8")


def stage_seconds(output: str) -> Mapping[str, float]:
    """The stages in the output of a build, `name<TAB>seconds` a line; a stage may come several times."""
    stages: dict[str, float] = {}
    for line in output.splitlines():
        if match := _STAGE.fullmatch(line.strip()):
            stages[match[1]] = round(stages.get(match[1], 0) + float(match[2]), 3)
    return stages


def _check_out_again(root: Path, site: Path) -> None:
    put_away(site)
    for folder in ("docs", "vocabulary", "overrides", "hooks"):
        for file in (root / folder).rglob("*"):
            os.utime(file)
