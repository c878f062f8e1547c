"""Front matter of authored texts: guides, trainings and plain pages."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kalaka.i18n.languages import Lang
from kalaka.model.base import (
    CountyId,
    GuideId,
    Line,
    OrganisationId,
    PlaceId,
    ProjectId,
    Review,
    SourceId,
    TargetGroupId,
    TermId,
    Text,
    ThemeId,
    Translation,
    Value,
)
from kalaka.model.evidence import Fact

Purpose = Literal["learn", "do", "decide"]
Phase = Literal["assessment", "involvement", "planning", "action", "evaluation", "sustaining"]


class PageWords(Value):
    """Front matter of a translation."""

    title: Line
    summary: Line
    translation: Translation


class Authored(Value):
    """Front matter of an original page."""

    title: Line
    summary: Line
    review: Review


class Origin(Fact):
    """The publication whose subject a guide takes up."""

    title: Line
    lang: Lang
    project: ProjectId


class Guide(Authored):
    themes: tuple[ThemeId, ...] = Field(min_length=1)
    audience: tuple[Literal["field-worker", "coordinator", "decision-maker", "trainer", "resident"], ...] = Field(
        min_length=1
    )
    purpose: Purpose
    phase: tuple[Phase, ...] = ()
    duration: Text | None = None
    group_size: Text | None = None
    origin: Origin | None = None
    projects: tuple[ProjectId, ...] = ()
    terms: tuple[TermId, ...] = ()
    related: tuple[GuideId, ...] = ()
    sources: tuple[SourceId, ...] = ()


class HoursPart(Value):
    kind: Literal["theory", "field-practice", "field-processing"]
    hours: Annotated[int, Field(gt=0)]


class Hours(Fact):
    total: Annotated[int, Field(gt=0)]
    parts: tuple[HoursPart, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.parts and (parts_total := sum(part.hours for part in self.parts)) != self.total:
            terms = " + ".join(str(part.hours) for part in self.parts)
            raise PydanticCustomError("wrong-sum", "hours", {"terms": terms, "found": parts_total, "total": self.total})
        return self


class Groups(Fact):
    count: Annotated[int, Field(gt=0)]
    size: Annotated[int, Field(gt=0)]


class Training(Authored):
    themes: tuple[ThemeId, ...] = Field(min_length=1)
    audience: tuple[Literal["field-worker", "coordinator", "decision-maker", "trainer", "resident"], ...] = Field(
        min_length=1
    )
    target_groups: tuple[TargetGroupId, ...] = ()
    project: ProjectId
    organisations: tuple[OrganisationId, ...] = ()
    counties: tuple[CountyId, ...] = ()
    places: tuple[PlaceId, ...] = ()
    hours: Hours | None = None
    groups: Groups | None = None
    delivery: Literal["in-person", "mixed", "online"] | None = None
    train_the_trainers: bool = False
    terms: tuple[TermId, ...] = ()
    related: tuple[GuideId, ...] = ()
    sources: tuple[SourceId, ...] = ()
