"""Words for names of fields and for closed values: editors write them in place of the names, and messages explain."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from kalaka.i18n.languages import LANGS, EditorLang
from kalaka.i18n.messages import messages
from kalaka.problems.nearest import Spellings

_PROPER_NAMES = ("country", "fund")
"""Sections of the messages whose words keep their capitals."""


def word(section: str, value: str, lang: EditorLang) -> str | None:
    """The word for a value of a closed list in a section of the messages; None in English, which the values are."""
    known = messages(lang).leaves.get(f"{section}.{value}")
    if not isinstance(known, str):
        return None
    return known if section in _PROPER_NAMES else known[0].lower() + known[1:]


def choices(section: str, values: Sequence[str], lang: EditorLang) -> str:
    """Closed values as a sentence lists them, each with its word: `local (helyi), county (megyei)`."""
    return ", ".join(
        f"{value} ({known})" if (known := word(section, value, lang)) and known != value else value for value in values
    )


@cache
def _value_spellings(section: str, values: tuple[str, ...]) -> Spellings:
    words = [(known, value) for lang in LANGS for value in values if (known := word(section, value, lang))]
    return Spellings([*((value, value) for value in values), *words])


def nearest_value(wrong: str, section: str, values: Sequence[str]) -> str | None:
    """The closed value that was probably meant, by itself or by its word in either language."""
    return _value_spellings(section, tuple(values)).nearest(wrong)


@cache
def field_words() -> dict[str, list[str]]:
    """What editors may write in place of the name of a field."""
    words: dict[str, list[str]] = yaml.load(
        (Path(__file__).parent / "field_words.yml").read_text("utf-8"), yaml.CBaseLoader
    )
    return words


@cache
def _field_spellings(names: tuple[str, ...]) -> Spellings:
    words = [(word, name) for name in names for word in field_words().get(name, ())]
    return Spellings([*((name, name) for name in names), *words])


def nearest_field(wrong: str, names: Sequence[str]) -> str | None:
    """The field that was probably meant, by its name or by a word for it in either language."""
    return _field_spellings(tuple(names)).nearest(wrong)
