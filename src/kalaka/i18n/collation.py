"""Collation: the dictionary order of words in Hungarian and in Romanian."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from kalaka.i18n.folding import _CEDILLA, fold
from kalaka.i18n.languages import LANGS, Lang

# Letters in dictionary order. "a/á" are one letter: the accent counts only when all letters are equal.
_ALPHABETS: dict[Lang, str] = {
    "hu": "a/á b c cs d dz dzs e/é f g gy h i/í j k l ly m n ny o/ó ö/ő p q r s sz t ty u/ú ü/ű v w x y z zs",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
}
_DOUBLED = {d[0] + d: d for d in ("cs", "dz", "dzs", "gy", "ly", "ny", "sz", "ty", "zs")}
_FIRST_LETTER = 100
_TABLES = {
    lang: {
        letter: (rank, accent)
        for rank, group in enumerate(row.split(), _FIRST_LETTER)
        for accent, letter in enumerate(group.split("/"))
    }
    for lang, row in _ALPHABETS.items()
}
_LONGEST = {lang: max(map(len, table)) for lang, table in _TABLES.items()}
SortKey = tuple[str, str, str]
"""Ranks of the letters and of their accents, each encoded as characters that compare alike, and the text itself."""


class _Ranks(dict[str, tuple[str, str]]):
    """Cache: a letter (digraphs included) or any other character → its encoded letter ranks and accent ranks."""

    def __init__(self, lang: Lang) -> None:
        self.table = _TABLES[lang]
        doubled = _DOUBLED if lang == "hu" else {}
        letters = sorted({letter for letter in (*self.table, *doubled) if len(letter) > 1}, key=len, reverse=True)
        self.split = re.compile("|".join([*letters, "."]), re.S).findall
        for double, letter in doubled.items():
            self[double] = _ranks([self.table[letter]] * 2)

    def __missing__(self, char: str) -> tuple[str, str]:
        if char in self.table:
            pairs = [self.table[char]]
        elif char.isdigit():
            pairs = [(10 + int(unicodedata.digit(char, 0)), 0)]
        elif char.isalpha():
            pairs = [(self.table.get(base, (999, 0))[0], 50 + ord(char) % 1000) for base in fold(char)]
        else:
            pairs = [(1 if char.isspace() else 2, 0)]
        self[char] = _ranks(pairs)
        return self[char]


def _ranks(pairs: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """Encode ranks (integers from 0) as characters that compare alike; U+0000 stays free as the separator of texts."""
    return "".join(chr(rank + 1) for rank, _ in pairs), "".join(chr(accent + 1) for _, accent in pairs)


_RANKS = {lang: _Ranks(lang) for lang in LANGS}


@lru_cache(maxsize=16384)
def sort_key(text: str, lang: Lang) -> SortKey:
    """Sort key in the dictionary order of `lang`: letters, then accents, then the text, so that no two keys are equal.

    Hungarian digraphs are letters (cs, dz, dzs, gy, ly, ny, sz, ty, zs; doubled: ssz = sz + sz) and ö, ü stand
    after o, u; in Romanian ă, â, î, ș, ț are letters. Compounds that only look like digraphs (pácsó) need a
    dictionary and are sorted as digraphs, as ICU does.
    """
    ranks = _RANKS[lang]
    word = _bare(text)
    pairs = [ranks[letter] for letter in ranks.split(word)]
    return "".join([letters for letters, _ in pairs]), "".join([accents for _, accents in pairs]), text


def collation(text: str, lang: Lang) -> str:
    """The sort key as one string for storage: compared by code points it gives the same order."""
    return "\0".join(sort_key(text, lang))


def initial(text: str, lang: Lang) -> str:
    """The letter of the alphabet under which `text` is listed: `Szászkézd` → `Sz` in Hungarian, `„Ősz”` → `Ö`."""
    word = _bare(text)
    table = _TABLES[lang]
    for letter in (*(word[:size] for size in range(_LONGEST[lang], 0, -1)), fold(word[:1])[:1]):
        if letter in table:
            rank = table[letter][0]
            base = next(
                candidate for candidate, (position, accent) in table.items() if position == rank and accent == 0
            )
            return base.capitalize()
    return fold(word[:1]).upper() or "#"


_MARKS = frozenset({"Ps", "Pe", "Pi", "Pf"})
"""Categories of brackets and quotation marks."""


def _bare(text: str) -> str:
    """Small letters without quotation marks and brackets, and without what stands before the first letter or digit."""
    word = unicodedata.normalize("NFC", text.lower()).translate(_CEDILLA)
    if word.isalnum():
        return word
    bare = "".join(c for c in word if c not in "\"'" and unicodedata.category(c) not in _MARKS)
    start = next((at for at, c in enumerate(bare) if c.isalnum()), None)
    return word if start is None else bare[start:]
