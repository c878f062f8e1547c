"""A knowledge base in memory that follows its files: what has changed is read again, then every rule runs.

Nothing is planned or compared here. Reading again costs as much as the files that have changed, and beside that a walk
over the folders and the rules, which are linear in the size of the knowledge base.
"""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kalaka.build.cache import Cache
from kalaka.build.loading import FEW_RECORDS, RECORDS, Loaded, Loader, Progress, all_problems
from kalaka.build.schemas import update_schemas
from kalaka.content.loader import Parts, load_base, with_records
from kalaka.content.markdown import outline
from kalaka.content.records import Record, load_record
from kalaka.content.sources import Sources
from kalaka.content.vocabulary import Vocabulary, read_vocabulary
from kalaka.model.base import Entry
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.rendered_text import RenderedText
from kalaka.model.settings import Settings
from kalaka.model.vocabulary import VOCABULARIES
from kalaka.problems.problem import Problem, errors


class Snapshot(NamedTuple):
    """A knowledge base at one moment, with every problem in the order of places."""

    kb: KnowledgeBase
    problems: list[Problem]

    @property
    def is_valid(self) -> bool:
        """Whether pages can be rendered: without errors there is no reference that leads nowhere."""
        return not errors(self.problems)


class LiveKnowledgeBase:
    """The knowledge base below a folder. To be used by one thread, since its cache is a database connection."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self._root, self._cache = root, cache
        self._loaded = False

    def load(self, progress: Progress) -> Snapshot:
        """Read everything; of what is in the cache only the fingerprints are compared."""
        self._loaded = False
        gc.unfreeze()
        gc.disable()
        try:
            return self._load(progress)
        finally:
            gc.enable()
            gc.collect()
            gc.freeze()  # most of it stays: collections during updates need not look at it again

    def _load(self, progress: Progress) -> Snapshot:
        loader = Loader(self._root, self._cache)
        loaded = loader.load(progress)
        self._sources = loader.sources
        self._parts = _PartsInMemory(loaded)
        self._records = _records_by_file(loaded)
        self._stored = loaded.kb.records
        self._edited: dict[str, Project] = {}
        self._files = frozenset(loader.fingerprints.by_file)
        self._loaded = True
        update_schemas(self._root, loaded.kb)
        return Snapshot(loaded.kb, all_problems(loaded.kb, loaded.problems))

    def update(self, changed: Collection[str], progress: Progress) -> Snapshot:
        """Read again what has changed, given by paths of files or folders from the root, with `/`.

        New and deleted files are seen without being named. After an exception the next update reads everything.
        """
        changed = self._with_files_below(changed)
        if not self._loaded or sum(file.startswith(RECORDS) for file in changed) >= FEW_RECORDS:
            return self.load(progress)
        self._loaded = False
        self._sources.forget(changed)
        self._parts.forget(changed)
        base = load_base(self._sources, self._parts)
        texts = (file for files in base.files.pages.values() for file in files.values())
        self._files = frozenset(
            (*base.files.records, *texts, *map(_vocabulary_file, VOCABULARIES), *base.kb.settings.config_files)
        )
        self._parse([file for file in base.files.records if file in changed or file not in self._records])
        records = [self._records[file] for file in base.files.records]
        self._records = {record.file: record for record in records}
        valid = [record.id for record in records if record.summary]
        kb, problems = with_records(base, records, _Records(valid, dict(self._edited), self._stored))
        self._parts.forget_unused()
        snapshot = Snapshot(kb, all_problems(kb, problems))
        update_schemas(self._root, kb)
        self._loaded = True
        return snapshot

    def _parse(self, files: Iterable[str]) -> None:
        for file in files:
            record = load_record(self._sources, file)
            self._records[file] = record._replace(project=None, data=None)
            if record.project:
                self._edited[record.id] = record.project
            self._sources.forget([file])

    def _with_files_below(self, changed: Iterable[str]) -> frozenset[str]:
        """The changed paths, and of every folder among them the files that were read from it."""
        names = frozenset(changed)
        files = self._files if self._loaded else ()
        return names | {file for file in files if not names.isdisjoint(_folders(file))}


def _folders(file: str) -> Iterator[str]:
    while "/" in file:
        file = file.rpartition("/")[0]
        yield file


def _records_by_file(loaded: Loaded) -> dict[str, Record]:
    """Every record as it was read, put together again from what the knowledge base and the problems say of it."""
    problems: dict[str, list[Problem]] = {}
    for problem in loaded.problems:
        problems.setdefault(problem.file, []).append(problem)
    unparsed = {file: data for file, _, model, data in loaded.kb.unparsed if model is Project}
    summaries = {f"{RECORDS}{name}.yml": summary for name, summary in loaded.kb.projects.items()}
    unread = {f"{RECORDS}{name}.yml": None for name in loaded.kb.unread.get("projects", ())}
    return {
        file: Record(file, None, summary, tuple(problems.get(file, ())), unparsed.get(file))
        for file, summary in {**summaries, **unread}.items()
    }


class _Records(Mapping[str, Project]):
    """Whole records by id: edited ones from memory, the others from where they were read into."""

    def __init__(self, ids: Collection[str], edited: Mapping[str, Project], stored: Mapping[str, Project]) -> None:
        self._ids, self._edited, self._stored = ids, edited, stored

    def __getitem__(self, name: str) -> Project:
        return self._edited[name] if name in self._edited else self._stored[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class _PartsInMemory(Parts):
    """Vocabulary by file, and rendered texts by their source, as they were read last."""

    def __init__(self, loaded: Loaded) -> None:
        kb = loaded.kb
        self._vocabulary: dict[str, Vocabulary] = {}
        for kind, entries in kb.vocabulary.items():
            file = _vocabulary_file(kind)
            keys = set(entries) | kb.unread.get(kind, frozenset())
            unparsed = [row for row in kb.unparsed if row[0] == file]
            problems = [problem for problem in loaded.problems if problem.file == file]
            self._vocabulary[file] = dict(entries), keys, problems, unparsed
        self._texts = {
            (doc.bodies[lang][0], _markdown(kb.settings)): prose
            for doc in kb.docs
            for lang, prose in doc.outlines.items()
        }
        self._used = set(self._texts)

    def vocabulary(self, sources: Sources, kind: str, model: type[Entry]) -> Vocabulary:
        file = _vocabulary_file(kind)
        if file not in self._vocabulary:
            self._vocabulary[file] = read_vocabulary(sources, kind, model)
        return self._vocabulary[file]

    def rendered(self, text: str, settings: Settings) -> RenderedText:
        key = text, _markdown(settings)
        self._used.add(key)
        if key not in self._texts:
            self._texts[key] = outline(text, settings)
        return self._texts[key]

    def forget(self, files: Iterable[str]) -> None:
        """Read these files of the vocabulary again when they are asked for."""
        for file in files:
            self._vocabulary.pop(file, None)

    def forget_unused(self) -> None:
        """Drop the texts that were not asked for since the last call."""
        self._texts = {key: prose for key, prose in self._texts.items() if key in self._used}
        self._used.clear()


def _vocabulary_file(kind: str) -> str:
    return f"vocabulary/{kind}.yml"


def _markdown(settings: Settings) -> str:
    """What of the settings decides how a text is rendered."""
    return repr((settings.markdown_extensions, settings.markdown_options))
