"""Words for the values of fields that have closed values, in the language of an editor."""

from collections.abc import Mapping

from kalaka.i18n.messages import Messages
from kalaka.model.fields import Field, Model, fields

_KEYS: Mapping[tuple[str, str], str] = {
    ("Project", "original"): "data.lang",
    ("Project", "status"): "status",
    ("Project", "scope"): "scope",
    ("Project", "countries"): "country",
    ("Period", "state"): "state",
    ("Places", "state"): "state",
    ("Indicator", "state"): "state",
    ("Funding", "kind"): "funding",
    ("Funding", "currency"): "value.currency",
    ("Funding", "fund"): "fund",
    ("Places", "role"): "place_role",
    ("Participants", "role"): "role",
    ("Audience", "kind"): "value.audience",
    ("Deed", "state"): "state",
    ("Output", "kind"): "output",
    ("Indicator", "measures"): "value.measures",
    ("Relation", "kind"): "relation",
    ("Quantity", "qualifier"): "value.qualifier",
    ("Translation", "status"): "translation",
    ("Origin", "lang"): "data.lang",
    ("Guide", "audience"): "audience",
    ("Guide", "purpose"): "purpose",
    ("Guide", "phase"): "phase",
    ("HoursPart", "kind"): "hours",
    ("Training", "audience"): "audience",
    ("Training", "delivery"): "delivery",
    ("Source", "lang"): "data.lang",
    ("Source", "kind"): "value.source",
    ("County", "country"): "country",
    ("Place", "level"): "place_level",
    ("Place", "country"): "country",
    ("Organisation", "kind"): "org_kind",
    ("Organisation", "country"): "country",
    ("Programme", "country"): "country",
    ("Programme", "fund"): "fund",
    ("Task", "readers"): "readers",
}
"""Class and field → where the messages have the words for its values."""


def message_prefix(model: Model, name: str) -> str:
    """Where the messages have the words for the values of a field of a class: `scope`, `value.audience`.

    Empty for settings, whose values are names of pages and licences.
    """
    return next(_KEYS.get((field.owner.__name__, name), "") for field in fields(model) if field.name == name)


def message_key(field: Field, value: str) -> str:
    """The key of the words for a value of a field; raises KeyError for a field without closed values."""
    return f"{_KEYS[field.owner.__name__, field.name]}.{value}"


def words_of(field: Field, words: Messages) -> dict[str, str]:
    """Each value of a field and the words for it; empty for a field without closed values."""
    return {value: words(message_key(field, value)) for value in field.type.values}
