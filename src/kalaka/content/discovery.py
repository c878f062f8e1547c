"""Discovers the files of a knowledge base below `docs/` and `public/`, and reports those that must not be there."""

from pathlib import Path
from typing import NamedTuple

from kalaka.content.sources import walk
from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import SECTIONS, SINGLES
from kalaka.problems.problem import Problem, problem

_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".pdf"}
_ASSETS = _PICTURES | {".css", ".js", ".woff2", ".txt", ".json", ".ico"}
_ICON = "docs/assets/icon.svg"
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
    """Source (file name without its language) → file of each language."""
    others: list[str]
    """Attachments: pictures, PDF files, assets."""
    published: list[str]
    """Files below `public/`, published unchanged."""
    problems: list[Problem]


def find_files(root: Path) -> Files:
    """Discover all files, in the order of their names; a file that must not be there is a problem."""
    files = Files([], {}, [], [], [])
    _find_published(root, files)
    if not (root / "docs").is_dir():
        files.problems.append(problem("docs", (1, 1), "missing-folder"))
        return files
    for file, entry in walk(root, "docs"):
        name = entry.name
        suffix = "." + name.rpartition(".")[2] if "." in name[1:-1] else ""
        if not entry.is_symlink() and not entry.is_file(follow_symlinks=False):
            files.problems.append(problem(file, (1, 1), "special-file"))
        elif entry.is_symlink() and suffix not in (".md", ".yml"):
            files.problems.append(problem(file, (1, 1), "symlink"))
        elif suffix == ".md":
            lang: Lang = "ro" if name.endswith(".ro.md") else "hu"
            files.pages.setdefault(file.replace(".ro.md", ".md"), {})[lang] = file
        elif suffix == ".yml" and file == f"docs/projects/{name}":
            files.records.append(file)
        elif suffix not in (_ASSETS if file.startswith("docs/assets/") else _PICTURES) and file != _ICON:
            code = "wrong-ending" if suffix.lower() in (".yaml", ".yml") and suffix != ".yml" else "file-kind"
            files.problems.append(problem(file, (1, 1), code, found=suffix or name))
        else:
            files.others.append(file)
    return files


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
