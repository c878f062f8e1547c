"""`projects.json` holds every record whole, and everything that a record refers to."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from kalaka.exports import VERSION
from kalaka.exports.columns import Stated, values
from kalaka.exports.json_catalogue import KINDS, record_json
from kalaka.i18n.languages import LANGS
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.references import references
from kalaka.model.vocabulary import VOCABULARIES
from tests.exports.conftest import Written, write
from tests.exports.reading import read_json
from tests.pages import SITE_URL

OWN = {"page", "languages", "body"}
"""What the file adds, or tells in another form."""


def test_a_record_read_again_is_the_record(written: Written) -> None:
    for name, project in written.kb.records.items():
        told = {key: value for key, value in written.records[name].items() if key not in OWN}
        again = Project.model_validate(told)
        assert again == project.model_copy(update={"body": None})


def test_an_entry_read_again_is_the_entry(written: Written) -> None:
    for kind in KINDS:
        told = written.catalogue["vocabulary"][kind]
        entries = written.kb.entries(kind)
        assert set(told) == set(entries)
        for name, entry in entries.items():
            own = {key: value for key, value in told[name].items() if key != "page"}
            assert VOCABULARIES[kind].model_validate({"id": name, **own}) == entry


def test_everything_that_a_record_names_is_in_the_file(written: Written) -> None:
    known = written.catalogue["vocabulary"] | {"projects": written.records}
    for project in written.kb.records.values():
        for _, kind, name in references(project):
            assert name in known[kind], (project.id, kind, name)


def test_lists_are_always_there_and_nothing_is_null(written: Written) -> None:
    lists = [name for name, field in Project.model_fields.items() if "tuple" in str(field.annotation)]
    assert len(lists) > 10
    for record in written.records.values():
        assert [name for name in lists if not isinstance(record[name], list)] == []
    assert "null" not in re.sub(r'"(?:[^"\\]|\\.)*"', "", written.text("projects.json"))


def test_the_file_says_its_version_licence_and_day(written: Written) -> None:
    head = written.catalogue
    assert (head["version"], head["licence"]) == (VERSION, "CC-BY-4.0")
    assert head["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert head["documentation"] == {"hu": f"{SITE_URL}data/", "ro": f"{SITE_URL}ro/data/"}
    assert head["modified"] == max(record["review"]["last_checked"] for record in written.records.values())


def test_stories_have_whole_links_to_pages_that_exist(written: Written) -> None:
    paths = written.kb.paths
    links = 0
    for record in written.records.values():
        for html in record.get("body", {}).values():
            for href in re.findall(r'<a [^>]*?href="([^"]*)"', html):
                links += 1
                assert urljoin("https://elsewhere.example/", href) == href
                if href.startswith(SITE_URL):
                    assert urlsplit(href).path.removeprefix("/").removeprefix("ro/") in paths, href
    assert links > 10
    hard = written.records["every-field"]["body"]["ro"]
    assert f'href="{SITE_URL}ro/places/korosfo/#map"' in hard
    assert f'href="{SITE_URL}ro/projects/every-field/#k"' in hard
    assert 'href="https://example.org/?a=1&amp;b=2"' in hard


def test_a_row_looks_at_no_other_record(written: Written) -> None:
    """The same JSON and the same cells from a knowledge base that holds the record alone."""
    whole = written.kb
    for name, project in whole.records.items():
        alone = replace(whole, projects={name: whole.projects[name]}, records={name: project})
        # links of the story lead to other records' addresses, which the set of addresses has to know
        alone.__dict__["addresses"] = whole.addresses
        assert record_json(alone, project) == record_json(whole, project), name
        for lang in LANGS:
            assert values(Stated(alone, project), lang) == values(Stated(whole, project), lang), name


def test_an_empty_catalogue_is_still_whole(kb: KnowledgeBase, tmp_path: Path) -> None:
    empty = write(replace(kb, projects={}, guides={}, trainings={}), tmp_path / "data")
    assert read_json(empty.text("projects.json"))["projects"] == []
    assert read_json(empty.text("places.geojson"))["features"] == []
    assert len(empty.text("projects.hu.csv").splitlines()) == 1
