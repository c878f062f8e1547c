"""Forms of citation, as cases: `tests/cases/cite.yml`; and that the page of a record carries them."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.cite import Source, forms
from tests.casefiles import read_cases
from tests.pages import SITE_URL

CASES = read_cases("cite.yml")


def _cases() -> Iterator[Any]:
    for name, case in CASES.items():
        for lang in LANGS:
            for key, text in case.get(lang, {}).items():
                yield pytest.param(lang, Source(**case["source"]), key, text, id=f"{name}: {key} ({lang})")


@pytest.mark.parametrize(("lang", "source", "key", "text"), list(_cases()))
def test_form(lang: Lang, source: Source, key: str, text: str) -> None:
    assert {form.key: form.text for form in forms(messages(lang), source)}[key] == text


@pytest.mark.parametrize("lang", LANGS)
def test_a_record_carries_every_form(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    for name, project in kb.projects.items():
        address = f"{'' if lang == 'hu' else 'ro/'}projects/{name}/"
        page = (site / address / "index.html").read_text("utf-8")
        cited = [
            html.unescape(text) for text in re.findall(r'<(?:p|pre) class="k-cite[^>]*>(.*?)</p(?:re)?>', page, re.S)
        ]
        title, _ = project.short_title.best(lang)
        cited_page = Source(f"proba-{name}", kb.settings.publisher(lang), title, project.reviewed, SITE_URL + address)
        expected = forms(messages(lang), cited_page)
        assert cited[1:] == [form.text for form in expected]
        assert all(SITE_URL + address in text for text in cited)
