"""Places on the built pages: both names, county and official codes of each, against golden lists.

`tests/cases/places.csv` holds the 33 settlements of the United Networks records (SIRUTA codes, NUTS 3, coordinates,
the phases that list them), `places-hungary.csv` the places in Hungary (KSH codes), `counties.csv` the counties.
"""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest

from kalaka.build.loading import load_and_check
from kalaka.i18n.collation import sort_key
from kalaka.i18n.folding import slug
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.problems.nearest import nearest
from kalaka.problems.problem import errors
from tests.casefiles import CASES
from tests.conftest import ROOT
from tests.reading import Read, read_page

Row = dict[str, str]
PHASES = {"2017": "United Networks, 2017–2019", "2019": "United Networks, 2019–2020"}
NAMES_OF_COUNTIES: dict[str, dict[Lang, str]] = {
    "MS": {"hu": "Maros", "ro": "Mureș"},
    "HR": {"hu": "Hargita", "ro": "Harghita"},
    "CV": {"hu": "Kovászna", "ro": "Covasna"},
}
COUNTRIES: dict[str, dict[Lang, str]] = {
    "RO": {"hu": "Románia", "ro": "România"},
    "HU": {"hu": "Magyarország", "ro": "Ungaria"},
}


def _table(name: str) -> list[Row]:
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES = _table("places.csv")
IN_HUNGARY = _table("places-hungary.csv")
COUNTIES = _table("counties.csv")


def _page(site: Path, row: Row, lang: Lang, section: str = "places") -> Read:
    return read_page(site, lang, f"{section}/{slug(row['hu'])}/")


def _facts(page: Read, lang: Lang) -> list[str]:
    return [line.text for line in page.lines if line.heading == messages(lang)("facts.title")]


def _fact(lang: Lang, key: str, value: str) -> str:
    return f"{messages(lang)(f'fact.{key}')} | {value}"


def _projects(page: Read) -> list[str]:
    """The projects listed on the page of a place, in their order."""
    return [line.text for line in page.lines if line.text in PHASES.values()]


def _roles(page: Read, phase: str) -> str:
    return next(line.text for line in page.lines if line.heading == PHASES[phase]).casefold()


def test_the_golden_list_is_whole() -> None:
    assert len(PLACES) == len({row["siruta"] for row in PLACES}) == len({slug(row["hu"]) for row in PLACES}) == 33
    assert sum("2017" in row["phases"] for row in PLACES) == 26
    assert sum("2019" in row["phases"] for row in PLACES) == 22


def test_no_place_is_missing_from_the_lists(kb: KnowledgeBase) -> None:
    assert {slug(row["hu"]) for row in [*PLACES, *IN_HUNGARY]} == set(kb.places)
    assert {slug(row["hu"]) for row in COUNTIES} == set(kb.counties)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("row", PLACES, ids=lambda row: row["hu"])
