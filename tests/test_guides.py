"""Guides, trainings and the glossary as pages: sections, tables, definitions, citation, order, hours."""

import re
from pathlib import Path

import pytest

from kalaka.content.html_text import with_words
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.documents import Guide, Training
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.docs import doc_page
from kalaka.pages.facts import PageView
from kalaka.pages.sections import sections
from tests.casefiles import read_cases
from tests.pages import SITE_URL, Html, page

TABLES, SECTIONS = read_cases("tables.yml"), read_cases("sections.yml")


def _address(lang: Lang, path: str) -> str:
    return ("" if lang == "hu" else "ro/") + path


@pytest.mark.parametrize("name", TABLES)
def test_table(name: str) -> None:
    words = messages("hu")
    second = words("table.further", name="Terv", number=2)
    made = TABLES[name]["made"].replace("{second}", second).replace("{first}", words("table.label", number=1))
    assert with_words(TABLES[name]["html"], words) == made


@pytest.mark.parametrize("name", SECTIONS)
def test_sections(name: str) -> None:
    case = SECTIONS[name]
    made = sections(case["html"], "[sheet]")
    assert made.html == case["made"]
    assert made.has_worksheet == case.get("worksheet", False)
    assert [[entry.id, entry.words, *map(list, entry.steps)] for entry in made.contents] == case["contents"]


@pytest.mark.parametrize("lang", LANGS)
def test_terms_that_a_text_links_are_defined_once(kb: KnowledgeBase, lang: Lang) -> None:
    doc = kb.guides["shared-garden"]
    linked = (
        '<p><a href="../../glossary/#yard">x</a> <a href="../../glossary/#yard">y</a> <a href="#grafting">z</a></p>'
    )
    made = Html()
    made.feed(doc_page(kb, doc, lang, linked).body)
    assert isinstance(doc.facts, Guide)
    defined = [name.removeprefix("k-def-") for name in made.ids if name.startswith("k-def-")]
    assert defined == ["yard", *doc.facts.terms]
    assert kb.terms["yard"].definition.best(lang)[0] in made.text


def test_a_term_elsewhere_is_no_term(kb: KnowledgeBase) -> None:
    view = PageView(kb, "hu", "guides/shared-garden/")
    outside = '<a href="https://glossary.example/glossary/#yard">x</a><a href="../../glossary/#nothing">x</a>'
    assert view.definitions(outside) == []
    assert [term.id for term in view.definitions('<a href="../../glossary/2/#yard">x</a>')] == ["yard"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_guide_and_a_training_can_be_cited(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    for doc in (*kb.guides.values(), *kb.trainings.values()):
        made = page(site, _address(lang, doc.path))
        assert {"k-cite", "#k-cite"} <= {*made.ids, *made.links}
        assert f"UR - {SITE_URL}{_address(lang, doc.path)}" in made.text


@pytest.mark.parametrize("lang", LANGS)
def test_facts_have_labels_of_their_own(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    for doc in (*kb.guides.values(), *kb.trainings.values()):
        html = (site / _address(lang, doc.path) / "index.html").read_text("utf-8")
        strip = re.search(r'<dl class="k-strip">.*?</dl>', html, re.S)
        labels = re.findall(r"<dt>(.*?)</dt>", strip[0]) if strip else []
        assert labels
        assert len({*labels}) == len(labels), doc.path


@pytest.mark.parametrize("lang", LANGS)
def test_hours_are_a_bar_and_a_table(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    """The bars follow one another and end where the scale ends."""
    for doc in kb.trainings.values():
        html = (site / _address(lang, doc.path) / "index.html").read_text("utf-8")
        table = re.search(r'<table class="k-table k-table--hours">.*?</table>', html, re.S)
        hours = doc.facts.hours if isinstance(doc.facts, Training) else None
        assert bool(table) == bool(hours and hours.parts), doc.path
        if table and hours:
            bars = [tuple(map(float, bar)) for bar in re.findall(r"M([\d.]+) 0h([\d.]+)v6", table[0])]
            assert [round(length * hours.total / 100) for _, length in bars] == [part.hours for part in hours.parts]
            assert [start for start, _ in bars[1:]] == pytest.approx([sum(bar) for bar in bars[:-1]], abs=0.2)
            assert sum(bars[-1]) == pytest.approx(100, abs=0.2)
            assert f"{hours.total}</td>" in table[0].split("k-total")[1]


def test_guides_are_listed_by_purpose_and_trainings_by_length(site: Path, kb: KnowledgeBase) -> None:
    words = messages("hu")
    for section, entries in (("guides", kb.guides), ("trainings", kb.trainings)):
        html = (site / section / "index.html").read_text("utf-8")
        listed = [entries[name] for name in re.findall(r'<h3><a href="(?:\.\./\w+/)?([a-z0-9-]+)/"', html)]
        assert len(listed) == len(entries)
        if section == "trainings":
            hours = [doc.facts.hours.total if doc.facts.hours else 999 for doc in listed]  # type: ignore[attr-defined]
            assert hours == sorted(hours)
        else:
            purposes = [doc.facts.purpose for doc in listed]  # type: ignore[attr-defined]
            assert purposes == sorted(purposes, key=("learn", "do", "decide").index)
            headings = re.findall(r"<h2>(.*?) <span", html)
            assert headings == [words(f"purpose.{name}") for name in dict.fromkeys(purposes)]


def test_a_list_says_that_a_document_is_in_the_other_language(site: Path) -> None:
    for lang, name in (("ro", "only-hungarian"), ("hu", "only-romanian")):
        html = (site / _address(lang, "guides/") / "index.html").read_text("utf-8")
        marked = [item for item in html.split("<li>") if messages(lang)("fallback.only") in item]
        assert [name in item for item in marked] == [True]
