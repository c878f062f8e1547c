"""Finds line and column of a value in its file, once a rule has found something wrong with it."""

from collections.abc import Iterator
from pathlib import Path

from kalaka.content.decoding import read_text
from kalaka.content.yaml_reader import compose, front_matter
from kalaka.model.base import Loc
from kalaka.problems.positions import Tree
from kalaka.problems.problem import Problem

Problems = Iterator[Problem]


class Locator:
    """Places are looked up only when there is a problem: the file is composed again, once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.trees: dict[str, Tree | None] = {}

    def __call__(self, file: str, loc: Loc, of_key: bool = False) -> tuple[int, int]:
        tree = self._tree(file)
        return tree.place(loc, of_key) if tree else (1, 1)

    def _tree(self, file: str) -> Tree | None:
        if file not in self.trees:
            text, _ = read_text(self.root, file)
            if file.endswith(".md"):
                self.trees[file] = front_matter(file, text or "")[0].tree
            else:
                self.trees[file] = compose(file, text or "")[0]
        return self.trees[file]

    def lines(self, file: str, loc: Loc) -> tuple[str, int]:
        """The lines of the file on which a value stands, as written, and how many are above them."""
        text, _ = read_text(self.root, file)
        tree = self._tree(file)
        if tree is None or text is None:
            return "", 0
        first, last = tree.span(loc)
        return "\n".join(text.split("\n")[first:last]), first
