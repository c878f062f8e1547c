"""Guides, trainings and the glossary in a browser: definitions beside their terms, folded tables, contents, worksheet,
the field that filters.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import KnowledgeBase
from tests.browser.test_access import violations
from tests.conftest import Served

GUIDE = "guides/study-circles/"
TERM = "tool-library"
PHONE = {"width": 390, "height": 844}


def _prefix(lang: Lang) -> str:
    return "" if lang == "hu" else "ro/"


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert failures == []


def _term(page: Page, served: Served, lang: Lang = "hu") -> tuple[Locator, Locator]:
    """A link to a term and its definition, once the script has brought them together."""
    page.goto(f"{served.url}{_prefix(lang)}{GUIDE}")
    link = page.locator(f'.k-below a[href$="glossary/#{TERM}"]')
    expect(link).to_have_attribute("aria-describedby", f"k-def-{TERM}")
    return link, page.locator(f".k-def:has(#k-def-{TERM})")


@pytest.mark.parametrize("lang", LANGS)
def test_a_term_is_defined_where_it_is_pointed_at(reader: Page, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    """It stays while the pointer is on it, and goes with the pointer; Esc closes it although the pointer stays."""
    link, note = _term(reader, served, lang)
    before = reader.evaluate("document.documentElement.scrollHeight")
    link.hover()
    expect(note).to_be_visible()
    assert kb.terms[TERM].definition.best(lang)[0] in note.inner_text()
    assert reader.evaluate("document.documentElement.scrollHeight") == before
    note.get_by_role("link").hover()
    reader.locator("h1").hover()
    expect(note).to_be_hidden()
    link.hover()
    expect(note).to_be_visible()
    assert violations(reader) == []
    reader.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_a_term_is_defined_where_the_keyboard_is(reader: Page, served: Served) -> None:
    link, note = _term(reader, served)
    reader.locator(f'.k-below li:has(a[href$="#{TERM}"])').evaluate(
        "item => item.previousElementSibling.querySelector('a').focus()"
    )
    reader.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(note).to_be_visible()
    reader.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(link).to_be_focused()
    reader.keyboard.press("Shift+Tab")
    reader.keyboard.press("Tab")
    expect(note).to_be_visible()
    reader.keyboard.press("Tab")
    expect(note).to_be_hidden()


def test_a_first_tap_defines_and_a_second_leads_on(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    link, note = _term(page, served)
    link.tap()
    expect(note).to_be_visible()
    expect(page).to_have_url(f"{served.url}{GUIDE}")
    box = note.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    note.get_by_role("link", name=messages("hu")("glossary.read")).tap()
    expect(page).to_have_url(f"{served.url}glossary/#{TERM}")
    link, note = _term(page, served)
    link.tap()
    expect(note).to_be_visible()
    link.tap()
    expect(page).to_have_url(f"{served.url}glossary/#{TERM}")
    context.close()


def test_without_script_a_term_leads_to_the_glossary(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + GUIDE)
    assert page.locator(".k-def:visible, .k-script:visible").count() == 0
    page.locator(f'.k-below a[href$="glossary/#{TERM}"]').click()
    expect(page).to_have_url(f"{served.url}glossary/#{TERM}")
    assert page.locator(".k-words:visible").count() == 0
    context.close()


def test_a_table_folds_on_a_phone(reader: Page, served: Served) -> None:
    """There the cells of a row stand below one another, each after the head of its column; on a desk it is a table."""
    reader.set_viewport_size(PHONE)  # type: ignore[arg-type]
    reader.goto(served.url + GUIDE)
    table = reader.locator(".k-text .k-fold")
    cells = table.locator("tbody tr").first.locator("th, td")
    tops = [cell["y"] for cell in (cells.nth(number).bounding_box() for number in range(cells.count())) if cell]
    assert tops == sorted({*tops})
    assert len(tops) == cells.count() > 2
    labels = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    heads = table.locator("thead th").all_text_contents()
    assert labels[1:] == [f'"{head}: "' for head in heads[1:]]
    assert reader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    reader.set_viewport_size({"width": 768, "height": 900})
    tops = [cell["y"] for cell in (cells.nth(number).bounding_box() for number in range(cells.count())) if cell]
    assert len({*tops}) == 1
    assert table.locator("tbody td").last.evaluate("cell => getComputedStyle(cell).textAlign") == "right"


def test_contents_are_closed_on_a_phone_and_stand_beside_the_text_on_a_desk(reader: Page, served: Served) -> None:
    contents = reader.get_by_role("navigation", name=messages("hu")("toc.title"))
    step = contents.get_by_role("link", name=re.compile("^1. "))
    for width, is_open in ((390, False), (768, True), (1440, True)):
        reader.set_viewport_size({"width": width, "height": 900})
        reader.goto(served.url + GUIDE)
        assert step.is_visible() == is_open, width
        if not is_open:
            contents.get_by_text(messages("hu")("toc.title")).locator("visible=true").click()
            assert step.is_visible()
    step.click()
    assert reader.locator(".k-step:target").count() == 1
    box = contents.bounding_box()
    assert box
    assert 0 <= box["y"] < 100


def _sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("lang", LANGS)
def test_a_worksheet_prints_alone(browser: Browser, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    """Without script, from the link below the title; the same page printed otherwise is whole."""
    words = messages(lang)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}{_prefix(lang)}{GUIDE}")
    with page.expect_navigation():
        page.get_by_role("link", name=words("act.worksheet")).click()
    assert page.get_by_text(words("worksheet.lead")).is_visible()
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    assert kb.guides["study-circles"].title.best(lang)[0] in shown
    assert page.locator(".k-worksheet li:visible").count() == 3
    for hidden in ("#when", "#steps", ".k-strip", ".k-lead", ".k-below", ".k-foot", ".k-sheet", ".k-acts"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    assert _sheets(page) == 1
    page.emulate_media(media="screen")
    page.get_by_role("link", name=words("sheet.whole")).click()
    page.emulate_media(media="print")
    for whole in ("#when", "#steps", "#worksheet", ".k-running"):
        assert page.locator(f"{whole}:visible").count() == 1, whole
    assert page.locator(".k-online:visible, .k-sheet:visible").count() == 0
    context.close()


def test_the_button_prints_the_whole_page(reader: Page, served: Served) -> None:
    """Also after the worksheet was shown as it prints alone."""
    reader.add_init_script("window.print = () => { window.printed = document.querySelectorAll(':target').length }")
    reader.goto(f"{served.url}{GUIDE}#k-worksheet")
    reader.locator(".k-acts").get_by_role("button", name=messages("hu")("sheet.print")).click()
    expect(reader).to_have_url(f"{served.url}{GUIDE}#k-content")
    assert reader.locator(".k-worksheet:target").count() == 0
    reader.wait_for_function("window.printed !== undefined")


def test_paper_has_the_full_measure(reader: Page, served: Served) -> None:
    reader.set_viewport_size({"width": 673, "height": 900})  # an A4 within its margins
    for address in (GUIDE, "ro/trainings/helpers-30/"):
        reader.goto(served.url + address)
        reader.emulate_media(media="print")
        widths = reader.evaluate(
            "['.k-head', '.k-title', '.k-text', '.k-below'].map(e => document.querySelector(e).getBoundingClientRect().width)"
        )
        assert {*map(round, widths)} == {673}, (address, widths)


@pytest.mark.parametrize("lang", LANGS)
def test_the_glossary_is_filtered(reader: Page, served: Served, kb: KnowledgeBase, lang: Lang) -> None:
    """By words in either language or in a definition, without accents, and as the address says."""
    words = messages(lang)
    term = kb.terms[TERM]
    reader.goto(f"{served.url}{_prefix(lang)}glossary/")
    field = reader.get_by_role("searchbox", name=words("glossary.filter"))
    shown = reader.locator(".k-terms > div:visible")
    for text in (term.name.hu, term.name.ro, term.definition.best(lang)[0]):
        field.fill((text or "").upper())
        assert TERM in shown.evaluate_all("terms => terms.map(term => term.id)")
        assert 0 < shown.count() < len(kb.terms)
        expect(reader.locator(".k-words [role=status]")).to_have_text(words("glossary.shown", number=shown.count()))
    assert reader.locator(".k-letters li:visible").count() == reader.locator(".k-glossary h2:visible").count()
    field.fill("qqqq")
    assert shown.count() == 0
    expect(reader.locator(".k-words [role=status]")).to_have_text(words("glossary.none"))
    assert violations(reader) == []
    field.fill("")
    assert shown.count() == len(kb.terms)


def test_the_address_of_the_glossary_keeps_its_words(reader: Page, served: Served, kb: KnowledgeBase) -> None:
    reader.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.moved += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    name = kb.terms[TERM].name.hu or ""
    reader.set_viewport_size(PHONE)  # type: ignore[arg-type]
    reader.goto(f"{served.url}glossary/?q={name}")
    shown = reader.locator(".k-terms > div:visible")
    assert TERM in shown.evaluate_all("terms => terms.map(term => term.id)")
    assert shown.count() < len(kb.terms)
    reader.evaluate("document.fonts.ready")
    assert reader.evaluate("window.moved") <= 0.05
    other = next(name for name in kb.terms if not reader.locator(f"#{name}").is_visible())
    reader.evaluate("id => { location.hash = id }", other)
    expect(reader.locator(f"#{other}")).to_be_in_viewport()
    assert shown.count() == len(kb.terms)
    assert reader.evaluate("location.search") == ""


def test_words_are_sought_in_every_part(reader: Page, served: Served, kb: KnowledgeBase) -> None:
    html = (served.folder / "glossary/index.html").read_text("utf-8")
    first = html.replace('data-k-parts=""', 'data-k-parts="2/ "')
    assert first != html
    part = (
        '<div class="k-glossary"><section><h2 id="k-letter-9">Z</h2><dl class="k-terms"><div id="further"><dt>'
        '<a href="#further"><dfn>zsák</dfn></a></dt><dd><p><a href="../../guides/">x</a></p></dd></div></dl></section></div>'
    )
    reader.route("**/glossary/", lambda route: route.fulfill(body=first, content_type="text/html; charset=utf-8"))
    reader.route("**/glossary/2/", lambda route: route.fulfill(body=part, content_type="text/html; charset=utf-8"))
    reader.goto(f"{served.url}glossary/")
    field = reader.get_by_role("searchbox", name=messages("hu")("glossary.filter"))
    field.fill("zsak")
    further = reader.locator("#further")
    expect(further).to_be_visible()
    expect(reader.locator(".k-words [role=status]")).to_have_text(messages("hu")("glossary.shown", number=1))
    links = further.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert links == [f"{served.url}glossary/2/#further", f"{served.url}guides/"]
    field.fill("")
    expect(further).to_be_hidden()
    assert reader.locator(".k-terms > div:visible").count() == len(kb.terms)


def test_the_link_to_a_term_is_copied(browser: Browser, served: Served) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{served.url}glossary/")
    link = page.locator(f"#{TERM} dt a")
    expect(page.locator(f"#{TERM} .k-copied")).to_be_attached()
    link.click()
    expect(page.locator(f"#{TERM} .k-copied")).to_have_text(messages("hu")("copy.done"))
    assert page.evaluate("navigator.clipboard.readText()") == f"{served.url}glossary/#{TERM}"
    context.close()


def test_the_rest_of_a_definition_unfolds_on_a_phone(reader: Page, served: Served) -> None:
    """Where a link leads it stands open."""
    reader.set_viewport_size(PHONE)  # type: ignore[arg-type]
    reader.goto(f"{served.url}glossary/")
    rest = reader.locator(f"#{TERM} details a")
    assert not rest.first.is_visible()
    reader.locator(f"#{TERM} summary").click()
    assert rest.first.is_visible()
    reader.goto("about:blank")
    reader.goto(f"{served.url}glossary/#{TERM}")
    assert rest.first.is_visible()


@pytest.mark.audit
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", [GUIDE, "trainings/helpers-30/", "guides/", "trainings/", "glossary/"])
def test_axe_finds_nothing(reader: Page, served: Served, path: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    for lang in LANGS:
        reader.goto(served.url + _prefix(lang) + path)
        assert violations(reader) == [], lang
