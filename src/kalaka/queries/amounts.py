"""Numbers of projects by facet value, and the totals of their stated amounts.

Only stated amounts are added, and the number of projects that they come from is kept. Grants and total costs are not
mixed, nor are currencies; own contributions are in neither. An amount that is stated twice counts once; where sources
state different amounts of the same whole, none counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Money, Pair, Summary
from kalaka.queries.facets import Facet, all_values
from kalaka.queries.memo import memoized

KINDS = ("grant", "total")
COUNTED: tuple[Facet, ...] = ("theme", "county", "programme", "year", "status")
UNSTATED = ""
"""Facet value of projects without a value in the facet."""


class Sum(NamedTuple):
    """Total of amounts of one kind in one currency, and the number of projects that state one."""

    kind: str
    currency: str
    amount: Decimal
    projects: int


@dataclass
class Tally:
    """Number of projects, and the totals of their amounts."""

    projects: int = 0
    totals: dict[tuple[str, str], tuple[Decimal, int]] = field(default_factory=dict)
    """Kind and currency → total amount, and the number of projects that state one."""

    def add(self, amounts: Mapping[tuple[str, str], Decimal]) -> None:
        """Add a project with its amounts by kind and currency."""
        self.projects += 1
        for key, amount in amounts.items():
            before, count = self.totals.get(key, (Decimal(0), 0))
            self.totals[key] = (before + amount, count + 1)

    @property
    def sums(self) -> list[Sum]:
        """Totals of grants, then of total costs; each by currency."""
        order = sorted(self.totals, key=lambda key: (KINDS.index(key[0]), key[1]))
        return [Sum(*key, *self.totals[key]) for key in order]


class Numbers(NamedTuple):
    """Tallies of all projects, and of the projects of each value of the counted facets."""

    all: Tally
    by: Mapping[Facet, Mapping[str, Tally]]


@memoized
def numbers(kb: KnowledgeBase) -> Numbers:
    """Numbers and totals of all projects, overall and by facet value."""
    overall = Tally()
    by: dict[Facet, dict[str, Tally]] = {facet: {} for facet in COUNTED}
    of_all = all_values(kb)
    for project in kb.projects.values():
        amounts = known_sums(project)
        values = of_all[project.id]
        overall.add(amounts)
        for facet in COUNTED:
            for value in values[facet] or [UNSTATED]:
                by[facet].setdefault(value, Tally()).add(amounts)
    return Numbers(overall, by)


def known_sums(project: Summary) -> dict[tuple[str, str], Decimal]:
    """Amounts by kind and currency: that of the whole project, else the total of its parts; none if sources differ."""
    stated: dict[tuple[str, str], dict[Pair | None, set[Decimal]]] = {}
    for money in project.funding:
        if money.kind in KINDS and money.amount is not None and money.currency:
            stated.setdefault((money.kind, money.currency), {}).setdefault(money.of, set()).add(money.amount)
    sums = {}
    for key, by_part in stated.items():
        used = [by_part[None]] if None in by_part else list(by_part.values())
        if all(len(amounts) == 1 for amounts in used):
            sums[key] = sum((amount for amounts in used for amount in amounts), Decimal(0))
    return sums


def known_sum(project: Summary) -> Money | None:
    """The amount of the whole project: its grant, or, where no grant is stated, its total cost.

    None where no source states one, or sources differ.
    """
    for kind in ("grant", "total"):
        stated = [
            money for money in project.funding if money.kind == kind and money.amount is not None and not money.of
        ]
        if stated:
            return stated[0] if len({(money.amount, money.currency) for money in stated}) == 1 else None
    return None
