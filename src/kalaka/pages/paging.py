"""Long lists in numbered parts (`projects/`, `projects/2/` …), and the part of the glossary in which a term is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.vocabulary import Term
from kalaka.queries.memo import memoized

PER_PAGE = 50
"""Items of a part whose items have a summary: projects, guides, trainings."""
NAMES_PER_PAGE = 100
"""Items of a part whose items are little more than names: places, organisations."""
TERMS_PER_PAGE = 200
"""Terms of a part of the glossary. Others link to a term by its fragment, and a second part would move terms there."""

_Item = TypeVar("_Item")
_Heading = TypeVar("_Heading")


@dataclass(frozen=True)
class Part(Generic[_Item]):
    """Part `number` (from 1) of `of` of a list. `base` is the address of the first part, `total` counts all items."""

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
        """Relation (`prev`, `next`) and address of the parts before and after this one."""
        return tuple((rel, path) for rel, path in (("prev", self.before), ("next", self.after)) if path)

    @property
    def steps(self) -> Iterator[tuple[int, str] | None]:
        """Number and address of each part that the pager links: the ends and the nearest; None stands for a gap."""
        near = {1, self.of, *range(max(1, self.number - 2), min(self.of, self.number + 2) + 1)}
        last = 0
        for number in sorted(near):
            if number - last > 1:
                yield None
            yield number, part_path(self.base, number)
            last = number


def part_path(base: str, number: int) -> str:
    """The address of a part: `projects/`, `projects/2/`."""
    return base if number == 1 else f"{base}{number}/"


def parts(base: str, items: Sequence[_Item], size: int) -> list[Part[_Item]]:
    """The parts of a list, at least one; `base` is an address that ends with a slash."""
    starts = range(0, len(items), size) if items else range(1)
    return [
        Part(base, number, len(starts), len(items), items[start : start + size])
        for number, start in enumerate(starts, 1)
    ]


def grouped(rows: Iterable[tuple[_Heading, _Item]]) -> list[tuple[_Heading, list[_Item]]]:
    """Rows of heading and item, grouped by equal headings in a row."""
    return [(heading, [item for _, item in group]) for heading, group in groupby(rows, key=lambda row: row[0])]


# The glossary: terms have no pages of their own, so links to them need the part in which they are


@memoized
def term_parts(kb: KnowledgeBase, lang: Lang) -> list[Part[Term]]:
    """The parts of the glossary, its terms in the alphabetical order of `lang`."""
    terms = sorted(kb.terms.values(), key=lambda term: sort_key(term.name.best(lang)[0], lang))
    return parts("glossary/", terms, TERMS_PER_PAGE)


@memoized
def term_paths(kb: KnowledgeBase, lang: Lang) -> Mapping[str, str]:
    """The address of the page of each term: `glossary/`, `glossary/2/`."""
    return {term.id: part.path for part in term_parts(kb, lang) for term in part.items}


def page_with(kb: KnowledgeBase, lang: Lang, address: str, fragment: str) -> str:
    """The address of the page that has a fragment: for terms of `glossary/` that of their part, else `address`."""
    return term_paths(kb, lang).get(fragment, address) if address == "glossary/" else address
