"""Rule for pages that every knowledge base needs."""

from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.problems.problem import problem
from kalaka.rules.locator import Locator, Problems

HOME = "index"


def check_home(kb: KnowledgeBase, where: Locator) -> Problems:
    """There is a home page, in one language at least."""
    if not kb.exists("articles", HOME):
        yield problem(kb.settings.in_docs("index.md"), (1, 1), "missing-page", page="/")
