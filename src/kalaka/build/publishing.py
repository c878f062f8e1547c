"""Publishing: a complete staging folder takes the place of the site.

A build writes what is new into a staging folder beside the site, links there what stays as it is, and exchanges the
two folders by renaming. A folder is replaced only when it is empty or carries the marker that every site of ours has;
anything else raises `TargetRefused` and stays untouched. Nothing that is read from disk says which files to delete:
the only names are those of the site, its staging folder and its predecessor.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from kalaka.content.sources import is_ignored

MARKER = ".kalaka-site"
"""File at the top of every site that says which entries there are ours, one name a line."""
_EXPLANATION = "# Made by `kalaka build`, which replaces this folder as a whole. Files of your own go into public/."

_DELETED = f"{_EXPLANATION}\n# This one is being deleted.\n"
"""Content of the marker of a folder whose deletion has begun."""


class TargetRefused(Exception):
    """A folder that must not be replaced. `reason` is a message key below `target.`, the others are its facts."""

    def __init__(self, reason: str, path: Path, found: str = "") -> None:
        super().__init__(f"{reason}: {path} {found}")
        self.reason, self.path, self.found = reason, path, found


class Busy(Exception):
    """Another build of the same knowledge base is running."""


def staging_of(site: Path) -> Path:
    """The folder beside the site, on the same disk, in which a build is made ready."""
    return site.with_name(f".{site.name}.new")


def _previous(site: Path) -> Path:
    return site.with_name(f".{site.name}.old")


# What may be replaced


def check_target(site: Path, root: Path, sources: Iterable[Path], known: Collection[str] | None) -> None:
    """Raise `TargetRefused` unless `site` (an absolute path without links) may be replaced.

    `sources` are the files and folders below `root` that are read; `known` names the files of the site's last build, by
    paths below it, or is None when nothing is known of it but its marker.
    """
    if site == Path(site.anchor) or site == Path.home():
        raise TargetRefused("system_folder", site)
    if root.is_relative_to(site):
        raise TargetRefused("holds_sources", site, str(root))
    for source in sources:
        if site == source or source.is_relative_to(site):
            raise TargetRefused("holds_sources", site, str(source))
        if site.is_relative_to(source) and source != root:
            raise TargetRefused("inside_sources", site, str(source))
    if ".git" in site.parts:
        raise TargetRefused("repository", site)
    for folder in (site, staging_of(site), _previous(site)):
        _check_made_by_us(folder)
    if site.exists():
        _check_complete(site, known or ())
    if _previous(site).exists() and (_previous(site) / MARKER).read_bytes() != _DELETED.encode():
        _check_complete(_previous(site), ())


def _check_made_by_us(folder: Path) -> None:
    """Raise `TargetRefused` unless a folder is absent, empty, or carries our marker."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise TargetRefused("not_a_folder", folder)
    entries = sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []
    if ".git" in entries:
        raise TargetRefused("repository", folder)
    if entries and MARKER not in entries:
        raise TargetRefused("foreign_folder", folder, entries[0])
    if entries and not stat.S_ISREG((folder / MARKER).lstat().st_mode):
        raise TargetRefused("foreign_folder", folder, MARKER)


def _check_complete(folder: Path, known: Collection[str]) -> None:
    """Raise `TargetRefused` when a site holds other files than those that it was published with.

    The marker has their number and digest; `known`, the names of the last build, tells which file is foreign. A site
    from which files are missing is only accepted when it is known what they were.
    """
    marker = (folder / MARKER).read_bytes() if (folder / MARKER).exists() else b""
    names = [name for name in files_below(folder) if not is_ignored(name.rpartition("/")[2])]
    if not names or marker == marker_text(names).encode():
        return
    if known and marker == marker_text(known).encode():
        foreign = next((name for name in names if name not in known), None)
        if foreign is None:
            return
        raise TargetRefused("foreign_file", folder, foreign)
    listed = marker.decode("utf-8", "replace").splitlines()
    raise TargetRefused(
        "foreign_file", folder, next((name for name in names if name.partition("/")[0] not in listed), names[0])
    )


