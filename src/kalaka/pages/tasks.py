"""The page of tasks: what readers come to do, by whom they are, each with the pages of this site that answer it."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple, get_args
from urllib.parse import parse_qsl

from kalaka.content import html_text
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.vocabulary import Readers, Task
from kalaka.pages.facets import values
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Route
from kalaka.pages.sections import without_number
from kalaka.queries.documents import documents_by_path
from kalaka.queries.facets import FACETS
from kalaka.queries.memo import memoized

PATH = "tasks/"
READERS: tuple[Readers, ...] = get_args(Readers)
"""Kinds of readers in the order of the pages."""


class Destination(NamedTuple):
    """Where a task leads: an address below the language, what is there (`kind` of a page, if any), its title."""

    address: str
    kind: str
    title: str


def destinations(kb: KnowledgeBase, lang: Lang, task: Task) -> list[Destination]:
    """The pages that answer a task, the best one first."""
    return [_destination(kb, lang, address) for address in task.leads_to]


@memoized
def _destination(kb: KnowledgeBase, lang: Lang, address: str) -> Destination:
    """A page, a part of it, or the list of projects with filters, and the title that it has there."""
    whole, _, fragment = address.partition("#")
    path, _, query = whole.partition("?")
    section = path.partition("/")[0]
    doc = documents_by_path(kb).get(path)
    words = kb.words(lang)
    if query:
        return Destination(address, "", words("task.filtered", values=", ".join(_chosen(kb, lang, query))))
    if path == "glossary/" and fragment in kb.terms:
        return Destination(address, words("nav.glossary"), _capital(kb.terms[fragment].name.best(lang)[0]))
    if doc:
        text = doc.outlines[lang if lang in doc.langs else doc.original].html
        kind, title = words(f"kind.{doc.section}") if doc.section else "", doc.title.best(lang)[0]
    else:
        from kalaka.pages import route_at  # the page of tasks is one of those that it makes

        route = route_at(kb, lang, path)
        page = route.render() if route else None
        text = page.body if page and fragment else ""
        kind, title = "", page.title if page else words("data.title")
        if section == "projects" and path.strip("/") != section:
            kind, title = words("kind.project"), kb.projects[path.split("/")[1]].short_title.best(lang)[0]
    part = without_number(html_text.heading_at(text, fragment)) if fragment else ""
    return Destination(address, kind, words("task.part", title=title, part=part) if part else title)


def _chosen(kb: KnowledgeBase, lang: Lang, query: str) -> Iterator[str]:
    """The names of the values by which a list is filtered, and the words that it is searched for."""
    for name, value in parse_qsl(query):
        for facet in FACETS:
            if facet == name:
                yield from (
                    _capital(known.names.best(lang)[0]) for known in values(kb, lang, facet) if known.id == value
                )
        if name == "q":
            yield f"„{value}”"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def tasks_of(kb: KnowledgeBase, readers: Readers) -> list[Task]:
    """The tasks of a kind of readers in the order of the vocabulary, first those that name these readers first."""
    tasks = [task for task in kb.tasks.values() if readers in task.readers]
    return sorted(tasks, key=lambda task: task.readers[0] != readers)


class _Group(NamedTuple):
    """The tasks of a kind of readers, each with its id where it is listed first, and its destinations."""

    readers: Readers
    tasks: Sequence[tuple[str, Task, list[Destination]]]


def task_routes(kb: KnowledgeBase, lang: Lang) -> Iterator[Route]:
    """The page of tasks, where there are some."""
    if kb.tasks:
        yield Route(PATH, partial(_page, kb, lang))


def _page(kb: KnowledgeBase, lang: Lang) -> Page:
    view = PageView(kb, lang, PATH)
    words = view.words
    placed: set[str] = set()
    groups = []
    for readers in READERS:
        rows = []
        for task in tasks_of(kb, readers):
            rows.append(("" if task.id in placed else task.id, task, destinations(kb, lang, task)))
            placed.add(task.id)
        if rows:
            groups.append(_Group(readers, rows))
    body = view.render("tasks.html", groups=groups)
    title, lead = words("task.title"), words("lead.tasks")
    return Page(lang, PATH, "tasks", title, lead, body, LANGS, crumbs=tuple(view.crumbs))
