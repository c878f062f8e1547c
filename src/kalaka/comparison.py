"""What projects can be compared by: which of them follow each other, and what a participant cost. Summaries only."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from kalaka.library import Library
from kalaka.summary import Summary

Pair = tuple[str, str]
"""Ids of an earlier project and of the one that goes on from it."""


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


def pairs_of(library: Library, project: Summary) -> list[Pair]:
    """The pairs that a project belongs to, as the later one and as the earlier one."""
    before = [(relation.project, project.id) for relation in project.relations if relation.kind == "continues"]
    after = [
        (project.id, use.id)
        for use in library.uses.get(("projects", project.id), ())
        if use.kind == "projects" and use.loc[:1] == ("relations",)
        if library.projects[use.id].relations[int(use.loc[1])].kind == "continues"
    ]
    known = [(str(first), second) for first, second in (*before, *after) if first in library.projects]
    return list(dict.fromkeys(known))


def pairs(library: Library) -> Iterator[Pair]:
    """Every pair once, in the order of the later projects."""
    for project in library.projects.values():
        yield from (pair for pair in pairs_of(library, project) if pair[1] == project.id)
