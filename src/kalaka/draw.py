"""One planned page → a file of a folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kalaka.frame import Frame, filling
from kalaka.library import Library
from kalaka.model import Lang
from kalaka.pages import sheets
from kalaka.pages.page import Page
from kalaka.plan import Planned


class Written(NamedTuple):
    """A file that was written: its path below the site, its key, its size and time."""

    file: str
    key: bytes
    size: int
    changed: int


def draw(library: Library, frames: Mapping[tuple[Lang, str], Frame], page: Planned, folder: Path) -> Written:
    """A generated page, drawn and written."""
    found = sheets(library, page.lang)[page.path].draw()
    return write(folder, page.file, page.key, whole(library, frames, found).encode())


def whole(library: Library, frames: Mapping[tuple[Lang, str], Frame], page: Page) -> str:
    return frames[page.lang, page.frame].fill(filling(library, page))


def write(folder: Path, file: str, key: bytes, content: bytes) -> Written:
    path = folder / file
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        with os.fdopen(handle, "wb", closefd=False) as out:
            out.write(content)
        stat = os.fstat(handle)
    finally:
        os.close(handle)
    return Written(file, key, stat.st_size, stat.st_mtime_ns)
