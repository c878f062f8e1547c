"""Formatting that exports share: XML escaping, compact JSON, exact decimals, the last day of a partial date."""

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
    """Escape text for an XML element or attribute; characters that XML 1.0 forbids are left out."""
    return html.escape(xml_characters(text)) if _TO_ESCAPE.search(text) else text


def xml_characters(text: str) -> str:
    """Text without the characters that XML 1.0 forbids (section 2.2), not escaped."""
    return _NOT_IN_XML.sub("", text)


def dumps(value: Any) -> str:
    """Compact JSON, without spaces between tokens."""
    return to_json(value).decode()


def digits(value: Decimal | int) -> str:
    """Format a number exactly, without exponent or trailing zeros: 13216768, 95.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spaced(text: str) -> str:
    """Replace no-break spaces, which are for pages, by spaces."""
    return text.replace(NBSP, " ")


def last_day(date: str) -> str:
    """The last day that a partial date can mean: `2020` → `2020-12-31`, `2019-02` → `2019-02-28`."""
    if len(date) == 10:
        return date
    year, _, month = date.partition("-")
    end = int(month or 12)
    return f"{year}-{end:02}-{calendar.monthrange(int(year), end)[1]}"
