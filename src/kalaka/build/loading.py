"""The knowledge base, read again only where files have changed: what was parsed is kept under its fingerprint."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import to_json

from kalaka.build.anchors import page_anchors
from kalaka.build.cache import Cache
from kalaka.build.fingerprints import Fingerprints, code_version, digest
from kalaka.build.workers import executor, worker_state
from kalaka.content.loader import Parts, load_base, load_knowledge_base, with_records
from kalaka.content.markdown import outline, remember_html
from kalaka.content.records import Record, load_record, read_project
from kalaka.content.settings import read_settings
from kalaka.content.sources import Raw, Sources
from kalaka.content.vocabulary import Vocabulary, read_vocabulary
from kalaka.model.base import Entry
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.rendered_text import RenderedText
from kalaka.model.settings import Settings
from kalaka.model.summary import Summary
from kalaka.problems.problem import Problem, in_order
from kalaka.rules import check
from kalaka.rules.suggestions import with_suggestions

FEW_RECORDS = 150
"""Fewer records are parsed faster by one process."""
_CHUNK = 100
"""Records of one job."""
_KEPT_RECORDS = 64
RECORDS = "docs/projects/"
Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""


class _Row(NamedTuple):
    """What is kept of a valid record beside its data."""

    summary: Summary
    problems: tuple[Problem, ...]


_ROW = TypeAdapter(_Row)
_PROSE = TypeAdapter(RenderedText)


class _Whole(BaseModel):
    """What is kept of a valid record for its own pages: its value, and its texts with their HTML."""

    data: Project
    html: tuple[tuple[str, str], ...]


_WHOLE = TypeAdapter(_Whole)


class _Parsed(NamedTuple):
    """One record from a worker. `row` and `data` are JSON, and empty when `record` is not valid."""

    record: Record
    row: bytes
    data: bytes


class Loaded(NamedTuple):
    kb: KnowledgeBase
    problems: list[Problem]
    record_keys: Mapping[str, bytes]
    """Fingerprint of each valid record by id: of its bytes, its name and the program."""


class Loader:
    """Reads one knowledge base whose inputs have been fingerprinted."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self.cache = cache
        self.sources = Sources(root)
        self.settings, self.problems = read_settings(self.sources)
        self._cached = cache.keys("record")
        self.fingerprints = Fingerprints(self.sources, self.settings, self._is_cached)

    def _is_cached(self, file: str, fingerprint: bytes) -> bool:
        return file.startswith(RECORDS) and _record_key(file, fingerprint) in self._cached

    def load(self, progress: Progress) -> Loaded:
        """Everything, with every problem of shape; what is no longer there is deleted from the cache."""
        parts = _KeptParts(self.cache)
        base = load_base(self.sources, parts)
        keys = {file: _record_key(file, self.fingerprints.by_file.get(file, b"")) for file in base.files.records}
        records = self._records(keys, progress)
        valid = {record.id: keys[record.file] for record in records if record.summary}
        store = RecordStore(self.sources.root, self.cache.file, valid)
        kb, problems = with_records(base, records, store)
        for kind in ("record", "summary"):
            self.cache.keep_only(kind, keys.values())
        parts.forget_others()
        return Loaded(kb, problems, valid)

    def _records(self, keys: Mapping[str, bytes], progress: Progress) -> list[Record]:
        """All records in the order of their files: summaries from the cache, the others parsed."""
        rows = self.cache.get_all("summary")
        records: dict[str, Record] = {}
        for file, key in keys.items():
            row: _Row | None = _validated(_ROW, rows[key]) if key in rows and key in self._cached else None
            if row:
                records[file] = Record(file, None, row.summary, row.problems)
        records |= self._parse([file for file in keys if file not in records], keys, progress)
        return [records[file] for file in keys]

    def _parse(self, files: Sequence[str], keys: Mapping[str, bytes], progress: Progress) -> dict[str, Record]:
        """Parse records side by side; each job's results go into the cache as they come, and out of memory."""
        records: dict[str, Record] = {}
        with executor(self.sources.root, parallel=len(files) >= FEW_RECORDS) as pool:
            jobs: dict[Future[list[_Parsed]], Sequence[str]] = {}
            for start in range(0, len(files), _CHUNK):
                job = files[start : start + _CHUNK]
                jobs[pool.submit(_parse, [(file, self.sources.raw(file)) for file in job])] = job
            for future in as_completed(jobs):
                parsed = future.result()
                self.cache.put("summary", {keys[one.record.file]: one.row for one in parsed if one.row})
                self.cache.put("record", {keys[one.record.file]: one.data for one in parsed if one.data})
                records |= {one.record.file: one.record for one in parsed}
                self.sources.forget(jobs.pop(future))
                progress(len(records), len(files))
        return records


