"""The home page: where it leads, and how a text of one's own stands on it."""

from dataclasses import replace
from urllib.parse import unquote

import pytest

from kalaka.i18n.formatting import first_sentence
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.base import Text
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.docs import doc_page
from kalaka.pages.home import NEWS
from kalaka.queries import news
from tests.pages import Html

TEXT = '<h2 id="own">Saját rész</h2><p>Szöveg.</p>'


def _home(kb: KnowledgeBase, lang: Lang, text: str = "") -> Html:
    page = Html()
    page.feed(doc_page(kb, kb.articles["index"], lang, text).body)
    return page


def _named(name: str) -> Text:
    return Text(hu=name, ro=name)


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
    """Without tasks doors lead to pages."""
    before, after = _home(_empty(kb, "tasks"), lang).links, _home(_empty(kb, "tasks", kind), lang).links
    assert any(link.endswith(path) for link in before)
    assert not any(link.endswith(path) for link in after)


@pytest.mark.parametrize("lang", LANGS)
def test_a_door_that_would_lead_nowhere_is_left_out(kb: KnowledgeBase, lang: Lang) -> None:
    heading = kb.words(lang)("readers.practitioners")
    assert heading in _home(_empty(kb, "tasks"), lang).words
    assert heading not in _home(_empty(kb, "tasks", "guides", "trainings", "terms"), lang).words


@pytest.mark.parametrize("lang", LANGS)
def test_doors_are_the_first_tasks_of_their_readers_each_task_once(kb: KnowledgeBase, lang: Lang) -> None:
    (example,) = (task for task in kb.tasks.values() if task.id == "study-circle")
    many = {
        f"t{number}": example.model_copy(update={"id": f"t{number}", "name": _named(f"T{number}")})
        for number in range(9)
    }
    page = _home(replace(kb, vocabulary={**kb.vocabulary, "tasks": {**kb.tasks, **many}}), lang)
    names = [task.name.best(lang)[0] for task in kb.tasks.values()]
    assert [page.words.count(name) for name in names] == [1] * len(names)
    shown = [word for word in page.words if word in {task.name.best(lang)[0] for task in many.values()}]
    assert shown == ["T0", "T1"]
    assert "tasks/" in page.links


@pytest.mark.parametrize("lang", LANGS)
def test_examples_of_searches_begin_with_a_question_of_practitioners(kb: KnowledgeBase, lang: Lang) -> None:
    asked = [link for link in _home(kb, lang).links if "?q=" in link]
    assert unquote(asked[0]).endswith("?q=" + kb.tasks["study-circle"].everyday.get(lang)[0])
    assert len(asked) == len(set(asked)) == 3
    assert len([link for link in _home(_empty(kb, "tasks"), lang).links if "?q=" in link]) == 3


@pytest.mark.parametrize("lang", LANGS)
def test_numbers_are_those_of_the_content_and_nothing_is_counted_as_none(kb: KnowledgeBase, lang: Lang) -> None:
    words = kb.words(lang)
    for kind in ("guides", "trainings"):
        assert words(f"count.{kind}", n=len(kb.entries(kind))) in _home(kb, lang).words
        none = _home(_empty(kb, "tasks", kind), lang)
        assert words(f"count.{kind}", n=0) not in none.words
        assert f"{kind}/" not in none.links


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_new_is_what_the_feeds_begin_with(kb: KnowledgeBase, lang: Lang) -> None:
    page = _home(kb, lang)
    items = news.newest(news.items(kb), lang, NEWS)
    start = page.words.index(kb.words(lang)("home.new"))
    told = "".join(page.words[start:])
    places = [told.index(item.title.best(lang)[0]) for item in items]
    assert places == sorted(places)
    assert all(first_sentence(item.summary.best(lang)[0])[0] in told for item in items)


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_of_the_home_page_has_no_contents(kb: KnowledgeBase, lang: Lang) -> None:
    page = _home(kb, lang, TEXT)
    assert "own" in page.ids
    assert "#own" not in page.links
    guide = Html()
    guide.feed(doc_page(kb, next(iter(kb.guides.values())), lang, TEXT).body)
    assert "#own" in guide.links
