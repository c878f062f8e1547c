"""What is true of the languages. The cases are files: `tests/cases/language/*.yml`."""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from kalaka.i18n import collation, folding, formatting
from kalaka.i18n.languages import EDITOR_LANGS, LANGS, EditorLang, Lang
from tests.casefiles import CASES, read_cases

FILES = {file.stem: read_cases(f"language/{file.name}") for file in sorted((CASES / "language").glob("*.yml"))}
PROJECT: dict[Lang, Any] = {"hu": "projekt", "ro": ("proiect", "proiecte")}
SEEDS = range(5)

FORMATS: dict[str, Callable[[dict[str, Any], Any], str]] = {
    "plurals": lambda case, lang: formatting.counted(case["number"], PROJECT[lang], lang),
    "categories": lambda case, lang: formatting.plural(case["number"], lang),
    "numbers": lambda case, lang: formatting.number(Decimal(case["value"]), lang),
    "money": lambda case, lang: formatting.money(Decimal(case["amount"]), case["currency"], lang),
    "percents": lambda case, lang: formatting.percent(Decimal(case["value"]), lang),
    "dates": lambda case, lang: formatting.date(case["date"], lang),
    "short-dates": lambda case, lang: formatting.short_date(case["date"], lang),
    "ranges": lambda case, lang: formatting.date_range(case["start"], case["end"], lang),
    "years": lambda case, _: formatting.years(case["start"], case["end"]),
    "lists": lambda case, lang: formatting.listing(case["items"], lang),
    "quotes": lambda case, lang: formatting.quoted(case["text"], lang),
}


def _formats() -> Iterator[Any]:
    for name in FORMATS:
        for case in FILES[name]:
            for lang in (lang for lang in EDITOR_LANGS if lang in case):
                yield pytest.param(name, case, lang, id=f"{name}: {case[lang]} ({lang})")


def _by_lang(name: str) -> Iterator[Any]:
    for lang in LANGS:
        found = FILES[name][lang]
        for key, value in found.items() if isinstance(found, dict) else enumerate(found):
            yield pytest.param(lang, key, value, id=f"{lang}: {key}")


def test_every_file_of_cases_is_used() -> None:
    assert set(FILES) == set(FORMATS) | {"folding", "slugs", "collation", "alike", "initials", "sentences"}


@pytest.mark.parametrize(("name", "case", "lang"), list(_formats()))
def test_format(name: str, case: dict[str, Any], lang: EditorLang) -> None:
    assert FORMATS[name](case, lang) == case[lang]


@pytest.mark.parametrize("case", FILES["sentences"], ids=lambda case: case["text"])
def test_first_sentence(case: dict[str, str]) -> None:
    assert formatting.first_sentence(case["text"]) == (case["first"], case["rest"])


@pytest.mark.parametrize("clause", ["szavak sora", "szavak, tagolva"])
def test_one_sentence_is_never_cut_inside_a_word(clause: str) -> None:
    text = " ".join([clause] * 30) + "."
    short = formatting.one_sentence(text)
    kept = short.removesuffix("\u00a0…")
    assert len(short) <= formatting.LONGEST_SENTENCE + 1
    assert text.startswith(kept)
    assert short != kept
    assert text[len(kept)] in " ,"
    assert ("," in clause) == (text[len(kept)] == ",")


def test_a_short_sentence_and_a_long_word_stay_as_they_are() -> None:
    assert formatting.one_sentence("Rövid volt. Aztán véget ért.") == "Rövid volt."
    assert formatting.one_sentence("hosszúszó" * 40) == "hosszúszó" * 40


@pytest.mark.parametrize("case", FILES["folding"], ids=lambda case: case["text"])
def test_folding(case: dict[str, str]) -> None:
    assert folding.fold(case["text"]) == case["folded"]
    assert folding.fold(case["folded"]) == case["folded"]


@pytest.mark.parametrize("case", FILES["slugs"], ids=lambda case: case["text"])
def test_slug(case: dict[str, str]) -> None:
    assert folding.slug(case["text"]) == case["slug"]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("lang", "name", "words"), list(_by_lang("collation")))
def test_order(lang: Lang, name: str, words: list[str], seed: int) -> None:
    shuffled = list(words)
    random.Random(seed).shuffle(shuffled)
    assert sorted(shuffled, key=lambda word: collation.sort_key(word, lang)) == words


@pytest.mark.parametrize(("lang", "name", "words"), list(_by_lang("alike")))
def test_spellings_at_the_same_place(lang: Lang, name: int, words: list[str]) -> None:
    letters = {collation.sort_key(word, lang)[0] for word in words}
    assert len(letters) == 1
    assert len({collation.sort_key(word, lang) for word in words}) == len(words)


@pytest.mark.parametrize(("lang", "word", "letter"), list(_by_lang("initials")))
def test_initial(lang: Lang, word: str, letter: str) -> None:
    assert collation.initial(word, lang) == letter


@pytest.mark.parametrize("lang", LANGS)
def test_initials_come_in_the_order_of_the_words(lang: Lang) -> None:
    """Words in order never come back to a letter that is behind them."""
    words = sorted(FILES["initials"][lang], key=lambda word: collation.sort_key(word, lang))
    letters = [collation.initial(word, lang) for word in words]
    assert [letter for index, letter in enumerate(letters) if letter not in letters[:index]] == [
        letter for index, letter in enumerate(letters) if index == 0 or letter != letters[index - 1]
    ]
