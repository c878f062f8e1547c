"""Positions in files: line and column of a value in YAML, or of a fragment in a text."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from kalaka.model.base import Loc

Position = tuple[int, int]
"""Line and column, from 1."""


@dataclass(frozen=True)
class YamlTree:
    """A composed YAML document: its data, its nodes with positions, and the number of lines before it in the file."""

    data: Any
    node: yaml.Node
    first_line: int = 0

    def position(self, loc: Loc, of_key: bool = False) -> Position:
        """Position of the value at `loc` or of its key; of the nearest enclosing value when it does not exist."""
        node, key_node = self.node, self.node
        for step in loc:
            child = _child(node, step)
            if child is None:
                break
            key_node, node = child
        last = key_node if of_key or not node.value else node
        return last.start_mark.line + 1 + self.first_line, last.start_mark.column + 1

    def is_inline(self, loc: Loc) -> bool:
        """Whether the group at `loc` is written in braces."""
        node = self._node(loc)
        return isinstance(node, yaml.MappingNode) and bool(node.flow_style)

    def written(self, loc: Loc) -> str | None:
        """The text of the single value at `loc`, whatever it is read as."""
        node = self._node(loc)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def span(self, loc: Loc) -> tuple[int, int]:
        """Lines of the value at `loc`: how many are before it and how many up to its end; (0, 0) when it is missing."""
        node = self._node(loc)
        if node is None:
            return 0, 0
        return node.start_mark.line + self.first_line, node.end_mark.line + 1 + self.first_line

    def _node(self, loc: Loc) -> yaml.Node | None:
        node: yaml.Node | None = self.node
        for step in loc:
            child = _child(node, step) if node else None
            node = child[1] if child else None
        return node


def _child(node: yaml.Node, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


class Finder:
    """Finds pieces of markup in the source of a text; what was looked for once is known."""

    def __init__(self, source: str, first_line: int = 0) -> None:
        """`first_line` is the number of lines before the source in its file."""
        self._source = source
        self._first_line = first_line
        self._lines = [match.end() for match in re.finditer("\n", source)]
        self._offsets: dict[str, tuple[int, ...]] = {}
        self._left = _MOST_WORK

    def position(self, text: str, nth: int = 1) -> Position:
        """Position of the nth occurrence of a link or piece of markup; the first line when it is not found."""
        offsets = self.offsets(text)
        if not offsets:
            return self._first_line + 1, 1
        offset = offsets[min(nth, len(offsets)) - 1]
        line = bisect_right(self._lines, offset)
        return self._first_line + 1 + line, offset - (self._lines[line - 1] if line else 0) + 1

    def offsets(self, text: str) -> tuple[int, ...]:
        """Where a text stands, between blanks or brackets; otherwise anywhere, or a part of it."""
        if text not in self._offsets:
            found: tuple[int, ...] = ()
            for pattern in _patterns(text) if self._left > 0 else ():
                self._left -= len(self._source)
                if found := tuple(match.start() for match in re.finditer(pattern, self._source, re.I)):
                    break
            self._offsets[text] = found
        return self._offsets[text]


_MOST_WORK = 20_000_000
"""Characters that are read in one source to find places."""


def _patterns(text: str) -> Iterator[str]:
    name, _, value = text.partition("=")
    value = value.strip("'\"")
    yield rf"(?<=[(<\"'\s]){re.escape(text)}(?=[)>\"'\s])"
    yield re.escape(text)
    if value and not text.startswith("<"):
        yield rf"{re.escape(name)}\s*=\s*[\"']?{re.escape(value)}"
        yield re.escape(value)
    yield re.escape(name.strip("<>"))


def occurrence(source: str, text: str, offset: int) -> int:
    """Which occurrence of a text in the source stands at an offset, as a `Finder` counts."""
    return bisect_right(Finder(source).offsets(text), offset) or 1
