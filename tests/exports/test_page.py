"""The page of open data: every file with its true size, every column, every field; and the files beside it."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from kalaka.build.loading import load_and_check
from kalaka.exports.columns import COLUMNS
from kalaka.exports.data_page import meaning
from kalaka.exports.fields import ADDED, groups
from kalaka.exports.formats import DATA, DESCRIPTIONS
from kalaka.exports.geojson import PROPERTIES
from kalaka.i18n.formatting import number
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from tests.conftest import Served, copy_root
from tests.exports.conftest import write
from tests.exports.reading import read_json
from tests.pages import page
from tests.reading import read_page


def _rows(site: Path, lang: Lang, heading: str) -> list[list[str]]:
    return [line.text.split(" | ") for line in read_page(site, lang, "data/").lines if line.heading == heading]


def test_the_built_files_are_those_of_the_records(site: Path, kb: KnowledgeBase, tmp_path: Path) -> None:
    made = write(kb, tmp_path / "data")
    for file in made.files:
        assert (site / "data" / file.name).read_bytes() == (made.folder / file.name).read_bytes(), file.name
    assert {file.name for file in (site / "data").iterdir()} == {file.name for file in made.files} | {"index.html"}


@pytest.mark.parametrize("lang", LANGS)
def test_every_file_is_linked_with_its_size(lang: Lang, site: Path) -> None:
    rows = {row[0]: row for row in _rows(site, lang, messages(lang)("data.part.files")) if len(row) == 4}
    links = page(site, url(lang, "data/")).links
    prefix = "" if lang == "hu" else "../../data/"
    for form in (*DATA, *DESCRIPTIONS):
        size = (site / "data" / form.name).stat().st_size
        assert rows[form.name][3] == f"{number(size * 10 // 1000 / 10, lang)} kB".replace(",0 kB", " kB")
        assert prefix + form.name in links


@pytest.mark.parametrize("lang", LANGS)
def test_every_column_is_explained(lang: Lang, site: Path) -> None:
    words = messages(lang)
    rows = {row[0]: row[1:] for row in _rows(site, lang, words("data.part.columns")) if len(row) == 3}
    for column in COLUMNS:
        shown = f"{words(f'data.column.{column.id}')}`{column.id}`"
        assert rows[shown] == [words(f"data.kind.{column.kind}"), words(f"data.about.{column.id}")]


@pytest.mark.parametrize("lang", LANGS)
def test_every_field_is_explained(lang: Lang, site: Path) -> None:
    words = messages(lang)
    for group in groups():
        rows = {row[0]: row for row in _rows(site, lang, words(f"data.group.{group.name}")) if len(row) == 3}
        for field in group.fields:
            assert rows[f"`{field.name}`"][2] == meaning(field, words), group.name
            assert all(f"`{value}`" in rows[f"`{field.name}`"][1] for value in field.type.values)
    point = _rows(site, lang, words("data.part.map"))
    assert {name for row in point for name in re.findall("`([^`]+)`", row[0])} == {
        name for names in PROPERTIES.values() for name in names
    }


def test_the_messages_explain_no_other_field() -> None:
    told = {key for key in messages("hu").leaves if key.startswith("data.added.")}
    assert told == {f"data.added.{field.name}" for fields in ADDED.values() for field in fields}


def test_every_key_of_the_json_is_explained(site: Path) -> None:
    """Walks the file along the groups: a key that the page does not name is a fault."""
    known = {group.name: group for group in groups()}
    catalogue = read_json((site / "data/projects.json").read_text("utf-8"))

    def walk(value: Any, name: str) -> None:
        group = known[name]
        fields = {field.name: field for own in (name, *group.inherits) for field in known[own].fields}
        assert set(value) <= set(fields), (name, set(value) - set(fields))
        always = {field.name for field in fields.values() if field.always}
        assert always - set(value) <= {"id"}, (name, always - set(value))
        for key, inner in value.items():
            kind = fields[key].type
            assert isinstance(inner, list) == kind.many, (name, key)
            for one in inner if kind.many else [inner]:
                if kind.kind == "group":
                    walk(one, kind.of)
                elif kind.kind == "one_of":
                    assert one in kind.values, (name, key, one)

    for record in catalogue["projects"]:
        walk(record, "project")
    for kind, group in (
        ("counties", "county"),
        ("places", "place"),
        ("sources", "source"),
        ("target-groups", "target_group"),
    ):
        for entry in catalogue["vocabulary"][kind].values():
            walk(entry, group)


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_names_who_is_not_in_the_iati_file(lang: Lang, site: Path, kb: KnowledgeBase) -> None:
    text = read_page(site, lang, "data/").text
    comment = (site / "data/iati-activities.xml").read_text("utf-8").partition("</iati-activities>")[2]
    names = re.findall(r"^  ([a-z0-9-]+):", comment, re.M)
    assert names
    for name in names:
        assert kb.projects[name].short_title.best(lang)[0] in text


def test_links_to_a_part_of_the_page_are_checked(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    guide = root / "docs/guides/self-organisation.md"
    text = guide.read_text("utf-8")
    guide.write_text(f"{text}\n[jó](../data/index.md#columns) [rossz](../data/index.md#nincs)\n", "utf-8")
    _, problems = load_and_check(root)
    assert [(found.code, dict(found.facts)["found"]) for found in problems if found.code.startswith("broken")] == [
        ("broken-fragment", "../data/index.md#nincs")
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_the_footer_leads_to_the_data_and_readers_of_news_find_the_feed(lang: Lang, site: Path) -> None:
    assert "data/" in {link.removeprefix("../") for link in page(site, url(lang, "imprint/")).links}
    for path in ("", "data/"):
        feeds = {facts["type"] for tag, facts in page(site, url(lang, path)).tags if tag == "link" and "type" in facts}
        assert {"application/atom+xml", "application/feed+json"} <= feeds


def test_a_browser_runs_no_data_and_downloads_a_file(browser: Browser, served: Served) -> None:
    context = browser.new_context()
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(served.url + "ro/data/")
    assert tab.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)['@context']")
    with tab.expect_download() as started:
        tab.click('a[href$="projects.ro.xlsx"]')
    assert Path(started.value.path()).read_bytes() == (served.folder / "data/projects.ro.xlsx").read_bytes()
    assert said == []
    context.close()
