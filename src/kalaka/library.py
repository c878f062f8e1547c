"""Everything that was written, read and linked: the one thing that pages and data are made of."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from kalaka import load, settings
from kalaka.load import Loc
from kalaka.model import (
    LANGS,
    VOCABULARIES,
    Authored,
    County,
    Entry,
    Guide,
    Lang,
    Organisation,
    PageWords,
    Place,
    Programme,
    Project,
    Source,
    TargetGroup,
    Term,
    Text,
    Theme,
    Training,
    Translation,
    Unit,
    Value,
    references,
)
from kalaka.problems import Problem, problem

SECTIONS = (
    "projects",
    "guides",
    "trainings",
    "places",
    "counties",
    "organisations",
    "programmes",
    "themes",
    "target-groups",
)
"""Kinds of things that have a list page and a page each; their ids name the address."""


@dataclass(frozen=True)
class Doc:
    """A page that is written in Markdown, in one or both languages; its facts stand in the original."""

    section: str
    id: str
    facts: Authored
    title: Text
    summary: Text
    original: Lang
    files: Mapping[Lang, str]
    bodies: Mapping[Lang, tuple[str, int]]
    translation: Translation | None

    @property
    def path(self) -> str:
        """The address below the language: `guides/x/`, `about/`, `` for the home page."""
        return "" if self.id == "index" else "/".join(filter(None, (self.section, self.id))) + "/"

    @property
    def source(self) -> str:
        """The name by which other pages link to it, whatever the language: `guides/x.md`."""
        return self.files[self.original].removeprefix("docs/").replace(".ro.md", ".md")

    @property
    def langs(self) -> tuple[Lang, ...]:
        return tuple(lang for lang in LANGS if lang in self.files)


@dataclass(frozen=True)
class Use:
    """One mention of an entry: `kind` and `id` of what mentions it, `loc` the place in that value."""

    kind: str
    id: str
    loc: Loc


@dataclass(frozen=True)
class Library:
    root: Path
    settings: settings.Settings
    projects: Mapping[str, Project] = field(default_factory=dict)
    guides: Mapping[str, Doc] = field(default_factory=dict)
    trainings: Mapping[str, Doc] = field(default_factory=dict)
    articles: Mapping[str, Doc] = field(default_factory=dict)
    vocabulary: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Ids of each kind that are written but could not be read: what refers to them is not to blame."""

    @property
    def places(self) -> Mapping[str, Place]:
        return self.vocabulary["places"]

    @property
    def counties(self) -> Mapping[str, County]:
        return self.vocabulary["counties"]

    @property
    def organisations(self) -> Mapping[str, Organisation]:
        return self.vocabulary["organisations"]

    @property
    def programmes(self) -> Mapping[str, Programme]:
        return self.vocabulary["programmes"]

    @property
    def themes(self) -> Mapping[str, Theme]:
        return self.vocabulary["themes"]

    @property
    def target_groups(self) -> Mapping[str, TargetGroup]:
        return self.vocabulary["target-groups"]

    @property
    def terms(self) -> Mapping[str, Term]:
        return self.vocabulary["terms"]

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.vocabulary["sources"]

    @property
    def units(self) -> Mapping[str, Unit]:
        return self.vocabulary["units"]

    def exists(self, kind: str, name: str) -> bool:
        return name in self.entries(kind) or name in self.unread.get(kind, ())

    def entries(self, kind: str) -> Mapping[str, Any]:
        """All things of a kind by id: records, authored pages or a vocabulary."""
        if kind in VOCABULARIES:
            return self.vocabulary[kind]
        found: Mapping[str, Any] = getattr(self, kind)
        return found

    @property
    def docs(self) -> Iterator[Doc]:
        for group in (self.articles, self.guides, self.trainings):
            yield from group.values()

    def values(self) -> Iterator[tuple[str, str, str, Loc, Value]]:
        """Every value that may refer to others: kind, id, file, place in the file, value."""
        for project in self.projects.values():
            yield "projects", project.id, project_file(project.id), (), project
        for kind in ("guides", "trainings", "articles"):
            for doc in self.entries(kind).values():
                yield kind, doc.id, doc.files[doc.original], (), doc.facts
        for name, entries in self.vocabulary.items():
            for entry in entries.values():
                yield name, entry.id, f"vocabulary/{name}.yml", (entry.id,), entry

    @cached_property
    def uses(self) -> Mapping[tuple[str, str], tuple[Use, ...]]:
        """Who mentions what, in the order of the files."""
        found: dict[tuple[str, str], list[Use]] = {}
        for kind, own_id, _, _, value in self.values():
            for loc, wanted, name in references(value):
                found.setdefault((wanted, name), []).append(Use(kind, own_id, loc))
        return {key: tuple(uses) for key, uses in found.items()}

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Link targets below `docs/` → addresses below the language: `places/ozsdola.yml` → `places/ozsdola/`."""
        table = {doc.source: doc.path for doc in self.docs}
        for section in SECTIONS:
            table[f"{section}/index.md"] = f"{section}/"
            if section not in ("guides", "trainings"):
                table |= {f"{section}/{name}.yml": f"{section}/{name}/" for name in self.entries(section)}
            ending = "md" if section in ("guides", "trainings") else "yml"
            table |= {f"{section}/{name}.{ending}": f"{section}/{name}/" for name in self.unread.get(section, ())}
        table |= {f"{name}/index.md": f"{name}/" for name in self.unread.get("articles", ())}
        table["glossary/index.md"] = "glossary/"
        return table

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every address below the language, the home page (``) among them."""
        return frozenset(self.addresses.values()) | {""}

    def resolve(self, file: str, target: str) -> tuple[str | None, str]:
        """A relative link in a file below `docs/` → the address it means, or None, and its fragment."""
        path, _, fragment = target.partition("#")
        if not path:
            here = file.removeprefix("docs/").replace(".ro.md", ".md")
            return self.addresses.get(here), fragment
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(file.removeprefix("docs/")), path))
        return self.addresses.get(joined.replace(".ro.md", ".md")), fragment


