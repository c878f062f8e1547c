"""What projects can be compared by: which of them follow each other, and what a participant cost. Summaries only."""

from collections.abc import Iterator

from kalaka.model.knowledge_base import Library
from kalaka.model.summary import Summary

Pair = tuple[str, str]
"""Ids of an earlier project and of the one that goes on from it."""


def pairs_of(library: Library, project: Summary) -> list[Pair]:
    """The pairs that a project belongs to, as the later one and as the earlier one."""
    before = [(relation.project, project.id) for relation in project.relations if relation.kind == "continues"]
    after = [
        (project.id, use.id)
        for use in library.uses.get(("projects", project.id), ())
        if use.kind == "projects" and use.loc[:1] == ("relations",)
        if library.projects[use.id].relations[int(use.loc[1])].kind == "continues"
    ]
    known = [(str(first), second) for first, second in (*before, *after) if first in library.projects]
    return list(dict.fromkeys(known))


def pairs(library: Library) -> Iterator[Pair]:
    """Every pair once, in the order of the later projects."""
    for project in library.projects.values():
        yield from (pair for pair in pairs_of(library, project) if pair[1] == project.id)
