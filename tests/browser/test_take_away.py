"""What a reader takes away from a project's page: one sheet of paper, its address, a citation."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import KnowledgeBase
from tests.browser.test_access import violations
from tests.conftest import Served
from tests.many import LONG
from tests.pages import SINGLE

WIDTH, HEIGHT = 687, 1032
"""Of an A4 within the margins of the sheet (14 and 12 mm), in CSS pixels."""


def _sheet(page: Page, served: Served, lang: Lang, name: str) -> None:
    page.goto("about:blank")
    page.goto(f"{served.url}{'' if lang == 'hu' else 'ro/'}projects/{name}/#sheet")
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_of_every_record_is_one_page(
    browser: Browser, long_served: Served, kb: KnowledgeBase, lang: Lang
) -> None:
    """One A4, and not because the browser made it smaller: the page as laid out is no higher than the paper."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.emulate_media(media="print")
    for name in (*kb.projects, LONG):
        _sheet(page, long_served, lang, name)
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1, name
        ((width, height),) = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper))
        assert (round(float(width)), round(float(height))) == (595, 842)
        bottom = page.evaluate(
            "Math.max(...[...document.querySelectorAll('.k-page *')].map(e => e.getBoundingClientRect().bottom))"
        )
        assert bottom <= HEIGHT * 0.97, (name, bottom)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH, name
    page.close()


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_holds_what_it_should(browser: Browser, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    """Without script: titles, summary, facts, result, aims, first activities, outputs and figures, sources, address; no more."""
    words = messages(lang)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.emulate_media(media="print")
    for name, project in kb.projects.items():
        _sheet(page, served, lang, name)
        seen = page.locator("body").inner_text()
        for text in (project.title, project.summary):
            assert text.best(lang)[0] in seen.replace("\n\n", " "), name
        second = project.title.get("ro" if lang == "hu" else "hu")
        assert second or f"projects/{name}/" in SINGLE
        assert (second or "") in seen
        result = "project.results" if kb.records[name].results else "fact.no_results"
        assert page.get_by_text(words(result), exact=True).locator("visible=true").count() == 1, name
        for key in ("facts.title", "sources.title", "cite.title"):
            assert page.get_by_role("heading", name=words(key), exact=True).is_visible(), (name, key)
        for key in ("project.goals", "project.activities"):
            assert page.get_by_role("heading", name=words(key), exact=True).count() <= 1, (name, key)
        for hidden in (
            ".k-story",
            ".k-map",
            "#places",
            "#phases",
            "#take-over",
            "#notes",
            ".k-sheet",
            ".k-foot",
        ):
            assert page.locator(f"{hidden}:visible").count() == 0, (name, hidden)
        assert f"/projects/{name}/" in page.locator(".k-cite:visible").inner_text()
    context.close()


def test_what_the_sheet_leaves_out_is_counted(browser: Browser, long_served: Served) -> None:
    page = browser.new_page()
    _sheet(page, long_served, "ro", LONG)
    rows = page.locator("tr:is([data-k-cell=activities], [data-k-cell=outputs], [data-k-cell=figures])")
    every, shown = rows.count(), rows.locator("visible=true").count()
    rest = page.locator("section:has(> #activities) .k-rest").inner_text()
    assert 0 < shown < every
    assert rest == messages("ro")("sheet.more", n=every - shown)
    with page.expect_navigation():
        page.get_by_role("link", name=messages("ro")("sheet.whole")).click()
    assert rows.locator("visible=true").count() == every
    assert not page.locator(".k-rest").first.is_visible()
    assert page.locator(".k-story").is_visible()
    page.close()


def test_the_whole_page_still_prints_whole(browser: Browser, long_served: Served) -> None:
    page = browser.new_page()
    page.goto(f"{long_served.url}projects/{LONG}/")
    page.emulate_media(media="print")
    for shown in (".k-story", "#places", "#phases", "#notes", ".k-spots"):
        assert page.locator(shown).first.is_visible(), shown
    for hidden in (".k-sheet", ".k-rest", ".k-cites", ".k-button"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))) > 2
    page.close()


@pytest.mark.parametrize("lang", LANGS)
def test_address_and_citation_are_copied(browser: Browser, served: Served, lang: Lang) -> None:
    words = messages(lang)
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    address = f"{served.url}{'' if lang == 'hu' else 'ro/'}projects/orchard-2012/"
    page.goto(address + "#goals")
    page.get_by_role("button", name=words("copy.address"), exact=True).click()
    expect(page.get_by_role("status").filter(has_text=words("copy.done"))).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.get_by_text(words("act.cite"), exact=True).click()
    page.get_by_role("button", name=f"{words('copy.text')}: RIS", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=words("copy.done"))).to_have_count(2)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("TY  - ELEC\nAU  - ")
    assert copied.endswith("\nER  - ")
    context.close()


def test_nothing_that_needs_script_is_offered_without_it(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for address in ("projects/orchard-2012/", "projects/orchard-2012/#sheet", "ro/compare/"):
        page.goto("about:blank")
        page.goto(served.url + address)
        assert page.locator("[data-k-copy]:visible, [data-k-print]:visible").count() == 0
    page.goto(served.url + "projects/orchard-2012/")
    page.locator("summary:has-text('{}')".format(messages("hu")("cite.title"))).click()
    assert page.locator("pre.k-cite").first.is_visible()
    assert page.locator("[data-k-copy]:visible").count() == 0
    context.close()


def test_axe_finds_nothing(browser: Browser, long_served: Served) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, bypass_csp=True)
    page = context.new_page()
    _sheet(page, long_served, "hu", LONG)
    assert violations(page) == []
    page.goto(f"{long_served.url}ro/projects/{LONG}/")
    for closed in page.locator(".k-folded summary").all():
        closed.click()
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_a_mark_opens_the_sources_where_it_leads(browser: Browser, served: Served, lang: Lang) -> None:
    """Without script: what is closed opens when a link leads into it."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{served.url}{'' if lang == 'hu' else 'ro/'}projects/river-school/")
    for link in (page.locator(".k-src").first, page.locator(".k-acts a[href='#cite']")):
        goal = page.locator(link.get_attribute("href") or "")
        assert not goal.is_visible()
        link.click()
        expect(goal).to_be_visible()
        expect(goal).to_be_in_viewport()
    context.close()


def test_on_paper_all_is_open_and_black(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served.url}projects/river-school/")
    page.emulate_media(media="print")
    for shown in ("#codes", "#notes", "#k-sources .k-spots", "#cite .k-cite"):
        assert page.locator(shown).first.is_visible(), shown
    colours = "[...document.querySelectorAll('.k-tags .k-shape')].map(shape => getComputedStyle(shape).color)"
    assert set(page.evaluate(colours)) == {"rgb(0, 0, 0)"}
    head, text = (page.locator(part).first.bounding_box() for part in (".k-head", ".k-record"))
    assert head
    assert text
    assert (head["x"], head["width"]) == (text["x"], text["width"])
    page.close()
