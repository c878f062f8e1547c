"""Narrowing the list of projects in Chromium: what is chosen stays chosen, and the page is whole without script."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kalaka.i18n.folding import fold
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Summary
from kalaka.queries.amounts import known_sum
from kalaka.queries.facets import FACETS, facet_values, newest_first
from kalaka.search import facet_index
from kalaka.search.facet_index import facet_files, words_of
from tests.browser.test_access import Look, each_look, violations
from tests.conftest import Served
from tests.many import many

Choice = Mapping[str, Sequence[str]]
"""Values by facet, and words under `q`."""
READY = '.k-found[aria-busy="false"]'
STATE = """
() => ({
  checked: [...document.querySelectorAll(".k-sieve :checked")].map((box) => `${box.name}=${box.value}`),
  word: document.querySelector("#k-word").value,
  sort: document.querySelector("#k-sort").value,
  tags: [...document.querySelectorAll(".k-picked button")].length,
  count: document.querySelector("#count").textContent.replaceAll("\\u00a0", " "),
  said: document.querySelector(".k-found [role=status]").textContent.replaceAll("\\u00a0", " "),
  ids: [...document.querySelectorAll(".k-found .k-items:not([hidden]) h3 a")].map((link) => link.pathname.split("/").at(-2)),
  counts: Object.fromEntries([...document.querySelectorAll(".k-facet input[type=checkbox]")].map(
    (box) => [`${box.name}=${box.value}`, Number(box.parentElement.querySelector(".k-count").textContent)])),
})
"""


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="module")
def made(kb: KnowledgeBase) -> KnowledgeBase:
    return many(kb)


def _open(page: Page, served: Served, lang: Lang, query: str = "") -> None:
    page.goto(served.url + url(lang, "projects/") + query)
    page.wait_for_selector(READY)


def _state(page: Page) -> dict[str, Any]:
    page.wait_for_selector(READY)
    found: dict[str, Any] = page.evaluate(STATE)
    return found


def _box(page: Page, facet: str, value: str) -> Any:
    return page.locator(f'.k-facet input[name="{facet}"][value="{value}"]')


def _count(lang: Lang, number: int) -> str:
    return messages(lang)("count.projects", n=number).replace("\u00a0", " ")


# What is asked for, answered without any of the script's ways


def _has(kb: KnowledgeBase, project: Summary, facet: str, wanted: Sequence[str]) -> bool:
    if facet != "q":
        return bool(set(wanted) & set(dict(facet_values(kb, project))[facet]))  # type: ignore[index]
    kinds = {"theme": "themes", "county": "counties", "place": "places", "organisation": "organisations"}
    names = [kb.entries(k)[n].name for f, k in kinds.items() for n in dict(facet_values(kb, project))[f]]  # type: ignore[index]
    known = set(words_of(kb)[project.id])
    known |= {word for name in names for text in (name.hu, name.ro) if text for word in fold(text).split()}
    return all(any(word.startswith(fold(asked)) for word in known) for asked in wanted)


def _answer(kb: KnowledgeBase, lang: Lang, choice: Choice) -> list[str]:
    return [
        project.id
        for project in newest_first(kb.projects.values(), lang)
        if all(_has(kb, project, facet, wanted) for facet, wanted in choice.items() if wanted)
    ]


def _numbers(kb: KnowledgeBase, lang: Lang, choice: Choice) -> dict[str, int]:
    """For every value, how many projects have it among those that the other facets leave."""
    found = {}
    for facet in FACETS:
        left = _answer(kb, lang, {name: wanted for name, wanted in choice.items() if name != facet})
        for name in left:
            for value in facet_values(kb, kb.projects[name])[facet]:
                found[f"{facet}={value}"] = found.get(f"{facet}={value}", 0) + 1
    return found


# The site


def test_a_choice_stays_chosen(reader: Page, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    """Two values of one facet and one of another: counted, sorted, reloaded, in the other language, and back again."""
    _open(reader, served, lang)
    choice = {"theme": ["learning", "crafts"], "county": ["kolozs"]}
    for facet, values in choice.items():
        for value in values:
            _box(reader, facet, value).check()
    first = _state(reader)
    assert first["ids"] == _answer(kb, lang, choice) == ["river-school-2", "river-school"]
    assert first["count"] == first["said"] == _count(lang, 2)
    assert sorted(first["checked"]) == ["county=kolozs", "theme=crafts", "theme=learning"]
    assert first["tags"] == 3
    expected = _numbers(kb, lang, choice)
    assert first["counts"] == {key: expected.get(key, 0) for key in first["counts"]}
    reader.select_option("#k-sort", "title")
    by_title = _state(reader)
    assert by_title["ids"] == ["river-school", "river-school-2"]
    address = reader.url
    assert parse_qsl(urlsplit(address).query) == [
        ("theme", "learning"), ("theme", "crafts"), ("county", "kolozs"), ("sort", "title"),
    ]  # fmt: skip
    reader.reload()
    assert _state(reader) == by_title
    reader.click("[data-k-switch]")
    theirs = _state(reader)
    assert urlsplit(reader.url).path == f"/{url(other(lang), 'projects/')}"
    assert urlsplit(reader.url).query == urlsplit(address).query
    same = ("checked", "sort", "tags", "ids")
    assert [sorted(theirs[key]) if key == "checked" else theirs[key] for key in same] == [
        sorted(by_title[key]) if key == "checked" else by_title[key] for key in same
    ]
    assert theirs["count"] == _count(other(lang), 2)
    reader.go_back()
    assert _state(reader) == by_title
    reader.go_back()
    assert _state(reader) == first
    reader.go_back()
    assert len(_state(reader)["checked"]) == 2
    reader.go_forward()
    assert _state(reader) == first


def test_the_switch_follows_what_is_chosen(reader: Page, served: Served, lang: Lang) -> None:
    _open(reader, served, lang)
    _box(reader, "theme", "water").check()
    reader.wait_for_selector('[data-k-switch][href$="?theme=water"]')
    reader.click(".k-picked button")
    reader.wait_for_selector('[data-k-switch][href$="projects/"]')


def test_all_projects_are_the_page_as_it_came(reader: Page, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    _open(reader, served, lang)
    assert reader.locator(".k-found > ol.k-items").is_visible()
    plain = _state(reader)
    _box(reader, "status", "completed").evaluate("box => box.click()")
    assert 0 < len(_state(reader)["ids"]) < len(kb.projects)
    assert not reader.locator(".k-found > ol.k-items").is_visible()
    reader.locator(".k-sieve__end button", has_text=messages(lang)("browse.clear")).click()
    assert _state(reader) == plain
    assert reader.locator(".k-found > ol.k-items").is_visible()
    assert not urlsplit(reader.url).query


def test_an_address_that_says_nonsense_asks_for_what_it_can(reader: Page, served: Served, lang: Lang) -> None:
    query = "?theme=learning&theme=learning&theme=nothing&constructor=x&__proto__=y&sort=worst&q=&q=parti&q=two&county="
    _open(reader, served, lang, query)
    state = _state(reader)
    assert (state["checked"], state["word"], state["sort"], state["tags"]) == (["theme=learning"], "parti", "newest", 2)
    assert state["ids"] == ["river-school"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("almaskert", ["orchard-2012"]),
        ("VOP 2.2 11", ["orchard-2012"]),
        ("kuta", ["water-line"]),
        ("Szamosujv", ["river-school-2"]),
        ("gherla", ["river-school-2"]),
        ("hidf", ["river-school-2", "river-school"]),
        ("korosfo folyop 20", ["river-school-2", "river-school"]),
    ],
)
def test_a_word_is_found_by_its_beginning_without_accents(
    reader: Page, served: Served, lang: Lang, typed: str, expected: list[str]
) -> None:
    _open(reader, served, lang)
    reader.fill("#k-word", typed)
    reader.wait_for_selector(".k-picked button")
    assert _state(reader)["ids"] == expected
    assert dict(parse_qsl(urlsplit(reader.url).query)) == {"q": typed}


def test_typing_is_one_step_of_the_history(reader: Page, served: Served) -> None:
    _open(reader, served, "hu", "?theme=learning")
    for text in ("pa", "part", "parti"):
        reader.fill("#k-word", text)
        reader.wait_for_function("text => new URLSearchParams(location.search).get('q') === text", arg=text)
    reader.go_back()
    assert (_state(reader)["checked"], _state(reader)["word"]) == (["theme=learning"], "")


def test_nothing_found_offers_to_take_back_the_last(reader: Page, served: Served, lang: Lang) -> None:
    _open(reader, served, lang, "?county=tolna&q=korosfo")
    words = messages(lang)
    assert _state(reader)["count"] == _count(lang, 0)
    assert words("browse.none") in reader.inner_text(".k-found")
    assert violations(reader) == []
    reader.get_by_role("button", name=words("browse.remove_last", filter="„korosfo”")).click()
    assert _state(reader)["ids"] == ["street-workshop"]
    assert reader.evaluate("document.activeElement.id") == "count"


def test_without_the_data_the_page_stays_as_it_is(reader: Page, served: Served) -> None:
    reader.route("**/projects/facets.json", lambda route: route.abort())
    with reader.expect_event("requestfailed"):
        reader.goto(served.url + "projects/?theme=learning")
    reader.wait_for_selector(".k-found > ol.k-items", state="visible")
    assert reader.locator(".k-sieve nav a").first.is_visible()


def test_a_list_that_does_not_come_says_so(reader: Page, served: Served, lang: Lang) -> None:
    reader.route("**/projects/cards/*.json", lambda route: route.abort())
    _open(reader, served, lang, "?theme=learning")
    assert messages(lang)("browse.failed") in reader.inner_text(".k-found")
    reader.unroute("**/projects/cards/*.json")
    _box(reader, "theme", "water").check()
    assert _state(reader)["ids"] == ["water-line", "river-school-2", "river-school"]


# By keyboard, on a phone, without script, to other ears


def test_the_keyboard_is_enough(reader: Page, served: Served, lang: Lang) -> None:
    _open(reader, served, lang)
    reader.focus("#k-word")
    _tab_to(reader, 'input[value="crafts"]')
    reader.keyboard.press("Space")
    assert _state(reader)["checked"] == ["theme=crafts"]
    assert len(_state(reader)["ids"]) == 2
    assert reader.evaluate("document.activeElement.value") == "crafts"
    _tab_to(reader, 'input[value="kolozs"]')
    reader.keyboard.press("Space")
    assert _state(reader)["ids"] == ["river-school"]
    assert reader.evaluate("document.activeElement.value") == "kolozs"
    _tab_to(reader, "summary")
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.matches('[open] > fieldset input')")
    _tab_to(reader, ".k-picked button")
    reader.keyboard.press("Enter")
    assert _state(reader)["checked"] == ["county=kolozs"]
    assert reader.evaluate("document.activeElement.matches('.k-picked button')")
    reader.keyboard.press("Enter")
    assert reader.evaluate("document.activeElement.id") == "count"
    assert _state(reader)["checked"] == []


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{selector}')"):
            return
    raise AssertionError(f"{selector} is not reached by the keyboard")


def test_a_phone_shows_the_list_when_the_panel_closes(
    reader: Page, served: Served, kb: KnowledgeBase, lang: Lang
) -> None:
    reader.set_viewport_size({"width": 390, "height": 800})
    _open(reader, served, lang)
    words = messages(lang)
    assert not reader.locator("#k-word").is_visible()
    reader.click(".k-sieve > summary")
    _box(reader, "theme", "learning").check()
    _box(reader, "county", "szilagy").check()
    apply = reader.get_by_role("button", name=words("browse.apply", n=2))
    apply.wait_for()
    assert not urlsplit(reader.url).query
    assert len(_state(reader)["ids"]) == len(kb.projects)
    box = apply.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 800
    apply.click()
    assert not reader.locator("#k-word").is_visible()
    assert reader.evaluate("document.activeElement.id") == "count"
    assert _state(reader)["ids"] == ["river-school-2", "river-school"]
    reader.click(".k-sieve > summary")
    _box(reader, "theme", "learning").uncheck()
    reader.click(".k-sieve > summary")
    reader.wait_for_function("() => location.search === '?county=szilagy'")
    assert _state(reader)["ids"] == ["water-line", "river-school-2", "river-school"]
    reader.set_viewport_size({"width": 320, "height": 800})
    reader.click(".k-sieve > summary")
    assert reader.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_script_every_value_has_a_list(browser: Browser, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + url(lang, "projects/?theme=water"))
    assert page.locator(".k-items > li").count() == len(kb.projects)
    note = page.locator("noscript p")
    assert (note.is_visible(), note.inner_text()) == (True, messages(lang)("browse.no_script"))
    assert page.locator(".k-pick, .k-views").count() == 0
    with page.expect_navigation():
        page.click('.k-sieve a[href$="themes/water/"]')
    assert page.locator(".k-items h3 a").count() == 1
    page.goto(served.url + url(lang, "projects/"))
    page.get_by_text(messages(lang)("facet.year"), exact=True).click()
    with page.expect_navigation():
        page.click('.k-sieve a[href$="year/2014/"]')
    assert page.locator(".k-items h3 a").count() == 2
    with page.expect_navigation():
        page.click(".k-items h3 a >> nth=0")
    assert urlsplit(page.url).path == f"/{url(lang, 'projects/river-school/')}"
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(served.url + url(lang, "projects/"))
    assert not page.locator(".k-sieve a").first.is_visible()
    page.click(".k-sieve > summary")
    assert page.locator('.k-sieve a[href$="themes/water/"]').is_visible()
    context.close()


def test_one_selection_has_three_views(reader: Page, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    """The address keeps which; the switch of the language, too. The map has the places of the selection alone."""
    words = messages(lang)
    _open(reader, served, lang, "?theme=learning")
    chosen = _answer(kb, lang, {"theme": ["learning"]})
    reader.get_by_role("link", name=words("browse.view.table"), exact=True).click()
    rows = reader.locator(".k-many tbody tr")
    expect(rows).to_have_count(len(chosen))
    assert parse_qsl(urlsplit(reader.url).query) == [("theme", "learning"), ("view", "table")]
    assert [link.get_attribute("href") for link in rows.locator("th a:visible").all()] == [
        f"../projects/{name}/" for name in chosen
    ]
    assert rows.nth(1).locator("td").first.inner_text() == kb.projects[chosen[1]].years
    title = reader.get_by_role("button", name=words("browse.column.project"), exact=True)
    title.focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("th[aria-sort=ascending]")).to_contain_text(words("browse.column.project"))
    assert reader.evaluate("document.activeElement.value") == "title"
    reader.click("[data-k-switch]")
    expect(reader.locator(".k-many tbody tr")).to_have_count(len(chosen))
    reader.go_back()
    reader.wait_for_selector(".k-many")
    reader.get_by_role("link", name=words("browse.view.map"), exact=True).click()
    places = {name for project in chosen for name in kb.projects[project].place_ids}
    told = words("browse.map_places", n=len(places)).replace("\u00a0", " ")
    expect(reader.locator("#places")).to_have_text(told)
    for drawing in reader.locator(".k-found .k-map").all():
        names = drawing.locator("a").evaluate_all(
            "marks => marks.map((mark) => [mark.getAttribute('aria-label'), mark.dataset.kPlaces])"
        )
        assert all(
            name.endswith((words("count.projects", n=1), words("count.projects", n=2))) or group
            for name, group in names
        )
    marks = reader.locator(".k-found .k-map a").evaluate_all(
        "marks => marks.filter((mark) => !mark.dataset.kPlaces).map((mark) => mark.getAttribute('href').split('/').at(-2))"
    )
    assert marks
    assert set(marks) <= places
    listed = reader.locator(".k-chips a").evaluate_all("links => links.map((link) => link.pathname.split('/').at(-2))")
    assert sorted(listed) == sorted(places)
    reader.get_by_role("link", name=words("browse.view.list"), exact=True).click()
    assert _state(reader)["ids"] == sorted(chosen, key=lambda name: kb.projects[name].order[LANGS.index(lang)])


def test_projects_are_chosen_for_comparison_by_keyboard(
    reader: Page, served: Served, kb: KnowledgeBase, lang: Lang
) -> None:
    words = messages(lang)
    _open(reader, served, lang)
    first, second = _state(reader)["ids"][:2]
    bar = reader.get_by_role("region", name=words("browse.pick_bar"))
    reader.focus(f'.k-pick input[value="{first}"]')
    reader.keyboard.press("Space")
    expect(bar.get_by_role("status")).to_contain_text(words("browse.pick_more"))
    assert not bar.get_by_role("link").is_visible()
    _tab_to(reader, f'.k-pick input[value="{second}"]')
    reader.keyboard.press("Space")
    assert bar.get_by_role("status").inner_text() == words("browse.picked", n=2).replace("\u00a0", " ")
    assert bar.get_by_role("link").inner_text() == words("browse.compare", n=2)
    reader.keyboard.press("Tab")
    with reader.expect_navigation():
        reader.keyboard.press("Enter")
    assert urlsplit(reader.url).path == f"/{url(lang, 'compare/')}"
    assert parse_qsl(urlsplit(reader.url).query) == [("p", first), ("p", second)]
    expect(reader.locator(".k-compare thead th")).to_have_count(2)


def test_what_is_chosen_stays_in_other_views_until_it_is_cleared(reader: Page, served: Served) -> None:
    _open(reader, served, "ro")
    boxes = reader.locator(".k-pick input")
    for box in boxes.all()[:5]:
        box.check()
    assert boxes.nth(5).is_disabled()
    reader.get_by_role("link", name=messages("ro")("browse.view.table"), exact=True).click()
    expect(reader.locator(".k-many .k-pick :checked")).to_have_count(5)
    reader.get_by_role("button", name=messages("ro")("browse.unpick")).click()
    expect(reader.locator(".k-pick :checked")).to_have_count(0)
    assert boxes.nth(5).is_enabled()


SHIFTS = """
() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) sum += shift.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(sum)));
})
"""


@pytest.mark.parametrize("query", ["", "?theme=water", "?theme=learning&view=table", "?view=map"])
def test_nothing_moves_while_a_phone_filters(reader: Page, served: Served, query: str) -> None:
    """Also when the data come late: here after the page has been drawn."""
    reader.set_viewport_size({"width": 390, "height": 844})
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    reader.route("**/projects/facets.json", wait)
    with reader.expect_request("**/projects/facets.json"):
        reader.goto(served.url + "projects/" + query)
    reader.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    waiting[0].continue_()
    reader.wait_for_selector(READY)
    assert reader.evaluate(SHIFTS) <= 0.05


@each_look
def test_axe_finds_nothing_with_the_filters_open(browser: Browser, served: Served, look: Look) -> None:
    """Nor in the table and on the map, with projects chosen to be compared."""
    page = look.page(browser)
    _open(page, served, look.lang, "?theme=learning&county=kolozs&sort=amount")
    page.evaluate("document.querySelectorAll('.k-page details').forEach((part) => { part.open = true; })")
    assert violations(page) == []
    for view in ("table", "map"):
        _open(page, served, look.lang, f"?theme=learning&view={view}")
        for box in page.locator(".k-pick:visible input").all():
            box.check()
        assert violations(page) == []
    page.close()


# A larger catalogue: the same page with other files


def _serve(page: Page, kb: KnowledgeBase) -> None:
    files = {path: content() for code in LANGS for path, content in facet_files(kb, code)}

    def answer(route: Route) -> None:
        route.fulfill(body=files[urlsplit(route.request.url).path.removeprefix("/")], content_type="application/json")

    page.route("**/projects/**/*.json", answer)


def test_more_are_shown_as_asked_for(reader: Page, served: Served, made: KnowledgeBase, lang: Lang) -> None:
    _serve(reader, made)
    _open(reader, served, lang, "?fund=esf")
    expected = _answer(made, lang, {"fund": ["esf"]})
    assert len(expected) > 50
    assert _state(reader)["ids"] == expected[:25]
    reader.click(".k-more button")
    reader.wait_for_function(
        "() => document.querySelectorAll('.k-found h3').length > 70 || document.activeElement.matches('h3 a')"
    )
    shown = _state(reader)["ids"]
    at = shown.index(reader.evaluate("document.activeElement.pathname.split('/').at(-2)"))
    assert shown[at:] == expected[25:50]
    reader.reload()
    assert _state(reader)["ids"][-50:] == expected[:50]


def test_a_long_facet_unfolds_and_is_searched(
    reader: Page, served: Served, made: KnowledgeBase, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the first file names fewer values than are shown, and an address asks for a later one."""
    monkeypatch.setattr(facet_index, "NAMED", 4)
    _serve(reader, made)
    _open(reader, served, lang, "?place=korosfo")
    assert _state(reader)["checked"] == ["place=korosfo"]
    reader.locator(".k-picked button").click()
    reader.goto(served.url + "404.html")
    _open(reader, served, lang)
    words = messages(lang)
    reader.locator(".k-facet > summary", has_text=words("facet.place")).click()
    group = reader.locator(".k-facet", has=reader.locator("summary", has_text=words("facet.place")))
    boxes = group.locator("input[type=checkbox]")
    expect(boxes).to_have_count(8)
    group.locator("button").click()
    expect(boxes).to_have_count(min(58, len(made.places)))
    assert reader.evaluate("document.activeElement.name") == "place"
    group.get_by_role("searchbox").fill("izvor")
    assert group.locator("input[type=checkbox]").evaluate_all("boxes => boxes.map((box) => box.value)") == ["korosfo"]
    _box(reader, "place", "korosfo").check()
    group.get_by_role("searchbox").fill("zil")
    shown = group.locator("input[type=checkbox]").evaluate_all("boxes => boxes.map((box) => box.value)")
    assert sorted(shown) == ["korosfo", "zilah"]


