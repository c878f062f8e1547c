"""The list of projects as a file: what Chromium saves is, row by row, what the built files hold."""

import datetime
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
from openpyxl.cell import Cell
from playwright.sync_api import Browser, Download, Page, Route, expect

from kalaka.exports.cells import Cells
from kalaka.exports.columns import COLUMNS, headings
from kalaka.exports.csv_table import CSV_MARK, csv_row
from kalaka.exports.xlsx_table import XlsxTable
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from tests.browser.test_access import violations
from tests.conftest import Served
from tests.exports.reading import read_csv

READY = '.k-found[aria-busy="false"]'
QUERY = "?theme=learning&theme=farming&theme=crafts"
SELECTED = ["river-school-2", "river-school", "orchard-2012", "street-workshop"]
"""Newest first; the files stand by id."""
NAMES: dict[Lang, str] = {"hu": "proba-projektek", "ro": "proba-proiecte"}


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """Under the policy of the page, as every reader is."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    yield page
    context.close()
    assert said == []


def _open(page: Page, served: Served, lang: Lang, query: str = QUERY) -> None:
    page.goto(served.url + url(lang, "projects/") + query)
    page.wait_for_selector(READY)


def _way(page: Page, form: str, role: Any = "button") -> Any:
    return page.locator(".k-take:visible").get_by_role(role, name=form)


def _saved(download: Download, folder: Path, name: str) -> Path:
    assert download.suggested_filename == name
    assert download.failure() is None
    file = folder / name
    download.save_as(file)
    return file


def _take(page: Page, form: str, folder: Path, lang: Lang) -> Path:
    with page.expect_download() as found:
        _way(page, form.upper()).click()
    return _saved(found.value, folder, f"{NAMES[lang]}.{form}")


def _shown(page: Page) -> list[str]:
    links = page.locator(".k-found .k-items:visible h3 a")
    found: list[str] = links.evaluate_all("all => all.map((link) => link.pathname.split('/').at(-2))")
    return found


def _table(file: Path) -> list[list[Cell]]:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
    return [list(row) for row in openpyxl.load_workbook(file).active.iter_rows()]


def _facts(row: list[Cell]) -> list[tuple[object, ...]]:
    return [(cell.value, cell.data_type, cell.number_format, cell.font.b, cell.alignment.wrap_text) for cell in row]


@pytest.fixture(params=["", "tudas/tar/"], ids=["top", "below"])
def anywhere(request: pytest.FixtureRequest, site: Path, tmp_path: Path) -> Iterator[Served]:
    """The site at the top of its host, and below an address."""
    top = tmp_path / "host"
    (top / request.param).parent.mkdir(parents=True, exist_ok=True)
    (top / request.param if request.param else top).symlink_to(site)
    server = Served(top)
    server.url += request.param
    yield server
    server.close()


def test_what_the_list_shows_is_saved(
    reader: Page, anywhere: Served, kb: KnowledgeBase, lang: Lang, tmp_path: Path
) -> None:
    """Headings and the rows of the list, in its order: CSV byte for byte, in the workbook numbers, dates and styles."""
    _open(reader, anywhere, lang)
    assert _shown(reader) == SELECTED
    site = anywhere.folder / urlsplit(anywhere.url).path.strip("/")
    built = (site / f"data/projects.{lang}.csv").read_bytes().splitlines(keepends=True)
    rows = {line.split(b";")[0].decode(): line for line in built[1:]}
    taken = _take(reader, "csv", tmp_path, lang)
    assert taken.read_bytes() == built[0] + b"".join(rows[name] for name in SELECTED)
    first, read = read_csv(taken)
    assert first == headings(kb, lang)
    assert [row[0] for row in read] == SELECTED

    file = _take(reader, "xlsx", tmp_path, lang)
    whole, table = _table(site / f"data/projects.{lang}.xlsx"), _table(file)
    of = {row[0].value: row for row in whole[1:]}
    assert [_facts(row) for row in table] == [_facts(row) for row in (whole[0], *(of[name] for name in SELECTED))]
    assert {cell.data_type for row in table[1:] for cell in row} >= {"n", "d"}
    days = [cell.value for row in table[1:] for cell in row if cell.data_type == "d"]
    assert all(isinstance(day, datetime.datetime) for day in days)
    sheet = openpyxl.load_workbook(file).active
    last = openpyxl.utils.get_column_letter(len(COLUMNS))
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == (f"A1:{last}{len(SELECTED) + 1}", "B2")
    with zipfile.ZipFile(file) as archive:
        texts = [archive.read(name).decode() for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml")]
    assert f"$A$1:${last}${len(SELECTED) + 1}<" in texts[0]
    assert f'<dimension ref="A1:{last}{len(SELECTED) + 1}"/>' in texts[1]
    numbers = [int(number) for number in re.findall('<row r="([0-9]+)"', texts[1])]
    assert numbers == list(range(1, len(SELECTED) + 2))
    assert _take(reader, "xlsx", tmp_path / "again", lang).read_bytes() == file.read_bytes()


def test_without_filters_the_whole_files_are_there(
    browser: Browser, served: Served, site: Path, lang: Lang, tmp_path: Path
) -> None:
    """Plain links to the files in data/, with and without script."""
    _, rows = read_csv(site / f"data/projects.{lang}.csv")
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(served.url + url(lang, "projects/"))
        if script:
            page.wait_for_selector(READY)
        assert page.locator(".k-take:visible").count() == 1
        assert messages(lang)("browse.take", n=len(rows)) in page.locator(".k-take:visible").inner_text()
        for form in ("csv", "xlsx"):
            with page.expect_download() as found:
                _way(page, form.upper(), "link").click()
            name = f"projects.{lang}.{form}"
            assert _saved(found.value, tmp_path, name).read_bytes() == (site / "data" / name).read_bytes()
        context.close()


def test_the_line_follows_the_list(reader: Page, served: Served, lang: Lang) -> None:
    words = messages(lang)
    _open(reader, served, lang, "")
    assert _way(reader, "CSV", "link").is_visible()
    reader.fill("#k-word", "almaskert")
    line = reader.locator(".k-take:visible")
    expect(line).to_have_text(f"{words('browse.take', n=1)}: CSV · XLSX ", use_inner_text=True)
    expect(_way(reader, "XLSX")).to_have_accessible_name(f"{words('browse.take', n=1)}: XLSX")
    reader.fill("#k-word", "ilyen nincs")
    expect(line).to_have_count(0)
    reader.fill("#k-word", "")
    expect(_way(reader, "CSV", "link")).to_be_visible()
    assert reader.locator(".k-take:visible").count() == 1


def test_the_keyboard_is_enough(reader: Page, served: Served, lang: Lang, tmp_path: Path) -> None:
    _open(reader, served, lang)
    reader.locator(".k-picked button").last.focus()
    for form in ("csv", "xlsx"):
        reader.keyboard.press("Tab")
        assert reader.evaluate("document.activeElement.textContent") == form.upper()
        with reader.expect_download() as found:
            reader.keyboard.press("Enter")
        assert _saved(found.value, tmp_path, f"{NAMES[lang]}.{form}").stat().st_size
        assert reader.evaluate("document.activeElement.textContent") == form.upper()
    expect(reader.locator(".k-take [role=status]")).to_have_text("")


def test_the_script_comes_when_it_is_wanted(reader: Page, served: Served, tmp_path: Path) -> None:
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url.removeprefix(served.url)))
    _open(reader, served, "hu")
    for form, wanted in (
        ("csv", {"assets/take.js", "data/projects.hu.csv"}),
        ("xlsx", {"assets/vendor/fflate.js", "data/projects.hu.xlsx"}),
    ):
        assert not wanted & set(asked)
        _take(reader, form, tmp_path, "hu")
        assert wanted <= set(asked)


# Files that are harder than today's


ROWS = 600
TEXTS = (
    'Két sor,\r\norchard-2012;nem sor, csak „idézet” és "idézőjel"\n',
    '"',
    "</row><row><c><is><t>orchard-2012</t></is></c></row> & <t>",
    "=SUM(A1:A9)",
    "ő" * 997 + "😀" * 1001,
)


def _cells(name: str, number: int) -> Cells:
    texts = [TEXTS[(number + at) % len(TEXTS)] for at in range(len(TEXTS))]
    return [("text", name), *(("text", text) for text in texts), ("money", Decimal(number)), ("date", "2019-02-28")]


def _hard(folder: Path, form: str, names: list[str]) -> dict[str, Cells]:
    """A file of many pieces, in which the named rows stand far from one another; and all its rows."""
    made = {f"made-{number}" if number % 97 else names[number // 97 % len(names)]: number for number in range(ROWS)}
    rows = {name: _cells(name, number) for name, number in made.items()}
    if form == "csv":
        head = CSV_MARK + csv_row([("text", f"h{at}") for at in range(8)])
        (folder / "hard.csv").write_text(head + "".join(map(csv_row, rows.values())), "utf-8", newline="")
    else:
        table = XlsxTable(folder / "hard.xlsx", "Próba", [f"h{at}" for at in range(8)], [9] * 8)
        for row in rows.values():
            table.add(row)
        table.close()
    return rows


def _hard_file(folder: Path, route: Route) -> Path:
    return folder / f"hard.{route.request.url.rpartition('.')[2]}"


def test_rows_keep_what_looks_like_the_end_of_one(reader: Page, served: Served, lang: Lang, tmp_path: Path) -> None:
    rows = {form: _hard(tmp_path, form, SELECTED) for form in ("csv", "xlsx")}
    reader.route("**/data/projects.*", lambda route: route.fulfill(path=_hard_file(tmp_path, route)))
    _open(reader, served, lang)
    taken = _take(reader, "csv", tmp_path, lang)
    expected = CSV_MARK + ";".join(f"h{at}" for at in range(8)) + "\r\n"
    assert taken.read_bytes().decode() == expected + "".join(csv_row(rows["csv"][name]) for name in SELECTED)
    _, *table = _table(_take(reader, "xlsx", tmp_path, lang))
    assert [[cell.value for cell in row] for row in table] == [
        [_read(value) for _, value in rows["xlsx"][name]] for name in SELECTED
    ]


def _read(value: object) -> object:
    """A cell as a reader of XML sees it: lines end in one character."""
    if isinstance(value, Decimal):
        return int(value)
    if value == "2019-02-28":
        return datetime.datetime(2019, 2, 28)
    assert isinstance(value, str)
    return value.replace("\r\n", "\n")


@pytest.mark.parametrize("fault", ["gone", pytest.param("broken", marks=pytest.mark.audit), "older"])
def test_a_file_that_cannot_be_made_says_so(
    browser: Browser, served: Served, lang: Lang, fault: str, tmp_path: Path
) -> None:
    """No part of the list is given for the whole: not when a project of it is not in the file yet."""
    context = browser.new_context(viewport={"width": 320, "height": 900}, bypass_csp=True)
    page = context.new_page()
    saved: list[str] = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    for form in ("csv", "xlsx"):
        _hard(tmp_path, form, SELECTED[:-1])

    def answer(route: Route) -> None:
        if fault == "older":
            route.fulfill(path=_hard_file(tmp_path, route))
        else:
            route.fulfill(status=404 if fault == "gone" else 200, body="x" * 50)

    page.route("**/data/projects.*", answer)
    for form in ("CSV", "XLSX"):
        _open(page, served, lang)
        _way(page, form).click()
        told = page.locator(".k-take [role=status]")
        expect(told).to_have_text(messages(lang)("browse.not_taken"))
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.select_option("#k-sort", "title")
        expect(told).to_have_text("")
    context.close()
    assert saved == []
