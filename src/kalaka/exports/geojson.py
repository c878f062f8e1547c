"""GeoJSON (RFC 7946) of the places that projects mention, with names, codes and roles."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kalaka.exports import VERSION
from kalaka.exports.text_forms import dumps
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project

WORKED = ("intervention", "network", "pilot", "area", "event")
"""Roles of places where a project worked, in contrast to seats and planned expansion."""
Mentions = tuple[tuple[str, tuple[str, ...]], ...]
"""Places of one project, each with its roles; `activity` where only an activity names it."""
PROPERTIES = {
    "id": ("id",),
    "name": ("name_hu", "name_ro"),
    "level": ("level",),
    "country": ("country",),
    "county": ("county",),
    "county_name": ("county_hu", "county_ro"),
    "nuts3": ("nuts3",),
    "code": ("code", "code_system"),
    "geonames": ("geonames",),
    "page": ("page_hu", "page_ro"),
    "projects": ("projects",),
}
"""Properties of a feature, in the groups of the documentation."""
CODES = {"RO": "SIRUTA", "HU": "KSH"}


def worked_in(project: Project) -> tuple[list[str], list[str]]:
    """Places and whole counties where the project worked, each once, in the order of the record."""
    groups = [group for group in project.places if group.role in WORKED]
    places = dict.fromkeys(name for group in groups for name in group.places)
    return list(places), list(dict.fromkeys(name for group in groups for name in group.counties))


def mentions(project: Project) -> Mentions:
    """Places of a project with their roles."""
    by_place: dict[str, dict[str, None]] = {}
    for group in project.places:
        for name in group.places:
            by_place.setdefault(name, {})[group.role] = None
    for activity in project.activities:
        for name in activity.places:
            by_place.setdefault(name, {} if name in by_place else {"activity": None})
    return tuple((name, tuple(roles)) for name, roles in by_place.items())


class PlacesWriter:
    """Writer of `places.geojson`; it keeps the mentions of places until the last record."""

    def __init__(self, file: Path, kb: KnowledgeBase) -> None:
        self._file = file
        self._kb = kb
        self._places: dict[str, dict[str, tuple[str, ...]]] = {}
        """Place → project → roles."""

    def add(self, project: Project) -> None:
        for place, roles in mentions(project):
            self._places.setdefault(place, {})[project.id] = roles

    def close(self) -> None:
        self._file.write_text(geojson(self._kb, self._places), "utf-8", newline="")


def geojson(kb: KnowledgeBase, places: Mapping[str, Mapping[str, tuple[str, ...]]]) -> str:
    """The file as a text, features in the order of ids. `places` is place → project → roles."""
    features = ",\n".join(dumps(_feature(kb, name, places[name])) for name in sorted(places))
    head = {"type": "FeatureCollection", "version": VERSION, "licence": kb.settings.options.licence}
    return f'{dumps(head)[:-1]},"features":[\n{features}\n]}}\n'


def _feature(kb: KnowledgeBase, name: str, projects: Mapping[str, tuple[str, ...]]) -> Mapping[str, Any]:
    place = kb.places[name]
    county = kb.counties.get(place.county or "")
    properties = {
        "id": name,
        **_both("name", place.name),
        "level": place.level,
        "country": place.country,
        "county": place.county,
        **_both("county", county.name if county else None),
        "nuts3": place.nuts3,
        "code": place.code,
        "code_system": CODES[place.country] if place.code else None,
        "geonames": place.geonames,
        **{f"page_{lang}": kb.settings.site_url + url(lang, f"places/{name}/") for lang in LANGS},
        "projects": [{"id": project, "roles": roles} for project, roles in sorted(projects.items())],
    }
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Point", "coordinates": (place.lon, place.lat)},
        "properties": properties,
    }


def _both(field: str, text: Text | None) -> Mapping[str, str | None]:
    """A text as flat properties, as GIS programs expect them: `name_hu`, `name_ro`."""
    return {f"{field}_{lang}": text.get(lang) if text else None for lang in LANGS}
