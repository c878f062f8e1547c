"""Fields of `projects.json`, derived from the model: groups, types, and whether they are always present.

A field is listed once, in the group of the class that defines it: `evidence` and `note` in `fact`, `id` in `entry`. Its
description is the message `data.field.<group>.<name>`. `ADDED` has the fields that only the export has.
"""

import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from kalaka.exports.json_catalogue import KINDS
from kalaka.i18n.languages import LANGS
from kalaka.model.base import Entry, LongText, PartialDate, Ref, Text, Url, Value
from kalaka.model.project import Project
from kalaka.model.vocabulary import VOCABULARIES


@dataclass(frozen=True)
class Type:
    """Type of a field. `kind` is the key of its name in the messages, `of` the kind or group of what it refers to."""

    kind: str
    many: bool = False
    of: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    always: bool
    """Whether every value has the field, as with lists."""


@dataclass(frozen=True)
class Group:
    """The fields that one class of the model defines, and the groups that it inherits from."""

    name: str
    fields: tuple[Field, ...]
    inherits: tuple[str, ...]


ADDED: dict[type[Value], tuple[Field, ...]] = {
    Project: (Field("languages", Type("one_of", many=True, values=LANGS), True),),
    Entry: (Field("page", Type("urls"), False),),
}


def name_of(model: type[Value]) -> str:
    """`TargetGroup` → `target_group`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower().strip("_")


@cache
def groups() -> tuple[Group, ...]:
    """Groups of all classes in `projects.json`, the record first."""
    reached: dict[type[Value], None] = {}
    models: list[type[Value]] = [Project, *(VOCABULARIES[kind] for kind in KINDS)]
    for model in models:
        for inner in _reached(model):
            reached.setdefault(inner)
    return tuple(_group(model) for model in reached)


def _reached(model: type[Value]) -> Iterator[type[Value]]:
    """A class of the model, its base classes, and the classes of its fields, recursively; with repetition."""
    yield model
    yield from _bases(model)
    for hint in get_type_hints(model, include_extras=True).values():
        for inner in _values_in(hint):
            yield from _reached(inner)


def _bases(model: type[Value]) -> Iterator[type[Value]]:
    for base in model.__mro__[1:]:
        if issubclass(base, Value) and base is not Value and _defined_fields(base):
            yield base


def _defined_fields(model: type[Value]) -> list[str]:
    """Names of the fields that a class defines itself."""
    return [name for name in model.model_fields if name in model.__annotations__]


def _values_in(hint: Any) -> Iterator[type[Value]]:
    if isinstance(hint, type) and issubclass(hint, Value):
        yield Text if hint is LongText else hint
    for inner in get_args(hint):
        yield from _values_in(inner)


def _group(model: type[Value]) -> Group:
    hints = get_type_hints(model, include_extras=True)
    fields = []
    for name in _defined_fields(model):
        kind = _type(hints[name])
        info = model.model_fields[name]
        fields.append(Field(name, kind, info.is_required() or info.default is not None))
    fields += ADDED.get(model, ())
    return Group(name_of(model), tuple(fields), tuple(name_of(base) for base in _bases(model)))


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
        return Type(element.kind, True, element.of, element.values)
    if origin is Literal:
        return Type("one_of", values=tuple(map(str, inner)))
    if isinstance(hint, type) and issubclass(hint, Value):
        return Type("html") if hint is LongText else Type("group", of=name_of(hint))
    return Type({str: "text", int: "number", float: "number", Decimal: "number"}[hint])
