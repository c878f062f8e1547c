"""Ids that values mention, found by the annotations of the model: which field refers to what is said there, once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kalaka.model.base import ID_PATTERN, Ref, Value


@dataclass(frozen=True)
class _Step:
    field: str
    kind: str | None
    many: bool
    inner: type[BaseModel] | None


@cache
def _plan(model: type[BaseModel]) -> tuple[_Step, ...]:
    steps = []
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name in model.model_fields and (kind := _reference_kind(hint)) is not False:
            steps.append(_Step(name, kind, "tuple" in str(hint), _inner(hint)))
    return tuple(steps)


def _reference_kind(hint: Any) -> str | Literal[False] | None:
    """The kind of a reference; None for a value that may hold references; False for anything else."""
    if get_origin(hint) is Annotated:
        return next((meta.kind for meta in hint.__metadata__ if isinstance(meta, Ref)), False)
    if isinstance(hint, type) and issubclass(hint, Value):
        return None if _plan(hint) else False
    return next((kind for kind in map(_reference_kind, get_args(hint)) if kind is not False), False)


def _inner(hint: Any) -> type[BaseModel] | None:
    if isinstance(hint, type) and issubclass(hint, Value):
        return hint
    return next((found for found in map(_inner, get_args(hint)) if found), None)


def written_references(
    model: type[BaseModel], data: Any, loc: tuple[int | str, ...] = ()
) -> Iterator[tuple[tuple[int | str, ...], str, str]]:
    """The same from data that is no value yet, because something else in it is wrong."""
    for step in _plan(model) if isinstance(data, dict) else ():
        found = data.get(step.field)
        many = step.many and isinstance(found, list)
        for index, item in enumerate(found) if many else ((None, found),):
            here = (*loc, step.field) if index is None else (*loc, step.field, index)
            if step.kind and isinstance(item, str) and re.fullmatch(ID_PATTERN, item):
                yield here, step.kind, item
            elif step.inner:
                yield from written_references(step.inner, item, here)


Mentioned = tuple[tuple[int | str, ...], str, str]


def references(value: Value, loc: tuple[int | str, ...] = ()) -> list[Mentioned]:
    """Every id in a value that must exist elsewhere: where it stands, what kind it is of, and the id."""
    found: list[Mentioned] = []
    _collect(value, loc, found)
    return found


def _collect(value: Value, loc: tuple[int | str, ...], found: list[Mentioned]) -> None:
    for step in _plan(type(value)):
        held = getattr(value, step.field)
        if not held:
            continue
        here = (*loc, step.field)
        for way, item in [((*here, index), item) for index, item in enumerate(held)] if step.many else [(here, held)]:
            if step.kind:
                found.append((way, step.kind, item))
            else:
                _collect(item, way, found)
