"""Command `kalaka new site`: copy the starter into an empty folder, with the names and the address of the new site."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import kalaka
from kalaka.commands.installed_from import origin
from kalaka.i18n.messages import EditorMessages, messages
from kalaka.model.settings import site_address

_STARTER = files("kalaka.starter") / "site"
_DEFAULT_URL = "https://example.org/"
_MARK = re.compile(r"\{\{(\w+)\}\}")
_MARKED = ("mkdocs.yml", "README.md", "requirements.txt")
"""Files of the starter in which something is filled in."""
_KEPT = {".git"}
"""What an empty folder may hold: whoever has cloned an empty repository begins here."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#&])")


def run(folder: Path, name: str | None, second_name: str | None, url: str | None, words: EditorMessages) -> int:
    """Status 0 when the site was made; 2 when the folder, a name or the address will not do: nothing is written."""
    if refused := _refused(folder):
        print(words(f"new.{refused}", path=folder), file=sys.stderr)
        return 2
    name = _answer(name, words("new.ask_name"), messages("hu")("new.default_name"))
    second_name = _answer(second_name, words("new.ask_second_name"), messages("ro")("new.default_name"))
    if not (_is_name(name) and _is_name(second_name)):
        print(words("new.bad_name"), file=sys.stderr)
        return 2
    url = _site_url(url, words)
    if not url:
        return 2
    program = origin()
    facts = {
        "name": name,
        "second_name": second_name,
        "url": url,
        "version": kalaka.__version__,
        "requirement": program.requirement,
    }
    _copy(_STARTER, folder, facts)
    if program.wheel:
        shutil.copy(program.wheel, folder / "wheels")
    print(words("new.made", path=folder))
    for step in ("next_preview", "next_fill_in", "next_publish"):
        print(words(f"new.{step}", path=folder))
    if program.folder:
        command = f'python -m pip wheel --no-deps -w "{folder / "wheels"}" "{program.folder}"'
        print(words("new.next_make_wheel", command=command))
    elif not (program.is_fetched or program.wheel):
        print(words("new.next_wheel", path=folder / "wheels"))
    return 0


def _refused(folder: Path) -> str:
    """Why a folder cannot be used, as the key of the sentence; empty when it can."""
    if not folder.exists():
        return ""
    if not folder.is_dir():
        return "not_a_folder"
    return "not_empty" if {path.name for path in folder.iterdir()} - _KEPT else ""


def _answer(given: str | None, question: str, default: str) -> str:
    """What was given on the command line, else what is answered on a terminal, else the default; spaces tidied."""
    if given is None and sys.stdin.isatty() and sys.stdout.isatty():
        try:
            given = input(f"{question} [{default}]: ").strip() or default
        except EOFError:
            print()
    return " ".join((default if given is None else given).split())


def _site_url(given: str | None, words: EditorMessages) -> str:
    """The address of the site in its normal form; empty when it will not do.

    On a terminal it is asked again, with what was meant.
    """
    default = _DEFAULT_URL
    while True:
        url = _answer(given, words("new.ask_url"), default)
        if address := site_address(url):
            return address
        print(words("new.bad_url", url=url, example=_DEFAULT_URL), file=sys.stderr)
        if given is not None:
            return ""
        meant = f"https://{url}"
        default = meant if "://" not in url and site_address(meant) else _DEFAULT_URL


def _is_name(name: str) -> bool:
    return bool(name) and name.isprintable()


def _in_yaml(text: str) -> str:
    """A double-quoted YAML scalar; JSON writes the same."""
    return json.dumps(text, ensure_ascii=False)


def _in_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _copy(source: Traversable, target: Path, facts: Mapping[str, str]) -> None:
    """Copy a folder of the starter; bytecode that an installer has left in it stays behind."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                _copy(entry, target / entry.name, facts)
        elif entry.name in _MARKED:
            text = _filled(entry.read_text("utf-8"), facts, _quoting(entry.name))
            (target / entry.name).write_text(text, "utf-8", newline="\n")
        else:
            (target / entry.name).write_bytes(entry.read_bytes())


def _quoting(file: str) -> Callable[[str], str]:
    return {".yml": _in_yaml, ".md": _in_markdown}.get(Path(file).suffix, str)


def _filled(text: str, facts: Mapping[str, str], quoted: Callable[[str], str]) -> str:
    """A text with its marks filled in, in one pass: a name that looks like a mark stays a name."""
    return _MARK.sub(lambda mark: quoted(facts[mark[1]]), text)
