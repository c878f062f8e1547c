"""axe on the kinds of pages: both languages, both schemes, phone and desk; and with the phone's menu open."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Served

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "home": "",
    "guide": "guides/self-organisation/",
    "training": "trainings/kozok-96/",
    "project": "projects/united-networks-2017/",
    "list": "projects/",
    "place": "places/ozsdola/",
    "places": "places/",
    "glossary": "glossary/",
    "organisation": "organisations/caritas-alba-iulia/",
    "themes": "themes/",
    "data": "data/",
}


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]
    ]


@pytest.mark.parametrize(
    ("lang", "scheme", "width"),
    [("hu", "light", 390), ("hu", "dark", 1280), ("ro", "dark", 390), ("ro", "light", 1280)],
)
def test_axe_finds_nothing(browser: Browser, served: Served, lang: str, scheme: str, width: int) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    prefix = "" if lang == "hu" else "ro/"
    found = {}
    for name, path in [*PAGES.items(), ("404", None)]:
        page.goto(served.url + ("404.html" if path is None else prefix + path))
        if problems := violations(page):
            found[name] = problems
    context.close()
    assert found == {}


def test_axe_finds_nothing_with_the_menu_open(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, bypass_csp=True)
    page = context.new_page()
    for address in ("projects/", "ro/projects/"):
        page.goto(served.url + address)
        page.click(".k-menu summary")
        assert violations(page) == []
    context.close()
