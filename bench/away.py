"""Folders that are not wanted any more: moved out of the way at once, deleted when everything has been measured.

When ext4 makes a file it passes over the numbers of all files that were deleted within the last minutes, one after
another (`recently_deleted` in fs/ext4/ialloc.c). Builds that follow the deletion of thirty thousand files took up to
half as long again for this alone, whatever the tool.
"""

import shutil
import time
from itertools import count
from pathlib import Path

from bench.tools import BENCH

GONE = BENCH / "work/gone"
_numbers = count(time.time_ns())


def put_away(*folders: Path) -> None:
    """Leave nothing at these places, which are below the folder of the benchmark."""
    GONE.mkdir(parents=True, exist_ok=True)
    for folder in folders:
        if folder.exists():
            folder.rename(GONE / str(next(_numbers)))


def delete() -> None:
    shutil.rmtree(GONE, ignore_errors=True)
