"""How many projects there are of each kind, and the sums that sources state of them.

Only known sums are added, each with the number of projects that it comes from. Grants and totals stay apart, as do
currencies; what a body put in itself is in neither. A sum that is stated twice counts once; where sources state
different sums of the same whole, none is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from kalaka.catalogue import Facet, all_values, once
from kalaka.library import Library
from kalaka.summary import Pair, Summary

KINDS = ("grant", "total")
COUNTED: tuple[Facet, ...] = ("theme", "county", "programme", "year", "status")
UNSTATED = ""
"""The value of projects that have none in a facet."""


class Sum(NamedTuple):
    """An amount in a currency, and the number of projects that state it."""

    kind: str
    currency: str
    amount: Decimal
    projects: int


@dataclass
class Tally:
    projects: int = 0
    found: dict[tuple[str, str], tuple[Decimal, int]] = field(default_factory=dict)

    def add(self, known: Mapping[tuple[str, str], Decimal]) -> None:
        self.projects += 1
        for key, amount in known.items():
            before, count = self.found.get(key, (Decimal(0), 0))
            self.found[key] = (before + amount, count + 1)

    @property
    def sums(self) -> list[Sum]:
        """Grants first, then totals; by currency."""
        order = sorted(self.found, key=lambda key: (KINDS.index(key[0]), key[1]))
        return [Sum(*key, *self.found[key]) for key in order]


class Numbers(NamedTuple):
    all: Tally
    by: Mapping[Facet, Mapping[str, Tally]]


@once
def numbers(library: Library) -> Numbers:
    """Everything counted once through all projects."""
    every = Tally()
    by: dict[Facet, dict[str, Tally]] = {facet: {} for facet in COUNTED}
    of_all = all_values(library)
    for project in library.projects.values():
        known = known_sums(project)
        values = of_all[project.id]
        every.add(known)
        for facet in COUNTED:
            for value in values[facet] or [UNSTATED]:
                by[facet].setdefault(value, Tally()).add(known)
    return Numbers(every, by)


def known_sums(project: Summary) -> dict[tuple[str, str], Decimal]:
    """By kind and currency: the one sum stated of the whole, else the sums of its parts together."""
    stated: dict[tuple[str, str], dict[Pair | None, set[Decimal]]] = {}
    for money in project.funding:
        if money.kind in KINDS and money.amount is not None and money.currency:
            stated.setdefault((money.kind, money.currency), {}).setdefault(money.of, set()).add(money.amount)
    found = {}
    for key, by_part in stated.items():
        used = [by_part[None]] if None in by_part else list(by_part.values())
        if all(len(amounts) == 1 for amounts in used):
            found[key] = sum((amount for amounts in used for amount in amounts), Decimal(0))
    return found
