"""The search of the built site in Chromium: labelled queries, names, codes, bad input, keyboard, weight."""

import gzip
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from tests.browser.test_access import Look, each_look, violations
from tests.casefiles import read_yaml
from tests.conftest import Served
from tests.search.gate import ask, measure, passes

QUERIES = read_yaml((Path(__file__).parent.parent / "cases/search/queries.yml").read_text("utf-8"))
FIRST = {
    "hu": {
        "VOP- 3.1.2-13/1.-2014-0017": "projects/river-school/",
        "VOP-3.1.2-13/1-2014-0017": "projects/river-school/",
        "VOP 2.2.11_2012-0003": "projects/orchard-2012/",
        "Zalău": "places/zilah/",
        "Zalau": "places/zilah/",
        "ZALĂU": "places/zilah/",
        "Bánffyhunyad": "places/banffyhunyad/",
        "banffyhunyad": "places/banffyhunyad/",
        "Egeresen": "places/egeres/",
        "tordai": "places/torda/",
        "Aghireşu": "places/egeres/",
        "Mănăstireni": "places/magyargyeromonostor/",
    }
}
FIRST["ro"] = {query: "ro/" + address for query, address in FIRST["hu"].items()}
BAD = {
    "ten thousand characters": "gyümölcsös " * 1200,
    "only signs": "?!… „” -- / \\ ()",
    "markup": '<img src=x onerror="window.hit=1"><script>window.hit=1</script>',
    "emoji": "🧑‍🌾🤝",
    "an unfinished quote": '"nyílt nap',
    "a pattern": "[a-z](*+?{2",
    "spaces": "     ",
    "nothing of this": "qzxqzxqzx",
}


def test_scripts_fold_as_the_program_does(page: Page, served: Served) -> None:
    cases = read_yaml((Path(__file__).parent.parent / "cases/language/folding.yml").read_text("utf-8"))
    page.goto(served.url)
    fold = "async ([base, texts]) => { const { fold } = await import(base + 'assets/fold.js'); return texts.map(fold) }"
    assert page.evaluate(fold, [served.url, [case["text"] for case in cases]]) == [case["folded"] for case in cases]


@pytest.mark.parametrize("lang", ["hu", "ro"])
def test_labelled_queries_find_their_pages(browser: Browser, served: Served, lang: str) -> None:
    outcomes = ask(browser, served, lang, QUERIES[lang])
    missed = {o.query["q"]: o.urls[:2] for o in outcomes if o.rank(o.query["best"]) != 1}
    assert passes(outcomes, lang), (measure(outcomes, lang), missed)


@pytest.mark.parametrize("lang", ["hu", "ro"])
def test_names_and_codes_find_their_page_first(browser: Browser, served: Served, lang: str) -> None:
    queries = [{"q": query, "best": [address]} for query, address in FIRST[lang].items()]
    found = {o.query["q"]: o.urls[0] if o.urls else None for o in ask(browser, served, lang, queries)}
    assert found == FIRST[lang]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    yield made
    context.close()


