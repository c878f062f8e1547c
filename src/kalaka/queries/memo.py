"""Memoization of queries in the knowledge base."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from kalaka.model.knowledge_base import KnowledgeBase

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")


def memoized(
    work: Callable[Concatenate[KnowledgeBase, _Params], _Result],
) -> Callable[Concatenate[KnowledgeBase, _Params], _Result]:
    """Cache the results of a query by its arguments, which are hashable, in `KnowledgeBase.derived`."""

    @wraps(work)
    def wrapper(kb: KnowledgeBase, /, *args: _Params.args, **kwargs: _Params.kwargs) -> _Result:
        key = (work.__module__, work.__qualname__, args, *kwargs.items())
        if key not in kb.derived:
            kb.derived[key] = work(kb, *args, **kwargs)
        answer: _Result = kb.derived[key]
        return answer

    return wrapper
