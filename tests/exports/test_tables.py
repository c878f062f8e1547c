"""CSV and XLSX say what `projects.json` says, column by column; LibreOffice sees numbers as numbers, dates as dates."""

import datetime
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from kalaka.exports.columns import COLUMNS, headings
from kalaka.exports.tables import LONGEST, cells, csv_row, joined, xlsx_row
from kalaka.i18n.languages import LANGS, Lang
from tests import office
from tests.exports.conftest import Written, write
from tests.exports.expected import EXPECTED, Row
from tests.exports.reading import read_csv, split, typed

KINDS = {column.id: column.kind for column in COLUMNS}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _expected(written: Written, lang: Lang) -> list[dict[str, Any]]:
    rows = [Row(written.catalogue, record, lang) for record in written.catalogue["projects"]]
    return [{column: value(row) for column, value in EXPECTED.items()} for row in rows]


def test_every_column_is_expected() -> None:
    assert list(EXPECTED) == [column.id for column in COLUMNS]


@pytest.mark.parametrize("lang", LANGS)
def test_csv_read_again_is_the_json(lang: Lang, written: Written) -> None:
    found, rows = read_csv(written.folder / f"projects.{lang}.csv")
    assert found == headings(lang)
    assert [len(row) for row in rows] == [len(COLUMNS)] * len(written.records)
    read = [{key: typed(cell, KINDS[key]) for key, cell in zip(KINDS, row, strict=True)} for row in rows]
    assert read == _expected(written, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_xlsx_read_again_is_the_json(lang: Lang, written: Written) -> None:
    """Full dates are dates, partial ones text; numbers are numbers; no cell is a formula."""
    sheet = openpyxl.load_workbook(written.folder / f"projects.{lang}.xlsx").active
    first, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert first == headings(lang)
    read = [{key: _value(cell, KINDS[key]) for key, cell in zip(KINDS, row, strict=True)} for row in rows]
    expected = _expected(written, lang)
    for row in expected:
        for key, kind in KINDS.items():
            if kind == "date" and row[key] and len(row[key]) == 10:
                row[key] = datetime.datetime.fromisoformat(row[key])
            elif isinstance(row[key], str):
                row[key] = row[key].replace("_x0041_", "_x005F_x0041_")  # openpyxl shows the escape as it is written
    assert read == expected
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "inlineStr", "n", "d"}


def _value(cell: Any, kind: str) -> Any:
    if kind == "list":
        return split(cell or "")
    if kind in ("number", "money", "year"):
        assert cell is None or isinstance(cell, int | float)
        return None if cell is None else Decimal(str(cell))
    return cell


def test_the_table_stays_readable(written: Written) -> None:
    sheet = openpyxl.load_workbook(written.folder / "projects.ro.xlsx").active
    assert sheet.title == "Proiecte"
    assert sheet.freeze_panes == "B2"
    last = openpyxl.utils.get_column_letter(len(COLUMNS))
    assert sheet.auto_filter.ref == f"A1:{last}{len(written.records) + 1}"
    widths = [sheet.column_dimensions[openpyxl.utils.get_column_letter(n)].width for n in range(1, len(COLUMNS) + 1)]
    assert widths == [column.width for column in COLUMNS]


def test_a_row_of_the_workbook_stands_alone(written: Written) -> None:
    """A script may drop rows: no number of a row, no shared text, the id in the first cell."""
    with zipfile.ZipFile(written.folder / "projects.hu.xlsx") as package:
        assert "xl/sharedStrings.xml" not in package.namelist()
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    rows = sheet.findall(f"{MAIN}sheetData/{MAIN}row")
    assert [row.attrib for row in rows] == [{}] * (len(written.records) + 1)
    assert not [cell for row in rows for cell in row if "r" in cell.attrib]
    assert [row[0].findtext(f"{MAIN}is/{MAIN}t") for row in rows[1:]] == list(written.records)


# Cells

HARD = {
    "=1+1": "'=1+1",
    "+40": "'+40",
    "-1": "'-1",
    "@név": "'@név",
    "\tx": "'\tx",
    "'=1": "''=1",
    "''-": "'''-",
    "'kezdet": "'kezdet",
    "a=b": "a=b",
    "a;b": '"a;b"',
    'a"b': '"a""b"',
    '="a";': '"\'=""a"";"',
    " a": '" a"',
    "0012": "0012",
}


@pytest.mark.parametrize("text", HARD)
def test_a_text_in_csv_is_no_formula_and_comes_back(text: str, tmp_path: Path) -> None:
    row = csv_row([("text", text), ("number", Decimal("95.50")), ("text", None)])
    assert row == f"{HARD[text]};95,5;\r\n"
    (tmp_path / "x.csv").write_text("\ufeffa;b;c\r\n" + row, "utf-8", newline="")
    assert read_csv(tmp_path / "x.csv")[1] == [[text, "95,5", ""]]


@pytest.mark.parametrize("values", [[], ["a"], ["a", "", "b"], ["", "b"], ["a|b", "|", "\\", "\\|"], ["a | b", "c"]])
def test_a_list_in_a_cell_comes_back(values: list[str]) -> None:
    assert split(joined(values)) == values


