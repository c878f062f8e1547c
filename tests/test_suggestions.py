"""Guesses of what was meant: likely ones are offered, unlikely ones are not, and many cost little."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import pytest

from kalaka.build.loading import load_and_check
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model import base, documents, evidence, project, vocabulary
from kalaka.model.base import Value
from kalaka.model.closed_values import message_prefix
from kalaka.problems import nearest as module
from kalaka.problems.nearest import Spellings, nearest, nearest_date
from kalaka.problems.words import choices, field_words, nearest_field, word
from kalaka.rules.suggestions import nearest_target
from tests.conftest import VALLEY

MODELS = {
    item
    for package in (base, evidence, project, documents, vocabulary)
    for item in vars(package).values()
    if isinstance(item, type) and issubclass(item, Value)
}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("zetelak", "zetelaka"),
        ("Zetelaka", "zetelaka"),
        ("bánffyhunyat", "banffyhunyad"),
        ("hargitta", "hargita"),
        ("caritas_alba_julia", "caritas-alba-iulia"),
        ("mintaoldal", "minta-oldal"),
        ("work-shop", "workshop"),
        ("krazsna", "kraszna"),
        ("biuld", "build"),
        ("family", "families"),
        ("koordinator", "coordinator"),
        ("lepes", "lepesek"),
        ("Munka és önkentesség", "munka-es-onkentesseg"),
    ],
)
def test_a_slip_is_understood(wrong: str, right: str) -> None:
    assert nearest(wrong, ["valami-egeszen-mas", right, "korond"]) == right


@pytest.mark.parametrize(
    ("wrong", "unlike"),
    [
        ("timisoara", "segesvar"),
        ("timisoara", "viisoara"),
        ("pala", "zala"),
        ("zabola", "zala"),
        ("nagy-alap", "minta-alap"),
        ("hu", "ro"),
        ("ab", "abc"),
        ("parajd", "korond"),
        ("kovaszna", "kolozs"),
        ("", "a"),
        ("…", "korond"),
        ("korond" * 40, "korond" * 39),
    ],
)
def test_another_thing_is_not_offered(wrong: str, unlike: str) -> None:
    assert nearest(wrong, [unlike]) is None


def test_words_are_enough_when_only_one_has_them() -> None:
    names = [("Gyulafehérvári Caritas", "caritas"), ("Megyei Tanács", "hargita-tanacs"), ("Megyei Tanács", "maros")]
    assert Spellings(names).nearest("fehérvári caritas") is None
    assert Spellings(names).nearest("caritas gyulafehervari") == "caritas"
    assert Spellings(names[:2]).nearest("tanács") == "hargita-tanacs"
    assert Spellings(names).nearest("tanács") is None


def test_the_first_value_of_a_spelling_counts() -> None:
    assert Spellings([("zala", "zala"), ("Zala", "zala-megye")]).nearest("ZALA") == "zala"


def test_many_guesses_compare_few_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    real = module._edits
    monkeypatch.setattr(module, "_edits", lambda one, two: compared.append(one) or real(one, two))  # type: ignore[func-returns-value]
    spellings = Spellings((f"szervezet-{n:04}", f"szervezet-{n:04}") for n in range(238))
    wrong = [f"szervezet-{n:04}x" for n in range(300)]
    for name in wrong * 5:
        spellings.nearest(name)
    assert 0 < len(compared) <= 8 * len(wrong)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("2005.04.05", "2005-04-05"),
        ("2005. 4. 5.", "2005-04-05"),
        ("2005. április 5.", "2005-04-05"),
        ("2005. április", "2005-04"),
        ("5 aprilie 2005", "2005-04-05"),
        ("05/04/2005", "2005-04-05"),
        ("04.2005", "2005-04"),
        ("2005/2", "2005-02"),
        ("2005.", "2005"),
        ("2005 ápr. 5", "2005-04-05"),
        ("tavaly", None),
        ("2019 körül", None),
        ("2019.13.01", None),
        ("2005.04.05.06", None),
        ("05.04.05", None),
        ("", None),
    ],
)
def test_a_date_in_another_form(wrong: str, right: str | None) -> None:
    assert nearest_date(wrong) == right


# Words for fields and values


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for inner in get_args(annotation):
            yield from _literals(inner)


@pytest.mark.parametrize("lang", LANGS)
def test_every_closed_value_has_a_word(lang: Lang) -> None:
    values = [
        (message_prefix(model, name), value)
        for model in MODELS
        for name, field in model.model_fields.items()
        for value in _literals(field.annotation)
    ]
    assert len(values) > 80
    assert [row for row in values if not word(*row, lang)] == []


def test_values_are_listed_with_their_words() -> None:
    assert choices("scope", ["local", "county"], "hu") == "local (helyi), county (megyei)"
    assert choices("fund", ["esf"], "ro") == "esf (Fondul Social European)"
    assert choices("scope", ["local", "county"], "en") == "local, county"


def test_every_field_has_words() -> None:
    names = {name for model in MODELS for name in model.model_fields}
    assert names - {"hu", "ro"} == set(field_words())


def test_a_word_leads_to_its_field() -> None:
    for model in MODELS:
        names = list(model.model_fields)
        for name in set(names) - {"hu", "ro"}:
            for called in field_words()[name]:
                others = [other for other in names if called in (other, *field_words().get(other, ()))]
                assert nearest_field(called, names) in others, (model.__name__, called)


def test_many_wrong_words_are_not_all_compared() -> None:
    """Whoever has so many of them has made another mistake; what is written alike is found all the same."""
    spellings = Spellings((f"szervezet-{number:03}", f"szervezet-{number:03}") for number in range(300))
    found = [spellings.nearest(f"szervezte-{number:03}") for number in range(300)]
    assert found[0]
    assert found[-1] is None
    assert spellings.nearest("Szervezet 299") == "szervezet-299"


@pytest.mark.parametrize(
    ("target", "near"),
    [
        ("../about/indx.md", "../about/index.md"),
        ("../abut/index.md", "../about/index.md"),
        ("../dta/index.md", "../data/index.md"),
        ("about/index.md", "../about/index.md"),
        ("guides/study-circle.md", "study-circles.md"),
    ],
)
def test_a_path_is_guessed_by_its_folder_and_its_name(target: str, near: str) -> None:
    kb, _ = load_and_check(VALLEY)
    assert nearest_target(kb, "docs/guides/shared-garden.md", target) == near
