"""What is known of a published site: the inputs it was made of, and each file with the key of its content."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from kalaka.build.cache import Cache
from kalaka.build.fingerprints import code_version, digest
from kalaka.build.publishing import files_below
from kalaka.problems.problem import Problem


class FileState(NamedTuple):
    """Key of what a file was made of, and its size in bytes and time of change in nanoseconds afterwards."""

    key: str
    size: int
    changed: int


class Manifest(NamedTuple):
    """A finished build of a site. `inputs` is a fingerprint in hexadecimal digits, empty when it cannot be trusted."""

    inputs: str
    files: dict[str, FileState]
    pages: int
    counts: dict[str, int]
    problems: tuple[Problem, ...]
    """Warnings and hints of the build, which a build of nothing repeats."""


_ADAPTER = TypeAdapter(Manifest)


def manifest_key(site: Path) -> bytes:
    return digest(code_version(), str(site))


def load_manifest(cache: Cache, site: Path) -> Manifest | None:
    """The manifest of the last build of a site, or None."""
    raw = cache.get("manifest", manifest_key(site))
    if raw is None:
        return None
    try:
        manifest = _ADAPTER.validate_json(raw)
    except ValidationError:
        return None
    return manifest if all(map(_is_below, manifest.files)) else None


def _is_below(name: str) -> bool:
    """Whether a path cannot lead out of the site."""
    return ".." not in name and "\\" not in name and ":" not in name and not name.startswith("/")


def save_manifest(cache: Cache, site: Path, manifest: Manifest) -> None:
    cache.put("manifest", {manifest_key(site): _ADAPTER.dump_json(manifest)})


def intact_files(site: Path, files: Mapping[str, FileState]) -> dict[str, FileState]:
    """The files that are still as they were written."""
    return {name: state for name, state in files.items() if _state(f"{site}/{name}", state.key) == state}


def states_below(folder: Path, key: str) -> Iterator[tuple[str, FileState]]:
    """Path and state of every file below a folder, which were all made of the same."""
    for name in files_below(folder):
        if state := _state(f"{folder}/{name}", key):
            yield name, state


def _state(path: str, key: str) -> FileState | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - tens of thousands of paths need no objects
    except OSError:
        return None
    return FileState(key, status.st_size, status.st_mtime_ns)
