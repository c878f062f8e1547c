"""Points for map programs (RFC 7946): the places that projects mention, with both names, codes and roles."""

from collections.abc import Mapping
from typing import Any

from kalaka.exports import LICENCE, VERSION
from kalaka.exports.text_forms import dumps
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.knowledge_base import Library
from kalaka.model.project import Project

WORKED = ("intervention", "network", "pilot", "area", "event")
"""Roles of places where a project worked: not where an organisation has its seat, nor where it hoped to go."""
Mentions = tuple[tuple[str, tuple[str, ...]], ...]
"""Place and its roles in one project; `activity` where only an activity names it."""
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
"""What a point tells, in the groups in which the documentation explains it."""
CODES = {"RO": "SIRUTA", "HU": "KSH"}


def worked_in(project: Project) -> tuple[list[str], list[str]]:
    """Places and whole counties where the project worked, each once, in the order of the record."""
    groups = [group for group in project.places if group.role in WORKED]
    places = dict.fromkeys(name for group in groups for name in group.places)
    return list(places), list(dict.fromkeys(name for group in groups for name in group.counties))


def mentions(project: Project) -> Mentions:
    found: dict[str, dict[str, None]] = {}
    for group in project.places:
        for name in group.places:
            found.setdefault(name, {})[group.role] = None
    for activity in project.activities:
        for name in activity.places:
            found.setdefault(name, {} if name in found else {"activity": None})
    return tuple((name, tuple(roles)) for name, roles in found.items())


def geojson(library: Library, places: Mapping[str, Mapping[str, tuple[str, ...]]]) -> str:
    """Features in the order of ids. `places` is place → project → roles."""
    features = ",\n".join(dumps(_feature(library, name, places[name])) for name in sorted(places))
    head = {"type": "FeatureCollection", "version": VERSION, "licence": LICENCE}
    return f'{dumps(head)[:-1]},"features":[\n{features}\n]}}\n'


def _feature(library: Library, name: str, projects: Mapping[str, tuple[str, ...]]) -> Mapping[str, Any]:
    place = library.places[name]
    county = library.counties.get(place.county or "")
    told = {
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
        **{f"page_{lang}": library.settings.site_url + url(lang, f"places/{name}/") for lang in LANGS},
        "projects": [{"id": project, "roles": roles} for project, roles in sorted(projects.items())],
    }
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Point", "coordinates": (place.lon, place.lat)},
        "properties": told,
    }


def _both(field: str, text: Text | None) -> Mapping[str, str | None]:
    """Flat, as map programs want it: `name_hu`, `name_ro`."""
    return {f"{field}_{lang}": text.get(lang) if text else None for lang in LANGS}