def test_place_in_romania(site: Path, row: Row, lang: Lang) -> None:
    page = _page(site, row, lang)
    texts = [line.text for line in page.lines]
    heading = texts.index(row[lang], texts.index(messages(lang)("nav.home")) + 2)
    assert texts[heading + 1] == row[other(lang)]
    facts = _facts(page, lang)
    assert _fact(lang, "county", f"{NAMES_OF_COUNTIES[row['county']][lang]}, {COUNTRIES['RO'][lang]}") in facts
    assert _fact(lang, "code_RO", row["siruta"]) in facts
    assert _fact(lang, "nuts3", row["nuts3"]) in facts
    coordinates = next(fact for fact in facts if fact.startswith(_fact(lang, "coordinates", "")))
    assert [number.replace(",", ".") for number in re.findall(r"\d+,\d{4}(?=°)", coordinates)] == [
        row["lat"], row["lon"]
    ]  # fmt: skip
    assert _projects(page) == [PHASES[phase] for phase in sorted(row["phases"].split(), reverse=True)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("row", IN_HUNGARY, ids=lambda row: row["hu"])
def test_place_in_hungary(site: Path, row: Row, lang: Lang) -> None:
    """Romanian keeps the Hungarian name; the capital belongs to no county; a micro-region has no code."""
    page = _page(site, row, lang)
    words = messages(lang)
    assert any(line.text == row["hu"] for line in page.lines)
    facts = _facts(page, lang)
    county = row["county"] or words("place.no_county")
    assert _fact(lang, "county", f"{county}, {COUNTRIES['HU'][lang]}") in facts
    assert _fact(lang, "code_HU", row["ksh"] or words("fact.not_stated")) in facts
    assert _fact(lang, "nuts3", row["nuts3"]) in facts


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("row", COUNTIES, ids=lambda row: row["hu"])
def test_county(site: Path, row: Row, lang: Lang) -> None:
    page = _page(site, row, lang, "counties")
    facts = [re.sub(r" \[\d+[a-z]*\]", "", fact) for fact in _facts(page, lang)]
    assert _fact(lang, "country", COUNTRIES[row["country"]][lang]) in facts
    assert _fact(lang, "nuts3", row["nuts3"]) in facts
    assert not row["code"] or _fact(lang, "county_code", row["code"]) in facts
    assert any((row[lang] or row["hu"]) in line.text for line in page.lines)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", NAMES_OF_COUNTIES)
def test_the_list_of_places_by_county(site: Path, code: str, lang: Lang) -> None:
    """Every settlement under its county, in the order of the reader's alphabet, both names beside each other."""
    county = NAMES_OF_COUNTIES[code][lang]
    row = next(line.text for line in read_page(site, lang, "places/").lines if re.match(rf"{county} \d+ \|", line.text))
    head, *shown = row.split(" | ")
    golden = sorted((place for place in PLACES if place["county"] == code), key=lambda p: sort_key(p[lang], lang))
    assert shown == [f"{place[lang]} {place[other(lang)]}" for place in golden]
    assert head == f"{county} {len(golden)}"


# Single places that are easily wrong


def test_porumbeni_is_accepted() -> None:
    """Its official code fails the check digit; that is worth a warning at most."""
    kb, problems = load_and_check(ROOT)
    assert kb.places["galambfalva"].code == "86487"
    assert errors(problems) == []


@pytest.mark.parametrize("lang", LANGS)
def test_marefalva_lies_in_hargita(site: Path, lang: Lang) -> None:
    """Its Romanian name, Satu Mare, is also that of another county and its capital."""
    folder = site if lang == "hu" else site / "ro"
    html = (folder / "places/marefalva/index.html").read_text("utf-8")
    assert "counties/satu-mare" not in html
    crumbs = re.findall(r'<nav class="k-crumbs".*?</nav>', html, re.S)[0]
    assert re.findall(r"counties/([a-z-]+)/", crumbs) == ["hargita"]
    facts = _facts(read_page(site, lang, "places/marefalva/"), lang)
    county = next(fact for fact in facts if fact.startswith(_fact(lang, "county", "")))
    assert county == _fact(lang, "county", f"{NAMES_OF_COUNTIES['HR'][lang]}, {COUNTRIES['RO'][lang]}")


def test_there_is_no_satu_mare_county(site: Path, kb: KnowledgeBase) -> None:
    names = {name for county in kb.counties.values() for lang in LANGS if (name := county.name.get(lang))}
    assert not {"Satu Mare", "Szatmár"} & names
    assert not (site / "counties/satu-mare").exists()


ROLES: dict[Lang, dict[str, list[str]]] = {
    "hu": {
        "2019": ["közösségi beavatkozás", "hálózati részvétel"],
        "2017": ["közösségi beavatkozás", "részt vevő"],
    },
    "ro": {
        "2019": ["intervenție comunitară", "participare în rețea"],
        "2017": ["intervenție comunitară", "participante"],
    },
}


@pytest.mark.parametrize("lang", LANGS)
def test_ozsdola_shows_both_phases_and_both_roles(site: Path, lang: Lang) -> None:
    page = read_page(site, lang, "places/ozsdola/")
    assert _projects(page) == [PHASES["2019"], PHASES["2017"]]
    for phase, wanted in ROLES[lang].items():
        found = [_roles(page, phase).find(role) for role in wanted]
        assert -1 not in found
        assert all(one < next_one for one, next_one in pairwise(found))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("phase", "count"), [("2017", 26), ("2019", 22)])
def test_a_place_with_two_roles_is_counted_once(site: Path, phase: str, count: int, lang: Lang) -> None:
    html = (site / ("" if lang == "hu" else "ro") / f"projects/united-networks-{phase}/index.html").read_text("utf-8")
    section = re.findall(r'<section><h2 id="places">.*?</section>', html, re.S)[0]
    section = re.sub(r"<svg.*?</svg>", "", section, flags=re.S)
    linked = re.findall(r'href="[^"]*/places/([a-z-]+)/"', section)
    golden = {slug(row["hu"]) for row in PLACES if phase in row["phases"]}
    assert set(linked) == golden
    assert len(golden) == count
    assert linked.count("ozsdola") == 2
    facts = _facts(read_page(site, lang, f"projects/united-networks-{phase}/"), lang)
    words = " ".join(messages(lang)("count.places", n=count).split())
    assert any(fact.startswith(_fact(lang, "where", "")) and fact.endswith(f" / {words}") for fact in facts)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("row", [row for row in PLACES if row["printed"]], ids=lambda row: row["printed"])
def test_a_misprinted_name_is_kept_as_another_spelling(site: Path, kb: KnowledgeBase, row: Row, lang: Lang) -> None:
    place = slug(row["hu"])
    assert row["printed"] in kb.places[place].aliases
    facts = _facts(_page(site, row, lang), lang)
    assert any(fact.startswith(_fact(lang, "other_names", row["printed"])) for fact in facts)


@pytest.mark.parametrize("written", ["Kórodszentmárton", "korodszentmarton", "Koródszentmárton", "kórodszentmarton"])
def test_a_wrong_spelling_suggests_the_place(kb: KnowledgeBase, written: str) -> None:
    assert nearest(written, kb.places) == "korodszentmarton"


@pytest.mark.parametrize(
    ("name", "place", "county"),
    [
        ("Viișoara", "csatofalva", "maros"),
        ("Sărățeni", "sovarad", "maros"),
        ("Secuieni", "ujszekely", "hargita"),
        ("Săcel", "szekelyandrasfalva", "hargita"),
        ("Satu Mare", "marefalva", "hargita"),
        ("Vâlcele", "elopatak", "kovaszna"),
    ],
)
def test_a_name_that_other_counties_have_too_says_so(kb: KnowledgeBase, name: str, place: str, county: str) -> None:
    """The note names the county, for the name alone does not."""
    entry = kb.places[place]
    assert entry.name.ro == name
    assert entry.county == county
    for lang in LANGS:
        note = (entry.note.get(lang) if entry.note else None) or ""
        assert (kb.counties[county].name.get(lang) or "") in note
        assert note
