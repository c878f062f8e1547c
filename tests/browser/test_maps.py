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
      place: text.matches(".k-map__t"),
    })),
    marks: [...map.querySelectorAll(":is(.k-map__i, .k-map__n, .k-map__q, .k-map__many)")].map(box),
    targets: [...map.querySelectorAll(".k-map__hit")].map(box),
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


@pytest.mark.parametrize(("width", "least"), [(320, 10.5), (390, 13), (1440, 11.5)])
def test_names_of_places_can_be_read(page: Page, served: Served, width: int, least: float) -> None:
    for path in PATHS:
        named = [word for drawn in _drawn(page, served.url + path, width) for word in drawn["words"] if word["place"]]
        assert named, path
        assert min(word["size"] for word in named) >= least, path


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


def test_every_mark_is_reached_by_the_keyboard(page: Page, served: Served) -> None:
    page.set_viewport_size(ViewportSize(width=1280, height=900))
    page.goto(served.url + "ro/projects/river-school-2/")
    marks = page.locator("svg.k-map a")
    names = [marks.nth(number).locator("title").text_content() for number in range(marks.count())]
    assert len(names) == 6
    marks.first.focus()
    page.keyboard.press("Shift+Tab")
    for name in names:
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
                 const link = document.activeElement, ring = getComputedStyle(link.querySelector(".k-map__hit"));
                 return {name: link.querySelector("title").textContent, ring: ring.stroke, wide: ring.strokeWidth};
               }"""
        )
        assert focused == {"name": name, "ring": "rgb(122, 35, 72)", "wide": "3px"}
    assert page.get_by_role("link", name="Huedin (Bánffyhunyad): sediul organizației", exact=True).count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/ro/places/*/")


def test_a_frame_leads_to_what_it_enlarges(page: Page, served: Served) -> None:
    page.set_viewport_size(ViewportSize(width=390, height=900))
    page.goto(served.url + "places/")
    with page.expect_navigation():
        page.get_by_role("link", name="Nagyítás: A, ").click()
    assert page.url.endswith("#k-map-ro-a")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('figure').id") == "k-map-ro-a"


@pytest.mark.parametrize(("media", "phone"), [("screen", "inline"), ("print", "none")])
def test_paper_is_lettered_as_the_desk_is(page: Page, served: Served, media: Any, phone: str) -> None:
    page.set_viewport_size(ViewportSize(width=390, height=900))
    page.emulate_media(media=media)
    page.goto(served.url + "places/")
    assert page.evaluate("getComputedStyle(document.querySelector('.k-map__phone')).display") == phone
    if media == "print":
        fills = "s => [...document.querySelectorAll(s)].map(e => getComputedStyle(e).fill)"
        assert set(page.evaluate(fills, "svg.k-map .k-map__i")) == {"rgb(0, 0, 0)"}
    page.emulate_media(media="screen")


def test_the_colours_of_the_system_are_used_where_they_are_forced(browser: Browser, served: Served) -> None:
    page = browser.new_page(forced_colors="active", color_scheme="dark")
    page.goto(served.url + "places/")
    colours = page.evaluate(
        """() => {
             const seen = (s) => getComputedStyle(document.querySelector(s));
             return [seen("svg.k-map").backgroundColor, seen(".k-map__q").fill, seen(".k-map__a").fill];
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
