"""The home page: where it leads, and how a text of one's own stands on it."""

from dataclasses import replace

import pytest

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.docs import doc_page
from tests.pages import Html

TEXT = '<h2 id="own">Saját rész</h2><p>Szöveg.</p>'


def _home(kb: KnowledgeBase, lang: Lang, text: str = "") -> Html:
    page = Html()
    page.feed(doc_page(kb, kb.articles["index"], lang, text).body)
    return page


def _empty(kb: KnowledgeBase, *kinds: str) -> KnowledgeBase:
    vocabulary = {kind: {} if kind in kinds else entries for kind, entries in kb.vocabulary.items()}
    guides, trainings = ({} if kind in kinds else kb.entries(kind) for kind in ("guides", "trainings"))
    return replace(kb, vocabulary=vocabulary, guides=guides, trainings=trainings)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("kind", "path"),
    [("guides", "guides/"), ("trainings", "trainings/"), ("terms", "glossary/"), ("programmes", "programmes/")],
)
def test_no_door_leads_to_an_empty_list(kind: str, path: str, kb: KnowledgeBase, lang: Lang) -> None:
    before, after = _home(kb, lang).links, _home(_empty(kb, kind), lang).links
    assert any(link.endswith(path) for link in before)
    assert not any(link.endswith(path) for link in after)


@pytest.mark.parametrize("lang", LANGS)
def test_a_door_that_would_lead_nowhere_is_left_out(kb: KnowledgeBase, lang: Lang) -> None:
    heading = kb.words(lang)("home.field")
    assert heading in _home(kb, lang).words
    assert heading not in _home(_empty(kb, "guides", "trainings", "terms"), lang).words


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_of_the_home_page_has_no_contents(kb: KnowledgeBase, lang: Lang) -> None:
    page = _home(kb, lang, TEXT)
    assert "own" in page.ids
    assert "#own" not in page.links
    guide = Html()
    guide.feed(doc_page(kb, next(iter(kb.guides.values())), lang, TEXT).body)
    assert "#own" in guide.links
