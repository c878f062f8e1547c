"""Memoization of questions: an answer is computed once for a knowledge base."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from kalaka.model.knowledge_base import Library

_Asked = ParamSpec("_Asked")
_Result = TypeVar("_Result")


def once(work: Callable[Concatenate[Library, _Asked], _Result]) -> Callable[Concatenate[Library, _Asked], _Result]:
    """Done once for a library (and a language), however many pages ask; the library keeps what came of it."""

    @wraps(work)
    def kept(library: Library, /, *asked: _Asked.args, **named: _Asked.kwargs) -> _Result:
        key = (work.__module__, work.__qualname__, asked, *named.items())
        if key not in library.derived:
            library.derived[key] = work(library, *asked, **named)
        found: _Result = library.derived[key]
        return found

    return kept
