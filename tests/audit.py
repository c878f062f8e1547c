"""What `make audit` asks of a whole site: axe in every look, the validators, and first visits of every kind of page."""

from collections.abc import Iterable
from itertools import product

import pytest
from playwright.sync_api import Browser

from kalaka.i18n.languages import LANGS, Lang
from tests.browser.test_access import Look, violations
from tests.conftest import Served
from tests.kinds import samples
from tests.pages import lang_of, real_addresses
from tests.validators import html_validate, nu
from tests.visits import faulty

WIDTHS = (390, 768, 1440)
LOOKS = [Look(*look) for look in product(LANGS, ("light", "dark"), WIDTHS)]  # type: ignore[arg-type]
ONCE = (Look("hu", "light", 390), Look("ro", "dark", 390))


class SiteAudit:
    """The tests; a class that inherits them has a fixture `audited` that gives the site."""

    @pytest.mark.parametrize("look", ONCE, ids=lambda look: look.lang)
    def test_no_page_has_a_fault(self, browser: Browser, audited: Served, look: Look) -> None:
        pages = (page for page in real_addresses(audited.folder) if lang_of(page) == look.lang)
        assert faults(browser, audited, look, pages) == {}

    @pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
    def test_no_kind_of_page_has_a_fault(self, browser: Browser, audited: Served, look: Look) -> None:
        assert faults(browser, audited, look, samples(audited.folder, look.lang).values()) == {}

    @pytest.mark.parametrize("lang", LANGS)
    @pytest.mark.parametrize("width", [390, 1440])
    def test_first_visits_are_light_and_calm(self, browser: Browser, audited: Served, lang: Lang, width: int) -> None:
        assert faulty(browser, audited, samples(audited.folder, lang).values(), width) == {}

    def test_html_validate_finds_nothing(self, audited: Served) -> None:
        assert html_validate(audited.folder) == {}

    def test_nu_finds_nothing(self, audited: Served) -> None:
        assert nu(audited.folder) == {}


def faults(browser: Browser, served: Served, look: Look, addresses: Iterable[str]) -> dict[str, list[str]]:
    """What is wrong on each page, by address; pages without a fault are left out."""
    found: dict[str, list[str]] = {}
    page = look.page(browser)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in addresses:
        said.clear()
        page.goto(served.url + address, wait_until="networkidle" if "?" in address else "load")
        wrong = [*violations(page), *said]
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > look.width:
            wrong.append(f"{wide} pixels wide")
        if wrong:
            found[address] = wrong
    page.close()
    return found
