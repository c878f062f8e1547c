"""Routes of all generated pages. Authored pages are made in `docs`."""

from collections.abc import Mapping

from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages import routing
from kalaka.pages.page import Route
from kalaka.pages.tasks import task_routes


def routes(kb: KnowledgeBase, lang: Lang) -> Mapping[str, Route]:
    """The route of every generated page of one language, by its address."""
    return {**routing.routes(kb, lang), **task_routes(kb, lang)}


def route_at(kb: KnowledgeBase, lang: Lang, path: str) -> Route | None:
    """The route of the generated page at an address, without making those of all others; None where there is none."""
    return task_routes(kb, lang).get(path) or routing.route_at(kb, lang, path)
