"""Comparing projects in Chromium: chosen, sent, switched and taken away by script; ready pairs without it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.pages.compare import ROWS
from tests.browser.test_access import Look, each_look, violations
from tests.conftest import Served

ONE, TWO, THREE, FOUR = "river-school", "river-school-2", "orchard-2012", "open-yard"
PAIR = f"compare/{ONE}--{TWO}/"
TITLES: dict[Lang, dict[str, str]] = {
    "hu": {ONE: "Folyóparti iskola, 2014–2016", TWO: "Folyóparti iskola, 2021–", THREE: "Közös gyümölcsös"},
    "ro": {
        ONE: "Școala de pe malul râului, 2014–2016",
        TWO: "Școala de pe malul râului, 2021–",
        THREE: "Livada comună",
    },
}
TYPED = {"hu": "folyopart", "ro": "scoala de pe"}
"""The beginning of two titles, without accents."""

# The table as data: names of columns; key, words and cells of rows. Addresses are made absolute, blanks are one.
READ = """() => {
  const tidy = text => text.replace(/\\s+/g, ' ').replace(/> | </g, part => part.trim()).trim();
  const inside = cell => {
    const copy = cell.cloneNode(true);
    for (const link of copy.querySelectorAll('a[href]'))
      if (!link.getAttribute('href').startsWith('#')) link.setAttribute('href', link.href);
    return tidy(copy.innerHTML);
  };
  const table = document.querySelector('.k-compare');
  return {
    names: [...table.querySelectorAll('thead th a')].map(a => [a.textContent, a.href]),
    facts: [...table.querySelectorAll('thead .k-line')].map(line => line.textContent),
    rows: [...table.querySelectorAll('tbody tr[data-k-row]')].map(row =>
      [row.dataset.kRow, row.querySelector('th').textContent, ...[...row.querySelectorAll(':scope > td')].map(inside)]),
  };
}"""


def _prefix(lang: Lang) -> str:
    return "" if lang == "hu" else "ro/"


def _query(*ids: str) -> str:
    return "?" + "&".join(f"p={name}" for name in ids)


def _open(page: Page, address: str, columns: int) -> None:
    page.goto(address)
    expect(page.locator(".k-compare thead th")).to_have_count(columns)


def _names(page: Page) -> list[str]:
    return page.locator(".k-compare thead th a").all_inner_texts()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that says nothing on the console and asks for nothing that is not there."""
    said: list[str] = []
    made = browser.new_page(viewport={"width": 1280, "height": 900})
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    yield made
    made.close()
    assert said == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_script_makes_the_same_table_as_the_ready_page(page: Page, served: Served, lang: Lang) -> None:
    base = served.url + _prefix(lang)
    page.goto(base + PAIR)
    ready: Any = page.evaluate(READ)
    _open(page, f"{base}compare/{_query(ONE, TWO)}", 2)
    made: Any = page.evaluate(READ)
    assert [row[0] for row in ready["rows"]] == list(ROWS)
    assert [row[1] for row in ready["rows"]] == [messages(lang)(key) for key in ROWS.values()]
    assert made["names"] == ready["names"]
    assert made["facts"] == ready["facts"]
    for one, other in zip(made["rows"], ready["rows"], strict=True):
        assert one == other, one[0]


@pytest.mark.parametrize("lang", LANGS)
def test_marks_lead_to_the_sources_of_their_column(page: Page, served: Served, lang: Lang) -> None:
    _open(page, f"{served.url}{_prefix(lang)}compare/{_query(ONE, TWO, THREE)}", 3)
    lost = page.evaluate(
        """() => [...document.querySelectorAll('.k-compare tbody .k-src')].filter(mark => {
             const goal = document.querySelectorAll(mark.getAttribute('href'));
             return goal.length !== 1 || goal[0].closest('td').cellIndex !== mark.closest('td').cellIndex
               || !goal[0].closest('[data-k-row=sources]');
           }).map(mark => mark.outerHTML)"""
    )
    assert lost == []
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    with page.expect_navigation():
        page.locator(".k-compare td:nth-of-type(3) .k-src").first.click()
    assert re.search(r"#c3-k-source-\d+[a-z]*$", page.url)
    expect(page.locator(".k-compare thead th")).to_have_count(3)


