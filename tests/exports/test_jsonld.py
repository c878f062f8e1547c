"""The data in the head of every page: only words of schema.org, nothing that HTML could misread, true to the page."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from kalaka.exports.schema_org import json_ld, script, thing_at
from kalaka.exports.schema_org_entities import About
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from tests.exports.vocabulary import TEXT, vocabulary
from tests.pages import SITE_URL, lang_of, page, real_addresses, true_lang

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every thing with a type, wherever it stands."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


def _kinds(node: dict[str, Any]) -> list[str]:
    kinds = node["@type"]
    return [kinds] if isinstance(kinds, str) else kinds


def _data(site: Path, address: str) -> dict[str, Any]:
    (block,) = page(site, address).data
    found: dict[str, Any] = json.loads(block)
    return found


def _graph(site: Path, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _data(site, address)["@graph"]
    return found


def test_every_page_carries_one_block(site: Path) -> None:
    for address in real_addresses(site):
        data = _data(site, address)
        assert data["@context"] == "https://schema.org"
        assert data["@graph"][0]["@id"] == SITE_URL + address
        assert data["@graph"][0]["inLanguage"] == true_lang(address)


def test_types_and_properties_are_those_of_schema_org(site: Path) -> None:
    """Each type exists, has each property that is told of it, and the value is of a kind that the property allows."""
    known = vocabulary()
    wrong: set[str] = set()
    for address in real_addresses(site):
        for node in _nodes(_data(site, address)):
            wrong |= set(_faults(node, known))
    assert sorted(wrong) == []


def _faults(node: dict[str, Any], known: Any) -> Iterator[str]:
    kinds = _kinds(node)
    yield from (f"no type {kind}" for kind in kinds if kind not in known.parents)
    for name, value in node.items():
        if name.startswith("@"):
            continue
        ranges = [found for kind in kinds if (found := known.range_of(kind, name)) is not None]
        if not ranges:
            yield f"{kinds} has no {name}"
            continue
        allowed: set[str] = set().union(*ranges)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if "@type" in one and not any(known.ancestors(kind) & allowed for kind in _kinds(one)):
                    yield f"{kinds}.{name} holds no {one['@type']}"
            elif TEXT not in allowed:
                yield f"{kinds}.{name} holds no text"


def test_the_check_finds_what_is_wrong() -> None:
    known = vocabulary()
    wrong = {"@type": "Place", "startDate": "2019", "geo": {"@type": "Course"}, "containedInPlace": "x"}
    assert len(list(_faults(wrong, known))) == 3
    assert list(_faults({"@type": "Projekt"}, known)) == ["no type Projekt"]


def test_breadcrumbs_are_those_of_the_page(site: Path) -> None:
    """The parents in the page's own order, then the page itself."""
    for address in real_addresses(site):
        first = _graph(site, address)[0]
        if address in ("", "ro/"):
            assert "breadcrumb" not in first
            continue
        steps = first["breadcrumb"]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        html = (site / address / "index.html").read_text("utf-8")
        crumbs = html.partition('<nav class="k-crumbs"')[2].partition("</nav>")[0]
        shown = [
            unescape(re.sub("<[^>]+>", "", part.partition(">")[2]))
            for part in crumbs.split("</a>")[:-1]
            for part in [part.rpartition("<a ")[2]]
        ]
        assert [step["name"] for step in steps[:-1]] == shown, address
        assert steps[-1]["item"] == {"@id": SITE_URL + address}


def test_every_address_in_the_data_exists(site: Path) -> None:
    for address in real_addresses(site):
        for node in _nodes(_data(site, address)):
            for key in ("url", "item", "contentUrl"):
                value = node.get(key, "")
                found = value["@id"] if isinstance(value, dict) else value
                if found.startswith(SITE_URL):
                    where = re.split("[?#]", found.removeprefix(SITE_URL))[0]
                    assert (site / where / "index.html").is_file() or (site / where).is_file(), (address, found)


