"""Facts of the sources on the built pages: what a specialist looks up stands there, in both languages, with its source.

The cases are files, one a record: `tests/cases/facts/<project>.yml`. To report a wrong fact, add a case that fails.
"""

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kalaka.content import html_text, markdown
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.base import LongText, Text, Value
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from tests.casefiles import CASES, read_cases
from tests.reading import read_page, stands_on

FILES = {file.stem: read_cases(f"facts/{file.name}") for file in sorted((CASES / "facts").glob("*.yml"))}
FOUND_BY = read_cases("found-by.yml")
PROJECTS = sorted(file.stem for file in (CASES.parent.parent / "docs/projects").glob("*.yml"))
_TOKEN = re.compile(r"…|\[([a-z][a-z0-9-]*)( [a-z])?\]")
_WORDS = re.compile(r"\{([a-z_.]+)\}")
_TOTAL = {"hu": "Összesen", "ro": "Total"}


def _cases() -> Iterator[Any]:
    for project, cases in FILES.items():
        for name, case in cases.items():
            for lang in LANGS:
                page = case.get("page", f"projects/{project}/")
                yield pytest.param(lang, page, case[lang], id=f"{project}: {name} ({lang})")


def test_every_record_has_cases() -> None:
    assert list(FILES) == PROJECTS


@pytest.mark.parametrize(("lang", "path", "lines"), list(_cases()))
def test_fact(site: Path, kb: KnowledgeBase, lang: Lang, path: str, lines: list[str]) -> None:
    page = read_page(site, lang, path)
    for expected in lines:
        if not stands_on(expected, page, kb, lang):
            texts = [str(line) if " > " in expected else line.text for line in page.lines]
            near = difflib.get_close_matches(expected, texts, n=1, cutoff=0.2)
            pytest.fail(f"not on {lang} {path}:\n  {expected}\nnearest:\n  {near[0] if near else '–'}")


# Nothing written is lost


def _texts(value: Value, loc: str = "") -> Iterator[tuple[str, Text | LongText]]:
    for name in type(value).model_fields:
        found = getattr(value, name)
        here = f"{loc}.{name}".lstrip(".")
        for index, item in enumerate(found) if isinstance(found, tuple) else ((None, found),):
            place = here if index is None else f"{here}[{index}]"
            if isinstance(item, Text | LongText):
                yield place, item
            elif isinstance(item, Value):
                yield from _texts(item, place)


def _expected_words(text: Text | LongText, lang: Lang) -> list[str]:
    """The words of a text as a reader sees them, by block."""
    own = text.get(lang)
    if own is None:
        return []
    if isinstance(text, LongText):
        own = html_text.plain(re.sub(r"</(p|h\d|li|td|th)>", "\n", markdown.render(own).html))
    return [words for line in own.split("\n") if (words := " ".join(line.split()))]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("project", PROJECTS)
def test_every_text_of_a_record_is_on_its_page(site: Path, kb: KnowledgeBase, project: str, lang: Lang) -> None:
    """Aliases are for finding; everything else that was written is there to be read."""
    seen = read_page(site, lang, f"projects/{project}/").text.casefold()
    unseen = [
        f"{place}: {words}"
        for place, text in _texts(kb.records[project])
        for words in _expected_words(text, lang)
        if words.casefold() not in seen
    ]
    assert not unseen, "\n".join(unseen)


@pytest.mark.parametrize("project", PROJECTS)
def test_known_by(kb: KnowledgeBase, project: str) -> None:
    record: Project = kb.records[project]
    known = {*record.aliases.hu, *record.aliases.ro}
    known |= {name for text in (record.title, record.short_title) for lang in LANGS if (name := text.get(lang))}
    known |= {name for code in record.codes for name in (code.value, code.as_printed) if name}
    assert [name for name in FOUND_BY[project] if not any(name in other for other in known)] == []


# Sums


def _numbers(row: str) -> list[int | None]:
    return [int(cell) if cell.isdecimal() else None for cell in row.split(" | ")[1:]]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("training", "total"), [("kozok-96", 96), ("united-networks-16", 16)])
def test_the_hours_of_a_proposed_outline_add_up(site: Path, training: str, total: int, lang: Lang) -> None:
    """Each column above the row of totals; each row of numbers whose last one is their sum."""
    rows: list[list[int | None]] = []
    for line in read_page(site, lang, f"trainings/{training}/").lines:
        numbers = _numbers(line.text)
        if line.text.startswith(_TOTAL[lang]) and numbers:
            break
        rows = [*rows, numbers] if numbers and numbers[-1] is not None else []
    else:
        pytest.fail("no table with a row of totals")
    assert numbers[-1] == total
    for column in range(1, min(len(row) for row in [*rows, numbers]) + 1):
        if (stated := numbers[-column]) is not None:
            assert sum(row[-column] or 0 for row in rows) == stated
    for row in [*rows, numbers]:
        known = [number for number in row if number is not None]
        if len(known) > 2:
            assert sum(known[:-1]) == known[-1]
