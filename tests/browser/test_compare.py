"""Comparing projects in Chromium: chosen by boxes, marked by the script; ready pairs without it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.compare import ROWS
from kalaka.queries.facets import newest_first
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

# The table as data: names of columns; key, heading and cells of rows. Addresses are made absolute, blanks are one.
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
    names: [...table.querySelectorAll('thead th a:not(.k-without)')].map(a => [a.textContent, a.href]),
    facts: [...table.querySelectorAll('thead .k-line')].map(line => line.textContent),
    rows: [...table.querySelectorAll('tbody')].map(row => [row.dataset.kRow, tidy(row.innerText), ...[...row.querySelectorAll('td')].map(inside)]),
  };
}"""


def _prefix(lang: Lang) -> str:
    return "" if lang == "hu" else "ro/"


def _query(*ids: str) -> str:
    return "?" + "&".join(f"p={name}" for name in ids)


def _open(page: Page, address: str, columns: int) -> None:
    page.goto(address)
    expect(page.locator(".k-compare thead th")).to_have_count(columns)
    page.wait_for_selector('.k-comparing[aria-busy="false"] .k-choose li', state="attached")


def _names(page: Page) -> list[str]:
    return page.locator(".k-compare thead th a:not(.k-without)").all_inner_texts()


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
    """With the same marks; and of both, those of sources lead to the sources of their column."""
    base = served.url + _prefix(lang)
    page.goto(base + PAIR)
    page.wait_for_selector(".k-compare h2 .k-mark")
    ready: Any = page.evaluate(READ)
    _open(page, f"{base}compare/{_query(ONE, TWO)}", 2)
    made: Any = page.evaluate(READ)
    assert {row[0] for row in ready["rows"]} - {None} <= set(ROWS)
    assert made["names"] == ready["names"]
    assert made["facts"] == ready["facts"]
    for one, other in zip(made["rows"], ready["rows"], strict=True):
        assert one == other, one[0]
    lost = page.evaluate(
        """() => [...document.querySelectorAll('.k-compare tbody .k-src')].filter(mark => {
             const goal = document.querySelectorAll(mark.getAttribute('href')), own = mark.closest('td');
             return goal.length !== 1 || !goal[0].closest('[data-k-row=sources]')
               || (own.colSpan === 1 && goal[0].closest('td').cellIndex !== own.cellIndex);
           }).map(mark => mark.outerHTML)"""
    )
    assert lost == []
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    page.locator(".k-compare td:nth-of-type(2) .k-src").first.click()
    assert re.search(r"#c2-k-source-\d+[a-z]*$", page.url)
    expect(page.locator(f"[id='{page.url.partition('#')[2]}']")).to_be_visible()


@pytest.mark.parametrize("lang", LANGS)
def test_rows_say_how_projects_differ(page: Page, served: Served, lang: Lang) -> None:
    words = messages(lang)
    _open(page, f"{served.url}{_prefix(lang)}compare/{_query(FOUR, TWO)}", 2)
    money = page.locator("[data-k-row=funding]")
    assert words("compare.partly") in money.get_by_role("heading", level=2).inner_text()
    assert money.locator("tr + tr > td").nth(0).inner_text() == words("fact.not_stated")
    told = money.locator("tr + tr > td").nth(1).inner_text().replace("\xa0", " ")
    assert ("1 234 567 RON" if lang == "hu" else "1.234.567 RON") in told
    page.goto(served.url + _prefix(lang) + PAIR)
    when = page.get_by_role("heading", level=2, name=words("fact.when"))
    expect(when).to_contain_text(words("compare.differs"))
    shared = page.locator("[data-k-row=for-whom] .k-shared, [data-k-row=places] .k-shared").first
    expect(shared).to_contain_text(words("compare.shared"))
    names = page.locator(".k-compare h2").all_inner_texts()
    _open(
        page, f"{served.url}{_prefix(lang)}compare/{_query(TWO, TWO + '-x', FOUR)}".replace("&p=" + TWO + "-x", ""), 2
    )
    assert names != page.locator(".k-compare h2").all_inner_texts()
    unknown = page.locator(".k-compare tbody:not([data-k-row]) > tr > td > .k-none")
    assert unknown.inner_text().startswith(words("compare.unknown"))