def test_the_selection_is_told_to_other_scripts(reader: Page, served: Served, made: KnowledgeBase, lang: Lang) -> None:
    _serve(reader, made)
    reader.add_init_script(
        "window.heard = []; document.addEventListener('k-selection', async (event) =>"
        " heard.push([event.detail.count, (await event.detail.ids()).length]));"
    )
    _open(reader, served, lang)
    _box(reader, "theme", "learning").check()
    expected = _answer(made, lang, {"theme": ["learning"]})
    reader.wait_for_function("() => heard.length === 2")
    assert reader.evaluate("heard") == [[len(made.projects)] * 2, [len(expected)] * 2]
    assert reader.evaluate("import('/assets/browse.js').then((script) => script.selection())") == expected


CHOICES: list[Choice] = [
    {},
    {"theme": ["learning"]},
    {"theme": ["learning", "water"], "county": ["kolozs", "heves"]},
    {"theme": ["crafts"], "place": ["korosfo", "torda"], "year": ["2008", "2009", "2010"]},
    {"status": ["completed"], "fund": ["esf"], "target-group": ["parents"]},
    {"organisation": ["bridge-foundation"], "method": ["shared-garden"]},
    {"q": ["kezdemenyezes"], "theme": ["learning"]},
    {"q": ["fuzer", "szakasz"], "year": ["2010"]},
    {"q": ["sunok"]},
    {"q": ["nowhere"], "theme": ["learning"]},
]


