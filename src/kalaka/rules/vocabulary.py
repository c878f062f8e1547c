"""Rules of the vocabulary: ids of terms, position of places."""

from kalaka.model.knowledge_base import Library
from kalaka.problems.problem import problem
from kalaka.queries.nearby import distance_km
from kalaka.rules.locator import Locator, Problems


def check_terms(library: Library, where: Locator) -> Problems:
    """A term's id is a fragment of the glossary: it stays clear of the frame's own ids."""
    file = "vocabulary/terms.yml"
    for name in library.terms:
        if name.startswith("k-"):
            yield problem(file, where(file, (name,), of_key=True), "bad-id", found=name)


def check_places(library: Library, where: Locator) -> Problems:
    """A place lies in the region of its county, and not far from the county's other places."""
    file = "vocabulary/places.yml"
    by_county: dict[str, list[str]] = {}
    for name, place in library.places.items():
        county = library.counties.get(place.county or "")
        if county is None:
            continue
        by_county.setdefault(county.id, []).append(name)
        if county.nuts3 != place.nuts3:
            at = where(file, (name, "nuts3"))
            yield problem(file, at, "place-county", found=place.nuts3, expected=county.nuts3)
    for names in by_county.values():
        if len(names) < 4:
            continue
        middle = [sorted(getattr(library.places[n], axis) for n in names)[len(names) // 2] for axis in ("lat", "lon")]
        for name in names:
            place = library.places[name]
            km = distance_km((place.lat, place.lon), (middle[0], middle[1]))
            if km > 150:
                yield problem(file, where(file, (name, "lat")), "far-from-county", "warning", km=round(km))