def project_file(name: str) -> str:
    return f"docs/projects/{name}.yml"


# Reading

_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".pdf"}
_ASSETS = _PICTURES | {".css", ".js", ".woff2", ".txt", ".json", ".svg", ".ico"}


def load_library(root: Path) -> tuple[Library, list[Problem]]:
    """The whole knowledge base below `root`, with every problem of shape; rules between values are in `checks`."""
    problems: list[Problem] = []
    projects: dict[str, Project] = {}
    pages: dict[str, dict[Lang, str]] = {}
    unread: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted((root / "docs").rglob("*")):
        file = path.relative_to(root).as_posix()
        if path.is_symlink():
            problems.append(problem(file, (1, 1), "symlink"))
        elif path.is_dir():
            continue
        elif path.suffix == ".md":
            lang: Lang = "ro" if path.name.endswith(".ro.md") else "hu"
            pages.setdefault(file.replace(".ro.md", ".md"), {})[lang] = file
        elif file.startswith("docs/projects/") and path.suffix == ".yml" and file.count("/") == 2:
            project, found = _project(root, file)
            problems += found
            if project:
                projects[project.id] = project
            else:
                unread["projects"].add(path.stem)
        elif path.suffix not in (_ASSETS if file.startswith("docs/assets/") else _PICTURES):
            code = "wrong-ending" if path.suffix == ".yaml" else "file-kind"
            problems.append(problem(file, (1, 1), code, found=path.suffix or path.name))
    groups: dict[str, dict[str, Doc]] = {"guides": {}, "trainings": {}, "articles": {}}
    for source, files in pages.items():
        doc, found = _doc(root, source, files)
        problems += found
        section, name = _doc_name(source)
        if doc:
            groups[section or "articles"][name] = doc
        else:
            unread[section or "articles"].add(name)
    vocabulary: dict[str, dict[str, Any]] = {}
    for kind, model in VOCABULARIES.items():
        vocabulary[kind], keys, found = _vocabulary(root, kind, model)
        unread[kind] |= keys - vocabulary[kind].keys()
        problems += found
    kept = {kind: frozenset(names) for kind, names in unread.items() if names}
    return Library(root, settings.read(root), projects, **groups, vocabulary=vocabulary, unread=kept), problems


def _project(root: Path, file: str) -> tuple[Project | None, list[Problem]]:
    text, problems = load.read_text(root, file)
    tree, found = load.compose(file, text) if text is not None else (None, [])
    problems += found
    if tree is None:
        return None, problems
    if not isinstance(tree.data, dict):
        return None, [*problems, problem(file, (1, 1), "not-a-record")]
    project, found = load.parse(Project, file, tree)
    problems += found
    stem = file.rsplit("/", 1)[1].removesuffix(".yml")
    named = tree.data.get("id")
    if isinstance(named, str) and named != stem:
        problems.append(problem(file, tree.place(("id",)), "id-file-name", found=named, file_name=stem))
        return None, problems
    return project, problems


