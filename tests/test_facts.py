"""Facts of a record on its page: each as it is stated, with its source, and no text that was written is lost.

The cases are in `tests/cases/facts.yml`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kalaka.content import html_text, markdown
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.base import LongText, Text, Value
from kalaka.model.knowledge_base import KnowledgeBase
from tests.casefiles import read_cases
from tests.reading import read_page, stands_on


def _cases() -> Iterator[Any]:
    for name, case in read_cases("facts.yml").items():
        for lang in LANGS:
            yield pytest.param(lang, case["page"], case[lang], id=f"{name} ({lang})")


@pytest.mark.parametrize(("lang", "path", "lines"), list(_cases()))
def test_fact(site: Path, kb: KnowledgeBase, lang: Lang, path: str, lines: list[str]) -> None:
    page = read_page(site, lang, path)
    assert [line for line in lines if not stands_on(line, page, kb, lang)] == []


def test_a_line_that_is_not_there_is_missed(site: Path, kb: KnowledgeBase) -> None:
    page = read_page(site, "hu", "projects/river-school/")
    assert stands_on("Teljes költség | 56 765 euró [river-report]", page, kb, "hu")
    assert not stands_on("Teljes költség | 56 766 euró [river-report]", page, kb, "hu")
    assert not stands_on("Teljes költség | 56 765 euró [river-page]", page, kb, "hu")
    assert not stands_on("Források > Teljes költség | 56 765 euró [river-report]", page, kb, "hu")


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


TOLD_BESIDE: dict[Lang, list[str]] = {
    "hu": ["Tábori hetek", "A táborok száma"],
    "ro": ["Săptămâni de tabără", "Numărul taberelor"],
}
"""Titles of an output and of a figure of river-school that say what an activity says too, from the same place."""


@pytest.mark.parametrize("lang", LANGS)
def test_every_text_of_a_record_is_on_its_page(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    """Aliases are for finding; everything else that was written is there to be read, what is told twice once."""
    for project, record in kb.records.items():
        seen = read_page(site, lang, f"projects/{project}/").text.replace("\n", " ").casefold()
        texts = [(place, words) for place, text in _texts(record) for words in _expected_words(text, lang)]
        assert texts or lang == "ro"
        beside = TOLD_BESIDE[lang] if project == "river-school" else []
        assert [words for _, words in texts if words.casefold() not in seen] == beside, project
