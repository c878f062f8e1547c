"""Header and menu under thumb, keys and forced colours; the order of the home page; names of marks on maps."""

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.conftest import Served

PHONE: ViewportSize = {"width": 390, "height": 844}
TOP = "e => e.getBoundingClientRect().top"


def test_the_menu_opens_below_the_finger_and_escape_closes_it(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(served.url + "projects/river-school/")
    menu, summary = page.locator("details.k-menu"), page.locator(".k-menu > summary")
    find = page.locator(".k-phone__find")
    before = [summary.evaluate(TOP), find.evaluate(TOP)]
    summary.click()
    assert [summary.evaluate(TOP), find.evaluate(TOP)] == before
    heights = page.locator(".k-head :is(a, summary):visible:not(.k-skip, .k-brand)").evaluate_all(
        "all => all.filter((e) => !e.closest('.k-lang')).map((e) => e.getBoundingClientRect().height)"
    )
    assert len(heights) > 15
    assert min(heights) >= 44
    page.locator(".k-menu a").nth(3).focus()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.matches('.k-menu > summary')")
    page.close()


def test_on_a_phone_the_line_of_a_section_shows_its_current_page(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(served.url + "missing/")
    box = page.locator(".k-line-nav [aria-current=page]").bounding_box()
    assert box
    assert 0 <= box["x"] <= 390 - box["width"]
    page.goto(served.url + "projects/river-school/")
    assert not page.locator(".k-line-nav").is_visible()
    page.close()


def test_no_single_key_does_anything_and_the_one_that_does_is_shown(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    page.goto(served.url + "projects/")
    assert page.locator(".k-find__key kbd").inner_text() == "Ctrl K"
    for key in "/", "k", "s", "?":
        page.keyboard.press(key)
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog[open]")
    assert page.locator("dialog").count() == 1
    assert page.locator("#k-dq").input_value() == ""
    page.close()


def test_the_current_entry_is_known_by_more_than_colour(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, forced_colors="active")
    page.goto(served.url + "timeline/")
    lines = page.locator(".k-nav a").evaluate_all("all => all.map((e) => getComputedStyle(e).textDecorationLine)")
    assert lines.count("underline") == 1
    assert lines[page.locator(".k-nav a").all_inner_texts().index("Projektek")] == "underline"
    fill = "(e) => getComputedStyle(e).fill"
    known = ".k-time__known:not(.k-time__known--bare)"
    bars = page.locator(f".k-time {known}").first.evaluate(fill)
    assert page.locator(f".k-key {known}").first.evaluate(fill) == bars != "rgb(0, 0, 0)"
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_home_page_is_walked_in_its_order(browser: Browser, served: Served, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(served.url)
    places = page.locator(".k-page :is(a, input, button, summary):visible").evaluate_all(
        "all => all.map((e) => [e.closest('.k-hero, .k-doors, .k-sums, .k-where, .k-split')?.className ?? '', e.tabIndex])"
    )
    order = list(dict.fromkeys(name.split()[0] for name, tab in places if name and tab >= 0))
    assert order == ["k-hero", "k-doors", "k-sums", "k-where", "k-split"]
    page.locator(".k-sums a").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#new"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('.k-news'))")
    page.close()
