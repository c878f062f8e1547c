"""Fields of `projects.json`, derived from the model: groups, types, and whether they are always present.

A field is listed once, in the group of the class that defines it: `evidence` and `note` in `fact`, `id` in `entry`.
What it means is said where editors read it too, in `model/descriptions/`; the fields of `ADDED`, which only the export
has, are described by the message `data.added.<name>`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kalaka.exports.json_catalogue import KINDS
from kalaka.i18n.languages import LANGS
from kalaka.model import fields
from kalaka.model.base import Entry, LongText, Text, Value
from kalaka.model.fields import Field, Type, bases, defined_fields, name_of
from kalaka.model.project import Project
from kalaka.model.vocabulary import VOCABULARIES


@dataclass(frozen=True)
class Group:
    """The fields that one class of the model defines, and the groups that it inherits from."""

    name: str
    fields: tuple[Field, ...]
    inherits: tuple[str, ...]


ADDED: dict[type[Value], tuple[Field, ...]] = {
    Project: (Field("languages", Type("one_of", many=True, values=LANGS), True, False, Project),),
    Entry: (Field("page", Type("urls"), False, False, Entry),),
}


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
    yield from bases(model)
    for field in fields.fields(model):
        if field.type.model:
            yield from _reached(Text if field.type.model is LongText else field.type.model)


def _group(model: type[Value]) -> Group:
    own = tuple(_exported(field) for field in defined_fields(model))
    return Group(name_of(model), own + ADDED.get(model, ()), tuple(name_of(base) for base in bases(model)))


def _exported(field: Field) -> Field:
    """A field as the file has it: its Markdown is HTML there."""
    html = field.type.model is LongText
    return Field(field.name, Type("html"), field.always, field.required, field.owner) if html else field
