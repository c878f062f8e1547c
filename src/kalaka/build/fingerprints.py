"""What the input files are: a digest of each file's bytes, read again only when its size or time has changed."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISLNK
from typing import NamedTuple

from kalaka.build.cache import KEY, Cache, digest

INPUTS = ("docs", "vocabulary", "overrides", "hooks", "mkdocs.yml")
_ABSENT = bytes(KEY)
_RECENT = 2_000_000_000
"""Nanoseconds: a file changed so shortly before it was read may change again within one tick of the clock."""


class _Seen(NamedTuple):
    changed: int
    size: int
    digest: bytes


class Prints:
    """Digests of the files of a knowledge base, by their names from the root."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self.root = root
        key = digest("prints", str(root))
        before: dict[str, _Seen] = cache.get("prints", [key]).get(key, {})
        now = time.time_ns()
        self.found: dict[str, bytes] = {}
        seen: dict[str, _Seen] = {}
        for file, stat in _files(root):
            known = before.get(file)
            if known and (known.changed, known.size) == (stat.st_mtime_ns, stat.st_size):
                print_ = known.digest
            elif S_ISLNK(stat.st_mode):
                print_ = digest("link", str((root / file).readlink()))
            else:
                print_ = digest((root / file).read_bytes())
            self.found[file] = print_
            if now - stat.st_mtime_ns > _RECENT:
                seen[file] = _Seen(stat.st_mtime_ns, stat.st_size, print_)
        if seen != before:
            cache.put("prints", {key: seen})

    def of(self, *files: str) -> bytes:
        """One digest of some files, with their names; a file that is not there counts as that."""
        return digest("\0".join(files), b"".join([self.found.get(file, _ABSENT) for file in files]))

    def below(self, *folders: str) -> bytes:
        """One digest of everything below some folders."""
        return self.of(*(file for file in self.found if file.startswith(folders)))

    @property
    def all(self) -> bytes:
        return self.of(*self.found)


def _files(root: Path) -> Iterator[tuple[str, os.stat_result]]:
    for name in INPUTS:
        if (root / name).is_file():
            yield name, (root / name).stat()
        elif (root / name).is_dir():
            yield from _below(root / name, name)


def _below(folder: Path, name: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as listed:
        entries: Iterable[os.DirEntry[str]] = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), f"{name}/{entry.name}")
        elif entry.is_file(follow_symlinks=False) or entry.is_symlink():
            yield f"{name}/{entry.name}", entry.stat(follow_symlinks=False)
