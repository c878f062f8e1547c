"""A project record: codes, periods, money, places, organisations, activities, results, relations."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kalaka.i18n.languages import Lang
from kalaka.model.base import (
    Amount,
    CountyId,
    Entry,
    GuideId,
    Id,
    Line,
    LongText,
    OrganisationId,
    PartialDate,
    PlaceId,
    ProgrammeId,
    ProjectId,
    Review,
    TargetGroupId,
    Text,
    ThemeId,
    TrainingId,
    Translation,
    Value,
    Words,
    _InJson,
)
from kalaka.model.evidence import Fact, Quantity, State

Country = Literal["HU", "RO"]


class Code(Fact):
    value: Line
    as_printed: Line | None = None
    programme: ProgrammeId | None = None


def _check_order(start: str | None, end: str | None) -> None:
    if start and end:
        shared = min(len(start), len(end))
        if end[:shared] < start[:shared]:
            raise PydanticCustomError("end-before-start", "period", {"start": start, "end": end})


class Period(Fact):
    start: PartialDate | None = None
    end: PartialDate | None = None
    length: Quantity | None = None
    of: Text | None = None
    state: State = "stated"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(self.start, self.end)
        return self


class Funding(Fact):
    kind: Literal["grant", "total", "own_contribution"]
    amount: Amount | None = None
    currency: Literal["HUF", "RON", "EUR"] | None = None
    rate: Annotated[Decimal, Field(ge=0, le=100, decimal_places=6), _InJson] | None = None
    fund: Literal["esf", "eea", "erdf", "national"] | None = None
    programme: ProgrammeId | None = None
    decided: PartialDate | None = None
    of: Text | None = None

    @model_validator(mode="after")
    def _in_money(self) -> Self:
        if self.amount is not None and self.currency is None:
            raise PydanticCustomError("missing-field", "amount of what", {"field": "currency"})
        return self


class Places(Fact):
    """Settlements (or whole counties) that had one role in the project."""

    role: Literal["intervention", "network", "pilot", "area", "expansion", "event", "seat"]
    places: tuple[PlaceId, ...] = ()
    counties: tuple[CountyId, ...] = ()
    title: Text | None = None
    state: State = "stated"


class Participants(Fact):
    """Organisations that had one role in the project."""

    role: Literal[
        "lead",
        "coordinator",
        "consortium",
        "partner",
        "intermediate",
        "authority",
        "operator",
        "funder",
        "network",
        "named",
    ]
    organisations: tuple[OrganisationId, ...] = Field(min_length=1)


class Audience(Fact):
    groups: tuple[TargetGroupId, ...] = Field(min_length=1)
    kind: Literal["direct", "professional", "wider"] = "direct"


class Goal(Fact):
    text: Text


class Deed(Fact):
    """Base class of what a project did or made: what, how much, where, for whom, by whom.

    Lists that are empty say that no source states it for this item; then what the project states holds.
    """

    title: Text
    state: State = "stated"
    quantities: tuple[Quantity, ...] = ()
    places: tuple[PlaceId, ...] = ()
    counties: tuple[CountyId, ...] = ()
    target_groups: tuple[TargetGroupId, ...] = ()
    themes: tuple[ThemeId, ...] = ()
    organisations: tuple[OrganisationId, ...] = ()
    training: TrainingId | None = None


class Activity(Deed):
    for_whom: Text | None = None


class Output(Deed):
    kind: Literal["guide", "training", "course_material", "event", "film", "study", "plan", "network", "material"]
    guide: GuideId | None = None


class Result(Fact):
    """What changed, as a source states it: neither what was done nor what was counted."""

    text: Text
    quantities: tuple[Quantity, ...] = ()


class Stated(Fact):
    quantity: Quantity


class Indicator(Value):
    """One thing that was counted. More than one value means that the sources, or two places of one, disagree."""

    title: Text
    values: tuple[Stated, ...] = Field(min_length=1)
    measures: Literal["participants"] | None = None
    state: State = "stated"
    note: Text | None = None


class Relation(Fact):
    """What came before or belongs together: another record, or a project that has no record here (`title`)."""

    kind: Literal["continues", "part_of", "same_consortium", "same_organisation"]
    project: ProjectId | None = None
    title: Text | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    code: Line | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.project is None) == (self.title is None):
            raise PydanticCustomError("relation-end", "either project or title")
        _check_order(self.start, self.end)
        return self


class Project(Entry):
    """What was tried, where, for whom, by whom, with what: one record a file, both languages inside."""

    original: Lang = "hu"
    title: Text
    short_title: Text
    aliases: Words = Words()
    summary: Text
    body: LongText | None = None
    status: Literal["planned", "running", "completed", "unknown"]
    status_note: Text | None = None
    scope: Literal["local", "micro_region", "county", "regional", "national", "cross_border"]
    scope_note: Text | None = None
    countries: tuple[Country, ...] = ()
    codes: tuple[Code, ...] = ()
    periods: tuple[Period, ...] = ()
    funding: tuple[Funding, ...] = ()
    places: tuple[Places, ...] = ()
    organisations: tuple[Participants, ...] = ()
    target_groups: tuple[Audience, ...] = ()
    themes: tuple[ThemeId, ...] = Field(min_length=1)
    goals: tuple[Goal, ...] = ()
    activities: tuple[Activity, ...] = ()
    outputs: tuple[Output, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    results: tuple[Result, ...] = ()
    relations: tuple[Relation, ...] = ()
    guides: tuple[GuideId, ...] = ()
    trainings: tuple[TrainingId, ...] = ()
    notes: tuple[Text, ...] = ()
    translation: Translation | None = None
    review: Review
    redirect_from: tuple[Id, ...] = ()
