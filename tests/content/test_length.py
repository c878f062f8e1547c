"""A project is read on a phone within ten screens, with nothing folded but what few readers look up."""

from playwright.sync_api import Browser

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from tests.conftest import Served

SCREEN, SCREENS = 844, 10.5
FOLDED = ("nav.menu", "toc.title", "project.codes", "sources.title", "cite.title")
"""What the frame folds, and codes, sources and citation."""
CLOSED = """() => [...document.querySelectorAll('details:not([open]) > summary')]
  .filter(one => one.checkVisibility()).map(one => one.innerText.trim())"""


def test_no_project_is_longer(browser: Browser, content_served: Served, content: KnowledgeBase) -> None:
    page = browser.new_page(viewport={"width": 390, "height": SCREEN})
    long, folded = {}, {}
    for lang in LANGS:
        for project in content.projects:
            page.goto(content_served.url + url(lang, f"projects/{project}/"))
            screens = page.evaluate("document.documentElement.scrollHeight") / SCREEN
            if screens > SCREENS:
                long[lang, project] = round(screens, 1)
            if other := set(page.evaluate(CLOSED)) - _may_be_folded(lang):
                folded[lang, project] = other
    page.close()
    assert folded == {}
    assert long == {}


def _may_be_folded(lang: Lang) -> set[str]:
    return {messages(lang)(key) for key in FOLDED}
