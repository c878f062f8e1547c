"""Maps in Chromium: reached by keyboard and finger, words where room was made for them, in any light and on paper."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.test_access import violations
from tests.conftest import Served

PATHS = ["", "places/", "projects/river-school/", "ro/places/", "ro/places/korosfo/", "counties/kolozs/"]

DRAWN = """
() => {
  const shown = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  const box = (element) => {
    const {left, top, right, bottom} = element.getBoundingClientRect();
    return {left, top, right, bottom};
  };
  return [...document.querySelectorAll("svg.k-map")].filter(shown).map((map) => ({
    map: box(map),
    words: [...map.querySelectorAll("text:not(.k-map__count)")].filter(shown).map((text) => ({
      text: text.textContent, size: parseFloat(getComputedStyle(text).fontSize) * map.getScreenCTM().a, ...box(text),
    })),
    marks: [...map.querySelectorAll(":is(.k-map__i, .k-map__n, .k-map__q, .k-map__many)")].map(box),
    targets: [...map.querySelectorAll("a > circle:first-of-type")].map(box),
  }));
}
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page(bypass_csp=True)
    yield made
    made.close()


def _drawn(page: Page, address: str, width: int) -> Any:
    page.set_viewport_size(ViewportSize(width=width, height=900))
    page.goto(address)
    page.evaluate("document.fonts.ready")
    return page.evaluate(DRAWN)


def _meet(a: dict[str, float], b: dict[str, float], by: float) -> bool:
    """Whether two boxes share more than `by` pixels in both directions."""
    return (
        min(a["right"], b["right"]) - max(a["left"], b["left"]) > by
        and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > by
    )


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_words_as_drawn_cover_nothing(page: Page, served: Served, width: int) -> None:
    """The boxes of the browser hold room above and below the letters, so a little of it may be shared."""
    for path in PATHS:
        maps = _drawn(page, served.url + path, width)
        assert maps, path
        for drawn in maps:
            for number, word in enumerate(drawn["words"]):
                by = 0.3 * word["size"]
                assert not [mark for mark in drawn["marks"] if _meet(word, mark, by)], (path, word)
                later = drawn["words"][number + 1 :]
                assert not [other for other in later if _meet(word, other, by)], (path, word)
                assert word["left"] >= drawn["map"]["left"], (path, word)
                assert word["right"] <= drawn["map"]["right"] + 1, (path, word)


@pytest.mark.parametrize(("width", "least"), [(320, 10), (390, 12), (700, 12), (800, 12), (1024, 12), (1440, 12)])
def test_words_can_be_read(page: Page, served: Served, width: int, least: float) -> None:
    for path in PATHS if width in (390, 1440) else PATHS[1:3]:
        words = [word for drawn in _drawn(page, served.url + path, width) for word in drawn["words"]]
        assert words, path
        assert min(word["size"] for word in words) >= least, path


def test_a_lone_mark_is_large_enough_for_a_finger(page: Page, served: Served) -> None:
    """24 pixels where the next mark is that far; nearer marks share the room between them."""
    seen = 0
    for path in PATHS:
        for drawn in _drawn(page, served.url + path, 390):
            targets = drawn["targets"]
            for number, one in enumerate(targets):
                rest = targets[:number] + targets[number + 1 :]
                x, y = (one["left"] + one["right"]) / 2, (one["top"] + one["bottom"]) / 2
                away = [
                    ((x - (o["left"] + o["right"]) / 2) ** 2 + (y - (o["top"] + o["bottom"]) / 2) ** 2) ** 0.5
                    for o in rest
                ]
                if min(away, default=99) > 26:
                    assert one["right"] - one["left"] >= 24, (path, one)
                    seen += 1
    assert seen > 30


MARKS = """
() => [...document.querySelectorAll(".k-map")].filter((map) => map.checkVisibility()).map((map) =>
  [...map.querySelectorAll("a")].map((mark) => mark.getAttribute("aria-label")))
"""
FOCUSED = """
() => {
  const mark = document.activeElement, ring = getComputedStyle(mark.querySelector("circle"));
  const tip = mark.closest(".k-atlas").querySelector(".k-map__tip");
  return {name: mark.getAttribute("aria-label"), shown: tip.checkVisibility() && tip.textContent, ring: ring.strokeWidth};
}
"""


