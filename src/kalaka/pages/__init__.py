"""Library → pages: every page that is not written by hand. The authored ones are in `docs`."""

from collections.abc import Iterator

from kalaka.library import Library
from kalaka.model import Lang
from kalaka.pages.entries import entry_pages
from kalaka.pages.lists import list_pages
from kalaka.pages.page import Page
from kalaka.pages.project import project_page


def generated_pages(library: Library, lang: Lang) -> Iterator[Page]:
    """Every generated page of one language."""
    for project in library.records.values():
        yield project_page(library, project, lang)
    yield from list_pages(library, lang)
    yield from entry_pages(library, lang)


def page_at(library: Library, lang: Lang, path: str) -> Page | None:
    """One generated page, drawn alone."""
    section, _, rest = path.partition("/")
    name = rest.strip("/")
    if section == "projects" and name:
        return project_page(library, library.records[name], lang)
    pages = entry_pages(library, lang, section, name) if name else list_pages(library, lang, section)
    return next(pages, None)
