"""Evidence, facts, and quantities with their qualifier."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainSerializer, TypeAdapter, WrapValidator, model_validator
from pydantic_core import PydanticCustomError

from kalaka.model.base import Amount, Line, PartialDate, SourceId, Text, UnitId, Value

State = Literal["planned", "done", "stated"]
"""How a source tells something: as a plan, as a thing that happened or exists, or without saying which."""


def _one_line(where: str | Text) -> str:
    """A place in a source as data has it: `3. fejezet / capitolul 3` where both languages name it."""
    return where if isinstance(where, str) else " / ".join(filter(None, (where.hu, where.ro)))


_LINE: TypeAdapter[str] = TypeAdapter(Line)


def _either(value: Any, _: Any) -> str | Text:
    """Check a mapping as a text in two languages, anything else as a line: an error then names the field alone."""
    return Text.model_validate(value) if isinstance(value, (dict, Text)) else _LINE.validate_python(value)


class Evidence(Value):
    """Which source states a fact, and where in it.

    `where` is a line in the language of the source, or one in each language.
    """

    source: SourceId
    where: (
        Annotated[
            Line | Text,
            WrapValidator(_either),
            PlainSerializer(_one_line, return_type=str, when_used="json-unless-none"),
        ]
        | None
    ) = None
    as_of: PartialDate | None = None


class Fact(Value):
    """Base class of statements that at least one source supports."""

    evidence: tuple[Evidence, ...] = Field(min_length=1)
    note: Text | None = None


Qualifier = Literal["exactly", "at_least", "more_than", "about", "nearly", "at_most"]


class Quantity(Value):
    """A number with its unit and how firmly it is stated; `to` makes it a range (10–15)."""

    value: Amount
    to: Amount | None = None
    qualifier: Qualifier = "exactly"
    unit: UnitId
    each: Text | None = None

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.to is not None and self.to <= self.value:
            raise PydanticCustomError("range-falls", "range", {"low": str(self.value), "high": str(self.to)})
        return self
