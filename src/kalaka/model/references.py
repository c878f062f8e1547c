"""References: ids in values that must exist elsewhere, found by the `Ref` annotations of the model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from kalaka.model.base import ID_PATTERN, Loc, Ref, Value

Reference = tuple[Loc, str, str]
"""Position of a reference, kind and id of the entry it refers to."""


@dataclass(frozen=True)
class _Step:
    """A field that is a reference, or a value that may contain references."""

    field: str
    kind: str | None
    many: bool
    inner: type[BaseModel] | None


@cache
def _plan(model: type[BaseModel]) -> tuple[_Step, ...]:
    """The fields of a model that are or may contain references."""
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
    return next((model for model in map(_inner, get_args(hint)) if model), None)


def reference_kind(model: type[BaseModel], field: str) -> str | None:
    """The kind of entry that a field of a model refers to; None for any other field."""
    return next((step.kind for step in _plan(model) if step.field == field), None)


def written_references(model: type[BaseModel], data: Any, loc: Loc = ()) -> Iterator[Reference]:
    """References in data that failed validation: position, kind and id of each."""
    for step in _plan(model) if isinstance(data, dict) else ():
        value = data.get(step.field)
        many = step.many and isinstance(value, list)
        for index, item in enumerate(value) if many else ((None, value),):
            here = (*loc, step.field) if index is None else (*loc, step.field, index)
            if step.kind and isinstance(item, str) and re.fullmatch(ID_PATTERN, item):
                yield here, step.kind, item
            elif step.inner:
                yield from written_references(step.inner, item, here)


def references(value: Value, loc: Loc = ()) -> list[Reference]:
    """References in a value: position, kind and id of each."""
    mentions: list[Reference] = []
    _collect(value, loc, mentions)
    return mentions


def _collect(value: Value, loc: Loc, mentions: list[Reference]) -> None:
    for step in _plan(type(value)):
        content = getattr(value, step.field)
        if not content:
            continue
        field_loc = (*loc, step.field)
        for item_loc, item in (
            [((*field_loc, index), item) for index, item in enumerate(content)] if step.many else [(field_loc, content)]
        ):
            if step.kind:
                mentions.append((item_loc, step.kind, item))
            else:
                _collect(item, item_loc, mentions)
