"""What a project did, made and counted, as pages tell it: fact and plan apart, each count once.

A record may count one thing twice: beside an activity and among the figures. Where both come from the same place of
the same source, the figure stands beside the activity that it counts. An output that is itself an activity, such as a
training, is left out when an activity says the same.
"""

from collections.abc import Iterator, Sequence
from itertools import count, starmap
from typing import Generic, NamedTuple, TypeVar

from kalaka.model.base import Text
from kalaka.model.evidence import Evidence, Fact, Quantity, State
from kalaka.model.project import Activity, Indicator, Output, Project

LEADING = ("lead", "coordinator", "consortium")
"""Roles of the organisations that led a project."""
ORDER: tuple[State, ...] = ("done", "planned", "stated")
"""What happened comes before what was planned, and that before what is only named."""
_ACTIVITIES = ("training", "event")
"""Kinds of outputs that are activities by their nature."""

Item = TypeVar("Item", Activity, Output, Indicator)


class Told(NamedTuple, Generic[Item]):
    """An item of a record, the notes on it and on the figures that count it, the evidence of both, and its number among
    the items of its kind in the order in which they are shown.
    """

    item: Item
    notes: tuple[Text, ...]
    evidence: tuple[Evidence, ...]
    number: int = 0


class Group(NamedTuple):
    """All that the sources tell in the same way: as a fact, as a plan, or without saying which."""

    state: State
    activities: tuple[Told[Activity], ...]
    outputs: tuple[Told[Output], ...]
    figures: tuple[Told[Indicator], ...]


class Deeds(NamedTuple):
    """What a project did, made and counted.

    `usual` are the organisations that did all that names no others: those that led, alone and with their partners.
    `counted` and `uncounted` are the numbers of activities with and without a quantity.
    """

    groups: tuple[Group, ...]
    usual: tuple[frozenset[str], ...]
    counted: int
    uncounted: int


def deeds_of(project: Project) -> Deeds:
    """The deeds of a record, without what it tells twice."""
    figures_of: dict[int, list[Indicator]] = {}
    for indicator in project.indicators:
        figures_of.setdefault(_counts(indicator, project.activities), []).append(indicator)
    figures = [_figure(item) for item in figures_of.pop(_NONE, [])]
    activities = [_activity(item, figures_of.get(index, ())) for index, item in enumerate(project.activities)]
    outputs = [
        Told(item, _given(item.note), item.evidence)
        for item in project.outputs
        if not _says_the_same(item, project.activities)
    ]
    by_state = zip(ORDER, _by_state(activities), _by_state(outputs), _by_state(figures), strict=True)
    counted = sum(bool(activity.quantities) for activity in project.activities)
    return Deeds(
        tuple(group for group in starmap(Group, by_state) if any(group[1:])),
        (_in_roles(project, LEADING), _in_roles(project, (*LEADING, "partner"))),
        counted,
        len(project.activities) - counted,
    )


def _in_roles(project: Project, roles: Sequence[str]) -> frozenset[str]:
    return frozenset(name for group in project.organisations if group.role in roles for name in group.organisations)


_NONE = -1


def _counts(indicator: Indicator, activities: Sequence[Activity]) -> int:
    """Index of the activity beside which the same count stands, from the same place of a source; `_NONE` if none."""
    if len(indicator.values) == 1:
        value = indicator.values[0]
        for index, activity in enumerate(activities):
            if activity.state == indicator.state and _states(activity, value.quantity, value):
                return index
    return _NONE


def _says_the_same(output: Output, activities: Sequence[Activity]) -> bool:
    """Whether an output is an activity that stands among the activities too."""
    says_more = output.note or output.guide or output.training or not output.quantities
    return (
        output.kind in _ACTIVITIES
        and not says_more
        and any(
            activity.state == output.state and all(_states(activity, count, output) for count in output.quantities)
            for activity in activities
        )
    )


def _states(activity: Activity, quantity: Quantity, fact: Fact) -> bool:
    """Whether an activity has a quantity of a fact, and both are from the same place of a source."""
    places = {_place(evidence) for evidence in activity.evidence}
    return quantity in activity.quantities and any(_place(evidence) in places for evidence in fact.evidence)


def _place(evidence: Evidence) -> tuple[str, object]:
    return evidence.source, evidence.where


def _activity(activity: Activity, figures: Sequence[Indicator]) -> Told[Activity]:
    values = [figure.values[0] for figure in figures]
    notes = _given(activity.note, *(note for figure in figures for note in (figure.note, figure.values[0].note)))
    evidence = {_place(item): item for value in values for item in value.evidence}
    evidence = {_place(item): item for item in activity.evidence} | evidence
    return Told(activity, notes, tuple(evidence.values()))


def _figure(indicator: Indicator) -> Told[Indicator]:
    """A figure; note and evidence of an only value are those of the figure."""
    if len(indicator.values) > 1:
        return Told(indicator, _given(indicator.note), ())
    (value,) = indicator.values
    return Told(indicator, _given(indicator.note, value.note), value.evidence)


def _given(*notes: Text | None) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(note for note in notes if note))


def _by_state(told: Sequence[Told[Item]]) -> Iterator[tuple[Told[Item], ...]]:
    """The items of each state, numbered in the order in which they are shown."""
    numbers = count(1)
    for state in ORDER:
        yield tuple(one._replace(number=next(numbers)) for one in told if one.item.state == state)
