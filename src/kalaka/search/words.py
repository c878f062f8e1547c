"""Helper words for search, derived from a text by the rules of its language.

Snowball's stemmers leave gaps: Hungarian `iskola` and `iskolák` end as two stems, so do Romanian `școală` and
`școli`; parts of compounds are not found at all. What is added here closes the gaps: the dictionary form of a word
whose stem is another one, the second stems of a name's usual cases, and the later parts of a Hungarian compound.
Dictionary forms come from simplemma's tables; without it the index is poorer, and `missing` says so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import Stemmer
import yaml

from kalaka.i18n.folding import fold
from kalaka.i18n.languages import Lang

if TYPE_CHECKING:
    from simplemma import Lemmatizer

STEMMERS = {"hu": Stemmer.Stemmer("hungarian"), "ro": Stemmer.Stemmer("romanian")}
_WORD = re.compile(r"[^\W\d_]{3,}")


def missing() -> tuple[str, ...]:
    """Names of optional dictionary packages that are not installed."""
    return () if find_spec("simplemma") else ("simplemma",)


@cache
def stem(word: str, lang: Lang) -> str:
    """Stem of a word as the search engine computes it, without accents."""
    stemmed: str = STEMMERS[lang].stemWord(word.lower())
    return fold(stemmed)


class Stems:
    """Stems of a language, and for each a word that has it: what is given to the engine, which stems it again."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._words: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        found = stem(word, self.lang)
        if found not in self._words:
            # a form without accents is half as large in the index: the engine keeps those with accents beside it
            forms = (found, fold(word), word)
            self._words[found] = next(form for form in forms if stem(form, self.lang) == found)
        return found

    def word(self, found: str) -> str:
        """A word that has a stem."""
        return self._words[found]


_LANGUAGE: dict[Lang, dict[str, str]] = yaml.load(
    files("kalaka.search").joinpath("language.yml").read_text("utf-8"), Loader=yaml.CSafeLoader
)
FUNCTION_WORDS = {lang: frozenset(fold(lists["function_words"]).split()) for lang, lists in _LANGUAGE.items()}
PREFIXES = {lang: lists["prefixes"].split() for lang, lists in _LANGUAGE.items()}
ENDINGS = {lang: lists["endings"].split() for lang, lists in _LANGUAGE.items()}


class Dictionary:
    """Dictionary forms and known words of a language, from simplemma's tables.

    The Hungarian table takes 1.6 s and 170 MB; it is loaded for the first word and freed with this object.
    """

    _lemmatizer: "Lemmatizer | None" = None

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        if missing():
            return
        import simplemma
        from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
        from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

        factory = DefaultDictionaryFactory()  # simplemma's shared one would keep the table until the process ends
        self._lemmatizer = simplemma.Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))
        self._table = DictionaryLookupStrategy(factory)

    def lemma(self, word: str) -> str:
        """The dictionary form of a word; the word itself when it has none."""
        lower = word.lower()
        return self._lemmatizer.lemmatize(lower, self.lang).lower() if self._lemmatizer else lower

    def is_word(self, word: str) -> bool:
        """Whether the dictionary holds this form; every form passes when simplemma is not installed."""
        return self._lemmatizer is None or self._table.get_lemma(word, self.lang) is not None


def words_of(text: str) -> list[str]:
    """Words of at least three letters in lower case, in the order of the text."""
    return _WORD.findall(text.lower())


class Form(NamedTuple):
    """Dictionary form of a word, and its plurals and singulars that are words and have another stem."""

    lemma: str
    others: tuple[str, ...]