@pytest.mark.parametrize("lang", LANGS)
def test_projects_are_chosen_by_boxes(page: Page, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    """From a project's page; the address, the switch and the way back keep them."""
    words, titles = messages(lang), TITLES[lang]
    base = served.url + _prefix(lang)
    page.goto(f"{base}projects/{ONE}/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=words("act.compare"), exact=True).click()
    expect(page.locator(".k-comparing > .k-status")).to_have_text(words("compare.one"))
    assert page.url == f"{base}compare/{_query(ONE)}"
    boxes = page.locator(".k-choose input")
    expect(boxes).to_have_count(len(kb.projects))
    others = [project.id for project in newest_first(kb.projects.values(), lang) if project.id != ONE]
    assert boxes.evaluate_all("boxes => boxes.map((box) => box.value)") == [ONE, *others]
    assert boxes.first.is_checked()

    page.fill("#k-word", "zzzzzzzz")
    told = page.locator(".k-choosing [role=status]").first
    expect(told).to_have_text(words("compare.nothing"))
    page.fill("#k-word", "folyopart" if lang == "hu" else "scoala de pe")
    expect(boxes).to_have_count(2)
    assert boxes.evaluate_all("boxes => boxes.filter((box) => box.checked).map((box) => box.value)") == [ONE]
    page.get_by_role("checkbox", name=titles[TWO]).check()
    page.fill("#k-word", "")
    expect(boxes).to_have_count(len(kb.projects))
    page.get_by_role("checkbox", name=titles[THREE]).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{base}compare/{_query(ONE, TWO, THREE)}"
    expect(page.locator(".k-compare thead th")).to_have_count(3)
    assert _names(page) == [titles[ONE], titles[TWO], titles[THREE]]
    status = page.locator(".k-comparing > .k-status")
    assert titles[THREE] in status.inner_text()
    assert titles[THREE] in page.title()

    with page.expect_navigation():
        page.locator("[data-k-switch]").click()
    expect(page.locator(".k-compare thead th")).to_have_count(3)
    assert page.url == f"{served.url}{_prefix('ro' if lang == 'hu' else 'hu')}compare/{_query(ONE, TWO, THREE)}"
    page.go_back()
    expect(page.locator(".k-compare thead th")).to_have_count(3)
    with page.expect_navigation():
        page.get_by_role("link", name=f"{words('compare.remove')}: {titles[TWO]}").click()
    expect(page.locator(".k-compare thead th")).to_have_count(2)
    assert page.url == f"{base}compare/{_query(ONE, THREE)}"
    assert page.locator("[data-k-switch]").get_attribute("href").endswith(_query(ONE, THREE))  # type: ignore[union-attr]


def test_the_same_twice_counts_once_and_what_is_no_id_is_not_asked_for(page: Page, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    odd = "&p=" + "&p=".join(("../../about", "%2e%2e", "<b>x</b>", "A", "orchard-2012/", "a--b", ""))
    _open(page, f"{served.url}compare/{_query(ONE, TWO, ONE)}{odd}", 2)
    assert [url for url in asked if re.search(r"/projects/[^/]*/$", url)] == [
        f"{served.url}projects/{name}/" for name in (ONE, TWO)
    ]


def test_unknown_and_old_addresses_are_told_and_followed(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    _open(page, f"{served.url}compare/{_query('no-such-project', 'river', THREE)}", 2)
    expect(page.get_by_role("status").filter(has_text="no-such-project")).to_be_visible()
    assert _names(page) == [TITLES["hu"][ONE], TITLES["hu"][THREE]]
    assert page.url == f"{served.url}compare/{_query(ONE, THREE)}"
    page.close()


def test_five_are_the_most(page: Page, served: Served, kb: Any) -> None:
    ids = list(kb.projects)
    assert len(ids) > 5
    _open(page, f"{served.url}compare/{_query(*ids)}", 5)
    page.locator(".k-choosing > summary").click()
    boxes = page.locator(".k-choose input")
    assert boxes.evaluate_all("boxes => boxes.filter((box) => !box.disabled).length") == 5
    boxes.first.uncheck()
    assert boxes.evaluate_all("boxes => boxes.every((box) => !box.disabled)")


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
        assert page.locator(".k-compare h2").all_inner_texts() == [words(key) for key in ROWS.values()]
    with page.expect_navigation():
        page.locator("[data-k-switch]").click()
    assert page.url == f"{served.url}{_prefix('ro' if lang == 'hu' else 'hu')}{PAIR}"
    page.goto(f"{served.url}{_prefix(lang)}compare/{_query(ONE)}")
    assert not page.locator(".k-choosing").is_visible()
    assert page.locator("noscript p").inner_text() == words("compare.no_script")
    with page.expect_navigation():
        page.locator(".k-pairs .k-links a").click()
    assert page.url == f"{served.url}{_prefix(lang)}{PAIR}"
    context.close()


# Looks


@each_look
def test_axe_finds_nothing(browser: Browser, served: Served, look: Look) -> None:
    """A ready pair, and a table by script with projects on offer; some of them chosen."""
    page = look.page(browser)
    page.goto(served.url + _prefix(look.lang) + PAIR)
    page.evaluate("document.querySelectorAll('.k-page details').forEach((part) => { part.open = true; })")
    assert violations(page) == []
    _open(page, f"{served.url}{_prefix(look.lang)}compare/{_query(ONE, THREE)}", 2)
    page.locator(".k-choosing > summary").click()
    page.locator(".k-choose input").nth(3).check()
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_off_the_screen_and_names_stay(browser: Browser, served: Served, width: int) -> None:
    """The names of two projects stay at the top of the screen; many projects stand below each other on a narrow one."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{served.url}ro/{PAIR}")
    page.evaluate("document.querySelector('[data-k-row=activities]').scrollIntoView()")
    head = page.locator(".k-compare thead th").first.bounding_box()
    assert head
    assert abs(head["y"]) < 2
    for address, columns in ((f"ro/{PAIR}", 2), (f"ro/compare/{_query(ONE, TWO, THREE, FOUR)}", 4)):
        page.goto(served.url + address)
        expect(page.locator(".k-compare thead th")).to_have_count(columns)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        cut = page.evaluate(
            "[...document.querySelectorAll('.k-compare :not(.k-vh)')]"
            ".filter((part) => part.getBoundingClientRect().right > innerWidth).map((part) => part.outerHTML)"
        )
        assert cut == []
    page.close()


@pytest.mark.parametrize("address", [PAIR, f"ro/compare/{_query(ONE, TWO, THREE)}"])
def test_on_paper_it_lies_on_its_side(browser: Browser, served: Served, address: str) -> None:
    page = browser.new_page()
    page.goto(served.url + address)
    expect(page.locator(".k-compare thead th")).to_have_count(3 if "?" in address else 2)
    paper = page.pdf(prefer_css_page_size=True)
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper))
    assert [(round(float(w)), round(float(h))) for w, h in sizes] == [(842, 595)]
    page.emulate_media(media="print")
    assert page.locator(".k-compare").is_visible()
    for hidden in (".k-choosing", ".k-compare .k-without", ".k-comparing button", ".k-pairs", ".k-acts"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    page.close()
