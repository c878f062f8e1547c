"""What was done: which activities belong to which entry, how its page tells them, and the brief above.

The cases are files below `tests/cases/done/`: records that are added to the valley, and lines of pages of entries.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import to_json

from kalaka.build.loading import load_and_check
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Told
from kalaka.pages import route_at
from kalaka.pages.done import ACTS, PER_HEADING
from kalaka.problems.problem import errors
from kalaka.rules.page_weight import HEAVIEST
from tests.casefiles import read_cases
from tests.conftest import copy_root
from tests.reading import Read, read_html, stands_on


def add_record(root: Path, name: str, fields: dict[str, Any]) -> None:
    """Write a record of which only what matters is given."""
    record = {
        "id": name,
        "short_title": fields["title"],
        "summary": {"hu": "Egy mondat. Még egy.", "ro": "O propoziție. Încă una."},
        "translation": {"status": "reviewed", "date": "2026-11-22"},
        "review": {"last_checked": "2026-11-22"},
    } | fields
    (root / f"docs/projects/{name}.yml").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")


def load(root: Path) -> KnowledgeBase:
    kb, problems = load_and_check(root)
    assert [problem.sentence("hu") for problem in errors(problems)] == []
    return kb


def body(kb: KnowledgeBase, lang: Lang, path: str) -> str:
    route = route_at(kb, lang, path)
    assert route is not None
    return route.render().body


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    root = copy_root(tmp_path_factory.mktemp("worked") / "root")
    for name, fields in read_cases("done/records.yml").items():
        add_record(root, name, fields)
    return load(root)


def _cases() -> Iterator[Any]:
    for name, case in read_cases("done/lines.yml").items():
        for lang in LANGS:
            yield pytest.param(lang, case, id=f"{name} ({lang})")


@pytest.mark.parametrize(("lang", "case"), list(_cases()))
def test_line(worked: KnowledgeBase, lang: Lang, case: dict[str, Any]) -> None:
    page: Read = read_html(body(worked, lang, case["page"]))
    assert [line for line in case[lang] if not stands_on(line, page, worked, lang)] == [], page.text
    assert [line for line in case.get("not", {}).get(lang, ()) if stands_on(line, page, worked, lang)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_county_and_a_group_lead_to_each_other(worked: KnowledgeBase, lang: Lang) -> None:
    """From the list of places to the county, from its brief to the group, and from the page of the group back."""
    doors = re.findall(r'href="\.\./counties/([a-z-]+)/"', body(worked, lang, "places/").partition("k-body")[0])
    assert "kolozs" in doors
    assert "tolna" in doors
    county, group = body(worked, lang, "counties/kolozs/"), body(worked, lang, "target-groups/helpers/")
    chips = re.findall(r'<li><a href="#([a-z-]+)">', county)
    assert "for-helpers" in chips
    assert [chip for chip in chips if f'<h3 id="{chip}">' not in county] == []
    assert 'href="../../target-groups/helpers/"' in county
    assert 'href="../../counties/kolozs/#for-helpers"' in group


# Many projects


def _many(kb: KnowledgeBase, number: int, acts: int) -> KnowledgeBase:
    """With so many projects like one that each did so much."""
    camps = kb.projects["camps"]
    told = Told(camps.told.acts * (acts // len(camps.told.acts)), camps.told.results)
    made = {
        f"camps-{at:04}": camps._replace(id=f"camps-{at:04}", told_json=to_json(told), latest_start=f"{3000 + at}")
        for at in range(number)
    }
    return replace(kb, projects={**kb.projects, **made})


PAGES = (
    "counties/kolozs/",
    "target-groups/helpers/",
    "themes/sport/",
    "places/korosfo/",
    "organisations/sample-church/",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_grows_with_what_was_done(worked: KnowledgeBase, path: str) -> None:
    """Beyond the first ones projects and activities are counted; the list of projects has parts."""
    sizes = [len(body(_many(worked, number, acts), "hu", path)) for number, acts in ((100, 40), (400, 40), (400, 80))]
    assert max(sizes) < min(sizes) * 1.02, sizes
    assert max(sizes) < HEAVIEST


def test_what_is_left_out_is_counted(worked: KnowledgeBase) -> None:
    """Of 100 more projects with ten activities of the group each, and two of the valley's records with one."""
    page = read_html(body(_many(worked, 100, 40), "hu", "counties/kolozs/"))
    assert "Segítők 1002" in {line.text for line in page.lines}
    under = [line.text for line in page.lines if line.heading == "Segítők 1002"]
    assert under.count("és még 2 a projekt oldalán") == PER_HEADING
    assert f"és még {102 - PER_HEADING} projekt" in under
    assert sum(text.startswith("Segítők tábora") for text in under) == PER_HEADING * ACTS
