"""A library, each part of it read only when it has changed, records by several processes when many have."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from kalaka.build.anchors import page_anchors
from kalaka.build.aside import Progress
from kalaka.build.cache import Cache, code_version, digest
from kalaka.build.crew import FEW, Blocks, Crew, Read, read, reread
from kalaka.build.fingerprints import Prints
from kalaka.build.plan import shared_key
from kalaka.build.publishing import locked
from kalaka.content.discovery import find_files
from kalaka.content.loader import Base, load_base, load_library, with_records
from kalaka.content.records import Record
from kalaka.exports.blocks import Block, block, cut
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import Library, project_file
from kalaka.model.project import Project
from kalaka.problems.problem import Problem, in_order
from kalaka.rules import check
from kalaka.search.corpus import Entry, project_entries

_SHELVES = 128
"""Records are kept on so many shelves, a row each: to read a row for every record takes several times as long."""


class _Kept(NamedTuple):
    """What is kept of a record that is a value, under the digest of its file."""

    key: bytes
    read: Read


_Shelf = dict[str, _Kept]
"""By file."""


class Reading:
    """Reads one knowledge base. `records`, `shapes`, `summaries` and `lines` (of gaps) are digests of what was read,
    by id.
    """

    def __init__(self, root: Path, cache: Cache, prints: Prints, progress: Progress) -> None:
        self.root, self.cache, self.prints, self.progress = root, cache, prints, progress
        self.records: dict[str, bytes] = {}
        self.shapes: dict[str, bytes] = {}
        self.summaries: dict[str, bytes] = {}
        self.lines: dict[str, bytes] = {}
        self._parts: set[bytes] = set()
        self.shared = b""
        """What all pages and files are made of besides records, when the base was read."""
        self.crew: Crew | None = None
        self._fresh: dict[str, Read] = {}
        """Records that were read and are not yet kept."""

    def begin(self) -> None:
        """See what has changed; when it is many records, a crew begins to read them."""
        self._files = find_files(self.root)
        self._keys = {file: self.prints.found.get(file, b"") for file in self._files.records}
        self._shelves: dict[bytes, _Shelf] = self.cache.get("shelf", [_shelf(n) for n in range(_SHELVES)])
        self._kept = {file: one for shelf in self._shelves.values() for file, one in shelf.items()}
        self._new = [file for file, key in self._keys.items() if file not in self._kept or self._kept[file].key != key]
        if len(self._new) >= FEW:
            self.crew = Crew(self.root, self._new, self._make_blocks)

    def drawers(self, library: Library) -> Crew:
        """A crew that has read nothing."""
        self.crew = Crew(self.root, [], self._make_blocks, library)
        return self.crew

    def base(self) -> Base:
        base = load_base(self.root, self._part, self._files)
        self.cache.keep("part", self._parts)
        self.shared = shared_key(base.library, self.prints.below("vocabulary/"))
        return base

    def library(self, base: Base) -> tuple[Library, list[Problem]]:
        """Everything, with every problem of shape."""
        records, at_hand = self._records()
        library, problems = with_records(base, records, {})
        return reread(library, at_hand), problems

    def end(self) -> None:
        """Keep what was read, and let the other processes go."""
        if self._fresh:
            self.keep()
        if self.crew:
            self.crew.dismiss()
            self.crew = None

    def _part(self, name: str, files: Sequence[str], read_it: Callable[[], Any]) -> Any:
        key = digest(code_version(), name, self.prints.of(*files))
        self._parts.add(key)
        found = self.cache.get("part", [key])
        if found:
            return found[key]
        value = read_it()
        if not value[-1]:  # data that is no value is not kept
            self.cache.put("part", {key: value})
        return value

    def _records(self) -> tuple[list[Record], dict[str, Project]]:
        at_hand: dict[str, Project] = {}
        if self.crew:
            fresh = self.crew.records(lambda done: self.progress(done, len(self._new)))
        else:
            fresh = []
            for file in self._new:
                one, project = read(self.root, file)
                fresh.append(one)
                if project:
                    at_hand[project.id] = project
        found = {one.record.file: one for one in fresh}
        records = []
        for file, key in self._keys.items():
            one = found.get(file) or self._kept[file].read
            name = one.record.id
            self.records[name], self.shapes[name] = key, one.shape
            self.summaries[name], self.lines[name] = one.summary, one.lines
            records.append(one.record)
        self._fresh = found
        return records, at_hand

    def keep(self) -> None:
        """Put the records that were read on their shelves, and take away those that are gone."""
        found, self._fresh = self._fresh, {}
        changed: dict[bytes, _Shelf] = {}

        def shelf_of(file: str) -> _Shelf:
            key = _shelf(crc32(file.encode()) % _SHELVES)
            return changed.setdefault(key, dict(self._shelves.get(key, {})))

        for file, one in found.items():
            if one.record.summary:
                shelf_of(file)[file] = _Kept(self._keys[file], one)
        for file in self._kept.keys() - self._keys.keys():
            del shelf_of(file)[file]
        if changed:
            self.cache.put("shelf", changed)
            self.cache.keep("shelf", [_shelf(number) for number in range(_SHELVES)])

    # What is kept of blocks of records: pieces of the open data, and entries of the search

    def blocks(self, library: Library) -> Blocks:
        """Key and ids of every block, in the order of ids."""
        return [
            (digest(self.shared, self.prints.of(*map(project_file, ids))), ids) for ids in cut(sorted(library.projects))
        ]

    def missing_blocks(self, blocks: Blocks) -> Blocks:
        keys = [key for key, _ in blocks]
        there = [self.cache.has(kind, keys) for kind in _OF_BLOCKS]
        return [one for one in blocks if not all(one[0] in found for found in there)]

    def data(self, library: Library, blocks: Blocks) -> Iterator[Block]:
        return self._kept_of("data", library, blocks)

    def entries(self, library: Library, blocks: Blocks, lang: Lang) -> Iterator[Sequence[Entry]]:
        return self._kept_of(lang, library, blocks)

    def _kept_of(self, kind: str, library: Library, blocks: Blocks) -> Iterator[Any]:
        return self.cache.values(kind, [key for key, _ in blocks], lambda n: _OF_BLOCKS[kind](library, blocks[n][1]))

    def _make_blocks(self, library: Library, blocks: Blocks) -> None:
        """Where the records are, so that they need not be read again for this."""
        for key, ids in blocks:
            for kind, make in _OF_BLOCKS.items():
                self.cache.put(kind, {key: make(library, ids)}, hold=False)


_OF_BLOCKS: Mapping[str, Callable[[Library, Sequence[str]], Any]] = {
    "data": block,
    **{lang: partial(project_entries, lang=lang) for lang in LANGS},
}
"""How each kind of value is made."""


def read_and_check(root: Path) -> tuple[Library, list[Problem]]:
    """Everything, read anew; nothing is kept of it."""
    library, problems = load_library(root)
    return library, checked(library, problems)


def checked(library: Library, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of shape and all between values, in the order of their places."""
    return in_order([*problems, *check(library, page_anchors)])


def check_again(root: Path, work: Path, progress: Progress) -> tuple[Library, list[Problem]]:
    """The same, reading only what has changed since the last time; `work` is where that is kept."""
    with locked(work):
        cache = Cache(work / "cache.db")
        reading = Reading(root, cache, Prints(root, cache), progress)
        try:
            reading.begin()
            library, problems = reading.library(reading.base())
            return library, checked(library, problems)
        finally:
            reading.end()
            cache.close()


def _shelf(number: int) -> bytes:
    return digest(code_version(), str(number))
