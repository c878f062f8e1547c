"""A long sequence, cut where its own members say so: one that comes or goes changes one piece, seldom another."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from zlib import crc32

_Item = TypeVar("_Item")


def pieces(items: Sequence[_Item], name: Callable[[_Item], str], usual: int) -> Iterator[tuple[_Item, ...]]:
    """Pieces of so many items, or a little fewer, on an average; a piece ends after an item whose name says it, or when
    it is twice as long as usual: whoever edits one waits for the whole piece.
    """
    start = 0
    for end, item in enumerate(items, 1):
        if crc32(name(item).encode()) % usual == 0 or end - start == 2 * usual or end == len(items):
            yield tuple(items[start:end])
            start = end
