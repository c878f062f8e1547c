"""Places on the built pages: both names, county and codes, order in lists, and what a wrong spelling may have meant."""

import re
from pathlib import Path

import pytest

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.problems.nearest import nearest
from tests.reading import Read, read_page

# name, county and country, the line of the code, NUTS 3, coordinates
PANELS: dict[str, dict[Lang, tuple[str, ...]]] = {
    "kolozsvar": {
        "hu": ("Megye | Kolozs, Románia", "SIRUTA-kód | 54975", "NUTS 3 | RO113", "46,7693°", "23,5899°"),
        "ro": ("Județ | Cluj, România", "Cod SIRUTA | 54975", "NUTS 3 | RO113", "46,7693°", "23,5899°"),
    },
    "eger": {
        "hu": ("Megye | Heves, Magyarország", "KSH-kód | 20491", "NUTS 3 | HU312", "47,9030°", "20,3770°"),
        "ro": ("Județ | Heves, Ungaria", "Cod KSH | 20491", "NUTS 3 | HU312", "47,9030°", "20,3770°"),
    },
    "bukarest": {
        "hu": ("Megye | Nem tartozik megyéhez, Románia", "SIRUTA-kód | 179132", "NUTS 3 | RO321"),
        "ro": ("Județ | În afara județelor, România", "Cod SIRUTA | 179132", "NUTS 3 | RO321"),
    },
    "karcagi-kisterseg": {
        "hu": ("Megye | Jász-Nagykun-Szolnok, Magyarország", "KSH-kód | Nincs adat a forrásban", "Székhelye | Karcag"),
        "ro": ("Județ | Jász-Nagykun-Szolnok, Ungaria", "Cod KSH | Sursa nu precizează", "Karcag"),
    },
}


def _panel(page: Read, lang: Lang) -> str:
    """The facts, and the codes at the end of the page."""
    words = messages(lang)
    headings = words("facts.title"), words("place.codes")
    return "\n".join(line.text for line in page.lines if line.heading in headings)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("place", PANELS)
def test_the_panel_of_a_place(site: Path, place: str, lang: Lang) -> None:
    panel = _panel(read_page(site, lang, f"places/{place}/"), lang)
    assert [line for line in PANELS[place][lang] if line not in panel] == [], panel


@pytest.mark.parametrize("lang", LANGS)
def test_the_readers_name_is_the_heading_and_the_other_stands_below(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    """A Hungarian settlement without a Romanian name keeps its own."""
    for name, place in kb.places.items():
        texts = [line.text for line in read_page(site, lang, f"places/{name}/").lines]
        heading = texts.index(place.name.best(lang)[0], texts.index(messages(lang)("nav.home")) + 2)
        if second := place.name.get(other(lang)) if place.name.ro else None:
            assert texts[heading + 1] == second[:1].upper() + second[1:]


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_of_places_by_county(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    """Every settlement under its county, in the order of the reader's alphabet, both names beside each other."""
    lines = [line.text for line in read_page(site, lang, "places/").lines]
    for county in ("kolozs", "szilagy", "bihar"):
        inside = [place.name for place in kb.places.values() if place.county == county]
        inside.sort(key=lambda name: sort_key(name.best(lang)[0], lang))
        shown = " | ".join(f"{name.get(lang)} {name.get(other(lang))}" for name in inside)
        counted = messages(lang)("count.places", n=len(inside))
        assert f"{kb.counties[county].name.get(lang)} {counted} | {shown}" in lines


def test_crumbs_lead_to_the_county(site: Path) -> None:
    html = (site / "ro/places/kraszna/index.html").read_text("utf-8")
    crumbs = re.findall(r'<nav class="k-crumbs".*?</nav>', html, re.S)[0]
    assert re.findall(r"counties/([a-z-]+)/", crumbs) == ["szilagy"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_place_lists_its_projects_with_every_role(site: Path, lang: Lang) -> None:
    """The latest project first; in each, the stronger role first."""
    texts = read_page(site, lang, "places/korosfo/").lines
    start = next(number for number, line in enumerate(texts) if line.text == messages(lang)("place.projects"))
    lines = texts[start + 1 :]
    titles = {
        "hu": ["Folyóparti iskola, 2021–", "Folyóparti iskola, 2014–2016"],
        "ro": ["Școala de pe malul râului, 2021–", "Școala de pe malul râului, 2014–2016"],
    }[lang]
    assert [line.text for line in lines if line.text in titles] == titles
    roles = next(line.text for line in lines if line.heading == titles[1]).casefold()
    first, second = (messages(lang)(f"place_role.{role}").casefold() for role in ("intervention", "network"))
    assert 0 <= roles.find(first) < roles.find(second), roles


@pytest.mark.parametrize("lang", LANGS)
def test_another_spelling_is_kept(site: Path, lang: Lang) -> None:
    panel = _panel(read_page(site, lang, "places/korosfo/"), lang)
    assert f"{messages(lang)('fact.other_names')} | Kőrösfő" in panel


@pytest.mark.parametrize("written", ["Kőrösfő", "korösfo", "Korosfö", "körösfő"])
def test_a_wrong_spelling_suggests_the_place(kb: KnowledgeBase, written: str) -> None:
    assert nearest(written, kb.places) == "korosfo"
