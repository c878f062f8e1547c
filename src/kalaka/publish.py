"""Staging to site: the whole new site takes the place of the old one, or nothing changes.

Two renames exchange the folders. A build that was cut off between them left the old site beside the place where it
belongs; `recover` puts it back. One build at a time holds the lock.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another build of the same knowledge base is at work."""


def _old(site: Path) -> Path:
    return site.with_name(f".{site.name}.old")


def recover(site: Path) -> bool:
    """Undo an exchange that was cut off; True when there was one."""
    old = _old(site)
    if not old.exists():
        return False
    if site.exists():
        shutil.rmtree(old)
        return False
    old.rename(site)
    return True


def exchange(stage: Path, site: Path) -> None:
    """`stage` becomes `site`; both are on the same disk."""
    old = _old(site)
    if site.exists():
        site.rename(old)
    stage.rename(site)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        yield
    finally:
        os.close(handle)
