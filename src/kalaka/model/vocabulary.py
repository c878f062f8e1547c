"""Entries of the closed lists that records refer to: places, organisations, programmes, sources, terms."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kalaka.i18n.languages import Lang
from kalaka.model.base import (
    CountyId,
    Entry,
    Line,
    OrganisationId,
    PartialDate,
    PlaceId,
    ProgrammeId,
    Text,
    ThemeId,
    Url,
    Words,
)
from kalaka.model.evidence import Evidence


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
