"""`iati-activities.xml` against the schema and the rules of IATI 2.03, and against the records.

Two rules of the standard are not kept, knowingly, and the page says so: a record with several themes has no `sector`,
because no source states the shares; a record in two countries has no `recipient-country`.
"""

import json
import re
from typing import Any

import pytest
from lxml import etree

from kalaka.exports import iati
from kalaka.i18n.languages import LANGS
from kalaka.i18n.messages import messages
from tests.conftest import ROOT
from tests.exports.conftest import Written
from tests.pages import SITE_URL

VENDOR = ROOT / "tests/vendor/iati"
XML = "{http://www.w3.org/XML/1998/namespace}"


@pytest.fixture(scope="module")
def schema() -> Any:
    return etree.XMLSchema(etree.parse(str(VENDOR / "iati-activities-schema.xsd")))


@pytest.fixture(scope="module")
def tree(written: Written) -> Any:
    return etree.fromstring((written.folder / "iati-activities.xml").read_bytes())


def _by_id(tree: Any) -> dict[str, Any]:
    return {found.findtext("iati-identifier").removeprefix("valley.example-"): found for found in tree}


def test_it_fits_the_schema(tree: Any, schema: Any) -> None:
    assert schema.validate(tree), schema.error_log
    assert tree.get("version") == "2.03"
    assert tree.get(f"{{{SITE_URL}data/}}version") == "1.1"


def test_the_schema_finds_what_is_wrong(tree: Any, schema: Any) -> None:
    wrong = etree.fromstring(etree.tostring(tree))
    wrong[0].remove(wrong[0].find("activity-status"))
    assert not schema.validate(wrong)


def test_it_keeps_the_rules_of_the_standard(tree: Any) -> None:
    rules = json.loads((VENDOR / "standard_ruleset.json").read_text("utf-8"))
    checked = 0
    for context, kinds in rules.items():
        for node in tree.xpath(context):
            for case in kinds.get("atleast_one", {}).get("cases", ()):
                if case["paths"] != ["sector", "transaction/sector"] or len(node.findall("tag")) == 1:
                    assert any(node.xpath(path) for path in case["paths"]), (context, case)
                    checked += 1
            for case in kinds.get("date_order", {}).get("cases", ()):
                low, high = node.xpath(case["less"]), node.xpath(case["more"]) if case["more"] != "NOW" else []
                assert not low or not high or min(low) <= max(high), (context, case)
            for case in kinds.get("regex_matches", {}).get("cases", ()):
                for text in (_text(found) for path in case["paths"] for found in node.xpath(path)):
                    assert re.fullmatch(case["regex"], text), text
                    checked += 1
            for case in kinds.get("no_more_than_one", {}).get("cases", ()):
                assert sum(len(node.xpath(path)) for path in case["paths"]) <= 1
            assert not node.xpath("@percentage")
    assert checked > 20


def _text(found: Any) -> str:
    return str(found.text if hasattr(found, "text") else found)


CODES = {
    "activity-status": {"1", "2", "4"},
    "activity-scope": {"3", "4", "5", "6"},
    "activity-date": {"1", "2", "3", "4"},
    "participating-org": {"1", "2", "3", "4"},
    "description": {"1", "2", "3"},
    "reporting-org": {"90"},
    "transaction-type": {"11"},
    "location-reach": {"1"},
    "exactness": {"2"},
    "location-id": {"G1"},
    "other-identifier": {"A9"},
    "category": {"A12"},
    "tag": {"99"},
    "sector": {"99"},
    "related-activity": {"1"},
    "recipient-country": {"HU", "RO"},
    "language": {"hu", "ro"},
}
"""The codes in use, by the code lists of 2.03 (OrganisationRole, ActivityStatus, DocumentCategory …)."""


def test_codes_are_those_of_the_code_lists(tree: Any) -> None:
    for name, allowed in CODES.items():
        found = {
            next(filter(None, (node.get(key) for key in ("role", "vocabulary", "type", "code"))))
            for node in tree.iter(name)
        }
        assert found <= allowed, (name, found - allowed)


# What it says of the records


