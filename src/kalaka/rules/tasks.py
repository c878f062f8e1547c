"""Rules for tasks: their ids, and the pages, parts of pages and filtered lists to which they lead."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from kalaka.i18n.languages import LANGS
from kalaka.model.knowledge_base import ALL, KnowledgeBase
from kalaka.problems.nearest import nearest
from kalaka.problems.problem import Level, problem
from kalaka.queries.facets import FACETS, KIND_OF, Facet, member_ids
from kalaka.rules.links import Anchors, is_in_text
from kalaka.rules.locator import Locator, Problems
from kalaka.rules.suggestions import nearest_entry

_FILE = "vocabulary/tasks.yml"
_LIST = "projects/"
"""The list that can be narrowed by its address."""
_FREE = ("q", "sort")
"""Parameters of the list that are no facets."""


class _Fault(NamedTuple):
    """What is wrong with an address: code and facts of the problem."""

    code: str
    facts: Mapping[str, str | None]
    level: Level = "error"


def check_tasks(kb: KnowledgeBase, where: Locator, anchors: Anchors) -> Problems:
    """Every task leads to something that is there, and to each thing once."""
    if ALL in kb.unread.get("articles", ()):
        return
    for task in kb.tasks.values():
        for index, address in enumerate(task.leads_to):
            is_repeated = address in task.leads_to[:index]
            faults = [_Fault("repeated", {"found": address})] if is_repeated else _faults(kb, address, anchors)
            for code, facts, level in faults:
                yield problem(_FILE, where(_FILE, (task.id, "leads_to", index)), code, level, **facts)


def _faults(kb: KnowledgeBase, address: str, anchors: Anchors) -> Iterator[_Fault]:
    """What is wrong with an address to which a task leads: one thing at most."""
    whole, _, fragment = address.partition("#")
    path, asks, query = whole.partition("?")
    if not _is_page(kb, path, anchors):
        yield _Fault("unknown-address", {"found": address, "nearest": _nearest_page(kb, path)})
    elif asks:
        yield from _faults_of_filters(kb, path, query)
    elif fragment and "settings" not in kb.unread and not is_in_text(kb, path, fragment):
        ids = None if kb.unread else anchors(kb, path)
        if ids is not None and fragment not in ids:
            yield _Fault("broken-fragment", {"found": address, "nearest": nearest(fragment, ids)})


def _is_page(kb: KnowledgeBase, path: str, anchors: Anchors) -> bool:
    """Whether there is a page, or may be one that could not be read.

    Pages that follow from the content, as of one year or of a pair of phases, are known by what is on them.
    """
    if path in kb.paths or ALL in kb.unread.get(path.partition("/")[0], ()):
        return True
    return path.endswith("/") and anchors(kb, path) != frozenset()


def _nearest_page(kb: KnowledgeBase, path: str) -> str | None:
    """The address that was probably meant: as written in a browser, or with another slip."""
    tidy = path.removeprefix(kb.settings.site_url).strip("/").removeprefix("ro/") + "/"
    return tidy if tidy in kb.paths else nearest(tidy, kb.paths)


def _faults_of_filters(kb: KnowledgeBase, path: str, query: str) -> Iterator[_Fault]:
    """What is wrong with the filters of a list: unknown ones, unknown values, or that no project has them all."""
    pairs = [pair for pair in parse_qsl(query, keep_blank_values=True) if path != _LIST or pair[0] not in _FREE]
    facets: Mapping[str, Facet] = {facet: facet for facet in FACETS if path == _LIST}
    members = member_ids(kb, LANGS[0])
    found: dict[Facet, set[str]] = {}
    for name, value in pairs:
        if name not in facets:
            known = ", ".join(FACETS)
            yield _Fault("unknown-filter", {"found": name, "known": known, "nearest": nearest(name, facets)})
            return
        facet = facets[name]
        kind = KIND_OF.get(facet)
        if not kb.unread and value not in members[facet] and (kind is None or value not in kb.entries(kind)):
            near = nearest_entry(kb, kind, value) if kind else nearest(value, members[facet])
            yield _Fault("unknown-filter-value", {"field": facet, "found": value, "nearest": near})
            return
        found.setdefault(facet, set()).update(members[facet].get(value, ()))
    if found and not kb.unread and not set.intersection(*found.values()):
        yield _Fault("empty-filter", {"found": query}, "warning")
