"""YAML as an editor would write it: blocks, short things on one line, long prose as it stands."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-zÀ-ž„][^:#\[\]{},\n&*?|>%@`\"']*[^\s:#\[\]{},\n&*?|>%@`\"']")
_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?")


def lines(data: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """The lines of a mapping, each with its end."""
    for key, value in data.items():
        if isinstance(value, str) and "\n" in value:
            block = "\n".join(f"{indent}  {line}" if line else "" for line in value.split("\n"))
            yield f"{indent}{key}: |\n{block}\n"
        elif len(flow := _flow(value)) <= _WIDTH or not isinstance(value, dict | list):
            yield f"{indent}{key}: {flow}\n"
        elif isinstance(value, dict):
            yield f"{indent}{key}:\n"
            yield from lines(value, indent + "  ")
        else:
            yield f"{indent}{key}:\n"
            for item in value:
                yield from _item(item, indent + "  ")


def _item(item: Any, indent: str) -> Iterator[str]:
    if len(flow := _flow(item)) <= _WIDTH or not isinstance(item, dict):
        yield f"{indent}- {flow}\n"
        return
    first, *rest = lines(item, indent + "  ")
    yield f"{indent}- {first[len(indent) + 2 :]}"
    yield from rest


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: str | int | float) -> str:
    if isinstance(value, str) and (_PLAIN.fullmatch(value) or _DATE.fullmatch(value)):
        return value
    return json.dumps(value, ensure_ascii=False)
