"""The page of a project: facts panel, story, activities, figures, places by role, phases, sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from kalaka.i18n.formatting import years
from kalaka.i18n.languages import Lang
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.evidence import Evidence
from kalaka.model.knowledge_base import Library, project_file
from kalaka.model.project import Project
from kalaka.model.summary import Bond, Cited, Summary, missing_facts, real_languages
from kalaka.pages.cite import Source, forms
from kalaka.pages.facts import PageView
from kalaka.pages.maps.chart import MARKS, Point
from kalaka.pages.maps.legend import sign
from kalaka.pages.maps.map import draw, plan
from kalaka.pages.page import Page, Sheet
from kalaka.pages.view import Names
from kalaka.queries.amounts import Share, share
from kalaka.queries.related import Pair as Two
from kalaka.queries.related import pairs_of


def project_sheets(library: Library, lang: Lang, name: str) -> Iterator[Sheet]:
    made_of = partial(_inputs, library, library.projects[name])
    yield Sheet(f"projects/{name}/", made_of, partial(_page_of, library, name, lang))


def _inputs(library: Library, project: Summary) -> list[str]:
    return [f"r:{project.id}", *(f"p:{name}" for name in related_ids(library, project))]


def _page_of(library: Library, name: str, lang: Lang) -> Page:
    return project_page(library, library.records[name], lang)


def marks_of(library: Library, name: str, lang: Lang) -> Mapping[str, dict[str, str]]:
    """The marks that the sources have on the project's own page, which is drawn for them when it was not yet."""
    key = (marks_of.__qualname__, name, lang)
    if key not in library.derived:
        project_page(library, library.records[name], lang)
    found: Mapping[str, dict[str, str]] = library.derived[key]
    return found


def project_page(library: Library, project: Project, lang: Lang) -> Page:
    view = PageView(library, lang, f"projects/{project.id}/")
    body = project_body(view, project)
    library.derived[marks_of.__qualname__, project.id, lang] = view.marks
    return Page(
        lang=lang,
        path=view.path,
        section="projects",
        title=view.plain(project.short_title),
        description=view.plain(project.summary),
        body=body,
        real=real_languages(project),
    )


def project_body(view: PageView, project: Project) -> str:
    library, lang = view.library, view.lang
    title, checked = view.plain(project.short_title), project.review.last_checked
    own = project.body.get(lang) if project.body else None
    story = own or (project.body.get(view.other) if project.body else None)
    summary = library.projects[project.id]
    phases = list(_phases(library, summary))
    chained = {phase.id for phase in phases}
    return view.render(
        "project.html",
        **cell_facts(view, project)._asdict(),
        body=view.prose(story, project_file(project.id)) if story else None,
        body_lang=lang if own else view.other,
        missing=[view.words(f"fact.{name}") for name in missing_facts(project)],
        map=_map(view, project),
        phases=_with_bars(view, phases),
        relations=list(_relations(view, summary, chained)),
        beside=list(_beside(view, summary)),
        guides=[library.guides[name] for name in project.guides],
        trainings=[library.trainings[name] for name in project.trainings],
        translation=translation_state(view, project),
        cite_forms=list(forms(view.words, Source(project.id, title, checked, view.address()))),
    )


class CellFacts(NamedTuple):
    """What the parts are made of that a page shares with a comparison: the record, its summary, its places by role,
    and what a participant cost, where that is known.
    """

    p: Project
    s: Summary
    place_groups: "list[_PlaceGroup]"
    sum: Share | None


def cell_facts(view: PageView, project: Project) -> CellFacts:
    summary = view.library.projects[project.id]
    return CellFacts(project, summary, list(_place_groups(view, project)), share(summary))


def pair_path(pair: Two) -> str:
    """The address of two projects side by side; no id holds two hyphens in a row."""
    return f"compare/{'--'.join(pair)}/"


def _beside(view: PageView, project: Summary) -> Iterator[tuple[str, Names]]:
    """The projects that stand beside this one on a page of their own: address and name."""
    for pair in pairs_of(view.library, project):
        other_id = next(name for name in pair if name != project.id)
        yield pair_path(pair), view.library.projects[other_id].short_title


def related_ids(library: Library, project: Summary) -> list[str]:
    """The records that its page shows: those of its chain, those it names and those that name it."""
    if not project.relations and ("projects", project.id) not in library.uses:
        return [project.id]
    found: dict[str | None, None] = dict.fromkeys(phase.id for phase in _phases(library, project))
    found |= dict.fromkeys(relation.project for relation in project.relations)
    uses = library.uses.get(("projects", project.id), ())
    found |= dict.fromkeys(use.id for use in uses if use.kind == "projects")
    return [name for name in found if name]


def moved_pages(library: Library, lang: Lang) -> Iterator[tuple[str, str]]:
    """Old addresses of renamed records, each with a small page that leads to the new one."""
    for project in library.projects.values():
        for old in project.redirect_from:
            view = PageView(library, lang, f"projects/{old}/")
            path = f"projects/{project.id}/"
            canonical = library.settings.site_url + url(lang, path)
            yield view.path, view.render("moved.html", p=project, href=view.href(path), canonical=canonical)


def translation_state(view: PageView, project: Project) -> str:
    if project.translation is None or view.lang == project.original:
        return ""
    return view.words(f"translation.{project.translation.status}")


# Places by role

LINKED = 200
"""Places of a project that lead to their pages; of more than that stand only the names, or the page would be heavy."""


