"""Questions that the site answers on a phone, in both languages: `questions.yml` within three clicks and two screens,
`tasks_done.yml`, what people come to do, by two clicks or one search on the first screen.
"""

import re
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from tests.casefiles import read_yaml
from tests.conftest import Served
from tests.content.conftest import PROMISES


class Limits(NamedTuple):
    """At most so many clicks, and screens from the top of what is reached."""

    clicks: int
    screens: int


LIMITS = {"questions.yml": Limits(3, 2), "tasks_done.yml": Limits(2, 1)}
SEEN = """screens => {
  const words = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const {top, bottom, width} = range.getBoundingClientRect();
    const shown = text.parentElement.checkVisibility({visibilityProperty: true});
    if (shown && width && top >= 0 && bottom <= screens * innerHeight) words.push(text.data);
  }
  return words.join(" ");
}"""
"""The words from the top of the screen on, as many screens down."""


def _cases() -> Iterator[Any]:
    for file, limits in LIMITS.items():
        for question, case in (read_yaml((PROMISES / file).read_text("utf-8")) or {}).items():
            for lang in LANGS:
                asked = {"about": case.get("about", ()), **case[lang]}
                yield pytest.param(limits, lang, asked, id=f"{question} ({lang})")


@pytest.mark.parametrize(("limits", "lang", "case"), list(_cases()))
def test_a_question_is_answered(
    browser: Browser, content_served: Served, limits: Limits, lang: Lang, case: dict[str, Any]
) -> None:
    for path in case["about"]:
        if not (content_served.folder / url(lang, path) / "index.html").is_file():
            warnings.warn(f"{path} is gone, a question about it can go, too", stacklevel=1)
            pytest.skip(f"{path} is gone")
    clicks = case.get("clicks", ())
    assert len(clicks) <= limits.clicks
    assert bool(clicks) != ("search" in case)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(content_served.url + url(lang, ""))
    for words in clicks:
        _click(page, words)
    if "search" in case:
        _search(page, case["search"])
    seen, where = _tidy(page.evaluate(SEEN, limits.screens)), page.url.removeprefix(content_served.url)
    page.close()
    assert [text for text in case["seen"] if _tidy(text) not in seen] == [], f"{where}: {seen}"
    assert [text for text in case.get("unseen", ()) if _tidy(text) in seen] == [], f"{where}: {seen}"


def _click(page: Page, words: str) -> None:
    """Press the first link or summary of these words that is in sight; a count may stand after them."""
    named = page.locator("a, summary").filter(has_text=re.compile(rf"^\s*{re.escape(words)}(?:\W|\d|$)"), visible=True)
    assert named.count(), f"{page.url}: nothing to press is called {words}"
    named.first.click()
    page.wait_for_load_state()


def _search(page: Page, query: str) -> None:
    """Type a query into the field of the home page, and open the first answer."""
    page.locator("main input[type=search]").fill(query)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    first = page.locator(".k-hit a").first
    first.wait_for()
    first.click()
    page.wait_for_load_state()


def _tidy(text: str) -> str:
    """Blanks at the edges of elements and before commas are none for a reader."""
    return re.sub(r"\s+(?=[,.;:)])", "", re.sub(r"\s+", " ", text))