def _vocabulary(root: Path, name: str, model: type[Entry]) -> tuple[dict[str, Any], set[str], list[Problem]]:
    """The entries of one closed list, the keys that are written in it, and problems."""
    file = f"vocabulary/{name}.yml"
    if not (root / file).exists():
        return {}, set(), [problem(file, (1, 1), "missing-file")]
    text, problems = load.read_text(root, file)
    tree, found = load.compose(file, text) if text is not None else (None, [])
    problems += found
    if tree is None:
        keys = set(re.findall(r"^([a-z][a-z0-9-]*):", text or "", re.M))
        return {}, keys, problems
    if not isinstance(tree.data, dict):
        return {}, set(), [*problems, problem(file, (1, 1), "not-a-record")]
    entries: dict[str, Any] = {}
    for key, data in tree.data.items():
        if not isinstance(data, dict):
            problems.append(problem(file, tree.place((key,), of_key=True), "not-a-group", field=key))
            continue
        if "id" in data:
            known = ", ".join(name for name in model.model_fields if name != "id")
            place = tree.place((key, "id"), of_key=True)
            problems.append(problem(file, place, "unknown-field", field="id", known=known))
            continue
        entry, found = load.parse(model, file, tree, (key,), {"id": key, **data})
        problems += found
        if entry:
            entries[key] = entry
    return entries, set(tree.data), problems


def _doc_name(source: str) -> tuple[str, str]:
    """Section and id of a page: `docs/guides/x.md` is x in guides; `docs/about/index.md` is about, in none."""
    folder, _, stem = source.removeprefix("docs/").removesuffix(".md").rpartition("/")
    if folder in _MODELS:
        return folder, stem
    return "", (folder if stem == "index" else f"{folder}/{stem}").strip("/") or "index"


_MODELS: dict[str, type[Authored]] = {"guides": Guide, "trainings": Training}


def _doc(root: Path, source: str, files: Mapping[Lang, str]) -> tuple[Doc | None, list[Problem]]:
    """One page in its languages. The file without `translation:` is the original and carries the facts."""
    problems: list[Problem] = []
    matters: dict[Lang, load.Matter] = {}
    for lang, file in files.items():
        text, found = load.read_text(root, file)
        problems += found
        if text is not None:
            matters[lang], found = load.front_matter(file, text)
            problems += found
    trees = {lang: matter.tree for lang, matter in matters.items() if matter.tree}
    if len(trees) < len(files) or any(not isinstance(tree.data, dict) for tree in trees.values()):
        problems += [
            problem(files[lang], (2, 1), "not-a-record")
            for lang, tree in trees.items()
            if not isinstance(tree.data, dict)
        ]
        return None, problems
    originals = [lang for lang in files if "translation" not in trees[lang].data]
    if len(originals) != 1:
        code, lang = ("two-originals", "ro") if originals else ("no-original", next(iter(files)))
        place = trees[lang].place(("translation",), of_key=True) if not originals else (1, 1)
        return None, [*problems, problem(files[lang], place, code)]
    original = originals[0]
    section, name = _doc_name(source)
    facts, found = load.parse(_MODELS.get(section, Authored), files[original], trees[original])
    problems += found
    for part in name.split("/"):
        if part != "index" and not load.is_id(part):
            problems.append(problem(files[original], (1, 1), "bad-id", found=part))
            facts = None
    words: dict[Lang, Authored | PageWords] = {original: facts} if facts else {}
    translation = None
    for lang in files:
        if lang != original:
            own, found = load.parse(PageWords, files[lang], trees[lang])
            problems += found
            if own:
                words[lang], translation = own, own.translation
    if facts is None or len(words) < len(files):
        return None, problems
    return Doc(
        section=section,
        id=name,
        facts=facts,
        title=Text.model_validate({lang: page.title for lang, page in words.items()}),
        summary=Text.model_validate({lang: page.summary for lang, page in words.items()}),
        original=original,
        files=files,
        bodies={lang: (matter.body, matter.body_line) for lang, matter in matters.items()},
        translation=translation,
    ), problems
