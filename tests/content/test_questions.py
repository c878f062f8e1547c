"""Questions that the site answers within three clicks and two screens of a phone: `questions.yml`, in both languages."""

import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from tests.casefiles import read_yaml
from tests.conftest import Served
from tests.content.conftest import PROMISES

QUESTIONS: dict[str, dict[str, Any]] = read_yaml((PROMISES / "questions.yml").read_text("utf-8")) or {}
MOST_CLICKS = 3
SCREENS = 2
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
    for question, case in QUESTIONS.items():
        for lang in LANGS:
            yield pytest.param(lang, case.get("about", ()), case[lang], id=f"{question} ({lang})")


@pytest.mark.parametrize(("lang", "about", "case"), list(_cases()))
def test_a_question_is_answered(
    browser: Browser, content_served: Served, lang: Lang, about: list[str], case: dict[str, list[str]]
) -> None:
    for path in about:
        if not (content_served.folder / url(lang, path) / "index.html").is_file():
            warnings.warn(f"questions.yml: {path} is gone, the question can go, too", stacklevel=1)
            pytest.skip(f"{path} is gone")
    assert len(case["clicks"]) <= MOST_CLICKS
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(content_served.url + url(lang, ""))
    for words in case["clicks"]:
        _click(page, words)
    seen, where = _tidy(page.evaluate(SEEN, SCREENS)), page.url.removeprefix(content_served.url)
    page.close()
    assert [text for text in case["seen"] if _tidy(text) not in seen] == [], f"{where}: {seen}"
    assert [text for text in case.get("unseen", ()) if _tidy(text) in seen] == [], f"{where}: {seen}"


def _click(page: Page, words: str) -> None:
    """Press the first link or summary of these words that is in sight; a count may stand after them."""
    named = page.locator("a, summary").filter(has_text=re.compile(rf"^\s*{re.escape(words)}(?:\W|\d|$)"), visible=True)
    assert named.count(), f"{page.url}: nothing to press is called {words}"
    named.first.click()
    page.wait_for_load_state()


def _tidy(text: str) -> str:
    """Blanks at the edges of elements and before commas are none for a reader."""
    return re.sub(r"\s+(?=[,.;:)])", "", re.sub(r"\s+", " ", text))
