"""What this knowledge base promises: facts on its pages, names of its records, its places, answers to queries.

The promises are data files beside this module:

    facts/<record>.yml         lines that stand on a page, as `tests/reading.py` reads them, with their sources
    corrected.yml              what was wrong on a page once: what it must say, and not say
    names.yml                  names and codes by which a record must be known
    places.csv, counties.csv   names, county and official codes
    queries/queries_<lang>.yml what readers type, and the pages that answer it
    queries/first.yml          names and codes whose page must be the first answer

Nothing here counts or lists entries. A new record, page or term needs no promise. A promise about something that is
gone is skipped, with a warning that names it: it can be removed, too. In `facts/`, `page` is the page to look at when it
is not the record's own, and `about` names the other entries of which the lines speak. To report a wrong fact, add a line
that fails.
"""

import csv
import difflib
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from kalaka.i18n.folding import slug
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from kalaka.pages.paging import page_with
from tests.casefiles import read_yaml
from tests.conftest import Served
from tests.content.conftest import PROMISES
from tests.pages import page as html_page
from tests.reading import Read, read_page, stands_on
from tests.search.gate import ask, measure

COUNTRIES: dict[str, dict[Lang, str]] = {
    "RO": {"hu": "Románia", "ro": "România"},
    "HU": {"hu": "Magyarország", "ro": "Ungaria"},
}
_MARK = re.compile(r" \[\d+[a-z]*\]")
_TOTAL = {"hu": "Összesen", "ro": "Total"}


