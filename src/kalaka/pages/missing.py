"""What is missing: every gap of the records as an invitation, by kind, each with a link to the line that would fill it.

The main page shows some of each kind and how many there are; a kind with more has its own page, in numbered parts.
Items are put together here and not in a template: there may be a dozen for each of many thousand records.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.model.documents import Training
from kalaka.model.knowledge_base import Library, project_file
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Sheet
from kalaka.pages.paging import Part, parts
from kalaka.pages.view import Names
from kalaka.queries.facets import all_newest_first
from kalaka.queries.memo import once

SHOWN = 12
"""Items of a kind on the main page."""
PART = 100
"""Items on a page of one kind."""
MOST = 1000
"""Items of one kind that are listed, the newest; every record's own page names its own gaps."""
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
"""Every kind in the order of the page, and the words that count it."""


class Item(NamedTuple):
    """A page on which something is missing, and the file that would say it: of a project's `number`th gap its line
    too, which is asked for when the item is drawn.
    """

    path: str
    title: Names
    file: str
    project: str | None = None
    number: int = 0
    outdated: bool = False


class Gaps(NamedTuple):
    """How many of a kind there are, and those that are listed."""

    number: int
    items: Sequence[Item]


def missing_sheets(library: Library, lang: Lang) -> Iterator[Sheet]:
    """The main page, then the pages of each kind that is longer than what it shows."""
    found = {kind: known for kind, known in gaps(library, lang).items() if known.number}
    first = {kind: Gaps(known.number, known.items[:SHOWN]) for kind, known in found.items()}
    yield Sheet("missing/", partial(_made_of, first), partial(_missing, library, lang, first))
    for kind, known in found.items():
        if known.number > SHOWN:
            for part in parts(f"missing/{_slug(kind)}/", known.items, PART):
                made_of = partial(_made_of, {kind: Gaps(known.number, part.items)})
                yield Sheet(part.path, made_of, partial(_part, library, lang, kind, part, known.number))


def _made_of(shown: Mapping[str, Gaps]) -> list[str]:
    """Inputs of a page with some items of each kind."""
    projects = dict.fromkeys(item.project for known in shown.values() for item in known.items if item.project)
    return [*(f"l:{name}" for name in projects), repr(shown)]


class _Section(NamedTuple):
    """One kind of gap: how many there are, in words and as a number, the first of them, and where all are."""

    kind: str
    id: str
    said: str
    number: int
    shown: Markup
    more: str


def _missing(library: Library, lang: Lang, found: Mapping[str, Gaps]) -> Page:
    view = PageView(library, lang, "missing/")
    words = view.words
    sections = [
        _Section(
            kind,
            id=_slug(kind),
            said=words(COUNTED_AS[kind], n=known.number),
            number=known.number,
            shown=_drawn(view, kind, known.items),
            more=view.href(f"missing/{_slug(kind)}/") if known.number > SHOWN else "",
        )
        for kind, known in found.items()
    ]
    body = view.render("missing.html", sections=sections)
    return Page(lang, view.path, "missing", words("nav.missing"), words("lead.missing"), body, LANGS)


def _part(library: Library, lang: Lang, kind: str, part: Part[Item], total: int) -> Page:
    view = PageView(library, lang, part.path)
    title = view.words(f"missing.ask.{kind}")
    body = view.render(
        "missing_part.html",
        title=title,
        count=view.words(COUNTED_AS[kind], n=total),
        items=_drawn(view, kind, part.items),
        part=part,
        capped=total > part.total,
    )
    if part.number > 1:
        title = view.words("missing.part", title=title, number=part.number)
    return Page(lang, view.path, "missing", title, view.words("lead.missing"), body, LANGS, part.neighbours)


def _slug(kind: str) -> str:
    return kind.replace("_", "-")


@once
def gaps(library: Library, lang: Lang) -> Mapping[str, Gaps]:
    """Everything that is missing, by kind; newest projects first, trainings and terms by name."""
    numbers = dict.fromkeys(COUNTED_AS, 0)
    listed: dict[str, list[Item]] = {kind: [] for kind in COUNTED_AS}

    def add(kind: str, item: Callable[..., Item], *told: Any) -> None:
        numbers[kind] += 1
        if len(listed[kind]) < MOST:
            listed[kind].append(item(*told))

    for project in all_newest_first(library, lang):
        item = partial(Item, f"projects/{project.id}/", project.short_title, project_file(project.id))
        for number, name in enumerate(project.gap_names):
            add(name, item, project.id, number)
        if project.translation in ("unreviewed", "outdated"):
            add("translations", item, None, 0, project.translation == "outdated")
    for doc in sorted(library.docs, key=lambda doc: (doc.section, sort_key(doc.title.best(lang)[0], lang))):
        if isinstance(doc.facts, Training):
            item = partial(Item, doc.path, doc.title, doc.files[doc.original])
            for kind, stated in (("hours", doc.facts.hours), ("groups", doc.facts.groups)):
                if stated is None:
                    add(kind, item)
        if doc.translation and doc.translation.status != "reviewed":
            file = doc.files[other(doc.original)]
            add("translations", Item, doc.path, doc.title, file, None, 0, doc.translation.status == "outdated")
    for term in sorted(library.terms.values(), key=lambda term: sort_key(term.name.best(lang)[0], lang)):
        if not term.checked:
            add("terms", Item, f"glossary/#{term.id}", term.name, "vocabulary/terms.yml")
    return {kind: Gaps(number, listed[kind]) for kind, number in numbers.items()}


def _drawn(view: PageView, kind: str, items: Sequence[Item]) -> Markup:
    """List items: the page, and the line of its file. What stands in them comes from ids, numbers and escaped text."""
    words = view.words
    act = escape(words("missing.check" if kind in ("translations", "terms") else "missing.add"))
    outdated = f" <span>{escape(words('translation.outdated'))}</span>"
    drawn = []
    for item in items:
        title = f'<a href="{view.up}{item.path}">{view.t(item.title)}</a>'
        if kind == "terms" and (second := view.second(item.title)):
            title += f' <span lang="{view.other}">{escape(second)}</span>'
        line = view.library.projects[item.project].gap_lines[item.number] if item.project else None
        edit = escape(view.edit(item.file)) + (f"#L{line}" if line else "")
        drawn.append(f'<li>{title}{outdated if item.outdated else ""} <a class="k-add" href="{edit}">{act}</a></li>')
    return Markup("".join(drawn))
