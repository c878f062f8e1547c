"""Header, footer and head of pages: where a reader is, where else there is something, what is shown elsewhere."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from kalaka.engines.frame import Link, frame_chrome, page_title
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.settings import FOOTER, SUBPAGES, Settings, SiteOptions
from kalaka.theme import share
from tests.conftest import built, copy_root
from tests.pages import SITE_URL, Html, parsed, real_addresses
from tests.pages import page as page_at

CURRENT = {
    "": (None, None),
    "search/": (None, None),
    "projects/": ("projects page", "home.all_projects page"),
    "projects/river-school/": ("projects true", "home.all_projects true"),
    "timeline/": ("projects true", "nav.timeline page"),
    "themes/water/": ("projects true", "nav.themes true"),
    "programmes/": ("projects true", "nav.programmes page"),
    "organisations/bridge-foundation/": ("projects true", "nav.organisations true"),
    "compare/": ("projects true", "nav.compare page"),
    "numbers/": ("projects true", "nav.numbers page"),
    "missing/": ("projects true", "nav.missing page"),
    "places/korosfo/": ("places true", "nav.places true"),
    "counties/": ("places true", "nav.counties page"),
    "data/": ("all_data page", "nav.data page"),
    "guides/": ("guides page", None),
    "trainings/helpers-30/": ("trainings true", None),
    "glossary/": ("glossary page", None),
    "about/": ("about page", "nav.about page"),
    "contribute/project/": ("about true", "nav.contribute true"),
}
"""Address to the current entry of the menu and of the line below it, with their `aria-current`."""


def _currents(html: str, css_class: str) -> list[tuple[str, str]]:
    nav = re.search(rf'<nav class="k-wrap {css_class}\b.*?</nav>', html, re.S)
    return re.findall(r'aria-current="(\w+)">([^<]+)<', nav[0]) if nav else []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", CURRENT)
def test_the_header_says_where_a_page_belongs(site: Path, lang: Lang, path: str) -> None:
    html = (site / url(lang, path) / "index.html").read_text("utf-8")
    for css_class, expected in zip(("k-nav", "k-line-nav"), CURRENT[path], strict=True):
        found = _currents(html, css_class)
        if expected is None:
            assert found == []
        else:
            key, current = expected.split()
            label = messages(lang)(key if "." in key else f"nav.{key}")
            assert found == [(current, label)], css_class


def _settings(*menu: str) -> Settings:
    options = SiteOptions.model_validate({"menu": menu} if menu else {})
    return Settings("https://x.example/", (), {}, names={"hu": "A", "ro": "B"}, options=options)


def _pages(links: tuple[Link, ...]) -> list[str]:
    return [link.address.rstrip("/") for link in links]


def test_what_a_site_has_not_is_left_out_of_menu_line_and_footer() -> None:
    existing = frozenset({"projects", "themes", "places", "about", "privacy"})
    chrome = frame_chrome(_settings(), existing, "hu", "themes", 1)
    assert _pages(chrome.menu) == ["projects", "places", "about"]
    assert [_pages(link.below) for link in chrome.menu] == [["themes"], [], ["privacy"]]
    assert _pages(chrome.line) == ["projects", "themes"]
    assert [_pages(links) for _, links in chrome.footer] == [["themes"], ["about"], ["privacy"]]
    assert frame_chrome(_settings(), existing, "hu", "places", 1).line == ()


def test_a_page_that_has_its_own_entry_in_the_menu_is_in_no_line() -> None:
    existing = frozenset(page for pages in SUBPAGES.values() for page in pages)
    chrome = frame_chrome(_settings("themes", "projects", "data"), existing, "hu", "themes", 2)
    assert [(link.label, link.current) for link in chrome.menu if link.current] == [("Témák", "true")]
    assert chrome.line == ()
    assert "themes" not in _pages(frame_chrome(_settings("themes", "projects"), existing, "hu", "projects", 1).line)
    without = frame_chrome(_settings("data"), existing, "hu", "numbers", 1)
    assert [link.current for link in without.menu] == ["true"]


def test_footer_and_lines_lead_to_pages_that_have_words() -> None:
    for name in {page for pages in (*SUBPAGES.values(), *FOOTER.values()) for page in pages}:
        for lang in LANGS:
            assert messages(lang)(f"nav.{name}")


# What is shown beside an address elsewhere


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_says_what_to_show_beside_its_address(site: Path, lang: Lang) -> None:
    sizes = {}
    for address in real_addresses(site):
        page = page_at(site, address)
        if page.lang != lang:
            continue
        said = {
            facts["property"]: facts["content"] for tag, facts in page.tags if tag == "meta" and "property" in facts
        }
        assert said["og:url"] == page.canonical, address
        assert page.title.startswith(said["og:title"][:40]) or said["og:title"] in page.title, address
        assert said["og:description"] == _named(page, "description"), address
        assert said["og:locale"] == {"hu": "hu_HU", "ro": "ro_RO"}[lang], address
        assert ("og:locale:alternate" in said) == (other(lang) in page.alternates), address
        assert said["og:site_name"] == {"hu": "Próba", "ro": "Probă"}[lang], address
        assert said["og:image:alt"].startswith(said["og:site_name"]), address
        assert _named(page, "twitter:card") == "summary_large_image"
        picture = said["og:image"].removeprefix(SITE_URL)
        sizes[picture] = sizes.get(picture) or Image.open(site / picture).size
        assert sizes[picture] == (int(said["og:image:width"]), int(said["og:image:height"])) == share.SIZE
    assert len(sizes) == len(share.WORDS) + 1


def _named(page: Html, name: str) -> str:
    (content,) = (facts["content"] for tag, facts in page.tags if tag == "meta" and facts.get("name") == name)
    return content


def test_pictures_are_drawn_the_same_each_time_and_fit_long_names() -> None:
    long = "Közösségfejlesztők és szociális munkások tudástára"
    settings = Settings("https://x.example/", (), {}, names={"hu": long, "ro": "B"})
    drawn = [draw() for _, _, draw in share.pictures(settings)]
    share._ground.cache_clear()
    assert [draw() for _, _, draw in share.pictures(settings)] == drawn
    assert len(set(drawn)) == len(drawn)
    picture = Image.open(io.BytesIO(drawn[0])).convert("L")
    left, _, right, _ = picture.point([255 * (value < 200) for value in range(256)]).getbbox() or (0, 0, 0, 0)
    assert 80 < left < 100
    assert 1090 < right <= 1110


def test_a_picture_of_the_site_stands_in_place_of_ours(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    own = root / "overrides/assets/share/projects-ro.png"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"own")
    share_folder = built(root) / "assets/share"
    assert (share_folder / "projects-ro.png").read_bytes() == b"own"
    assert (share_folder / "projects-hu.png").read_bytes().startswith(b"\x89PNG")


def test_icons_are_there_in_the_sizes_that_are_asked_for(site: Path) -> None:
    page = parsed(site / "ro/index.html")
    links = {facts["rel"]: facts for tag, facts in page.tags if tag == "link"}
    assert Image.open(site / "ro" / links["apple-touch-icon"]["href"]).size == (180, 180)
    assert links["icon"]["type"] == "image/svg+xml"
    colours = [facts["media"] for tag, facts in page.tags if tag == "meta" and facts.get("name") == "theme-color"]
    assert colours == ["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"]


TITLES = {
    "Ötletek": "Ötletek – A",
    "x" * 66: "x" * 66 + " – A",
    "x" * 67: "x" * 67,
    "Egy két " * 10: "Egy két Egy két Egy két Egy két Egy két Egy két Egy két Egy két Egy…",
}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_ends_where_others_cut_it(title: str) -> None:
    found = page_title(_settings(), "hu", title)
    assert found == TITLES[title]
    assert len(found) <= 70


def test_the_page_for_lost_readers_speaks_both_languages(site: Path) -> None:
    page = parsed(site / "404.html")
    forms = [facts["action"] for tag, facts in page.tags if tag == "form"]
    assert forms == ["/search/", "/ro/search/"]
    assert [facts["lang"] for tag, facts in page.tags if tag == "section" and "lang" in facts] == ["hu", "ro"]
    header = (site / "404.html").read_text("utf-8").partition("<main")[0].partition("<header")[2]
    assert "<form" not in header
    assert re.findall(r'<a href="([^"]+)" hreflang="(\w+)"', header) == [("/.", "hu"), ("/ro/", "ro")]
