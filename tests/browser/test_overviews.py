"""Timeline, numbers and what is missing in Chromium: axe, the keyboard, names of links, small screens, paper."""

from playwright.sync_api import Browser

from kalaka.model.addresses import url
from tests.browser.test_access import Look, each_look, violations
from tests.conftest import Served

PAGES = ("timeline/", "numbers/", "missing/")


@each_look
def test_axe_finds_nothing(browser: Browser, long_served: Served, look: Look) -> None:
    found = {}
    page = look.page(browser)
    for path in (*PAGES, "missing/terms/"):
        page.goto(long_served.url + url(look.lang, path))
        if problems := violations(page):
            found[path] = problems
    page.close()
    assert found == {}


def test_bars_are_named_links_in_the_order_of_the_keyboard(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 900})
    for lang, region, first, name, goal in (
        ("", "Az idővonal rajza", "Völgyfejlesztési Operatív Program: 2007–2013",
         "Folyóparti iskola, 2014–2016: 2014. március – 2016. február", "projects/river-school/"),
        ("ro/", "Cronologia sub formă de desen", "VOP – Programul Operațional Dezvoltarea Văilor (Ungaria): 2007–2013",
         "Școala de pe malul râului, 2014–2016: martie 2014 – februarie 2016", "ro/projects/river-school/"),
    ):  # fmt: skip
        page.goto(served.url + lang + "timeline/")
        drawing = page.get_by_role("group", name=region)
        assert drawing.evaluate("e => e.getBoundingClientRect().right <= innerWidth")
        drawing.get_by_role("link").first.focus()
        assert page.evaluate("document.activeElement.textContent") == first
        drawing.get_by_role("link", name=name, exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_url(served.url + goal)
    page.close()


def test_on_a_phone_each_period_has_its_bar_in_the_table(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(served.url + "timeline/")
    assert not page.locator(".k-time").is_visible()
    bars = page.locator(".k-time__own")
    assert bars.count() > 4
    for box in (bars.nth(number).bounding_box() for number in range(bars.count())):
        assert box
        assert box["x"] >= 0
        assert 300 < box["width"] <= 390 - box["x"]
    sizes = "all => all.map(e => parseFloat(getComputedStyle(e).fontSize) * e.ownerSVGElement.getScreenCTM().a)"
    assert min(page.locator(".k-time__own text").evaluate_all(sizes)) >= 12
    page.close()


def test_small_screens_and_paper_hold_them(browser: Browser, served: Served) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    for address in (*PAGES, *(f"ro/{path}" for path in PAGES)):
        page.goto(served.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    page.goto(served.url + "timeline/")
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print")
    assert page.locator(".k-time").is_visible()
    assert not page.locator(".k-time__own").first.is_visible()
    page.goto(served.url + "projects/orchard-2012/")
    assert not page.locator(".k-facts__add").is_visible()
    page.close()


def test_readers_find_the_pages(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    for start in ("", "projects/", "ro/", "ro/projects/"):
        page.goto(served.url + start)
        links = page.locator("a").evaluate_all("all => all.map(link => link.href)")
        for path in PAGES:
            assert served.url + ("ro/" if start.startswith("ro/") else "") + path in links, (start, path)
    page.close()
