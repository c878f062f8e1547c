"""Facets: the values of a project, and the projects of a value."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Literal, get_args

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.summary import Summary
from kalaka.queries.memo import memoized

Facet = Literal[
    "country",
    "theme",
    "target-group",
    "method",
    "county",
    "place",
    "programme",
    "fund",
    "year",
    "status",
    "organisation",
]
FACETS: tuple[Facet, ...] = get_args(Facet)
"""In display order."""
KIND_OF: dict[Facet, str] = {
    "theme": "themes",
    "target-group": "target-groups",
    "method": "guides",
    "county": "counties",
    "place": "places",
    "programme": "programmes",
    "organisation": "organisations",
}
"""Facet → kind of the entries that are its values. Values of the other facets have pages below `projects/`."""


def county_ids(kb: KnowledgeBase, project: Summary | Project) -> list[str]:
    """Ids of the counties that a project names and of those of its places, without repetition."""
    places = kb.places
    ids: dict[str, None] = {}
    for group in project.places:
        for county_id in group.counties:
            ids[county_id] = None
        for name in group.places:
            if county := places[name].county:
                ids[county] = None
    return list(ids)


def country_ids(kb: KnowledgeBase, project: Summary) -> list[str]:
    """Countries that a project names and those of its places and counties, in lower case, without repetition."""
    places = [kb.places[name].country for name in project.place_ids]
    counties = [kb.counties[name].country for group in project.places for name in group.counties]
    return [country.lower() for country in dict.fromkeys((*project.countries, *places, *counties))]


_BESIDE = ("pilot", "expansion", "event", "seat")
"""Roles of places that do not say where a nationwide project ran."""


def where_ids(kb: KnowledgeBase, project: Summary) -> list[str]:
    """Ids of the counties where a project ran; of a nationwide one, those of its pilots and plans are not."""
    beside = _BESIDE if project.scope == "national" else ("seat",)
    groups = [group for group in project.places if not group.planned and group.role not in beside]
    return county_ids(kb, project._replace(places=tuple(groups)))


def _programme_ids(kb: KnowledgeBase, project: Summary) -> list[str]:
    """Ids of the programmes of a project and of their parent programmes, without repetition."""
    ids: dict[str, None] = {}
    for name in project.programmes:
        step: str | None = name
        while step and step not in ids:
            ids[step] = None
            step = kb.programmes[step].part_of
    return list(ids)


def _running_years(project: Summary) -> list[str]:
    """Years in which the project ran; a period without an end counts with its first year, a planned one not."""
    years: set[int] = set()
    for period in project.periods:
        if period.start and not period.planned:
            first = int(period.start[:4])
            years.update(range(first, int((period.end or period.start)[:4]) + 1))
    return [str(year) for year in sorted(years)]


def facet_values(kb: KnowledgeBase, project: Summary) -> dict[Facet, Sequence[str]]:
    """The values of a project in every facet, without repetition; empty where none is stated.

    Funds are those of its funding and those of its programmes.
    """
    programmes = _programme_ids(kb, project)
    funds = [money.fund for money in project.funding] + [kb.programmes[name].fund for name in programmes]
    organisations = [name for group in project.organisations for name in group.organisations]
    return {
        "country": country_ids(kb, project),
        "theme": project.themes,
        "target-group": project.target_groups,
        "method": project.guides,
        "county": county_ids(kb, project),
        "place": project.place_ids,
        "programme": programmes,
        "fund": [name for name in dict.fromkeys(funds) if name],
        "year": _running_years(project),
        "status": (project.status,),
        "organisation": list(dict.fromkeys(organisations)),
    }


def newest_first(projects: Iterable[Summary], lang: Lang) -> list[Summary]:
    """Projects by their latest start, newest first, then by short title; those without dates last."""
    number = LANGS.index(lang)
    by_name = sorted(projects, key=lambda p: p.order[number])
    return sorted(by_name, key=lambda p: p.latest_start, reverse=True)


@memoized
def all_newest_first(kb: KnowledgeBase, lang: Lang) -> tuple[Summary, ...]:
    """All projects, newest first."""
    return tuple(newest_first(kb.projects.values(), lang))


@memoized
def all_values(kb: KnowledgeBase) -> Mapping[str, Mapping[Facet, Sequence[str]]]:
    """The values of every project, by id."""
    by_project = {}
    for project in kb.projects.values():
        with suppress(KeyError):  # a dangling reference: the rules report it, and nothing is built
            by_project[project.id] = facet_values(kb, project)
    return by_project


Members = Mapping[Facet, Mapping[str, Sequence[str]]]
"""Facet → value → ids of its projects, newest first."""


@memoized
def member_ids(kb: KnowledgeBase, lang: Lang) -> Members:
    """Ids of the projects of every value that occurs."""
    if lang != LANGS[0]:  # same members, other order within one date
        place = {project.id: number for number, project in enumerate(all_newest_first(kb, lang))}.__getitem__
        return {
            facet: {name: sorted(ids, key=place) for name, ids in values.items()}
            for facet, values in member_ids(kb, LANGS[0]).items()
        }
    members: dict[Facet, defaultdict[str, list[str]]] = {facet: defaultdict(list) for facet in FACETS}
    values_of = all_values(kb)
    for project in all_newest_first(kb, lang):
        for facet, names in values_of.get(project.id, {}).items():
            of_facet = members[facet]
            for name in names:
                of_facet[name].append(project.id)
    return {facet: dict(values) for facet, values in members.items()}


@memoized
def having(kb: KnowledgeBase, lang: Lang, facet: Facet, value: str) -> list[Summary]:
    """Projects with a value, newest first. Looked up for each value, since an edit needs few of thousands."""
    return list(map(kb.projects.__getitem__, member_ids(kb, lang)[facet].get(value, ())))


FACET_OF: Mapping[str, Facet] = {kind: facet for facet, kind in KIND_OF.items()}


def projects_of(kb: KnowledgeBase, lang: Lang, kind: str, name: str) -> list[Summary]:
    """Projects that have an entry as a facet value, newest first."""
    return having(kb, lang, FACET_OF[kind], name)
