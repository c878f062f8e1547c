"""What a knowledge base is made of: frozen values, checked for shape, with no reading or writing.

A *fact* is something a source states; it carries its `evidence`. Facts that sources state differently stand side
by side in a list. What no source states is simply absent, and the page says so. Text that differs by language is a
`Text`; everything else stands once. Rules that need more than one value (does this place exist?) are in `checks`.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Lang = Literal["hu", "ro"]
LANGS: tuple[Lang, Lang] = ("hu", "ro")


def other(lang: Lang) -> Lang:
    """The second language of the pair."""
    return "ro" if lang == "hu" else "hu"


ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _partial_date(value: Any) -> Any:
    """A year, a month or a day as `2019`, `2019-02`, `2019-02-28` (EDTF level 0); no day is invented."""
    text = value if isinstance(value, str) else ""
    if not _DATE.fullmatch(text):
        raise PydanticCustomError("bad-date", "not a date", {"found": text})
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise PydanticCustomError("bad-date", "no such day", {"found": text}) from None
    return text


def _url(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"'\\]+", value):
        return value
    raise PydanticCustomError("bad-url", "not a web address", {"found": str(value)})


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]


@dataclass(frozen=True)
class Ref:
    """Marks an id that must exist elsewhere: in a vocabulary, or among the records and guides."""

    kind: str


CountyId = Annotated[Id, Ref("counties")]
GuideId = Annotated[Id, Ref("guides")]
OrganisationId = Annotated[Id, Ref("organisations")]
PlaceId = Annotated[Id, Ref("places")]
ProgrammeId = Annotated[Id, Ref("programmes")]
ProjectId = Annotated[Id, Ref("projects")]
SourceId = Annotated[Id, Ref("sources")]
TargetGroupId = Annotated[Id, Ref("target-groups")]
TermId = Annotated[Id, Ref("terms")]
ThemeId = Annotated[Id, Ref("themes")]
TrainingId = Annotated[Id, Ref("trainings")]
UnitId = Annotated[Id, Ref("units")]

Line = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True, pattern=r"^[^\r\n]*$")]
Prose = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
PartialDate = Annotated[str, BeforeValidator(_partial_date, json_schema_input_type=str | int)]
Url = Annotated[str, BeforeValidator(_url, json_schema_input_type=str)]


def json_number(value: Decimal) -> int | float:
    """A number as JSON writes it. Its readers keep 15 digits, which is more than any sum has."""
    return int(value) if value == value.to_integral_value() else float(value)


_InJson = PlainSerializer(json_number, return_type=int | float, when_used="json")
Amount = Annotated[Decimal, Field(ge=0, le=10**15, decimal_places=6), _InJson]


class Value(BaseModel):
    """Base of everything here: cannot change, and refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # an edit reads one record


class _PerLanguage(Value):
    @model_validator(mode="after")
    def _some_language(self) -> Self:
        if not any(getattr(self, lang) for lang in LANGS):
            raise PydanticCustomError("no-language", "neither hu nor ro is given")
        return self


class Text(_PerLanguage):
    """One line in one or both languages, plain text: no markup is read from it."""

    hu: Line | None = None
    ro: Line | None = None

    def get(self, lang: Lang) -> str | None:
        return self.hu if lang == "hu" else self.ro

    def best(self, lang: Lang) -> tuple[str, Lang]:
        """The text for a reader of `lang`, and the language it is really in."""
        own = self.get(lang)
        return (own, lang) if own else (self.get(other(lang)) or "", other(lang))


class LongText(_PerLanguage):
    """Markdown (CommonMark with tables) in one or both languages."""

    hu: Prose | None = None
    ro: Prose | None = None

    def get(self, lang: Lang) -> str | None:
        return self.hu if lang == "hu" else self.ro


class Words(Value):
    """Lists of words in each language: other names, everyday words."""

    hu: tuple[Line, ...] = ()
    ro: tuple[Line, ...] = ()

    def get(self, lang: Lang) -> tuple[str, ...]:
        return self.hu if lang == "hu" else self.ro


