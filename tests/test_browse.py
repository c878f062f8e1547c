"""The catalogue in lists: the files for the script, the values with a page each, and long lists in numbered parts."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kalaka.engines.frame import filling
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import OWN_FACETS, KnowledgeBase
from kalaka.model.summary import Money, PlaceGroup
from kalaka.pages import paging, routes
from kalaka.pages.cards import card
from kalaka.pages.docs import surround
from kalaka.pages.facets import OFFERED, offered, values
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, frame_at
from kalaka.pages.paging import PER_PAGE, parts
from kalaka.queries.amounts import known_sum
from kalaka.queries.facets import FACETS, KIND_OF, country_ids, facet_values, newest_first
from kalaka.search.facet_index import CARDS, NAMED, column, day_number, facet_files
from tests.many import COUNT, many
from tests.pages import page

CARD = re.compile(r'<h3><a href="(?:\.\./)+projects/([a-z0-9-]+)/"')


@pytest.fixture(scope="module")
def made(kb: KnowledgeBase) -> KnowledgeBase:
    return many(kb)


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture(scope="module")
def pages(made: KnowledgeBase, lang: Lang) -> dict[str, Page]:
    """Every generated page but the records' own."""
    return _drawn(made, lang)


def _drawn(kb: KnowledgeBase, lang: Lang, section: str = "") -> dict[str, Page]:
    own = {f"projects/{name}/" for name in kb.projects}
    return {
        path: route.render() for path, route in routes(kb, lang).items() if path not in own and path.startswith(section)
    }


def _files(kb: KnowledgeBase, lang: Lang) -> dict[str, Any]:
    base = url(lang, "projects/")
    return {path.removeprefix(base): json.loads(content()) for path, content in facet_files(kb, lang)}


def _column(text: str) -> list[list[int]]:
    """The rows of a column, read as its description says."""
    rows: list[list[int]] = [[]]
    for code in map(ord, text):
        number = code - 0x20 - (0x800 if code >= 0xE000 else 0)
        if number:
            rows[-1].append((rows[-1][-1] if rows[-1] else 0) + (number - 1) // 2)
        if number % 2 == 0:
            rows.append([])
    assert rows.pop() == []
    return rows


# Files for the script


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[]],
        [[], [0], [], [0, 1, 5], [7]],
        [[27_612], [27_613], [27_614], [27_615, 27_616]],
        [[0, 500_000], [500_001]],
    ],
)
def test_a_column_is_read_as_it_was_written(rows: list[list[int]]) -> None:
    text = column(rows)
    assert _column(text) == rows
    assert json.loads(json.dumps(text, ensure_ascii=False).encode()) == text


@pytest.mark.parametrize("which", ["own", "made"])
def test_facet_data_are_the_values_of_every_record(
    kb: KnowledgeBase, made: KnowledgeBase, lang: Lang, which: str
) -> None:
    found = kb if which == "own" else made
    files = _files(found, lang)
    told: dict[str, dict[str, set[str]]] = {name: {} for name in files["ids.json"]}
    for facet in files["facets.json"]["facets"]:
        further = files["names.json"].get(facet["id"], [])
        assert len(facet["values"]) == min(NAMED, facet["size"])
        ids = [value[0] for value in (*facet["values"], *further)]
        assert len(ids) == len(set(ids)) == facet["size"]
        for name, field in zip(files["ids.json"], _column(facet["rows"]), strict=True):
            told[name][facet["id"]] = {ids[number] for number in field}
    facets = [facet["id"] for facet in files["facets.json"]["facets"]]
    assert facets == [facet for facet in FACETS if any(facet_values(found, p)[facet] for p in found.projects.values())]
    assert told == {
        name: {facet: set(values) for facet, values in facet_values(found, project).items() if facet in facets}
        for name, project in found.projects.items()
    }


