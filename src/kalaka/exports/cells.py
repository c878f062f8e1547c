"""Cells of a spreadsheet row, the same in CSV and XLSX: text, number or None, with the kind of the column."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kalaka.exports.columns import Kind, Value

SEPARATOR = " | "
Cell = str | Decimal | int | None
Cells = Sequence[tuple[Kind, Cell]]


def cells(values: Iterable[tuple[Kind, Value]]) -> Cells:
    """Convert values to cells; a list becomes one text."""
    return [(kind, joined(value) if isinstance(value, tuple) else value) for kind, value in values]


def joined(values: Sequence[str]) -> str:
    r"""Join the values of a list for one cell; a `|` inside a value is written `\|`, a backslash twice."""
    text = SEPARATOR.join(values)
    if "\\" in text or text.count("|") >= max(1, len(values)):
        text = SEPARATOR.join([value.replace("\\", "\\\\").replace("|", "\\|") for value in values])
    return text
