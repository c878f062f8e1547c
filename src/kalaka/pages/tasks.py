"""The page of tasks: what readers come to do, by whom they are, each with the pages of this site that answer it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import parse_qsl

from kalaka.content import html_text
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.vocabulary import Readers, Task
from kalaka.pages.facets import values
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Route
from kalaka.pages.routing import route_at
from kalaka.pages.sections import without_number
from kalaka.queries.documents import documents_by_path
from kalaka.queries.facets import FACETS
from kalaka.queries.memo import memoized
from kalaka.queries.tasks import READERS, tasks_of

PATH = "tasks/"
_COUNT = re.compile(r'<span class="k-count">[^<]*</span>')
"""A number beside the words of a heading."""


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
        route = route_at(kb, lang, path)
        page = route.render() if route else None
        text = _COUNT.sub("", page.body) if page and fragment else ""
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


class _Group(NamedTuple):
    """The tasks of a kind of readers, each with its id where it is listed first, and its destinations."""

    readers: Readers
    tasks: Sequence[tuple[str, Task, list[Destination]]]


def task_routes(kb: KnowledgeBase, lang: Lang) -> Mapping[str, Route]:
    """The page of tasks by its address, where there are some."""
    return {PATH: Route(PATH, partial(_page, kb, lang))} if kb.tasks else {}


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
