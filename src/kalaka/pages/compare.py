"""Comparisons of projects: the page where readers choose them, and a page for each pair of related projects.

On the first, assets/compare.js builds the table from the projects' own pages; both tables have the same cells.
"""

import json
from collections.abc import Iterable, Iterator
from functools import partial

from kalaka.i18n.formatting import listing
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Route
from kalaka.pages.project import CellFacts, cell_facts, pair_path, source_marks_of
from kalaka.queries.related import Pair, pairs

PATH = "compare/"
LISTED = 50
"""How many pairs the page for choosing lists, the latest first; every pair is linked from its projects too."""
ROWS = {
    "goals": "project.goals",
    "results": "project.results",
    "for-whom": "fact.for_whom",
    "places": "project.places",
    "when": "fact.when",
    "lead": "fact.lead",
    "funding": "compare.funding",
    "activities": "project.activities",
    "outputs": "project.outputs",
    "figures": "project.figures",
    "sources": "sources.title",
}
"""The rows from top to bottom: `data-k-cell` on a project's page, and the message key of the row's heading."""
_SCRIPT = ("details", "differs", "partly", "same", "unknown", "shared", "shared_key")
_CHOOSER = ("title_of", "remove", "one", "shown", "lost", "nothing", "field", "more", "add")
_PICKING = ("pick", "pick_of", "pick_bar", "picked", "pick_more", "pick_most", "unpick", "compare")
"""Keys below `compare` and `browse` of the words that the script says, on every page and where projects are chosen."""


def compare_routes(kb: KnowledgeBase, lang: Lang) -> Iterator[Route]:
    yield Route(PATH, partial(chooser, kb, lang))
    for pair in _latest(kb):
        yield Route(pair_path(pair), partial(pair_page, kb, pair, lang))


def _latest(kb: KnowledgeBase) -> list[Pair]:
    """All pairs, those whose second project started last first."""
    return sorted(pairs(kb), key=lambda pair: kb.projects[pair[1]].latest_start, reverse=True)


def chooser(kb: KnowledgeBase, lang: Lang) -> Page:
    """The page where readers choose the projects to compare."""
    view = PageView(kb, lang, PATH)
    all_pairs = _latest(kb)
    ready = [(pair_path(pair), _names(kb, pair, lang)) for pair in all_pairs[:LISTED]]
    title, lead = view.words("compare.title"), view.words("compare.lead")
    latest_note = view.words("compare.pairs_latest", shown=view.number(LISTED), all=view.number(len(all_pairs)))
    note = latest_note if len(all_pairs) > LISTED else ""
    leaves = {name: view.words.leaves[f"browse.{name}"] for name in _PICKING}
    script_words = _script_words(view, _SCRIPT + _CHOOSER) | leaves | {"projects": view.words.leaves["count.projects"]}
    facts = {"ready": ready, "note": note, "script_words": _json(script_words | {"total": len(kb.projects)})}
    body = view.render("compare.html", title=title, lead=lead, rows=ROWS, columns=[], **facts)
    return Page(lang, PATH, "compare", title, lead, body, LANGS, crumbs=tuple(view.crumbs))


def pair_page(kb: KnowledgeBase, pair: Pair, lang: Lang) -> Page:
    """The page that compares two projects."""
    view = PageView(kb, lang, pair_path(pair))
    names = _names(kb, pair, lang)
    title = view.words("compare.title_of", names=names)
    lead = view.words("compare.lead_pair")
    columns = [_column(kb, name, lang, view.path, number) for number, name in enumerate(pair, 1)]
    script_words = _json(_script_words(view, _SCRIPT))
    facts = {"columns": columns, "ids": pair, "script_words": script_words}
    body = view.render("compare.html", title=names, lead=lead, rows=ROWS, **facts)
    description, real = f"{title}. {lead}", real_of_pair(kb, pair)
    return Page(lang, view.path, "compare", title, description, body, real, crumbs=tuple(view.crumbs))


def _script_words(view: PageView, keys: Iterable[str]) -> dict[str, object]:
    return {key: view.words.leaves[f"compare.{key}"] for key in keys}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def real_of_pair(kb: KnowledgeBase, pair: Pair) -> tuple[Lang, ...]:
    """The languages in which both projects truly exist; if there is none, those of the first."""
    langs_of_each = [kb.projects[name].real for name in pair]
    return tuple(lang for lang in LANGS if all(lang in langs for langs in langs_of_each)) or langs_of_each[0]


def _names(kb: KnowledgeBase, pair: Pair, lang: Lang) -> str:
    return listing([kb.projects[name].short_title.best(lang)[0] for name in pair], lang)


def _column(kb: KnowledgeBase, name: str, lang: Lang, path: str, number: int) -> tuple[PageView, CellFacts]:
    """A project as a column, its sources numbered as on its own page."""
    project = kb.records[name]
    view = PageView(kb, lang, path)
    view.prefix, view.source_marks = f"c{number}-", dict(source_marks_of(kb, name, lang))
    return view, cell_facts(view, project)
