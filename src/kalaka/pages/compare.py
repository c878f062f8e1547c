"""Projects side by side: the page where readers choose them, and a ready page for each project and the one before it.

On the first, docs/assets/compare.js makes the table of the projects' own pages; both tables are of the same cells.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kalaka.comparison import Pair, pairs, pairs_of
from kalaka.language import listing
from kalaka.library import Library
from kalaka.model import LANGS, Lang
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page
from kalaka.pages.project import cell_facts, pair_path, project_body

PATH = "compare/"
LISTED = 50
"""Pairs that the page of choosing lists, the latest ones; each is also reached from its projects."""
ROWS = {
    "goals": "project.goals",
    "for-whom": "fact.for_whom",
    "places": "project.places",
    "when": "fact.when",
    "lead": "fact.lead",
    "funding": "compare.funding",
    "per-participant": "fact.share",
    "activities": "project.activities",
    "outputs": "project.outputs",
    "figures": "project.figures",
    "sources": "sources.title",
}
"""What is compared, from top to bottom: the `data-k-cell` of a project's page, and the words before the row."""


def compare_pages(library: Library, lang: Lang) -> Iterator[Page]:
    yield chooser(library, lang)
    for pair in pairs(library):
        yield pair_page(library, pair, lang)


def compare_page(library: Library, lang: Lang, name: str) -> Page | None:
    """One of them by the last part of its address."""
    if not name:
        return chooser(library, lang)
    first, _, second = name.partition("--")
    known = pairs_of(library, library.projects[second]) if second in library.projects else []
    return pair_page(library, (first, second), lang) if (first, second) in known else None


def chooser(library: Library, lang: Lang) -> Page:
    view = PageView(library, lang, PATH)
    every = sorted(pairs(library), key=lambda pair: library.projects[pair[1]].latest_start, reverse=True)
    ready = [(pair_path(pair), _names(library, pair, lang)) for pair in every[:LISTED]]
    title, lead = view.words("compare.title"), view.words("compare.lead")
    few = view.words("compare.pairs_latest", shown=view.number(LISTED), all=view.number(len(every)))
    note = few if len(every) > LISTED else ""
    body = view.render("compare.html", title=title, lead=lead, rows=ROWS, columns=[], ready=ready, note=note)
    return Page(lang, PATH, "projects", title, lead, body, LANGS)


def pair_page(library: Library, pair: Pair, lang: Lang) -> Page:
    view = PageView(library, lang, pair_path(pair))
    names = _names(library, pair, lang)
    title = view.words("compare.title_of", names=names)
    lead = view.words("compare.lead_pair")
    columns = [_column(library, name, lang, view.path, number) for number, name in enumerate(pair, 1)]
    body = view.render("compare.html", title=names, lead=lead, rows=ROWS, columns=columns, ids=pair)
    texts = [library.projects[name].real for name in pair]
    real = tuple(known for known in LANGS if all(known in langs for langs in texts)) or texts[0]
    return Page(lang, view.path, "projects", title, f"{title}. {lead}", body, real)


def _names(library: Library, pair: Pair, lang: Lang) -> str:
    return listing([library.projects[name].short_title.best(lang)[0] for name in pair], lang)


def _column(library: Library, name: str, lang: Lang, path: str, number: int) -> Mapping[str, Any]:
    """A project as a column. Its sources have the numbers that they have on its own page, which is drawn for them."""
    project = library.records[name]
    own = PageView(library, lang, f"projects/{name}/")
    project_body(own, project)
    view = PageView(library, lang, path)
    view.prefix, view.marks = f"c{number}-", own.marks
    return {"v": view, **cell_facts(view, project)}
