"""Index terms of an entry: stems in *regions*, from what weighs most to what weighs least.

The search engine keeps the positions of words. The terms of an entry are written region after region, each stem once,
so that the position of a term says what it is to the entry: its name, a word of its summary, a part of a compound.
Where the regions end is kept beside the index, and the answers are ranked by these classes in the browser.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kalaka.i18n.folding import fold
from kalaka.i18n.languages import Lang
from kalaka.search.corpus import Entry
from kalaka.search.words import FUNCTION_WORDS, Helpers, Stems, cases

REGIONS = ("names", "forms", "words", "hidden", "often", "parts", "text", "text_parts")
"""Names; other forms of their words; summary and facts; words that help finding; words that the text repeats; parts of
the compounds of names; all other words; parts of their compounds."""
OFTEN = 3
"""Times that a text has a word that it repeats."""
KINDS_WITH_CASES = ("places", "counties")
"""Kinds whose names are written in cases that no dictionary holds."""
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"(?:\d[^\d]*){3}")


class Terms(NamedTuple):
    """Terms of an entry: those of each name, those of the other regions, and how many words it has."""

    names: list[list[str]]
    regions: list[list[str]]
    length: int


def tokens(text: str) -> list[str]:
    """Words and numbers of a text in lower case."""
    return _WORD.findall(text.replace("\u00ad", "").lower())


def code(text: str) -> str:
    """A code (three digits or more) as one word, however it is spaced; empty for other texts."""
    return "".join(_WORD.findall(fold(text))) if _CODE.search(text) and len(text) < 60 else ""


def subjects(text: str, lang: Lang) -> list[str]:
    """The words of a text that carry its subject: all but function words, or all when there are no others."""
    words = tokens(text)
    return [word for word in words if fold(word) not in FUNCTION_WORDS[lang]] or words


def terms(entry: Entry, helpers: Helpers) -> Terms:
    """The terms of an entry; in a region no stem stands twice, and none that stands before it."""
    lang = entry.lang
    names = [subjects(name, lang) for name in entry.names]
    name_words = dict.fromkeys(word for name in names for word in name)
    summary = subjects(f"{entry.words} {entry.facts}", lang)
    hidden = [word for text in entry.hidden for word in subjects(text, lang)]
    text = Counter(subjects(entry.text, lang))
    codes = filter(None, map(code, entry.hidden))
    stems = helpers.stems
    found = {
        "forms": [*_forms(name_words, helpers), *(_cases(name_words, stems) if entry.kind in KINDS_WITH_CASES else ())],
        "words": [*map(stems, summary), *_forms(summary, helpers)],
        "hidden": [*map(stems, codes), *map(stems, hidden), *_forms(hidden, helpers)],
        "often": [stems(word) for word, count in text.items() if count >= OFTEN],
        "parts": [part for word in name_words for part in helpers.parts(word)],
        "text": [*map(stems, text), *_forms(text, helpers)],
        "text_parts": [part for word in (*summary, *text) for part in helpers.parts(word)],
    }
    named = [[stems(word) for word in name] for name in names]
    seen = {term for name in named for term in name}
    regions = []
    for region in REGIONS[1:]:
        new = [term for term in dict.fromkeys(found[region]) if term not in seen]
        seen.update(new)
        regions.append(new)
    return Terms(named, regions, len(name_words) + len(summary) + text.total())


def _forms(words: Iterable[str], helpers: Helpers) -> Iterator[str]:
    return (form for word in words for form in helpers.forms(word))


def _cases(words: Iterable[str], stems: Stems) -> Iterator[str]:
    for word in words:
        for form in cases(word, stems.lang):
            yield from (stems(form), stems(fold(form)))
