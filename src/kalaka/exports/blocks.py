"""Fragments of records that follow one another, joined: what the files of the open data are put together from.

A block whose records did not change can be kept, its rows of the workbooks compressed already.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kalaka.build.pieces import pieces
from kalaka.exports.feeds import Item
from kalaka.exports.geojson import Mentions
from kalaka.exports.iati import Missing
from kalaka.exports.records import Fragments, fragments
from kalaka.exports.text_forms import first_day
from kalaka.exports.zip import Deflated, deflated
from kalaka.model.knowledge_base import Library

LeftOut = tuple[tuple[str, tuple[Missing, ...]], ...]
_USUAL = 16
"""Records of a block, on an average."""


class Block(NamedTuple):
    """Plain values only, to be kept."""

    json: bytes
    csv_hu: bytes
    csv_ro: bytes
    xlsx_hu: Deflated
    xlsx_ro: Deflated
    rows: int
    iati: bytes
    left_out: LeftOut
    """Records that are not in the IATI file, and what it requires of them."""
    places: tuple[tuple[str, Mentions], ...]
    """By record."""
    items: tuple[Item, ...]
    modified: str
    """The latest check."""


def cut(ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Sorted ids, in blocks."""
    return pieces(ids, str, _USUAL)


def block(library: Library, ids: Iterable[str]) -> Block:
    return joined([fragments(library, library.records[name]) for name in ids])


def joined(found: Sequence[Fragments]) -> Block:
    items = [one.item for one in found]
    return Block(
        json=",\n".join([one.json for one in found]).encode(),
        csv_hu="".join([one.csv_hu for one in found]).encode(),
        csv_ro="".join([one.csv_ro for one in found]).encode(),
        xlsx_hu=deflated("".join([one.xlsx_hu for one in found]).encode()),
        xlsx_ro=deflated("".join([one.xlsx_ro for one in found]).encode()),
        rows=len(found),
        iati="".join([one.iati for one in found]).encode(),
        left_out=tuple((one.id, one.iati_missing) for one in found if one.iati_missing),
        places=tuple((one.id, one.places) for one in found),
        items=tuple(items),
        modified=max((item.checked for item in items), key=first_day),
    )