def test_cells_of_a_workbook() -> None:
    values = [
        ("text", '<&"\x00\x1b'),
        ("text", " x "),
        ("text", "_x000D_"),
        ("text", "é" * (LONGEST + 1)),
        ("date", "2019-02-28"),
        ("date", "1899-12-31"),
        ("date", "2019-02"),
        ("money", Decimal("199437026956")),
        ("money", Decimal("0.5")),
        ("number", Decimal("1E+2")),
        ("year", 2019),
        ("money", Decimal(0)),
        ("list", ()),
        ("text", None),
    ]
    row = ElementTree.fromstring(xlsx_row(cells(values)))  # type: ignore[arg-type]
    texts = [cell.findtext("is/t") for cell in row]
    assert texts[:7] == ['<&"', " x ", "_x005F_x000D_", "é" * (LONGEST - 1) + "…", None, "1899-12-31", "2019-02"]
    assert [cell.findtext("v") for cell in row][4:] == [
        "43524", None, None, "199437026956", "0.5", "100", "2019", "0", None, None,
    ]  # fmt: skip


def test_the_same_rows_give_the_same_bytes(written: Written, tmp_path: Path) -> None:
    again = write(written.library, tmp_path / "again")
    for file in written.files:
        assert (again.folder / file.name).read_bytes() == (written.folder / file.name).read_bytes(), file.name


# LibreOffice


@pytest.mark.parametrize("lang", LANGS)
def test_an_office_opens_the_workbook(lang: Lang, written: Written, tmp_path: Path) -> None:
    """It is read without repair; numbers, dates and texts are what they should be."""
    opened = _opened(written.folder / f"projects.{lang}.xlsx", tmp_path)
    expected = _expected(written, lang)
    assert len(opened) == len(expected) + 1
    for cells_found, row in zip(opened[1:], expected, strict=True):
        for (kind, value), (key, wanted) in zip(cells_found, row.items(), strict=True):
            if wanted is None or wanted == []:
                assert (kind, value) == ("", ""), key
            elif isinstance(wanted, Decimal):
                assert (kind, Decimal(value)) == ("float", wanted), key
            elif KINDS[key] == "date" and len(wanted) == 10:
                assert (kind, value) == ("date", wanted), key
            else:
                assert kind == "string", key
                assert (split(value) if isinstance(wanted, list) else value) == wanted, key


def test_an_office_opens_the_csv(written: Written, tmp_path: Path) -> None:
    """As a Hungarian reader opens it: `;` between cells, decimal comma, days as dates, no formula."""
    opened = _opened(written.folder / "projects.hu.csv", tmp_path, "CSV:59,34,76,1,,1038,false,true,false")
    ids = [row[0][1] for row in opened]
    hard = dict(zip(KINDS, opened[ids.index("every-field")], strict=True))
    assert hard["grant"] == ("float", "1756996.25")
    assert hard["rate"] == ("float", "95.5")
    assert hard["decided"] == ("date", "2018-12-01")
    assert hard["title"] == ("string", '\'=SUM(A1:A9) | "Titlu"; cu punct și virgulă')
    assert {kind for row in opened for kind, _ in row} <= {"", "string", "float", "date"}


Opened = list[list[tuple[str, str]]]


def _opened(file: Path, folder: Path, reader: str | None = None) -> Opened:
    """A table as the office saw it: type and value of each cell."""
    program = office.found()
    assert program, "no LibreOffice: run make test, which finds or installs one"
    command = [program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
    command += [f"--infilter={reader}"] if reader else []
    command += ["--convert-to", "fods", "--outdir", str(folder), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    made = folder / f"{file.stem}.fods"
    assert made.exists(), done.stdout + done.stderr
    return _table(ElementTree.parse(made).getroot())


def _table(root: ElementTree.Element) -> Opened:
    def name(prefix: str, local: str) -> str:
        return f"{{urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0}}{local}"

    found = []
    for row in root.iter(name("table", "table-row")):
        cells_found: list[tuple[str, str]] = []
        for cell in row.iter(name("table", "table-cell")):
            assert name("table", "formula") not in cell.attrib, cell.attrib
            kind = cell.get(name("office", "value-type"), "")
            value = cell.get(name("office", "date-value")) or cell.get(name("office", "value"))
            text = "\n".join(_text(line) for line in cell.findall(name("text", "p")))
            times = int(cell.get(name("table", "number-columns-repeated"), "1"))
            cells_found += [(kind, value if value is not None else text)] * min(times, len(COLUMNS))
        if any(kind for kind, _ in cells_found):
            found.append(cells_found[: len(COLUMNS)])
    return found


def _text(line: ElementTree.Element) -> str:
    """A paragraph of the office: several blanks are elements of their own."""
    parts = [line.text or ""]
    for inner in line:
        blank = " " * int(inner.get("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}c", "1"))
        parts += [blank if inner.tag.endswith("}s") else _text(inner), inner.tail or ""]
    return "".join(parts)
