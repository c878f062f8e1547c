"""What was done at a place, for a target group, on a theme, by an organisation: activities and outputs of projects.

An activity belongs to the entries that it names. Where it names none of a kind, what its project states holds, but only
if that leaves one entry: a project with one target group did everything for it, a local project with one place did
everything there. Of other activities no source says whether they belong; they are counted and not listed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Act, Summary
from kalaka.queries.facets import county_ids, newest_first

LEADING = ("lead", "coordinator", "consortium")
"""Roles of the organisations that led a project."""
KINDS = ("places", "counties", "target-groups", "themes", "organisations")
"""Kinds of entries to which activities belong."""
_RAN = ("intervention", "area", "pilot")
"""Roles of places in which a project worked; in others it only met, took part or had its seat."""
_WITHIN = {"places": ("local",), "counties": ("local", "micro_region", "county")}
"""Scopes of projects that do not reach beyond one place, one county."""


def leaders(project: Summary) -> list[str]:
    """Ids of the organisations that led a project, each once; its consortium where no leader of it is known."""
    for roles in (("lead", "coordinator"), ("consortium",)):
        names = [name for group in project.organisations if group.role in roles for name in group.organisations]
        if names:
            return list(dict.fromkeys(names))
    return []


class Work(NamedTuple):
    """Activities and outputs of a project that belong to an entry, and the number of those that may belong to it.

    For an organisation that led the project it is the number of all.
    """

    project: Summary
    acts: Sequence[Act]
    others: int


def telling(kb: KnowledgeBase, kind: str, name: str) -> list[str]:
    """Ids of the projects that name an entry, or a place in a county."""
    entries = [(kind, name)]
    if kind == "counties":
        entries += [("places", use.id) for use in kb.uses.get((kind, name), ()) if use.kind == "places"]
    return sorted({use.id for entry in entries for use in kb.uses.get(entry, ()) if use.kind == "projects"})


def work(kb: KnowledgeBase, lang: Lang, kind: str, name: str) -> list[Work]:
    """What projects did that belongs to an entry, the newest project first; without those of which nothing is told."""
    works = _works(kb, kind, name)
    return [works[project.id] for project in newest_first([part.project for part in works.values()], lang)]


def _works(kb: KnowledgeBase, kind: str, name: str) -> Mapping[str, Work]:
    """What is told, by project. The last one is kept: the page in the other language needs the same."""
    last: tuple[tuple[str, str], Mapping[str, Work]] | None = kb.derived.get(__name__)
    if last is None or last[0] != (kind, name):
        told = (kb.projects[project_id] for project_id in telling(kb, kind, name))
        works = (_work(kb, kind, name, project) for project in told if project.told_json)
        last = (kind, name), {part.project.id: part for part in works if part.acts or part.others}
        kb.derived[__name__] = last
    return last[1]


def _work(kb: KnowledgeBase, kind: str, name: str, project: Summary) -> Work:
    acts, names_of = project.told.acts, belonging(kb, kind, project)
    named = [act for act in acts if name in names_of(act)]
    if not concerns(kb, kind, name, project):
        return Work(project, named, 0)
    if kind == "organisations":
        return Work(project, named, len(acts))
    rest = [act for act in acts if not names_of(act)]
    if kind == "places":
        rest = [act for act in rest if not act.counties or kb.places[name].county in act.counties]
    return Work(project, named, len(rest))


def concerns(kb: KnowledgeBase, kind: str, name: str, project: Summary) -> bool:
    """Whether a project may have done something for an entry without naming it."""
    if kind == "places":
        return any(name in group.places for group in project.places if group.role != "seat")
    if kind == "counties":
        return name in _counties(kb, project)
    if kind == "organisations":
        return any(name in members.organisations for members in project.organisations if members.role in LEADING)
    return name in (project.themes if kind == "themes" else project.target_groups)


def belonging(kb: KnowledgeBase, kind: str, project: Summary) -> Callable[[Act], Sequence[str]]:
    """Gives ids of the entries of a kind to which an activity of a project belongs; none where no source says it."""
    only = _only(kb, kind, project)
    if kind == "places":
        return lambda act: act.places or (() if act.counties else only)
    if kind == "counties":
        return lambda act: (*act.counties, *(kb.places[place].county or "" for place in act.places)) or only
    if kind == "organisations":
        return lambda act: act.organisations
    if kind == "themes":
        return lambda act: act.themes or only
    return lambda act: act.target_groups or only


def _only(kb: KnowledgeBase, kind: str, project: Summary) -> Sequence[str]:
    """The one entry of a kind to which all work of a project belongs, when there is such a one."""
    names: Sequence[str] = ()
    if kind in ("themes", "target-groups"):
        names = project.themes if kind == "themes" else project.target_groups
    elif project.scope in _WITHIN.get(kind, ()) and any(group.role in _RAN for group in project.places):
        groups = [group for group in project.places if group.role != "seat"]
        if kind == "counties":
            names = _counties(kb, project)
        elif not any(group.counties for group in groups):
            names = list(dict.fromkeys(place for group in groups for place in group.places))
    return names if len(names) == 1 else ()


def _counties(kb: KnowledgeBase, project: Summary) -> list[str]:
    """Counties of a project, without those where only an organisation has its seat."""
    groups = tuple(group for group in project.places if group.role != "seat")
    return county_ids(kb, project._replace(places=groups))