class Lexicon:
    """Cached dictionary look-ups of the words of a language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._dictionary = Dictionary(lang)
        self._forms: dict[str, Form] = {}

    def __getitem__(self, word: str) -> Form:
        if word not in self._forms:
            self._forms[word] = self._look_up(word)
        return self._forms[word]

    def _look_up(self, word: str) -> Form:
        base = self._dictionary.lemma(word)
        word_stem = stem(word, self.lang)
        others = dict.fromkeys((*plurals(base, self.lang), *self._singulars(word)))
        return Form(base, tuple(o for o in others if stem(o, self.lang) != word_stem and self._dictionary.is_word(o)))

    def _singulars(self, word: str) -> Iterator[str]:
        """Possible singulars of a word that are dictionary forms."""
        return (single for single in singulars(word, self.lang) if self._dictionary.lemma(single) == single)


class Helpers:
    """Words that are not in a text and should find it: dictionary forms, plurals, parts of compounds.

    `counts` has the number of texts of every word in the language: parts of a compound are words in it.
    """

    def __init__(self, lexicon: Lexicon, counts: Mapping[str, int]) -> None:
        self.lexicon = lexicon
        self.stems = Stems(lexicon.lang)
        self.counts = counts
        self._forms: dict[str, tuple[str, ...]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}

    def forms(self, word: str) -> tuple[str, ...]:
        """Stems of a word's other forms: of the dictionary, in the other number, and without accents."""
        if word not in self._forms:
            base, others = self.lexicon[word] if _WORD.fullmatch(word) else (word, ())
            self._forms[word] = self._stems((base, *others, fold(word), fold(base)), word)
        return self._forms[word]

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the parts of a Hungarian compound, and of their forms."""
        if self.lexicon.lang != "hu" or not _WORD.fullmatch(word):
            return ()
        if word not in self._parts:
            found = parts(word, self.counts) or parts(self.lexicon[word].lemma, self.counts)
            found = found or tuple(word[len(prefix) :] for prefix in PREFIXES["hu"] if word.startswith(prefix))
            found = tuple(part for part in found if len(part) > 3)
            self._parts[word] = self._stems((form for part in found for form in (part, self.lexicon[part].lemma)), word)
        return self._parts[word]

    def _stems(self, words: Iterable[str], word: str) -> tuple[str, ...]:
        own = self.stems(word)
        return tuple(dict.fromkeys(other for form in words if (other := self.stems(form)) != own))


# Hungarian compounds


def parts(word: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    """The two parts of a compound, when both stand alone elsewhere: `szükségletfelmérés` → szükséglet, felmérés."""
    best: tuple[int, tuple[str, ...]] = (0, ())
    for cut in range(4, len(word) - 3):
        left, right = word[:cut], word[cut:]
        if left in counts and right in counts:
            weight = min(counts[left], counts[right]) * 100 + min(len(left), len(right))
            best = max(best, (weight, (left, right)))
    return best[1]


def vocabulary(texts: Iterable[str], lexicon: Lexicon) -> Counter[str]:
    """Words and dictionary forms in the texts of a language, with the number of texts that contain them."""
    counts: Counter[str] = Counter()
    for text in texts:
        words = set(words_of(text))
        counts.update(words | {lexicon[word].lemma for word in words})
    return counts


# Plurals and cases


_SHORT = {"á": "a", "é": "e", "í": "i", "ú": "u", "ű": "ü"}
"""A long vowel that is short in the plural: út, utak; név, nevek."""
_BACK, _FRONT = "aáoóuú", "eéiíöőüű"


def harmony(word: str) -> str:
    """Vowel harmony class of a Hungarian word: `a` back, `e` front unrounded, `ö` front rounded."""
    vowels = [c for c in word if c in _BACK + _FRONT]
    if not vowels:
        return "e"
    if any(c in _BACK for c in vowels[-2:]) and vowels[-1] in _BACK + "ií":
        return "a"
    return "ö" if vowels[-1] in "öőüű" else "e"


def plurals(word: str, lang: Lang) -> Iterator[str]:
    """Possible plurals of a word, real words or not."""
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
        if short := _SHORT.get(word[-2]):
            yield f"{word[:-2]}{short}{word[-1]}{'ak' if kind == 'a' else 'ek'}"


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
    """Forms, dictionary words or not, of which a Romanian word can be the plural: `copii` → copil, `școli` → școală."""
    if lang != "ro":
        return
    for ending, plural in _ROMANIAN:
        if plural and word.endswith(plural) and len(word) - len(plural) >= 3:
            single = word[: len(word) - len(plural)] + ending
            if single != word:
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
