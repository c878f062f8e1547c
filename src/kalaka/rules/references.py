"""Rules for references, and for relations and redirects of records."""

from collections.abc import Iterable

from kalaka.model.base import Loc
from kalaka.model.knowledge_base import KnowledgeBase, project_file
from kalaka.model.references import Reference, references, written_references
from kalaka.problems.problem import problem
from kalaka.rules.locator import Locator, Problems
from kalaka.rules.suggestions import nearest_entry


def check_references(kb: KnowledgeBase, where: Locator) -> Problems:
    """Report ids that do not exist; in data that failed validation, also ids repeated in one list."""
    missing = {pair for pair in kb.uses if not kb.exists(*pair)}
    for kind, entry_id, file, base, mentioned in kb.mentions() if missing else ():
        mentions = tuple(mentioned)
        if missing.isdisjoint((target_kind, name) for _, target_kind, name in mentions):
            continue
        exact = references(kb.records[entry_id]) if kind == "projects" else mentions
        yield from _unknown(kb, where, file, base, exact)
    for file, base, model, data in kb.unparsed:
        written = list(written_references(model, data))
        yield from _unknown(kb, where, file, base, written)
        seen: set[tuple[Loc, str]] = set()
        for loc, _, name in written:
            if isinstance(loc[-1], int):
                if (loc[:-1], name) in seen:
                    yield problem(file, where(file, base + loc), "repeated", found=name)
                seen.add((loc[:-1], name))


def _unknown(kb: KnowledgeBase, where: Locator, file: str, base: Loc, mentions: Iterable[Reference]) -> Problems:
    for loc, kind, name in mentions:
        if not kb.exists(kind, name):
            near = nearest_entry(kb, kind, name)
            yield problem(file, where(file, base + loc), f"unknown-{_singular(kind)}", found=name, nearest=near)


def _singular(kind: str) -> str:
    return "county" if kind == "counties" else kind.removesuffix("s")


def check_relations(kb: KnowledgeBase, where: Locator) -> Problems:
    """A record is not related to itself, and redirects come from free ids."""
    taken: set[str] = set(kb.projects)
    for project in kb.projects.values():
        file = project_file(project.id)
        for index, relation in enumerate(project.relations):
            if relation.project == project.id:
                yield problem(file, where(file, ("relations", index, "project")), "own-relation")
        for index, old in enumerate(project.redirect_from):
            if old in taken:
                yield problem(file, where(file, ("redirect_from", index)), "redirect-taken", found=old)
            taken.add(old)
