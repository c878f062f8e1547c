"""The built site as files: each page's language, address and alternates, and that no link leads nowhere."""

import gzip
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from kalaka.model.addresses import url
from kalaka.model.documents import Guide
from kalaka.model.knowledge_base import OWN_FACETS, KnowledgeBase
from kalaka.queries import related
from tests.conftest import kalaka
from tests.pages import (
    DATA_BLOCK,
    MOVED,
    SINGLE,
    SITE_URL,
    addresses,
    bare,
    lang_of,
    page,
    parsed,
    real_addresses,
    target,
    true_lang,
)

REFERENCES = {
    "for",
    "headers",
    "list",
    "form",
    *(f"aria-{name}" for name in "labelledby describedby controls owns".split()),
}
"""Attributes that name elements of the same page by their ids."""
BASE = SITE_URL + "tudas/tar/"
LIMIT = 40_000
"""Bytes of a page with its styles, gzipped, without fonts."""


def test_each_entry_has_a_page_in_both_languages(site: Path, kb: KnowledgeBase) -> None:
    for path in kb.paths:
        assert (site / path / "index.html").is_file(), path
        assert (site / "ro" / path / "index.html").is_file(), path
    further = {address.removeprefix("ro/") for address in addresses(site)} - kb.paths - {"ro/"} - set(MOVED)
    further -= {f"compare/{'--'.join(pair)}/" for pair in related.pairs(kb)}
    own_facets = re.compile(rf"projects/({'|'.join(OWN_FACETS)})/[a-z0-9]+/|missing/[a-z-]+/")
    assert {path for path in further if not own_facets.fullmatch(path)} == set()


def test_lang_and_canonical_are_true(site: Path) -> None:
    for address in real_addresses(site):
        found = page(site, address)
        assert found.lang == lang_of(address), address
        assert found.canonical == SITE_URL + ("ro/" if true_lang(address) == "ro" else "") + bare(address), address


def test_alternates_are_absolute_and_lead_back(site: Path) -> None:
    for address in real_addresses(site):
        hu, ro = SITE_URL + bare(address), SITE_URL + "ro/" + bare(address)
        both = {"hu": hu, "ro": ro, "x-default": hu}
        assert page(site, address).alternates == ({} if bare(address) in SINGLE else both), address


