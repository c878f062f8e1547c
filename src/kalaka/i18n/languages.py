"""The two languages of every knowledge base."""

from typing import Literal

Lang = Literal["hu", "ro"]
LANGS: tuple[Lang, Lang] = ("hu", "ro")


def other(lang: Lang) -> Lang:
    """The second language of the pair."""
    return "ro" if lang == "hu" else "hu"
