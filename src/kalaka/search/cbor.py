"""CBOR (RFC 8949), as much of it as a search index is made of: numbers, texts, lists."""

_NEGATIVE, _TEXT, _LIST = 1, 3, 4
"""Kinds of things; 0 is a number."""


def _head(kind: int, number: int) -> bytes:
    """How a thing of a kind begins: a number itself, or how many bytes or members follow."""
    kind <<= 5
    if number < 24:
        return bytes((kind | number,))
    if number < 256:
        return bytes((kind | 24, number))
    if number < 65536:
        return bytes((kind | 25,)) + number.to_bytes(2, "big")
    return bytes((kind | 26,)) + number.to_bytes(4, "big")


class _Ints(dict[int, bytes]):
    """Every number written once."""

    def __missing__(self, number: int) -> bytes:
        self[number] = _head(0, number) if number >= 0 else _head(_NEGATIVE, -1 - number)
        return self[number]


NUMBERS = _Ints()


def numbers(found: list[int]) -> bytes:
    """A list of numbers."""
    return _head(_LIST, len(found)) + b"".join([NUMBERS[number] for number in found])


def members(found: list[bytes]) -> bytes:
    """A list of what is written already."""
    return _head(_LIST, len(found)) + b"".join(found)


def text(found: str) -> bytes:
    raw = found.encode()
    return _head(_TEXT, len(raw)) + raw


def begun(count: int) -> bytes:
    """How a list of so many begins."""
    return _head(_LIST, count)
