"""The texts of this knowledge base are written as their language asks: the rules are `tests/cases/texts.yml`."""

import re
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

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


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix == ".yml"], ids=lambda path: path.relative_to(CONTENT).as_posix()
)
def test_a_schema_that_is_named_is_the_right_one(path: Path) -> None:
    first = path.read_text("utf-8").split("\n", 1)[0]
    if named := re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first):
        kind = "project" if path.parent.name == "projects" else path.stem
        assert Path(named[1]).name == f"{kind}.schema.json"


def test_every_letter_is_in_every_font(content_site: Path, written: list[Written]) -> None:
    """Also the capitals, for headings and abbreviations."""
    used = {char for one in written for char in one.text}
    letters = {char for char in used if unicodedata.category(char)[0] in "LN"}
    letters |= {char.upper() for char in letters if len(char.upper()) == 1}
    fonts = sorted((content_site / "assets").rglob("*.woff2"))
    assert fonts
    for font in fonts:
        held = {chr(code) for code in TTFont(font).getBestCmap()}
        assert sorted(letters - held) == [], font.name