@pytest.mark.parametrize(("path", "width"), [("", 390), ("ro/", 1440), ("ro/places/", 1440), ("counties/kolozs/", 390)])
def test_a_map_is_one_stop_and_each_mark_is_reached_and_named(
    page: Page, served: Served, path: str, width: int
) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=900))
    page.goto(served.url + path)
    page.locator(".k-map__tip").first.wait_for(state="attached")
    names = page.evaluate(MARKS)[0]
    stops = "m => [...m.querySelectorAll('a')].filter(a => a.tabIndex === 0).length"
    shown = page.locator("svg.k-map:visible").first
    assert shown.evaluate(stops) == 1
    shown.locator("a[tabindex='0']").focus()
    for forward, back in (("ArrowRight", "ArrowLeft"), ("ArrowDown", "ArrowUp")):
        for _ in names:
            page.keyboard.press(back)
        found = [page.evaluate(FOCUSED)]
        for _ in names[1:]:
            page.keyboard.press(forward)
            found.append(page.evaluate(FOCUSED))
        assert sorted(one["name"] for one in found) == sorted(names), forward
        assert all(one["shown"] == one["name"] for one in found)
        assert {one["ring"] for one in found} == {"3px"}
    assert shown.evaluate(stops) == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') === null")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED)["name"] in names, "the map remembers where one was"


def test_a_mark_is_named_under_the_pointer_without_leaving_the_map(page: Page, served: Served) -> None:
    page.set_viewport_size(ViewportSize(width=390, height=900))
    page.goto(served.url + "places/")
    atlas = page.locator(".k-atlas").last
    atlas.locator(".k-map__tip").wait_for(state="attached")
    marks = atlas.locator("svg:visible a")
    for number in range(marks.count()):
        mark = marks.nth(number)
        mark.dispatch_event("pointerenter", {"pointerType": "mouse"})
        tip = atlas.locator(".k-map__tip")
        assert tip.inner_text() == mark.get_attribute("aria-label")
        box, frame = tip.bounding_box(), atlas.bounding_box()
        assert box
        assert frame
        assert frame["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
        mark.dispatch_event("pointerleave")
        assert tip.is_hidden()


def test_paper_has_the_map_of_a_column_in_black(page: Page, served: Served) -> None:
    page.set_viewport_size(ViewportSize(width=700, height=900))
    page.emulate_media(media="print")
    page.goto(served.url + "places/")
    shown = "() => [...document.querySelectorAll('.k-map')].filter(e => e.checkVisibility()).map(e => e.classList[1])"
    assert set(page.evaluate(shown)) == {"k-map--middle"}
    fills = "s => [...document.querySelectorAll(s)].map(e => getComputedStyle(e).fill)"
    assert set(page.evaluate(fills, "svg.k-map .k-map__i")) == {"rgb(0, 0, 0)"}
    page.emulate_media(media="screen")


def test_the_colours_of_the_system_are_used_where_they_are_forced(browser: Browser, served: Served) -> None:
    page = browser.new_page(forced_colors="active", color_scheme="dark")
    page.goto(served.url + "places/")
    colours = page.evaluate(
        """() => {
             const seen = (s) => getComputedStyle(document.querySelector(s));
             return [seen(".k-map__land").fill, seen(".k-map__q").fill, seen(".k-map__a").fill];
           }"""
    )
    assert colours[0] != colours[1] == colours[2]
    page.close()


@pytest.mark.parametrize(
    ("path", "width"),
    [
        ("counties/kolozs/", 320),
        ("ro/projects/river-school/", 320),
        ("ro/places/kraszna/", 1280),
        ("ro/places/", 1280),
    ],
)
def test_axe_finds_nothing_on_pages_with_maps(page: Page, served: Served, path: str, width: int) -> None:
    page.set_viewport_size(ViewportSize(width=width, height=900))
    page.goto(served.url + path)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_list_on_the_home_page_opens_without_script(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url)
    link = page.locator(".k-twin a.k-pair").first
    assert not link.is_visible()
    page.click(".k-twin summary")
    assert link.is_visible()
    context.close()
