"""Staging to site. The first build, or one that changes nearly all, takes the place of the old site as a whole: two
renames exchange the folders. Any other is published file by file after a journal has been written of what to move and
what to take away; every file is whole at every moment, old or new, and what was cut off is completed at the next start.
One build at a time holds the lock.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Busy(Exception):
    """Another build of the same knowledge base is at work."""


def stage_of(site: Path) -> Path:
    """The folder beside the site, on the same disk, in which a build is made ready."""
    return site.with_name(f".{site.name}.new")


def _old(site: Path) -> Path:
    return site.with_name(f".{site.name}.old")


def _journal(site: Path) -> Path:
    return site.with_name(f".{site.name}.journal")


def recover(site: Path) -> bool:
    """Complete what was cut off: a journal is carried out, an exchange undone; True when there was anything."""
    cut_off = False
    if _journal(site).exists():
        _carry_out(site)
        cut_off = True
    elif _old(site).exists():
        if site.exists():
            shutil.rmtree(_old(site))
        else:
            _old(site).rename(site)
            cut_off = True
    shutil.rmtree(stage_of(site), ignore_errors=True)
    for gone in site.parent.glob(f".{site.name}.gone.*"):
        _remove(gone)
    return cut_off


def exchange(site: Path) -> None:
    """What is staged becomes the site."""
    old = _old(site)
    if site.exists():
        site.rename(old)
    stage_of(site).rename(site)
    if old.exists():
        gone = site.with_name(f".{site.name}.gone.{os.getpid()}.{time.time_ns()}")
        old.rename(gone)
        _remove(gone)


def _remove(folder: Path) -> None:
    """Begin to take a folder away; a disk that trims itself may need a minute for ten thousand files of it."""
    command = [sys.executable, "-c", "import shutil, sys; shutil.rmtree(sys.argv[1], ignore_errors=True)", str(folder)]
    _removing.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True))


_removing: list["subprocess.Popen[bytes]"] = []
"""Nobody waits for them; what one does not get done is done after the next build."""


def keep_files(site: Path, names: Collection[str]) -> None:
    """What stays as it is, staged too: the same file under a second name, or a copy where a disk has no such thing."""
    for name in names:
        goal = stage_of(site) / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        try:
            goal.hardlink_to(site / name)
        except OSError:
            shutil.copy2(site / name, goal)


def replace_files(site: Path, written: Collection[str], gone: Collection[str]) -> None:
    """Move the staged files into the site and take others away, by paths below it."""
    if not written and not gone:
        shutil.rmtree(stage_of(site), ignore_errors=True)
        return
    journal = _journal(site)
    draft = journal.with_name(journal.name + ".draft")
    draft.write_text(json.dumps({"written": sorted(written), "gone": sorted(gone)}), "utf-8")
    draft.replace(journal)
    _carry_out(site)


def _carry_out(site: Path) -> None:
    """Do what the journal says and is not yet done, then put it away."""
    journal, stage = _journal(site), stage_of(site)
    todo = json.loads(journal.read_text("utf-8"))
    for path in todo["gone"]:
        file = site / path
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == site:
                break
            with suppress(OSError):
                folder.rmdir()
                continue
            break
    for path in todo["written"]:
        goal = site / path
        goal.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # moved before the cut
            (stage / path).replace(goal)
    journal.unlink()
    shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of this process alone: what it forks has no part in it
        except OSError:
            raise Busy from None
        yield
    finally:
        os.close(handle)