def _record_key(file: str, fingerprint: bytes) -> bytes:
    return digest(code_version(), file, fingerprint)


def _parse(files: Sequence[tuple[str, Raw]]) -> list[_Parsed]:
    """Job of a worker: records from their bytes."""
    sources = Sources(worker_state(), dict(files))
    return [_parsed(load_record(sources, file)) for file, _ in files]


def _parsed(record: Record) -> _Parsed:
    if record.project is None or record.summary is None:
        return _Parsed(record, b"", b"")
    row = _ROW.dump_json(_Row(record.summary, record.problems))
    whole = to_json({"data": record.data, "html": record.html})
    return _Parsed(record._replace(project=None, data=None, html=()), row, whole)


class RecordStore(Mapping[str, Project]):
    """Whole records by id, read from the cache when they are asked for, or else from their files.

    The last few stay at hand, since both pages of a record, its exports and comparisons ask for it.
    """

    def __init__(self, root: Path, cache_file: Path, keys: Mapping[str, bytes]) -> None:
        self._root, self._cache_file, self._keys = root, cache_file, keys
        self._begin()

    def _begin(self) -> None:
        self._cache = Cache(self._cache_file)
        self._read = lru_cache(maxsize=_KEPT_RECORDS)(self._project)

    def _project(self, name: str) -> Project:
        raw = self._cache.get("record", self._keys[name])
        whole: _Whole | None = _validated(_WHOLE, raw) if raw is not None else None
        if whole is None:
            return read_project(self._root, name)
        for text, html in whole.html:
            remember_html(text, html)
        return whole.data

    def __getitem__(self, name: str) -> Project:
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __getstate__(self) -> tuple[Path, Path, Mapping[str, bytes]]:
        return self._root, self._cache_file, self._keys

    def __setstate__(self, state: tuple[Path, Path, Mapping[str, bytes]]) -> None:
        self._root, self._cache_file, self._keys = state
        self._begin()


class _KeptParts(Parts):
    """Vocabulary and rendered texts from the cache, where their bytes have not changed."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._used: dict[str, set[bytes]] = {"vocabulary": set(), "text": set()}

    def vocabulary(self, sources: Sources, kind: str, model: type[Entry]) -> Vocabulary:
        key = digest(code_version(), kind, sources.digest(f"vocabulary/{kind}.yml"))
        adapter: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, model])  # type: ignore[valid-type]
        entries = self._kept("vocabulary", key, adapter)
        if entries is not None:
            return entries, set(entries), [], []
        entries, ids, problems, unparsed = read_vocabulary(sources, kind, model)
        if not problems and not unparsed:
            self._cache.put("vocabulary", {key: adapter.dump_json(entries)})
        return entries, ids, problems, unparsed

    def rendered(self, text: str, settings: Settings) -> RenderedText:
        key = digest(code_version(), repr((settings.markdown_extensions, settings.markdown_options)), text)
        prose: RenderedText | None = self._kept("text", key, _PROSE)
        if prose is None:
            prose = outline(text, settings)
            self._cache.put("text", {key: _PROSE.dump_json(prose)})
        return prose

    def _kept(self, kind: str, key: bytes, adapter: TypeAdapter[Any]) -> Any:
        self._used[kind].add(key)
        raw = self._cache.get(kind, key)
        return _validated(adapter, raw) if raw is not None else None

    def forget_others(self) -> None:
        """Delete from the cache what was not asked for."""
        for kind, keys in self._used.items():
            self._cache.keep_only(kind, keys)


def _validated(adapter: TypeAdapter[Any], raw: bytes) -> Any:
    """A value from JSON; None when the JSON is of another shape."""
    try:
        return adapter.validate_json(raw)
    except ValidationError:
        return None


def load_and_check(root: Path) -> tuple[KnowledgeBase, list[Problem]]:
    """Everything, read anew with nothing kept, and every problem in the order of places."""
    kb, problems = load_knowledge_base(root)
    return kb, all_problems(kb, problems)


def all_problems(kb: KnowledgeBase, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of shape and all between values, in the order of their places."""
    return in_order([*with_suggestions(kb, problems), *check(kb, page_anchors)])
