"""Evidence, facts, and quantities with their qualifier."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kalaka.model.base import Amount, Line, PartialDate, SourceId, Text, UnitId, Value


class Evidence(Value):
    """Which source states a fact, and where in it."""

    source: SourceId
    where: Line | None = None
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
