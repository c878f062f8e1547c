"""Fingerprints of code and of input files, by which a build knows what has changed.

Every input is read and hashed in every build: sizes and times of files can be restored, contents cannot. Which files
are inputs follows from the settings.
"""

import hashlib
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import kalaka
from kalaka.content.sources import DIGEST_SIZE, Sources, is_ignored
from kalaka.model.settings import Settings

_TEXTS = (".yml", ".md")


def digest(*parts: bytes | str) -> bytes:
    """BLAKE2b of some parts, each told apart from the next: a fingerprint of 16 bytes."""
    hasher = hashlib.blake2b(digest_size=DIGEST_SIZE)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hasher.update(len(raw).to_bytes(8, "big"))
        hasher.update(raw)
    return hasher.digest()


@cache
def code_version() -> bytes:
    """Fingerprint of the program: its own files, Python, and the packages installed beside it."""
    folder = Path(kalaka.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
    parts: list[bytes | str] = [platform.python_version(), *_installed()]
    for path in files:
        parts += [path.relative_to(folder).as_posix(), path.read_bytes()]
    return digest(*parts)


def _installed() -> Iterator[str]:
    """Names and versions of all packages that can be imported, from the names of their metadata folders."""
    for folder in sys.path:
        with suppress(OSError):
            yield from sorted(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208


class Fingerprints:
    """A fingerprint for each input file of a knowledge base, by its path from the root."""

    def __init__(self, sources: Sources, settings: Settings, is_cached: Callable[[str, bytes], bool]) -> None:
        """Read every input. The bytes of a text stay in `sources` unless `is_cached` says that nobody will ask."""
        self.by_file: dict[str, bytes] = {}
        for file, path in _input_files(sources.root, settings):
            if file.endswith(_TEXTS) and not Path(path).is_symlink():
                self.by_file[file] = sources.digest(file)
                if is_cached(file, self.by_file[file]):
                    sources.forget([file])
            else:
                self.by_file[file] = file_digest(path)
        for file in settings.config_files:
            if file in self.by_file:
                self.by_file[file] = digest(self.by_file[file], _environment(sources.root / file))

    def of(self, *files: str) -> bytes:
        """One fingerprint of some files with their names; a file that is not there counts as that."""
        return digest(*(part for file in files for part in (file, self.by_file.get(file, b""))))

    def below(self, *names: str) -> bytes:
        """One fingerprint of some files and of everything below some folders."""
        folders = tuple(f"{name}/" for name in names)
        return self.of(*(file for file in self.by_file if file in names or file.startswith(folders)))

    @property
    def total(self) -> bytes:
        return self.of(*self.by_file)


def engine_fingerprint(root: Path, settings: Settings) -> bytes:
    """Fingerprint of what the site engine reads: settings, templates, hooks."""
    files: Mapping[str, str] = dict(_files_of(root, (*settings.config_files, *settings.engine_folders)))
    values = [_environment(root / file) for file in settings.config_files]
    return digest(*values, *(part for file, path in files.items() for part in (file, file_digest(path))))


def _environment(config_file: Path) -> bytes:
    """Fingerprint of the environment variables that a settings file with `!ENV` may name: all words of it."""
    try:
        text = config_file.read_text("utf-8", "replace")
    except OSError:
        return b""
    names = sorted(set(re.findall(r"\w+", text)) & set(os.environ)) if "!ENV" in text else []
    return digest(*(part for name in names for part in (name, os.environ[name])))


def file_digest(path: str | Path) -> bytes:
    """Fingerprint of the bytes of a file or of the target of a link; empty when that is no regular file."""
    if not os.path.isfile(path):  # noqa: PTH113 - a pipe would be waited for
        return b""
    with open(path, "rb") as file:  # noqa: PTH123
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=DIGEST_SIZE)).digest()


def _input_files(root: Path, settings: Settings) -> Iterator[tuple[str, str]]:
    yield from _files_of(root, settings.inputs)


def _files_of(root: Path, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Files and everything below folders: path from the root, and path on the disk. Links to folders are followed."""
    for name in names:
        path = root / name
        if path.is_dir():
            yield from _below(str(path), name, frozenset())
        elif path.exists():
            yield name, str(path)


def _below(folder: str, name: str, above: frozenset[str]) -> Iterator[tuple[str, str]]:
    real = os.path.realpath(folder)
    if real in above:  # a link that leads back
        return
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if is_ignored(entry.name):
            continue
        if entry.is_dir():
            yield from _below(entry.path, f"{name}/{entry.name}", above | {real})
        else:
            yield f"{name}/{entry.name}", entry.path
