"""The words of the generator are written as their language asks, and so are the pages that it makes of clean texts.

The rules are a file, `tests/cases/texts.yml`; each proves itself on examples.
"""

from pathlib import Path

import pytest

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from tests.texts import RULES, Written, broken, pattern_of, rules_of_pages, seen, unpaired

FOR_EDITORS = ("problem.", "cli.", "help.", "preview.")


@pytest.fixture(scope="module")
def written() -> list[Written]:
    return [
        Written(f"messages/{lang}.yml", lang, key, form)
        for lang in LANGS
        for key, leaf in messages(lang).leaves.items()
        if not key.startswith(FOR_EDITORS)
        for form in ([leaf] if isinstance(leaf, str) else leaf.values())
    ]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_proves_itself(name: str) -> None:
    pattern = pattern_of(name)
    assert [text for text in RULES[name]["catches"] if not pattern.search(text)] == []
    assert [text for text in RULES[name]["allows"] if pattern.search(text)] == []


@pytest.mark.parametrize("name", RULES)
def test_messages_keep_the_rule(written: list[Written], name: str) -> None:
    assert broken(name, written) == []


@pytest.mark.parametrize("lang", LANGS)
def test_quotes_are_paired(written: list[Written], lang: Lang) -> None:
    assert unpaired(written, lang) == []


@pytest.mark.parametrize(("name", "lang"), list(rules_of_pages()))
def test_built_pages_keep_the_rule(site: Path, name: str, lang: Lang) -> None:
    assert broken(name, seen(site)[lang]) == []
