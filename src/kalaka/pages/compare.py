"""Projects side by side: the page where readers choose them, and a ready page for each project and the one before it.

On the first, docs/assets/compare.js makes the table of the projects' own pages; both tables are of the same cells.
"""

from collections.abc import Iterator
from functools import partial

from kalaka.i18n.formatting import listing
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import Library
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Sheet, of_projects
from kalaka.pages.project import CellFacts, cell_facts, marks_of, pair_path, related_ids
from kalaka.queries.related import Pair, pairs

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


def compare_sheets(library: Library, lang: Lang) -> Iterator[Sheet]:
    every = _latest(library)
    named = [library.projects[name] for pair in every[:LISTED] for name in pair]
    yield Sheet(PATH, partial(of_projects, named, len(every)), partial(chooser, library, lang))
    for pair in every:
        yield Sheet(pair_path(pair), partial(_inputs, library, pair), partial(pair_page, library, pair, lang))


def _latest(library: Library) -> list[Pair]:
    return sorted(pairs(library), key=lambda pair: library.projects[pair[1]].latest_start, reverse=True)


def _inputs(library: Library, pair: Pair) -> list[str]:
    related = {name: None for own in pair for name in related_ids(library, library.projects[own])}
    return [*(f"r:{name}" for name in pair), *(f"p:{name}" for name in related)]


def chooser(library: Library, lang: Lang) -> Page:
    view = PageView(library, lang, PATH)
    every = _latest(library)
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
    return Page(lang, view.path, "projects", title, f"{title}. {lead}", body, real_of_pair(library, pair))


def real_of_pair(library: Library, pair: Pair) -> tuple[Lang, ...]:
    """The languages in which both truly exist; without one, those of the first."""
    texts = [library.projects[name].real for name in pair]
    return tuple(lang for lang in LANGS if all(lang in langs for langs in texts)) or texts[0]


def _names(library: Library, pair: Pair, lang: Lang) -> str:
    return listing([library.projects[name].short_title.best(lang)[0] for name in pair], lang)


def _column(library: Library, name: str, lang: Lang, path: str, number: int) -> tuple[PageView, CellFacts]:
    """A project as a column. Its sources have the numbers that they have on its own page, which is drawn for them."""
    project = library.records[name]
    view = PageView(library, lang, path)
    view.prefix, view.marks = f"c{number}-", dict(marks_of(library, name, lang))
    return view, cell_facts(view, project)
