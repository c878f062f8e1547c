"""The home page above its text: search, a door for each kind of readers, the map, how much there is and what is new."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from markupsafe import Markup

from kalaka.i18n.formatting import first_sentence
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.model.vocabulary import Readers
from kalaka.pages.facts import PageView
from kalaka.pages.lists import places_map, places_plan
from kalaka.pages.maps.legend import twin
from kalaka.queries import news
from kalaka.queries.facets import projects_of
from kalaka.queries.tasks import READERS, tasks_of

TASKS = 4
"""How many tasks a door has, those that come first in the vocabulary."""
NEWS = 5
"""How many pages are listed as new."""
_LISTED = {"guides/": "guides", "trainings/": "trainings", "glossary/": "terms", "programmes/": "programmes"}
"""Lists to which the home page leads only when they have entries, with the kind of these."""
_PAGES: Mapping[Readers, Mapping[str, str]] = {
    "practitioners": {"guides/": "nav.guides", "trainings/": "nav.trainings", "glossary/": "nav.glossary"},
    "decision_makers": {"projects/": "home.all_projects", "numbers/": "nav.numbers", "programmes/": "nav.programmes"},
    "editors": {
        "about/#contribute": "home.how_to_edit",
        "contribute/": "nav.contribute",
        "missing/": "nav.missing",
        "about/#licence": "home.licence",
    },
}
"""Where a door leads when no task stands behind it: addresses and messages."""


class Door(NamedTuple):
    """What a kind of readers finds: links, under a sentence when they are pages and not tasks of theirs."""

    readers: Readers
    has_tasks: bool
    links: list[tuple[str, Markup | str]]


class New(NamedTuple):
    """A page that was checked not long ago."""

    checked: str
    kind: str
    href: str
    title: Markup
    sentence: Markup


def home(view: PageView, doc: Document) -> str:
    """The HTML of the home page above its text."""
    kb = view.kb
    map_plan = places_plan(view, ("HU", "RO"))
    countries, where = _where(view)
    return view.render(
        "home_above.html",
        doc=doc,
        examples=list(_examples(view)),
        doors=list(_doors(view)),
        tasks=len(kb.tasks),
        map=places_map(view, map_plan, countries) if map_plan else "",
        twin=twin(view, map_plan.points) if map_plan else [],
        where=where,
        numbers=list(_numbers(view)),
        news=list(_news(view)),
        themes=[(name, theme, len(projects_of(kb, view.lang, "themes", name))) for name, theme in kb.themes.items()],
    )


def _where(view: PageView) -> tuple[str, str]:
    """The names of the countries of all places of projects, and a sentence with their number."""
    kb, words = view.kb, view.words
    places = {name for project in kb.projects.values() for group in project.places for name in group.places}
    countries = {kb.places[name].country for name in places} or {kb.settings.options.country}
    if len(countries) > 1:
        return words("map.both"), words("home.where_both", n=len(places))
    country = min(countries)
    return words(f"country.{country}"), words(f"home.where_text.{country}", n=len(places))


def _examples(view: PageView) -> Iterator[str]:
    """Up to three searches: a question of practitioners or else a term, a place, the code of a programme."""
    kb, lang = view.kb, view.lang
    asked = [words for task in tasks_of(kb, "practitioners") if (words := task.everyday.get(lang))]
    yield from [words[0] for words in asked[:1]] or _used(kb, "terms", view)
    yield from _used(kb, "places", view)
    yield from islice((p.code for p in kb.programmes.values() if p.code and kb.uses.get(("programmes", p.id))), 1)


def _used(kb: KnowledgeBase, kind: str, view: PageView) -> Iterator[str]:
    """The name of the first entry that something mentions."""
    return islice((view.plain(entry.name) for name, entry in kb.entries(kind).items() if kb.uses.get((kind, name))), 1)


def _doors(view: PageView) -> Iterator[Door]:
    """A door for each kind of readers: tasks of theirs that no door before it has, or else pages."""
    shown: set[str] = set()
    for readers in READERS:
        tasks = [task for task in tasks_of(view.kb, readers) if task.id not in shown][:TASKS]
        shown.update(task.id for task in tasks)
        if tasks:
            yield Door(readers, True, [(view.target(task.leads_to[0]), view.t(task.name)) for task in tasks])
        elif pages := list(_pages(view, _PAGES[readers])):
            yield Door(readers, False, pages)


def _pages(view: PageView, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Addresses and words of pages, by paths and keys, without those that are not there or empty."""
    for path, label in labels.items():
        if view.has(path) and (path not in _LISTED or view.kb.entries(_LISTED[path])):
            yield view.href(path), view.words(label)


def _numbers(view: PageView) -> Iterator[tuple[str, str]]:
    """How many projects, guides, trainings and places of projects there are, with their lists; what there is none of
    is left out.
    """
    kb = view.kb
    places = sum(bool(projects_of(kb, view.lang, "places", name)) for name in kb.places)
    counts = {"projects": len(kb.projects), "guides": len(kb.guides), "trainings": len(kb.trainings), "places": places}
    for kind, number in counts.items():
        if number:
            yield view.href(f"{kind}/"), view.words(f"count.{kind}", n=number)


def _news(view: PageView) -> Iterator[New]:
    """The pages that were checked last, each with the first sentence of its summary."""
    for item in news.newest(news.items(view.kb), view.lang, NEWS):
        kind = view.words("kind.project" if item.section == "projects" else f"kind.{item.section}")
        sentence = Markup("{}").format(first_sentence(view.plain(item.summary))[0])
        yield New(view.date(item.checked), kind, view.href(item.path), view.t(item.title), sentence)
