"""What is new: the projects, guides and trainings that were checked last, as feeds and the home page list them."""

from collections.abc import Iterable
from heapq import nsmallest
from typing import NamedTuple

from kalaka.i18n.formatting import first_day
from kalaka.i18n.languages import Lang
from kalaka.model.base import Text
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.model.summary import Pair, Summary

MOST = 50
"""How many items a feed has at most."""


class Item(NamedTuple):
    """A page and the date of its last check, in both languages."""

    checked: str
    """Date of the last check: a day, a month or a year."""
    path: str
    section: str
    title: Text | Pair
    summary: Text | Pair
    langs: tuple[Lang, ...]


def items(kb: KnowledgeBase) -> list[Item]:
    """Items of all guides, trainings and projects."""
    docs = (*kb.guides.values(), *kb.trainings.values())
    projects = (kb.projects[name] for name in sorted(kb.projects))
    return [*map(_doc_item, docs), *map(_project_item, projects)]


def _project_item(project: Summary) -> Item:
    path = f"projects/{project.id}/"
    return Item(project.reviewed, path, "projects", project.short_title, project.summary, project.real)


def _doc_item(doc: Document) -> Item:
    return Item(doc.facts.review.last_checked, doc.path, doc.section, doc.title, doc.summary, doc.langs)


def latest_check(of: Iterable[Item]) -> str | None:
    """Date of the latest check, as stated; None without items."""
    return max((item.checked for item in of), key=first_day, default=None)


def newest(items: Iterable[Item], lang: Lang, most: int = MOST) -> list[Item]:
    """The last checked items that exist in the language, newest first; on equal days in the order of addresses."""
    real_items = (item for item in items if lang in item.langs)
    return nsmallest(most, real_items, key=lambda item: (_descending(first_day(item.checked)), item.path))


def _descending(date: str) -> int:
    return -int(date.replace("-", ""))
