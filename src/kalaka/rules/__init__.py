"""Rules between values: each is a small function over the knowledge base that yields problems with their place."""

from collections.abc import Callable

from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.problems.problem import Problem
from kalaka.rules.links import Anchors, check_documents, check_records
from kalaka.rules.locator import Locator, Problems
from kalaka.rules.pages import check_home
from kalaka.rules.placeholders import check_placeholders
from kalaka.rules.references import check_references, check_relations
from kalaka.rules.tasks import check_tasks
from kalaka.rules.vocabulary import check_fragments, check_places

_RULES: tuple[Callable[[KnowledgeBase, Locator], Problems], ...] = (
    check_home,
    check_references,
    check_relations,
    check_fragments,
    check_places,
    check_placeholders,
)
_LINK_RULES: tuple[Callable[[KnowledgeBase, Locator, Anchors], Problems], ...] = (
    check_records,
    check_documents,
    check_tasks,
)


def check(kb: KnowledgeBase, anchors: Anchors) -> list[Problem]:
    """Every problem between the values of a knowledge base.

    `anchors` gives the ids on the page at an address below the language; it is asked only for pages that a link with a
    fragment leads to.
    """
    where = Locator(kb.root)
    problems = [problem for rule in _RULES for problem in rule(kb, where)]
    return problems + [problem for rule in _LINK_RULES for problem in rule(kb, where, anchors)]
