"""The files of a knowledge base → its library, with every problem of shape; rules between values are in `checks`."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from kalaka import settings
from kalaka.library import ALL, OWN_FACETS, SECTIONS, SINGLES, Doc, Library
from kalaka.model import VOCABULARIES, Authored, Entry, Guide, Lang, PageWords, Project, Text, Training, Value
from kalaka.problems import Problem, problem
from kalaka.shape import is_id, parse
from kalaka.summary import Summary, summarise
from kalaka.text import read_text
from kalaka.tree import Loc, Matter, Tree, compose, front_matter

_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".pdf"}
_ASSETS = _PICTURES | {".css", ".js", ".woff2", ".txt", ".json", ".ico"}
_ICON = "docs/assets/icon.svg"
"""The one SVG: any other would run its scripts when it is opened by itself."""


def load_library(root: Path) -> tuple[Library, list[Problem]]:
    """The whole knowledge base below `root`, with every problem of shape; rules between values are in `checks`."""
    problems: list[Problem] = []
    records: dict[str, Project] = {}
    summaries: dict[str, Summary] = {}
    pages: dict[str, dict[Lang, str]] = {}
    unread: defaultdict[str, set[str]] = defaultdict(set)
    unparsed: list[tuple[str, Loc, type[Value], Any]] = []
    known: set[str] = set()
    for path in sorted((root / "docs").rglob("*")):
        file = path.relative_to(root).as_posix()
        if path.is_symlink() and path.suffix not in (".md", ".yml"):
            problems.append(problem(file, (1, 1), "symlink"))
        elif path.is_dir() and not path.is_symlink():
            continue
        elif path.suffix == ".md":
            lang: Lang = "ro" if path.name.endswith(".ro.md") else "hu"
            pages.setdefault(file.replace(".ro.md", ".md"), {})[lang] = file
        elif file.startswith("docs/projects/") and path.suffix == ".yml" and file.count("/") == 2:
            project, tree, found = _project(root, file, unparsed)
            problems += found
            if project and tree:
                records[project.id] = project
                summaries[project.id] = summarise(project, partial(_line_of, tree))
            else:
                unread["projects"].add(path.stem)
        elif path.suffix not in (_ASSETS if file.startswith("docs/assets/") else _PICTURES) and file != _ICON:
            code = "wrong-ending" if path.suffix.lower() in (".yaml", ".yml") and path.suffix != ".yml" else "file-kind"
            problems.append(problem(file, (1, 1), code, found=path.suffix or path.name))
        else:
            known.add(file.removeprefix("docs/"))
    groups: dict[str, dict[str, Doc]] = {"guides": {}, "trainings": {}, "articles": {}}
    for source, files in pages.items():
        doc, found = _doc(root, source, files, unparsed)
        problems += found
        section, name = _doc_name(source)
        if doc and name in groups[section or "articles"]:
            problems.append(problem(doc.files[doc.original], (1, 1), "address-taken", found=doc.path))
        elif doc:
            groups[section or "articles"][name] = doc
        else:
            unread[section or "articles"].add(name)
    vocabulary: dict[str, dict[str, Any]] = {}
    for kind, model in VOCABULARIES.items():
        vocabulary[kind], keys, found = _vocabulary(root, kind, model, unparsed)
        unread[kind] |= keys - vocabulary[kind].keys()
        problems += found
    kept = {kind: frozenset(names) for kind, names in unread.items() if names}
    read, found = _settings(root)
    kept |= {"settings": frozenset({ALL})} if found else {}
    library = Library(
        root, read, summaries, records, **groups, vocabulary=vocabulary, unread=kept, unparsed=tuple(unparsed),
        files=frozenset(known),
    )  # fmt: skip
    return library, problems + found


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


def _project(root: Path, file: str, unparsed: Unparsed) -> tuple[Project | None, Tree | None, list[Problem]]:
    text, problems = read_text(root, file)
    tree, found = compose(file, text) if text is not None else (None, [])
    problems += found
    if tree is None:
        return None, None, problems
    if not isinstance(tree.data, dict):
        return None, None, [*problems, problem(file, (1, 1), "not-a-record")]
    project, found = parse(Project, file, tree)
    problems += found
    if project is None:
        unparsed.append((file, (), Project, tree.data))
    stem = file.rsplit("/", 1)[1].removesuffix(".yml")
    named = tree.data.get("id")
    if isinstance(named, str) and named != stem:
        problems.append(problem(file, tree.place(("id",)), "id-file-name", found=named, file_name=stem))
        return None, None, problems
    if stem in OWN_FACETS:
        return None, None, [*problems, problem(file, (1, 1), "address-taken", found=f"projects/{stem}/")]
    return project, tree, problems


_ORDER = {field: position for position, field in enumerate(Project.model_fields)}


def _line_of(tree: Tree, loc: Loc) -> int:
    """The line of a value; of a field that is not there, the line of the field before which it would stand."""
    if loc[0] in tree.data:
        return tree.place(loc, of_key=len(loc) == 1)[0]
    after = [field for field in tree.data if _ORDER[field] > _ORDER[str(loc[0])]]
    follower = min(after, key=_ORDER.__getitem__, default=None)
    return tree.place((follower,), of_key=True)[0] if follower else tree.span(())[1]


def _vocabulary(
    root: Path, name: str, model: type[Entry], unparsed: Unparsed
) -> tuple[dict[str, Any], set[str], list[Problem]]:
    """The entries of one closed list, the keys that are written in it, and problems."""
    file = f"vocabulary/{name}.yml"
    if not (root / file).exists() and not (root / file).is_symlink():
        return {}, {ALL}, [problem(file, (1, 1), "missing-file")]
    text, problems = read_text(root, file)
    tree, found = compose(file, text) if text is not None else (None, [])
    problems += found
    if tree is None:
        keys = set(re.findall(r"^([a-z][a-z0-9-]*):", text, re.M)) if text else {ALL}
        return {}, keys, problems
    if not isinstance(tree.data, dict):
        return {}, {ALL}, [*problems, problem(file, (1, 1), "not-a-record")]
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
        else:
            unparsed.append((file, (key,), model, data))
    return entries, set(tree.data), problems


def _doc_name(source: str) -> tuple[str, str]:
    """Section and id of a page: `docs/guides/x.md` is x in guides; `docs/about/index.md` is about, in none."""
    folder, _, stem = source.removeprefix("docs/").removesuffix(".md").rpartition("/")
    if folder in _MODELS:
        return folder, stem
    return "", (folder if stem == "index" else f"{folder}/{stem}").strip("/") or "index"


_MODELS: dict[str, type[Authored]] = {"guides": Guide, "trainings": Training}


_TAKEN = {*SECTIONS, *SINGLES, "assets", "ro"}
"""First parts of addresses that are not free for pages."""


def _doc(root: Path, source: str, files: Mapping[Lang, str], unparsed: Unparsed) -> tuple[Doc | None, list[Problem]]:
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
        return None, problems
    originals = [lang for lang in files if "translation" not in trees[lang].data]
    if len(originals) != 1:
        code, lang = ("two-originals", "ro") if originals else ("no-original", next(iter(files)))
        place = trees[lang].place(("translation",), of_key=True) if not originals else (1, 1)
        return None, [*problems, problem(files[lang], place, code)]
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
        unparsed.append((files[original], (), _MODELS.get(section, Authored), trees[original].data))
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
