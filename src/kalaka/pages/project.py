"""The page of a project, the facts it shares with comparisons, and the pages at old addresses of renamed projects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from kalaka.i18n.formatting import first_sentence, years
from kalaka.i18n.languages import Lang
from kalaka.model.addresses import relative, url
from kalaka.model.base import Text
from kalaka.model.evidence import Evidence
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.summary import Bond, Cited, Summary, missing_facts, real_languages
from kalaka.pages.cite import cited_page
from kalaka.pages.deeds import Deeds, deeds_of
from kalaka.pages.facts import PageView
from kalaka.pages.maps.chart import MARKS, Point
from kalaka.pages.maps.legend import sign
from kalaka.pages.maps.map import draw, plan
from kalaka.pages.page import Page, Route
from kalaka.pages.sections import Entry, sections
from kalaka.pages.view import Names, SourceMarks
from kalaka.queries.related import Pair as Two
from kalaka.queries.related import pairs_of


def project_routes(kb: KnowledgeBase, lang: Lang, name: str) -> Iterator[Route]:
    """The page of a project, by its id."""
    yield Route(f"projects/{name}/", partial(_page_of, kb, name, lang))


def _page_of(kb: KnowledgeBase, name: str, lang: Lang) -> Page:
    return project_page(kb, kb.records[name], lang)


def source_marks_of(kb: KnowledgeBase, name: str, lang: Lang) -> SourceMarks:
    """The source marks of the project's own page, as `View.source_marks`; renders the page if it was not yet."""
    memo_key = (source_marks_of.__qualname__, name, lang)
    if memo_key not in kb.derived:
        project_page(kb, kb.records[name], lang)
    source_marks: SourceMarks = kb.derived[memo_key]
    return source_marks


def project_page(kb: KnowledgeBase, project: Project, lang: Lang) -> Page:
    view = PageView(kb, lang, f"projects/{project.id}/")
    body = project_body(view, project)
    kb.derived[source_marks_of.__qualname__, project.id, lang] = view.source_marks
    return Page(
        lang=lang,
        path=view.path,
        section="projects",
        title=view.plain(project.short_title),
        description=view.plain(project.summary),
        body=body,
        real=real_languages(project),
        crumbs=tuple(view.crumbs),
    )


def project_body(view: PageView, project: Project) -> str:
    """The HTML of the page below its frame."""
    kb, lang = view.kb, view.lang
    body = project.body.get(lang) if project.body else None
    story = body or (project.body.get(view.other) if project.body else None)
    summary = kb.projects[project.id]
    phases = list(_phases(kb, summary))
    chained = {phase.id for phase in phases}
    told = view.prose(story, kb.settings.record_file(project.id)) if story else Markup("")
    body_lang = lang if body else view.other
    facts = cell_facts(view, project)
    relations = list(_relations(view, summary, chained))
    lead, further = _opening(view, project.summary)
    absent = missing_facts(project)
    context: dict[str, Any] = {
        "lead": lead,
        "further": further,
        "missing": [view.words(f"fact.{name}") for name in absent if name != "amount"],
        "has_amount": "amount" not in absent,
        "body": told,
        "body_lang": body_lang,
        "phases": _with_bars(view, phases) if len(phases) > 1 else [],
        "phases_title": view.words("project.chain" if _in_chain(phases, relations) else "project.phases"),
        "relations": relations,
        "left_out": _left_out(facts.deeds),
        "documents": [kb.guides[name] for name in project.guides] + [kb.trainings[name] for name in project.trainings],
    }
    prose = [_in_language(entry, body_lang, lang) for entry in sections(told).contents]
    return view.render(
        "project.html",
        **facts._asdict(),
        **context,
        contents=list(_contents(view, project, facts.deeds, prose, context)),
        definitions=view.definitions(told),
        map=_map(view, project),
        comparisons=list(_comparisons(view, summary)),
        translation=translation_state(view, project),
        cited=cited_page(view, project.id, project.short_title, project.review.last_checked),
    )


def _left_out(deeds: Deeds) -> int:
    """How many activities, outputs and figures the printed one-page sheet leaves out."""
    limits = PageView.PRINT_LIMITS
    kinds = [
        (sum(len(group.activities) for group in deeds.groups), limits.activities),
        (sum(len(group.outputs) for group in deeds.groups), limits.outputs),
        (sum(len(group.figures) for group in deeds.groups), limits.figures),
    ]
    return sum(max(0, number - most) for number, most in kinds)


def _opening(view: PageView, text: Text) -> tuple[Markup, Markup]:
    """The first sentence of a text, and the rest, each for the reader of the page."""
    words, actual = text.best(view.lang)
    first, rest = (escape(part) for part in first_sentence(words))
    if actual == view.lang or not first:
        return first, rest
    marked = Markup('<span lang="{}">{}</span>')
    return marked.format(actual, first), marked.format(actual, rest) if rest else rest