def test_values_are_named_in_the_language_of_the_page(kb: KnowledgeBase, lang: Lang) -> None:
    facets = {facet["id"]: facet for facet in _files(kb, lang)["facets.json"]["facets"]}
    assert facets["theme"]["label"] == messages(lang)("facet.theme")
    names = {facet: {value[0]: value[1:] for value in facets[facet]["values"]} for facet in facets}
    korosfo = {"hu": "Körösfő", "ro": "Izvoru Crișului"}
    assert names["place"]["korosfo"] == [korosfo[lang], korosfo[other(lang)]]
    assert names["fund"]["esf"][0] == messages(lang)("fund.esf")
    assert names["year"]["2015"] == ["2015"]
    assert names["organisation"]["bridge-foundation"] == [
        kb.organisations["bridge-foundation"].name.get(named) for named in (lang, other(lang))
    ]
    assert list(names["year"]) == sorted(names["year"], reverse=True)


def test_the_values_offered_are_the_first_of_all(kb: KnowledgeBase, made: KnowledgeBase, lang: Lang) -> None:
    for known in (kb, made):
        shown = {facet: (rows, more) for facet, rows, more in offered(known, lang)}
        every = {facet: found for facet in FACETS if (found := values(known, lang, facet))}
        assert shown.keys() == every.keys()
        for facet, (rows, more) in shown.items():
            assert rows == every[facet][: OFFERED if facet in KIND_OF else None]
            assert bool(more) == (len(rows) < len(every[facet]))


def test_rows_stand_by_title_and_dates_give_the_other_orders(made: KnowledgeBase, lang: Lang) -> None:
    files = _files(made, lang)
    rows = [made.projects[name] for name in files["ids.json"]]
    dates = files["facets.json"]["dates"]
    newest = sorted(range(len(rows)), key=lambda row: (-dates[row], row))
    assert [rows[row] for row in newest] == newest_first(made.projects.values(), lang)


@pytest.mark.parametrize("dates", [["", "1999-12-31", "2019", "2019-02", "2019-02-28", "2019-12", "2020"]])
def test_numbers_of_dates_keep_their_order(dates: list[str]) -> None:
    assert all(day_number(earlier) < day_number(later) for earlier, later in pairwise(dates))


def test_sums_of_different_currencies_are_not_compared(made: KnowledgeBase, lang: Lang) -> None:
    files = _files(made, lang)
    places = dict(zip(files["ids.json"], files["amounts.json"], strict=True))
    known = {name: found for name, project in made.projects.items() if (found := known_sum(project))}
    assert {name for name, place in places.items() if place} == set(known)
    assert files["facets.json"]["sums"] == len(known)
    told = [known[name] for name in sorted(known, key=lambda name: places[name])]
    first = {"hu": ["HUF", "EUR", "RON"], "ro": ["RON", "EUR", "HUF"]}[lang]
    assert told == sorted(told, key=lambda money: (first.index(money.currency or ""), -(money.amount or 0)))


def _money(kind: str, amount: int | None, currency: str = "HUF") -> Money:
    return Money(kind, None if amount is None else Decimal(amount), currency, None, None, None)


@pytest.mark.parametrize(
    ("funding", "expected"),
    [
        ([], None),
        ([_money("grant", None)], None),
        ([_money("total", 200)], 200),
        ([_money("total", 200), _money("grant", 150)], 150),
        ([_money("grant", 150), _money("grant", 150)], 150),
        ([_money("grant", 150), _money("grant", 160)], None),
        ([_money("grant", 150), _money("grant", 150, "RON")], None),
        ([_money("own_contribution", 10)], None),
    ],
)
def test_one_sum_stands_for_a_project_or_none(kb: KnowledgeBase, funding: list[Money], expected: int | None) -> None:
    found = known_sum(kb.projects["open-yard"]._replace(funding=tuple(funding)))
    assert (found and found.amount) == expected


def test_every_word_leads_to_its_rows(made: KnowledgeBase, lang: Lang) -> None:
    files = _files(made, lang)
    words = files["words.json"]["words"].split(" ")
    assert words == sorted(set(words))
    rows: dict[str, set[str]] = {}
    for word, numbers in zip(words, _column(files["words.json"]["rows"]), strict=True):
        rows[word] = {files["ids.json"][row] for row in numbers}
    assert rows["arvizturo"] == {name for name in made.projects if name.startswith("made-")}
    assert rows["sunok"] == {"made-099"}
    assert {f"made-{number:03}" for number in range(1, COUNT, 2)} <= rows["fuzer"]


