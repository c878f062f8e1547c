"""JSON Schemas generated from the model, for completion and validation in editors' programs."""

import json
from typing import Any

from pydantic import BaseModel

from kalaka.model.base import ID_PATTERN
from kalaka.model.documents import Guide, PageWords, Training
from kalaka.model.project import Project
from kalaka.model.vocabulary import VOCABULARIES

VERSION = 1


def schemas() -> dict[str, dict[str, Any]]:
    """File name → schema: one for records, one for each vocabulary, one for each kind of front matter."""
    by_name = {
        "project": _schema(Project, "project"),
        "guide": _schema(Guide, "guide"),
        "training": _schema(Training, "training"),
        "translation": _schema(PageWords, "translation"),
    }
    for name, model in VOCABULARIES.items():
        entry = model.model_json_schema()
        definitions = entry.pop("$defs", {})
        del entry["properties"]["id"]
        entry["required"] = [field for field in entry.get("required", ()) if field != "id"]
        by_name[name] = _head(name) | {
            "type": "object",
            "propertyNames": {"pattern": ID_PATTERN, "maxLength": 80},
            "additionalProperties": {"$ref": f"#/$defs/{model.__name__}"},
            "$defs": definitions | {model.__name__: entry},
        }
    return {f"{name}.schema.json": schema for name, schema in sorted(by_name.items())}


def _head(name: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Kaláka {name}",
        "$comment": f"Version {VERSION}. Made by `kalaka schema` of src/kalaka/model/.",
    }


def _schema(model: type[BaseModel], name: str) -> dict[str, Any]:
    return _head(name) | {key: value for key, value in model.model_json_schema().items() if key != "title"}


def text_of(schema: dict[str, Any]) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