def _contents(
    view: PageView, project: Project, deeds: Deeds, prose: list[Entry], context: Mapping[str, Any]
) -> Iterator[Entry]:
    """The headings of the page, those of its prose among them."""
    words = view.words
    has: list[tuple[str, str, object]] = [
        ("goals", words("project.goals"), project.goals),
        ("activities", words("project.activities"), deeds.groups),
        ("places", words("project.places"), project.places),
        ("phases", context["phases_title"], context["phases"] or context["relations"]),
        ("take-over", words("project.take_over"), context["documents"]),
        ("codes", words("project.codes"), project.codes),
        ("notes", words("project.notes"), project.notes or project.status_note),
        ("k-sources", words("sources.title"), True),
        ("cite", words("cite.title"), True),
    ]
    if project.results:
        yield Entry("results", words("project.results"), [])
    yield from prose
    yield from (Entry(name, title, []) for name, title, is_there in has if is_there)


def _in_language(entry: Entry, actual: Lang, lang: Lang) -> Entry:
    """An entry of the contents, marked where its heading is in another language than the page."""
    if actual == lang:
        return entry
    return entry._replace(words=Markup('<span lang="{}">{}</span>').format(actual, entry.words))


class CellFacts(NamedTuple):
    """The facts that a page shares with comparisons, as the variables of `cells.html`: the record (`p`), its summary
    (`s`), its places by role, and what it did, made and counted.
    """

    p: Project
    s: Summary
    place_groups: "list[_PlaceGroup]"
    deeds: Deeds


def cell_facts(view: PageView, project: Project) -> CellFacts:
    summary = view.kb.projects[project.id]
    return CellFacts(project, summary, list(_place_groups(view, project)), deeds_of(project))


def pair_path(pair: Two) -> str:
    """The address of a comparison: `compare/a--b/`. No id has two hyphens in a row."""
    return f"compare/{'--'.join(pair)}/"


def _comparisons(view: PageView, project: Summary) -> Iterator[tuple[str, Names]]:
    """The comparisons of this project with another: address, and the name of the other."""
    for pair in pairs_of(view.kb, project) if view.has("compare/") else ():
        other_id = next(name for name in pair if name != project.id)
        yield pair_path(pair), view.kb.projects[other_id].short_title


def related_ids(kb: KnowledgeBase, project: Summary) -> list[str]:
    """Ids of the records that its page shows: those of its chain of phases, those it names and those that name it."""
    if not project.relations and ("projects", project.id) not in kb.uses:
        return [project.id]
    ids: dict[str | None, None] = dict.fromkeys(phase.id for phase in _phases(kb, project))
    ids |= dict.fromkeys(relation.project for relation in project.relations)
    uses = kb.uses.get(("projects", project.id), ())
    ids |= dict.fromkeys(use.id for use in uses if use.kind == "projects")
    return [name for name in ids if name]


def moved_pages(kb: KnowledgeBase, lang: Lang) -> Iterator[tuple[str, str]]:
    """Address and HTML of a redirecting page for each old address of a renamed project."""
    for project in kb.projects.values():
        for old in project.redirect_from:
            view = PageView(kb, lang, f"projects/{old}/")
            path = f"projects/{project.id}/"
            canonical = kb.settings.site_url + url(lang, path)
            script = relative(url(lang, view.path), "assets/moved.js")
            facts = {"href": view.href(path), "canonical": canonical, "script": script}
            yield view.path, view.render("moved.html", p=project, **facts)


def translation_state(view: PageView, project: Project) -> str:
    """The state of the translation in words; empty on the page in the original language."""
    if project.translation is None or view.lang == project.original:
        return ""
    return view.words(f"translation.{project.translation.status}")


# Places by role

LINKED = 200
"""With more places than this, a project lists their names without links: the page would be too heavy."""


@dataclass(frozen=True)
class _PlaceGroup:
    """The places of a project in one role. `by_county` has their ids; None stands for no county."""

    title: str
    planned: bool
    """Whether they were a plan, and the title does not say so."""
    sign: Markup
    note: Text | None
    evidence: tuple[Evidence, ...]
    counties: tuple[str, ...]
    by_county: list[tuple[str | None, list[str]]]
    linked: bool
    """Whether each place is a link to its page."""


def _place_groups(view: PageView, project: Project) -> Iterator[_PlaceGroup]:
    linked = sum(len(group.places) for group in project.places) <= LINKED
    for group in project.places:
        counties: dict[str | None, list[str]] = {}
        for name in group.places:
            counties.setdefault(view.kb.places[name].county, []).append(name)
        title = view.plain(group.title) if group.title else view.words(f"place_role.{group.role}")
        yield _PlaceGroup(
            title,
            group.state == "planned" and (group.title is not None or group.role != "expansion"),
            sign(view, (group.role,), aloud=False),
            group.note,
            group.evidence,
            group.counties,
            list(counties.items()),
            linked,
        )


