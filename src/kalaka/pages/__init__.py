"""Library → pages: every page that is not written by hand. The authored ones are in `docs`."""

from collections.abc import Callable, Iterator

from kalaka.library import Library
from kalaka.model import Lang
from kalaka.pages.docs import guide_pages
from kalaka.pages.entries import entry_pages, inputs_of_entries
from kalaka.pages.facets import facet_pages
from kalaka.pages.lists import inputs_of_lists, list_pages
from kalaka.pages.missing import missing_pages
from kalaka.pages.numbers import numbers_pages
from kalaka.pages.page import Page
from kalaka.pages.project import project_page, related_ids
from kalaka.pages.timeline import timeline_pages

OVERVIEWS: dict[str, Callable[[Library, Lang], Iterator[Page]]] = {
    "timeline": timeline_pages,
    "numbers": numbers_pages,
    "missing": missing_pages,
}
"""Pages about all projects together, by the first part of their address."""


def generated_pages(library: Library, lang: Lang) -> Iterator[Page]:
    """Every generated page of one language."""
    for project in library.records.values():
        yield project_page(library, project, lang)
    yield from list_pages(library, lang)
    yield from facet_pages(library, lang)
    yield from entry_pages(library, lang)
    yield from guide_pages(library, lang)
    for overview in OVERVIEWS.values():
        yield from overview(library, lang)


def page_at(library: Library, lang: Lang, path: str) -> Page | None:
    """One generated page, drawn alone."""
    section, _, rest = path.partition("/")
    name = rest.strip("/")
    if section == "projects" and name:
        return project_page(library, library.records[name], lang)
    if overview := OVERVIEWS.get(section):
        return next((page for page in overview(library, lang) if page.path == path), None)
    pages = entry_pages(library, lang, section, name) if name else list_pages(library, lang, section)
    return next(pages, None)


def inputs_of_pages(library: Library) -> Iterator[tuple[str, list[str]]]:
    """The address of every generated page, and what it is made of besides what all are made of (`plan.Keys`)."""
    for project in library.projects.values():
        yield f"projects/{project.id}/", [f"r:{project.id}", *(f"p:{name}" for name in related_ids(library, project))]
    yield from inputs_of_lists()
    yield from inputs_of_entries(library)
    yield from ((f"{name}/", ["*"]) for name in OVERVIEWS)
