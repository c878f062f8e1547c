"""How many projects there are of each kind, and the sums that sources state of them.

Only known sums are added, each with the number of projects that it comes from. Grants and totals stay apart, as do
currencies; what a body put in itself is in neither. A sum that is stated twice counts once; where sources state
different sums of the same whole, none is taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from kalaka.model.knowledge_base import Library
from kalaka.model.summary import Money, Pair, Summary
from kalaka.queries.facets import Facet, all_values
from kalaka.queries.memo import once

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


class Share(NamedTuple):
    """A sum of a project divided by the number of people who took part.

    `each` is rounded to whole units of the currency, below a hundred to hundredths; `exact` says that nothing was.
    """

    kind: str
    amount: Decimal
    currency: str
    participants: Decimal
    each: Decimal
    exact: bool


def share(project: Summary) -> Share | None:
    """What one participant cost: only where sources give one sum for the whole project and one number of people."""
    sums = {
        (money.kind, money.amount, money.currency)
        for money in project.funding
        if money.kind in ("grant", "total") and money.amount is not None and money.of is None
    }
    if len(sums) != 1 or not project.participants:
        return None
    kind, amount, currency = sums.pop()
    assert amount is not None
    assert currency is not None  # the model has no amount without its currency
    each = amount / project.participants
    each = each.quantize(Decimal(1) if each >= 100 else Decimal("0.01"), ROUND_HALF_UP)
    return Share(kind, amount, currency, project.participants, each, each * project.participants == amount)


def known_sum(project: Summary) -> Money | None:
    """The one sum that stands for the whole project: its grant, or, where no grant is stated, its total cost.

    None where no source gives one, or several differ.
    """
    for kind in ("grant", "total"):
        stated = [
            money for money in project.funding if money.kind == kind and money.amount is not None and not money.of
        ]
        if stated:
            return stated[0] if len({(money.amount, money.currency) for money in stated}) == 1 else None
    return None
