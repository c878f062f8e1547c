"""Small forms that several files share: texts for XML, JSON on one line, dates that are filled up to a day."""

import calendar
import html
import re
from decimal import Decimal
from typing import Any

from pydantic_core import to_json

from kalaka.i18n.formatting import NBSP

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TO_ESCAPE = re.compile("[<>&\"'\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def xml(text: str) -> str:
    """Text for an element or an attribute; what XML 1.0 cannot hold is left out."""
    return html.escape(_NOT_IN_XML.sub("", text)) if _TO_ESCAPE.search(text) else text


def dumps(value: Any) -> str:
    """JSON without needless blanks."""
    return to_json(value).decode()


def digits(value: Decimal | int) -> str:
    """13216768, 95.5: exact, without exponent or needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spaced(text: str) -> str:
    """With plain spaces: no-break spaces are for pages, not for cells."""
    return text.replace(NBSP, " ")


def first_day(date: str) -> str:
    """The first day that a partial date can mean: `2019-02` → `2019-02-01`."""
    return (date + "-01-01")[:10]


def last_day(date: str) -> str:
    """The last day that a partial date can mean: `2020` → `2020-12-31`, `2019-02` → `2019-02-28`."""
    if len(date) == 10:
        return date
    year, _, month = date.partition("-")
    end = int(month or 12)
    return f"{year}-{end:02}-{calendar.monthrange(int(year), end)[1]}"
