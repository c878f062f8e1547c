"""Keeps the JSON Schemas in `schema/` as new as the ids that they offer."""

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kalaka.build.fingerprints import code_version, digest
from kalaka.model.base import ID_PATTERN, Text
from kalaka.model.kinds import KINDS
from kalaka.model.knowledge_base import ALL, KnowledgeBase
from kalaka.model.summary import Pair

FOLDER = "schema"
_KEY = ".key"
"""File with the fingerprint of all that the schemas are made of."""


def update_schemas(root: Path, kb: KnowledgeBase) -> None:
    """Write the schemas when something that they offer has changed. Where nothing can be written they stay old."""
    with suppress(OSError):
        write_schemas(root, kb)


def write_schemas(root: Path, kb: KnowledgeBase, *, is_forced: bool = False) -> int:
    """Write the schemas that have changed; returns how many. Raises OSError.

    Unless forced, only a fingerprint is compared, and schemas are made, which takes some hundred times as long, when
    it differs. While a file is broken so that no id can be read from it, the last schemas stay.
    """
    ids = known_ids(kb)
    if ids is None:
        return 0
    folder = root / FOLDER
    key = digest(code_version(), repr(ids)).hex()
    if (
        not is_forced
        and _read(folder / _KEY) == key
        and all((folder / kind.schema).is_file() for kind in KINDS.values())
    ):
        return 0
    from kalaka.model.json_schema import schemas, text_of

    folder.mkdir(exist_ok=True)
    changed = 0
    for name, schema in schemas(ids).items():
        text = text_of(schema)
        if _read(folder / name) != text:
            (folder / name).write_text(text, "utf-8", newline="\n")
            changed += 1
    (folder / _KEY).write_text(key, "utf-8")
    return changed


def _read(file: Path) -> str | None:
    return file.read_text("utf-8") if file.is_file() else None


def known_ids(kb: KnowledgeBase) -> Mapping[str, Mapping[str, str]] | None:
    """Ids and names of all entries that can be referred to, by kind; None when a whole file could not be read."""
    if any(ALL in names for names in kb.unread.values()):
        return None
    return {
        kind.refers: {name: _title(entry) for name, entry in kb.entries(kind.refers).items()}
        | dict.fromkeys(_unread_ids(kb, kind.refers), "")
        for kind in KINDS.values()
        if kind.refers
    }


def _unread_ids(kb: KnowledgeBase, kind: str) -> list[str]:
    """Ids of entries with errors; among the names of files there may be some that are no ids."""
    names = kb.unread.get(kind, frozenset()) - kb.entries(kind).keys()
    return sorted(name for name in names if re.fullmatch(ID_PATTERN, name))


def _title(entry: Any) -> str:
    """The name of an entry in both languages: `Zetelaka / Zetea`."""
    field = next((name for name in ("short_title", "name", "title") if hasattr(entry, name)), None)
    if field is None:
        return str(entry.hu)  # a unit
    text: Text | Pair = getattr(entry, field)
    return " / ".join(dict.fromkeys(filter(None, (text.hu, text.ro))))
