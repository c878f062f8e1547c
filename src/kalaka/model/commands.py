"""The commands and their options as values: the command line is read by this table, and the site's pages can list it.

Their words are messages: `help.command.<key>` (what a command does, on one line), `help.detail.<key>` (the same in
sentences), `help.option.<name>` and `help.value.<kind>` (what stands in place of a value).
"""

from dataclasses import dataclass
from typing import Literal

from kalaka.i18n.languages import EDITOR_LANGS
from kalaka.i18n.messages import EditorMessages

PROGRAM = "kalaka"
ENGINES = ("mkdocs", "properdocs")
Value = Literal["folder", "address", "number", "text"]


@dataclass(frozen=True)
class Option:
    """`--name`, or `--name <value>`; a default of the empty text means none."""

    name: str
    value: Literal["", "choice"] | Value = ""
    """What stands behind it; nothing behind a switch."""
    default: str = ""
    choices: tuple[str, ...] = ()

    def label(self, words: EditorMessages) -> str:
        """How the option is written: `--open`, `--site <folder>`, `--lang hu|ro|en`."""
        name = f"-h, --{self.name}" if self == HELP else f"--{self.name}"
        if self.choices:
            return f"{name} {'|'.join(self.choices)}"
        return f"{name} {_placeholder(self.value, words)}" if self.value else name


@dataclass(frozen=True)
class Command:
    """A command: its words on the line, what must stand behind them, its own options, lines that show its use."""

    name: str
    options: tuple[Option, ...] = ()
    arguments: tuple[Value, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its name in the keys of messages: `new site` → `new-site`."""
        return self.name.replace(" ", "-")

    def usage(self, words: EditorMessages) -> str:
        """How it is written, its options left out: `kalaka new site <folder>`."""
        return " ".join([PROGRAM, self.name, *(_placeholder(value, words) for value in self.arguments)])


def _placeholder(value: str, words: EditorMessages) -> str:
    return f"<{words(f'help.value.{value}')}>"


HELP = Option("help")
VERSION = Option("version")
COMMON = (
    Option("root", "folder"),
    Option("lang", "choice", choices=EDITOR_LANGS),
    VERSION,
    HELP,
)
"""Options of every command, which may also stand before it."""
_ENGINE = Option("engine", "choice", default="mkdocs", choices=ENGINES)
COMMANDS = (
    Command("check", examples=("kalaka check", "kalaka check --root ../tudastar")),
    Command(
        "build",
        (Option("site", "folder"), _ENGINE, Option("timings")),
        examples=("kalaka build", "kalaka build --site /tmp/site --timings"),
    ),
    Command(
        "serve",
        (
            Option("host", "address", default="127.0.0.1"),
            Option("port", "number", default="8000"),
            Option("open"),
            _ENGINE,
        ),
        examples=("kalaka serve --open", "kalaka serve --port 8080"),
    ),
    Command("schema", examples=("kalaka schema",)),
    Command(
        "new site",
        (Option("name", "text"), Option("second-name", "text"), Option("url", "address")),
        arguments=("folder",),
        examples=("kalaka new site tudastar", "kalaka new site tudastar --url https://example.org/"),
    ),
)
