"""What every file of the open data says of one record: its fragments, made of that record and the vocabularies alone.

No other record is looked at.
"""

from typing import NamedTuple

from kalaka.exports import iati
from kalaka.exports.columns import Stated, values
from kalaka.exports.feeds import Item, project_item
from kalaka.exports.geojson import Mentions, mentions
from kalaka.exports.json_catalogue import record_json
from kalaka.exports.tables import cells, csv_row, xlsx_row
from kalaka.model.knowledge_base import Library
from kalaka.model.project import Project


class Fragments(NamedTuple):
    """Pieces of the files, and what is known of the record when they are joined."""

    id: str
    checked: str
    json: str
    csv_hu: str
    csv_ro: str
    xlsx_hu: str
    xlsx_ro: str
    iati: str
    """Empty when the standard requires what no source states: `iati_missing`."""
    iati_missing: tuple[iati.Missing, ...]
    places: Mentions
    item: Item


def fragments(library: Library, project: Project) -> Fragments:
    stated = Stated(library, project)
    hu, ro = cells(values(stated, "hu")), cells(values(stated, "ro"))
    return Fragments(
        id=project.id,
        checked=project.review.last_checked,
        json=record_json(library, project),
        csv_hu=csv_row(hu),
        csv_ro=csv_row(ro),
        xlsx_hu=xlsx_row(hu),
        xlsx_ro=xlsx_row(ro),
        iati=iati.activity(stated),
        iati_missing=iati.missing(stated),
        places=mentions(project),
        item=project_item(project),
    )
