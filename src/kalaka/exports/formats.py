"""The files below `data/`: names, formats, and size and checksum of written files."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from kalaka.i18n.languages import Lang


class Format(NamedTuple):
    """A file to write. `kind` is the key of its name in the messages; `lang` is None for a file in both languages."""

    name: str
    kind: str
    media: str
    lang: Lang | None = None


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATA: tuple[Format, ...] = (
    Format("projects.hu.xlsx", "xlsx", _SHEET, "hu"),
    Format("projects.ro.xlsx", "xlsx", _SHEET, "ro"),
    Format("projects.hu.csv", "csv", "text/csv", "hu"),
    Format("projects.ro.csv", "csv", "text/csv", "ro"),
    Format("projects.json", "json", "application/json"),
    Format("places.geojson", "geojson", "application/geo+json"),
    Format("iati-activities.xml", "iati", "application/xml"),
    Format("feed.hu.xml", "atom", "application/atom+xml", "hu"),
    Format("feed.ro.xml", "atom", "application/atom+xml", "ro"),
    Format("feed.hu.json", "jsonfeed", "application/feed+json", "hu"),
    Format("feed.ro.json", "jsonfeed", "application/feed+json", "ro"),
)
DESCRIPTIONS: tuple[Format, ...] = (
    Format("datapackage.json", "datapackage", "application/json"),
    Format("dcat.ttl", "dcat", "text/turtle"),
)
"""Descriptions of the other files, with their sizes."""


class DataFile(NamedTuple):
    """A file that was written: size in bytes, SHA-256 in hexadecimal digits."""

    name: str
    kind: str
    media: str
    lang: Lang | None
    size: int
    sha256: str


def measured(folder: Path, form: Format) -> DataFile:
    """A written file with its size and checksum."""
    with (folder / form.name).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return DataFile(*form, (folder / form.name).stat().st_size, digest)