def _map(view: PageView, project: Project) -> Markup | str:
    """The map of all places with their roles in the project; empty when there are fewer than two."""
    roles_by_place: dict[str, set[str]] = {}
    for group in project.places:
        for name in group.places:
            roles_by_place.setdefault(name, set()).add(group.role)
    if len(roles_by_place) < 2:
        return ""
    points = [Point(name, tuple(role for role in MARKS if role in roles)) for name, roles in roles_by_place.items()]
    return draw(view, plan(view, points, "places"), view.words("map.project", n=len(points)))


# Phases and other related projects


@dataclass(frozen=True)
class _Phase:
    """A project in a chain; `id` is None when it has no record. `here` is the project of the page."""

    id: str | None
    title: Names
    start: str | None
    end: str | None
    note: Names | None
    evidence: tuple[Cited, ...]
    here: bool


def _phases(kb: KnowledgeBase, project: Summary) -> Iterator[_Phase]:
    """The chain of `continues` relations, oldest first: what the project continues, itself, and what continues it."""
    first = project
    seen = {project.id}
    while before := _continuing(first):
        if before.project in seen or before.project not in kb.projects:
            break
        first = kb.projects[str(before.project)]
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
        step = _next(kb, step)


def _continuing(project: Summary) -> Bond | None:
    """The relation to the project with a record that this one continues."""
    return next((relation for relation in project.relations if relation.kind == "continues" and relation.project), None)


def _next(kb: KnowledgeBase, project: Summary) -> Summary | None:
    """The project that continues this one."""
    for use in kb.uses.get(("projects", project.id), ()):
        if use.kind == "projects" and use.loc[:1] == ("relations",):
            later = kb.projects[use.id]
            if later.relations[int(use.loc[1])].kind == "continues":
                return later
    return None


def _months(text: str, end: bool) -> int:
    """Months from year 0 to the beginning, or with `end` to the end, of a date (`2026` or `2026-11`)."""
    month = int(text[5:7]) if len(text) > 4 else (12 if end else 1)
    return int(text[:4]) * 12 + month - (0 if end else 1)


class _PhaseRow(NamedTuple):
    """A phase, its bar (start and length in hundredths of the whole chain), and its dates in words."""

    phase: _Phase
    bar: tuple[float, float] | None
    when: str


def _with_bars(view: PageView, phases: list[_Phase]) -> list[_PhaseRow]:
    """Each phase with its bar on a common scale of 100 units; phases without both dates have none."""
    dated = [(_months(p.start, False), _months(p.end, True)) for p in phases if p.start and p.end]
    low, high = (min(a for a, _ in dated), max(b for _, b in dated)) if dated else (0, 1)
    rows = []
    for phase in phases:
        bar = None
        if phase.start and phase.end:
            left, right = _months(phase.start, False) - low, _months(phase.end, True) - low
            bar = (round(100 * left / (high - low), 1), round(100 * (right - left) / (high - low), 1))
        when = view.period(phase.start, phase.end) if phase.start else view.words("fact.year_unknown")
        rows.append(_PhaseRow(phase, bar, when))
    return rows


def _in_chain(phases: list[_Phase], relations: "list[_Related]") -> bool:
    """Whether the page tells what came before or after, or to what the project belongs, and not only who else."""
    return len(phases) > 1 or any(relation.is_of_chain for relation in relations)


class _Related(NamedTuple):
    """A related project; `id` is None when it has no record, `kind` is the relation in words."""

    id: str | None
    title: Names | None
    kind: str
    note: Names | None
    evidence: tuple[Cited, ...]
    is_of_chain: bool
    """Whether one continues the other or is a part of it."""


_CHAIN = ("continues", "part_of")


def _relations(view: PageView, project: Summary, chained: set[str | None]) -> Iterator[_Related]:
    """Related projects outside the chain of phases (`chained`): as this record states, then as other records state."""
    for relation in project.relations:
        if (relation.project and relation.project in chained) or (relation.kind == "continues" and relation.title):
            continue
        other = view.kb.projects.get(relation.project or "")
        title = other.short_title if other else relation.title
        yield _Related(
            relation.project, title, _kind(view, relation), relation.note, relation.evidence, relation.kind in _CHAIN
        )
    for use in view.kb.uses.get(("projects", project.id), ()):
        if use.kind == "projects" and use.loc[:1] == ("relations",) and use.id not in chained:
            later = view.kb.projects[use.id]
            relation = later.relations[int(use.loc[1])]
            if any(stated.project == later.id for stated in project.relations):
                continue
            kind = view.words(f"relation.{relation.kind}_of")
            is_of_chain = relation.kind in _CHAIN
            yield _Related(later.id, later.short_title, kind, relation.note, relation.evidence, is_of_chain)


def _kind(view: PageView, relation: Bond) -> str:
    """A relation in words, with its years and code."""
    words = view.words(f"relation.{relation.kind}")
    when = years(relation.start, relation.end)
    return ", ".join(filter(None, (words, when, relation.code)))
