"""`datapackage.json` against the profiles of Data Package 1, and against the files that it describes."""

import hashlib
import json
import re
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from kalaka.exports.columns import COLUMNS
from kalaka.i18n.languages import LANGS, Lang
from tests.conftest import ROOT
from tests.exports.conftest import Written
from tests.exports.reading import read_csv

VENDOR = ROOT / "tests/vendor/datapackage"


def _validate(profile: str, told: Any) -> None:
    schema = json.loads((VENDOR / f"{profile}.json").read_text("utf-8"))
    assert [f"{e.json_path}: {e.message}" for e in jsonschema.Draft4Validator(schema).iter_errors(told)] == []


@pytest.fixture(scope="module")
def package(written: Written) -> Any:
    return json.loads(written.text("datapackage.json"))


def test_it_fits_its_profile(package: Any) -> None:
    _validate("data-package", package)
    assert package["version"] == "1.1"


def test_it_describes_every_other_file_truly(package: Any, written: Written) -> None:
    told = {resource["path"]: resource for resource in package["resources"]}
    assert set(told) == {file.name for file in written.folder.iterdir()} - {"datapackage.json", "dcat.ttl"}
    for name, resource in told.items():
        raw = (written.folder / name).read_bytes()
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_fits_its_schema(lang: Lang, package: Any, written: Written) -> None:
    """Every cell by the type and the constraints that the description gives its column."""
    (resource,) = [found for found in package["resources"] if found["path"] == f"projects.{lang}.csv"]
    _validate("tabular-data-resource", resource)
    fields = resource["schema"]["fields"]
    headings, rows = read_csv(written.folder / resource["path"])
    assert [field["name"] for field in fields] == headings
    assert [field["column"] for field in fields] == [column.id for column in COLUMNS]
    patterns = {"string": ".*", "year": r"\d{4}", "number": r"\d+(,\d+)?"}
    for field, cells in zip(fields, zip(*rows, strict=True), strict=True):
        limits = field.get("constraints", {})
        for cell in cells:
            assert cell or not limits.get("required"), field["name"]
            if cell:
                assert re.fullmatch(patterns[field["type"]], cell), (field["name"], cell)
                assert re.fullmatch(limits.get("pattern", ".*"), cell), (field["name"], cell)
        if limits.get("unique"):
            assert len(set(cells)) == len(cells)
