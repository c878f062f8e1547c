"""Authored pages (guides, trainings, plain pages): what is generated above and below their text, and the further
parts of the list of projects that use a guide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from kalaka.content.html_text import word_count
from kalaka.i18n.formatting import quoted
from kalaka.i18n.languages import Lang
from kalaka.model.documents import Guide, Training
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.model.summary import Summary
from kalaka.pages.cards import listed
from kalaka.pages.cite import cited_page
from kalaka.pages.facets import part_page
from kalaka.pages.facts import PageView
from kalaka.pages.home import home
from kalaka.pages.page import Page, Route
from kalaka.pages.paging import PER_PAGE, Part, parts
from kalaka.pages.sections import sections
from kalaka.queries.facets import projects_of

WORDS_PER_MINUTE: dict[Lang, int] = {"hu": 180, "ro": 200}


@dataclass(frozen=True)
class Surround:
    """The generated HTML above and below the text of an authored page; `neighbours` and `crumbs` as in `Page`."""

    above: str
    below: str
    neighbours: tuple[tuple[str, str], ...] = ()
    crumbs: tuple[tuple[str, str], ...] = ()


def surround(kb: KnowledgeBase, doc: Document, lang: Lang, has_worksheet: bool = False) -> Surround:
    """The title block and facts above a text; uses, terms and sources below it."""
    view = PageView(kb, lang, doc.path)
    if doc.id == "index":
        return Surround(home(view, doc), "")
    facts = doc.facts
    part = _projects(kb, lang, doc)[0]
    context: dict[str, Any] = {"origin": None, "origin_title": "", "part": part, "related": [], "terms": []}
    strip: list[tuple[str, Any]] = []
    hours: list[HoursBar] = []
    if isinstance(facts, Guide):
        strip = _guide_strip(view, doc, facts)
        context |= {
            "origin": facts.origin,
            "origin_title": quoted(facts.origin.title, facts.origin.lang) if facts.origin else "",
            "related": [kb.guides[name] for name in facts.related],
            "terms": facts.terms,
        }
    elif isinstance(facts, Training):
        strip = _training_strip(view, facts)
        hours = list(_hours_bars(facts))
        context |= {
            "related": [kb.guides[name] for name in facts.related],
            "terms": facts.terms,
        }
    context["projects"] = [listed(view, part, project, form="row") for project in part.items]
    context["examples"] = [listed(view, part, project, form="row") for project in _examples_of(kb, lang, doc)]
    file = doc.files.get(lang, doc.files[doc.original])
    above = view.render(
        "doc_above.html", doc=doc, strip=strip, hours=hours, has_worksheet=has_worksheet, edit=view.edit(file)
    )
    for source in getattr(facts, "sources", ()):
        view.source_marks.setdefault(source, {})
    is_translation = lang in doc.langs and lang != doc.original
    state = view.words(f"translation.{doc.translation.status}") if doc.translation and is_translation else ""
    cited = cited_page(view, doc.id, doc.title, doc.facts.review.last_checked) if doc.section else None
    below = view.render("doc_below.html", doc=doc, translation=state, edit=view.edit(file), cited=cited, **context)
    return Surround(above, below, part.neighbours, tuple(view.crumbs))


def _projects(kb: KnowledgeBase, lang: Lang, doc: Document) -> list[Part[Summary]]:
    """The projects that use a guide, or that to which a training belongs, in parts."""
    projects = projects_of(kb, lang, "guides", doc.id) if doc.section == "guides" else []
    if isinstance(doc.facts, Training):
        projects = [kb.projects[doc.facts.project]]
    return parts(doc.path, projects, PER_PAGE)


def _examples_of(kb: KnowledgeBase, lang: Lang, doc: Document) -> list[Summary]:
    """The projects that a guide names as examples and whose records do not name the guide."""
    examples = doc.facts.projects if isinstance(doc.facts, Guide) else ()
    users = {project.id for project in projects_of(kb, lang, "guides", doc.id)}
    return [kb.projects[name] for name in examples if name not in users]


def guide_routes(kb: KnowledgeBase, lang: Lang, name: str) -> Iterator[Route]:
    """The parts, after the first, of the list of projects that use a guide."""
    doc = kb.guides[name]
    for part in _projects(kb, lang, doc)[1:]:
        yield Route(part.path, partial(_guide_part, kb, lang, doc, part))


def _guide_part(kb: KnowledgeBase, lang: Lang, doc: Document, part: Part[Summary]) -> Page:
    view = PageView(kb, lang, part.path)
    items = [listed(view, part, project) for project in part.items]
    return part_page(view, part, view.words("guide.projects"), doc.title, items)


def doc_page(kb: KnowledgeBase, doc: Document, lang: Lang, text: str) -> Page:
    """The page of a guide, a training, a plain page or the home page; `text` is the HTML of its text."""
    view = PageView(kb, lang, doc.path)
    is_home = not doc.path
    found = sections(text, view.render("worksheet.html") if doc.section else "")
    around = surround(kb, doc, lang, found.has_worksheet)
    body = view.render(
        "doc.html",
        above=Markup(around.above),
        text=found.html,
        text_lang=_text_lang(doc, lang),
        contents=[] if is_home else found.contents,
        is_home=is_home,
        below=Markup(around.below),
        running=doc.title if doc.section else None,
        definitions=view.definitions(text, getattr(doc.facts, "terms", ())),
    )
    return Page(
        lang,
        doc.path,
        section_of(doc),
        view.plain(doc.title),
        view.plain(doc.summary),
        body,
        doc.langs,
        around.neighbours,
        around.crumbs,
    )


def section_of(doc: Document) -> str:
    """The section of its frame: for plain pages their id, `home` for the home page."""
    return (doc.section or doc.id) if doc.path else "home"


def _text_lang(doc: Document, lang: Lang) -> Lang:
    """The language of the text that a reader of `lang` gets."""
    return lang if lang in doc.langs else doc.original


def doc_text(kb: KnowledgeBase, doc: Document, lang: Lang) -> str:
    """The text of an authored page for readers of a language, as the HTML that the engine makes of it."""
    text_lang = _text_lang(doc, lang)
    return PageView(kb, lang, doc.path).linked(doc.outlines[text_lang].html, doc.files[text_lang])


def reading_minutes(doc: Document, lang: Lang) -> int:
    """Reading time in minutes, at least 1, of the text that a reader of `lang` gets, by `WORDS_PER_MINUTE`."""
    text_lang = _text_lang(doc, lang)
    return max(1, round(word_count(doc.bodies[text_lang][0]) / WORDS_PER_MINUTE[text_lang]))


def _guide_strip(view: PageView, doc: Document, guide: Guide) -> list[tuple[str, Any]]:
    """Labels and values of the facts above the text of a guide."""
    words = view.words
    rows: list[tuple[str, Any]] = [
        (words("guide.audience"), view.listing([words(f"audience.{name}") for name in guide.audience])),
        (words("guide.purpose"), words(f"purpose.{guide.purpose}")),
    ]
    if guide.phase:
        rows.append((words("guide.phase"), view.listing([words(f"phase.{name}") for name in guide.phase])))
    if guide.duration:
        rows.append((words("guide.duration"), view.t(guide.duration)))
    if guide.group_size:
        rows.append((words("guide.group_size"), view.t(guide.group_size)))
    rows.append((words("guide.reading"), words("count.minutes", n=reading_minutes(doc, view.lang))))
    return rows


class HoursBar(NamedTuple):
    """A kind of hours of a training, and its bar on a scale of 100 for all hours."""

    kind: str
    hours: int
    start: float
    length: float


def _hours_bars(training: Training) -> Iterator[HoursBar]:
    """The parts of the hours one after another, so that their bars together fill the scale."""
    before = 0
    if training.hours:
        for part in training.hours.parts:
            start, length = (round(100 * hours / training.hours.total, 1) for hours in (before, part.hours))
            yield HoursBar(part.kind, part.hours, start, length)
            before += part.hours


def _training_strip(view: PageView, training: Training) -> list[tuple[str, Any]]:
    """Labels and values of the facts above the text of a training."""
    words = view.words
    not_stated = Markup('<span class="k-none">{}</span>').format(words("fact.not_stated"))
    rows: list[tuple[str, Any]] = [
        (words("guide.audience"), view.listing([words(f"audience.{name}") for name in training.audience]))
    ]
    if hours := training.hours:
        total = Markup("<b>{}</b>").format(words("count.hours", n=hours.total))
        rows.append((words("training.hours"), total + view.src(hours.evidence)))
    else:
        rows.append((words("training.hours"), not_stated))
    if groups := training.groups:
        text = words("training.groups_form", n=groups.count, size=words("training.people", n=groups.size))
        rows.append((words("training.groups"), Markup("{}{}").format(text, view.src(groups.evidence))))
    else:
        rows.append((words("training.groups"), not_stated))
    if training.counties:
        rows.append((words("fact.where"), view.links("counties", training.counties)))
    if training.organisations:
        rows.append((words("training.organisations"), view.links("organisations", training.organisations)))
    if training.target_groups:
        rows.append((words("training.for_whom"), view.links("target-groups", training.target_groups)))
    if training.delivery:
        rows.append((words("training.delivery"), words(f"delivery.{training.delivery}")))
    return rows
