"""Routes of all generated pages but that of tasks, which shows their titles. Authored pages are made in `docs`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial

from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import OWN_FACETS, SECTIONS, KnowledgeBase
from kalaka.pages.compare import compare_routes
from kalaka.pages.contribute import contribute_routes
from kalaka.pages.docs import guide_routes
from kalaka.pages.entries import ENTRIES, entry_routes
from kalaka.pages.facets import facet_routes
from kalaka.pages.lists import list_routes
from kalaka.pages.missing import missing_routes
from kalaka.pages.numbers import numbers_routes
from kalaka.pages.page import Route
from kalaka.pages.project import project_routes
from kalaka.pages.timeline import timeline_routes
from kalaka.queries.memo import memoized

_WITH_LISTS = (*SECTIONS, "glossary", "search")
_SINGLE: Mapping[str, Callable[[KnowledgeBase, Lang], Iterator[Route]]] = {
    "compare": compare_routes,
    "timeline": timeline_routes,
    "numbers": numbers_routes,
    "missing": missing_routes,
    "contribute": contribute_routes,
}


def routes(kb: KnowledgeBase, lang: Lang) -> Mapping[str, Route]:
    """The route of every generated page of one language, by its address."""
    by_path: dict[str, Route] = {}
    for section in (*_WITH_LISTS, *_SINGLE):
        by_path |= _overviews(kb, lang, section)
        for names, make in _named(kb, section):
            by_path |= _by_path(route for name in names for route in make(kb, lang, name))
    return by_path


def route_at(kb: KnowledgeBase, lang: Lang, path: str) -> Route | None:
    """The route of the generated page at an address, without making those of all others; None where there is none."""
    section, _, rest = path.partition("/")
    name = rest.partition("/")[0]
    for names, make in _named(kb, section):
        if name in names:
            return next((route for route in make(kb, lang, name) if route.path == path), None)
    return _overviews(kb, lang, section).get(path)


def _named(kb: KnowledgeBase, section: str) -> list[tuple[Collection[str], Callable[..., Iterator[Route]]]]:
    """The names that may follow the section in an address, and the function that makes the routes of one of them."""
    if section == "projects":
        return [(kb.projects, project_routes), (OWN_FACETS, facet_routes)]
    if section == "guides":
        return [(kb.guides, guide_routes)]
    if section in ENTRIES:
        return [(kb.entries(section), partial(entry_routes, section=section))]
    return []


@memoized
def _overviews(kb: KnowledgeBase, lang: Lang, section: str) -> Mapping[str, Route]:
    """The pages of a section that belong to none of its entries: its list, or its only pages."""
    if section in _WITH_LISTS:
        return _by_path(list_routes(kb, lang, section))
    if section in kb.settings.options.without:
        return {}
    return _by_path(_SINGLE[section](kb, lang)) if section in _SINGLE else {}


def _by_path(pages: Iterable[Route]) -> dict[str, Route]:
    return {route.path: route for route in pages}
