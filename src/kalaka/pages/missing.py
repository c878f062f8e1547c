"""The pages of gaps: what records do not state, by kind, each gap with a link to the line of the file to be completed.

The main page lists some gaps of each kind; a kind with more has its own page, in numbered parts. Items are rendered
here and not in a template, for speed: there may be a dozen for each of many thousand records.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.model.documents import Training
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Route
from kalaka.pages.paging import Part, page_with, parts
from kalaka.pages.view import Names
from kalaka.queries.facets import all_newest_first
from kalaka.queries.memo import memoized

SHOWN = 12
"""How many items of a kind the main page lists."""
PART = 100
"""How many items one part of the page of a kind lists."""
MOST = 1000
"""How many items of a kind are listed at all, the newest first; the page of each record names its own gaps."""
OF_PROJECTS = (
    "when", "where", "lead", "partners", "for_whom", "amount", "funder", "code", "participants", "results",
    "quantities", "text_hu", "text_ro",
)  # fmt: skip
COUNTED_AS = dict.fromkeys(OF_PROJECTS, "count.projects") | {
    "hours": "count.trainings",
    "groups": "count.trainings",
    "translations": "missing.pages",
    "terms": "missing.pairs",
}
"""Every kind in the order of the page, and the key of the message with its count."""


class Item(NamedTuple):
    """A page on which something is missing, and the file to be completed.

    Of a project's gap, `project` and `number` (its index among the project's gaps) lead to the line in the file, which
    is looked up when the item is rendered. `outdated`: the translation is older than the original.
    """

    path: str
    title: Names
    file: str
    project: str | None = None
    number: int = 0
    outdated: bool = False


class Gaps(NamedTuple):
    """The number of all gaps of a kind, and those that are listed, at most `MOST`."""

    number: int
    items: Sequence[Item]


def missing_routes(kb: KnowledgeBase, lang: Lang) -> Iterator[Route]:
    """The main page, then the pages of each kind that has more than `SHOWN` gaps."""
    gaps_by_kind = {kind: of_kind for kind, of_kind in gaps(kb, lang).items() if of_kind.number}
    first = {kind: Gaps(of_kind.number, of_kind.items[:SHOWN]) for kind, of_kind in gaps_by_kind.items()}
    yield Route("missing/", partial(_missing, kb, lang, first))
    for kind, of_kind in gaps_by_kind.items():
        if of_kind.number > SHOWN:
            for part in parts(f"missing/{_slug(kind)}/", of_kind.items, PART):
                yield Route(part.path, partial(_part, kb, lang, kind, part, of_kind.number))


class _Section(NamedTuple):
    """One kind of gap on the main page; `more` is the address of its own page, if it has one."""

    kind: str
    id: str
    count_text: str
    number: int
    items: Markup
    more: str


def _missing(kb: KnowledgeBase, lang: Lang, gaps_by_kind: Mapping[str, Gaps]) -> Page:
    view = PageView(kb, lang, "missing/")
    words = view.words
    sections = [
        _Section(
            kind,
            id=_slug(kind),
            count_text=words(COUNTED_AS[kind], n=of_kind.number),
            number=of_kind.number,
            items=_list_items(view, kind, of_kind.items),
            more=view.href(f"missing/{_slug(kind)}/") if of_kind.number > SHOWN else "",
        )
        for kind, of_kind in gaps_by_kind.items()
    ]
    body = view.render("missing.html", sections=sections)
    title, lead, crumbs = words("nav.missing"), words("lead.missing"), tuple(view.crumbs)
    return Page(lang, view.path, "missing", title, lead, body, LANGS, crumbs=crumbs)


def _part(kb: KnowledgeBase, lang: Lang, kind: str, part: Part[Item], total: int) -> Page:
    view = PageView(kb, lang, part.path)
    title = view.words(f"missing.ask.{kind}")
    body = view.render(
        "missing_part.html",
        title=title,
        count=view.words(COUNTED_AS[kind], n=total),
        items=_list_items(view, kind, part.items),
        part=part,
        capped=total > part.total,
    )
    if part.number > 1:
        title = view.words("missing.part", title=title, number=part.number)
    lead, crumbs = view.words("lead.missing"), tuple(view.crumbs)
    return Page(lang, view.path, "missing", title, lead, body, LANGS, part.neighbours, crumbs)


def _slug(kind: str) -> str:
    return kind.replace("_", "-")


@memoized
def gaps(kb: KnowledgeBase, lang: Lang) -> Mapping[str, Gaps]:
    """All gaps by kind: projects from the newest to the oldest, trainings and terms by name."""
    numbers = dict.fromkeys(COUNTED_AS, 0)
    listed: dict[str, list[Item]] = {kind: [] for kind in COUNTED_AS}

    def add(kind: str, item: Callable[..., Item], *fields: Any) -> None:
        numbers[kind] += 1
        if len(listed[kind]) < MOST:
            listed[kind].append(item(*fields))

    for project in all_newest_first(kb, lang):
        item = partial(Item, f"projects/{project.id}/", project.short_title, kb.settings.record_file(project.id))
        for number, name in enumerate(project.gap_names):
            add(name, item, project.id, number)
        if project.translation in ("unreviewed", "outdated"):
            add("translations", item, None, 0, project.translation == "outdated")
    for doc in sorted(kb.docs, key=lambda doc: (doc.section, sort_key(doc.title.best(lang)[0], lang))):
        if isinstance(doc.facts, Training):
            item = partial(Item, doc.path, doc.title, doc.files[doc.original])
            for kind, stated in (("hours", doc.facts.hours), ("groups", doc.facts.groups)):
                if stated is None:
                    add(kind, item)
        if doc.translation and doc.translation.status != "reviewed":
            file = doc.files[other(doc.original)]
            add("translations", Item, doc.path, doc.title, file, None, 0, doc.translation.status == "outdated")
    for term in sorted(kb.terms.values(), key=lambda term: sort_key(term.name.best(lang)[0], lang)):
        if not term.checked:
            add(
                "terms",
                Item,
                f"{page_with(kb, lang, 'glossary/', term.id)}#{term.id}",
                term.name,
                "vocabulary/terms.yml",
            )
    return {kind: Gaps(number, listed[kind]) for kind, number in numbers.items()}


def _list_items(view: PageView, kind: str, items: Sequence[Item]) -> Markup:
    """Gaps as `<li>` elements: a link to the page, and one to the line of its file. All texts are escaped."""
    words = view.words
    act = escape(words("missing.check" if kind in ("translations", "terms") else "missing.add"))
    outdated = f" <span>{escape(words('translation.outdated'))}</span>"
    list_items = []
    for item in items:
        title = f'<a href="{view.up}{item.path}">{view.t(item.title)}</a>'
        if kind == "terms" and (second := view.second(item.title)):
            title += f' <span lang="{view.other}">{escape(second)}</span>'
        line = view.kb.projects[item.project].gap_lines[item.number] if item.project else None
        address = escape(view.edit(item.file)) + (f"#L{line}" if line else "")
        edit = f' <a class="k-add" href="{address}">{act}</a>' if view.edit(item.file) else ""
        list_items.append(f"<li>{title}{outdated if item.outdated else ''}{edit}</li>")
    return Markup("".join(list_items))
