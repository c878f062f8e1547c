"""Message catalogues: every text that readers and editors see, by key, in `hu.yml` and `ro.yml` beside this file.

`en.yml` has only the sections that editors see. A leaf is a format string with `{names}`, or a mapping from CLDR
plural categories (`one`, `few`, `other`) to format strings, chosen by the number `n`.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, overload

import yaml

from kalaka.i18n import formatting
from kalaka.i18n.languages import EditorLang, Lang

_CATEGORIES = {"one", "few", "other"}


class EditorMessages:
    """Messages to editors in one language: `words("cli.busy")`, `words("cli.errors", n=20)`.

    Raises KeyError for an unknown key or a missing value of a placeholder.
    """

    def __init__(self, lang: EditorLang, leaves: Mapping[str, str | Mapping[str, str]]) -> None:
        self.lang = lang
        self.leaves = leaves

    def __call__(self, key: str, /, **facts: Any) -> str:
        leaf = self.leaves[key]
        if not isinstance(leaf, str):
            count = facts["n"]
            leaf = leaf[formatting.plural(count, self.lang)]
            facts["n"] = formatting.number(count, self.lang)
        return leaf.format_map(facts) if facts else leaf

    def __contains__(self, key: str) -> bool:
        return key in self.leaves


class Messages(EditorMessages):
    """All messages in one language, also those to readers: `words("nav.projects")`."""

    lang: Lang


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str | Mapping[str, str]]:
    leaves: dict[str, str | Mapping[str, str]] = {}
    for key, value in tree.items():
        if isinstance(value, str) or set(value) <= _CATEGORIES:
            leaves[prefix + key] = value
        else:
            leaves |= _flatten(value, f"{prefix}{key}.")
    return leaves


@overload
def messages(lang: Lang) -> Messages: ...
@overload
def messages(lang: EditorLang) -> EditorMessages: ...
@cache
def messages(lang: EditorLang) -> EditorMessages:
    """The messages of a language, read once."""
    text = (Path(__file__).parent / f"{lang}.yml").read_text("utf-8")
    kind = EditorMessages if lang == "en" else Messages
    return kind(lang, _flatten(yaml.load(text, yaml.CBaseLoader)))
