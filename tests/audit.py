"""Every page of a site in Chromium: axe, width on a phone, and what the console says."""

from playwright.sync_api import Browser

from tests.browser.test_access import Look, violations
from tests.conftest import Served
from tests.pages import lang_of, real_addresses

WIDTH = 390


def faults(browser: Browser, served: Served) -> dict[str, list[str]]:
    """What is wrong on each page, by address; pages without a fault are left out."""
    found: dict[str, list[str]] = {}
    for lang in ("hu", "ro"):
        page = Look(lang, "light" if lang == "hu" else "dark", WIDTH).page(browser)
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        for address in (address for address in real_addresses(served.folder) if lang_of(address) == lang):
            said.clear()
            page.goto(served.url + address)
            wrong = [*violations(page), *said]
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > WIDTH:
                wrong.append(f"{wide} pixels wide")
            if wrong:
                found[address] = wrong
        page.close()
    return found
