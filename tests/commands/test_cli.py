"""The command line as an editor meets it, in three languages. The cases are a file: `tests/cases/cli.yml`."""

import ctypes
import os
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kalaka.build.result import Built
from kalaka.commands import build, cli
from kalaka.commands.parser import WrongUse, help_text, parse
from kalaka.i18n.languages import EDITOR_LANGS, EditorLang
from kalaka.i18n.messages import messages
from kalaka.model.commands import COMMANDS, COMMON, Command, Option
from tests.casefiles import read_cases

CASES = read_cases("cli.yml")
VARIABLES = ("KALAKA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
COMMAND_NAMES = [command.name for command in COMMANDS]
OPTIONS = dict.fromkeys(option for command in COMMANDS for option in (*command.options, *COMMON))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run commands in, without a language in the environment."""
    for name in ("base", "empty"):
        (tmp_path / name).mkdir()
    for name in ("base/mkdocs.yml", "file.txt"):
        (tmp_path / name).write_text("site_url: https://a.example/\n")
    (tmp_path / "circle").symlink_to("circle")
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


# Wrong use


@pytest.mark.parametrize("lang", EDITOR_LANGS)
@pytest.mark.parametrize("case", CASES["wrong use"], ids=lambda case: case["run"] or "nothing")
def test_wrong_use(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    case: dict[str, Any],
    lang: EditorLang,
) -> None:
    """Status 2 and one sentence on standard error, nothing on standard output, and nothing is written."""
    monkeypatch.setenv("KALAKA_LANG", lang)
    before = sorted(here.rglob("*"))
    assert cli.main(shlex.split(case["run"])) == 2
    said = capsys.readouterr()
    assert said.out == ""
    if "help" in case:
        assert said.err == help_text(None, COMMANDS, messages(lang)) + "\n"
    else:
        wanted = case["says"][lang].replace("{here}", str(here.resolve()))
        assert said.err == wanted.replace("{commands}", ", ".join(COMMAND_NAMES)) + "\n"
    assert sorted(here.rglob("*")) == before


BUILD_HOUSE = Command("house build", (Option("roof", "text"),), ("folder",))


@pytest.mark.parametrize(
    ("line", "arguments", "options"),
    [
        ("house build there", ["there"], {}),
        ("--roof Kaláka house build there", ["there"], {"roof": "Kaláka"}),
        ("house --roof=--a=b build there", ["there"], {"roof": "--a=b"}),
        ("house build --roof x -- -there", ["-there"], {"roof": "x"}),
    ],
)
def test_a_command_of_two_words_with_an_argument(line: str, arguments: list[str], options: dict[str, str]) -> None:
    assert parse(shlex.split(line), [*COMMANDS, BUILD_HOUSE], messages("hu")) == (BUILD_HOUSE, arguments, options)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("house", "There is no command “house”. Did you mean “house build”?"),
        ("house biuld there", "There is no command “house biuld”. Did you mean “house build”?"),
        ("house build", "The command is not complete. Write it like this: kalaka house build <folder>"),
        ("house build a b", "“b” is not needed here. Write it like this: kalaka house build <folder>"),
    ],
)
def test_wrong_use_of_a_command_of_two_words(line: str, sentence: str) -> None:
    with pytest.raises(WrongUse) as caught:
        parse(line.split(), [*COMMANDS, BUILD_HOUSE], messages("en"))
    assert str(caught.value) == sentence


@pytest.mark.parametrize("line", ["serve --port 1 --root a", "--root a --port 1 serve", "--port=1 serve --root=a"])
def test_options_stand_anywhere(line: str) -> None:
    parsed = parse(line.split(), COMMANDS, messages("hu"))
    assert parsed.command
    assert parsed.command.name == "serve"
    assert parsed.options == {"host": "127.0.0.1", "engine": "mkdocs", "port": "1", "root": "a"}


# Languages


@pytest.mark.parametrize("case", CASES["languages"], ids=lambda case: f"{case['run']} {case['env']}")
@pytest.mark.parametrize("is_first", [True, False], ids=["before", "after"])
@pytest.mark.usefixtures("here")
def test_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: dict[str, Any], is_first: bool
) -> None:
    for name, value in case["env"].items():
        monkeypatch.setenv(name, value)
    options = shlex.split(case["run"])
    assert cli.main([*options, "biuld"] if is_first else ["biuld", *options]) == 2
    begins = {"hu": "Nincs ilyen|Ilyen érték|A kapcsoló", "ro": "Nu există|Această|După", "en": "There is no"}
    assert capsys.readouterr().err.startswith(tuple(begins[case["lang"]].split("|")))


@pytest.mark.parametrize(("number", "lang"), [(0x040E, "hu"), (0x0418, "ro"), (0x0409, "en"), (0x0407, "en")])
@pytest.mark.usefixtures("here")
def test_windows_has_a_language_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, lang: EditorLang
) -> None:
    """Nothing is set in its environment; numbers of languages as its documentation lists them."""
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: number)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert cli.main([]) == 2
    assert messages(lang)("help.description") in capsys.readouterr().err


# Help


@pytest.mark.parametrize("lang", EDITOR_LANGS)
@pytest.mark.parametrize("line", ["--help", "-h", *(f"{name} --help" for name in COMMAND_NAMES)])
@pytest.mark.usefixtures("here")
def test_help(capsys: pytest.CaptureFixture[str], line: str, lang: EditorLang) -> None:
    """Names everything that can be given, fits a terminal of 80 columns, and needs no knowledge base."""
    assert cli.main(["--lang", lang, *line.split()]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    words = messages(lang)
    command = next((one for one in COMMANDS if line == f"{one.name} --help"), None)
    for option in (*(command.options if command else ()), *COMMON):
        assert f"  {option.label(words)} " in said.out
        assert not option.default or words("help.default", value=option.default) in " ".join(said.out.split())
    for example in command.examples if command else COMMAND_NAMES:
        assert example in said.out
    assert max(map(len, said.out.splitlines())) <= 80


@pytest.mark.parametrize("line", sorted(line for command in COMMANDS for line in command.examples))
def test_an_example_can_be_run(line: str) -> None:
    program, *given = shlex.split(line)
    assert program == "kalaka"
    command = parse(given, COMMANDS, messages("en")).command
    assert command
    assert line in command.examples


def test_every_command_has_an_example() -> None:
    assert [command.name for command in COMMANDS if not command.examples] == []


def test_an_option_has_one_meaning() -> None:
    """An option of several commands is the same in all of them: the line is read before the command is known."""
    assert len({option.name for option in OPTIONS}) == len(OPTIONS)


@pytest.mark.parametrize("line", ["--version", "check --version", "--version --root nowhere"])
@pytest.mark.usefixtures("here")
def test_version(capsys: pytest.CaptureFixture[str], line: str) -> None:
    assert cli.main(line.split()) == 0
    assert capsys.readouterr().out == f"kalaka {version('kalaka')}\n"


def test_python_runs_it_as_a_module(tmp_path: Path) -> None:
    for arguments, status in ((["--version"], 0), (["biuld"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "kalaka", *arguments], cwd=tmp_path, env=os.environ, capture_output=True, check=False
        )
        assert done.returncode == status
        assert bool(done.stdout) is (status == 0)
        assert b"Traceback" not in done.stderr


# What commands say when they are done


@pytest.mark.parametrize("lang", EDITOR_LANGS)
@pytest.mark.parametrize("case", CASES["summaries"], ids=["one", "many"])
@pytest.mark.usefixtures("here")
def test_a_build_says_what_it_has_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], case: dict[str, Any], lang: EditorLang
) -> None:
    counts = dict(case["counts"])
    pages, made = counts.pop("pages"), counts.pop("made")
    built = Built([], pages, made, counts, (("read", case["seconds"]),))
    monkeypatch.setattr(build, "build", lambda *_: built)
    assert cli.main(["build", "--root", "base", "--site", "site", "--lang", lang]) == 0
    assert capsys.readouterr().out == case["says"][lang] + "\n"
