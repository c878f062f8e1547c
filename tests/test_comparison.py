"""What projects are compared by: sums per participant, pairs of phases, and the rows of the ready pages."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kalaka.exports.sitemap import real_versions
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import KnowledgeBase, Use
from kalaka.model.summary import Bond, Summary, summarise
from kalaka.pages.compare import LISTED, ROWS, chooser, pair_page
from kalaka.pages.project import pair_path
from kalaka.queries.related import Pair, pairs, pairs_of
from tests.pages import page
from tests.reading import read_page

PAIR = "compare/river-school--river-school-2/"
ONLY_FIRST: dict[Lang, list[str]] = {
    "hu": [
        "Minden faluban legyen délutáni tanulókör. [1b] | A szülők is vegyenek részt a közös munkában. [1] | Tíz faluban legyen közös udvar. [1]",
        "kevesebben buktak. [2a] / 12 tanuló / A jelentés szerint. | Nincs adat a forrásban",
        "Megvalósult | Kisfilm a táborról [2] / Film / A forrás megnevezi",
    ],
    "ro": [
        "În fiecare sat să existe un cerc de studiu. [1b] | Și părinții să ia parte la munca în comun. [1] | Zece sate să aibă o curte comună. [1]",
        "mai puțini au rămas repetenți. [2a] / 12 elevi / Potrivit raportului. | Sursa nu precizează",
        "Realizate | Scurtmetraj despre tabără [2] / Film / Menționate în sursă",
    ],
}
"""What the first project of the pair has beside what the second one has, or lacks: parts of lines."""


# Pairs


def _following(**relations: list[tuple[str, str | None]]) -> Any:
    """A knowledge base of nothing but projects and how they are related: kind and id."""
    projects: dict[str, Any] = {}
    uses: dict[tuple[str, str | None], list[Use]] = {}
    for name, bonds in relations.items():
        kept = tuple(Bond(kind, other, None, None, None, None, None, ()) for kind, other in bonds)
        projects[name] = SimpleNamespace(id=name, relations=kept)
        for index, (_, other) in enumerate(bonds):
            uses.setdefault(("projects", other), []).append(Use("projects", name, ("relations", index)))
    return SimpleNamespace(projects=projects, uses=uses)


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        ({"a": [], "b": [("continues", "a")]}, [("a", "b")]),
        ({"a": [], "b": [("continues", "a")], "c": [("continues", "b")]}, [("a", "b"), ("b", "c")]),
        ({"a": [("part_of", "b")], "b": [("same_organisation", "a")]}, []),
        ({"a": [("continues", None)]}, []),
        ({"a": [], "b": [("continues", "a"), ("continues", "a")]}, [("a", "b")]),
        ({"a": [("continues", "b")], "b": [("continues", "a")]}, [("b", "a"), ("a", "b")]),
    ],
)
def test_pairs(relations: dict[str, list[tuple[str, str | None]]], expected: list[Pair]) -> None:
    kb = _following(**relations)
    assert list(pairs(kb)) == expected
    for name, project in kb.projects.items():
        assert sorted(pairs_of(kb, project)) == sorted(pair for pair in expected if name in pair)


def test_a_pair_is_true_in_the_languages_of_both(kb: KnowledgeBase) -> None:
    pair = next(pairs(kb))
    first = kb.projects[pair[0]]._replace(real=("ro",))
    changed = replace(kb, projects={**kb.projects, pair[0]: first})
    assert real_versions(kb)[pair_path(pair)] == LANGS
    assert real_versions(changed)[pair_path(pair)] == ("ro",) == pair_page(changed, pair, "hu").real


def test_each_pair_has_a_page_and_both_projects_lead_to_it(site: Path, kb: KnowledgeBase) -> None:
    assert [f"compare/{'--'.join(pair)}/" for pair in pairs(kb)] == [PAIR]
    for prefix in ("", "ro/"):
        for name in ("river-school", "river-school-2"):
            links = page(site, f"{prefix}projects/{name}/").links
            assert f"../../{PAIR}" in links
            assert f"../../compare/?p={name}" in links
        assert f"../{PAIR}" in page(site, f"{prefix}compare/").links


@pytest.mark.parametrize("lang", LANGS)
def test_of_many_pairs_the_latest_are_listed(kb: KnowledgeBase, lang: Lang) -> None:
    """A chain of 121 phases, one begun each year."""
    one = kb.projects["open-yard"]
    many = {}
    for year in range(1900, 2021):
        before, name = f"p{year - 1}", f"p{year}"
        bonds = (Bond("continues", before, None, None, None, None, None, ()),) if year > 1900 else ()
        mentions = tuple((("relations", 0), "projects", before) for _ in bonds)
        many[name] = one._replace(id=name, latest_start=str(year), relations=bonds, mentions=mentions)
    made = chooser(replace(kb, projects=many), lang).body
    listed = re.findall(r'href="(?:\.\./)+compare/(p\d+--p\d+)/"', made)
    assert listed == [f"p{year - 1}--p{year}" for year in range(2020, 2020 - LISTED, -1)]
    assert messages(lang)("compare.pairs_latest", shown=50, all=120) in made


# Ready pages


@pytest.mark.parametrize("lang", LANGS)
def test_every_row_stands_and_says_what_is_missing(site: Path, lang: Lang) -> None:
    words = messages(lang)
    lines = read_page(site, lang, PAIR).lines
    heads = [words(key) for key in ROWS.values()]
    assert list(dict.fromkeys(line.text for line in lines if line.heading and line.text in heads)) == heads
    rows = [line.text for line in lines if " | " in line.text]
    for part in ONLY_FIRST[lang]:
        assert any(part in row for row in rows), part


@pytest.mark.parametrize("prefix", ["", "ro/"])
def test_a_column_has_the_marks_of_the_project_s_own_page(site: Path, kb: KnowledgeBase, prefix: str) -> None:
    found = page(site, prefix + PAIR)
    for number, name in enumerate(("river-school", "river-school-2"), 1):
        own = {id_ for id_ in page(site, f"{prefix}projects/{name}/").ids if id_.startswith("k-source-")}
        assert {f"c{number}-{id_}" for id_ in own} == {id_ for id_ in found.ids if id_.startswith(f"c{number}-")}
    marks = [facts["href"] for tag, facts in found.tags if "k-src" in facts.get("class", "").split()]
    assert len(marks) > 30
    assert set(marks) <= {f"#{id_}" for id_ in found.ids}


def test_a_summary_knows_its_participants(kb: KnowledgeBase) -> None:
    counted: dict[str, Summary] = {name: p for name, p in kb.projects.items() if p.participants}
    assert {name: p.participants for name, p in counted.items()} == {"river-school-2": 400}
    assert not any(p.participants_planned for p in kb.projects.values())
    project = kb.records["river-school-2"]
    planned = [indicator.model_copy(update={"state": "planned"}) for indicator in project.indicators]
    summary = summarise(project.model_copy(update={"indicators": tuple(planned)}), [], [], lambda loc: 1)
    assert (summary.participants, summary.participants_planned) == (None, 400)
