"""The content itself: nothing is missing in either language, and every text is written as its language asks.

The rules are a file, `tests/cases/content.yml`; each proves itself on examples, then reads every text that editors
wrote, and some of them every built page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.base import LongText, Text, Value, Words
from kalaka.model.knowledge_base import KnowledgeBase, project_file
from tests.casefiles import read_cases
from tests.conftest import ROOT
from tests.reading import read_html

PROJECTS = (
    "bekescsaba-mentorprogram", "kozok-2007", "kozossegi-halozat-2004", "melyszegenyseg-2010", "united-networks-2017",
    "united-networks-2019",
)  # fmt: skip
GUIDES = ("community-opportunities", "inclusion-overview", "regional-development", "self-organisation")
TRAININGS = ("kozok-96", "melyszegenyseg-trainings", "united-networks-16")
ARTICLES = ("about", "accessibility", "imprint", "index", "privacy")

NOUNS = {
    "NOUNS_RO": "proiecte|ore|zile|luni|ani|persoane|participanți|specialiști|oameni|copii|grupuri|grupe|organizații"
    "|instituții|autorități|localități|comune|sate|cartiere|microregiuni|județe|conferințe|ateliere|cursuri|întâlniri"
    "|ședințe|vizite|inițiative|ghiduri|trainere|componente|piloni|rețele|evenimente|comunități|beneficiari|planuri"
    "|pagini|locuri|minute|termeni|familii|săptămâni|întrebări|pași|nume|titluri",
    "NOUNS_HU": "(?:projekt|képzés|település|műhely|szervezet|önkormányzat|intézmény|komponens|pillér|hálózat|terv"
    "|kezdeményezés|közösség|község|kedvezményezett|nap|hónap|év|hét|perc|szakember|résztvevő|csoport|találkozó"
    "|kistérség|városrész|lakótelep|oldal|kérdés|név|cím)(?:e|o|ö|a)?k(?:at|et|ot|öt|nak|nek|ban|ben|ra|re|ról|ről)?\\b"
    "|órák|megyék|konferenciák|útmutatók|napok|hetek|évek|nevek|tanulmányutak|lépések|szupervíziók",
}  # fmt: skip
RULES: dict[str, dict[str, Any]] = read_cases("content.yml")


@dataclass(frozen=True)
class Written:
    """A text that an editor wrote: where, in which language (None: in that of its source), in which field."""

    where: str
    lang: Lang | None
    field: str
    text: str


def _pattern(rule: dict[str, Any]) -> re.Pattern[str]:
    text = rule["pattern"]
    for name, nouns in NOUNS.items():
        text = text.replace(name, nouns)
    return re.compile(text)


# Everything that was written


def _walk(value: Value, where: str) -> Iterator[Written]:
    for name in type(value).model_fields:
        found = getattr(value, name)
        for item in found if isinstance(found, tuple) else (found,):
            if isinstance(item, Text | LongText):
                for lang in LANGS:
                    if text := item.get(lang):
                        for line in _plain(text) if isinstance(item, LongText) else [text]:
                            yield Written(where, lang, name, line)
            elif isinstance(item, Words):
                for lang in LANGS:
                    yield from (Written(where, lang, name, word) for word in item.get(lang))
            elif isinstance(item, Value):
                yield from _walk(item, where)
            elif isinstance(item, str) and name in ("where", "title", "summary"):
                yield Written(where, None, name, item)


_SYNTAX = (
    (re.compile(r"^```.*?^```", re.S | re.M), ""),
    (re.compile(r"`[^`\n]*`"), "…"),
    (re.compile(r"\{:? ?[#.][^}\n]*\}"), ""),
    (re.compile(r"</?span[^>]*>"), ""),
    (re.compile(r'^(!!!|\?\?\?\+?) \w+ "([^"\n]*)"', re.M), r"\2"),
    (re.compile(r"\]\([^)\s]*\)"), ""),
    (re.compile(r"https?://\S+"), "…"),
    (re.compile(r"\[(?=[^\]\n]*$)|(?<!\\)\[(?! \]|x\])"), ""),
    (re.compile(r"^:\s+", re.M), ""),
    (re.compile(r"^\s*(?:[-*>]|\d+\.)?\s*(?:\[[ x]\])?\s*#{0,6}\s*", re.M), ""),
    (re.compile(r"\*\*?"), ""),
)


def _plain(markdown: str) -> list[str]:
    """The words of a Markdown text, line by line and cell by cell, without its syntax."""
    for pattern, put in _SYNTAX:
        markdown = pattern.sub(put, markdown)
    return [words for line in markdown.split("\n") for cell in line.split("|") if (words := cell.strip())]


@pytest.fixture(scope="session")
def written(kb: KnowledgeBase) -> list[Written]:
    found: list[Written] = []
    for record in kb.records.values():
        found += _walk(record, f"{project_file(record.id)} ({record.id})")
    for kind, entries in kb.vocabulary.items():
        for name, entry in entries.items():
            found += _walk(entry, f"vocabulary/{kind}.yml ({name})")
    for doc in kb.docs:
        found += _walk(doc.facts, doc.files[doc.original])
        for lang, file in doc.files.items():
            found += [Written(file, lang, "title", doc.title.best(lang)[0])]
            found += [Written(file, lang, "summary", doc.summary.best(lang)[0])]
            found += [Written(file, lang, "body", line) for line in _plain(doc.bodies[lang][0])]
    for lang in LANGS:
        for key, leaf in messages(lang).leaves.items():
            if not key.startswith(("problem.", "cli.", "help.", "preview.")):
                forms = [leaf] if isinstance(leaf, str) else leaf.values()
                found += [Written(f"messages/{lang}.yml", lang, key, form) for form in forms]
    return found


@cache
def _seen(site: Path) -> dict[Lang, list[tuple[str, str]]]:
    """Every line of every built page, by language; but not of the page that shows mistakes on purpose."""
    found: dict[Lang, list[tuple[str, str]]] = {"hu": [], "ro": []}
    for file in sorted(site.rglob("*.html")):
        name = file.relative_to(site).as_posix()
        lang: Lang = "ro" if name.startswith("ro/") else "hu"
        if name != "404.html" and not name.endswith("contribute/problems/index.html"):
            found[lang] += [(name, line.text) for line in read_html(file.read_text("utf-8")).lines]
    return found


# Nothing is missing


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_is_whole_in_both_languages(kb: KnowledgeBase, name: str, lang: Lang) -> None:
    project = kb.records[name]
    assert project.body
    for text in (project.title, project.short_title, project.summary, project.body):
        assert text.get(lang)
    assert len((project.body.get(lang) or "").split()) > 100


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("kind", "name"),
    [("guides", name) for name in GUIDES]
    + [("trainings", name) for name in TRAININGS]
    + [("articles", name) for name in ARTICLES],
)
def test_a_page_is_written_in_both_languages(site: Path, kb: KnowledgeBase, kind: str, name: str, lang: Lang) -> None:
    doc = kb.entries(kind)[name]
    assert set(doc.langs) == set(LANGS)
    assert doc.title.get(lang)
    assert doc.summary.get(lang)
    assert (site / ("" if lang == "hu" else "ro") / doc.path / "index.html").is_file()
    if kind != "articles":
        assert len(doc.bodies[lang][0].split()) > 500


def test_nothing_else_is_there(kb: KnowledgeBase) -> None:
    """A new record or page wants its cases: name it above, and add its facts."""
    assert sorted(kb.projects) == list(PROJECTS)
    assert sorted(kb.guides) == list(GUIDES)
    assert sorted(kb.trainings) == list(TRAININGS)
    assert sorted(kb.articles) == list(ARTICLES)


def test_the_glossary_has_sixty_pairs(kb: KnowledgeBase) -> None:
    whole = [t for t in kb.terms.values() if all(t.name.get(lang) and t.definition.get(lang) for lang in LANGS)]
    assert len(whole) == len(kb.terms) >= 60


@pytest.mark.parametrize("lang", LANGS)
def test_no_two_terms_are_the_same_word(kb: KnowledgeBase, lang: Lang) -> None:
    names = [(term.name.get(lang) or "").casefold() for term in kb.terms.values()]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


# The rules


@pytest.mark.parametrize("name", RULES)
def test_a_rule_proves_itself(name: str) -> None:
    rule = RULES[name]
    pattern = _pattern(rule)
    assert [text for text in rule["catches"] if not pattern.search(text)] == []
    assert [text for text in rule["allows"] if pattern.search(text)] == []


@pytest.mark.parametrize("name", RULES)
def test_what_was_written_keeps_the_rule(written: list[Written], name: str) -> None:
    rule = RULES[name]
    pattern = _pattern(rule)
    wrong = [
        f"{one.where}: {one.field}: {match[0]!r} in {one.text}"
        for one in written
        if one.lang in (None, rule.get("lang", one.lang)) and (one.lang or "lang" not in rule)
        if one.field not in rule.get("not_in", ())
        if (match := pattern.search(one.text.replace("\u00a0", " ")))
    ]
    assert not wrong, "\n".join(wrong)


def _rules_of_pages() -> Iterator[tuple[str, Lang]]:
    for name, rule in RULES.items():
        if rule.get("pages"):
            yield from ((name, lang) for lang in LANGS if rule.get("lang", lang) == lang)


@pytest.mark.parametrize(("name", "lang"), list(_rules_of_pages()))
def test_the_built_pages_keep_the_rule(site: Path, name: str, lang: Lang) -> None:
    pattern = _pattern(RULES[name])
    wrong = [f"{file}: {match[0]!r} in {text}" for file, text in _seen(site)[lang] if (match := pattern.search(text))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", LANGS)
def test_quotes_are_paired(written: list[Written], lang: Lang) -> None:
    inner = "»«" if lang == "hu" else "«»"
    wrong = [
        f"{one.where}: {one.field}: {one.text}"
        for one in written
        if one.lang == lang
        if re.sub("[^„”»«]", "", one.text) and not re.fullmatch(f"(?:„(?:{inner})*”)*", re.sub("[^„”»«]", "", one.text))
    ]
    assert not wrong, "\n".join(wrong)


def _files() -> list[Path]:
    folders = ("docs", "vocabulary", "src/kalaka/i18n/messages")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in (".md", ".yml"))


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_holds_broken_letters_or_private_data(path: Path) -> None:
    """The whole file, comments and keys too; only what a source printed keeps its own letters."""
    text = path.read_text("utf-8")
    lines = [line for line in text.split("\n") if "as_printed:" not in line]
    for name in ("old or wrong letters", "broken accents", "a phone number", "a street address"):
        pattern = _pattern(RULES[name])
        assert [line for line in lines if pattern.search(line)] == []
