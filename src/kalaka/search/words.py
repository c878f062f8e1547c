"""Words that help finding, made from a text by the rules of its language, whatever the text is about.

Snowball's stemmers leave gaps: Hungarian `iskola` and `iskolák` end as two stems, so do Romanian `școală` and
`școli`; parts of compounds are not found at all. What is added here closes the gaps: the dictionary form of a word
whose stem is another one, the second stems of a name's usual cases, and the later parts of a Hungarian compound.
Dictionary forms come from simplemma's tables; without it the index is poorer, and `missing` says so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import NamedTuple

import Stemmer

from kalaka.i18n.folding import fold
from kalaka.i18n.languages import Lang

STEMMERS = {"hu": Stemmer.Stemmer("hungarian"), "ro": Stemmer.Stemmer("romanian")}
_WORD = re.compile(r"[^\W\d_]{3,}")


_DICTIONARY = "simplemma"


@cache
def _dictionary() -> ModuleType | None:
    """Simplemma, loaded when the first word is looked up: a tenth of a second, and a second for a language, that few
    builds need. Where it is not installed, the index is made without dictionary forms.
    """
    return None if missing() else import_module(_DICTIONARY)


def missing() -> tuple[str, ...]:
    """Dictionaries that would help and are not installed."""
    return () if find_spec(_DICTIONARY) else (_DICTIONARY,)


@cache
def stem(word: str, lang: Lang) -> str:
    """What the search engine reduces a word to: its stem, without accents."""
    found: str = STEMMERS[lang].stemWord(word.lower())
    return fold(found)


@cache
def lemma(word: str, lang: Lang) -> str:
    """The dictionary form of a word, or the word."""
    dictionary = _dictionary()
    return str(dictionary.lemmatize(word.lower(), lang=lang)).lower() if dictionary else word.lower()


@cache
def is_word(word: str, lang: Lang) -> bool:
    """Whether a dictionary of the language holds this form; without a dictionary, every form is let pass."""
    dictionary = _dictionary()
    return dictionary is None or bool(dictionary.is_known(word, lang=lang))


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


class Form(NamedTuple):
    """What a dictionary says of a word: its dictionary form, and which plurals and singulars there are."""

    lemma: str
    others: tuple[str, ...]


Forms = Mapping[str, Form]


class Lexicon:
    """The words of a language, each looked up once; `used` may be kept and is then `known` to the next one."""

    def __init__(self, lang: Lang, known: Forms) -> None:
        self.lang = lang
        self.known = known
        self.used: dict[str, Form] = {}

    def __getitem__(self, word: str) -> Form:
        if word not in self.used:
            self.used[word] = self.known.get(word) or self._look_up(word)
        return self.used[word]

    def _look_up(self, word: str) -> Form:
        base = lemma(word, self.lang)
        own = stem(word, self.lang)
        others = dict.fromkeys((*plurals(base, self.lang), *singulars(word, self.lang)))
        return Form(base, tuple(o for o in others if stem(o, self.lang) != own and is_word(o, self.lang)))


class Helpers:
    """Words that are not in a text and should find it: dictionary forms, plurals, parts of compounds.

    `known` counts the words of the whole language: a compound is one whose parts stand there alone.
    """

    def __init__(self, lexicon: Lexicon, known: Mapping[str, int]) -> None:
        self.lexicon = lexicon
        self.known = known
        self._of: dict[str, tuple[tuple[str, str], ...]] = {}

    def __call__(self, text: str) -> list[str]:
        own = set(words_of(text))
        found = [one for word in sorted(own) for one in self.of(word)]
        stems = {stem(word, self.lexicon.lang) for word in own} if found else set()
        return list(dict.fromkeys(helper for helper, its in found if its not in stems and helper not in own))

    def of(self, word: str) -> tuple[tuple[str, str], ...]:
        """Those of one word, with their stems."""
        if word not in self._of:
            lang = self.lexicon.lang
            base, others = self.lexicon[word]
            found = [base, *others]
            if lang == "hu":
                for part in parts(word, self.known) or parts(base, self.known):
                    found += [part, self.lexicon[part].lemma]
            self._of[word] = tuple((other, stem(other, lang)) for other in dict.fromkeys(found) if other != word)
        return self._of[word]


# Hungarian compounds


def parts(word: str, known: Mapping[str, int]) -> tuple[str, ...]:
    """The two parts of a compound, when both stand alone elsewhere: `szükségletfelmérés` → szükséglet, felmérés."""
    best: tuple[int, tuple[str, ...]] = (0, ())
    for cut in range(4, len(word) - 3):
        left, right = word[:cut], word[cut:]
        if left in known and right in known:
            weight = min(known[left], known[right]) * 100 + min(len(left), len(right))
            best = max(best, (weight, (left, right)))
    return best[1]


def vocabulary(texts: Iterable[str], lexicon: Lexicon) -> Counter[str]:
    """Words and dictionary forms of a language as this knowledge base uses it, with how many texts they stand in."""
    count: Counter[str] = Counter()
    for text in texts:
        own = set(words_of(text))
        count.update(own | {lexicon[word].lemma for word in own})
    return count


# Plurals and cases


_BACK, _FRONT = "aáoóuú", "eéiíöőüű"


def harmony(word: str) -> str:
    """The last deciding vowel of a Hungarian word: `a` back, `e` front unrounded, `ö` front rounded."""
    vowels = [c for c in word if c in _BACK + _FRONT]
    if not vowels:
        return "e"
    if any(c in _BACK for c in vowels[-2:]) and vowels[-1] in _BACK + "ií":
        return "a"
    return "ö" if vowels[-1] in "öőüű" else "e"


def plurals(word: str, lang: Lang) -> Iterator[str]:
    if len(word) < 4:
        return
    if lang == "hu":
        yield from _hungarian_plurals(word)
    else:
        yield from _romanian_plurals(word)


def _hungarian_plurals(word: str) -> Iterator[str]:
    kind = harmony(word)
    if word[-1] in "ae":
        yield word[:-1] + {"a": "á", "e": "é"}[word[-1]] + "k"
    elif word[-1] in _BACK + _FRONT:
        yield word + "k"
    else:
        yield word + {"a": "ok", "e": "ek", "ö": "ök"}[kind]
        if kind == "a":
            yield word + "ak"


_ROMANIAN = (
    ("oală", "oli"), ("oare", "ori"), ("tate", "tăți"), ("ție", "ții"), ("iune", "iuni"), ("are", "ări"),
    ("ere", "eri"), ("ire", "iri"), ("ură", "uri"), ("ență", "ențe"), ("ant", "anți"), ("ent", "enți"), ("tor", "tori"),
    ("ist", "iști"), ("ă", "e"), ("ă", "i"), ("e", "i"), ("il", "ii"), ("t", "ți"), ("d", "zi"), ("s", "și"),
    ("", "i"), ("", "uri"), ("", "e"), ("u", "e"), ("u", "ri"),
)  # fmt: skip


def _romanian_plurals(word: str) -> Iterator[str]:
    for ending, plural in _ROMANIAN:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            yield word[: len(word) - len(ending)] + plural


def singulars(word: str, lang: Lang) -> Iterator[str]:
    """Dictionary words of which a Romanian word can be the plural: `copii` → copil, `școli` → școală."""
    if lang != "ro":
        return
    for ending, plural in _ROMANIAN:
        if plural and word.endswith(plural) and len(word) - len(plural) >= 3:
            single = word[: len(word) - len(plural)] + ending
            if single != word and lemma(single, lang) == single:
                yield single


_ENDS_BACK = ("ra", "ról", "ban", "ba", "ból", "nak", "hoz")
_ENDS_FRONT = ("re", "ről", "ben", "be", "ből", "nek", "hez")


def cases(name: str, lang: Lang) -> Iterator[str]:
    """Usual cases of a Hungarian place or body: Zabolán, Zabolára, Zaboláról, zabolai; Zetelakán; Ózdon, ózdi."""
    if lang != "hu":
        return
    word = name.lower()
    kind = harmony(word)
    if word[-1] in "ae":
        long = word[:-1] + {"a": "á", "e": "é"}[word[-1]]
        yield from (long + end for end in ("n", "t", *(_ENDS_BACK if kind == "a" else _ENDS_FRONT)))
        yield word + "i"
        return
    middle = {"a": "o", "e": "e", "ö": "ö"}[kind]
    vowel_end = word[-1] in _BACK + _FRONT
    yield from (word + end for end in (_ENDS_BACK if kind == "a" else _ENDS_FRONT))
    yield word + ("" if vowel_end else middle) + "n"
    yield word + ("" if word.endswith("i") else "i")
