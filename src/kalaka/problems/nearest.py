"""Guesses of what an editor meant: an id, a name, a field or a date that is almost what was written.

A guess is offered only when it is likely: no guess is better than a wrong one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from heapq import nlargest

from babel.dates import get_month_names

from kalaka.i18n.folding import fold, slug
from kalaka.i18n.languages import LANGS

_LONGEST = 100
"""Of longer texts only the exact spelling is looked for."""
_COMPARED = 8
"""How many spellings, those that share most pairs of letters, are compared letter by letter."""
_ASKED = 200
"""How many wrong spellings are compared with all others: whoever has more has made another mistake."""
_LENGTHENED = 3
"""Letters that a slip adds or leaves out at most."""


def nearest(wrong: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was probably meant; None when none is likely."""
    return Spellings((value, value) for value in candidates).nearest(wrong)


class Spellings:
    """Index of values by everything that they are called. Case, accents, spaces and hyphens make no difference.

    Asking takes time that hardly grows with the number of spellings: few of them are compared letter by letter.
    """

    def __init__(self, spellings: Iterable[tuple[str, str]]) -> None:
        """`spellings` are pairs of a spelling and its value; the first value of a spelling counts."""
        self._values: dict[str, str] = {}
        self._by_word: defaultdict[str, set[str]] = defaultdict(set)
        self._by_pair: defaultdict[str, list[str]] = defaultdict(list)
        self._answers: dict[str, str | None] = {}
        for spelling, value in spellings:
            key = _key(spelling)
            if not key:
                continue
            for word in slug(spelling).split("-"):
                self._by_word[word].add(value)
            if key not in self._values:
                self._values[key] = value
                for pair in _pairs(key) if len(key) <= _LONGEST else ():
                    self._by_pair[pair].append(key)

    def nearest(self, wrong: str) -> str | None:
        """The value that was probably meant: by its spelling, by words that only it has, or by a similar one."""
        if wrong not in self._answers:
            key = _key(wrong)
            near = self._values.get(key)
            if near is None and len(key) <= _LONGEST and len(self._answers) < _ASKED:
                near = self._with_words(wrong) or self._similar(key)
            self._answers[wrong] = near
        return self._answers[wrong]

    def _with_words(self, wrong: str) -> str | None:
        """The only value that is called by all these words."""
        words = slug(wrong).split("-")
        if max(map(len, words)) < 4:
            return None
        values = set.intersection(*(self._by_word.get(word, set()) for word in words))
        return values.pop() if len(values) == 1 else None

    def _similar(self, key: str) -> str | None:
        pairs = _pairs(key)
        shared = Counter(other for pair in pairs for other in self._by_pair.get(pair, ()))
        enough = min(len(pairs) / 2, len(pairs) - 3)  # two letters exchanged change three pairs
        alike = [
            (number, other)
            for other, number in shared.items()
            if number >= enough and abs(len(other) - len(key)) <= _LENGTHENED
        ]
        best = nlargest(_COMPARED, alike, key=lambda item: (item[0] / (len(item[1]) + len(key)), item[1]))
        edits = [(_edits(key, other), other) for _, other in best]
        likely = [(number, other) for number, other in edits if _is_likely(key, other, number)]
        return self._values[min(likely)[1]] if likely else None


def _key(text: str) -> str:
    return slug(text).replace("-", "") or fold(text).strip()


def _pairs(key: str) -> set[str]:
    marked = "^" + key
    return {marked[at : at + 2] for at in range(len(key))}


def _is_likely(wrong: str, right: str, edits: int) -> bool:
    """Whether one is a slip of the other: one to three letters by its length, or another ending."""
    shorter, longer = sorted((len(wrong), len(right)))
    if wrong[0] != right[0]:  # a first letter is seldom mistaken
        return edits == 1 and shorter >= 6
    if edits <= (0 if shorter < 3 else 1 if shorter < 8 else 2 if shorter < 13 else 3):
        return True
    shared = next((at for at in range(shorter) if wrong[at] != right[at]), shorter)
    return shared >= 4 and shared * 5 >= longer * 3 and longer - shared <= _LENGTHENED


def _edits(one: str, two: str) -> int:
    """Optimal string alignment distance: letters to add, leave out, change, or exchange with the next."""
    same = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    one, two = one[same:], two[same:]  # the common beginning costs nothing and is often most of it
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and b == one[i - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


@cache
def _months() -> dict[str, int]:
    """Names of months in both languages, whole and by their first three letters."""
    names = [(fold(name), number) for lang in LANGS for number, name in get_month_names("wide", locale=lang).items()]
    return {short: number for name, number in names for short in (name, name[:3])}


def nearest_date(wrong: str) -> str | None:
    """The date that a text in another form means: `2005. április 5.`, `5.04.2005` → `2005-04-05`."""
    parts = re.findall(r"\d+|[a-z]+", fold(wrong[:_LONGEST]))
    words = [part for part in parts if part.isalpha()]
    numbers = [part for part in parts if part.isdigit()]
    year = next((part for part in numbers if len(part) == 4), None)
    if year is None or len(words) > 1 or any(word not in _months() for word in words):
        return None
    rest = [int(part) for part in numbers if part != year]
    if numbers[0] != year:
        rest.reverse()
    rest = [_months()[word] for word in words] + rest
    try:
        date(int(year), *[*rest, 1, 1][: max(2, len(rest))])
    except (TypeError, ValueError):  # more than three numbers, or none of the calendar
        return None
    return "-".join([year, *(f"{number:02}" for number in rest)])
