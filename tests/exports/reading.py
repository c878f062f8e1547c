"""The files as somebody else would read them, by what their documentation says and not by our code."""

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any


def read_json(text: str) -> Any:
    """With every number exact."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def read_csv(file: Path) -> tuple[list[str], list[list[str]]]:
    """Headings and rows; one apostrophe in front of what looks like a formula is no part of the text."""
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        headings, *rows = csv.reader(lines, delimiter=";", strict=True)
    return headings, [[re.sub(r"^'(?='*[=+@\t\r-])", "", cell) for cell in row] for row in rows]


def split(cell: str) -> list[str]:
    r"""The values of a list: between ` | `; `\|` and `\\` stand for the character itself."""
    values, at = [""], 0
    while at < len(cell):
        if cell[at] == "\\":
            values[-1] += cell[at + 1]
            at += 2
        elif cell.startswith(" | ", at):
            values.append("")
            at += 3
        else:
            values[-1] += cell[at]
            at += 1
    return values if cell else []


def typed(cell: str | None, kind: str) -> Any:
    """The value of a cell by the kind of its column."""
    if kind == "list":
        return split(cell or "")
    if not cell:
        return None
    if kind in ("number", "money", "year"):
        return Decimal(cell.replace(",", "."))
    return cell
