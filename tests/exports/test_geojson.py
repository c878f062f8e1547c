"""`places.geojson` against the schema of RFC 7946, and against the records that mention the places."""

import json

import jsonschema  # type: ignore[import-untyped]

from kalaka.exports.geojson import PROPERTIES
from tests.conftest import ROOT
from tests.exports.conftest import Written
from tests.exports.reading import read_json

SCHEMA = json.loads((ROOT / "tests/vendor/geojson/FeatureCollection.json").read_text("utf-8"))


def test_it_is_geojson(written: Written) -> None:
    told = json.loads(written.text("places.geojson"))
    assert [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(told)] == []
    assert (told["version"], told["licence"]) == ("1.1", "CC-BY-4.0")


def test_every_place_that_a_record_mentions_is_a_point_with_its_roles(written: Written) -> None:
    expected: dict[str, dict[str, list[str]]] = {}
    for name, record in written.records.items():
        for group in record["places"]:
            for place in group["places"]:
                expected.setdefault(place, {}).setdefault(name, []).append(group["role"])
        for activity in record["activities"]:
            for place in activity["places"]:
                expected.setdefault(place, {}).setdefault(name, ["activity"])
    features = read_json(written.text("places.geojson"))["features"]
    told = {
        feature["properties"]["id"]: {use["id"]: use["roles"] for use in feature["properties"]["projects"]}
        for feature in features
    }
    assert told == expected
    assert list(told) == sorted(told)


def test_a_point_says_what_the_vocabulary_says(written: Written) -> None:
    vocabulary = written.catalogue["vocabulary"]
    for feature in read_json(written.text("places.geojson"))["features"]:
        told = feature["properties"]
        place = vocabulary["places"][told["id"]]
        county = vocabulary["counties"].get(place.get("county"), {"name": {}})
        assert feature["geometry"]["coordinates"] == [place["lon"], place["lat"]]
        assert {key: told[key] for key in ("name_hu", "name_ro", "county_hu", "county_ro", "page_hu", "page_ro")} == {
            "name_hu": place["name"].get("hu"),
            "name_ro": place["name"].get("ro"),
            "county_hu": county["name"].get("hu"),
            "county_ro": county["name"].get("ro"),
            "page_hu": place["page"]["hu"],
            "page_ro": place["page"]["ro"],
        }
        for key in ("level", "country", "county", "nuts3", "code", "geonames"):
            assert told[key] == place.get(key), key
        assert told["code_system"] == ({"RO": "SIRUTA", "HU": "KSH"}[place["country"]] if "code" in place else None)


def test_every_property_is_explained(written: Written) -> None:
    explained = {name for names in PROPERTIES.values() for name in names}
    for feature in read_json(written.text("places.geojson"))["features"]:
        assert set(feature["properties"]) == explained
