"""The texts of this knowledge base are written as their language asks: the rules are `tests/cases/texts.yml`."""

from pathlib import Path

import pytest

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from tests.content.conftest import CONTENT
from tests.texts import RULES, Written, broken, pattern_of, rules_of_pages, seen, texts_of, unpaired

WHOLE_FILE = ("old or wrong letters", "broken accents", "a phone number", "a street address")
FILES = sorted(
    path
    for folder in ("docs", "vocabulary")
    for path in (CONTENT / folder).rglob("*")
    if path.suffix in (".md", ".yml")
)


@pytest.fixture(scope="module")
def written(content: KnowledgeBase) -> list[Written]:
    return texts_of(content)


@pytest.mark.parametrize("name", RULES)
def test_what_was_written_keeps_the_rule(written: list[Written], name: str) -> None:
    assert broken(name, written) == []


@pytest.mark.parametrize(("name", "lang"), list(rules_of_pages()))
def test_the_built_pages_keep_the_rule(content_site: Path, name: str, lang: Lang) -> None:
    assert broken(name, seen(content_site)[lang]) == []


@pytest.mark.parametrize("lang", LANGS)
def test_quotes_are_paired(written: list[Written], lang: Lang) -> None:
    assert unpaired(written, lang) == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_two_terms_are_the_same_word(content: KnowledgeBase, lang: Lang) -> None:
    names = [name.casefold() for term in content.terms.values() if (name := term.name.get(lang))]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CONTENT).as_posix())
def test_no_file_holds_broken_letters_or_private_data(path: Path) -> None:
    """The whole file, comments and keys too; only what a source printed keeps its own letters."""
    lines = [line for line in path.read_text("utf-8").split("\n") if "as_printed:" not in line]
    assert [line for name in WHOLE_FILE for line in lines if pattern_of(name).search(line)] == []
