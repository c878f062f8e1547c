"""Moves folders out of the way instead of deleting them; they are deleted when everything has been measured.

When ext4 makes a file, it passes over the numbers of all files that were deleted within the last minutes
(`recently_deleted` in fs/ext4/ialloc.c): a build after the deletion of 30,000 files took up to half as long again.
"""

import shutil
import time
from itertools import count
from pathlib import Path

from bench.tools import BENCH

AWAY = BENCH / "work/away"
_numbers = count(time.time_ns())


def put_away(*folders: Path) -> None:
    """Leave nothing at these places, which are below the folder of the benchmark."""
    AWAY.mkdir(parents=True, exist_ok=True)
    for folder in folders:
        if folder.exists():
            folder.rename(AWAY / str(next(_numbers)))


def delete() -> None:
    shutil.rmtree(AWAY, ignore_errors=True)
