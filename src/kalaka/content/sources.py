"""Content files as bytes: which files count, and a cache, so that the bytes parsed are the bytes fingerprinted."""

import hashlib
import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from kalaka.problems.problem import Problem, problem

MAX_BYTES = 1_000_000
MAX_BYTES_OF_VOCABULARY = 8_000_000
"""Ten thousand organisations take two million bytes."""
DIGEST_SIZE = 16
Raw = bytes | Problem
"""Content of a file, or the problem that prevents reading it."""
_IGNORED = re.compile(
    r"\.DS_Store|\._.*|\.AppleDouble|\.Spotlight-V100|\.Trashes|Icon\r|Thumbs\.db|ehthumbs\.db|desktop\.ini"  # systems
    r"|\..*\.sw[a-z]|.*~|\.#.*|#.*#|4913|\.~lock\..*#|~\$.*|.*\.(?:tmp|bak|orig|rej)"  # editors
    r"|\.git|\.gitkeep|\.gitignore|\.gitattributes|\.hg|\.svn|\.idea|\.vscode|__pycache__",  # tools
    re.IGNORECASE | re.DOTALL,
)


class SourcesChanged(Exception):
    """A file was edited while a build read it. The text is its path from the root."""


def is_ignored(name: str) -> bool:
    """Whether a name is that of a file or folder of an operating system, an editor program or a tool."""
    return _IGNORED.fullmatch(name) is not None


def walk(root: Path, folder: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield every file below a folder of `root`, by its path from `root` with `/`, in the order of names.

    Raises OSError where a folder cannot be listed.
    """
    with os.scandir(root / folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if is_ignored(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(root, f"{folder}/{entry.name}")
        else:
            yield f"{folder}/{entry.name}", entry


class Sources:
    """Files of a knowledge base by their paths from its root, read at first access and cached until `forget`."""

    def __init__(self, root: Path, contents: Mapping[str, Raw] | None = None) -> None:
        self.root = root
        self._contents: dict[str, Raw] = dict(contents or {})

    def raw(self, file: str) -> Raw:
        """The bytes of a regular file below the root that is not too large, or the problem that prevents reading it."""
        if file not in self._contents:
            self._contents[file] = _read(self.root, file)
        return self._contents[file]

    def digest(self, file: str) -> bytes:
        """Fingerprint of the bytes; of a file that cannot be read, of the reason."""
        raw = self.raw(file)
        return content_digest(raw if isinstance(raw, bytes) else repr(raw).encode())

    def forget(self, files: Iterable[str]) -> None:
        """Drop files from the cache."""
        for file in files:
            self._contents.pop(file, None)


def content_digest(content: bytes) -> bytes:
    """Fingerprint of the bytes of a file: BLAKE2b of 16 bytes."""
    return hashlib.blake2b(content, digest_size=DIGEST_SIZE).digest()


def _read(root: Path, file: str) -> Raw:
    path = f"{root}/{file}"
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return problem(file, (1, 1), "missing-file")
    except OSError as error:
        return problem(file, (1, 1), "unreadable", reason=type(error).__name__)
    if stat.S_ISLNK(status.st_mode) or not _is_below(root, posixpath.dirname(file)):
        return problem(file, (1, 1), "symlink")
    if stat.S_ISDIR(status.st_mode):
        return problem(file, (1, 1), "missing-file")
    if not stat.S_ISREG(status.st_mode):
        return problem(file, (1, 1), "special-file")
    limit = MAX_BYTES_OF_VOCABULARY if file.startswith("vocabulary/") else MAX_BYTES
    if status.st_size > limit:
        return problem(file, (1, 1), "too-large", size=status.st_size, limit=limit)
    try:
        with open(path, "rb") as opened:  # noqa: PTH123 - faster, which counts for thousands of files
            return opened.read()
    except OSError as error:
        return problem(file, (1, 1), "unreadable", reason=type(error).__name__)


@lru_cache(maxsize=1024)
def _is_below(root: Path, folder: str) -> bool:
    """Whether a folder is below the root after resolving symbolic links."""
    return (root / folder).resolve().is_relative_to(root.resolve())
