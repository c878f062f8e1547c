"""A ZIP package whose parts may be put together from pieces that were compressed long before.

Pieces of a deflate stream that end on a byte and look back at nothing before them are a stream when they are joined;
the checksum of the whole follows from theirs. `zipfile` takes no compressed pieces, so the package is written here.
Source: APPNOTE.TXT 6.3.10 (PKWARE), sections 4.3.7 and 4.3.12–4.3.16; RFC 1951; CRC-32 as in zlib's `crc32_combine`.
"""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Deflated(NamedTuple):
    """A compressed piece, and size and checksum of what it holds."""

    raw: bytes
    size: int
    crc: int
    shift: int
    """What the checksum of all before it is multiplied by: a polynomial that takes a while to find."""


def deflated(content: bytes) -> Deflated:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    raw = packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)
    return Deflated(raw, len(content), zlib.crc32(content), _shift(len(content)))


_END = zlib.compressobj(wbits=-zlib.MAX_WBITS).flush()
"""An empty last block: the end of any stream."""
_POLYNOMIAL = 0xEDB88320
_ONE = 1 << 31


def _times(a: int, b: int) -> int:
    """The product of two polynomials modulo that of CRC-32; the highest bit is the power 0."""
    product, bit = 0, _ONE
    while a:
        if a & bit:
            product ^= b
            a ^= bit
        bit >>= 1
        b = (b >> 1) ^ _POLYNOMIAL if b & 1 else b >> 1
    return product


def _powers() -> Sequence[int]:
    """X to the power of 8, 16, 32 …: what 1, 2, 4 … bytes shift a checksum by."""
    found = [1 << 23]
    for _ in range(40):
        found.append(_times(found[-1], found[-1]))
    return found


_POWERS = _powers()


def _shift(size: int) -> int:
    """X to the power of so many bytes."""
    shift = _ONE
    for power in _POWERS:
        if not size:
            break
        if size & 1:
            shift = _times(shift, power)
        size >>= 1
    return shift


def combined(crc: int, piece: Deflated) -> int:
    """The checksum of what had one, followed by a piece."""
    return _times(crc, piece.shift) ^ piece.crc


_DAY = (1 << 5) | 1
"""1 January 1980, the day of every part."""
_VERSION = 20
_DEFLATE = 8


def write_package(file: Path, parts: Mapping[str, Iterable[Deflated]]) -> None:
    """Write the parts in their order; names are ASCII."""
    listed = []
    with file.open("wb") as out:
        for name, pieces in parts.items():
            start = out.tell()
            raw_name = name.encode("ascii")
            out.write(bytes(30 + len(raw_name)))
            packed, size, crc = len(_END), 0, 0
            for piece in pieces:
                out.write(piece.raw)
                packed, size, crc = packed + len(piece.raw), size + piece.size, combined(crc, piece)
            out.write(_END)
            common = struct.pack("<5H3L2H", _VERSION, 0, _DEFLATE, 0, _DAY, crc, packed, size, len(raw_name), 0)
            end = out.tell()
            out.seek(start)
            out.write(b"PK\3\4" + common + raw_name)
            out.seek(end)
            listed.append(
                b"PK\1\2" + struct.pack("<H", _VERSION) + common + struct.pack("<3H2L", 0, 0, 0, 0, start) + raw_name
            )
        start = out.tell()
        directory = b"".join(listed)
        out.write(directory)
        out.write(b"PK\5\6" + struct.pack("<4H2LH", 0, 0, len(listed), len(listed), len(directory), start, 0))