def _results(page: Page, served: Served, query: str, lang: str = "hu") -> None:
    from urllib.parse import quote

    page.goto(f"{served.url}{'' if lang == 'hu' else 'ro/'}search/?q={quote(query[:1500])}")
    page.wait_for_selector("[data-k-results][aria-busy=false]", state="attached")


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_friendly_page(page: Page, served: Served, name: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    _results(page, served, BAD[name])
    assert said == []
    assert page.evaluate("window.hit") is None
    assert page.locator("h1").inner_text() == "Keresés"
    if name in ("only signs", "emoji", "nothing of this"):
        assert page.locator(".k-status").inner_text() == "Nincs találat"
        assert page.locator(".k-browse").is_visible()


def test_what_only_helps_finding_is_never_shown(page: Page, served: Served) -> None:
    for query in ("leckeírás", "fúró", "létra"):
        _results(page, served, query)
        assert page.locator(".k-hit").count() > 0, query
        for text in page.locator(".k-hit__text").all_inner_texts():
            assert query.lower() not in text.lower(), text
            assert "⁂" not in text


def test_the_results_page_has_an_address(page: Page, served: Served) -> None:
    _results(page, served, "képzés")
    every = page.locator(".k-kinds [aria-current]").inner_text()
    page.click(".k-kinds a:has-text('Képzések')")
    page.wait_for_url("**/search/?q=k%C3%A9pz%C3%A9s&kind=trainings")
    expect(page.locator(".k-kinds [aria-current]")).to_contain_text("Képzések")
    expect(page.locator(".k-kinds [aria-current]")).to_be_focused()
    page.reload()
    page.wait_for_selector(".k-hit")
    expect(page.locator(".k-kinds [aria-current]")).to_contain_text("Képzések")
    page.go_back()
    expect(page.locator(".k-kinds [aria-current]")).to_have_text(every)
    page.click("[data-k-switch]")
    page.wait_for_selector(".k-status")
    assert page.url.endswith("ro/search/?q=k%C3%A9pz%C3%A9s")


@pytest.mark.parametrize(("query", "some"), [("qzxqzxqzx", False), ("képzés qzxqzxqzx", True), ("képzes", True)])
def test_a_filter_narrows_what_the_words_find(page: Page, served: Served, query: str, some: bool) -> None:
    page.goto(f"{served.url}search/?q={query}&kind=trainings")
    page.wait_for_selector("[data-k-results][aria-busy=false]", state="attached")
    assert {text.partition(" /")[0] for text in page.locator(".k-hit__where").all_inner_texts()} == (
        {"Képzések"} if some else set()
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_number_of_results_is_true_and_all_can_be_seen(page: Page, served: Served, lang: Lang) -> None:
    _results(page, served, {"hu": "képzés", "ro": "formare"}[lang], lang)
    total = int(page.locator(".k-kinds [aria-current] .k-count").inner_text())
    assert page.locator(".k-status").inner_text() == messages(lang)("search.results", n=total)
    assert total > 10
    more = page.locator(".k-hits + button")
    for shown in range(10, total, 10):
        expect(page.locator(".k-hit")).to_have_count(shown)
        expect(more).to_have_text(messages(lang)("search.more", n=total - shown))
        more.click()
        expect(page.locator(".k-hit h3 a").nth(shown)).to_be_focused()
    expect(page.locator(".k-hit")).to_have_count(total)
    expect(more).to_be_hidden()


def test_letters_typed_without_a_pause_are_one_query(page: Page, served: Served) -> None:
    page.goto(served.url + "places/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog[open]")
    page.evaluate(
        "window.kSaid = []; new MutationObserver(() => kSaid.push(1)).observe(document.querySelector('.k-dialog [role=listbox]'), {childList: true})"
    )
    page.keyboard.type("Kraszna")
    page.wait_for_selector("[role=option]")
    assert page.evaluate("kSaid.length") == 1


def test_the_other_language_is_one_click_away(page: Page, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    _results(page, served, "Kraszna")
    assert not [url for url in asked if "search/ro/" in url]
    page.click("text=Keresés a román oldalakon is")
    page.wait_for_selector(".k-second h2")
    assert page.locator(".k-second h2").inner_text().startswith("Találatok románul (")
    assert page.locator(".k-second li").first.get_attribute("lang") == "ro"
    assert page.evaluate("document.activeElement.tagName") == "H2"


def test_the_field_in_the_header_leads_to_the_results(page: Page, served: Served) -> None:
    page.goto(served.url + "ro/projects/")
    page.fill(".k-head input[name=q]", "livada")
    page.press(".k-head input[name=q]", "Enter")
    page.wait_for_selector(".k-hit")
    assert page.url.endswith("ro/search/?q=livada")


def test_without_script_the_field_leads_to_lists(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.url)
    page.fill("#k-hq", "tanulókör")
    page.press("#k-hq", "Enter")
    assert "/search/?q=" in page.url
    for name in ("Témák", "Helyek", "Fogalomtár"):
        assert page.locator(f".k-browse h3:text-is('{name}')").is_visible()
    page.click(".k-browse >> text=Szamosújvár")
    assert page.locator("h1").inner_text() == "Szamosújvár"
    context.close()


@pytest.mark.parametrize(("path", "query", "heading"), [("", "tordai", "Torda"), ("ro/", "Gherla", "Gherla")])
def test_the_whole_search_by_keyboard(page: Page, served: Served, path: str, query: str, heading: str) -> None:
    page.goto(f"{served.url}{path}places/")
    page.locator(".k-places a").first.focus()
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog[open]")
    assert page.evaluate("document.activeElement.id") == "k-dq"
    page.keyboard.type(query)
    page.wait_for_selector("[role=option][aria-selected=true]")
    assert page.locator("dialog .k-status").inner_text() != ""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    selected = page.locator("[role=option][aria-selected=true]")
    assert selected.count() == 1
    assert page.get_attribute("#k-dq", "aria-activedescendant") == selected.get_attribute("id")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.matches('.k-places a')")
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog[open]")
    page.keyboard.type(query)
    page.wait_for_selector("[role=option][aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1:has-text('{heading}')")
    assert "/places/" in page.url


def test_the_search_stands_under_a_sub_path(page: Page, variant_site: Path) -> None:
    below = Served(variant_site.parent)
    page.goto(f"{below.url}site/ro/search/?q=Kraszna")
    page.wait_for_selector(".k-hit a")
    assert page.locator(".k-hit a").first.evaluate("a => a.href") == f"{below.url}site/ro/places/kraszna/"
    page.locator(".k-hit a").first.click()
    page.wait_for_selector("h1:has-text('Crasna')")
    below.close()


@each_look
def test_axe_finds_nothing(browser: Browser, served: Served, look: Look) -> None:
    page = look.page(browser)
    _results(page, served, "képzés" if look.lang == "hu" else "formare", look.lang)
    assert violations(page) == []
    page.keyboard.press("Control+k")
    page.wait_for_selector("dialog[open]")
    page.keyboard.type("kras" if look.lang == "hu" else "cras")
    page.wait_for_selector("[role=option]")
    assert violations(page) == []
    page.close()


def test_a_query_is_light(browser: Browser, served: Served, site: Path) -> None:
    """Bytes as a host that compresses would send them: what is compressed already goes as it is."""
    context = browser.new_context()
    page = context.new_page()
    sent: dict[str, int] = {}

    def weigh(response: Response) -> None:
        file = site / response.url.removeprefix(served.url).partition("?")[0]
        if file.is_file() and response.url not in sent:
            raw = file.read_bytes()
            sent[response.url] = min(len(raw), len(gzip.compress(raw, 9)))

    page.on("response", weigh)
    page.goto(served.url + "search/")
    page.wait_for_selector(".k-narrow")
    before = dict(sent)
    weights = []
    for query in ("szerszámkölcsönző", "Kraszna", "tanulókör", "nyílt nap", "VOP-3.1.2", "oltás", "műhely"):
        known = set(sent)
        page.fill("#k-sq", query)
        page.press("#k-sq", "Enter")
        page.wait_for_selector("[data-k-results][aria-busy=false]", state="attached")
        weights.append(sum(size for url, size in sent.items() if url not in known))
    context.close()
    interface = sum(s for u, s in before.items() if "assets/search" in u or u.endswith(("site.css", "interface.json")))
    assert weights[0] <= 160_000, weights
    assert statistics.median(weights[1:]) <= 50_000, weights
    assert interface <= 50_000
