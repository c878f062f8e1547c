"""Discovers the files of a knowledge base, below its folder of texts and `public/`, and reports unwanted ones."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from kalaka.content.sources import is_ignored, walk
from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import SECTIONS, SINGLES
from kalaka.model.settings import FOOTER, SUBPAGES, Settings, SiteOptions
from kalaka.problems.problem import Problem, problem

_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".pdf"}
_ASSETS = _PICTURES | {".css", ".js", ".woff2", ".txt", ".json", ".ico"}
_ICON = "assets/icon.svg"
"""The only SVG file allowed: a browser runs the scripts of an SVG file that is opened directly."""


_EXECUTABLE = {"html", "htm", "xhtml", "svg", "xml", "xsl", "js", "mjs", "css", "wasm", "swf"}
"""Extensions of active content, which a browser would run or apply outside the content security policy."""
_GENERATED_FILES = ("index.html", "404.html", "sitemap.xml", ".kalaka-site")
_GENERATED = {*SECTIONS, *SINGLES, *_GENERATED_FILES, "about", "assets", "data", "ro"}
"""Top-level names of a site that a build generates."""


class Files(NamedTuple):
    """Discovered files by kind, as paths from the root."""

    records: list[str]
    pages: dict[str, dict[Lang, str]]
    """Source (path below `docs`, without its language) → file of each language."""
    others: list[str]
    """Attachments: pictures, PDF files, assets."""
    published: list[str]
    """Files below `public/`, published unchanged."""
    problems: list[Problem]


def find_files(root: Path, settings: Settings) -> Files:
    """Discover all files, in the order of their names; a file that must not be there is a problem."""
    docs = settings.docs_dir
    files = Files([], {}, [], [], [])
    _find_published(root, files)
    files.problems.extend(_links_among_assets(root, settings.custom_dir))
    if not (root / docs).is_dir():
        files.problems.append(problem(docs, (1, 1), "missing-folder"))
        return files
    for file, entry in walk(root, docs):
        name, below = entry.name, file.removeprefix(f"{docs}/")
        suffix = "." + name.rpartition(".")[2] if "." in name[1:-1] else ""
        if not entry.is_symlink() and not entry.is_file(follow_symlinks=False):
            files.problems.append(problem(file, (1, 1), "special-file"))
        elif entry.is_symlink() and suffix not in (".md", ".yml"):
            files.problems.append(problem(file, (1, 1), "symlink"))
        elif suffix == ".md":
            lang: Lang = "ro" if name.endswith(".ro.md") else "hu"
            files.pages.setdefault(below.replace(".ro.md", ".md"), {})[lang] = file
        elif suffix == ".yml" and below == f"projects/{name}":
            files.records.append(file)
        elif suffix not in (_ASSETS if below.startswith("assets/") else _PICTURES) and below != _ICON:
            code = "wrong-ending" if suffix.lower() in (".yaml", ".yml") and suffix != ".yml" else "file-kind"
            files.problems.append(problem(file, (1, 1), code, found=suffix or name))
        else:
            files.others.append(file)
    return files


_ARTICLES = ("about", "accessibility", "imprint", "privacy")
_VOCABULARY_OF = {"glossary": "terms", "tasks": "tasks"}
"""Page that is no section → list of the vocabulary that it shows."""


def existing_pages(root: Path, settings: Settings) -> frozenset[str]:
    """The pages, of those that menu and footer may lead to, that there are: texts, lists that are not empty, overviews.

    It looks at names of files only, since the engine draws frames while the files are read.
    """
    linked = (*FOOTER.values(), *SUBPAGES.values(), settings.options.menu, SiteOptions().menu)
    names = {*chain.from_iterable(linked)} - {*settings.options.without}
    return frozenset(name for name in names if _has_content(root, settings, name))


def _has_content(root: Path, settings: Settings, name: str) -> bool:
    docs = root / settings.docs_dir
    if name in _ARTICLES:
        return any(
            (docs / file).is_file() for stem in (f"{name}/index", name) for file in (f"{stem}.md", f"{stem}.ro.md")
        )
    if name in ("projects", "guides", "trainings"):
        suffix = ".yml" if name == "projects" else ".md"
        return (docs / name).is_dir() and any(
            not is_ignored(path.name) and path.name.endswith(suffix) for path in (docs / name).iterdir()
        )
    if name in SECTIONS or name in _VOCABULARY_OF:
        file = root / "vocabulary" / f"{_VOCABULARY_OF.get(name, name)}.yml"
        return file.is_file() and re.search(rb"^[a-z]", file.read_bytes(), re.M) is not None
    return True


def _links_among_assets(root: Path, custom_dir: str) -> Iterator[Problem]:
    """Links among the assets of a site's own theme, which could publish files from anywhere."""
    folder = f"{custom_dir}/assets"
    if not custom_dir or not (root / folder).is_dir():
        return
    if (root / folder).is_symlink():
        yield problem(folder, (1, 1), "symlink")
        return
    for file, entry in walk(root, folder):
        if entry.is_symlink():
            yield problem(file, (1, 1), "symlink")


def _find_published(root: Path, files: Files) -> None:
    """Discover the files of `public/`; active content and names of generated files are problems."""
    if not (root / "public").is_dir():
        return
    for file, entry in walk(root, "public"):
        name = file.removeprefix("public/")
        if entry.is_symlink() or not entry.is_file(follow_symlinks=False):
            files.problems.append(problem(file, (1, 1), "symlink" if entry.is_symlink() else "special-file"))
        elif name.rpartition(".")[2].lower() in _EXECUTABLE and "." in name:
            files.problems.append(problem(file, (1, 1), "public-kind", found="." + name.rpartition(".")[2]))
        elif name.partition("/")[0] in _GENERATED:
            files.problems.append(problem(file, (1, 1), "public-taken", found=name.partition("/")[0]))
        else:
            files.published.append(file)
