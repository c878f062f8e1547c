"""Takes sanitised HTML apart into tags and text, and joins it again.

What nh3 writes is regular: names in small letters, values in double quotes, `<`, `>`, `&` and `"` escaped wherever they
stand for themselves. So one expression finds every tag and nothing else. The other modules of this package change HTML
through these tags, with a stack where nesting matters, and search it in no other way.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import NamedTuple

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [^ =>]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([^ =>]+)="([^"]*)"')
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""Elements without an end tag."""


class Tag(NamedTuple):
    """A tag: its index among the pieces, its name, whether it ends an element, its attributes as written."""

    index: int
    name: str
    is_end: bool
    raw: str

    @property
    def attributes(self) -> dict[str, str]:
        return attributes_of(self.raw)


class Fragment:
    """Sanitised HTML in pieces: text at even indexes, tags at odd ones. Pieces may be replaced."""

    def __init__(self, html: str) -> None:
        parts = _TAG.split(html)
        self.tags = [
            Tag(2 * number + 1, parts[at + 1], parts[at] == "/", parts[at + 2])
            for number, at in enumerate(range(1, len(parts), 4))
        ]
        self.pieces = [""] * (2 * len(self.tags) + 1)
        self.pieces[::2] = parts[::4]
        self.pieces[1::2] = [f"<{'/' if tag.is_end else ''}{tag.name}{tag.raw}>" for tag in self.tags]

    def __str__(self) -> str:
        return "".join(self.pieces)

    def ends(self) -> dict[int, Tag]:
        """The end tag of each element by the index of its start tag."""
        found: dict[int, Tag] = {}
        opened: list[Tag] = []
        for tag in self.tags:
            if not tag.is_end:
                if tag.name not in VOID:
                    opened.append(tag)
            elif opened:
                found[opened.pop().index] = tag
        return found

    def texts(self, start: int, end: int) -> Iterator[str]:
        """The texts between two tags, without those of marks of footnotes."""
        skipped = ""
        for index in range(start + 1, end, 2):
            if not skipped:
                yield self.pieces[index]
            if self.pieces[index + 1].startswith('<sup class="footnote-ref"'):
                skipped = "</sup>"
            elif self.pieces[index + 1] == skipped:
                skipped = ""


def attributes_of(raw: str) -> dict[str, str]:
    """Attributes of a tag as values."""
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(raw)}


def written(name: str, attributes: Mapping[str, str]) -> str:
    """A start tag."""
    return f"<{name}" + "".join(f' {key}="{escape(value)}"' for key, value in attributes.items()) + ">"
