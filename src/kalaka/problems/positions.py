"""Where a value or a piece of text stands in its file: the one way from a value to line and column."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from kalaka.model.base import Loc

Place = tuple[int, int]
"""Line and column, from 1."""


@dataclass(frozen=True)
class Tree:
    """One composed YAML document: its data, and its nodes, which know where everything stands."""

    data: Any
    node: yaml.Node
    first_line: int = 0

    def place(self, loc: Loc, of_key: bool = False) -> Place:
        """Where the value at `loc` begins (or its key); the nearest enclosing one when it is not there."""
        node, key_node = self.node, self.node
        for step in loc:
            found = _child(node, step)
            if found is None:
                break
            key_node, node = found
        last = key_node if of_key or not node.value else node
        return last.start_mark.line + 1 + self.first_line, last.start_mark.column + 1

    def span(self, loc: Loc) -> tuple[int, int]:
        """The lines of the value at `loc`: how many are above it, and how many down to its end."""
        node: yaml.Node | None = self.node
        for step in loc:
            found = _child(node, step) if node else None
            node = found[1] if found else None
        if node is None:
            return 0, 0
        return node.start_mark.line + self.first_line, node.end_mark.line + 1 + self.first_line


def _child(node: yaml.Node, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def place_of(source: str, found: str, first_line: int, nth: int = 1) -> tuple[int, int]:
    """Where a link or a piece of markup stands in its source for the nth time; the first line when it is not there."""
    name, _, value = found.partition("=")
    value = value.strip("'\"")
    tries = [rf"(?<=[(<\"'\s]){re.escape(found)}(?=[)>\"'\s])", re.escape(found)]
    if value and not found.startswith("<"):
        tries += [rf"{re.escape(name)}\s*=\s*[\"']?{re.escape(value)}", re.escape(value)]
    for pattern in (*tries, re.escape(name.strip("<>"))):
        if places := [match.start() for match in re.finditer(pattern, source, re.I)]:
            before = source[: places[min(nth, len(places)) - 1]]
            return first_line + 1 + before.count("\n"), len(before) - before.rfind("\n")
    return first_line + 1, 1
