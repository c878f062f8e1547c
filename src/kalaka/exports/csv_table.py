"""CSV in the dialect that Excel opens in both countries: UTF-8 with byte order mark, `;`, decimal comma, CRLF.

A cell that a spreadsheet would take for a formula gets a leading apostrophe, which readers of the file remove. The
`csv` module is not used: it quotes cells that need no quotes and has no decimal comma.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from kalaka.exports.cells import Cells
from kalaka.exports.text_forms import digits

CSV_MARK = "\ufeff"
_FORMULA = re.compile("'*[=+@\t\r-]")
_TO_QUOTE = re.compile('[;"\r\n]|^ | $')


class CsvTable:
    """Writer of a CSV file, row by row."""

    def __init__(self, file: Path, headings: Sequence[str]) -> None:
        self._out = file.open("w", encoding="utf-8", newline="")
        self._out.write(CSV_MARK + csv_row([("text", heading) for heading in headings]))

    def add(self, row: Cells) -> None:
        self._out.write(csv_row(row))

    def close(self) -> None:
        self._out.close()


def csv_row(row: Cells) -> str:
    """Format a row as a line that ends with CRLF."""
    return ";".join([_csv_cell(value) if value is not None else "" for _, value in row]) + "\r\n"


def _csv_cell(value: str | Decimal | int) -> str:
    if not isinstance(value, str):
        return digits(value).replace(".", ",")
    text = "'" + value if _FORMULA.match(value) else value
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text
