"""A library, each part of it read only when it has changed, records by several processes when many have."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from kalaka.cache import Cache, code_version, digest
from kalaka.checks import check
from kalaka.crew import FEW, Crew, Keep, Read, read, reread
from kalaka.data.records import KIND, Fragments, fragments
from kalaka.library import Library, project_file
from kalaka.load import Base, Record, find_files, load_base, with_records
from kalaka.model import Project
from kalaka.plan import shared_key
from kalaka.prints import Prints
from kalaka.problems import Problem, in_order

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""


_AT_ONCE = 100
"""Records whose data is in memory at one time."""


class Reading:
    """Reads one knowledge base. `records` and `summaries` are digests of what was read, by id.

    When many records have changed, a crew begins to read them at once.
    """

    def __init__(self, root: Path, cache: Cache, prints: Prints, progress: Progress) -> None:
        self.root, self.cache, self.prints, self.progress = root, cache, prints, progress
        self.records: dict[str, bytes] = {}
        self.summaries: dict[str, bytes] = {}
        self._parts: set[bytes] = set()
        self.shared = b""
        """What all pages and files are made of besides records, when the base was read."""
        self._files = find_files(root)
        self._keys = {file: self._record_key(file) for file in self._files.records}
        self._kept = self.cache.get("record", self._keys.values())
        self._new = [file for file, key in self._keys.items() if key not in self._kept]
        self.crew: Crew | None = None
        if len(self._new) >= FEW:
            self.crew = self._crew(self._new)

    def _crew(self, files: Sequence[str]) -> Crew:
        return Crew(self.root, files, Keep(self._keep_records, self._keep_pieces))

    def drawers(self, library: Library, every: bool) -> Crew:
        """The crew that has read what is new, or one that reads `every` record, or none, to draw."""
        if self.crew is None:
            self.crew = self._crew(self._files.records if every else [])
            if every:
                self.crew.records(lambda done: None)
            self.crew.learn(library, self.shared)
        return self.crew

    def base(self) -> Base:
        base = load_base(self.root, self._part, self._files)
        self.cache.keep("part", self._parts)
        self.shared = shared_key(base.library, self.prints.below("vocabulary/"))
        return base

    def library(self, base: Base) -> tuple[Library, list[Problem]]:
        """Everything, with the problems of every level."""
        records, at_hand = self._records()
        library, problems = with_records(base, records, {})
        library = reread(library, at_hand)
        return library, in_order([*problems, *check(library)])

    def end(self) -> None:
        """Let the other processes go."""
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
            self.cache.hold("record", self._rows(fresh))
        else:
            fresh = []
            for file in self._new:
                one, project = read(self.root, file)
                fresh.append(one)
                if project:
                    at_hand[project.id] = project
            self._keep_records(fresh)
        found = {one.record.file: one for one in fresh}
        records = []
        for file, key in self._keys.items():
            record, own = found.get(file) or _from_kept(file, self._kept[key])
            self.records[record.id], self.summaries[record.id] = key, own
            records.append(record)
        if fresh:
            self.cache.keep("record", self._keys.values())
        return records, at_hand

    def _record_key(self, file: str) -> bytes:
        return digest(code_version(), file, self.prints.of(file))

    def _keep_records(self, found: Sequence[Read]) -> None:
        """Where they are read."""
        self.cache.put("record", self._rows(found))

    def _rows(self, found: Sequence[Read]) -> dict[bytes, Any]:
        """A record that is no value has nothing to keep."""
        return {self._keys[r.file]: (r.summary, r.problems, own) for r, own in found if r.summary}

    def pieces(self, library: Library) -> Iterator[Fragments]:
        """What the files of the open data say of each record, in the order of ids; kept of those that are the same."""
        ids = sorted(library.projects)
        keys = {name: self._piece_key(self.shared, name) for name in ids}
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            kept = self.cache.get(KIND, [keys[name] for name in part], hold=False)
            new = {}
            for name in part:
                found = kept.get(keys[name])
                if found is None:
                    found = new[keys[name]] = fragments(library, library.records[name])
                yield found
            self.cache.put(KIND, new, hold=False)
        self.cache.keep(KIND, keys.values())

    def _piece_key(self, shared: bytes, name: str) -> bytes:
        return digest(shared, self.prints.of(project_file(name)))

    def _keep_pieces(self, library: Library, shared: bytes, projects: Sequence[Project]) -> None:
        """Where the records are, so that they need not be read again for their data."""
        found = {self._piece_key(shared, project.id): fragments(library, project) for project in projects}
        self.cache.put(KIND, found, hold=False)


def _from_kept(file: str, kept: tuple[Any, ...]) -> Read:
    summary, problems, own = kept
    return Read(Record(file, None, summary, problems), own)
