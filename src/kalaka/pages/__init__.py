"""Library → pages: every generated page, and what stands above and below the text of an authored one."""

from collections.abc import Iterator

from kalaka.library import Library
from kalaka.model import Lang
from kalaka.pages.compare import compare_page, compare_pages
from kalaka.pages.entries import entry_pages
from kalaka.pages.lists import list_pages
from kalaka.pages.page import Page
from kalaka.pages.project import project_page


def all_pages(library: Library, lang: Lang) -> Iterator[Page]:
    """Every generated page of one language."""
    for project in library.records.values():
        yield project_page(library, project, lang)
    yield from compare_pages(library, lang)
    yield from list_pages(library, lang)
    yield from entry_pages(library, lang)


def page_at(library: Library, lang: Lang, path: str) -> Page | None:
    """One generated page, drawn alone."""
    section, _, rest = path.partition("/")
    name = rest.strip("/")
    if section == "projects" and name:
        return project_page(library, library.records[name], lang)
    if section == "compare":
        return compare_page(library, lang, name)
    pages = entry_pages(library, lang, section, name) if name else list_pages(library, lang, section)
    return next(pages, None)
