"""The files of a knowledge base → its library, with every problem of shape; rules between values are in `checks`."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from kalaka import prose, settings
from kalaka.findings import is_outside, removed_markup, repeated
from kalaka.library import ALL, OWN_FACETS, SECTIONS, SINGLES, Doc, Library, project_file
from kalaka.model import LANGS, VOCABULARIES, Authored, Entry, Guide, Lang, PageWords, Project, Text, Training, Value
from kalaka.problems import Problem, problem
from kalaka.prose import Prose
from kalaka.references import references
from kalaka.shape import is_id, parse
from kalaka.summary import Summary, summarise
from kalaka.text import read_text
from kalaka.tree import Loc, Matter, Tree, compose, front_matter

_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".pdf"}
_ASSETS = _PICTURES | {".css", ".js", ".woff2", ".txt", ".json", ".ico"}
_ICON = "docs/assets/icon.svg"
"""The one SVG: any other would run its scripts when it is opened by itself."""


class Record(NamedTuple):
    """One record as read: the whole, when there is no error in it, and what is made of it."""

    file: str
    project: Project | None
    summary: Summary | None
    problems: tuple[Problem, ...]
    unparsed: Any = None
    """Its data, when it could be read and is no record."""

    @property
    def id(self) -> str:
        return self.file.rsplit("/", 1)[1].removesuffix(".yml")


class Files(NamedTuple):
    """The files of a knowledge base below `docs/`, by what they are."""

    records: list[str]
    pages: dict[str, dict[Lang, str]]
    """By source, the name without its language: the files of each language."""
    others: list[str]
    problems: list[Problem]


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
    read_settings, found = _settings(root)
    problems += found
    broken = {"settings": frozenset({ALL})} if found else {}
    vocabulary: dict[str, dict[str, Any]] = {}
    for kind, model in VOCABULARIES.items():
        file = f"vocabulary/{kind}.yml"
        vocabulary[kind], keys, found, rest = part(kind, [file], partial(_vocabulary, root, kind, model))
        unread[kind] |= keys - vocabulary[kind].keys()
        problems += found
        unparsed += rest
    groups: dict[str, dict[str, Doc]] = {"guides": {}, "trainings": {}, "articles": {}}
    for source, own in files.pages.items():
        doc, found, rest = part(source, ["mkdocs.yml", *own.values()], partial(_doc, root, source, own, read_settings))
        problems += found
        unparsed += rest
        section, name = _doc_name(source)
        if doc and name in groups[section or "articles"]:
            problems.append(problem(doc.files[doc.original], (1, 1), "address-taken", found=doc.path))
        elif doc:
            groups[section or "articles"][name] = doc
        else:
            unread[section or "articles"].add(name)
    library = Library(
        root=root,
        settings=read_settings,
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


def find_files(root: Path) -> Files:
    """Every file below `docs/`, in the order of their names; what must not be there is a problem."""
    found = Files([], {}, [], [])
    for file, entry in _walk(root / "docs", "docs"):
        name = entry.name
        suffix = "." + name.rpartition(".")[2] if "." in name[1:-1] else ""
        if entry.is_symlink() and suffix not in (".md", ".yml"):
            found.problems.append(problem(file, (1, 1), "symlink"))
        elif suffix == ".md":
            lang: Lang = "ro" if name.endswith(".ro.md") else "hu"
            found.pages.setdefault(file.replace(".ro.md", ".md"), {})[lang] = file
        elif suffix == ".yml" and file == f"docs/projects/{name}":
            found.records.append(file)
        elif suffix not in (_ASSETS if file.startswith("docs/assets/") else _PICTURES) and file != _ICON:
            code = "wrong-ending" if suffix.lower() in (".yaml", ".yml") and suffix != ".yml" else "file-kind"
            found.problems.append(problem(file, (1, 1), code, found=suffix or name))
        else:
            found.others.append(file)
    return found


def _walk(folder: Path, name: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}", entry


def read_project(root: Path, name: str) -> Project:
    """A record that was read before without an error."""
    found = load_record(root, project_file(name)).project
    if found is None:
        raise LookupError(f"the record {name!r} has changed while the site was being made")
    return found


def read_one_by_one(root: Path, files: Sequence[str]) -> tuple[list[Record], Mapping[str, Project]]:
    records = [load_record(root, file) for file in files]
    return records, {record.id: record.project for record in records if record.project}


def _settings(root: Path) -> tuple[settings.Settings, list[Problem]]:
    """The settings, and what is wrong with their file; then they are empty."""
    file = "mkdocs.yml"
    text, problems = read_text(root, file)
    tree, found = compose(file, text) if text is not None else (None, [])
    problems += found
    if tree and not isinstance(tree.data, dict):
        problems.append(problem(file, (1, 1), "not-a-record"))
    elif tree and not tree.data.get("site_url"):
        problems.append(problem(file, tree.place(()), "missing-field", field="site_url"))
    return (settings.Settings("https://localhost/", "", (), {}) if problems else settings.read(root)), problems


Unparsed = list[tuple[str, Loc, type[Value], Any]]


def load_record(root: Path, file: str) -> Record:
    """One record, every problem that it has alone, and its summary."""
    text, problems = read_text(root, file)
    tree, found = compose(file, text) if text is not None else (None, [])
    problems += found
    if tree is None or text is None:
        return Record(file, None, None, tuple(problems))
    if not isinstance(tree.data, dict):
        return Record(file, None, None, (*problems, problem(file, (1, 1), "not-a-record")))
    project, found = parse(Project, file, tree)
    problems += found
    unparsed = tree.data if project is None else None
    stem = file.rsplit("/", 1)[1].removesuffix(".yml")
    named = tree.data.get("id")
    if isinstance(named, str) and named != stem:
        problems.append(problem(file, tree.place(("id",)), "id-file-name", found=named, file_name=stem))
        project = None
    if stem in OWN_FACETS:
        problems.append(problem(file, (1, 1), "address-taken", found=f"projects/{stem}/"))
        project = None
    if project is None:
        return Record(file, None, None, tuple(problems), unparsed)
    mentions = references(project)
    problems += repeated(file, tree, mentions)
    links: list[str] = []
    for lang in LANGS:
        if source := project.body and project.body.get(lang):
            rendered = prose.render(source)
            links += [target for target in (*rendered.links, *rendered.pictures) if not is_outside(target)]
            if rendered.removed:
                first, last = tree.span(("body", lang))
                lines = "\n".join(text.split("\n")[first:last])
                problems += removed_markup(file, lines, rendered, first)
    summary = summarise(project, mentions, links, partial(_line_of, tree))
    return Record(file, project, summary, tuple(problems))


_ORDER = {field: position for position, field in enumerate(Project.model_fields)}


def _line_of(tree: Tree, loc: Loc) -> int:
    """The line of a value; of a field that is not there, the line of the field before which it would stand."""
    if loc[0] in tree.data:
        return tree.place(loc, of_key=len(loc) == 1)[0]
    after = [field for field in tree.data if _ORDER[field] > _ORDER[str(loc[0])]]
    follower = min(after, key=_ORDER.__getitem__, default=None)
    return tree.place((follower,), of_key=True)[0] if follower else tree.span(())[1]


def _vocabulary(root: Path, name: str, model: type[Entry]) -> tuple[dict[str, Any], set[str], list[Problem], Unparsed]:
    """The entries of one closed list, the keys that are written in it, problems, and data that is no entry."""
    file = f"vocabulary/{name}.yml"
    unparsed: Unparsed = []
    if not (root / file).exists() and not (root / file).is_symlink():
        return {}, {ALL}, [problem(file, (1, 1), "missing-file")], []
    text, problems = read_text(root, file)
    tree, found = compose(file, text) if text is not None else (None, [])
    problems += found
    if tree is None:
        keys = set(re.findall(r"^([a-z][a-z0-9-]*):", text, re.M)) if text else {ALL}
        return {}, keys, problems, []
    if not isinstance(tree.data, dict):
        return {}, {ALL}, [*problems, problem(file, (1, 1), "not-a-record")], []
    entries: dict[str, Any] = {}
    known = ", ".join(field for field in model.model_fields if field != "id")
    for key, data in tree.data.items():
        if not isinstance(data, dict):
            problems.append(problem(file, tree.place((key,), of_key=True), "not-a-group", field=key, known=known))
            continue
        if "id" in data:
            place = tree.place((key, "id"), of_key=True)
            problems.append(problem(file, place, "unknown-field", field="id", known=known))
            continue
        entry, found = parse(model, file, tree, (key,), {"id": key, **data})
        problems += found
        if entry:
            entries[key] = entry
            problems += repeated(file, tree, references(entry), (key,))
        else:
            unparsed.append((file, (key,), model, data))
    return entries, set(tree.data), problems, unparsed


def _doc_name(source: str) -> tuple[str, str]:
    """Section and id of a page: `docs/guides/x.md` is x in guides; `docs/about/index.md` is about, in none."""
    folder, _, stem = source.removeprefix("docs/").removesuffix(".md").rpartition("/")
    if folder in _MODELS:
        return folder, stem
    return "", (folder if stem == "index" else f"{folder}/{stem}").strip("/") or "index"


_MODELS: dict[str, type[Authored]] = {"guides": Guide, "trainings": Training}


_TAKEN = {*SECTIONS, *SINGLES, "assets", "ro"}
"""First parts of addresses that are not free for pages."""


def _doc(
    root: Path, source: str, files: Mapping[Lang, str], site: settings.Settings
) -> tuple[Doc | None, list[Problem], Unparsed]:
    """One page in its languages. The file without `translation:` is the original and carries the facts."""
    problems: list[Problem] = []
    matters: dict[Lang, Matter] = {}
    for lang, file in files.items():
        text, found = read_text(root, file)
        problems += found
        if text is not None:
            matters[lang], found = front_matter(file, text)
            problems += found
    trees = {lang: matter.tree for lang, matter in matters.items() if matter.tree}
    if len(trees) < len(files) or any(not isinstance(tree.data, dict) for tree in trees.values()):
        problems += [
            problem(files[lang], (2, 1), "not-a-record")
            for lang, tree in trees.items()
            if not isinstance(tree.data, dict)
        ]
        return None, problems, []
    originals = [lang for lang in files if "translation" not in trees[lang].data]
    if len(originals) != 1:
        code, lang = ("two-originals", "ro") if originals else ("no-original", next(iter(files)))
        place = trees[lang].place(("translation",), of_key=True) if not originals else (1, 1)
        return None, [*problems, problem(files[lang], place, code)], []
    original = originals[0]
    section, name = _doc_name(source)
    facts, found = parse(_MODELS.get(section, Authored), files[original], trees[original])
    problems += found
    for part in name.split("/"):
        if part != "index" and not is_id(part):
            problems.append(problem(files[original], (1, 1), "bad-id", found=part))
            facts = None
    if (name == "index" and source != "docs/index.md") or (not section and name.split("/")[0] in _TAKEN):
        problems.append(problem(files[original], (1, 1), "address-taken", found=source.removeprefix("docs/")))
        facts = None
    words: dict[Lang, Authored | PageWords] = {original: facts} if facts else {}
    translation = None
    for lang in files:
        if lang != original:
            own, found = parse(PageWords, files[lang], trees[lang])
            problems += found
            if own:
                words[lang], translation = own, own.translation
    if facts is None or len(words) < len(files):
        return None, problems, [(files[original], (), _MODELS.get(section, Authored), trees[original].data)]
    problems += repeated(files[original], trees[original], references(facts))
    outlines: dict[Lang, Prose] = {}
    for lang, matter in matters.items():
        try:
            outlines[lang] = prose.outline(matter.body, site)
        except RecursionError:
            problems.append(problem(files[lang], (matter.body_line + 1, 1), "too-deep"))
            continue
        problems += removed_markup(files[lang], matter.body, outlines[lang], matter.body_line)
    return (
        Doc(
            section=section,
            id=name,
            facts=facts,
            title=Text.model_validate({lang: page.title for lang, page in words.items()}),
            summary=Text.model_validate({lang: page.summary for lang, page in words.items()}),
            original=original,
            files=files,
            bodies={lang: (matter.body, matter.body_line) for lang, matter in matters.items()},
            outlines=outlines,
            translation=translation,
        ),
        problems,
        [],
    )
