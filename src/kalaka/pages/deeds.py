"""What a project did, made and counted, as pages tell it: grouped by plan and fact, each count once.

A record may count one thing twice: beside an activity and among the figures. Where both come from the same place of
the same source, the figure stands beside the activity that it counts. An output that is itself an activity, such as a
training, is left out when an activity says the same.
"""

from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from kalaka.model.base import Text
from kalaka.model.evidence import Evidence, Fact, Quantity, State
from kalaka.model.project import Activity, Indicator, Output, Project

ORDER: tuple[State, ...] = ("done", "planned", "stated")
"""What happened comes before what was planned, and that before what is only named."""
_ACTIVITIES = ("training", "event")
"""Kinds of outputs that are activities by their nature."""

Item = TypeVar("Item", Activity, Output, Indicator)


class Told(NamedTuple, Generic[Item]):
    """An item of a record, the notes on it and on the figures that count it, and the evidence of both."""

    item: Item
    notes: tuple[Text, ...]
    evidence: tuple[Evidence, ...]


class Group(NamedTuple, Generic[Item]):
    """Items that their sources tell in the same way; `before` is the number of items in the groups before it."""

    state: State
    told: tuple[Told[Item], ...]
    before: int


class Deeds(NamedTuple):
    """What a project did, made and counted; the numbers of its activities with and without a
    quantity.
    """

    activities: tuple[Group[Activity], ...]
    outputs: tuple[Group[Output], ...]
    figures: tuple[Group[Indicator], ...]
    counted: int
    uncounted: int


def deeds_of(project: Project) -> Deeds:
    """The deeds of a record, without what it tells twice."""
    figures_of: dict[int, list[Indicator]] = {}
    for indicator in project.indicators:
        figures_of.setdefault(_counts(indicator, project.activities), []).append(indicator)
    figures = figures_of.pop(_NONE, [])
    activities = [_activity(item, figures_of.get(index, ())) for index, item in enumerate(project.activities)]
    outputs = [
        Told(item, _given(item.note), item.evidence)
        for item in project.outputs
        if not _says_the_same(item, project.activities)
    ]
    counted = sum(bool(activity.quantities) for activity in project.activities)
    return Deeds(
        tuple(_groups(activities)),
        tuple(_groups(outputs)),
        tuple(_groups([_figure(item) for item in figures])),
        counted,
        len(project.activities) - counted,
    )


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
    """A figure; the note on an only value is a note on the figure."""
    only = indicator.values[0].note if len(indicator.values) == 1 else None
    return Told(indicator, _given(indicator.note, only), ())


def _given(*notes: Text | None) -> tuple[Text, ...]:
    return tuple(note for note in notes if note)


def _groups(told: Sequence[Told[Item]]) -> Iterator[Group[Item]]:
    """The items by state; states that no item has are left out."""
    before = 0
    for state in ORDER:
        if of_state := tuple(one for one in told if one.item.state == state):
            yield Group(state, of_state, before)
            before += len(of_state)
