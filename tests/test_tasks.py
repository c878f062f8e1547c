"""Tasks: what readers come to do, where it leads, and how it stands on its page, in the data and in files without any."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kalaka.build.loading import load_and_check
from kalaka.content.html_text import heading_at
from kalaka.exports.json_catalogue import vocabulary_json
from kalaka.exports.schema_org import json_ld
from kalaka.exports.schema_org_entities import About
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages import route_at
from kalaka.pages.tasks import destinations
from tests.conftest import copy_root
from tests.pages import Html

PAGE = "tasks/"


def _page(kb: KnowledgeBase, lang: Lang) -> Html:
    route = route_at(kb, lang, PAGE)
    assert route
    html = Html()
    html.feed(route.render().body)
    return html


def _leading_to(kb: KnowledgeBase, *addresses: str) -> KnowledgeBase:
    """The knowledge base with one task that leads to some addresses."""
    (task,) = (task for task in kb.tasks.values() if task.id == "study-circle")
    only = task.model_copy(update={"leads_to": addresses})
    return replace(kb, vocabulary={**kb.vocabulary, "tasks": {task.id: only}})


# Titles of what a task leads to


@pytest.mark.parametrize(
    ("address", "hu", "ro"),
    [
        ("guides/study-circles/", "Útmutató: {guide}", "Ghid: {guide}"),
        ("guides/study-circles/#first-month", "Útmutató: Az első hónap ({guide})", "Ghid: Prima lună ({guide})"),
        ("guides/only-hungarian/#first", "Útmutató: Első rész ({guide})", "Ghid: Első rész ({guide})"),
        ("projects/?county=kolozs&target-group=pupils", "Projektek: Kolozs, Iskolások", "Proiecte: Cluj, Elevi"),
        ("projects/?year=2014&q=tábor", "Projektek: 2014, „tábor”", "Proiecte: 2014, „tábor”"),
        ("counties/kolozs/#for-pupils", "Iskolások (Kolozs megye)", "Elevi (Județul Cluj)"),
        ("glossary/#study-circle", "Fogalomtár: Tanulókör", "Glosar: Cerc de studiu"),
        (
            "projects/river-school/",
            "Projekt: Folyóparti iskola, 2014–2016",
            "Proiect: Școala de pe malul râului, 2014–2016",
        ),
        ("contribute/project/", "Projekt: mezők és példák", "Proiect: câmpuri și exemple"),
        ("data/", "Nyílt adatok", "Date deschise"),
    ],
)
def test_where_a_task_leads_is_said_with_the_title_that_stands_there(
    address: str, hu: str, ro: str, kb: KnowledgeBase
) -> None:
    doc = kb.guides.get(address.split("/")[1])
    for lang, wanted in zip(LANGS, (hu, ro), strict=True):
        (task,) = _leading_to(kb, address).tasks.values()
        (found,) = destinations(_leading_to(kb, address), lang, task)
        said = f"{found.kind}: {found.title}" if found.kind else found.title
        assert said == wanted.format(guide=doc.title.best(lang)[0] if doc else "")
        assert found.address == address


def test_the_heading_of_a_part_is_its_own_or_the_first_inside_it() -> None:
    html = '<h2 id="a">Egy<sup class="footnote-ref"><a href="#n">1</a></sup></h2><p id="b">x</p><section id="c"><p>y</p><h3>Három</h3></section><h2>Öt</h2>'
    assert [heading_at(html, name) for name in "abcd"] == ["Egy", "", "Három", ""]


# The page


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_lists_every_task_for_each_of_its_readers_with_all_it_leads_to(lang: Lang, kb: KnowledgeBase) -> None:
    html = _page(kb, lang)
    text = "".join(html.words)
    for task in kb.tasks.values():
        assert text.count(task.name.best(lang)[0]) == len(task.readers)
        assert html.ids.count(task.id) == 1
        for address in task.leads_to:
            assert html.links.count(f"../{address}") == len(task.readers)
    for readers in {readers for task in kb.tasks.values() for readers in task.readers}:
        assert f"k-{readers}" in html.ids
        assert f"#k-{readers}" in html.links


@pytest.mark.parametrize("lang", LANGS)
def test_own_tasks_of_readers_come_before_those_they_share(lang: Lang, kb: KnowledgeBase) -> None:
    words = [word for word in _page(kb, lang).words if word.strip()]
    own, shared = (kb.tasks[name].name.best(lang)[0] for name in ("study-circle", "kolozs-pupils"))
    assert words.index(own) < words.index(shared)


@pytest.mark.parametrize("lang", LANGS)
def test_search_engines_get_the_tasks_as_a_list(lang: Lang, kb: KnowledgeBase) -> None:
    graph: Any = json_ld(kb, About(lang, PAGE, "t", "d", LANGS), None)["@graph"]
    page, tasks = graph
    assert page["@type"] == "CollectionPage"
    assert [item["name"] for item in tasks["itemListElement"]] == [t.name.best(lang)[0] for t in kb.tasks.values()]
    assert all(item["url"].startswith(kb.settings.site_url) for item in tasks["itemListElement"])


def test_the_open_data_have_the_tasks_with_their_addresses(kb: KnowledgeBase) -> None:
    told = json.loads(vocabulary_json(kb))["tasks"]["study-circle"]
    assert told["page"] == {
        lang: f"{kb.settings.site_url}{'' if lang == 'hu' else 'ro/'}tasks/#study-circle" for lang in LANGS
    }
    assert told["leads_to"] == ["guides/study-circles/#first-month", "trainings/helpers-30/"]
    assert told["readers"] == ["practitioners"]


# Without tasks


def test_a_site_may_be_without_the_file(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "kb")
    (root / "vocabulary/tasks.yml").unlink()
    kb, problems = load_and_check(root)
    assert not [problem for problem in problems if "tasks" in problem.file]
    assert PAGE not in kb.paths
    assert route_at(kb, "hu", PAGE) is None
    shutil.rmtree(root)


def test_a_link_to_the_page_of_a_file_that_cannot_be_read_is_not_broken(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "kb")
    (root / "vocabulary/tasks.yml").write_text("[broken", "utf-8")
    about = root / "docs/about/index.md"
    about.write_text(about.read_text("utf-8") + "\n[Miben segít?](../tasks/index.md)\n", "utf-8")
    _, problems = load_and_check(root)
    assert [problem.file for problem in problems if problem.code == "broken-link"] == []
    assert [problem.file for problem in problems if problem.level == "error"] == ["vocabulary/tasks.yml"]
