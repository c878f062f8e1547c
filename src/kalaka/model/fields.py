"""The fields of the model as values: name, type, whether required; what documentation and schemas are made of."""

import inspect
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from kalaka.model.base import PartialDate, Ref, Url, Value

Model = type[Value]


@dataclass(frozen=True)
class Type:
    """Type of a field. `kind` is the key of its name in the messages, `of` the kind or group of what it refers to."""

    kind: str
    many: bool = False
    of: str = ""
    values: tuple[str, ...] = ()
    """What may stand in a field with closed values."""
    model: Model | None = None
    """The class of a group."""


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    always: bool
    """Whether every value has the field, as with lists."""
    required: bool
    """Whether an editor has to write it."""
    owner: Model
    """The class that defines it."""


def name_of(model: Model) -> str:
    """`TargetGroup` → `target_group`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower().strip("_")


@cache
def fields(model: Model) -> tuple[Field, ...]:
    """The fields of a class, those that it inherits first."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        Field(
            name,
            _type(hints[name]),
            info.is_required() or info.default is not None,
            info.is_required(),
            next(base for base in model.__mro__ if name in inspect.get_annotations(base)),
        )
        for name, info in model.model_fields.items()
    )


def defined_fields(model: Model) -> tuple[Field, ...]:
    """The fields that a class defines itself."""
    return tuple(field for field in fields(model) if field.owner is model)


def bases(model: Model) -> Iterator[Model]:
    """The classes from which a class inherits fields."""
    for base in model.__mro__[1:]:
        if issubclass(base, Value) and base is not Value and defined_fields(base):
            yield base


def groups_in(model: Model) -> tuple[Model, ...]:
    """A class and those of all values inside it, each once, in the order of the fields."""
    reached: dict[Model, None] = {}

    def visit(one: Model) -> None:
        if one not in reached:
            reached[one] = None
            for field in fields(one):
                if field.type.model:
                    visit(field.type.model)

    visit(model)
    return tuple(reached)


def _type(hint: Any) -> Type:
    if hint in (PartialDate, Url):
        return Type("date" if hint == PartialDate else "url")
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        ref = next((meta for meta in hint.__metadata__ if isinstance(meta, Ref)), None)
        return Type("ref", of=ref.kind) if ref else _type(inner[0])
    if origin in (Union, types.UnionType):
        return _type(next(part for part in inner if part is not type(None)))
    if origin is tuple:
        element = _type(inner[0])
        return Type(element.kind, True, element.of, element.values, element.model)
    if origin is Literal:
        return Type("one_of", values=tuple(map(str, inner)))
    if isinstance(hint, type) and issubclass(hint, Value):
        return Type("group", of=name_of(hint), model=hint)
    return Type({str: "text", int: "whole", float: "number", Decimal: "number", bool: "yes_no"}[hint])
