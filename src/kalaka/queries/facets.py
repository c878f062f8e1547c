"""What summaries and the vocabulary say together: counties of a project, its facet values, who belongs to a value."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Literal, get_args

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import Library
from kalaka.model.project import Project
from kalaka.model.summary import Summary
from kalaka.queries.memo import once

Facet = Literal[
    "theme", "target-group", "method", "county", "place", "programme", "fund", "year", "status", "organisation"
]
FACETS: tuple[Facet, ...] = get_args(Facet)
"""In the order in which readers see them."""
KIND_OF: dict[Facet, str] = {
    "theme": "themes",
    "target-group": "target-groups",
    "method": "guides",
    "county": "counties",
    "place": "places",
    "programme": "programmes",
    "organisation": "organisations",
}
"""Facets whose values are entries with a page of their own; the values of the others have one below `projects/`."""


def county_ids(library: Library, project: Summary | Project) -> list[str]:
    """Every county once: those named, and those of the places."""
    places = library.places
    found: dict[str, None] = {}
    for group in project.places:
        for named in group.counties:
            found[named] = None
        for name in group.places:
            if county := places[name].county:
                found[county] = None
    return list(found)


def _programme_ids(library: Library, project: Summary) -> list[str]:
    """Every programme once, with those that it is a part of."""
    found: dict[str, None] = {}
    for name in project.programmes:
        step: str | None = name
        while step and step not in found:
            found[step] = None
            step = library.programmes[step].part_of
    return list(found)


def _running_years(project: Summary) -> list[str]:
    """Every year in which a source says that it ran; a period without an end counts with its first year."""
    found: set[int] = set()
    for period in project.periods:
        if period.start:
            first = int(period.start[:4])
            found.update(range(first, int((period.end or period.start)[:4]) + 1))
    return [str(year) for year in sorted(found)]


def facet_values(library: Library, project: Summary) -> dict[Facet, Sequence[str]]:
    """The values of a project in every facet, each once; no value where no source gives one.

    Funds are those stated of its money, and those of its programmes.
    """
    programmes = _programme_ids(library, project)
    funds = [money.fund for money in project.funding] + [library.programmes[name].fund for name in programmes]
    organisations = [name for group in project.organisations for name in group.organisations]
    return {
        "theme": project.themes,
        "target-group": project.target_groups,
        "method": project.guides,
        "county": county_ids(library, project),
        "place": project.place_ids,
        "programme": programmes,
        "fund": [name for name in dict.fromkeys(funds) if name],
        "year": _running_years(project),
        "status": (project.status,),
        "organisation": list(dict.fromkeys(organisations)),
    }


def newest_first(projects: Iterable[Summary], lang: Lang) -> list[Summary]:
    """By the latest start, then by name; those without dates at the end."""
    number = LANGS.index(lang)
    by_name = sorted(projects, key=lambda p: p.order[number])
    return sorted(by_name, key=lambda p: p.latest_start, reverse=True)


@once
def all_newest_first(library: Library, lang: Lang) -> tuple[Summary, ...]:
    """All projects, newest first."""
    return tuple(newest_first(library.projects.values(), lang))


@once
def all_values(library: Library) -> Mapping[str, Mapping[Facet, Sequence[str]]]:
    """The values of every project, by id."""
    found = {}
    for project in library.projects.values():
        with suppress(KeyError):  # a reference that leads nowhere: the checks report it, and nothing is built
            found[project.id] = facet_values(library, project)
    return found


Members = Mapping[Facet, Mapping[str, Sequence[str]]]
"""Ids of the projects of every value that occurs, newest first."""


@once
def member_ids(library: Library, lang: Lang) -> Members:
    if lang != LANGS[0]:  # the same in another order, which differs only within a day
        place = {project.id: number for number, project in enumerate(all_newest_first(library, lang))}.__getitem__
        return {
            facet: {name: sorted(ids, key=place) for name, ids in values.items()}
            for facet, values in member_ids(library, LANGS[0]).items()
        }
    found: dict[Facet, defaultdict[str, list[str]]] = {facet: defaultdict(list) for facet in FACETS}
    known = all_values(library)
    for project in all_newest_first(library, lang):
        for facet, names in known.get(project.id, {}).items():
            of_facet = found[facet]
            for name in names:
                of_facet[name].append(project.id)
    return {facet: dict(values) for facet, values in found.items()}


def remember_members(library: Library, lang: Lang, known: Members) -> None:
    """As they were found in a library of the same shape."""
    library.derived[__name__, member_ids.__qualname__, (lang,)] = known


@once
def having(library: Library, lang: Lang, facet: Facet, value: str) -> list[Summary]:
    """The projects that have a value, newest first; none where it does not occur. An edit asks for few of thousands."""
    return list(map(library.projects.__getitem__, member_ids(library, lang)[facet].get(value, ())))


FACET_OF: Mapping[str, Facet] = {kind: facet for facet, kind in KIND_OF.items()}


def projects_of(library: Library, lang: Lang, kind: str, name: str) -> list[Summary]:
    """The projects of an entry, newest first: those that have it as a value."""
    return having(library, lang, FACET_OF[kind], name)
