"""Positions in files: line and column of a value in YAML, or of a fragment in a text."""

import re
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


def position_of(source: str, text: str, first_line: int, nth: int = 1) -> Position:
    """Position of the nth occurrence of a link or piece of markup in its source; its first line when it is not found.

    `first_line` is the number of lines before the source in its file.
    """
    name, _, value = text.partition("=")
    value = value.strip("'\"")
    patterns = [rf"(?<=[(<\"'\s]){re.escape(text)}(?=[)>\"'\s])", re.escape(text)]
    if value and not text.startswith("<"):
        patterns += [rf"{re.escape(name)}\s*=\s*[\"']?{re.escape(value)}", re.escape(value)]
    for pattern in (*patterns, re.escape(name.strip("<>"))):
        if offsets := [match.start() for match in re.finditer(pattern, source, re.I)]:
            before = source[: offsets[min(nth, len(offsets)) - 1]]
            return first_line + 1 + before.count("\n"), len(before) - before.rfind("\n")
    return first_line + 1, 1
