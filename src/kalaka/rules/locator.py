"""Finds the line and column of a value in its file, for rules that report a problem."""

from collections.abc import Iterator
from pathlib import Path

from kalaka.content.decoding import read_text
from kalaka.content.sources import Sources
from kalaka.content.yaml_reader import compose, split_front_matter
from kalaka.model.base import Loc
from kalaka.problems.positions import YamlTree
from kalaka.problems.problem import Problem

Problems = Iterator[Problem]


class Locator:
    """Positions of values. A file is composed again, once, when a problem needs a position."""

    def __init__(self, root: Path) -> None:
        self._sources = Sources(root)
        self.trees: dict[str, YamlTree | None] = {}

    def __call__(self, file: str, loc: Loc, of_key: bool = False) -> tuple[int, int]:
        """Line and column of the value at `loc`, or of its key; line 1 when the file cannot be read."""
        tree = self._tree(file)
        return tree.position(loc, of_key) if tree else (1, 1)

    def _tree(self, file: str) -> YamlTree | None:
        if file not in self.trees:
            text, _ = read_text(self._sources, file)
            if file.endswith(".md"):
                self.trees[file] = split_front_matter(file, text or "")[0].tree
            else:
                self.trees[file] = compose(file, text or "")[0]
        return self.trees[file]

    def lines(self, file: str, loc: Loc) -> tuple[str, int]:
        """Lines of a value as written, and the number of lines before them."""
        text, _ = read_text(self._sources, file)
        tree = self._tree(file)
        if tree is None or text is None:
            return "", 0
        first, last = tree.span(loc)
        return "\n".join(text.split("\n")[first:last]), first
