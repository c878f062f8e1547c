"""Writes the files below `data/` in one pass over the records, so that one record at a time is in memory."""

from contextlib import ExitStack, closing
from pathlib import Path

from kalaka.exports import feeds
from kalaka.exports.cells import cells
from kalaka.exports.columns import COLUMNS, Stated, headings, values
from kalaka.exports.csv_table import CsvTable
from kalaka.exports.datapackage import datapackage
from kalaka.exports.dcat import dcat
from kalaka.exports.formats import DATA, DESCRIPTIONS, DataFile, measured
from kalaka.exports.geojson import PlacesWriter
from kalaka.exports.iati import IatiWriter, LeftOut
from kalaka.exports.json_catalogue import CatalogueWriter
from kalaka.exports.xlsx_table import XlsxTable
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.queries import news


def write_data(kb: KnowledgeBase, folder: Path) -> tuple[list[DataFile], LeftOut]:
    """Write every file into `folder`; returns the files, and the records that are not in the IATI file."""
    folder.mkdir(parents=True, exist_ok=True)
    items = news.items(kb)
    modified = news.latest_check(items)
    with ExitStack() as stack:
        catalogue = stack.enter_context(closing(CatalogueWriter(folder / "projects.json", kb, modified)))
        activities = stack.enter_context(closing(IatiWriter(folder / "iati-activities.xml", kb)))
        places = stack.enter_context(closing(PlacesWriter(folder / "places.geojson", kb)))
        tables = [(lang, stack.enter_context(closing(table))) for lang in LANGS for table in _tables(kb, folder, lang)]
        for name in sorted(kb.projects):
            project = kb.records[name]
            stated = Stated(kb, project)
            rows = {lang: cells(values(stated, lang)) for lang in LANGS}
            catalogue.add(project)
            activities.add(stated)
            places.add(project)
            for lang, table in tables:
                table.add(rows[lang])
    for lang in LANGS:
        newest = news.newest(items, lang)
        _write(folder / f"feed.{lang}.xml", feeds.atom(kb, newest, lang))
        _write(folder / f"feed.{lang}.json", feeds.json_feed(kb, newest, lang))
    files = [measured(folder, form) for form in DATA]
    _write(folder / "datapackage.json", datapackage(kb, files))
    _write(folder / "dcat.ttl", dcat(kb, files, modified))
    return [*files, *(measured(folder, form) for form in DESCRIPTIONS)], activities.left_out


def _tables(kb: KnowledgeBase, folder: Path, lang: Lang) -> tuple[CsvTable, XlsxTable]:
    """The spreadsheets of one language."""
    title, widths = kb.words(lang)("nav.projects"), [column.width for column in COLUMNS]
    return (
        CsvTable(folder / f"projects.{lang}.csv", headings(kb, lang)),
        XlsxTable(folder / f"projects.{lang}.xlsx", title, headings(kb, lang), widths),
    )


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8", newline="")