def test_a_thing_has_one_name_in_both_languages(site: Path) -> None:
    for address in (address for address in real_addresses(site) if lang_of(address) == "hu"):
        hu, ro = _graph(site, address), _graph(site, "ro/" + address)
        assert [(node["@type"], node.get("@id")) for node in hu[1:]] == [(n["@type"], n.get("@id")) for n in ro[1:]]
        assert hu[0].get("mainEntity") == ro[0].get("mainEntity")
        if len(hu) > 1:
            assert hu[0]["mainEntity"]["@id"] == hu[1]["@id"]


@pytest.mark.parametrize(
    ("address", "kind", "facts"),
    [
        ("", "WebSite", {"name": "Próba", "alternateName": "Probă"}),
        ("data/", "Dataset", {"isAccessibleForFree": True, "version": "1.1"}),
        ("projects/orchard-2012/", "Project", {"foundingDate": "2012-09-01", "dissolutionDate": "2014-10-31"}),
        ("ro/projects/river-school/", "Project", {"identifier": ["VOP-3.1.2-13/1-2014-0017", "RV-2014-5"]}),
        ("trainings/helpers-30/", "Course", {"timeRequired": "PT30H"}),
        ("ro/places/egeres/", "AdministrativeArea", {"name": "Aghireșu", "alternateName": ["Egeres"]}),
        ("organisations/sample-university/", "CollegeOrUniversity", {"name": "Próba Egyetem"}),
        ("themes/learning/", "DefinedTerm", {"inDefinedTermSet": {"@id": f"{SITE_URL}themes/#entity"}}),
        ("glossary/", "DefinedTermSet", {"inLanguage": "hu"}),
        (
            "counties/kolozs/",
            "AdministrativeArea",
            {"name": "Kolozs megye", "alternateName": ["județul Cluj", "Kolozs"]},
        ),
        ("programmes/valley-programme-3/", "FundingScheme", {"identifier": "VOP 3"}),
    ],
)
def test_the_main_entity(address: str, kind: str, facts: dict[str, Any], site: Path) -> None:
    main = _graph(site, address)[1]
    assert main["@type"] == kind
    assert {key: main.get(key) for key in facts} == facts


def test_a_grant_is_told_with_its_sum(site: Path) -> None:
    grant = _graph(site, "projects/orchard-2012/")[2]
    assert grant["@type"] == "MonetaryGrant"
    assert grant["amount"] == {"@type": "MonetaryAmount", "value": 9876543, "currency": "HUF"}
    assert grant["fundedItem"] == {"@id": f"{SITE_URL}projects/orchard-2012/#entity"}


def test_a_hope_and_a_seat_are_no_area_of_work(site: Path, kb: KnowledgeBase) -> None:
    for name, project in kb.records.items():
        served = {area["@id"] for area in _graph(site, f"projects/{name}/")[1].get("areaServed", [])}
        groups = [group for group in project.places if group.role not in ("seat", "expansion")]
        worked = {f"{SITE_URL}places/{place}/#entity" for group in groups for place in group.places}
        worked |= {f"{SITE_URL}counties/{county}/#entity" for group in groups for county in group.counties}
        assert served == worked, name


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_ends_the_block(lang: Lang, hard: KnowledgeBase) -> None:
    """No character of HTML is left in it, and what is read back is what was meant."""
    path = "projects/every-field/"
    about = About(lang, path, "</script><!--&\u2028", "x", ("ro",))
    data = json_ld(hard, about, thing_at(hard, path))
    block = script(data)
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == json.loads(json.dumps(data))
    assert data["@graph"][0]["name"] == about.title
    assert data["@graph"][0]["inLanguage"] == "ro"
    assert list(_faults_of(data)) == []


def _faults_of(data: dict[str, Any]) -> Iterator[str]:
    for node in _nodes(data):
        yield from _faults(node, vocabulary())


def test_a_fallback_says_the_language_of_its_text(variant_site: Path) -> None:
    base = "https://valley.example/tudas/tar/"
    first = _graph(variant_site, "ro/guides/only-hungarian/")[0]
    assert first["inLanguage"] == "hu"
    assert first["@id"] == base + url("ro", "guides/only-hungarian/")
