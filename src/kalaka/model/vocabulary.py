"""Entries of the closed lists that records refer to: places, organisations, programmes, sources, terms, tasks."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kalaka.i18n.languages import LANGS, Lang
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
    kind: Literal["document", "public"]
    publisher: Text | None = None
    date: PartialDate | None = None
    accessed: PartialDate | None = None
    url: Url | None = None
    note: Text | None = None


class County(Entry):
    name: Text
    full_name: Text
    former: Text | None = None
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
    code: Annotated[str, StringConstraints(pattern=r"^\d{4,6}$")] | None = None
    lat: Annotated[float, Field(ge=43.5, le=48.7)]
    lon: Annotated[float, Field(ge=16.0, le=30.0)]
    geonames: Annotated[str, StringConstraints(pattern=r"^\d+$")] | None = None
    seat: PlaceId | None = None
    other_names: Words = Words()
    villages: tuple[Text, ...] = ()
    aliases: tuple[Line, ...] = ()
    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()


class Organisation(Entry):
    name: Text
    short_name: Text | None = None
    gloss: Text | None = None
    kind: Literal[
        "association",
        "foundation",
        "church",
        "authority",
        "institution",
        "government",
        "company",
        "university",
        "network",
        "fund",
    ]
    country: Literal["HU", "RO", "NO"]
    seat: PlaceId | None = None
    former_names: Words | None = None
    later_names: Words | None = None
    other_names: Words = Words()
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
    operator: OrganisationId | None = None
    note: Text | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def title(self) -> Text:
        """Its name for readers: `TOP 6.9.1 – what it means` in a language in which it has no name."""
        hu, ro = (self.name.get(lang) or self._told(lang) for lang in LANGS)
        return Text(hu=hu, ro=ro)

    def _told(self, lang: Lang) -> str | None:
        gloss = self.gloss.get(lang) if self.gloss else None
        return f"{self.code} – {gloss}" if gloss and self.code else gloss


class Theme(Entry):
    name: Text
    shape: Annotated[int, Field(ge=1, le=8)]
    description: Text


class TargetGroup(Entry):
    name: Text
    description: Text | None = None


class Unit(Entry):
    """How a counted thing is written: Hungarian keeps the singular, Romanian needs one and few (5 ore, 20 de ore)."""

    hu: Line
    ro: tuple[Line, Line]


class Term(Entry):
    name: Text
    variants: Words = Words()
    everyday: Words = Words()
    definition: Text
    note: Text | None = None
    themes: tuple[ThemeId, ...] = ()
    eurovoc: int | None = None
    checked: bool = True


Readers = Literal["practitioners", "decision_makers", "editors"]


class Task(Entry):
    """What people come to do, in their own words, and where the site answers it; the file is in order of importance."""

    name: Text
    everyday: Words = Words()
    readers: tuple[Readers, ...] = Field(min_length=1)
    leads_to: tuple[Line, ...] = Field(min_length=1)
    """Addresses below the language, the best answer first: `guides/x/#step`, `projects/?county=x&theme=y`."""


VOCABULARIES: dict[str, type[Entry]] = {
    "counties": County,
    "organisations": Organisation,
    "places": Place,
    "programmes": Programme,
    "sources": Source,
    "target-groups": TargetGroup,
    "tasks": Task,
    "terms": Term,
    "themes": Theme,
    "units": Unit,
}
OPTIONAL = frozenset({"tasks"})
"""Vocabularies that a knowledge base may be without."""
