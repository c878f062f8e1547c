"""Problems that a file has alone, beyond its shape: an id twice in one list, markup that may not stand on the site."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kalaka.problems import Problem, problem
from kalaka.prose import Prose
from kalaka.tree import Loc, Tree

_OUTSIDE = re.compile(r"(https?://|mailto:)", re.I)


def is_outside(target: str) -> bool:
    """Whether a link leads out of the site, or nowhere at all."""
    return not target or _OUTSIDE.match(target) is not None


def repeated(file: str, tree: Tree, found: Iterable[tuple[Loc, str, str]], base: Loc = ()) -> Iterator[Problem]:
    """The same id twice in one list."""
    seen: set[tuple[Loc, str]] = set()
    for loc, _, name in found:
        if isinstance(loc[-1], int):
            if (loc[:-1], name) in seen:
                yield problem(file, tree.place(base + loc), "repeated", found=name)
            seen.add((loc[:-1], name))


def removed_markup(file: str, source: str, rendered: Prose, line: int) -> Iterator[Problem]:
    """What the cleaning took out of a text that begins below `line` lines."""
    nth: Counter[str] = Counter()
    for found in rendered.removed:
        nth[found] += 1
        yield problem(file, place_of(source, found, line, nth[found]), "markup-removed", "warning", found=found)


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
