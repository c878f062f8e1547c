"""Words that help finding, by rule and not by list: compounds, plurals, cases, gaps of the stemmer."""

from pathlib import Path

import pytest
import yaml

from kalaka.i18n.languages import Lang
from kalaka.search.words import Helpers, Lexicon, Stems, cases, parts, plurals, stem, vocabulary

LEXICONS = {"hu": Lexicon("hu"), "ro": Lexicon("ro")}
"""Shared: the table of a language takes seconds to load."""
CASES = yaml.safe_load((Path(__file__).parent.parent / "cases/search/words.yml").read_text("utf-8"))


@pytest.mark.parametrize(("word", "expected"), CASES["compounds"].items())
def test_a_compound_has_parts(word: str, expected: list[str]) -> None:
    known = vocabulary([" ".join(CASES["known"])], LEXICONS["hu"])
    assert list(parts(word, known)) == expected


@pytest.mark.parametrize(
    ("lang", "word", "expected"), [(k, w, e) for k in ("hu", "ro") for w, e in CASES["plurals"][k].items()]
)
def test_plurals(lang: str, word: str, expected: str) -> None:
    assert expected in list(plurals(word, "ro" if lang == "ro" else "hu"))


@pytest.mark.parametrize(("name", "expected"), CASES["cases"].items())
def test_a_place_in_its_cases(name: str, expected: list[str]) -> None:
    assert set(expected) <= set(cases(name, "hu"))


@pytest.mark.parametrize(("lang", "text", "query"), CASES["gaps"])
def test_a_gap_of_the_stemmer_is_closed(lang: str, text: str, query: str) -> None:
    code: Lang = "ro" if lang == "ro" else "hu"
    lexicon = LEXICONS[code]
    helpers = Helpers(lexicon, vocabulary([text], lexicon))
    assert stem(query, code) in {stem(text, code), *helpers.forms(text)}


@pytest.mark.parametrize(("lang", "word"), [("hu", "szükségletfelmérés"), ("hu", "Ózd"), ("ro", "școlile")])
def test_a_word_is_given_to_the_engine_so_that_it_has_its_stem(lang: str, word: str) -> None:
    stems = Stems("ro" if lang == "ro" else "hu")
    assert stems(stems.word(stems(word))) == stems(word)


def test_a_verb_is_found_without_its_prefix() -> None:
    assert stem("nyomtatás", "hu") in Helpers(LEXICONS["hu"], {}).parts("kinyomtatás")


def test_without_a_dictionary_the_rules_still_help(monkeypatch: pytest.MonkeyPatch) -> None:
    from kalaka.search import words

    monkeypatch.setattr(words, "find_spec", lambda name: None)
    assert words.missing() == ("simplemma",)
    lexicon = Lexicon("hu")
    known = vocabulary(["szükséglet felmérés", "szükségletfelmérés"], lexicon)
    assert stem("felmérés", "hu") in Helpers(lexicon, known).parts("szükségletfelmérés")
    monkeypatch.undo()
    assert words.missing() == ()