def test_the_script_counts_as_anyone_would(reader: Page, served: Served, made: KnowledgeBase, lang: Lang) -> None:
    """Rows and counts, and that a value which is offered never leads to nothing."""
    base = url(lang, "projects/")
    leaves = {path.removeprefix(base): content for path, content in facet_files(made, lang)}
    names = ("facets.json", "words.json", "amounts.json", "ids.json")
    files = {name: json.loads(leaves[name]()) for name in names}
    reader.goto(served.url + "404.html")
    for choice in CHOICES:
        _hold(reader, made, lang, files, choice)


def _hold(page: Page, kb: KnowledgeBase, lang: Lang, files: Mapping[str, Any], choice: Choice) -> None:
    pairs = [
        [facet, value] for facet, values in choice.items() for value in ([" ".join(values)] if facet == "q" else values)
    ]
    found = page.evaluate(
        """async ([files, pairs]) => {
             const { Catalogue, Words } = await import("/assets/browse-core.js");
             const catalogue = new Catalogue(files["facets.json"]);
             catalogue.words = new Words(files["words.json"]);
             catalogue.amounts = files["amounts.json"];
             const sorts = ["newest", "oldest", "title", "amount"].map((sort) => catalogue.narrow({ pairs, sort }));
             const counts = {};
             catalogue.facets.forEach((facet, f) => facet.values.forEach((value, v) => {
               counts[`${facet.id}=${value.id}`] = sorts[0].counts[f][v];
             }));
             return { rows: sorts.map(({ rows }) => [...rows].map((row) => files["ids.json"][row])), counts };
           }""",
        [files, pairs],
    )
    newest, oldest, title, amount = found["rows"]
    assert newest == _answer(kb, lang, choice)
    expected = _numbers(kb, lang, choice)
    assert {key: count for key, count in found["counts"].items() if count} == expected
    assert title == [name for name in files["ids.json"] if name in set(newest)]
    dated = [kb.projects[name].latest_start for name in oldest]
    assert dated == sorted(dated, key=lambda date: date or "9")
    sums = [known_sum(kb.projects[name]) for name in amount]
    assert sums == sorted(sums, key=lambda money: money is None) or None not in sums[: sum(map(bool, sums))]
    assert all(sums[: sum(money is not None for money in sums)])
