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
from kalaka.search.words import ENDINGS, FUNCTION_WORDS, Helpers, Stems, cases

REGIONS = ("names", "words", "above", "facts", "hidden", "often", "parts", "text", "text_parts")
"""Names, each followed by other forms of its words; summary; titles above; facts; words that help finding; words that
the text repeats; parts of the compounds of names; all other words; parts of their compounds."""
OFTEN = 3
"""Times that a text has a word that it repeats."""
KINDS_WITH_CASES = ("places", "counties")
"""Kinds whose names are written in cases that no dictionary holds."""
_WORD = re.compile(r"[^\W_]+")
_HYPHEN = re.compile(r"(?<=[^\W_])-([^\W\d_]+)\b")
_WHOLE = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_ENDINGS = {lang: frozenset(map(fold, endings)) for lang, endings in ENDINGS.items()}
_SIGNS = {0xAD: None, 0x2010: "-", 0x2011: "-"}
"""The soft hyphen, which is not read, and other signs for a hyphen."""
_CODE = re.compile(r"(?:\d[^\d]*){3}")


class Terms(NamedTuple):
    """Terms of an entry: those of each name, other forms of them, those of the other regions.

    `small` is the number of function words in each name, which are no terms.
    """

    names: list[list[str]]
    forms: list[list[str]]
    small: list[int]
    regions: list[list[str]]

    @property
    def repeated(self) -> list[int]:
        """For each name the number of its terms that stand in a name before it: the engine tells the first place."""
        seen: set[str] = set()
        found = []
        for name in self.names:
            found.append(len(seen.intersection(name)))
            seen.update(name)
        return found


def tokens(text: str, lang: Lang) -> list[str]:
    """Words and numbers of a text in lower case, and those with a hyphen also whole: `wi-fi` → `wi`, `fi`, `wifi`.

    Endings after a hyphen are left out: `ONG-urilor` → `ong`.
    """
    lower = text.translate(_SIGNS).lower()
    if "-" not in lower:
        return _WORD.findall(lower)
    lower = _HYPHEN.sub(lambda match: "" if fold(match[1]) in _ENDINGS[lang] else match[0], lower)
    return _WORD.findall(lower) + [word.replace("-", "") for word in _WHOLE.findall(lower)]


def code(text: str) -> str:
    """A code (three digits or more) as one word, however it is spaced; empty for other texts."""
    return "".join(_WORD.findall(fold(text))) if _CODE.search(text) and len(text) < 60 else ""


def subjects(text: str, lang: Lang) -> list[str]:
    """The words of a text that carry its subject: all but function words, or all when there are no others."""
    words = tokens(text, lang)
    return [word for word in words if fold(word) not in FUNCTION_WORDS[lang]] or words


def terms(entry: Entry, helpers: Helpers) -> Terms:
    """The terms of an entry; no stem stands twice, but for those that two names have."""
    lang, stems = entry.lang, helpers.stems
    names = [subjects(name, lang) for name in entry.names]
    name_words = dict.fromkeys(word for name in names for word in name)
    summary = subjects(entry.words, lang)
    facts = subjects(entry.facts, lang)
    above = [word for text in entry.crumbs for word in subjects(text, lang)]
    hidden = [word for text in entry.hidden for word in subjects(text, lang)]
    text = Counter(subjects(entry.text, lang))
    codes = filter(None, map(code, entry.hidden))
    found = {
        "words": [*map(stems, summary), *_forms(summary, helpers)],
        "above": [*map(stems, above), *_forms(above, helpers)],
        "facts": [*map(stems, facts), *_forms(facts, helpers)],
        "hidden": [*map(stems, codes), *map(stems, hidden), *_forms(hidden, helpers)],
        "often": [stems(word) for word, count in text.items() if count >= OFTEN],
        "parts": [part for word in name_words for part in helpers.parts(word)],
        "text": [*map(stems, text), *_forms(text, helpers)],
        "text_parts": [part for word in (*summary, *text) for part in helpers.parts(word)],
    }
    named = [[stems(word) for word in name] for name in names]
    seen = {term for name in named for term in name}

    def new(listed: Iterable[str]) -> list[str]:
        fresh = [term for term in dict.fromkeys(listed) if term not in seen]
        seen.update(fresh)
        return fresh

    has_cases = entry.kind in KINDS_WITH_CASES
    forms = [new((*_forms(name, helpers), *(_cases(name, stems) if has_cases else ()))) for name in names]
    regions = [new(found[region]) for region in REGIONS[1:]]
    small = [len(tokens(name, lang)) - len(words) for name, words in zip(entry.names, names, strict=True)]
    return Terms(named, forms, small, regions)


def _forms(words: Iterable[str], helpers: Helpers) -> Iterator[str]:
    return (form for word in words for form in helpers.forms(word))


def _cases(words: Iterable[str], stems: Stems) -> Iterator[str]:
    for word in words:
        for form in cases(word, stems.lang):
            yield from (stems(form), stems(fold(form)))