def _table(name: str) -> list[dict[str, str]]:
    with (PROMISES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _yaml(name: str) -> Any:
    return read_yaml((PROMISES / name).read_text("utf-8"))


FACTS = {file.stem: _yaml(f"facts/{file.name}") for file in sorted((PROMISES / "facts").glob("*.yml"))}
CORRECTED: dict[str, dict[str, Any]] = _yaml("corrected.yml") or {}
NAMES: dict[str, list[str]] = _yaml("names.yml") or {}
PLACES = _table("places.csv")
COUNTIES = _table("counties.csv")
QUERIES = {lang: _yaml(f"queries/queries_{lang}.yml") or [] for lang in LANGS}
FIRST: dict[str, str] = _yaml("queries/first.yml") or {}
REACHED = _yaml("queries/reached.yml")


def _is_there(site: Path, address: str) -> bool:
    path, _, fragment = address.partition("#")
    if not (site / path / "index.html").is_file():
        return False
    return not fragment or fragment in html_page(site, path).ids


def _gone(promise: str, address: str) -> None:
    warnings.warn(f"{promise}: {address} is gone, the promise can go, too", stacklevel=1)


def _page(site: Path, lang: Lang, path: str, promise: str) -> Read:
    if not _is_there(site, url(lang, path)):
        _gone(promise, path)
        pytest.skip(f"{path} is gone")
    return read_page(site, lang, path)


def test_a_promise_about_what_is_gone_is_named(content_site: Path) -> None:
    with (
        pytest.warns(UserWarning, match="x.yml: projects/no-such-record/ is gone"),
        pytest.raises(pytest.skip.Exception),
    ):
        _page(content_site, "hu", "projects/no-such-record/", "x.yml")


# Facts


def _facts() -> Iterator[Any]:
    for project, cases in FACTS.items():
        for name, case in (cases or {}).items():
            own = f"projects/{project}/"
            pages = (case.get("page", own), own, *(f"{address}/" for address in case.get("about", ())))
            for lang in LANGS:
                yield pytest.param(lang, pages, case[lang], id=f"{project}: {name} ({lang})")


@pytest.mark.parametrize(("lang", "pages", "lines"), list(_facts()))
def test_fact(content_site: Path, content: KnowledgeBase, lang: Lang, pages: tuple[str, ...], lines: list[str]) -> None:
    """The lines stand on the first of the pages; the other ones have to be there."""
    page, *_ = [_page(content_site, lang, path, f"facts, {lines[0]}") for path in pages]
    for expected in lines:
        if not stands_on(expected, page, content, lang):
            texts = [str(line) if " > " in expected else line.text for line in page.lines]
            near = difflib.get_close_matches(expected, texts, n=1, cutoff=0.2)
            pytest.fail(f"not on {lang} {pages[0]}:\n  {expected}\nnearest:\n  {near[0] if near else '–'}")


def _corrected() -> Iterator[Any]:
    for mistake, case in CORRECTED.items():
        pages = [case["page"]] if isinstance(case["page"], str) else case["page"]
        for lang in LANGS:
            if case[lang]:
                about = [f"{entry}/" for entry in case.get("about", ())]
                yield pytest.param(lang, about, pages, case[lang], id=f"{mistake} ({lang})")


@pytest.mark.parametrize(("lang", "about", "pages", "case"), list(_corrected()))
def test_corrected(
    content_site: Path, lang: Lang, about: list[str], pages: list[str], case: dict[str, list[str]]
) -> None:
    """Each of the pages says what is right, in the midst of any line, and nowhere what was wrong."""
    for path in about:
        _page(content_site, lang, path, f"corrected.yml, {case}")
    for path in pages:
        text = _MARK.sub("", _page(content_site, lang, path, f"corrected.yml, {case}").text)
        assert [words for words in case.get("says", ()) if words not in text] == [], path
        assert [words for words in case.get("not", ()) if words in text] == [], path


@pytest.mark.parametrize("project", NAMES)
def test_known_by(content_site: Path, content: KnowledgeBase, project: str) -> None:
    _page(content_site, "hu", f"projects/{project}/", "names.yml")
    record: Project = content.records[project]
    known = {*record.aliases.hu, *record.aliases.ro}
    known |= {name for text in (record.title, record.short_title) for lang in LANGS if (name := text.get(lang))}
    known |= {name for code in record.codes for name in (code.value, code.as_printed) if name}
    assert [name for name in NAMES[project] if not any(name in each for each in known)] == []


# Places and counties


def _fact(lang: Lang, key: str, value: str) -> str:
    return f"{messages(lang)(f'fact.{key}')} | {value}"


def _panel(page: Read, lang: Lang) -> list[str]:
    """The facts of the panel and the codes at the end, without the marks of their sources."""
    heads = {messages(lang)("facts.title"), messages(lang)("place.codes")}
    lines = [line.text for line in page.lines if line.heading in heads]
    return [_MARK.sub("", line) for line in lines]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("row", PLACES, ids=lambda row: row["hu"])
def test_place(content_site: Path, content: KnowledgeBase, row: dict[str, str], lang: Lang) -> None:
    """Both names (Romanian keeps a Hungarian one), county, codes, coordinates and the projects that name it."""
    name, words = slug(row["hu"]), messages(lang)
    page, place = _page(content_site, lang, f"places/{name}/", "places.csv"), content.places.get(name)
    assert place
    assert (place.name.hu, place.name.ro or "") == (row["hu"], row["ro"])
    county = next((c for c in content.counties.values() if c.name.hu == row["county"]), None)
    shown = county.name.best(lang)[0] if county else words("place.no_county")
    panel = _panel(page, lang)
    assert bool(county) == bool(row["county"])
    assert _fact(lang, "county", f"{shown}, {COUNTRIES[row['country']][lang]}") in panel
    assert _fact(lang, f"code_{row['country']}", row["code"] or words("fact.not_stated")) in panel
    assert _fact(lang, "nuts3", row["nuts3"]) in panel
    if row["lat"]:
        coordinates = next(fact for fact in panel if fact.startswith(_fact(lang, "coordinates", "")))
        numbers = [number.replace(",", ".") for number in re.findall(r"\d+,\d{4}(?=°)", coordinates)]
        assert numbers == [row["lat"], row["lon"]]
    if row["printed"]:  # a misprint of the source: told and found, but no name
        assert row["printed"] in place.aliases
        assert row["printed"] in page.text
    if row["shared"]:  # other counties have a place of this name
        assert shown in ((place.note and place.note.get(lang)) or "")
    links = html_page(content_site, url(lang, f"places/{name}/")).links
    named = [one for one in row["projects"].split() if one in content.projects]
    assert [one for one in named if f"../../projects/{one}/" not in links] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("row", COUNTIES, ids=lambda row: row["hu"])
def test_county(content_site: Path, row: dict[str, str], lang: Lang) -> None:
    page = _page(content_site, lang, f"counties/{slug(row['hu'])}/", "counties.csv")
    panel = _panel(page, lang)
    assert any(COUNTRIES[row["country"]][lang] in line.text for line in page.lines)
    assert _fact(lang, "nuts3", row["nuts3"]) in panel
    assert not row["code"] or _fact(lang, "county_code", row["code"]) in panel
    assert any((row[lang] or row["hu"]) in line.text for line in page.lines)


# Queries


def _in_its_part(content: KnowledgeBase, lang: Lang, address: str) -> str:
    """The address with the part of the glossary in which its term is: a longer glossary has several."""
    path, _, term = address.partition("#")
    return (
        f"{url(lang, page_with(content, lang, 'glossary/', term))}#{term}"
        if path == url(lang, "glossary/")
        else address
    )


def _answered(site: Path, content: KnowledgeBase, lang: Lang) -> list[dict[str, Any]]:
    """The queries with the answers that are there; the others are named."""
    found = []
    for query in QUERIES[lang]:
        wanted = {part: [_in_its_part(content, lang, a) for a in query.get(part, ())] for part in ("best", "also")}
        there = {part: [a for a in addresses if _is_there(site, a)] for part, addresses in wanted.items()}
        for address in (*wanted["best"], *wanted["also"]):
            if address not in (*there["best"], *there["also"]):
                _gone(f"queries_{lang}.yml, {query['q']}", address)
        found += [{**query, **there}] if there["best"] else []
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_labelled_queries_find_their_pages(
    browser: Browser, content_served: Served, content: KnowledgeBase, lang: Lang
) -> None:
    figures = measure(ask(browser, content_served, lang, _answered(content_served.folder, content, lang)), lang)
    assert figures["mrr"] >= REACHED["all"], figures
    assert figures["top10"] >= REACHED["top10"], figures
    assert figures["errors"] <= REACHED["errors"], figures


@pytest.mark.parametrize("lang", LANGS)
def test_names_and_codes_find_their_page_first(browser: Browser, content_served: Served, lang: Lang) -> None:
    expected = {query: url(lang, path) for query, path in FIRST.items()}
    for query, address in list(expected.items()):
        if not _is_there(content_served.folder, address):
            _gone(f"first.yml, {query}", address)
            del expected[query]
    queries = [{"q": query, "best": [address]} for query, address in expected.items()]
    found = {o.query["q"]: o.urls[0] if o.urls else None for o in ask(browser, content_served, lang, queries)}
    assert found == expected


# Sums


def _numbers(row: str) -> list[int | None]:
    return [int(cell) if cell.isdecimal() else None for cell in row.split(" | ")[1:]]


@cache
def _outline(site: Path, lang: Lang, path: str) -> tuple[list[list[int | None]], list[int | None]]:
    """Rows of numbers above a row of totals, and that row; nothing when the page has none."""
    rows: list[list[int | None]] = []
    for line in read_page(site, lang, path).lines:
        numbers = _numbers(line.text)
        if line.text.startswith(_TOTAL[lang]) and numbers:
            return rows, numbers
        rows = [*rows, numbers] if numbers and numbers[-1] is not None else []
    return [], []


@pytest.mark.parametrize("lang", LANGS)
def test_the_hours_of_a_proposed_outline_add_up(content_site: Path, content: KnowledgeBase, lang: Lang) -> None:
    """Each column above the row of totals; each row of numbers whose last one is their sum."""
    for training in content.trainings.values():
        rows, totals = _outline(content_site, lang, training.path)
        if not totals:
            continue
        hours = getattr(training.facts, "hours", None)
        assert not hours or totals[-1] == hours.total, training.path
        for column in range(1, min(len(row) for row in [*rows, totals]) + 1):
            if (stated := totals[-column]) is not None:
                assert sum(row[-column] or 0 for row in rows) == stated, training.path
        for row in [*rows, totals]:
            known = [number for number in row if number is not None]
            if len(known) > 2:
                assert sum(known[:-1]) == known[-1], training.path
