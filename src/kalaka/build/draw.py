"""One page at an address → a file of a folder."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from kalaka.build.plan import Address
from kalaka.engines.frame import Frame, filling
from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import Library
from kalaka.pages import sheet
from kalaka.pages.page import Page

Cut = Mapping[tuple[Lang, str], Frame]
"""Frames by language and kind of page."""


class Written(NamedTuple):
    """A file that was written: its path below the site, its size and time."""

    file: str
    size: int
    changed: int


def draw(library: Library, frames: Cut, page: Address, folder: Path) -> Written:
    """A generated page, drawn and written."""
    found = sheet(library, page.lang, page.path)
    assert found is not None  # it is planned
    return write(folder, page.file, whole(library, frames, found.draw()).encode())


def whole(library: Library, frames: Cut, page: Page) -> str:
    return frames[page.lang, page.frame].fill(filling(library, page))


def write(folder: Path, file: str, content: bytes) -> Written:
    path = f"{folder}/{file}"
    try:
        out = os.open(path, _ANEW, 0o666)  # thousands of files need no objects for their names, nor for themselves
    except FileNotFoundError:
        _make_folder(path.rpartition("/")[0])
        out = os.open(path, _ANEW, 0o666)
    try:
        written = os.write(out, content)
        while written < len(content):
            written += os.write(out, content[written:])
        stat = os.fstat(out)
    finally:
        os.close(out)
    return Written(file, stat.st_size, stat.st_mtime_ns)


_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def _make_folder(path: str) -> None:
    """A folder that is not there, and those above it; another process may make the same ones."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileNotFoundError:
        _make_folder(path.rpartition("/")[0])
        with suppress(FileExistsError):
            os.mkdir(path)  # noqa: PTH102
    except FileExistsError:
        pass
