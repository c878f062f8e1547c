"""axe on the kinds of pages, and with the phone's menu open.

Two looks between them show both languages, both schemes, phone and desk: other combinations have the same parts.
"""

from pathlib import Path
from typing import Literal, NamedTuple

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from kalaka.i18n.languages import Lang
from kalaka.model.addresses import url
from tests.conftest import Served

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "home": "",
    "guide": "guides/study-circles/",
    "training": "trainings/helpers-30/",
    "project": "projects/river-school/",
    "list": "projects/",
    "place": "places/korosfo/",
    "places": "places/",
    "glossary": "glossary/",
    "organisation": "organisations/bridge-foundation/",
    "themes": "themes/",
    "data": "data/",
    "editors": "contribute/",
    "fields": "contribute/project/",
}


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]
    ]


class Look(NamedTuple):
    lang: Lang
    scheme: Literal["light", "dark"]
    width: int

    def page(self, browser: Browser) -> Page:
        """In a context of its own, into which axe may be brought."""
        size: ViewportSize = {"width": self.width, "height": 900}
        return browser.new_page(viewport=size, color_scheme=self.scheme, bypass_csp=True)


LOOKS = (Look("hu", "light", 390), pytest.param(Look("ro", "dark", 1280), marks=pytest.mark.audit))
"""The second look is part of the audit, which sees every page in every look."""
each_look = pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))


@each_look
def test_axe_finds_nothing(browser: Browser, served: Served, look: Look) -> None:
    page = look.page(browser)
    found = {}
    for name, path in [*PAGES.items(), ("404", None)]:
        page.goto(served.url + ("404.html" if path is None else url(look.lang, path)))
        if problems := violations(page):
            found[name] = problems
    page.close()
    assert found == {}


def test_axe_finds_nothing_with_the_menu_open(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, bypass_csp=True)
    page = context.new_page()
    for address in ("projects/", "ro/projects/"):
        page.goto(served.url + address)
        page.click(".k-menu summary")
        assert violations(page) == []
    context.close()
