"""Explanations of every problem code for editors: what is wrong, why it matters, what to do, with examples.

The texts are in `hu.yml` and `ro.yml` beside this file, the examples of both languages in `examples.yml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import yaml

from kalaka.i18n.languages import Lang
from kalaka.problems.problem import Level


@dataclass(frozen=True)
class Explanation:
    """Explanation of one problem code in one language."""

    code: str
    level: Level
    what: str
    """Short title, without a full stop."""
    why: str
    remedy: str
    wrong: str
    """Lines of the file, or a list of files when `file` is None."""
    right: str
    file: str | None
    """File that the examples are part of."""


@cache
def explanations(lang: Lang) -> Mapping[str, Explanation]:
    """Explanations by code: errors, warnings, hints, each in alphabetical order. Read once."""
    texts, examples = _read(lang), _read("examples")
    all_of_them = [
        Explanation(
            code,
            examples[code].get("level", "error"),
            **texts[code],
            wrong=examples[code]["wrong"],
            right=examples[code]["right"],
            file=examples[code].get("file"),
        )
        for code in texts
    ]
    levels = get_args(Level)
    in_order = sorted(all_of_them, key=lambda explanation: (levels.index(explanation.level), explanation.code))
    return MappingProxyType({explanation.code: explanation for explanation in in_order})


def _read(name: str) -> Any:
    return yaml.load((Path(__file__).parent / f"{name}.yml").read_text("utf-8"), yaml.CBaseLoader)
