"""The two languages of every knowledge base, and those in which its editors are spoken to."""

from typing import Literal

Lang = Literal["hu", "ro"]
LANGS: tuple[Lang, Lang] = ("hu", "ro")
EditorLang = Literal["hu", "ro", "en"]
EDITOR_LANGS: tuple[EditorLang, ...] = (*LANGS, "en")


def other(lang: Lang) -> Lang:
    """The second language of the pair."""
    return "ro" if lang == "hu" else "hu"
