"""The page of one place, county, organisation, programme, theme or target group, and the parts of its project list."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from markupsafe import Markup

from kalaka.i18n.formatting import listing, number
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.base import Text
from kalaka.model.knowledge_base import Doc, Library
from kalaka.model.summary import Summary
from kalaka.model.vocabulary import County, Organisation, Place, Programme, TargetGroup, Theme
from kalaka.pages.cards import listed
from kalaka.pages.facets import part_page
from kalaka.pages.facts import PageView
from kalaka.pages.lists import ENOUGH, county_begins, place_roles
from kalaka.pages.maps.chart import Point
from kalaka.pages.maps.legend import roles_said, sign
from kalaka.pages.maps.map import draw, plan
from kalaka.pages.page import Page, Sheet, of_projects
from kalaka.pages.paging import PER_PAGE, Part, parts
from kalaka.queries.facets import projects_of
from kalaka.queries.memo import once
from kalaka.queries.nearby import Grid

NEIGHBOURS = 5
PLACES = 60
"""Places that the page of a county names: of more, those with the most projects."""


def entry_sheets(library: Library, lang: Lang, name: str, *, section: str) -> Iterator[Sheet]:
    """The page of an entry; a long list of projects goes on in further parts."""
    entry = library.entries(section)[name]
    for part in _projects(library, lang, section, name):
        made_of = partial(of_projects, part.items, part.total)
        if part.number > 1:
            yield Sheet(part.path, made_of, partial(_further, library, lang, part, section, name))
            continue
        if section in _DRAWN_PLACES:
            made_of = partial(_with_map, part, partial(_on_map, library, section, name))
        if section == "counties":
            made_of = partial(_with_places, made_of, partial(_places_of, library, lang, name))
        yield Sheet(part.path, made_of, partial(ENTRIES[section], library, lang, name, entry))


_DRAWN_PLACES = ("places", "counties")
"""Sections whose pages show other places with the roles that these have in projects."""


@once
def _on_map(library: Library, section: str, name: str) -> list[tuple[str, tuple[str, ...]]]:
    """The places on the page of a place or of a county, with their roles."""
    if section == "places":
        names = [name, *(other for other, _ in _neighbours(library, name))]
    else:
        names = [use.id for use in library.uses.get(("counties", name), ()) if use.kind == "places"]
    return [(key, place_roles(library, key)) for key in names]


def _with_map(part: Part[Summary], on_map: Callable[[], list[tuple[str, tuple[str, ...]]]]) -> list[str]:
    return of_projects(part.items, part.total, on_map())


class _Places(NamedTuple):
    """The places of a county that its page names, how many there are, and the list of all."""

    named: tuple[str, ...]
    number: int
    all_of_them: str


@once
def _places_of(library: Library, lang: Lang, county: str) -> _Places:
    found = [use.id for use in library.uses.get(("counties", county), ()) if use.kind == "places"]
    busiest = sorted(found, key=lambda name: -len(projects_of(library, lang, "places", name)))[:PLACES]
    return _Places(tuple(busiest), len(found), f"{county_begins(library, lang).get(county, 'places/')}#{county}")


def _with_places(made_of: Callable[[], list[str]], places: Callable[[], _Places]) -> list[str]:
    return [*made_of(), repr(places())]


@once
def _projects(library: Library, lang: Lang, section: str, name: str) -> list[Part[Summary]]:
    return parts(f"{section}/{name}/", projects_of(library, lang, section, name), PER_PAGE)


def _items(view: PageView, part: Part[Summary], section: str, name: str) -> list[Markup]:
    return [listed(view, part, project, _roles(view, project, section, name)) for project in part.items]


def _further(library: Library, lang: Lang, part: Part[Summary], section: str, name: str) -> Page:
    view = PageView(library, lang, part.path)
    entry = library.entries(section)[name]
    names = getattr(entry, "full_name", entry.name)
    kicker = view.words(f"place_level.{entry.level}" if section == "places" else f"kind.{section}")
    return part_page(view, part, kicker, names, _items(view, part, section, name))


def _roles(view: PageView, project: Summary, section: str, name: str) -> str:
    roles: dict[str, None] = {}
    if section == "places":
        for group in project.places:
            if name in group.places:
                roles[view.plain(group.title) if group.title else view.words(f"place_role.{group.role}")] = None
    if section == "organisations":
        for members in project.organisations:
            if name in members.organisations:
                roles[view.words(f"as_role.{members.role}")] = None
    return view.cap(listing([role[:1].lower() + role[1:] for role in roles], view.lang)) if roles else ""


def _docs(view: PageView, kind: str, name: str, group: str) -> list[Doc]:
    uses = view.library.uses.get((kind, name), ())
    return [view.library.entries(group)[key] for key in dict.fromkeys(u.id for u in uses if u.kind == group)]


def _terms(view: PageView, kind: str, name: str) -> list[str]:
    return [use.id for use in view.library.uses.get((kind, name), ()) if use.kind == "terms"]


def _place(library: Library, lang: Lang, name: str, place: Place) -> Page:
    view = PageView(library, lang, f"places/{name}/")
    near = _neighbours(library, name)
    points = [Point(key, place_roles(library, key), here=key == name) for key in (name, *(other for other, _ in near))]
    map_title = view.words("map.place", name=view.plain(place.name))
    part = _projects(library, lang, "places", name)[0]
    body = view.render(
        "place.html",
        p=place,
        part=part,
        projects=_items(view, part, "places", name),
        neighbours=[
            (
                sign(view, point.roles, aloud=False) + view.place(point.place),
                [view.words("place.distance", km=number(round(km), lang)), roles_said(view, point.roles)],
            )
            for point, (_, km) in zip(points[1:], near, strict=True)
        ],
        map=draw(view, plan(view, points, "near"), map_title) if near else "",
    )
    county = f", {view.plain(library.counties[place.county].full_name)}" if place.county else ""
    second = f" ({view.second(place.name)})" if view.second(place.name) else ""
    described = view.words("place.description", place=view.plain(place.name) + second + county)
    return Page(lang, view.path, "places", view.plain(place.name), described, body, LANGS, part.neighbours)


@once
def _neighbours(library: Library, name: str) -> list[tuple[str, float]]:
    """The nearest places of the same county, with the distance in kilometres as the crow flies."""
    place = library.places[name]
    if not place.county:
        return []
    apart = {name, place.seat, *(use.id for use in library.uses.get(("places", name), ()) if use.kind == "places")}
    return _grid(library, place.county).nearest((place.lat, place.lon), NEIGHBOURS, apart)


@once
def _grid(library: Library, county: str) -> Grid:
    """The places of a county that projects mention."""
    busy = library.busy_places.get(county, ())
    return Grid({name: (library.places[name].lat, library.places[name].lon) for name in busy})


Facts = list[tuple[str, Any]]


def _entry(view: PageView, section: str, name: str, title: Text, description: str, **facts: Any) -> Page:
    part = _projects(view.library, view.lang, section, name)[0]
    context: dict[str, Any] = {
        "kicker": view.words(f"kind.{section}"),
        "shape": 0,
        "lead": "",
        "facts": [],
        "missing": [],
        "note": "",
        "part": part,
        "projects": _items(view, part, section, name),
        "guides": [],
        "trainings": [],
        "places": [],
        "most": "",
        "all_places": "",
        "signs": {},
        "children": [],
        "terms": [],
        "map": "",
    } | facts
    body = view.render("entry.html", section=section, title=title, **context)
    return Page(view.lang, view.path, section, view.cap(view.plain(title)), description, body, LANGS, part.neighbours)


def _county(library: Library, lang: Lang, name: str, county: County) -> Page:
    view = PageView(library, lang, f"counties/{name}/")
    names = {key: place.name for key, place in library.places.items()}
    every = [key for key, _ in _on_map(library, "counties", name)]
    places = _places_of(library, lang, name)
    facts: Facts = [(view.words("fact.country"), view.words(f"country.{county.country}"))]
    if county.former:
        facts.append((view.words("fact.former_name"), view.t(county.former)))
    if county.code != county.nuts3:
        facts.append((view.words("fact.county_code"), county.code))
    facts.append((view.words("fact.nuts3"), Markup("{}{}").format(county.nuts3, view.src(county.evidence))))
    map_title = view.words("map.county", name=view.plain(county.full_name))
    points = [point for key in every if (point := Point(key, place_roles(library, key))).roles]
    return _entry(
        view,
        "counties",
        name,
        county.full_name,
        view.words("place.description", place=view.plain(county.full_name)),
        facts=facts,
        trainings=_docs(view, "counties", name, "trainings"),
        places=view.sorted_ids(places.named, names),
        most=view.words("place.most", n=places.number, shown=PLACES) if places.number > PLACES else "",
        all_places=view.href(places.all_of_them),
        signs={point.place: sign(view, point.roles) for point in points},
        map=draw(view, plan(view, points, "places"), map_title) if len(points) >= ENOUGH else "",
    )


def _organisation(library: Library, lang: Lang, name: str, org: Organisation) -> Page:
    view = PageView(library, lang, f"organisations/{name}/")
    facts: Facts = [(view.words("fact.org_kind"), view.words(f"org_kind.{org.kind}"))]
    if org.short_name:
        facts.append((view.words("fact.short_name"), view.t(org.short_name)))
    facts.append((view.words("fact.country"), view.words(f"country.{org.country}")))
    if org.seat:
        facts.append((view.words("fact.seat"), view.place(org.seat)))
    for field in ("former_names", "later_names"):
        words = getattr(org, field)
        if words and (words.get(lang) or words.get(view.other)):
            facts.append((view.words(f"fact.{field}"), ", ".join(words.get(lang) or words.get(view.other))))
    if org.aliases:
        facts.append((view.words("fact.other_names"), ", ".join(org.aliases)))
    if org.url:
        facts.append((view.words("fact.website"), Markup('<a href="{0}">{1}</a>').format(org.url, _host(org.url))))
    if org.evidence:
        where = Markup("{}").format(view.src(org.evidence))
        facts.append((view.words("fact.stated_in"), where))
    gloss = org.gloss.get(lang) if org.gloss else None
    return _entry(
        view,
        "organisations",
        name,
        org.name,
        view.words("organisation.description", name=view.plain(org.name)),
        lead=gloss or "",
        facts=facts,
        missing=[] if org.seat else [view.words("fact.seat")],
        note=view.t(org.note),
        trainings=_docs(view, "organisations", name, "trainings"),
    )


def _host(address: str) -> str:
    return address.split("://", 1)[1].strip("/")


def _programme(library: Library, lang: Lang, name: str, programme: Programme) -> Page:
    view = PageView(library, lang, f"programmes/{name}/")
    uses = library.uses.get(("programmes", name), ())
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
    if programme.evidence:
        facts.append((view.words("fact.stated_in"), view.src(programme.evidence)))
    given = {"when": programme.period, "fund": programme.fund}
    return _entry(
        view,
        "programmes",
        name,
        programme.name,
        view.words("programme.description", name=view.plain(programme.name)),
        lead=(programme.gloss.get(lang) if programme.gloss else None) or "",
        facts=facts,
        missing=[view.words(f"fact.{key}") for key, value in given.items() if not value],
        note=view.t(programme.note),
        children=[use.id for use in uses if use.kind == "programmes"],
    )


def _theme(library: Library, lang: Lang, name: str, theme: Theme) -> Page:
    view = PageView(library, lang, f"themes/{name}/")
    return _entry(
        view,
        "themes",
        name,
        theme.name,
        view.plain(theme.description),
        shape=theme.shape,
        lead=view.t(theme.description),
        guides=_docs(view, "themes", name, "guides"),
        trainings=_docs(view, "themes", name, "trainings"),
        terms=_terms(view, "themes", name),
    )


def _target_group(library: Library, lang: Lang, name: str, group: TargetGroup) -> Page:
    view = PageView(library, lang, f"target-groups/{name}/")
    described = view.plain(group.description) if group.description else view.plain(group.name)
    return _entry(
        view,
        "target-groups",
        name,
        group.name,
        described,
        lead=view.t(group.description),
        trainings=_docs(view, "target-groups", name, "trainings"),
    )


ENTRIES: dict[str, Callable[[Library, Lang, str, Any], Page]] = {
    "places": _place,
    "counties": _county,
    "organisations": _organisation,
    "programmes": _programme,
    "themes": _theme,
    "target-groups": _target_group,
}
