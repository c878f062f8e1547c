"""Reads the command line by the table of commands, and writes its help: every word in the language of the editor.

Not argparse: its sentences are in English, and other ones in each version of Python.
"""

import re
import shutil
import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kalaka.i18n.editor_language import editor_lang
from kalaka.i18n.languages import EDITOR_LANGS, EditorLang
from kalaka.i18n.messages import EditorMessages
from kalaka.model.commands import COMMON, HELP, PROGRAM, Command, Option
from kalaka.problems.nearest import nearest

_WIDEST = 100
"""Columns of the help at most, however wide the terminal is."""


class WrongUse(Exception):
    """A command line that cannot be understood; the text is the sentence for the editor."""


class Line(NamedTuple):
    """What a command line says. Without a command the options hold those of every command only."""

    command: Command | None
    arguments: list[str]
    options: dict[str, str]
    """Values by the name of the option, defaults included; of switches only those that are given, with no value."""


def wanted_lang(given: Sequence[str]) -> EditorLang:
    """The language in which to speak of a line, which may be wrong otherwise: of its `--lang`, or the environment."""
    for here, after in zip(given, [*given, ""][1:], strict=True):
        name, equals, value = here.partition("=")
        if name == "--lang":
            for lang in EDITOR_LANGS:
                if lang == (value if equals else after):
                    return lang
    return editor_lang()


def parse(given: Sequence[str], commands: Sequence[Command], words: EditorMessages) -> Line:
    """Read a line; options stand anywhere, `--name value` or `--name=value`. Raises `WrongUse`."""
    known = _by_name(option for command in commands for option in command.options)
    options: dict[str, str] = {}
    plain: list[str] = []
    rest = iter(given)
    for item in rest:
        if item == "--":
            plain += rest
        elif not item.startswith("-"):
            plain.append(item)
        else:
            name, equals, value = item.partition("=")
            name = f"--{HELP.name}" if name == "-h" else name
            if name not in known:
                command = _command([*plain, *(word for word in rest if not word.startswith("-"))], commands)
                fitting = _by_name(command.options) if command else known
                raise WrongUse(words("use.unknown_option", found=name) + _meant(name, fitting, words))
            option = known[name]
            if option.value and not equals:
                value = next(rest, "")
            if option.value and option.name in options:
                raise WrongUse(words("use.twice", found=name))
            options[option.name] = _checked(option, value, words, is_given=bool(equals))
    if HELP.name in options:
        return Line(_command(plain, commands), [], options)
    return _fitting(plain, options, commands, words)


def _by_name(options: Iterable[Option]) -> dict[str, Option]:
    """Options by how they are written, with those of every command."""
    return {f"--{option.name}": option for option in (*options, *COMMON)}


def _checked(option: Option, value: str, words: EditorMessages, *, is_given: bool) -> str:
    """A value that fits its option; one that looks like an option fits only after `=`."""
    label = option.label(words)
    if not option.value:
        if is_given:
            raise WrongUse(words("use.needless_value", label=label))
        return ""
    if not value or (not is_given and re.match(r"-\D", value)):
        raise WrongUse(words("use.missing_value", label=label))
    if option.value == "number" and not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise WrongUse(words("use.bad_number", found=value, label=label))
    if option.choices and value not in option.choices:
        found = f"--{option.name} {value}"
        raise WrongUse(words("use.bad_choice", found=found) + _meant(value, option.choices, words))
    return value


def _fitting(plain: list[str], options: dict[str, str], commands: Sequence[Command], words: EditorMessages) -> Line:
    """The line with its command, when the plain words and the options fit it."""
    command = _command(plain, commands)
    if not command:
        if plain:
            names = [command.name for command in commands]
            typed = next((" ".join(plain[:2]) for name in names if name.startswith(f"{plain[0]} ")), plain[0])
            raise WrongUse(words("use.unknown_command", found=typed) + _meant(typed, names, words))
        return Line(None, [], options)
    arguments = plain[len(command.name.split()) :]
    if len(arguments) < len(command.arguments):
        raise WrongUse(words("use.incomplete", usage=command.usage(words)))
    if len(arguments) > len(command.arguments):
        extra = arguments[len(command.arguments)]
        raise WrongUse(words("use.extra", found=extra, usage=command.usage(words)))
    for name in (f"--{name}" for name in options):
        if name not in _by_name(command.options):
            users = [other.name for other in commands if name in _by_name(other.options)]
            raise WrongUse(words("use.other_command", found=name, known=", ".join(users)))
    return Line(command, arguments, {own.name: own.default for own in command.options if own.default} | options)


def _command(plain: Sequence[str], commands: Iterable[Command]) -> Command | None:
    return next((one for one in commands if (parts := one.name.split()) == list(plain[: len(parts)])), None)


def _meant(found: str, known: Iterable[str], words: EditorMessages) -> str:
    """A second sentence: what was probably meant, or what there is."""
    names = list(known)
    guess = next((name for name in names if found and name.startswith(found.lower())), None) or nearest(found, names)
    return " " + (words("problem.nearest", nearest=guess) if guess else words("use.known", known=", ".join(names)))


def help_text(command: Command | None, commands: Sequence[Command], words: EditorMessages) -> str:
    """The help of a command, or of the program."""
    if command:
        blocks = [
            words("help.usage", usage=command.usage(words)),
            _wrapped(words(f"help.detail.{command.key}")),
            *([_section(words("help.options"), _options(command.options, words))] if command.options else []),
            _section(words("help.common"), _options(COMMON, words)),
        ]
    else:
        rows = [(one.name, words(f"help.command.{one.key}")) for one in commands]
        blocks = [
            words("help.usage", usage=f"{PROGRAM} <{words('help.any_command')}>"),
            _wrapped(words("help.description")),
            _section(words("help.commands"), rows),
            _section(words("help.options"), _options(COMMON, words)),
        ]
    examples = command.examples if command else [one.examples[0] for one in commands]
    blocks.append("\n".join([f"{words('help.examples')}:", *(f"  {line}" for line in examples)]))
    return "\n\n".join(blocks if command else [*blocks, words("help.more")])


def _options(options: Iterable[Option], words: EditorMessages) -> list[tuple[str, str]]:
    rows = []
    for option in options:
        text = words(f"help.option.{option.name}")
        default = f" ({words('help.default', value=option.default)})" if option.default else ""
        rows.append((option.label(words), text + default))
    return rows


def _section(title: str, rows: Sequence[tuple[str, str]]) -> str:
    """A heading and below it names with their explanations in two columns."""
    left = max(len(name) for name, _ in rows) + 4
    lines = (_wrapped(text, f"  {name}".ljust(left), " " * left) for name, text in rows)
    return "\n".join([f"{title}:", *lines])


def _wrapped(text: str, first: str = "", further: str = "") -> str:
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    return textwrap.fill(
        text,
        max(width, len(further) + 20),
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
