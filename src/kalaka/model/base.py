"""Base types of the model: frozen values, ids and references, texts in both languages, partial dates, amounts.

A *fact* is a statement of a source and carries its `evidence`. Statements that differ are items of one list. What no
source states is absent. Text that differs by language is a `Text`. Constraints that need more than one value (does
this place exist?) are in `rules`.
"""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from kalaka.i18n.languages import LANGS, Lang, other

ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _partial_date(value: Any) -> Any:
    """Validate a year, month or day: `2019`, `2019-02`, `2019-02-28` (EDTF level 0)."""
    text = value if isinstance(value, str) else ""
    if not _DATE.fullmatch(text):
        raise PydanticCustomError("bad-date", "not a date", {"found": text})
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise PydanticCustomError("no-such-date", "not in the calendar", {"found": text}) from None
    return text


def _url(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"'\\]+", value):
        return value
    raise PydanticCustomError("bad-url", "not a web address", {"found": str(value)})


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]


@dataclass(frozen=True)
class Ref:
    """Annotation of an id that refers to an entry of a kind: of a vocabulary, or a record, guide or training."""

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
Markdown = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
PartialDate = Annotated[str, BeforeValidator(_partial_date, json_schema_input_type=str | int)]
Url = Annotated[str, BeforeValidator(_url, json_schema_input_type=str)]


def json_number(value: Decimal) -> int | float:
    """A decimal as a JSON number. Readers keep 15 digits (IEEE 754 double), which is enough for every amount."""
    return int(value) if value == value.to_integral_value() else float(value)


_InJson = PlainSerializer(json_number, return_type=int | float, when_used="json")
Amount = Annotated[Decimal, Field(ge=0, le=10**15, decimal_places=6), _InJson]


class Value(BaseModel):
    """Base class of the model: frozen; unknown keys are errors."""

    # defer_build: a process that reads one record builds only the models it needs.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


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
        """The text for a reader of `lang`, or that of the other language, and the language it is in."""
        text = self.get(lang)
        return (text, lang) if text else (self.get(other(lang)) or "", other(lang))


class LongText(_PerLanguage):
    """Markdown (CommonMark with tables) in one or both languages."""

    hu: Markdown | None = None
    ro: Markdown | None = None

    def get(self, lang: Lang) -> str | None:
        return self.hu if lang == "hu" else self.ro


class Words(Value):
    """Lists of words in each language: other names, everyday words."""

    hu: tuple[Line, ...] = ()
    ro: tuple[Line, ...] = ()

    def get(self, lang: Lang) -> tuple[str, ...]:
        return self.hu if lang == "hu" else self.ro


class Review(Value):
    last_checked: PartialDate
    next_check: PartialDate | None = None


class Translation(Value):
    """State of the text in the language that is not the original."""

    status: Literal["reviewed", "unreviewed", "outdated"]
    date: PartialDate


class Entry(Value):
    """Base class of entries. `id`, the name of the file or the key in the vocabulary, never changes."""

    id: Id


Loc = tuple[int | str, ...]
"""Path to a value in a document: keys and list positions (pydantic's `loc`)."""
