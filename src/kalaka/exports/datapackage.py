"""Frictionless Data Package (version 1, https://specs.frictionlessdata.io) that describes the files for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from kalaka.exports import VERSION
from kalaka.exports.columns import COLUMNS, Column
from kalaka.exports.formats import DataFile
from kalaka.exports.text_forms import dumps
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase

_TYPES = {"text": "string", "list": "string", "date": "string", "year": "year", "number": "number", "money": "number"}
_PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_DIALECT = {"delimiter": ";", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
_REQUIRED = ("id", "short_title", "title", "summary", "status", "scope", "themes", "languages", "checked")


def datapackage(kb: KnowledgeBase, files: Sequence[DataFile]) -> str:
    """Text of `datapackage.json`, which describes `files`."""
    settings = kb.settings
    package = {
        "name": settings.slug,
        "title": " / ".join(catalogue_title(kb, lang) for lang in LANGS),
        "description": _both(kb, "data.lead"),
        "version": VERSION,
        "homepage": settings.site_url + "data/",
        "licenses": [{"name": settings.options.licence, "path": settings.licence.url, "title": settings.licence.title}],
        "resources": [_resource(kb, file) for file in files],
    }
    return dumps(package) + "\n"


def catalogue_title(kb: KnowledgeBase, lang: Lang) -> str:
    """The title of all files together."""
    return kb.words(lang)("data.catalogue", site=kb.settings.names[lang])


def _both(kb: KnowledgeBase, key: str) -> str:
    return " / ".join(kb.words(lang)(key) for lang in LANGS)


def _title(kb: KnowledgeBase, file: DataFile) -> str:
    key = f"data.file.{file.kind}"
    return kb.words(file.lang)(key) if file.lang else _both(kb, key)


def _resource(kb: KnowledgeBase, file: DataFile) -> Mapping[str, Any]:
    resource: dict[str, Any] = {
        "name": file.name.replace(".", "-"),
        "path": file.name,
        "title": _title(kb, file),
        "format": file.name.rsplit(".", 1)[1],
        "mediatype": file.media,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if file.lang:
        resource["language"] = file.lang
    if file.kind == "csv" and file.lang:
        resource |= {
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "dialect": _DIALECT,
            "schema": {
                "fields": [_field(kb, column, file.lang) for column in COLUMNS],
                "missingValues": [""],
                "primaryKey": kb.words(file.lang)("data.column.id"),
            },
        }
    return resource


def _field(kb: KnowledgeBase, column: Column, lang: Lang) -> Mapping[str, Any]:
    """Table Schema field: its name is the heading in the file; `column` is the id, the same in both languages."""
    words = kb.words(lang)
    field: dict[str, Any] = {
        "name": words(f"data.column.{column.id}"),
        "column": column.id,
        "type": _TYPES[column.kind],
        "description": words(f"data.about.{column.id}"),
    }
    if column.kind in ("number", "money"):
        field["decimalChar"] = ","
    constraints: dict[str, Any] = {"required": True} if column.id in _REQUIRED else {}
    if column.kind == "date":
        constraints["pattern"] = _PARTIAL_DATE
    if column.id == "id":
        constraints["unique"] = True
    return field | ({"constraints": constraints} if constraints else {})
