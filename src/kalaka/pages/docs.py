"""Authored pages: the engine's text between a title block with facts above it and uses, terms and sources below.

The projects that use a guide may be many: then the list goes on in pages of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from markupsafe import Markup

from kalaka.content import html_text
from kalaka.content.html_text import word_count
from kalaka.i18n.formatting import quoted
from kalaka.i18n.languages import Lang
from kalaka.model.documents import Guide, Training
from kalaka.model.knowledge_base import Doc, Library
from kalaka.model.summary import Summary
from kalaka.pages.cards import listed
from kalaka.pages.facets import part_page
from kalaka.pages.facts import PageView
from kalaka.pages.lists import country_map, country_plan
from kalaka.pages.maps.legend import twin
from kalaka.pages.page import Page, Sheet, of_projects
from kalaka.pages.paging import PER_PAGE, Part, parts, term_paths
from kalaka.queries.facets import all_newest_first, projects_of

_TERM = re.compile(r'(?<=href=")((?:\.\./)*)glossary/#([a-z0-9-]+)')
"""A link of an author to a term, whatever part of the glossary that stands in."""
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.S)
WORDS_PER_MINUTE: dict[Lang, int] = {"hu": 180, "ro": 200}


@dataclass(frozen=True)
class Surround:
    above: str
    below: str
    neighbours: tuple[tuple[str, str], ...] = ()


def surround(library: Library, doc: Doc, lang: Lang) -> Surround:
    view = PageView(library, lang, doc.path)
    if doc.id == "index":
        return Surround(_home(view, doc), "")
    facts = doc.facts
    part = _projects(library, lang, doc)[0]
    context: dict[str, Any] = {"origin": None, "origin_title": "", "part": part, "related": [], "terms": []}
    context["examples"] = _examples_of(library, lang, doc)
    strip: list[tuple[str, Any]] = []
    if isinstance(facts, Guide):
        strip = _guide_strip(view, doc, facts)
        context |= {
            "origin": facts.origin,
            "origin_title": quoted(facts.origin.title, facts.origin.lang) if facts.origin else "",
            "related": [library.guides[name] for name in facts.related],
            "terms": facts.terms,
        }
    elif isinstance(facts, Training):
        strip = _training_strip(view, facts)
        context |= {
            "related": [library.guides[name] for name in facts.related],
            "terms": facts.terms,
        }
    context["projects"] = [listed(view, part, project) for project in part.items]
    above = view.render("doc_above.html", doc=doc, strip=strip)
    for source in getattr(facts, "sources", ()):
        view.marks.setdefault(source, {})
    is_translation = lang in doc.langs and lang != doc.original
    state = view.words(f"translation.{doc.translation.status}") if doc.translation and is_translation else ""
    file = doc.files.get(lang, doc.files[doc.original])
    below = view.render("doc_below.html", doc=doc, translation=state, file=file, **context)
    return Surround(above, below, part.neighbours)


def _projects(library: Library, lang: Lang, doc: Doc) -> list[Part[Summary]]:
    """The projects that use a guide; the one that a training belongs to."""
    found = projects_of(library, lang, "guides", doc.id) if doc.section == "guides" else []
    if isinstance(doc.facts, Training):
        found = [library.projects[doc.facts.project]]
    return parts(doc.path, found, PER_PAGE)


def _examples_of(library: Library, lang: Lang, doc: Doc) -> list[Summary]:
    """The projects that a guide names and that do not say that they worked by it."""
    named = doc.facts.projects if isinstance(doc.facts, Guide) else ()
    by_it = {project.id for project in projects_of(library, lang, "guides", doc.id)}
    return [library.projects[name] for name in named if name not in by_it]


def guide_sheets(library: Library, lang: Lang, name: str) -> Iterator[Sheet]:
    """Further parts of the projects that use a guide."""
    doc = library.guides[name]
    for part in _projects(library, lang, doc)[1:]:
        made_of = partial(of_projects, part.items, part.total)
        yield Sheet(part.path, made_of, partial(_guide_part, library, lang, doc, part))


def _guide_part(library: Library, lang: Lang, doc: Doc, part: Part[Summary]) -> Page:
    view = PageView(library, lang, part.path)
    items = [listed(view, part, project) for project in part.items]
    return part_page(view, part, view.words("guide.projects"), doc.title, items)


def inputs_of_doc(library: Library, lang: Lang, doc: Doc) -> list[str]:
    """What stands around the text of an authored page, as a sheet names its inputs."""
    if doc.path == "":
        return ["#"]
    part = _projects(library, lang, doc)[0]
    return of_projects([*part.items, *_examples_of(library, lang, doc)], part.total)


def doc_page(library: Library, doc: Doc, lang: Lang, text: str) -> Page:
    """The page of a guide, a training or a plain page, around its text as HTML."""
    view = PageView(library, lang, doc.path)
    around = surround(library, doc, lang)
    true = lang if lang in doc.langs else doc.original
    terms = term_paths(library, lang)
    text = _TERM.sub(lambda link: f"{link[1]}{terms.get(link[2], 'glossary/')}#{link[2]}", text)
    toc = [(name, Markup(html_text.plain(words)).unescape()) for name, words in _HEADING.findall(text)]
    body = view.render(
        "doc.html",
        above=Markup(around.above),
        text=Markup(text),
        text_lang=true,
        toc=toc,
        below=Markup(around.below),
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
    )


def section_of(doc: Doc) -> str:
    """The part of the menu that its frame shows."""
    return (doc.section or doc.id) if doc.path else "home"


def doc_text(library: Library, doc: Doc, lang: Lang) -> str:
    """The text of an authored page for readers of a language, as the engine would draw it."""
    true = lang if lang in doc.langs else doc.original
    return PageView(library, lang, doc.path).linked(doc.outlines[true].html, doc.files[true])


def doc_file(doc: Doc, lang: Lang) -> str:
    """The file below `docs/` whose text a reader of a language gets."""
    return doc.files.get(lang, doc.files[doc.original]).removeprefix("docs/")


def reading_minutes(doc: Doc, lang: Lang) -> int:
    """Reading time of the text that this reader gets, at 180 (hu) or 200 (ro) words a minute."""
    true = lang if lang in doc.langs else doc.original
    return max(1, round(word_count(doc.bodies[true][0]) / WORDS_PER_MINUTE[true]))


def _guide_strip(view: PageView, doc: Doc, guide: Guide) -> list[tuple[str, Any]]:
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


def _training_strip(view: PageView, training: Training) -> list[tuple[str, Any]]:
    words = view.words
    not_stated = Markup('<span class="k-none">{}</span>').format(words("fact.not_stated"))
    rows: list[tuple[str, Any]] = [
        (words("guide.audience"), view.listing([words(f"audience.{name}") for name in training.audience]))
    ]
    if hours := training.hours:
        total = Markup("<b>{}</b>").format(words("count.hours", n=hours.total))
        parts = " + ".join(f"{part.hours} {words(f'hours.{part.kind}')}" for part in hours.parts)
        detail = Markup('<span class="k-line k-dim">{}</span>').format(f"= {parts}") if parts else ""
        rows.append((words("training.hours"), total + view.src(hours.evidence) + detail))
    else:
        rows.append((words("training.hours"), not_stated))
    if groups := training.groups:
        shown = words("training.groups_form", groups=view.number(groups.count), size=view.number(groups.size))
        rows.append((words("training.groups"), Markup("{}{}").format(shown, view.src(groups.evidence))))
    else:
        rows.append((words("training.groups"), not_stated))
    if training.counties:
        rows.append((words("fact.where"), view.links("counties", training.counties)))
    if training.organisations:
        rows.append((words("training.organisations"), view.links("organisations", training.organisations)))
    if training.target_groups:
        rows.append((words("fact.for_whom"), view.links("target-groups", training.target_groups)))
    if training.delivery:
        rows.append((words("training.delivery"), words(f"delivery.{training.delivery}")))
    return rows


def _examples(view: PageView) -> list[str]:
    """Three things that can be looked for: a term, a place and a code that this knowledge base holds."""
    library = view.library
    found = []
    for kind, entries in (("terms", library.terms), ("places", library.places)):
        used = (entry.name for name, entry in entries.items() if library.uses.get((kind, name)))
        found += [name.best(view.lang)[0] for name in islice(used, 1)]
    return found + [p.code for p in islice((p for p in library.programmes.values() if p.code), 1) if p.code]


def _home(view: PageView, doc: Doc) -> str:
    library, words = view.library, view.words
    doors = {
        "field": {"guides/": "nav.guides", "trainings/": "nav.trainings", "glossary/": "nav.glossary"},
        "decide": {"projects/": "home.all_projects", "numbers/": "nav.numbers", "programmes/": "nav.programmes"},
        "edit": {"about/#contribute": "home.how_to_edit", "missing/": "nav.missing", "about/#licence": "home.licence"},
    }
    made = country_plan(view, "RO", "where", calm=True)
    reached = {n for p in library.projects.values() for g in p.places for n in g.places}
    return view.render(
        "home_above.html",
        doc=doc,
        map=country_map(view, "RO", made) if made else "",
        twin=twin(view, made.chart) if made else [],
        examples=_examples(view),
        where=words("home.where_text", n=len([n for n in reached if library.places[n].country == "RO"])),
        doors=[
            (name, [(view.href(path), words(label)) for path, label in links.items()]) for name, links in doors.items()
        ],
        themes=[(n, theme, len(projects_of(library, view.lang, "themes", n))) for n, theme in library.themes.items()],
        projects=all_newest_first(library, view.lang)[:6],
    )
