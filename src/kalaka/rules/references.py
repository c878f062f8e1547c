"""Ids that must exist, and relations and redirects of records that must make sense."""

from collections.abc import Iterable

from kalaka.model.base import Loc
from kalaka.model.knowledge_base import Library, project_file
from kalaka.model.references import references, written_references
from kalaka.problems.nearest import nearest
from kalaka.problems.problem import problem
from kalaka.rules.locator import Locator, Problems


def check_references(library: Library, where: Locator) -> Problems:
    """Ids that exist nowhere; in data that is no value yet, also the same id twice in one list."""
    missing = {pair for pair in library.uses if not library.exists(*pair)}
    for kind, own, file, base, found in library.mentions() if missing else ():
        mentions = tuple(found)
        if missing.isdisjoint((wanted, name) for _, wanted, name in mentions):
            continue
        exact = references(library.records[own]) if kind == "projects" else mentions
        yield from _unknown(library, where, file, base, exact)
    for file, base, model, data in library.unparsed:
        written = list(written_references(model, data))
        yield from _unknown(library, where, file, base, written)
        seen: set[tuple[Loc, str]] = set()
        for loc, _, name in written:
            if isinstance(loc[-1], int):
                if (loc[:-1], name) in seen:
                    yield problem(file, where(file, base + loc), "repeated", found=name)
                seen.add((loc[:-1], name))


def _unknown(library: Library, where: Locator, file: str, base: Loc, found: Iterable[tuple[Loc, str, str]]) -> Problems:
    for loc, kind, name in found:
        if not library.exists(kind, name):
            close = nearest(name, library.entries(kind))
            yield problem(file, where(file, base + loc), f"unknown-{_one(kind)}", found=name, nearest=close)


def _one(kind: str) -> str:
    return "county" if kind == "counties" else kind.removesuffix("s")


def check_relations(library: Library, where: Locator) -> Problems:
    taken: set[str] = set(library.projects)
    for project in library.projects.values():
        file = project_file(project.id)
        for index, relation in enumerate(project.relations):
            if relation.project == project.id:
                yield problem(file, where(file, ("relations", index, "project")), "own-relation")
        for index, old in enumerate(project.redirect_from):
            if old in taken:
                yield problem(file, where(file, ("redirect_from", index)), "redirect-taken", found=old)
            taken.add(old)
