"""Rules for the vocabulary: ids of terms and tasks, positions of places."""

from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.problems.problem import problem
from kalaka.queries.nearby import distance_km
from kalaka.rules.locator import Locator, Problems


def check_fragments(kb: KnowledgeBase, where: Locator) -> Problems:
    """The id of a term or task is a fragment on the page of all: it must not clash with ids of the frame (`k-…`)."""
    for kind in ("terms", "tasks"):
        file = f"vocabulary/{kind}.yml"
        for name in kb.entries(kind):
            if name.startswith("k-"):
                yield problem(file, where(file, (name,), of_key=True), "bad-id", found=name)


def check_places(kb: KnowledgeBase, where: Locator) -> Problems:
    """A place lies in the region of its county, and not far from the county's other places."""
    file = "vocabulary/places.yml"
    by_county: dict[str, list[str]] = {}
    for name, place in kb.places.items():
        county = kb.counties.get(place.county or "")
        if county is None:
            continue
        by_county.setdefault(county.id, []).append(name)
        if county.nuts3 != place.nuts3:
            at = where(file, (name, "nuts3"))
            yield problem(file, at, "place-county", found=place.nuts3, expected=county.nuts3)
    for names in by_county.values():
        if len(names) < 4:
            continue
        middle = [sorted(getattr(kb.places[n], axis) for n in names)[len(names) // 2] for axis in ("lat", "lon")]
        for name in names:
            place = kb.places[name]
            km = distance_km((place.lat, place.lon), (middle[0], middle[1]))
            if km > 150:
                yield problem(file, where(file, (name, "lat")), "far-from-county", "warning", km=round(km))