class Evidence(Value):
    """Which source states a fact, and where in it."""

    source: SourceId
    where: Line | None = Field(None, description="The place in the source (heading, paragraph), in its own language.")
    as_of: PartialDate | None = None


class Fact(Value):
    """Something at least one source states."""

    evidence: tuple[Evidence, ...] = Field(min_length=1)
    note: Text | None = None


Qualifier = Literal["exactly", "at_least", "more_than", "about", "nearly", "at_most"]


class Quantity(Value):
    """A number with its unit and how firmly it is stated; `to` makes it a range (10–15)."""

    value: Amount
    to: Amount | None = None
    qualifier: Qualifier = "exactly"
    unit: UnitId
    each: Text | None = Field(None, description="Per what, when the number is a rate: per county, a year.")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.to is not None and self.to <= self.value:
            raise PydanticCustomError("range-falls", "range", {"low": str(self.value), "high": str(self.to)})
        return self


class Review(Value):
    last_checked: PartialDate
    next_check: PartialDate | None = None


class Translation(Value):
    """State of the text in the language that is not the original."""

    status: Literal["reviewed", "unreviewed", "outdated"] = Field(
        description="Whether somebody at home in both languages has compared it with the original."
    )
    date: PartialDate


class Entry(Value):
    """Something with an address of its own. `id` is the file's name or the key in the vocabulary; it never changes."""

    id: Id


# Vocabulary


class Source(Entry):
    title: Text
    lang: Lang
    kind: Literal["document", "public"] = Field(description="A source document, or a public page that confirms it.")
    publisher: Text | None = None
    date: PartialDate | None = None
    accessed: PartialDate | None = None
    url: Url | None = None
    note: Text | None = None


class County(Entry):
    name: Text = Field(description="The short name: Maros, Mureș.")
    full_name: Text = Field(description="The official name today: Hajdú-Bihar vármegye, județul Mureș.")
    former: Text | None = Field(None, description="The full name at the time of the projects, when it differs.")
    country: Literal["HU", "RO"]
    code: Line
    nuts3: Annotated[str, StringConstraints(pattern=r"^(HU|RO)\d{3}$")]
    evidence: tuple[Evidence, ...] = ()


class Place(Entry):
    name: Text
    level: Literal["commune", "town", "municipality", "county_rights_town", "capital", "micro_region"]
    country: Literal["HU", "RO"]
    county: CountyId | None = None
    nuts3: Annotated[str, StringConstraints(pattern=r"^(HU|RO)\d{3}$")]
    code: Annotated[str, StringConstraints(pattern=r"^\d{4,6}$")] | None = Field(
        None, description="SIRUTA code of the unit in Romania, KSH code in Hungary."
    )
    lat: Annotated[float, Field(ge=43.5, le=48.7)]
    lon: Annotated[float, Field(ge=16.0, le=30.0)]
    geonames: Annotated[str, StringConstraints(pattern=r"^\d+$")] | None = None
    seat: PlaceId | None = Field(None, description="The seat of a micro-region.")
    aliases: tuple[Line, ...] = Field((), description="Other spellings, for finding.")
    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()


class Organisation(Entry):
    name: Text
    short_name: Text | None = None
    gloss: Text | None = Field(None, description="What the name means, where it has no translation.")
    kind: Literal["association", "foundation", "church", "authority", "company", "university", "network", "fund"]
    country: Literal["HU", "RO", "NO"]
    seat: PlaceId | None = None
    former_names: Words | None = None
    later_names: Words | None = None
    aliases: tuple[Line, ...] = ()
    url: Url | None = None
    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()


class Programme(Entry):
    name: Text
    code: Line | None = None
    gloss: Text | None = None
    country: Literal["HU", "RO"]
    fund: Literal["esf", "eea", "erdf", "national"] | None = None
    period: Line | None = None
    part_of: ProgrammeId | None = None
    authority: OrganisationId | None = None
    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()


class Theme(Entry):
    name: Text
    shape: Annotated[int, Field(ge=1, le=8)] = Field(description="Shape and colour on the site, 1 to 8.")
    description: Text


class TargetGroup(Entry):
    name: Text
    description: Text | None = None


