"""The built site in Chromium: nothing fails, nothing is asked of another host, the switch keeps its place."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.conftest import Served
from tests.pages import SINGLE, SITE_URL, bare, lang_of, real_addresses, true_lang


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


def _of_every_kind(found: Iterable[str]) -> Iterator[str]:
    """A few pages of each section and depth in each language: their scripts and their frames are the same."""
    seen: Counter[tuple[str, str, int]] = Counter()
    for address in found:
        path = address.removeprefix("ro/")
        kind = (lang_of(address), path.partition("/")[0], path.count("/"))
        seen[kind] += 1
        if seen[kind] <= 3:
            yield address


def test_pages_are_quiet_and_ask_no_other_host(context: BrowserContext, served: Served, site: Path) -> None:
    said: list[str] = []
    asked: set[str] = set()

    def listen(message: ConsoleMessage) -> None:
        said.append(f"{message.type}: {message.text}")

    def note(request: Request) -> None:
        asked.add(request.url)

    page = context.new_page()
    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: said.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    page.on("request", note)
    for address in _of_every_kind(real_addresses(site)):
        page.goto(served.url + address)
        facts = page.evaluate(
            """() => ({lang: document.documentElement.lang,
                       canonical: document.querySelector('link[rel=canonical]').href,
                       alternates: document.querySelectorAll('link[rel=alternate][hreflang]').length,
                       title: document.title, headings: document.querySelectorAll('h1').length})"""
        )
        assert facts["lang"] == lang_of(address)
        assert facts["canonical"] == SITE_URL + ("ro/" if true_lang(address) == "ro" else "") + bare(address)
        assert facts["alternates"] == (0 if bare(address) in SINGLE else 3), address
        assert facts["headings"] == 1, address
    page.close()
    assert said == []
    assert {url for url in asked if not url.startswith(served.url)} == set()


def test_the_page_never_scrolls_sideways(browser: Browser, served: Served) -> None:
    for width in (320, 390, 768):
        page = browser.new_page(viewport={"width": width, "height": 800})
        for address in (
            "",
            "ro/projects/river-school/",
            "projects/river-school-2/",
            "ro/glossary/",
            "places/",
            "ro/data/",
        ):
            page.goto(served.url + address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, width, wide)
        for address in ("guides/shared-garden/", "ro/trainings/helpers-30/", "organisations/", "404.html"):
            page.goto(served.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        page.close()


def test_the_switch_keeps_query_and_fragment(context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.goto(served.url + "projects/river-school-2/?x=1#places")
    with page.expect_navigation():
        page.click("[data-k-switch]")
    assert page.url == served.url + "ro/projects/river-school-2/?x=1#places"
    page.evaluate("location.hash = 'activities'")
    with page.expect_navigation():
        page.click("[data-k-switch]")
    assert page.url == served.url + "projects/river-school-2/?x=1#activities"
    page.close()


def test_an_old_address_keeps_the_fragment(browser: Browser, context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.goto(served.url + "projects/river/?a=1#cite")
    page.wait_for_url(served.url + "projects/river-school/?a=1#cite")
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(served.url + "projects/river/#cite")
    plain.wait_for_url(served.url + "projects/river-school/")
    plain.context.close()


def test_without_script_the_switch_leads_to_the_same_page(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url + "guides/study-circles/#steps")
    with page.expect_navigation():
        page.click("[data-k-switch]")
    assert page.url == served.url + "ro/guides/study-circles/"
    assert page.locator("h1").is_visible()
    context.close()


def test_the_keyboard_reaches_content_and_menu(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(served.url + "projects/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Ugrás a fő tartalomhoz"
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "k-content"
    page.goto(served.url + "ro/projects/")
    _tab_to(page, "summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Cu ce vă ajută?"
    page.close()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{selector}')"):
            return
    raise AssertionError(f"{selector} is not reached by the keyboard")


def test_paper_shows_the_page_without_its_frame(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(served.url + "guides/study-circles/")
    page.emulate_media(media="print")
    for hidden in (".k-nav", ".k-lang", ".k-crumbs", ".k-toc", ".k-foot nav"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in (".k-brand", "h1", ".k-strip", ".k-text", ".k-sources"):
        assert page.locator(shown).first.is_visible(), shown
    page.close()


def test_fonts_are_ours(context: BrowserContext, served: Served) -> None:
    page = context.new_page()
    page.goto(served.url + "ro/")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert {name.strip('"') for name in loaded} >= {"Site Sans", "Site Serif"}
    page.close()
