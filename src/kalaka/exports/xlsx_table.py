"""XLSX workbook of one sheet, written row by row with XlsxWriter: whole days are dates, numbers are numbers.

Same rows, same bytes: the date of the workbook is fixed, and XlsxWriter fixes those of the members of the ZIP file.
Texts stand in their cells (inline strings): so memory does not grow with rows, and assets/take.js can take rows
out.
"""

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

from xlsxwriter import Workbook

from kalaka.exports.cells import Cells
from kalaka.exports.text_forms import xml_characters

LONGEST = 32767
"""Characters that a cell holds at most."""
_CREATED = datetime.datetime(1980, 1, 1)
_FIRST_DAY = "1900-03-01"
"""Before it, spreadsheets count days wrongly (29 February 1900); older days stay text."""
_WHOLE, _EXACT = 3, 4
"""Number formats that every program has: `#,##0` and `#,##0.00` (ECMA-376, part 1, section 18.8.30)."""
_CHARACTER = 7
"""Width of a digit in Calibri 11 in pixels, the unit of a column's width."""
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TITLE = 31
"""Characters of the name of a sheet in Excel."""
_LINE_END = re.compile("\r\n?")


class XlsxTable:
    """Writer of a workbook, row by row. `widths` of the columns are in characters."""

    def __init__(self, file: Path, title: str, headings: Sequence[str], widths: Sequence[int]) -> None:
        self._book = Workbook(file, {"constant_memory": True})
        self._book.set_properties({"created": _CREATED})
        self._day = self._book.add_format({"num_format": r"yyyy\-mm\-dd"})
        self._whole = self._book.add_format({"num_format": _WHOLE})
        self._exact = self._book.add_format({"num_format": _EXACT})
        self._sheet = self._book.add_worksheet(_NOT_IN_TITLE.sub(" ", title).strip("' ")[:_LONGEST_TITLE])
        self._sheet.freeze_panes(1, 1)
        for column, width in enumerate(widths):
            self._sheet.set_column_pixels(column, column, _CHARACTER * width)
        bold = self._book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        for column, heading in enumerate(headings):
            self._sheet.write_string(0, column, heading, bold)
        self._columns = len(headings)
        self._rows = 0

    def add(self, row: Cells) -> None:
        self._rows += 1
        for column, (kind, value) in enumerate(row):
            if isinstance(value, str):
                if kind == "date" and len(value) == 10 and value >= _FIRST_DAY:
                    self._sheet.write_datetime(self._rows, column, datetime.date.fromisoformat(value), self._day)
                elif value:
                    self._sheet.write_string(self._rows, column, _text(value))
            elif value is not None:
                money = (self._whole if value == int(value) else self._exact) if kind == "money" else None
                self._sheet.write_number(self._rows, column, float(value), money)

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._rows, self._columns - 1)
        self._book.close()


def _text(value: str) -> str:
    """Text that XML and a cell can hold, with LF line ends."""
    text = xml_characters(_LINE_END.sub("\n", value) if "\r" in value else value)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    # XlsxWriter would take a text that begins and ends so for rich text markup of its own and not escape it
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text