def test_sitemap_says_the_same_as_the_pages(site: Path) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    tree = ET.parse(site / "sitemap.xml")
    listed = {}
    for entry in tree.findall("s:url", names):
        where = entry.findtext("s:loc", namespaces=names)
        listed[where] = {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", names)}
    real = [address for address in real_addresses(site) if lang_of(address) == true_lang(address)]
    assert listed == {SITE_URL + address: page(site, address).alternates for address in real}


def test_no_link_and_no_fragment_leads_nowhere(site: Path) -> None:
    broken = []
    for file in [*site.rglob("index.html"), site / "404.html"]:
        address = file.parent.relative_to(site).as_posix().removeprefix(".")
        address += "/" if address else ""
        for href in parsed(file).links:
            found = target(address, href)
            if found is None:
                continue
            where, fragment = found
            goal = _goal(site, where)
            if not goal.is_file() or (fragment and fragment not in parsed(goal).ids):
                broken.append(f"{address} → {href}")
    assert broken == []


def _goal(site: Path, where: str) -> Path:
    """A page, or a file of the open data."""
    return site / where if where.startswith("data/") and (site / where).is_file() else site / where / "index.html"


def test_ids_stand_once(site: Path) -> None:
    for address in addresses(site):
        ids = page(site, address).ids
        assert len(ids) == len(set(ids)), (address, sorted(i for i in ids if ids.count(i) > 1))


def test_elements_are_closed_and_name_what_is_there(site: Path) -> None:
    """What can be seen of a page's form without a validator; `make audit` asks two."""
    wrong = []
    for file in [*site.rglob("index.html"), site / "404.html"]:
        found = parsed(file)
        named = {
            (name, one) for _, facts in found.tags for name in REFERENCES & set(facts) for one in facts[name].split()
        }
        lost = [f"{name}={one}" for name, one in named if one not in found.ids]
        if found.misnested or lost:
            wrong.append((file.relative_to(site).as_posix(), found.misnested, lost))
    assert wrong == []


def test_titles_tell_pages_apart(site: Path) -> None:
    for lang in ("hu", "ro"):
        titles = [page(site, address).title for address in addresses(site) if lang_of(address) == lang]
        assert len(titles) == len(set(titles)), sorted(t for t in titles if titles.count(t) > 1)


def test_the_switch_leads_to_the_same_page(site: Path) -> None:
    for address in real_addresses(site):
        switches = [facts["href"] for tag, facts in page(site, address).tags if "data-k-switch" in facts]
        assert len(switches) == 1
        other = bare(address) if lang_of(address) == "ro" else "ro/" + address
        assert target(address, switches[0]) == (other, ""), address


def test_parts_in_the_other_language_say_so(site: Path) -> None:
    place = (site / "places/korosfo/index.html").read_text("utf-8")
    assert re.search(r'<p class="k-title__second" lang="ro">Izvoru Crișului</p>', place)
    romanian = (site / "ro/organisations/stream-association/index.html").read_text("utf-8")
    assert re.search(r'<h1><span lang="hu">Patakvölgyi Egyesület</span></h1>', romanian)
    hungarian = (site / "organisations/sample-authority/index.html").read_text("utf-8")
    assert re.search(r'<h1><span lang="ro">Autoritatea de Probă</span></h1>', hungarian)
    for address, own in SINGLE.items():
        if address.startswith("guides/"):
            fallback = (site / url("hu" if own == "ro" else "ro", address) / "index.html").read_text("utf-8")
            assert f'</summary><ol lang="{own}">' in fallback


def test_one_404_in_both_languages(site: Path) -> None:
    lost = parsed(site / "404.html")
    assert not (site / "ro/404.html").exists()
    assert "Az oldal nem található" in lost.text
    assert "Pagina nu a fost găsită" in lost.text
    assert lost.alternates == {}


def test_no_script_of_the_theme_no_inline_code_no_other_host(site: Path) -> None:
    scripts = {file.relative_to(site).as_posix() for file in site.rglob("*.js")}
    names = "site elements fold search search-core browse browse-core browse-table browse-map choose compare"
    names += " copy moved take terms glossary map"
    own = {f"assets/{name}.js" for name in names.split()} | {"assets/vendor/fflate.js"}
    engine = {f"search/{lang}/{name}.js" for lang in ("hu", "ro") for name in ("pagefind",)}
    assert scripts == own | engine
    for address in addresses(site):
        for tag, facts in page(site, address).tags:
            assert tag != "style", address
            assert "style" not in facts, (address, tag, facts)
            assert not [name for name in facts if name.startswith("on")], (address, facts)
            if tag == "script" and (tag, facts) != DATA_BLOCK:
                own_script = {"glossary": "assets/glossary.js", "moved": "assets/moved.js"}
                found = facts.get("src", "").rpartition("/")[2].removesuffix(".js")
                assert facts.get("src", "").endswith(own_script.get(found, "assets/site.js")), address
            loaded = facts.get("src", "") + (facts.get("href", "") if tag == "link" else "")
            if facts.get("rel") not in ("canonical", "alternate"):
                assert not loaded.startswith(("http", "//")), (address, facts)


def test_no_hole_is_left(site: Path) -> None:
    for file in site.rglob("*.html"):
        assert "@@k-" not in file.read_text("utf-8"), file


def test_a_page_is_light(site: Path) -> None:
    """HTML, styles and script as they travel; fonts apart."""
    shared = [site / "assets/site.css", site / "assets/site.js"]
    styles = sum(len(gzip.compress(file.read_bytes(), 9)) for file in shared)
    heaviest = max((len(gzip.compress(file.read_bytes(), 9)), str(file)) for file in site.rglob("*.html"))
    assert styles + heaviest[0] <= LIMIT, (styles, heaviest)


# Pages of one language, a sub-path, and two builds


def test_a_page_of_one_language_has_an_honest_fallback(variant_site: Path) -> None:
    for original, path, notice in (
        ("hu", "guides/only-hungarian/", "Această pagină nu există încă în română."),
        ("ro", "guides/only-romanian/", "Ez az oldal még nincs meg magyarul."),
    ):
        prefix = {"hu": "", "ro": "ro/"}
        true = page(variant_site, prefix[original] + path)
        other = "ro" if original == "hu" else "hu"
        fallback = page(variant_site, prefix[other] + path)
        assert true.lang == original
        assert fallback.lang == other
        assert true.canonical == fallback.canonical == BASE + prefix[original] + path
        assert true.alternates == fallback.alternates == {}
        assert notice in fallback.text
        assert notice not in true.text
        articles = [facts for tag, facts in fallback.tags if tag == "article"]
        assert [facts.get("lang") for facts in articles] == [original]
        sitemap = (variant_site / "sitemap.xml").read_text("utf-8")
        assert f"<loc>{BASE}{prefix[original]}{path}</loc></url>" in sitemap
        assert f"<loc>{BASE}{prefix[other]}{path}</loc>" not in sitemap


def test_a_record_falls_back_by_the_field(variant_site: Path) -> None:
    found = page(variant_site, "ro/projects/street-workshop/")
    assert "Această parte nu există încă în română" in found.text
    assert "Ce s-a urmărit" in found.text
    story = [facts for tag, facts in found.tags if tag == "section" and facts.get("class") == "k-story"]
    assert story == [{"class": "k-story", "lang": "hu"}]
    assert found.canonical == BASE + "projects/street-workshop/"
    assert found.alternates == {}


def test_the_site_stands_under_a_sub_path(variant_site: Path) -> None:
    for address in addresses(variant_site):
        for href in page(variant_site, address).links:
            found = target(address, href, "/tudas/tar/")
            if found:
                goal = _goal(variant_site, found[0])
                assert goal.is_file(), (address, href)
                assert not found[1] or found[1] in parsed(goal).ids, (address, href)


def test_every_project_that_a_guide_names_is_listed_below_it_once(site: Path, kb: KnowledgeBase) -> None:
    examples: list[str] = []
    for guide in kb.guides.values():
        text = (site / guide.path / "index.html").read_text("utf-8")
        sections = dict(re.findall(r'<section[^>]*><h2 id="(k-[a-z-]+)">(.*?)</section>', text, re.S))
        by_it, named = (
            re.findall(r'<a href="[./]*/projects/([a-z0-9-]+)/">', sections.get(name, ""))
            for name in ("k-used-in", "k-examples")
        )
        assert isinstance(guide.facts, Guide)
        assert {*named} == {*guide.facts.projects} - {*by_it}
        assert len({*named}) == len(named)
        examples += named
    assert examples


def test_an_old_address_leads_to_the_new_one(variant_site: Path) -> None:
    for prefix in ("", "ro/"):
        for old, new in MOVED.items():
            moved = page(variant_site, prefix + old)
            assert moved.canonical == BASE + prefix + new
            assert moved.links == ["../../" + new]
            refresh = [facts["content"] for tag, facts in moved.tags if facts.get("http-equiv") == "refresh"]
            assert refresh == [f"0; url=../../{new}"]
            assert f"{prefix}{old}<" not in (variant_site / "sitemap.xml").read_text("utf-8")


def test_two_builds_give_the_same_bytes(variant: Path, variant_site: Path, tmp_path: Path) -> None:
    again = tmp_path / "site"
    assert kalaka("build", "--root", str(variant), "--site", str(again)).returncode == 0
    first = {f.relative_to(variant_site): f.read_bytes() for f in variant_site.rglob("*") if f.is_file()}
    second = {f.relative_to(again): f.read_bytes() for f in again.rglob("*") if f.is_file()}
    assert first == second