def test_cards_are_those_of_the_list(made: KnowledgeBase, pages: dict[str, Page], lang: Lang) -> None:
    files = _files(made, lang)
    cards = [card for number in (1, 2) for card in files[f"cards/{number}.json"]]
    assert "cards/3.json" not in files
    assert [len(files[f"cards/{number}.json"]) for number in (1, 2)] == [CARDS, len(made.projects) - CARDS]
    assert "".join(cards[:PER_PAGE]) in pages["projects/"].body
    assert [CARD.findall(card) for card in cards] == [[p.id] for p in newest_first(made.projects.values(), lang)]
    assert any("&lt;b&gt;jelek&lt;/b&gt;" in card for card in cards) == (lang == "hu")


def test_a_card_says_where_for_whom_how_many_and_how_much(kb: KnowledgeBase, lang: Lang) -> None:
    words = messages(lang)
    line = re.compile(r'<ul class="k-items__f">(.*?)</ul>')

    def said(name: str, **facts: Any) -> list[str]:
        changed = replace(kb, projects={**kb.projects, name: kb.projects[name]._replace(**facts)})
        html = line.findall(card(changed, changed.projects[name], lang))[0]
        return [re.sub("<.*?>", "", item) for item in re.findall("<li>(.*?)</li>", html)]

    where, whom, money = said("open-yard")
    assert where == kb.counties["bihar"].name.get(lang)
    assert (whom, money) == (words("people.none"), words("sum.none"))
    planned = said("open-yard", participants_planned=Decimal(30))
    assert planned[2] == words("people.planned", n=30)
    assert said("open-yard", participants=Decimal(30), participants_planned=Decimal(50))[2] == words(
        "people.stated", n=30
    )
    assert said("open-yard", places=())[0] == words("area.none")
    assert said("open-yard", places=(), countries=("RO",))[0] == words("country.RO")


def test_countries_are_those_of_places_counties_and_the_record(kb: KnowledgeBase) -> None:
    project = kb.projects["open-yard"]
    assert country_ids(kb, project) == ["ro"]
    assert country_ids(kb, project._replace(countries=("NO",))) == ["no", "ro"]
    assert country_ids(kb, project._replace(places=(PlaceGroup("area", None, (), ("tolna",)),))) == ["hu"]


# Pages


def _found(body: str) -> list[str]:
    return CARD.findall(body.partition('<ol class="k-items')[2].partition("</ol>")[0])


def _listed(pages: dict[str, Page], base: str, number: int = 1) -> Iterator[list[str]]:
    """The projects on each part of a list."""
    while (path := paging.part_path(base, number)) in pages:
        yield _found(pages[path].body)
        number += 1


def test_every_value_has_a_page_that_lists_its_projects(
    made: KnowledgeBase, pages: dict[str, Page], lang: Lang
) -> None:
    newest = newest_first(made.projects.values(), lang)
    several: list[str] = []
    for facet in FACETS:
        having: dict[str, list[str]] = {}
        for project in newest:
            for name in facet_values(made, project)[facet]:
                having.setdefault(name, []).append(project.id)
        assert having, facet
        for name, expected in having.items():
            base = f"{KIND_OF[facet]}/{name}/" if facet in KIND_OF else f"projects/{facet}/{name}/"
            first = surround(made, made.guides[name], lang).below if facet == "method" else pages[base].body
            found = [_found(first), *_listed(pages, base, 2)]
            assert [name for part in found for name in part] == expected, base
            assert all(len(part) <= PER_PAGE for part in found)
            several += [facet] if len(found) > 1 else []
    assert {"theme", "method", "county", "status", "fund"} <= set(several)


def test_all_projects_stand_in_parts(made: KnowledgeBase, pages: dict[str, Page], lang: Lang) -> None:
    listed = list(_listed(pages, "projects/"))
    assert [len(part) for part in listed] == [50, 50, len(made.projects) - 100]
    assert [name for part in listed for name in part] == [p.id for p in newest_first(made.projects.values(), lang)]


