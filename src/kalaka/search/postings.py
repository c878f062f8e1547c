"""A text → the words under which Pagefind finds it, and where they stand.

Pagefind takes words apart when it indexes and again when somebody asks, and both must agree to the letter. Its own
indexer makes a language in one piece, which at five thousand records takes half a minute and gigabytes, however little
was edited; so entries are taken apart here, one by one, as the indexer of the pinned version does it (all but emoji). A
test has both index the same entries and compares words, accented forms, places and weights.
"""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from kalaka.i18n.languages import Lang
from kalaka.search.words import STEMMERS

_UNIT = 24
"""What a weight of 1 is in an index."""
_JOINERS = frozenset("_‿⁀⁔︳︴﹍﹎﹏＿")
_BREAKS = str.maketrans(dict.fromkeys("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", " "))
_FIGURES = frozenset("0123456789")
_WANTS_STOP = frozenset("'\")$*") | _JOINERS

Places = dict[str, list[int]]
"""Where a key stands: its stem without accents, a tab, and the accented word that it is of, or nothing."""
_AT = 24
"""Bits of a place that are the number of a word; those above it are its weight, or the number of a fact."""


class Told(NamedTuple):
    """What is told of one entry."""

    content: str
    words: int
    """How many."""
    places: Places
    named: Places
    """The same in facts."""


def place(above: int, at: int) -> int:
    """A word's place and what sorts above it, as one number: there are millions of them."""
    return above << _AT | at


def parted(place: int) -> tuple[int, int]:
    return place >> _AT, place & ((1 << _AT) - 1)


class Teller:
    """Takes texts of one language apart."""

    def __init__(self, lang: Lang) -> None:
        self._known = _Words(lang)

    def __call__(self, paragraphs: Iterable[tuple[int, str]], facts: Iterable[str]) -> Told:
        """Of paragraphs with their weights, and of facts in the order of their names."""
        known = self._known
        content: list[str] = []
        places: Places = {}
        for times, text in paragraphs:
            weight = times * _UNIT
            base = place(weight, 0)
            words = (text + _stop(text)).replace("\u200b", "").split()
            for at, word in enumerate(words, base + len(content)):
                key, parts = known[word]
                held = places.get(key)
                if held is None:
                    places[key] = [at]
                else:
                    held.append(at)
                for part in parts:
                    less = place(max(weight // len(parts), 1), at - base)
                    places.setdefault(part, []).append(less)
            content += words
        named: Places = {}
        for number, fact in enumerate(facts):
            for at, word in enumerate(fact.split(), place(number, 0)):
                key, parts = known[word]
                for one in (key, *parts):
                    named.setdefault(one, []).append(at)
        for found in (places, named):
            found.pop("", None)
        return Told(" ".join(content), max(len(content), 1), places, named)


class _Words(dict[str, tuple[str, tuple[str, ...]]]):
    """The key of a word, or nothing, and those of its parts; each word is taken apart once."""

    def __init__(self, lang: Lang) -> None:
        self._stemmer = STEMMERS[lang]

    def __missing__(self, word: str) -> tuple[str, tuple[str, ...]]:
        whole = "".join(c for c in word if c.isalnum() or c in _JOINERS).lower()
        parts: list[str] = []
        if whole and not (word.isalnum() and word[1:] == word[1:].lower()):
            parts = _parts(word)
            alone = len(parts) == 1 and whole.startswith(parts[0])
            parts = [] if alone else [part for part in parts if len(part.encode()) > 1]
        self[word] = self._key(whole) if whole else "", tuple(map(self._key, parts))
        return self[word]

    def _key(self, word: str) -> str:
        plain = word if word.isascii() else _without_accents(word)
        return f"{self._stemmer.stemWord(plain)}\t{'' if plain == word else word}"


def _stop(text: str) -> str:
    """The full stop of a paragraph that has none."""
    last = text[-1:]
    return "." if last.isalpha() or last.isdecimal() or last in _WANTS_STOP else ""


def _without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.category(c).startswith("M"))


def _parts(word: str) -> list[str]:
    """The parts of a word with signs, figures or capitals in it: `HEFOP-2.2.1`, `KoMP`, `2010-es`."""
    found: list[str] = []
    for piece in word.translate(_BREAKS).split(" "):
        start = 0
        for at in range(1, len(piece)):
            if _divides(piece[at - 1], piece[at], piece[at + 1 : at + 2]):
                found.append(piece[start:at])
                start = at
        found.append(piece[start:])
    return [part.lower() for part in found if part]


def _divides(before: str, here: str, after: str) -> bool:
    if before in _FIGURES:
        return _is_lower(here) or _is_upper(here)
    if here in _FIGURES:
        return _is_lower(before) or _is_upper(before)
    return _is_upper(here) and (_is_lower(before) or (_is_upper(before) and _is_lower(after)))


def _is_lower(letter: str) -> bool:
    return letter.upper() != letter


def _is_upper(letter: str) -> bool:
    return letter.lower() != letter