def test_records_that_lack_what_is_required_are_named_and_left_out(tree: Any, written: Written) -> None:
    expected = {}
    for name, record in written.records.items():
        roles = {group["role"] for group in record["organisations"]}
        lacking = {
            "start": not any("start" in period for period in record["periods"] if "of" not in period),
            "organisation": not roles & set(iati.ROLES),
            "status": record["status"] == "unknown",
        }
        expected[name] = tuple(fact for fact, missing in lacking.items() if missing)
    assert dict(written.left_out) == {name: lacking for name, lacking in expected.items() if lacking}
    assert set(_by_id(tree)) == {name for name, lacking in expected.items() if not lacking}
    comment = written.text("iati-activities.xml").partition("</iati-activities>")[2]
    assert re.findall(r"^  ([a-z0-9-]+): (.*)$", comment, re.M) == [
        (name, ", ".join(lacking)) for name, lacking in written.left_out
    ]
    assert [name for name, _ in written.left_out] == ["open-yard"]


def test_titles_and_summaries_are_in_both_languages(tree: Any, written: Written) -> None:
    for name, activity in _by_id(tree).items():
        record = written.records[name]
        for element, text in (("title", record["title"]), ("description[@type='1']", record["summary"])):
            told = {node.get(f"{XML}lang"): node.text for node in activity.find(element)}
            assert told == text


def test_every_activity_says_where_in_which_country_and_with_whom(tree: Any, written: Written) -> None:
    for name, activity in _by_id(tree).items():
        record = written.records[name]
        groups = [group for group in record["places"] if group["role"] not in ("seat", "expansion")]
        places = list(dict.fromkeys(place for group in groups for place in group["places"]))
        known = written.catalogue["vocabulary"]["places"]
        points = [node.text.split() for node in activity.iterfind("location/point/pos")]
        assert points == [[str(known[place]["lat"]), str(known[place]["lon"])] for place in places]
        counties = {county for group in groups for county in group["counties"]}
        countries = {known[place]["country"] for place in places}
        countries |= {written.catalogue["vocabulary"]["counties"][county]["country"] for county in counties}
        told = [node.get("code") for node in activity.iterfind("recipient-country")]
        assert told == (list(countries) if len(countries) == 1 else [])
        orgs = {
            (node.get("role"), node.findtext(f"narrative[@{XML}lang='ro']") or node.findtext("narrative"))
            for node in activity.iterfind("participating-org")
        }
        for group in record["organisations"]:
            for org in group["organisations"]:
                title = written.catalogue["vocabulary"]["organisations"][org]["name"]
                shown = title.get("ro", title.get("hu"))
                assert ((iati.ROLES.get(group["role"]), shown) in orgs) == (group["role"] in iati.ROLES)


def test_no_day_is_invented_without_saying_what_was_stated(tree: Any) -> None:
    found = _by_id(tree)
    dates = {
        node.get("type"): (node.get("iso-date"), [text.text for text in node.iterfind("narrative")])
        for node in found["river-school-2"].iterfind("activity-date")
    }
    assert dates == {"2": ("2021-01-01", [messages(lang)("data.iati_date", date="2021") for lang in LANGS])}
    dates = {
        node.get("type"): (node.get("iso-date"), len(node)) for node in found["river-school"].iterfind("activity-date")
    }
    assert dates == {"2": ("2014-03-01", 2), "4": ("2016-06-30", 0)}
    hard = {
        node.get("type"): (node.get("iso-date"), len(node)) for node in found["every-field"].iterfind("activity-date")
    }
    assert hard == {"1": ("2019-02-03", 0), "3": ("2020-02-29", 2)}


def test_money_only_where_sum_and_day_are_known(tree: Any) -> None:
    commitments = tree.findall(".//transaction")
    values = [value for commitment in commitments for value in commitment.findall("value")]
    assert {(value.text, value.get("currency"), value.get("value-date")) for value in values} == {
        ("1756996.25", "RON", "2018-12-01"),
        ("48250.5", "EUR", "2013-12-05"),
        ("9876543", "HUF", "2012-06-20"),
    }
    assert len(values) == 3
    assert tree.findall(".//budget") == tree.findall(".//result") == []


def test_a_theme_is_a_sector_only_when_it_is_the_only_one(tree: Any, written: Written) -> None:
    for name, activity in _by_id(tree).items():
        themes = written.records[name]["themes"]
        assert [node.get("code") for node in activity.iterfind("tag")] == themes
        assert [node.get("code") for node in activity.iterfind("sector")] == (themes if len(themes) == 1 else [])
