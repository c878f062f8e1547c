"""The page of one place, county, organisation, programme, theme or target group, and the parts of its project list."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from kalaka.i18n.formatting import listing, number
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.base import Text
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.model.summary import Summary
from kalaka.model.vocabulary import County, Organisation, Place, Programme, TargetGroup, Theme
from kalaka.pages.brief import Row, brief
from kalaka.pages.cards import listed
from kalaka.pages.done import Done, done
from kalaka.pages.facets import part_page
from kalaka.pages.facts import PageView
from kalaka.pages.lists import county_begins, parts_of, place_roles
from kalaka.pages.maps.chart import Point
from kalaka.pages.maps.legend import roles_said, sign
from kalaka.pages.maps.map import draw, plan
from kalaka.pages.page import Page, Route
from kalaka.pages.paging import PER_PAGE, Part, parts
from kalaka.queries.facets import FACET_OF, newest_first, projects_of
from kalaka.queries.memo import memoized
from kalaka.queries.nearby import Grid
from kalaka.queries.work import concerns, work

NEIGHBOURS = 5
"""How many nearby places the page of a place shows."""
PLACES = 60
"""How many places the page of a county lists, those with the most projects first."""

GUIDES = 5
"""How many guides the page of a target group lists."""


def entry_routes(kb: KnowledgeBase, lang: Lang, name: str, *, section: str) -> Iterator[Route]:
    """The page of an entry, and the further parts of its list of projects."""
    entry = kb.entries(section)[name]
    for part in _projects(kb, lang, section, name):
        if part.number > 1:
            yield Route(part.path, partial(_further, kb, lang, part, section, name))
        else:
            yield Route(part.path, partial(ENTRIES[section], kb, lang, name, entry))


class _Places(NamedTuple):
    """The places of a county: ids of those that its page lists, the number of all, and the address of all."""

    listed: tuple[str, ...]
    number: int
    full_list: str


@memoized
def _places_of(kb: KnowledgeBase, lang: Lang, county: str) -> _Places:
    ids = [use.id for use in kb.uses.get(("counties", county), ()) if use.kind == "places"]
    busiest = sorted(ids, key=lambda name: -len(projects_of(kb, lang, "places", name)))[:PLACES]
    return _Places(tuple(busiest), len(ids), f"{county_begins(kb, lang).get(county, 'places/')}#{county}")


@memoized
def _projects(kb: KnowledgeBase, lang: Lang, section: str, name: str) -> list[Part[Summary]]:
    """The parts of the list of projects of an entry."""
    return parts(f"{section}/{name}/", projects_of(kb, lang, section, name), PER_PAGE)


def _items(view: PageView, part: Part[Summary], section: str, name: str) -> list[Markup]:
    return [listed(view, part, project, _roles(view, project, section, name)) for project in part.items]


def _further(kb: KnowledgeBase, lang: Lang, part: Part[Summary], section: str, name: str) -> Page:
    """A part of the list of projects after the first, as a page of its own."""
    view = PageView(kb, lang, part.path)
    entry = kb.entries(section)[name]
    names = getattr(entry, "full_name", entry.name)
    kicker = view.words(f"place_level.{entry.level}" if section == "places" else f"kind.{section}")
    return part_page(view, part, kicker, names, _items(view, part, section, name))


def _roles(view: PageView, project: Summary, section: str, name: str) -> str:
    """The roles of a place or organisation in a project, in words; empty for other entries."""
    roles: dict[str, None] = {}
    if section == "places":
        for group in project.places:
            if name in group.places:
                roles[view.words(f"place_role.{group.role}")] = None
    if section == "organisations":
        for members in project.organisations:
            if name in members.organisations:
                roles[view.words(f"as_role.{members.role}")] = None
    return view.cap(listing([role[:1].lower() + role[1:] for role in roles], view.lang)) if roles else ""


def _docs(view: PageView, kind: str, name: str, group: str) -> list[Document]:
    """The guides or trainings (`group`) that name an entry."""
    uses = view.kb.uses.get((kind, name), ())
    return [view.kb.entries(group)[doc_id] for doc_id in dict.fromkeys(u.id for u in uses if u.kind == group)]


def _guides_of(view: PageView, projects: Iterable[Summary]) -> list[Document]:
    """The guides to which projects of a list lead, those of most projects first."""
    counts = Counter(name for project in projects for name in project.guides)
    return [view.kb.guides[name] for name, _ in counts.most_common(GUIDES)]


def _terms(view: PageView, kind: str, name: str) -> list[str]:
    return [use.id for use in view.kb.uses.get((kind, name), ()) if use.kind == "terms"]


def _place(kb: KnowledgeBase, lang: Lang, name: str, place: Place) -> Page:
    view = PageView(kb, lang, f"places/{name}/")
    near = _neighbours(kb, name)
    points = [
        Point(place_id, place_roles(kb, place_id), here=place_id == name)
        for place_id in (name, *(other for other, _ in near))
    ]
    map_title = view.words("map.place", name=view.plain(place.name))
    part = _projects(kb, lang, "places", name)[0]
    body = view.render(
        "place.html",
        p=place,
        done=done(view, "places", name, work(kb, lang, "places", name)),
        narrow=_narrow(view, "places", name),
        edit=_edit(view, "places", name),
        part=part,
        projects=_items(view, part, "places", name),
        neighbours=[
            (
                sign(view, point.roles, aloud=False) + view.place(point.place),
                [view.words("place.distance", km=number(round(km), lang)), roles_said(view, point.roles)],
            )
            for point, (_, km) in zip(points[1:], near, strict=True)
        ],
        map=draw(view, plan(view, points, "near"), map_title),
    )
    county = f", {view.plain(kb.counties[place.county].full_name)}" if place.county else ""
    second = f" ({view.second(place.name)})" if view.second(place.name) else ""
    title = view.plain(place.name)
    description = view.words("place.description", place=title + second + county)
    crumbs = tuple(view.crumbs)
    return Page(lang, view.path, "places", title, description, body, LANGS, part.neighbours, crumbs)


@memoized
def _neighbours(kb: KnowledgeBase, name: str) -> list[tuple[str, float]]:
    """The nearest places of the same county, with the distance in kilometres as the crow flies.

    Its seat, and places of which it is the seat, are not among them.
    """
    place = kb.places[name]
    if not place.county:
        return []
    excluded = {name, place.seat, *(use.id for use in kb.uses.get(("places", name), ()) if use.kind == "places")}
    return _grid(kb, place.county).nearest((place.lat, place.lon), NEIGHBOURS, excluded)


@memoized
def _grid(kb: KnowledgeBase, county: str) -> Grid:
    """The places of a county that projects name."""
    busy = kb.busy_places.get(county, ())
    return Grid({name: (kb.places[name].lat, kb.places[name].lon) for name in busy})


Facts = list[tuple[str, Any]]
"""Labels and values of the facts panel."""
_NOTHING = Done((), (), (), 0)


def _edit(view: PageView, section: str, name: str) -> str:
    """Where the entry can be corrected; empty when nothing is known of a repository."""
    return view.edit(f"vocabulary/{section}.yml")


def _narrow(view: PageView, section: str, name: str) -> str:
    """The address of the list of projects with this entry as its filter."""
    return f"{view.href('projects/')}?{FACET_OF[section]}={name}"


def _told(view: PageView, section: str, name: str) -> tuple[Done, list[Row]]:
    """What was done for an entry, and its brief."""
    works = work(view.kb, view.lang, section, name)
    told = done(view, section, name, works)
    naming = projects_of(view.kb, view.lang, section, name)
    tried = {project.id: project for project in naming if concerns(view.kb, section, name, project)}
    tried |= {part.project.id: part.project for part in works if part.acts}
    return told, brief(view, section, newest_first(list(tried.values()), view.lang), works, told)


def _entry(view: PageView, section: str, name: str, title: Text, description: str, **context: Any) -> Page:
    """The page of an entry that is not a place; `context` overrides the variables of `entry.html`, empty by default."""
    part = _projects(view.kb, view.lang, section, name)[0]
    defaults: dict[str, Any] = {
        "kicker": view.words(f"kind.{section}"),
        "shape": 0,
        "lead": "",
        "brief": [],
        "done": _NOTHING,
        "facts": [],
        "missing": [],
        "codes": [],
        "narrow": _narrow(view, section, name),
        "edit": _edit(view, section, name),
        "note": "",
        "part": part,
        "projects": _items(view, part, section, name),
        "guides": [],
        "trainings": [],
        "places": [],
        "places_note": "",
        "all_places": "",
        "signs": {},
        "children": [],
        "terms": [],
        "map": "",
    }
    body = view.render("entry.html", section=section, title=title, **defaults | context)
    heading, crumbs = view.cap(view.plain(title)), tuple(view.crumbs)
    return Page(view.lang, view.path, section, heading, description, body, LANGS, part.neighbours, crumbs)


def _county(kb: KnowledgeBase, lang: Lang, name: str, county: County) -> Page:
    view = PageView(kb, lang, f"counties/{name}/")
    names = {place_id: place.name for place_id, place in kb.places.items()}
    all_places = [use.id for use in kb.uses.get(("counties", name), ()) if use.kind == "places"]
    places = _places_of(kb, lang, name)
    codes: Facts = []
    if county.former:
        codes.append((view.words("fact.former_name"), view.t(county.former)))
    if county.code != county.nuts3:
        codes.append((view.words("fact.county_code"), county.code))
    codes.append((view.words("fact.nuts3"), Markup("{}{}").format(county.nuts3, view.src(county.evidence))))
    told, rows = _told(view, "counties", name)
    map_title = view.words("map.county", name=view.plain(county.full_name))
    points = [point for place_id in all_places if (point := Point(place_id, place_roles(kb, place_id))).roles]
    return _entry(
        view,
        "counties",
        name,
        county.full_name,
        view.cap(view.words("place.county_description", county=view.plain(county.full_name))),
        kicker=f"{view.words('kind.counties')}, {view.words(f'country.{county.country}')}",
        brief=rows,
        done=told,
        codes=codes,
        trainings=_docs(view, "counties", name, "trainings"),
        places=view.sorted_ids(places.listed, names),
        places_note=view.words("place.most", n=places.number, shown=PLACES) if places.number > PLACES else "",
        all_places=view.href(places.full_list),
        signs={point.place: sign(view, point.roles) for point in points},
        map=draw(view, plan(view, points, "places", county=name), map_title) if points else "",
    )


def _organisation(kb: KnowledgeBase, lang: Lang, name: str, org: Organisation) -> Page:
    view = PageView(kb, lang, f"organisations/{name}/")
    facts: Facts = [(view.words("fact.org_kind"), view.words(f"org_kind.{org.kind}"))]
    if org.short_name:
        facts.append((view.words("fact.short_name"), view.t(org.short_name)))
    facts.append((view.words("fact.country"), view.words(f"country.{org.country}")))
    if org.seat:
        facts.append((view.words("fact.seat"), view.place(org.seat)))
    for field in ("former_names", "later_names", "other_names"):
        names = getattr(org, field)
        if names and (names.get(lang) or names.get(view.other)):
            facts.append((view.words(f"fact.{field}"), ", ".join(names.get(lang) or names.get(view.other))))
    if org.url:
        facts.append((view.words("fact.website"), Markup('<a href="{0}">{1}</a>').format(org.url, _host(org.url))))
    if org.evidence:
        facts.append((view.words("fact.stated_in"), Markup("{}").format(view.src(org.evidence))))
    gloss = org.gloss.get(lang) if org.gloss else None
    return _entry(
        view,
        "organisations",
        name,
        org.name,
        view.words("organisation.description", name=view.plain(org.name)),
        lead=gloss or "",
        done=done(view, "organisations", name, work(kb, lang, "organisations", name)),
        facts=facts,
        missing=[] if org.seat else [view.words("fact.seat")],
        note=view.t(org.note),
        trainings=_docs(view, "organisations", name, "trainings"),
    )


def _host(address: str) -> str:
    """An address without its scheme."""
    return address.split("://", 1)[1].strip("/")


def _programme(kb: KnowledgeBase, lang: Lang, name: str, programme: Programme) -> Page:
    view = PageView(kb, lang, f"programmes/{name}/")
    facts: Facts = [(view.words("fact.country"), view.words(f"country.{programme.country}"))]
    if programme.code:
        facts.append((view.words("fact.code"), programme.code))
    if programme.part_of:
        facts.append((view.words("fact.part_of"), view.link("programmes", programme.part_of)))
    if programme.period:
        facts.append((view.words("fact.when"), programme.period))
    if programme.fund:
        facts.append((view.words("fact.fund"), view.words(f"fund.{programme.fund}")))
    if programme.authority:
        facts.append((view.words("role.authority"), view.link("organisations", programme.authority)))
    if programme.operator:
        facts.append((view.words("role.operator"), view.link("organisations", programme.operator)))
    if programme.evidence:
        facts.append((view.words("fact.stated_in"), view.src(programme.evidence)))
    children = parts_of(view, name)
    told_of_part = any(view.kb.programmes[part.id].fund for part in children)
    expected = {"when": programme.period, "fund": programme.fund or told_of_part}
    return _entry(
        view,
        "programmes",
        name,
        programme.name,
        view.words("programme.description", name=view.plain(programme.name)),
        lead=(programme.gloss.get(lang) if programme.gloss else None) or "",
        facts=facts,
        missing=[view.words(f"fact.{label}") for label, value in expected.items() if not value],
        note=view.t(programme.note),
        children=children,
    )


def _theme(kb: KnowledgeBase, lang: Lang, name: str, theme: Theme) -> Page:
    view = PageView(kb, lang, f"themes/{name}/")
    told, rows = _told(view, "themes", name)
    return _entry(
        view,
        "themes",
        name,
        theme.name,
        view.plain(theme.description),
        shape=theme.shape,
        lead=view.t(theme.description),
        brief=rows,
        done=told,
        guides=_docs(view, "themes", name, "guides"),
        trainings=_docs(view, "themes", name, "trainings"),
        terms=_terms(view, "themes", name),
    )


def _target_group(kb: KnowledgeBase, lang: Lang, name: str, group: TargetGroup) -> Page:
    view = PageView(kb, lang, f"target-groups/{name}/")
    description = view.plain(group.description) if group.description else view.plain(group.name)
    told, rows = _told(view, "target-groups", name)
    return _entry(
        view,
        "target-groups",
        name,
        group.name,
        description,
        lead=view.t(group.description),
        brief=rows,
        done=told,
        guides=_guides_of(view, projects_of(kb, lang, "target-groups", name)),
        trainings=_docs(view, "target-groups", name, "trainings"),
    )


ENTRIES: dict[str, Callable[[KnowledgeBase, Lang, str, Any], Page]] = {
    "places": _place,
    "counties": _county,
    "organisations": _organisation,
    "programmes": _programme,
    "themes": _theme,
    "target-groups": _target_group,
}
"""The function that makes the page of an entry, by section."""
