"""What is missing: every gap of the records as an invitation, by kind, each with a link to the line that would fill it.

The main page shows some of each kind and how many there are; a kind with more has its own page, in numbered parts.
Items are put together here and not in a template: there may be a dozen for each of many thousand records.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from kalaka.catalogue import all_newest_first, once
from kalaka.language import sort_key
from kalaka.library import Library, project_file
from kalaka.model import LANGS, Lang, Training, other
from kalaka.pages.facts import PageView
from kalaka.pages.page import Page, Sheet
from kalaka.pages.paging import Part, parts
from kalaka.pages.view import Names

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


def missing_sheets(library: Library, lang: Lang) -> Iterator[Sheet]:
    """The main page, then the pages of each kind that is longer than what it shows."""
    found = {kind: items for kind, items in gaps(library, lang).items() if items}
    first = {kind: (len(items), items[:SHOWN]) for kind, items in found.items()}
    yield Sheet("missing/", partial(_made_of, first), partial(_missing, library, lang, found))
    for kind, items in found.items():
        if len(items) > SHOWN:
            for part in parts(f"missing/{_slug(kind)}/", items[:MOST], PART):
                made_of = partial(_made_of, {kind: (len(items), part.items)})
                yield Sheet(part.path, made_of, partial(_part, library, lang, kind, part, len(items)))


def _made_of(shown: Mapping[str, tuple[int, Sequence[Item]]]) -> list[str]:
    """Inputs of a page with some items of each kind."""
    projects = dict.fromkeys(item.project for _, items in shown.values() for item in items if item.project)
    return [*(f"l:{name}" for name in projects), repr(shown)]


class _Section(NamedTuple):
    """One kind of gap: how many there are, in words and as a number, the first of them, and where all are."""

    kind: str
    id: str
    said: str
    number: int
    shown: Markup
    more: str


def _missing(library: Library, lang: Lang, found: Mapping[str, list[Item]]) -> Page:
    view = PageView(library, lang, "missing/")
    words = view.words
    sections = [
        _Section(
            kind,
            id=_slug(kind),
            said=words(COUNTED_AS[kind], n=len(items)),
            number=len(items),
            shown=_drawn(view, kind, items[:SHOWN]),
            more=view.href(f"missing/{_slug(kind)}/") if len(items) > SHOWN else "",
        )
        for kind, items in found.items()
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
        items=_drawn(view, kind, list(part.items)),
        part=part,
        capped=total > part.total,
    )
    if part.number > 1:
        title = view.words("missing.part", title=title, number=part.number)
    return Page(lang, view.path, "missing", title, view.words("lead.missing"), body, LANGS, part.neighbours)


def _slug(kind: str) -> str:
    return kind.replace("_", "-")


@once
def gaps(library: Library, lang: Lang) -> Mapping[str, list[Item]]:
    """Everything that is missing, by kind; newest projects first, trainings and terms by name."""
    found: dict[str, list[Item]] = {kind: [] for kind in COUNTED_AS}
    for project in all_newest_first(library, lang):
        item = partial(Item, f"projects/{project.id}/", project.short_title, project_file(project.id))
        for number, name in enumerate(project.gap_names):
            found[name].append(item(project.id, number))
        if project.translation in ("unreviewed", "outdated"):
            found["translations"].append(item(outdated=project.translation == "outdated"))
    for doc in sorted(library.docs, key=lambda doc: (doc.section, sort_key(doc.title.best(lang)[0], lang))):
        if isinstance(doc.facts, Training):
            item = partial(Item, doc.path, doc.title, doc.files[doc.original])
            for kind, stated in (("hours", doc.facts.hours), ("groups", doc.facts.groups)):
                if stated is None:
                    found[kind].append(item())
        if doc.translation and doc.translation.status != "reviewed":
            file = doc.files[other(doc.original)]
            found["translations"].append(Item(doc.path, doc.title, file, outdated=doc.translation.status == "outdated"))
    for term in sorted(library.terms.values(), key=lambda term: sort_key(term.name.best(lang)[0], lang)):
        if not term.checked:
            found["terms"].append(Item(f"glossary/#{term.id}", term.name, "vocabulary/terms.yml"))
    return found


def _drawn(view: PageView, kind: str, items: list[Item]) -> Markup:
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
