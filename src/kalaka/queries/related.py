"""Pairs of projects of which one continues the other."""

from collections.abc import Iterator

from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Summary

Pair = tuple[str, str]
"""Ids of an earlier project and of the one that continues it."""


def pairs_of(kb: KnowledgeBase, project: Summary) -> list[Pair]:
    """Pairs that contain a project, first those in which it is the later one."""
    before = [(relation.project, project.id) for relation in project.relations if relation.kind == "continues"]
    after = [
        (project.id, use.id)
        for use in kb.uses.get(("projects", project.id), ())
        if use.kind == "projects" and use.loc[:1] == ("relations",)
        if kb.projects[use.id].relations[int(use.loc[1])].kind == "continues"
    ]
    existing = [(str(first), second) for first, second in (*before, *after) if first in kb.projects]
    return list(dict.fromkeys(existing))


def pairs(kb: KnowledgeBase) -> Iterator[Pair]:
    """All pairs, in the order of the later projects."""
    for project in kb.projects.values():
        yield from (pair for pair in pairs_of(kb, project) if pair[1] == project.id)
