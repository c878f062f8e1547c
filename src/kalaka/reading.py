"""A library, each part of it read only when it has changed, records by several processes when many have."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kalaka.cache import Cache, code_version, digest
from kalaka.checks import check
from kalaka.crew import FEW, Crew, reread
from kalaka.data.records import KIND, Fragments, fragments
from kalaka.library import Library, project_file
from kalaka.load import Base, Record, load_base, load_record, with_records
from kalaka.model import Project
from kalaka.plan import shared_key
from kalaka.prints import Prints
from kalaka.problems import Problem, in_order

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""


_AT_ONCE = 100
"""Records whose data is in memory at one time."""


class Reading:
    """Reads one knowledge base. `records` and `summaries` are digests of what was read, by id."""

    def __init__(self, root: Path, cache: Cache, prints: Prints, progress: Progress) -> None:
        self.root, self.cache, self.prints, self.progress = root, cache, prints, progress
        self.crew: Crew | None = None
        self.records: dict[str, bytes] = {}
        self.summaries: dict[str, bytes] = {}
        self._parts: set[bytes] = set()
        self.shared = b""
        """What all pages and files are made of besides records, when the base was read."""

    def base(self) -> Base:
        base = load_base(self.root, self._part)
        self.cache.keep("part", self._parts)
        self.shared = shared_key(base.library, self.prints.below("vocabulary/"))
        return base

    def library(self, base: Base) -> tuple[Library, list[Problem]]:
        """Everything, with the problems of every level."""
        records, at_hand = self._records(base.library, base.files.records)
        library, problems = with_records(base, records, {})
        library = reread(library, at_hand)
        return library, in_order([*problems, *check(library)])

    def end(self) -> None:
        """Let the other processes go."""
        if self.crew:
            self.crew.dismiss()
            self.crew = None

    def _part(self, name: str, files: Sequence[str], read: Callable[[], Any]) -> Any:
        key = digest(code_version(), name, self.prints.of(*files))
        self._parts.add(key)
        found = self.cache.get("part", [key])
        if found:
            return found[key]
        value = read()
        if not value[-1]:  # data that is no value is not kept
            self.cache.put("part", {key: value})
        return value

    def _records(self, base: Library, files: Sequence[str]) -> tuple[list[Record], dict[str, Project]]:
        keys = {file: digest(code_version(), file, self.prints.of(file)) for file in files}
        kept = self.cache.get("record", keys.values())
        new = [file for file in files if keys[file] not in kept]
        read = {record.file: record for record in self._read(base, new)}
        fresh = {}
        found: list[Record] = []
        for file in files:
            if file in read:
                record = read[file]
                own = digest(repr(record.summary))
                if record.summary:
                    fresh[keys[file]] = (record.summary, record.problems, own)
            else:
                summary, problems, own = kept[keys[file]]
                record = Record(file, None, summary, problems)
            self.records[record.id], self.summaries[record.id] = keys[file], own
            found.append(record._replace(project=None))
        if fresh:
            self.cache.put("record", fresh)
            self.cache.keep("record", keys.values())
        return found, {record.id: record.project for record in read.values() if record.project}

    def pieces(self, library: Library) -> Iterator[Fragments]:
        """What the files of the open data say of each record, in the order of ids; kept of those that are the same."""
        ids = sorted(library.projects)
        keys = {name: self._piece_key(name) for name in ids}
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

    def _piece_key(self, name: str) -> bytes:
        return digest(self.shared, self.prints.of(project_file(name)))

    def _keep_pieces(self, base: Library, projects: Sequence[Project]) -> None:
        """Where records are read, so that they need not be read again for their data."""
        found = {}
        for project in projects:
            with suppress(KeyError):  # a reference that leads nowhere: the checks report it, and nothing is built
                found[self._piece_key(project.id)] = fragments(base, project)
        self.cache.put(KIND, found, hold=False)

    def _read(self, base: Library, files: Sequence[str]) -> Iterable[Record]:
        if len(files) < FEW:
            return [load_record(self.root, file) for file in files]
        self.crew = Crew(base, files, self._keep_pieces)
        return self.crew.records(lambda done: self.progress(done, len(files)))