@pytest.mark.parametrize("lang", LANGS)
def test_absence_and_sums_are_said(page: Page, served: Served, lang: Lang) -> None:
    words = messages(lang)
    _open(page, f"{served.url}{_prefix(lang)}compare/{_query(FOUR, TWO)}", 2)
    money = page.locator("[data-k-row=funding] td")
    assert money.nth(0).inner_text() == words("fact.not_stated")
    assert ("1 234 567 RON" if lang == "hu" else "1.234.567 RON") in money.nth(1).inner_text().replace("\xa0", " ")


@pytest.mark.parametrize("lang", LANGS)
def test_two_and_three_are_chosen_removed_and_brought_back(page: Page, served: Served, lang: Lang) -> None:
    """From a project's page: its name is typed, an address pasted; the address, the switch and the way back keep them."""
    words, titles = messages(lang), TITLES[lang]
    base = served.url + _prefix(lang)
    page.goto(f"{base}projects/{ONE}/")
    page.get_by_role("main").get_by_role("link", name=words("act.compare"), exact=True).click()
    status = page.get_by_role("status").filter(visible=True).first
    expect(status).to_have_text(words("compare.one"))
    assert page.url == f"{base}compare/{_query(ONE)}"

    field = page.get_by_role("combobox")
    field.fill(TYPED[lang])
    option = page.get_by_role("option", name=titles[TWO])
    expect(option).to_be_visible()
    assert page.get_by_role("option", name=titles[ONE]).count() == 0
    field.press("ArrowDown")
    while option.get_attribute("aria-selected") != "true":
        field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator(".k-compare thead th")).to_have_count(2)
    assert page.url == f"{base}compare/{_query(ONE, TWO)}"
    assert page.evaluate("document.activeElement.id") == "k-add"

    field.fill(f"https://valley.example/ro/projects/{THREE}/#places")
    page.get_by_role("button", name=words("compare.add_button")).click()
    expect(page.locator(".k-compare thead th")).to_have_count(3)
    assert _names(page) == [titles[ONE], titles[TWO], titles[THREE]]
    assert titles[THREE] in status.inner_text()
    assert titles[THREE] in page.title()

    page.locator("[data-k-switch]").click()
    expect(page.locator(".k-compare thead th")).to_have_count(3)
    assert page.url == f"{served.url}{_prefix('ro' if lang == 'hu' else 'hu')}compare/{_query(ONE, TWO, THREE)}"
    page.go_back()
    expect(page.locator(".k-compare thead th")).to_have_count(3)
    assert page.url == f"{base}compare/{_query(ONE, TWO, THREE)}"

    page.get_by_role("button", name=f"{words('compare.remove')}: {titles[TWO]}").click()
    expect(page.locator(".k-compare thead th")).to_have_count(2)
    assert _names(page) == [titles[ONE], titles[THREE]]
    assert page.url == f"{base}compare/{_query(ONE, THREE)}"
    assert page.locator("[data-k-switch]").get_attribute("href").endswith(_query(ONE, THREE))  # type: ignore[union-attr]
    assert page.evaluate("document.activeElement.id") == "k-add"
    page.go_back()
    expect(page.locator(".k-compare thead th")).to_have_count(3)
    page.reload()
    expect(page.locator(".k-compare thead th")).to_have_count(3)


