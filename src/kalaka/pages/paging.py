"""Long lists in numbered parts: `projects/`, `projects/2/` …, each part knowing its neighbours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import Library
from kalaka.model.vocabulary import Term
from kalaka.queries.memo import once

PER_PAGE = 50
"""Things that are told of in a sentence or two: projects, guides, trainings."""
NAMES_PER_PAGE = 100
"""Things of which little more than the name is said: places, organisations, terms."""

_Item = TypeVar("_Item")
_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Part(Generic[_Item]):
    """One part of a list, `number` from 1; `base` is the address of the first part, `total` counts all items."""

    base: str
    number: int
    of: int
    total: int
    items: Sequence[_Item]

    @property
    def path(self) -> str:
        return part_path(self.base, self.number)

    @property
    def before(self) -> str | None:
        return part_path(self.base, self.number - 1) if self.number > 1 else None

    @property
    def after(self) -> str | None:
        return part_path(self.base, self.number + 1) if self.number < self.of else None

    @property
    def neighbours(self) -> tuple[tuple[str, str], ...]:
        """Relation and address, for the head of the page."""
        return tuple((rel, path) for rel, path in (("prev", self.before), ("next", self.after)) if path)

    @property
    def steps(self) -> Iterator[tuple[int, str] | None]:
        """The numbers that readers are offered: the ends and what is near; None where some are left out."""
        near = {1, self.of, *range(max(1, self.number - 2), min(self.of, self.number + 2) + 1)}
        last = 0
        for number in sorted(near):
            if number - last > 1:
                yield None
            yield number, part_path(self.base, number)
            last = number


def part_path(base: str, number: int) -> str:
    return base if number == 1 else f"{base}{number}/"


def parts(base: str, items: Sequence[_Item], size: int) -> list[Part[_Item]]:
    """The parts of a list, at least one; `base` is an address that ends with a slash."""
    starts = range(0, len(items), size) if items else range(1)
    return [
        Part(base, number, len(starts), len(items), items[start : start + size])
        for number, start in enumerate(starts, 1)
    ]


def grouped(rows: Iterable[tuple[_Key, _Item]]) -> list[tuple[_Key, list[_Item]]]:
    """The rows of a part under their headings again."""
    return [(key, [item for _, item in group]) for key, group in groupby(rows, key=lambda row: row[0])]


# The glossary: its terms have no pages, so others must know the part in which each stands


@once
def term_parts(library: Library, lang: Lang) -> list[Part[Term]]:
    """All terms in the order of the alphabet of `lang`."""
    terms = sorted(library.terms.values(), key=lambda term: sort_key(term.name.best(lang)[0], lang))
    return parts("glossary/", terms, NAMES_PER_PAGE)


@once
def term_paths(library: Library, lang: Lang) -> Mapping[str, str]:
    """The page on which a term stands: `glossary/`, `glossary/2/`."""
    return {term.id: part.path for part in term_parts(library, lang) for term in part.items}
