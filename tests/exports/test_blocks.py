"""Pieces that are kept and joined: blocks of records, and packages of pieces that were compressed before."""

import zipfile
import zlib
from pathlib import Path
from random import Random

import pytest

from kalaka.build import crew
from kalaka.exports.blocks import cut
from kalaka.exports.zip import combined, deflated, write_package
from kalaka.model.knowledge_base import Library

IDS = [f"made-{number:04}" for number in range(2000)]


def test_blocks_hold_every_record_once_in_its_order() -> None:
    blocks = list(cut(IDS))
    assert [name for block in blocks for name in block] == IDS
    assert len(IDS) / 32 < len(blocks) < len(IDS) / 8
    assert list(cut([])) == []


@pytest.mark.parametrize("at", [0, 1, 777, 1998, 1999])
def test_a_record_that_comes_or_goes_moves_no_block_but_its_own(at: int) -> None:
    before, after = set(cut(IDS)), set(cut(IDS[:at] + IDS[at + 1 :]))
    assert len(before - after) <= 2
    assert len(after - before) <= 2


@pytest.mark.parametrize("sizes", [(0,), (1, 0, 2), (255, 256, 257), (1_000_003, 5, 70_000)])
def test_a_checksum_follows_from_those_of_the_pieces(sizes: tuple[int, ...]) -> None:
    pieces = [Random(size).randbytes(size) for size in sizes]
    crc = 0
    for piece in pieces:
        crc = combined(crc, deflated(piece))
    assert crc == zlib.crc32(b"".join(pieces))


def test_a_package_of_pieces_is_read_as_any_other(tmp_path: Path) -> None:
    parts = {"a.xml": [b"<a>", b"", b"sz\xc3\xb6veg" * 5000, b"</a>"], "b/c.txt": [b""], "d": []}
    write_package(tmp_path / "x.zip", {name: map(deflated, pieces) for name, pieces in parts.items()})
    with zipfile.ZipFile(tmp_path / "x.zip") as package:
        assert package.testzip() is None
        assert {name: package.read(name) for name in package.namelist()} == {
            name: b"".join(pieces) for name, pieces in parts.items()
        }
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_packed_records_are_those_that_were_put_there(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_LOOSE", 2)
    hand = crew._Hand()
    for name, project in library.records.items():
        hand[name] = project
    assert len(hand) == 2 < len(library.records)
    assert all(name in hand and hand[name] == project for name, project in library.records.items())
    assert "nowhere" not in hand
    with pytest.raises(KeyError):
        hand["nowhere"]
