"""Tasks by kinds of readers."""

from typing import get_args

from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.vocabulary import Readers, Task

READERS: tuple[Readers, ...] = get_args(Readers)
"""Kinds of readers in the order of the pages."""


def tasks_of(kb: KnowledgeBase, readers: Readers) -> list[Task]:
    """The tasks of a kind of readers in the order of the vocabulary, first those that name these readers first."""
    tasks = [task for task in kb.tasks.values() if readers in task.readers]
    return sorted(tasks, key=lambda task: task.readers[0] != readers)