def test_the_same_twice_counts_once_and_what_is_no_id_is_not_asked_for(page: Page, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    odd = "&p=" + "&p=".join(("../../about", "%2e%2e", "<b>x</b>", "A", "orchard-2012/", "a--b", ""))
    _open(page, f"{served.url}compare/{_query(ONE, ONE)}{odd}", 1)
    assert [url for url in asked if "/projects/" in url] == [f"{served.url}projects/{ONE}/"]


def test_an_unknown_project_is_named_and_the_others_stand(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    _open(page, f"{served.url}compare/{_query('no-such-project', ONE, TWO)}", 2)
    expect(page.get_by_role("status").filter(has_text="no-such-project")).to_be_visible()
    page.close()


def test_an_old_address_is_followed(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    _open(page, f"{served.url}compare/{_query('river', THREE)}", 2)
    assert _names(page) == [TITLES["hu"][ONE], TITLES["hu"][THREE]]
    assert page.url == f"{served.url}compare/{_query(ONE, THREE)}"
    page.close()


def test_five_are_the_most(page: Page, served: Served, kb: Any) -> None:
    ids = list(kb.projects)
    assert len(ids) > 5
    _open(page, f"{served.url}compare/{_query(*ids)}", 5)
    assert not page.locator(".k-comparing form").is_visible()
    assert messages("hu")("compare.most") in page.get_by_role("status").filter(visible=True).first.inner_text()
    page.locator(".k-compare thead button").first.click()
    expect(page.locator(".k-comparing form")).to_be_visible()
    expect(page.locator(".k-compare thead th")).to_have_count(4)


def test_what_is_not_found_is_said(page: Page, served: Served) -> None:
    page.goto(served.url + "ro/compare/")
    field = page.get_by_role("combobox")
    field.fill("zzzzzzzz")
    field.press("Enter")
    expect(page.locator(".k-status")).to_have_text(messages("ro")("compare.nothing"))
    assert page.url == served.url + "ro/compare/"
    field.fill("livad")
    field.press("Enter")  # nothing was chosen yet: the offers are shown, the first one ready to be taken
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert page.url == served.url + "ro/compare/"
    field.press("Enter")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    field.press("Enter")
    expect(page.locator(".k-compare thead th")).to_have_count(1)


# Without script


@pytest.mark.parametrize("lang", LANGS)
def test_without_script_a_pair_is_reached_from_either_project(browser: Browser, served: Served, lang: Lang) -> None:
    words, titles = messages(lang), TITLES[lang]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name, other in ((ONE, TWO), (TWO, ONE)):
        page.goto(f"{served.url}{_prefix(lang)}projects/{name}/")
        with page.expect_navigation():
            page.get_by_role("link", name=f"{words('project.beside')}: {titles[other]}").click()
        assert page.url == f"{served.url}{_prefix(lang)}{PAIR}"
        assert _names(page) == [titles[ONE], titles[TWO]]
        assert page.locator(".k-compare tbody tr").count() == len(ROWS)
    with page.expect_navigation():
        page.locator("[data-k-switch]").click()
    assert page.url == f"{served.url}{_prefix('ro' if lang == 'hu' else 'hu')}{PAIR}"
    page.goto(f"{served.url}{_prefix(lang)}compare/{_query(ONE)}")
    assert page.locator("form:visible").count() == page.locator(".k-head form").count()
    assert page.get_by_text(words("compare.how_text")).is_visible()
    with page.expect_navigation():
        page.locator(".k-pairs .k-links a").click()
    assert page.url == f"{served.url}{_prefix(lang)}{PAIR}"
    context.close()


# Looks


@each_look
def test_axe_finds_nothing(browser: Browser, served: Served, look: Look) -> None:
    """A ready pair, and a table by script with projects on offer."""
    page = look.page(browser)
    page.goto(served.url + _prefix(look.lang) + PAIR)
    assert violations(page) == []
    _open(page, f"{served.url}{_prefix(look.lang)}compare/{_query(ONE, THREE)}", 2)
    page.get_by_role("combobox").fill(TYPED[look.lang])
    expect(page.get_by_role("option").first).to_be_visible()
    page.get_by_role("combobox").press("ArrowDown")
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_two_fit_beside_each_other(browser: Browser, served: Served, width: int) -> None:
    """No letter of a ready pair is off the screen, and the table has a heading of its own."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(served.url + "ro/" + PAIR)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    table = page.locator(".k-compare").bounding_box()
    assert table
    assert table["x"] + table["width"] <= width
    assert page.get_by_role("heading", level=2, name=messages("ro")("compare.table")).count() == 1
    page.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_only_the_table_scrolls_sideways(browser: Browser, served: Served, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    _open(page, f"{served.url}ro/compare/{_query(ONE, TWO, THREE, FOUR)}", 4)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    region = page.locator(".k-scroll:has(> .k-compare)")
    assert region.get_attribute("aria-label") == messages("ro")("compare.table")
    if region.evaluate("e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible'"):
        region.evaluate("e => { e.scrollLeft = 300 }")
        box, head = region.bounding_box(), page.locator(".k-compare tbody th").first.bounding_box()
        assert box
        assert head
        assert abs(head["x"] - box["x"]) < 2, "the words before a row leave the screen"
    page.close()


@pytest.mark.parametrize("address", [PAIR, f"ro/compare/{_query(ONE, TWO, THREE)}"])
def test_on_paper_it_lies_on_its_side(browser: Browser, served: Served, address: str) -> None:
    page = browser.new_page()
    _open(page, served.url + address, 3 if "?" in address else 2)
    paper = page.pdf(prefer_css_page_size=True)
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper))
    assert [(round(float(w)), round(float(h))) for w, h in sizes] == [(842, 595)]
    page.emulate_media(media="print")
    assert page.locator(".k-compare").is_visible()
    for hidden in (".k-comparing form", ".k-compare button", ".k-pairs", ".k-acts"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    page.close()
