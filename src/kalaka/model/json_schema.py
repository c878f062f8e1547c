"""JSON Schemas generated from the model, for completion, descriptions and validation in editors' programs.

Descriptions and the words of closed values stand in both languages, since a schema cannot know who reads it. A field
that refers to an entry offers the ids that there are, with their names, but accepts every id: a schema is no older than
the last check, and which ids exist is for the check to say.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from kalaka.i18n.languages import LANGS
from kalaka.i18n.messages import messages
from kalaka.model.base import ID_PATTERN
from kalaka.model.closed_values import words_of
from kalaka.model.descriptions import description, example, json_value, kind_description
from kalaka.model.fields import Field, fields, groups_in
from kalaka.model.kinds import KINDS, Kind

VERSION = 2
"""To be raised with every field that is added, removed or changed: `tests/cases/schema/fields.txt` lists them."""
Schema = dict[str, Any]
_ID: Schema = {"type": "string", "pattern": ID_PATTERN, "maxLength": 80}


def schemas(ids: Mapping[str, Mapping[str, str]]) -> dict[str, Schema]:
    """File name → schema of each kind of entry. `ids` has the ids that are offered, with their names, by kind."""
    offers = {kind: _offer(names) for kind, names in ids.items()}
    made = {}
    for kind in KINDS.values():
        structure = _structure(kind)
        used = {field.type.of for model in groups_in(kind.model) for field in fields(model) if field.type.kind == "ref"}
        definitions = structure["$defs"] | {_of(name): offers[name] for name in sorted(used)}
        made[kind.schema] = structure | {"$defs": definitions}
    return made


def _offer(names: Mapping[str, str]) -> Schema:
    """The schema of an id that refers to one of these entries, or to one that is not known yet."""
    listed: Schema = {"enum": list(names), "enumDescriptions": list(names.values())}
    return {"anyOf": [listed, _ID]} if names else _ID


@cache
def _structure(kind: Kind) -> Schema:
    """The schema of a kind without the ids. References lead to definitions that are still to be added."""
    whole: Schema = kind.model.model_json_schema()
    definitions: Schema = whole.pop("$defs", {})
    for model in groups_in(kind.model):
        schema = whole if model is kind.model else definitions[model.__name__]
        for key in ("title", "description"):  # the name and the docstring of the class
            schema.pop(key, None)
        for field in fields(model):
            schema["properties"][field.name] = _property(field, schema["properties"][field.name])
    head: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Kaláka {kind.name}",
        "description": _both(kind_description(kind.name, lang) for lang in LANGS),
        "$comment": f"Version {VERSION}. Made by `kalaka schema` of the model and of the ids that there are.",
        "$defs": definitions,
    }
    if not kind.keyed:
        return head | whole
    del whole["properties"]["id"]
    whole["required"].remove("id")
    definitions[kind.model.__name__] = whole
    return head | {
        "type": "object",
        "propertyNames": {"pattern": ID_PATTERN, "maxLength": 80},
        "additionalProperties": {"$ref": f"#/$defs/{kind.model.__name__}"},
    }


def _property(field: Field, generated: Schema) -> Schema:
    """The schema of a field with all that an editor's program may show."""
    schema = _without_null(generated)
    if field.type.kind in ("ref", "one_of"):
        value = {"$ref": f"#/$defs/{_of(field.type.of)}"} if field.type.of else _closed(field)
        schema = schema | {"items": value} if field.type.many else value
    described = [description(field, lang) for lang in LANGS]
    more: Schema = {"description": _both(" ".join(filter(None, one)) for one in described)}
    if shown := example(field):
        more["examples"] = [json_value(shown)]
    return schema | more


def _without_null(generated: Schema) -> Schema:
    """The schema of a value that, where it is not known, is left out and not written as null."""
    schema = {key: value for key, value in generated.items() if key not in ("title", "default")}
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        only: Schema = options[0]
        return only | {key: value for key, value in schema.items() if key != "anyOf"}
    return schema | ({"anyOf": options} if options else {})


def _closed(field: Field) -> Schema:
    words = [words_of(field, messages(lang)) for lang in LANGS]
    told = [" / ".join(dict.fromkeys(each[value] for each in words)) for value in field.type.values]
    return {"enum": list(field.type.values), "enumDescriptions": told, "markdownEnumDescriptions": told}


def _of(refers: str) -> str:
    """The name of the definition of references: `places-id`, which no class of the model has."""
    return f"{refers}-id"


def _both(texts: Iterator[str]) -> str:
    """The text in each language as a paragraph of its own."""
    return "\n\n".join(texts)


def text_of(schema: Schema) -> str:
    """A schema as the text of its file, without indentation: nobody reads it, and the encoder is faster so."""
    return json.dumps(schema, ensure_ascii=False) + "\n"