class Unit(Entry):
    """How a counted thing is written: Hungarian keeps the singular, Romanian needs one and few (5 ore, 20 de ore)."""

    hu: Line
    ro: tuple[Line, Line] = Field(description="One and many: [oră, ore].")


class Term(Entry):
    name: Text
    variants: Words = Words()
    everyday: Words = Field(Words(), description="What readers type when they look for it.")
    definition: Text
    note: Text | None = None
    themes: tuple[ThemeId, ...] = ()
    eurovoc: int | None = None
    checked: bool = Field(True, description="False until a specialist of both languages has confirmed the pair.")


# Projects


class Code(Fact):
    value: Line = Field(description="The canonical form.")
    as_printed: Line | None = Field(None, description="As the source prints it, errors included.")
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
    of: Text | None = Field(None, description="Which part of the project, when not the whole.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _check_order(self.start, self.end)
        return self


class Funding(Fact):
    kind: Literal["grant", "total", "own_contribution"]
    amount: Amount | None = None
    currency: Literal["HUF", "RON", "EUR"] | None = None
    rate: Annotated[Decimal, Field(ge=0, le=100, decimal_places=6), _InJson] | None = Field(
        None, description="Share of the total in per cent."
    )
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


class Participants(Fact):
    """Organisations that had one role in the project."""

    role: Literal[
        "lead", "coordinator", "consortium", "partner", "intermediate", "authority", "funder", "network", "named"
    ] = Field(description="`named`: the source names it and gives no role.")
    organisations: tuple[OrganisationId, ...] = Field(min_length=1)


class Audience(Fact):
    groups: tuple[TargetGroupId, ...] = Field(min_length=1)
    kind: Literal["direct", "professional", "wider"] = "direct"


class Goal(Fact):
    text: Text


class Activity(Fact):
    title: Text
    quantities: tuple[Quantity, ...] = ()
    for_whom: Text | None = None
    places: tuple[PlaceId, ...] = ()
    counties: tuple[CountyId, ...] = ()
    training: TrainingId | None = None


class Output(Fact):
    kind: Literal["guide", "training", "event", "film", "study", "plan", "network", "material"]
    title: Text
    quantities: tuple[Quantity, ...] = ()
    guide: GuideId | None = None
    training: TrainingId | None = None


class Stated(Fact):
    quantity: Quantity


class Indicator(Value):
    """One thing that was counted. More than one value means that the sources, or two places of one, disagree."""

    title: Text
    values: tuple[Stated, ...] = Field(min_length=1)
    measures: Literal["participants"] | None = Field(
        None, description="Set when the number is the number of people who took part: costs are compared by it."
    )
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
    summary: Text = Field(description="Two or three sentences, at most 600 characters.")
    body: LongText | None = Field(None, description="The story: background and method, in Markdown.")
    status: Literal["planned", "running", "completed", "unknown"]
    status_note: Text | None = None
    scope: Literal["local", "micro_region", "county", "regional", "national", "cross_border"]
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
    relations: tuple[Relation, ...] = ()
    guides: tuple[GuideId, ...] = ()
    trainings: tuple[TrainingId, ...] = ()
    notes: tuple[Text, ...] = Field((), description="Editors' notes that readers see.")
    translation: Translation | None = None
    review: Review
    redirect_from: tuple[Id, ...] = ()


# Authored pages: the facts stand in the front matter of the original, the translation has its own words and state


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
    purpose: Literal["learn", "do", "decide"]
    phase: tuple[Literal["assessment", "involvement", "planning", "action", "evaluation", "sustaining"], ...] = ()
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
        if self.parts and (found := sum(part.hours for part in self.parts)) != self.total:
            terms = " + ".join(str(part.hours) for part in self.parts)
            raise PydanticCustomError("wrong-sum", "hours", {"terms": terms, "found": found, "total": self.total})
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


VOCABULARIES: dict[str, type[Entry]] = {
    "counties": County,
    "organisations": Organisation,
    "places": Place,
    "programmes": Programme,
    "sources": Source,
    "target-groups": TargetGroup,
    "terms": Term,
    "themes": Theme,
    "units": Unit,
}