def test_parts_know_their_neighbours(made: KnowledgeBase, pages: dict[str, Page], lang: Lang) -> None:
    second = pages["projects/2/"]
    told = filling(made, second)["head"]
    assert '<link rel="prev" href="../">' in told
    assert '<link rel="next" href="../3/">' in told
    assert 'rel="prev" href' not in filling(made, pages["projects/"])["head"]
    links = re.findall(r'<nav class="k-pager".*?</nav>', second.body, re.S)[0]
    assert re.findall(r'href="([^"]+)"', links) == [
        "../../projects/",
        "../../projects/",
        "../../projects/3/",
        "../../projects/3/",
    ]
    assert second.title == messages(lang)("parts.title", title=messages(lang)("nav.projects"), number=2)
    titles = [page.title for page in pages.values()]
    assert len(titles) == len(set(titles)), sorted(title for title in titles if titles.count(title) > 1)


def test_long_lists_say_less_of_each(pages: dict[str, Page]) -> None:
    longest = max((len(list(_listed(pages, path))), path) for path in pages if path.startswith("projects/status/"))[1]
    assert "k-items__y" in pages[longest].body
    assert pages["projects/"].body.count("<p>") > pages["projects/"].body.count("<h3>")


@pytest.mark.parametrize(("number", "expected"), [(0, [0]), (1, [1]), (50, [50]), (51, [50, 1]), (130, [50, 50, 30])])
def test_a_list_has_at_least_one_part(number: int, expected: list[int]) -> None:
    found = parts("x/", range(number), PER_PAGE)
    assert [len(part.items) for part in found] == expected
    assert {part.total for part in found} == {number}


def test_numbers_between_are_left_out() -> None:
    found = parts("x/", range(2000), PER_PAGE)
    assert [step and step[0] for step in found[19].steps] == [1, None, 18, 19, 20, 21, 22, None, 40]
    assert [step and step[0] for step in found[0].steps] == [1, 2, 3, None, 40]


def test_both_languages_have_the_same_parts(made: KnowledgeBase) -> None:
    assert routes(made, "hu").keys() == routes(made, "ro").keys()


def test_a_long_glossary_is_found_in_its_parts(kb: KnowledgeBase, lang: Lang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "TERMS_PER_PAGE", 4)
    long = replace(kb)
    found = _drawn(long, lang, "glossary/")
    assert list(found) == ["glossary/", "glossary/2/", "glossary/3/"]
    view = PageView(long, lang, "guides/")
    for term in kb.terms:
        address, _, fragment = view.href(f"glossary/#{term}").partition("#")
        assert f'id="{fragment}"' in found[address.removeprefix("../")].body
    first = routes(long, lang)["glossary/"].render()
    assert first
    for path, letter in re.findall(r'<li><a href="([^"#]*)(#k-letter-\d+)">', first.body):
        assert f'id="{letter[1:]}"' in found[path.removeprefix("../") or "glossary/"].body


def test_the_search_page_does_not_list_thousands(made: KnowledgeBase, pages: dict[str, Page], lang: Lang) -> None:
    assert (
        f'<a class="k-pair" href="../projects/">{messages(lang)("nav.projects")} ({len(made.projects)})</a>'
        in pages["search/"].body
    )


# The built site


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_leads_to_a_page_for_every_value(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    own: set[str] = set()
    for project in kb.projects.values():
        values = facet_values(kb, project)
        own |= {f"projects/{facet}/{name}/" for facet in FACETS if facet in OWN_FACETS for name in values[facet]}
    links = {
        link.removeprefix("../")
        for link in page(site, url(lang, "projects/")).links
        if re.search("projects/[a-z]+/.", link)
    }
    assert own <= links
    for path in own:
        assert page(site, url(lang, path)).lang == lang
    facets = {path.split("/")[1] for path in own}
    assert facets == set(OWN_FACETS)
    found = {file.parent.name for name in OWN_FACETS for file in (site / "projects" / name).glob("*/index.html")}
    assert found == {path.split("/")[2] for path in own}


def test_a_plan_knows_the_frame_of_every_page(kb: KnowledgeBase, lang: Lang) -> None:
    for path, route in routes(kb, lang).items():
        assert route.render().frame == frame_at(path), path
