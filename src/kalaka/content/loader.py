"""The files of a knowledge base → its library, with every problem of shape; rules between values are in `checks`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from kalaka.content.discovery import Files, find_files
from kalaka.content.documents import document_name, read_document
from kalaka.content.records import Record, read_one_by_one
from kalaka.content.settings import read_settings
from kalaka.content.vocabulary import read_vocabulary
from kalaka.model.base import Loc, Value
from kalaka.model.knowledge_base import ALL, Doc, Library
from kalaka.model.project import Project
from kalaka.model.summary import Summary
from kalaka.model.vocabulary import VOCABULARIES
from kalaka.problems.problem import Problem, problem

ReadPart = Callable[[str, Sequence[str], Callable[[], Any]], Any]
"""How a part is read: its name and files, and the function that reads it when nothing is kept of it."""


class Base(NamedTuple):
    """Everything but the records."""

    library: Library
    problems: list[Problem]
    files: Files


def load_library(root: Path) -> tuple[Library, list[Problem]]:
    """The whole knowledge base below `root`, with every problem of shape; rules between values are in `checks`."""
    base = load_base(root)
    records, whole = read_one_by_one(root, base.files.records)
    return with_records(base, records, whole)


def load_base(root: Path, read_part: ReadPart | None = None, known: Files | None = None) -> Base:
    """Settings, vocabulary and authored pages, and which records there are."""
    part: ReadPart = read_part or _read_anew
    files = known or find_files(root)
    problems = list(files.problems)
    unread: defaultdict[str, set[str]] = defaultdict(set)
    unparsed: list[tuple[str, Loc, type[Value], Any]] = []
    site_settings, found = read_settings(root)
    problems += found
    broken = {"settings": frozenset({ALL})} if found else {}
    vocabulary: dict[str, dict[str, Any]] = {}
    for kind, model in VOCABULARIES.items():
        file = f"vocabulary/{kind}.yml"
        vocabulary[kind], keys, found, rest = part(kind, [file], partial(read_vocabulary, root, kind, model))
        unread[kind] |= keys - vocabulary[kind].keys()
        problems += found
        unparsed += rest
    groups: dict[str, dict[str, Doc]] = {"guides": {}, "trainings": {}, "articles": {}}
    for source, own in files.pages.items():
        doc, found, rest = part(
            source, ["mkdocs.yml", *own.values()], partial(read_document, root, source, own, site_settings)
        )
        problems += found
        unparsed += rest
        section, name = document_name(source)
        if doc and name in groups[section or "articles"]:
            problems.append(problem(doc.files[doc.original], (1, 1), "address-taken", found=doc.path))
        elif doc:
            groups[section or "articles"][name] = doc
        else:
            unread[section or "articles"].add(name)
    library = Library(
        root=root,
        settings=site_settings,
        guides=groups["guides"],
        trainings=groups["trainings"],
        articles=groups["articles"],
        vocabulary=vocabulary,
        unread={kind: frozenset(names) for kind, names in unread.items() if names} | broken,
        unparsed=tuple(unparsed),
        files=frozenset(file.removeprefix("docs/") for file in files.others),
    )
    return Base(library, problems, files)


def with_records(base: Base, records: Iterable[Record], whole: Mapping[str, Project]) -> tuple[Library, list[Problem]]:
    """The base with its records; `whole` gives those that are asked for."""
    problems = list(base.problems)
    summaries: dict[str, Summary] = {}
    unread: set[str] = set()
    unparsed = list(base.library.unparsed)
    for record in records:
        problems += record.problems
        if record.summary:
            summaries[record.id] = record.summary
        else:
            unread.add(record.id)
        if record.unparsed is not None:
            unparsed.append((record.file, (), Project, record.unparsed))
    kept = {**base.library.unread, **({"projects": frozenset(unread)} if unread else {})}
    library = replace(base.library, projects=summaries, records=whole, unread=kept, unparsed=tuple(unparsed))
    return library, problems


def _read_anew(name: str, files: Sequence[str], read: Callable[[], Any]) -> Any:
    return read()
