"""What summaries and the vocabulary say together: counties of a project, its facet values, who belongs to a value."""

from collections.abc import Iterable
from typing import Literal, get_args

from kalaka.library import Library
from kalaka.model import LANGS, Lang
from kalaka.summary import Summary

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


def county_ids(library: Library, project: Summary) -> list[str]:
    """Every county once: those named, and those of the places."""
    found: dict[str, None] = {}
    for group in project.places:
        found |= dict.fromkeys(group.counties)
        found |= {c: None for name in group.places if (c := library.places[name].county)}
    return list(found)


def programme_ids(library: Library, project: Summary) -> list[str]:
    """Every programme once, with those that it is a part of."""
    found: dict[str, None] = {}
    for name in project.programmes:
        step: str | None = name
        while step and step not in found:
            found[step] = None
            step = library.programmes[step].part_of
    return list(found)


def fund_ids(library: Library, project: Summary) -> list[str]:
    """Every fund once: those stated of its money, and those of its programmes."""
    funds = [money.fund for money in project.funding]
    funds += [library.programmes[name].fund for name in programme_ids(library, project)]
    return list(dict.fromkeys(name for name in funds if name))


def running_years(project: Summary) -> list[str]:
    """Every year in which a source says that it ran; a period without an end counts with its first year."""
    found: set[int] = set()
    for period in project.periods:
        if period.start:
            first = int(period.start[:4])
            found.update(range(first, int((period.end or period.start)[:4]) + 1))
    return [str(year) for year in sorted(found)]


def facet_values(library: Library, project: Summary) -> dict[Facet, list[str]]:
    """The values of a project in every facet, each once; no value where no source gives one."""
    return {
        "theme": list(project.themes),
        "target-group": list(project.target_groups),
        "method": list(project.guides),
        "county": county_ids(library, project),
        "place": project.place_ids,
        "programme": programme_ids(library, project),
        "fund": fund_ids(library, project),
        "year": running_years(project),
        "status": [project.status],
        "organisation": list(dict.fromkeys(name for group in project.organisations for name in group.organisations)),
    }


def newest_first(projects: Iterable[Summary], lang: Lang) -> list[Summary]:
    """By the latest start, then by name; those without dates at the end."""
    number = LANGS.index(lang)
    by_name = sorted(projects, key=lambda p: p.order[number])
    return sorted(by_name, key=lambda p: p.latest_start, reverse=True)
