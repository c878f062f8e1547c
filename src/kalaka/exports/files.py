"""Blocks of records → the files below `data/`, in one pass and without holding them."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from kalaka.exports import feeds, geojson, iati, json_catalogue
from kalaka.exports.blocks import Block, LeftOut
from kalaka.exports.columns import COLUMNS, headings
from kalaka.exports.datapackage import datapackage
from kalaka.exports.dcat import dcat
from kalaka.exports.formats import DATA, DESCRIPTIONS, DataFile, measured
from kalaka.exports.tables import CSV_MARK, csv_row, workbook
from kalaka.exports.text_forms import first_day
from kalaka.exports.zip import Deflated, write_package
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import Library


def write_data(library: Library, blocks: Iterable[Block], folder: Path) -> tuple[list[DataFile], LeftOut]:
    """Write every file into `folder`; returns what was written, and the records that are not in the IATI file.

    `blocks` come in the order of their records' ids.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[str, dict[str, tuple[str, ...]]] = {}
    items = [feeds.doc_item(doc) for doc in (*library.guides.values(), *library.trainings.values())]
    rows: dict[Lang, list[Deflated]] = {lang: [] for lang in LANGS}
    left_out: list[tuple[str, tuple[iati.Missing, ...]]] = []
    count = 0
    with ExitStack() as stack:
        json, csv_hu, csv_ro, activities = (
            stack.enter_context((folder / name).open("wb"))
            for name in ("projects.json", "projects.hu.csv", "projects.ro.csv", "iati-activities.xml")
        )
        json.write(json_catalogue.opening(library).encode())
        activities.write(iati.opening(library).encode())
        for file, lang in zip((csv_hu, csv_ro), LANGS, strict=True):
            file.write((CSV_MARK + csv_row([("text", heading) for heading in headings(lang)])).encode())
        comma = b""
        for block in blocks:
            json.write(comma)
            json.write(block.json)
            comma = b",\n"
            csv_hu.write(block.csv_hu)
            csv_ro.write(block.csv_ro)
            activities.write(block.iati)
            rows["hu"].append(block.xlsx_hu)
            rows["ro"].append(block.xlsx_ro)
            count += block.rows
            left_out += block.left_out
            for name, mentions in block.places:
                for place, roles in mentions:
                    places.setdefault(place, {})[name] = roles
            items += block.items
        modified = max((item.checked for item in items), key=first_day, default=None)
        json.write(json_catalogue.closing(modified).encode())
        activities.write(iati.closing(left_out).encode())
    widths = [column.width for column in COLUMNS]
    for lang in LANGS:
        parts = workbook(messages(lang)("nav.projects"), headings(lang), widths, rows[lang], count)
        write_package(folder / f"projects.{lang}.xlsx", parts)
    _write(folder / "places.geojson", geojson.geojson(library, places))
    for lang in LANGS:
        newest = feeds.newest(items, lang)
        _write(folder / f"feed.{lang}.xml", feeds.atom(library, newest, lang))
        _write(folder / f"feed.{lang}.json", feeds.json_feed(library, newest, lang))
    files = [measured(folder, form) for form in DATA]
    _write(folder / "datapackage.json", datapackage(library, files))
    _write(folder / "dcat.ttl", dcat(library, files, modified))
    return [*files, *(measured(folder, form) for form in DESCRIPTIONS)], tuple(left_out)


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8", newline="")