def files_below(folder: Path) -> Iterator[str]:
    """Every file below a folder but the marker, by its path with `/`, sorted within each folder."""
    yield from _files_below(str(folder), "")


def _files_below(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(entry.path, f"{prefix}{entry.name}/")
        elif prefix or entry.name != MARKER:
            yield prefix + entry.name


def marker_text(files: Iterable[str]) -> str:
    """Content of the marker of a site with these files: their number and digest, and the entries at the top."""
    names = sorted(files)
    digest = hashlib.blake2b("\n".join(names).encode(), digest_size=16).hexdigest()
    top = sorted({name.partition("/")[0] for name in names})
    return "\n".join([_EXPLANATION, f"# {len(names)} files, {digest}", *top]) + "\n"


# The exchange


def begin_staging(site: Path) -> Path:
    """An empty staging folder that carries a marker from its first moment."""
    folder = staging_of(site)
    _remove(folder)
    folder.mkdir(parents=True)
    (folder / MARKER).write_text(marker_text(()), "utf-8", newline="\n")
    return folder


def keep_files(site: Path, names: Iterable[str]) -> None:
    """Stage files of the site that stay as they are: a hard link each, or a copy where the disk has no links."""
    staging = staging_of(site)
    made: set[str] = set()
    for name in names:
        source, goal = f"{site}/{name}", f"{staging}/{name}"
        folder = goal.rpartition("/")[0]
        if folder not in made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - ten thousand paths need no objects
            made.add(folder)
        try:
            os.link(source, goal)
        except OSError:
            shutil.copy2(source, goal)


def exchange(site: Path) -> Path | None:
    """Put the staging folder in the place of the site, then delete the site that was there.

    Returns the predecessor when it could not be deleted: the new site is published all the same.
    """
    staging, previous = staging_of(site), _previous(site)
    (staging / MARKER).write_text(marker_text(files_below(staging)), "utf-8", newline="\n")
    if site.exists():
        site.rename(previous)
    staging.rename(site)
    try:
        _remove(previous)
    except OSError:
        return previous
    return None


def _remove(folder: Path) -> None:
    """Delete a folder of ours, also a write-protected one."""
    if not folder.exists():
        return
    try:
        _delete(folder)
    except PermissionError:
        for below, _, _ in os.walk(folder):
            os.chmod(below, stat.S_IRWXU)  # noqa: PTH101 - in a folder that may not be written to nothing can be deleted
        (folder / MARKER).chmod(stat.S_IRUSR | stat.S_IWUSR)  # other files may be links to those of the site
        _delete(folder)


def _delete(folder: Path) -> None:
    """Delete everything in a folder, its marker last, so that what a cut leaves is still known as ours."""
    (folder / MARKER).write_text(_DELETED, "utf-8", newline="\n")
    for entry in folder.iterdir():
        if entry.name == MARKER:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    (folder / MARKER).unlink()
    try:
        folder.rmdir()
    except OSError:  # something was written there meanwhile
        (folder / MARKER).write_text(_DELETED, "utf-8", newline="\n")
        raise


def recover(site: Path) -> bool:
    """Undo what a cut left behind; True when the site was missing and its predecessor was put back.

    Call after `check_target`: it deletes the staging folder and the predecessor.
    """
    restored = False
    previous, staging = _previous(site), staging_of(site)
    if previous.exists():
        if site.exists() and any(site.iterdir()):
            _remove(previous)
        else:
            if site.exists():
                site.rmdir()
            previous.rename(site)
            restored = True
    _remove(staging)
    return restored


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a knowledge base while the block runs; raises `Busy` when another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise Busy from None
    try:
        yield
    finally:
        lock.release()
