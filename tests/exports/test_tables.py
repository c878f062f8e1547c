"""CSV and XLSX say what `projects.json` says, column by column; LibreOffice sees numbers as numbers, dates as dates."""

import datetime
import subprocess
import weakref
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from string import ascii_uppercase
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from kalaka.exports.cells import cells, joined
from kalaka.exports.columns import COLUMNS, Kind, Value, headings
from kalaka.exports.csv_table import csv_row
from kalaka.exports.files import write_data
from kalaka.exports.xlsx_table import LONGEST, XlsxTable
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
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
    assert found == headings(written.kb, lang)
    assert [len(row) for row in rows] == [len(COLUMNS)] * len(written.records)
    read = [{key: typed(cell, KINDS[key]) for key, cell in zip(KINDS, row, strict=True)} for row in rows]
    assert read == _expected(written, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_xlsx_read_again_is_the_json(lang: Lang, written: Written) -> None:
    """Full dates are dates, partial ones text; numbers are numbers; no cell is a formula."""
    sheet = openpyxl.load_workbook(written.folder / f"projects.{lang}.xlsx").active
    first, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert first == headings(written.kb, lang)
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
    groups = sheet.column_dimensions.values()
    widths = {number: group.width for group in groups for number in range(group.min, group.max + 1)}
    assert [widths[number] for number in range(1, len(COLUMNS) + 1)] == [column.width for column in COLUMNS]


def test_a_row_of_the_workbook_stands_alone(written: Written) -> None:
    """A script may drop rows: no shared text, the id in the first cell, numbers of rows only in references to cells."""
    with zipfile.ZipFile(written.folder / "projects.hu.xlsx") as package:
        assert "xl/sharedStrings.xml" not in package.namelist()
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    rows = sheet.findall(f"{MAIN}sheetData/{MAIN}row")
    assert [row.attrib for row in rows] == [{"r": str(number)} for number in range(1, len(written.records) + 2)]
    assert {cell.attrib["r"].strip(ascii_uppercase) for cell in rows[-1]} == {str(len(rows))}
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


def _cells_of_workbook(values: Sequence[tuple[Kind, Value]], folder: Path) -> list[tuple[str | None, str | None, str]]:
    """Text, number and format of each cell of a row that has some, as they stand in the file."""
    table = XlsxTable(folder / "x.xlsx", "x", ["x"] * len(values), [9] * len(values))
    table.add(cells(values))
    table.close()
    with zipfile.ZipFile(folder / "x.xlsx") as package:
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        styles = ElementTree.fromstring(package.read("xl/styles.xml"))
    formats = [style.attrib["numFmtId"] for style in styles.find(f"{MAIN}cellXfs") or ()]
    found = {cell.attrib["r"]: cell for cell in sheet.findall(f"{MAIN}sheetData/{MAIN}row")[1]}
    row = [found.get(f"{letter}2", ElementTree.Element("c")) for letter in ascii_uppercase[: len(values)]]
    return [
        (cell.findtext(f"{MAIN}is/{MAIN}t"), cell.findtext(f"{MAIN}v"), formats[int(cell.get("s", "0"))])
        for cell in row
    ]


def test_cells_of_a_workbook(tmp_path: Path) -> None:
    """Formats: 0 none, 3 `#,##0`, 4 `#,##0.00`, 164 a day (ECMA-376, part 1, section 18.8.30)."""
    values: list[tuple[Kind, Value]] = [
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
        ("text", "a\r\nb\rc"),
        ("text", "https://kalaka.example/"),
        ("text", "=1+1"),
        ("text", "<r>1</r>"),
    ]
    row = _cells_of_workbook(values, tmp_path)
    assert row == [
        ('<&"', None, "0"),
        (" x ", None, "0"),
        ("_x005F_x000D_", None, "0"),
        ("é" * (LONGEST - 1) + "…", None, "0"),
        (None, "43524", "164"),
        ("1899-12-31", None, "0"),
        ("2019-02", None, "0"),
        (None, "199437026956", "3"),
        (None, "0.5", "4"),
        (None, "100", "0"),
        (None, "2019", "0"),
        (None, "0", "3"),
        (None, None, "0"),
        (None, None, "0"),
        ("a\nb\nc", None, "0"),
        ("https://kalaka.example/", None, "0"),
        ("=1+1", None, "0"),
        ("<r>1</r> ", None, "0"),
    ]


def test_the_same_rows_give_the_same_bytes(written: Written, tmp_path: Path) -> None:
    again = write(written.kb, tmp_path / "again")
    for file in written.files:
        assert (again.folder / file.name).read_bytes() == (written.folder / file.name).read_bytes(), file.name


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


def test_a_record_is_let_go_when_its_rows_are_written(hard: KnowledgeBase, tmp_path: Path) -> None:
    alive: list[weakref.ref[Project]] = []

    class Records(Mapping[str, Project]):
        def __getitem__(self, name: str) -> Project:
            assert len([1 for reference in alive if reference()]) <= 1  # the last, whose rows are written
            record = hard.records[name].model_copy()
            alive.append(weakref.ref(record))
            return record

        def __iter__(self) -> Iterator[str]:
            return iter(hard.records)

        def __len__(self) -> int:
            return len(hard.records)

    write_data(replace(hard, records=Records()), tmp_path)
    assert len(alive) == len(hard.records)