@dataclass(frozen=True)
class _PlaceGroup:
    title: str
    sign: Markup
    note: Text | None
    evidence: tuple[Evidence, ...]
    counties: tuple[str, ...]
    by_county: list[tuple[str | None, list[str]]]
    linked: bool
    """Whether each place leads to its page."""


def _place_groups(view: PageView, project: Project) -> Iterator[_PlaceGroup]:
    linked = sum(len(group.places) for group in project.places) <= LINKED
    for group in project.places:
        counties: dict[str | None, list[str]] = {}
        for name in group.places:
            counties.setdefault(view.library.places[name].county, []).append(name)
        title = view.plain(group.title) if group.title else view.words(f"place_role.{group.role}")
        yield _PlaceGroup(
            title,
            sign(view, (group.role,), aloud=False),
            group.note,
            group.evidence,
            group.counties,
            list(counties.items()),
            linked,
        )


def _map(view: PageView, project: Project) -> Markup | str:
    """Every place once, with its roles in this project."""
    roles: dict[str, set[str]] = {}
    for group in project.places:
        for name in group.places:
            roles.setdefault(name, set()).add(group.role)
    if len(roles) < 2:
        return ""
    points = [Point(name, tuple(role for role in MARKS if role in found)) for name, found in roles.items()]
    return draw(view, plan(view, points, "places"), view.words("map.project", n=len(points)))


# What came before and after


@dataclass(frozen=True)
class _Phase:
    id: str | None
    title: Names
    start: str | None
    end: str | None
    note: Names | None
    evidence: tuple[Cited, ...]
    here: bool


def _phases(library: Library, project: Summary) -> Iterator[_Phase]:
    """The chain of `continues`, oldest first: what this one goes on from, itself, and what goes on from it."""
    first = project
    seen = {project.id}
    while before := _continuing(first):
        if before.project in seen or before.project not in library.projects:
            break
        first = library.projects[str(before.project)]
        seen.add(first.id)
    for relation in first.relations:
        if relation.kind == "continues" and relation.title:
            yield _Phase(None, relation.title, relation.start, relation.end, relation.note, relation.evidence, False)
    step: Summary | None = first
    done: set[str] = set()
    while step and step.id not in done:
        done.add(step.id)
        period = next(iter(step.periods), None)
        yield _Phase(
            step.id,
            step.short_title,
            period.start if period else None,
            period.end if period else None,
            before.note if (before := _continuing(step)) and step.id == project.id else None,
            period.evidence if period and step.id == project.id else (),
            step.id == project.id,
        )
        step = _next(library, step)


def _continuing(project: Summary) -> Bond | None:
    return next((relation for relation in project.relations if relation.kind == "continues" and relation.project), None)


def _next(library: Library, project: Summary) -> Summary | None:
    for use in library.uses.get(("projects", project.id), ()):
        if use.kind == "projects" and use.loc[:1] == ("relations",):
            later = library.projects[use.id]
            if later.relations[int(use.loc[1])].kind == "continues":
                return later
    return None


def _months(text: str, end: bool) -> int:
    month = int(text[5:7]) if len(text) > 4 else (12 if end else 1)
    return int(text[:4]) * 12 + month - (0 if end else 1)


class _Shown(NamedTuple):
    """A phase, its bar (where it begins and how long it is), and its dates in words."""

    phase: _Phase
    bar: tuple[float, float] | None
    when: str


def _with_bars(view: PageView, phases: list[_Phase]) -> list[_Shown]:
    """Each phase with its bar on one common scale of a hundred units."""
    dated = [(_months(p.start, False), _months(p.end, True)) for p in phases if p.start and p.end]
    low, high = (min(a for a, _ in dated), max(b for _, b in dated)) if dated else (0, 1)
    rows = []
    for phase in phases:
        bar = None
        if phase.start and phase.end:
            left, right = _months(phase.start, False) - low, _months(phase.end, True) - low
            bar = (round(100 * left / (high - low), 1), round(100 * (right - left) / (high - low), 1))
        when = view.period(phase.start, phase.end) if phase.start else view.words("fact.year_unknown")
        rows.append(_Shown(phase, bar, when))
    return rows


class _Related(NamedTuple):
    id: str | None
    title: Names | None
    kind: str
    note: Names | None
    evidence: tuple[Cited, ...]


def _relations(view: PageView, project: Summary, chained: set[str | None]) -> Iterator[_Related]:
    """Everything related that is not a link of the chain: said here, or said by the other record."""
    for relation in project.relations:
        if (relation.project and relation.project in chained) or (relation.kind == "continues" and relation.title):
            continue
        other = view.library.projects.get(relation.project or "")
        title = other.short_title if other else relation.title
        yield _Related(relation.project, title, _kind(view, relation), relation.note, relation.evidence)
    for use in view.library.uses.get(("projects", project.id), ()):
        if use.kind == "projects" and use.loc[:1] == ("relations",) and use.id not in chained:
            later = view.library.projects[use.id]
            relation = later.relations[int(use.loc[1])]
            if any(own.project == later.id for own in project.relations):
                continue
            kind = view.words(f"relation.{relation.kind}_of")
            yield _Related(later.id, later.short_title, kind, relation.note, relation.evidence)


def _kind(view: PageView, relation: Bond) -> str:
    words = view.words(f"relation.{relation.kind}")
    when = years(relation.start, relation.end)
    return ", ".join(filter(None, (words, when, relation.code)))
