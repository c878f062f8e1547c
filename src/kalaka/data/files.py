"""Fragments → the files below `data/`, in one pass over the records and without holding them."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from kalaka.data import catalogue, feeds, geo, iati
from kalaka.data.columns import COLUMNS, headings
from kalaka.data.datapackage import datapackage
from kalaka.data.dcat import dcat
from kalaka.data.formats import DATA, DESCRIPTIONS, DataFile, measured
from kalaka.data.plain import first_day
from kalaka.data.records import Fragments
from kalaka.data.tables import CSV_MARK, csv_row, workbook
from kalaka.library import Library
from kalaka.messages import messages
from kalaka.model import LANGS

LeftOut = list[tuple[str, tuple[iati.Missing, ...]]]


def write_data(library: Library, fragments: Iterable[Fragments], folder: Path) -> tuple[list[DataFile], LeftOut]:
    """Write every file into `folder`; returns what was written, and the records that are not in the IATI file.

    `fragments` come in the order of ids.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places: dict[str, dict[str, tuple[str, ...]]] = {}
    items = [feeds.doc_item(doc) for doc in (*library.guides.values(), *library.trainings.values())]
    left_out: LeftOut = []
    with ExitStack() as stack:
        json, csv_hu, csv_ro, activities = (
            stack.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            for name in ("projects.json", "projects.hu.csv", "projects.ro.csv", "iati-activities.xml")
        )
        widths = [column.width for column in COLUMNS]
        xlsx_hu, xlsx_ro = (
            stack.enter_context(
                workbook(folder / f"projects.{lang}.xlsx", messages(lang)("nav.projects"), headings(lang), widths)
            )
            for lang in LANGS
        )
        json.write(catalogue.opening(library))
        activities.write(iati.opening(library))
        for file, lang in zip((csv_hu, csv_ro), LANGS, strict=True):
            file.write(CSV_MARK + csv_row([("text", heading) for heading in headings(lang)]))
        comma = ""
        for record in fragments:
            json.write(comma + record.json)
            comma = ",\n"
            csv_hu.write(record.csv_hu)
            csv_ro.write(record.csv_ro)
            xlsx_hu(record.xlsx_hu)
            xlsx_ro(record.xlsx_ro)
            activities.write(record.iati)
            if record.iati_missing:
                left_out.append((record.id, record.iati_missing))
            for place, roles in record.places:
                places.setdefault(place, {})[record.id] = roles
            items.append(record.item)
        modified = max((item.checked for item in items), key=first_day, default=None)
        json.write(catalogue.closing(modified))
        activities.write(iati.closing(left_out))
    _write(folder / "places.geojson", geo.geojson(library, places))
    for lang in LANGS:
        newest = feeds.newest(items, lang)
        _write(folder / f"feed.{lang}.xml", feeds.atom(library, newest, lang))
        _write(folder / f"feed.{lang}.json", feeds.json_feed(library, newest, lang))
    files = [measured(folder, form) for form in DATA]
    _write(folder / "datapackage.json", datapackage(library, files))
    _write(folder / "dcat.ttl", dcat(library, files, modified))
    return [*files, *(measured(folder, form) for form in DESCRIPTIONS)], left_out


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8", newline="")
