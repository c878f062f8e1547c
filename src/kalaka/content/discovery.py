"""Which files below `docs/` are records, texts or attachments, and which must not be there."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kalaka.i18n.languages import Lang
from kalaka.problems.problem import Problem, problem

_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".pdf"}
_ASSETS = _PICTURES | {".css", ".js", ".woff2", ".txt", ".json", ".ico"}
_ICON = "docs/assets/icon.svg"
"""The one SVG: any other would run its scripts when it is opened by itself."""


class Files(NamedTuple):
    """The files of a knowledge base below `docs/`, by what they are."""

    records: list[str]
    pages: dict[str, dict[Lang, str]]
    """By source, the name without its language: the files of each language."""
    others: list[str]
    problems: list[Problem]


def find_files(root: Path) -> Files:
    """Every file below `docs/`, in the order of their names; what must not be there is a problem."""
    found = Files([], {}, [], [])
    for file, entry in _walk(root / "docs", "docs"):
        name = entry.name
        suffix = "." + name.rpartition(".")[2] if "." in name[1:-1] else ""
        if entry.is_symlink() and suffix not in (".md", ".yml"):
            found.problems.append(problem(file, (1, 1), "symlink"))
        elif suffix == ".md":
            lang: Lang = "ro" if name.endswith(".ro.md") else "hu"
            found.pages.setdefault(file.replace(".ro.md", ".md"), {})[lang] = file
        elif suffix == ".yml" and file == f"docs/projects/{name}":
            found.records.append(file)
        elif suffix not in (_ASSETS if file.startswith("docs/assets/") else _PICTURES) and file != _ICON:
            code = "wrong-ending" if suffix.lower() in (".yaml", ".yml") and suffix != ".yml" else "file-kind"
            found.problems.append(problem(file, (1, 1), code, found=suffix or name))
        else:
            found.others.append(file)
    return found


def _walk(folder: Path, name: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}", entry
