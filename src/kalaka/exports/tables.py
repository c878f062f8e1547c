"""Rows as CSV and as XLSX: the form of a cell in each, and a workbook written as text, row by row.

CSV is the one that Excel opens in both countries: UTF-8 with a mark, `;` between cells, decimal comma, CRLF. A cell
that a spreadsheet would take for a formula gets an apostrophe in front; whoever reads the file takes one off.
XLSX is written here and not by a library, because a row must be a fragment that can be kept: cells carry their text
themselves (inline strings) and no number of their row. Same rows, same bytes: all dates in the package are fixed.
Source: ECMA-376, part 1, sections 18.2–18.8; part 2 for the package.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain

from kalaka.exports.columns import Kind, Value
from kalaka.exports.text_forms import digits, xml
from kalaka.exports.zip import Deflated, deflated

SEPARATOR = " | "
Cell = str | Decimal | int | None
Cells = Sequence[tuple[Kind, Cell]]


def cells(values: Iterable[tuple[Kind, Value]]) -> Cells:
    """Values as they stand in both forms: each list as one text."""
    return [(kind, joined(value) if isinstance(value, tuple) else value) for kind, value in values]


def joined(values: Sequence[str]) -> str:
    r"""Values of a list in one cell; a `|` inside a value is written `\|`, a backslash twice."""
    text = SEPARATOR.join(values)
    if "\\" in text or text.count("|") >= max(1, len(values)):
        text = SEPARATOR.join([value.replace("\\", "\\\\").replace("|", "\\|") for value in values])
    return text


# CSV

CSV_MARK = "\ufeff"
_FORMULA = re.compile("'*[=+@\t\r-]")
_TO_QUOTE = re.compile('[;"\r\n]|^ | $')


def csv_row(row: Cells) -> str:
    return ";".join([_csv_cell(value) if value is not None else "" for _, value in row]) + "\r\n"


def _csv_cell(value: str | Decimal | int) -> str:
    if not isinstance(value, str):
        return digits(value).replace(".", ",")
    text = "'" + value if _FORMULA.match(value) else value
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


# XLSX: a cell

LONGEST = 32767
"""Characters that a cell of a spreadsheet holds."""
_PLAIN, _HEAD, _DAY, _WHOLE, _EXACT = range(5)
"""Positions in `cellXfs` below."""
_EPOCH = datetime.date(1899, 12, 30).toordinal()
_FIRST = "1900-03-01"
"""Before it, spreadsheets count days wrongly; older days stay text."""
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def xlsx_row(row: Cells) -> str:
    filled = [_xlsx_cell(kind, value) if value is not None and value != "" else "<c/>" for kind, value in row]
    return f"<row>{''.join(filled)}</row>"


def _xlsx_cell(kind: Kind, value: str | Decimal | int) -> str:
    if not isinstance(value, str):
        style = (_WHOLE if value == int(value) else _EXACT) if kind == "money" else _PLAIN
        return f'<c s="{style}"><v>{digits(value)}</v></c>'
    if kind == "date" and len(value) == 10 and value >= _FIRST:
        return f'<c s="{_DAY}"><v>{datetime.date.fromisoformat(value).toordinal() - _EPOCH}</v></c>'
    return _text_cell(value)


def _text_cell(text: str, style: int = _PLAIN) -> str:
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    shown = xml(_LIKE_ESCAPE.sub("_x005F_", text) if "_x" in text else text)
    kept = ' xml:space="preserve"' if shown.strip() != shown else ""
    return f'<c s="{style}" t="inlineStr"><is><t{kept}>{shown}</t></is></c>'


# XLSX: a workbook of one sheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
Parts = Mapping[str, Iterable[Deflated]]
"""What the package holds, by the names of its parts."""
SHEET = "xl/worksheets/sheet1.xml"
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">'
        '<alignment vertical="top" wrapText="1"/></xf>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


def workbook(title: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Deflated], count: int) -> Parts:
    """The parts of a workbook; `rows` are compressed, `count` says how many they are."""
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(widths, 1))
    head = "".join(_text_cell(heading, _HEAD) for heading in headings)
    start = (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData><row>{head}</row>"
    )
    sheets = (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{xml(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    last = f"{_letters(len(headings))}{count + 1}"
    end = f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'
    parts: Parts = {name: [deflated(text.encode())] for name, text in {**_PARTS, "xl/workbook.xml": sheets}.items()}
    return {**parts, SHEET: chain([deflated(start.encode())], rows, [deflated(end.encode())])}


def _letters(number: int) -> str:
    """Name of a column: 1 → A, 27 → AA."""
    high, low = divmod(number - 1, 26)
    return (_letters(high) if high else "") + chr(ord("A") + low)
