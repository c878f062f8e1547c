"""Maps: true to the coordinates, readable, equal to the lists beside them, and the same for thousands of places.

The plans of all maps of the site are looked at as values; what stands on the built pages is compared with them. Room
for names is looked at with a crowd: thirty made-up settlements, half of them close together, beside those of the site.
"""

import hashlib
import importlib.util
import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import combinations, pairwise, product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kalaka.i18n.collation import sort_key
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Pair, PlaceGroup
from kalaka.model.vocabulary import County, Place
from kalaka.pages import routes
from kalaka.pages.entries import PLACES
from kalaka.pages.facts import PageView
from kalaka.pages.lists import place_roles, places_plan
from kalaka.pages.maps import ground
from kalaka.pages.maps.canvas import MANY, MIDDLE, NARROW, WIDE, Box, Canvas, canvas_of, overlap, scale_bar
from kalaka.pages.maps.chart import MARKS, Point, chart_of
from kalaka.pages.maps.labels import STYLES, mark_box
from kalaka.pages.maps.legend import key, leads_to, notes, said, twin
from kalaka.pages.maps.map import Drawing, Plan, draw, plan
from kalaka.pages.project import LINKED, project_page
from kalaka.queries.nearby import Grid, distance_km
from kalaka.rules.page_weight import HEAVIEST
from tests.conftest import ROOT
from tests.test_overviews import FRAME

Maps = dict[str, Plan]


def _project_points(kb: KnowledgeBase, name: str) -> list[Point]:
    roles: dict[str, list[str]] = {}
    for group in kb.projects[name].places:
        for place in group.places:
            roles.setdefault(place, []).append(group.role)
    return [Point(place, tuple(role for role in MARKS if role in found)) for place, found in roles.items()]


def _plans(kb: KnowledgeBase, lang: Lang) -> Maps:
    """The maps of the site: of a country, of both as on the home page, of projects, of counties, of places."""
    view = PageView(kb, lang, "places/")
    found = {country: places_plan(view, (country,), country.lower()) for country in ("HU", "RO")}
    found["home"] = places_plan(view, ("HU", "RO"))
    made = {name: one for name, one in found.items() if one}
    for name in kb.projects:
        if len(points := _project_points(kb, name)) > 1:
            made[name] = plan(view, points, "places")
    for county in ("kolozs", "szilagy", "bihar"):
        inside = [name for name, place in kb.places.items() if place.county == county]
        made[county] = plan(view, [Point(name, place_roles(kb, name)) for name in inside], "places", county=county)
        points = [Point(name, place_roles(kb, name), here=name == inside[0]) for name in inside[:6]]
        made[inside[0]] = plan(view, points, "near")
    return made


FORE = {"Felső": "de Sus", "Alsó": "de Jos", "Nagy": "Mare", "Kis": "Mică", "Közép": "din Mijloc"}
BACK = {"kút": "Fântâna", "patak": "Valea", "domb": "Movila", "liget": "Dumbrava", "mező": "Câmpia", "halom": "Măgura"}


@pytest.fixture(scope="module")
def crowd(kb: KnowledgeBase) -> KnowledgeBase:
    rng = random.Random(3)
    places, groups = dict(kb.places), {"intervention": [], "network": []}
    for number, (fore, back) in enumerate(product(FORE, BACK)):
        middle, spread = ((46.9, 24.6), 0.12) if number % 2 else ((46.5, 24.8), 0.7)
        name = f"crowd-{number}"
        places[name] = kb.places["korosfo"].model_copy(
            update={
                "id": name,
                "name": Text(hu=fore + back, ro=f"{BACK[back]} {FORE[fore]}"),
                "county": ("kolozs", "szilagy", "bihar")[number % 3],
                "lat": middle[0] + rng.uniform(-spread, spread),
                "lon": middle[1] + rng.uniform(-spread, spread),
            }
        )
        groups["network" if number % 6 else "intervention"].append(name)
    gathering = next(iter(kb.projects.values()))._replace(
        id="crowd",
        places=tuple(PlaceGroup(role, None, tuple(names), ()) for role, names in groups.items()),
        mentions=tuple((("places", 0), "places", name) for names in groups.values() for name in names),
        relations=(),
    )
    del places["bukarest"]
    return replace(_with(kb, places), projects={"crowd": gathering})


@pytest.fixture(scope="module")
def plans(kb: KnowledgeBase) -> dict[Lang, Maps]:
    return {lang: _plans(kb, lang) for lang in LANGS}


@pytest.fixture(scope="module")
def crowded(crowd: KnowledgeBase) -> dict[Lang, Maps]:
    return {lang: _plans(crowd, lang) for lang in LANGS}


def _sheets(made: Mapping[Lang, Maps]) -> Iterator[tuple[str, Drawing]]:
    for lang, maps in made.items():
        for name, one in maps.items():
            for sheet in one.drawings:
                yield f"{lang} {name} {sheet.size.name}", sheet


# Geometry


def test_a_kilometre_is_a_kilometre(plans: dict[Lang, Maps], crowded: dict[Lang, Maps]) -> None:
    """The scale bar agrees with the sphere to one part in a hundred, and the rounding of a drawing unit."""
    for name, sheet in _sheets({"hu": plans["hu"], "ro": crowded["hu"]}):
        canvas = sheet.chart.canvas
        kilometres, length = scale_bar(canvas)
        middle = (canvas.south + canvas.north) / 2
        east = canvas.west + length / canvas.scale / canvas.shrink
        assert distance_km((middle, canvas.west), (middle, east)) == pytest.approx(kilometres, rel=0.01 + 0.5 / length)
        assert canvas.width / 12 < length < canvas.width / 4, name


def test_marks_stand_where_the_places_are(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    for name, sheet in _sheets(plans):
        for spot in sheet.chart.spots:
            places = [kb.places[point.place] for point in spot.points]
            at = [(sheet.chart.canvas.x(place.lon), sheet.chart.canvas.y(place.lat)) for place in places]
            stood = spot.true or (spot.x, spot.y)
            assert math.dist(stood, [sum(values) / len(at) for values in zip(*at, strict=True)]) < 1.5, (name, spot)
            if spot.true:  # moved aside, because another one stands there
                others = [other.true or (other.x, other.y) for other in sheet.chart.spots if other is not spot]
                assert min(math.dist(stood, other) for other in others) < 40, (name, spot)


def test_every_place_is_drawn_once_in_every_size(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    expected = {name: _project_points(kb, name) for name in kb.projects}
    used = [(name, place.country) for name, place in kb.places.items() if place_roles(kb, name)]
    for key_of_map, countries in (("HU", ("HU",)), ("RO", ("RO",)), ("home", ("HU", "RO"))):
        expected[key_of_map] = [Point(name, place_roles(kb, name)) for name, country in used if country in countries]
    for lang, maps in plans.items():
        for name, one in maps.items():
            for sheet in one.drawings:
                drawn = sorted(point for spot in sheet.chart.spots for point in spot.points)
                assert drawn == sorted(one.points) == sorted(expected.get(name, one.points)), (lang, name)


def test_roles_make_the_mark(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    wide = [plans["hu"][country].drawings[0].chart for country in ("HU", "RO")]
    marks = {spot.points[0].place: spot.mark for chart in wide for spot in chart.spots}
    assert [marks[name] for name in ("korosfo", "karcag", "szolnok", "banffyhunyad", "gyongyos")] == [
        "main", "main", "other", "other", "seat"
    ]  # fmt: skip
    assert place_roles(kb, "korosfo") == ("intervention", "network")
    assert place_roles(kb, "nagyszalonta") == ()
    assert "nagyszalonta" not in marks


# Words on a map


def test_no_word_covers_a_mark_or_a_word(plans: dict[Lang, Maps], crowded: dict[Lang, Maps]) -> None:
    looked = 0
    for name, sheet in (*_sheets(plans), *_sheets(crowded)):
        labels = list(sheet.lettering.labels)
        marks = [mark_box(spot) for spot in sheet.chart.spots]
        for label in labels:
            assert _within(label.box, sheet.chart.canvas), (name, label)
            assert not [box for box in marks if overlap(label.box, box)], (name, label)
        assert not [pair for pair in combinations(labels, 2) if overlap(pair[0].box, pair[1].box)], name
        looked += len(labels)
    assert looked > 500


def _within(box: Box, canvas: Canvas) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= canvas.width and box[3] <= canvas.height


def test_main_places_are_named(plans: dict[Lang, Maps], crowded: dict[Lang, Maps]) -> None:
    """While there is room; a name that fits nowhere is left to the link of its mark."""
    for maps, share in ((plans, 0.95), (crowded, 0.7)):
        wanted = named = 0
        for _, sheet in _sheets(maps):
            main = {i for i, spot in enumerate(sheet.chart.spots) if spot.mark == "main" or spot.here}
            wanted, named = wanted + len(main), named + len(main & set(sheet.lettering.names))
        assert named / wanted > share


@pytest.mark.parametrize(
    ("lang", "both"), [("hu", ("Körösfő", "Izvoru Crișului")), ("ro", ("Izvoru Crișului", "Körösfő"))]
)
def test_the_readers_name_comes_first_and_alone_on_a_phone(
    plans: dict[Lang, Maps], lang: Lang, both: tuple[str, str]
) -> None:
    for county in ("RO", "kolozs"):
        for sheet in plans[lang][county].drawings:
            spots = enumerate(sheet.chart.spots)
            index = next((i for i, spot in spots if [p.place for p in spot.points] == ["korosfo"]), None)
            if index is not None:
                names = tuple(text for text, _ in sheet.lettering.names[index].lines)
                assert names == (both[:1] if sheet.size is NARROW else both)
    for name, sheet in _sheets(plans):
        if sheet.size is NARROW:
            assert all(len(label.lines) == 1 for label in sheet.lettering.labels), name


def test_long_names_are_left_out_rather_than_squeezed(kb: KnowledgeBase) -> None:
    long = "Nagyonhosszúnevűszékelyszentgyörgyfalva " * 3
    places = {
        name: kb.places["korosfo"].model_copy(update={"id": name, "lat": lat, "lon": lon, "name": Text(hu=long)})
        for name, lat, lon in (("a", 46.0, 25.0), ("b", 46.3, 25.4))
    }
    view = PageView(_with(kb, places), "hu", "places/")
    made = plan(view, [Point("a", ("pilot",)), Point("b", ("seat",))], "near")
    assert not any(sheet.lettering.names for sheet in made.drawings)
    assert long.strip() in said(view, made.drawings[0].chart.spots[0])


def _with(
    kb: KnowledgeBase, places: Mapping[str, Place], counties: Mapping[str, County] | None = None
) -> KnowledgeBase:
    known = {"places": places, "counties": {**kb.counties, **(counties or {})}}
    return replace(kb, vocabulary={**kb.vocabulary, **known})


def test_the_style_sheet_has_the_sizes_that_room_was_made_for() -> None:
    css = (ROOT / "src/kalaka/theme/assets/site.css").read_text("utf-8")

    def size(selector: str) -> list[float]:
        rules = re.findall(rf"(?:^|\n) *{re.escape(selector)} {{[^}}]*?font-size: ([\d.]+)px", css)
        return [float(found) for found in rules]

    for sheet in (WIDE, MIDDLE):
        assert size(".k-map__a") == [STYLES[sheet].main]
        assert size(".k-map__t") == [STYLES[sheet].other]
        assert size(".k-map .k-map__b") == [STYLES[sheet].second]
        assert size(".k-map__country") == [STYLES[sheet].country]
        assert size(".k-map__small") == size(".k-map__county") == [STYLES[sheet].ground]
    narrow, small = STYLES[NARROW], ".k-map--narrow :is(.k-map__small, .k-map__county)"
    assert (size(small)[0], size(".k-map--narrow .k-map__a")[0]) == (narrow.ground, narrow.main)
    assert size(".k-map--narrow :is(.k-map__country, .k-map__t)") == [narrow.country] == [narrow.other]
    # enlarged drawings have letters that are smaller in their units, so that they keep within the room found for them
    assert size(".k-map--narrow .k-map__a")[1] < narrow.main
    at = [float(found) for found in re.findall(r"min-width: (\d+)px\) (?:and|\{ \.k-atlas)", css)]
    assert at == [620, 960]
    for least, sheet in zip((320 - 32, *at), (NARROW, MIDDLE, WIDE), strict=True):
        style = STYLES[sheet]
        assert least / sheet.width * min(style.other, style.ground) >= (10 if sheet is NARROW else 12)
    assert 358 / NARROW.width * narrow.ground > 12


# Crowds


def test_places_close_to_each_other_share_a_mark_that_names_them(kb: KnowledgeBase, crowded: dict[Lang, Maps]) -> None:
    marks = {sheet.size: sheet.chart.spots for sheet in crowded["hu"]["RO"].drawings}
    shared = {size: [spot for spot in spots if spot.gathered] for size, spots in marks.items()}
    assert shared[NARROW]
    assert len(marks[NARROW]) < len(marks[MIDDLE]) < len(marks[WIDE])
    for size, spots in marks.items():
        for a, b in combinations(spots, 2):
            assert math.hypot(a.x - b.x, a.y - b.y) > 10, size
    view = PageView(kb, "hu", "places/")
    drawing = chart_of([Point(name, ()) for name in ("karcag", "karcagi-kisterseg", "szolnok")], kb.places, NARROW)
    assert not any(spot.gathered for spot in drawing.spots), "a pair keeps its marks"
    places = {name: kb.places["karcag"].model_copy(update={"id": name, "name": Text(hu=name)}) for name in "abcde"}
    made = plan(PageView(_with(kb, places), "hu", "places/"), [Point(name, ()) for name in places], "near")
    (spot,) = made.drawings[0].chart.spots
    assert said(PageView(_with(kb, places), "hu", "places/"), spot) == "a, b, c, d, e: 5 hely"
    assert messages("hu")("on_map.groups") in notes(view, {MIDDLE: made.drawings[0].chart})


def test_a_map_depends_on_coordinates_alone(kb: KnowledgeBase) -> None:
    points = [Point(name, place_roles(kb, name)) for name in kb.places if place_roles(kb, name)]
    for size in (WIDE, MIDDLE, NARROW):
        one, two = chart_of(points, kb.places, size), chart_of(list(reversed(points)), kb.places, size)
        assert one == two


def test_two_marks_in_one_place_stand_side_by_side(kb: KnowledgeBase) -> None:
    """A micro-region has the coordinates of its seat."""
    points = [Point("karcag", ("network",)), Point("karcagi-kisterseg", ("pilot",)), Point("szolnok", ())]
    view = PageView(kb, "hu", "places/")
    for sheet in plan(view, points, "near").drawings:
        assert [spot.points[0].place for spot in sheet.chart.spots if spot.true] == ["karcag"]
        for a, b in combinations(sheet.chart.spots, 2):
            assert math.hypot(a.x - b.x, a.y - b.y) > 10
        assert messages("hu")("on_map.moved") in notes(view, {sheet.size: sheet.chart})
        assert messages("hu")("on_map.region") in notes(view, {sheet.size: sheet.chart})


# Very many places


def _many(kb: KnowledgeBase, count: int, counties: int) -> tuple[KnowledgeBase, list[Point]]:
    """Places spread evenly, in counties of one column each."""
    base = kb.places["korosfo"]
    side = math.isqrt(count)
    names = [f"c{n}" for n in range(counties)]
    places = {}
    for n in range(count):
        row, column = divmod(n, side)
        name = f"p{n}"
        change = {"id": name, "lat": 44.0 + 3.5 * row / side, "lon": 21.0 + 7 * column / side}
        places[name] = base.model_copy(update={**change, "county": names[column * counties // side]})
    made = {name: kb.counties["kolozs"].model_copy(update={"id": name}) for name in names}
    return _with(kb, places, made), [Point(name, ("network",)) for name in places]


def test_places_of_a_county_become_one_mark(kb: KnowledgeBase) -> None:
    many, points = _many(kb, 2500, 10)
    view = PageView(many, "hu", "places/")
    made = plan(view, points, "ro", wide=True)
    for sheet in made.drawings:
        spots = sheet.chart.spots
        assert [spot.mark for spot in spots] == ["county"] * 10
        assert sum(len(spot.points) for spot in spots) == 2500
        assert leads_to(view, spots[0], "ro") == f"../counties/{spots[0].county}/"
        assert said(view, spots[0]) == f"Kolozs megye (județul Cluj): {len(spots[0].points)} hely"
        assert messages("hu")("on_map.counties") in notes(view, {sheet.size: sheet.chart})
    drawn = str(draw(view, made, "x"))
    assert drawn.count('class="k-map__many"') == 30
    assert len(drawn) < 90_000  # in three sizes
    assert sum(len(lines) for _, lines in twin(view, points)) == 10


def test_a_county_with_very_many_places_is_drawn_by_squares(kb: KnowledgeBase) -> None:
    many, points = _many(kb, 3000, 1)
    view = PageView(many, "hu", "counties/c0/")
    for sheet in plan(view, points, "places", wide=True).drawings:
        spots = sheet.chart.spots
        assert 10 < len(spots) <= 2 * MANY
        assert {spot.mark for spot in spots if spot.gathered} == {"group"}
        assert {leads_to(view, spot, "places") for spot in spots if spot.gathered} == {"#places"}
        assert re.fullmatch(
            r"Körösfő, Körösfő, Körösfő…: \d+ hely", said(view, max(spots, key=lambda s: len(s.points)))
        )
        assert messages("hu")("on_map.groups") in notes(view, {sheet.size: sheet.chart})


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("count", [PLACES, MANY, 400])
def test_the_page_of_a_county_stays_small(kb: KnowledgeBase, lang: Lang, count: int) -> None:
    """It names the places with the most projects, and leads to the list of all."""
    many, _ = _many(kb, count, 1)
    base, title = next(iter(kb.projects.values())), Pair("Kezdeményezés " * 12, "Inițiativă " * 12)
    made = {}
    for number, name in enumerate((*many.places, "p7")):
        groups = (PlaceGroup("intervention", None, (name,), ()),)
        made[f"x{number}"] = base._replace(
            id=f"x{number}", short_title=title, places=groups, mentions=((("places", 0), "places", name),), relations=()
        )
    many = replace(many, projects=made)
    page = routes(many, lang)["counties/c0/"].render()
    assert len(page.body.encode()) + FRAME < HEAVIEST
    listed = page.body[page.body.index('<h2 id="places"') :]
    named = re.findall(r'<li>.*?href="../../places/(p\d+)/"', listed)
    assert len(named) == len(set(named)) == min(count, PLACES)
    assert "p7" in named
    found = re.search(r'href="\.\./\.\./places/(\d+/)?#c0"', listed)
    assert bool(found) == (count > PLACES)
    assert ' id="c0"' in routes(many, lang)[f"places/{(found[1] if found else '') or ''}"].render().body


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("count", [LINKED, LINKED + 1, 1000])
def test_the_page_of_a_project_with_many_places_stays_small(kb: KnowledgeBase, lang: Lang, count: int) -> None:
    """All are named, and lead to their pages while they are not too many."""
    many, _ = _many(kb, count, 5)
    name = "river-school"
    project, summary = kb.records[name], kb.projects[name]
    group = project.places[0].model_copy(update={"places": tuple(many.places), "counties": ()})
    project = project.model_copy(update={"places": (group,), "activities": (), "body": None, "relations": ()})
    summary = summary._replace(places=(PlaceGroup("network", None, tuple(many.places), ()),), relations=(), links=())
    body = project_page(replace(many, records={name: project}, projects={name: summary}), project, lang).body
    assert len(body.encode()) + FRAME < HEAVIEST
    listed = body[body.index('<div data-k-cell="places">') :]
    listed = listed[: listed.index("</section>")]
    assert listed.count("<li>") == count
    assert listed.count('href="../../places/p') == (count if count <= LINKED else 0)
    assert listed.count('href="../../counties/c') == 5


@pytest.mark.parametrize("count", [1, 2, 3, 10, MANY, MANY + 1])
def test_any_number_of_places_makes_a_map(kb: KnowledgeBase, count: int) -> None:
    many, points = _many(kb, count, 2)
    for lang in LANGS:
        view = PageView(many, lang, "places/")
        made = plan(view, points, "ro")
        assert str(draw(view, made, "x")) == str(draw(view, plan(view, points[::-1], "ro"), "x"))
        for sheet in made.drawings:
            assert sum(len(spot.points) for spot in sheet.chart.spots) == count
            assert all(_within((s.x, s.y, s.x, s.y), sheet.chart.canvas) for s in sheet.chart.spots)


def test_hundreds_in_one_place_are_one_mark(kb: KnowledgeBase) -> None:
    base = kb.places["korosfo"]
    for count in (MANY, 3 * MANY):
        places = {f"p{n}": base.model_copy(update={"id": f"p{n}"}) for n in range(count)}
        made = chart_of([Point(name, ("network",)) for name in places], places, NARROW)
        assert [len(spot.points) for spot in made.spots] == [count]


def test_neighbours_are_the_nearest_of_all() -> None:
    """Found in squares as by measuring every distance, at all densities; equally far, in the order given."""
    rng = random.Random(7)
    for count, spread in product((1, 4, 6, 60, 300), (0.02, 0.5, 2)):
        at = {f"p{n}": (46.5 + rng.uniform(-spread, spread), 20 + rng.uniform(-spread, spread)) for n in range(count)}
        at |= {"same": at["p0"], "again": at["p0"]}
        grid = Grid(at)
        for name in ("p0", "same", f"p{count - 1}"):
            all_of_them = [(other, distance_km(at[name], at[other])) for other in at if other not in (name, "p3")]
            nearest = sorted(all_of_them, key=lambda found: found[1])[:5]
            assert grid.nearest(at[name], 5, {name, "p3"}) == nearest


# The ground


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("borders", ROOT / "tools/borders.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BORDERS = ROOT / "src/kalaka/pages/maps/borders.json"


def test_the_borders_are_those_that_were_recorded() -> None:
    row = next(line for line in (ROOT / "VENDORED.md").read_text("utf-8").split("\n") if "borders.json" in line)
    assert row.endswith(f"`{hashlib.sha256(BORDERS.read_bytes()).hexdigest()}` |")
    assert "public domain" in row
    assert "CC BY 4.0" in row
    assert BORDERS.stat().st_size < 40_000


def test_a_border_stands_once_between_its_two_sides() -> None:
    """Two squares side by side, and a third around nothing else."""
    tool = _tool()
    left = [(0, 0), (0, 1), (1, 1), (1, 0.5), (1, 0), (0, 0)]
    right = [(1, 0), (1, 0.5), (1, 1), (2, 1), (2, 0), (1, 0)]
    apart = [(5, 5), (6, 5), (6, 6), (5, 5)]
    found = tool.lines([("A", left), ("B", right), ("C", apart)])
    assert sorted((one, other, len(points)) for one, other, points in found if other) == [("A", "B", 3)]
    assert sorted((one, other) for one, other, _ in found if not other) == [("A", None), ("B", None), ("C", None)]
    assert sum(len(points) - 1 for _, _, points in found) == 5 + 5 + 3 - 2


def test_a_line_strays_no_farther_than_its_rank_allows() -> None:
    tool = _tool()
    line = [(20 + n / 100, 46 + math.sin(n / 9) / 10) for n in range(200)]
    ranked = tool.ranked(line)
    assert (ranked[0][0], ranked[-1][0]) == (line[0], line[-1])
    assert tuple(tool.TOLERANCES) == ground.TOLERANCES
    counts = []
    for rank, tolerance in enumerate(tool.TOLERANCES):
        kept = [point for point, least in ranked if least <= rank]
        counts.append(len(kept))
        for point in line:
            assert min(tool.distance(point, a, b) for a, b in pairwise(kept)) <= tolerance
    assert counts == sorted(set(counts))


def test_the_numbers_of_a_line_lead_back_to_it() -> None:
    assert list(_tool().steps([((20.5, 46.25), 0), ((20.6, 46.2), 2)])) == [20500, 46250, 0, 100, -50, 2]


def _unit_at(lon: float, lat: float) -> set[str]:
    """The counties on whose land a position is, by the lines of the file."""
    crossed: Counter[str] = Counter()
    for line in ground.lines():
        for (x1, y1, _), (x2, y2, _) in pairwise(line.points):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                crossed.update(unit for unit in line.units if unit)
    return {unit for unit, times in crossed.items() if times % 2}


def test_places_lie_in_their_counties_and_towns_in_their_countries(kb: KnowledgeBase) -> None:
    for name, place in kb.places.items():
        if place.county:
            assert _unit_at(place.lon, place.lat) == {kb.counties[place.county].nuts3}, name
        assert ground.country_at(place.lon, place.lat) == place.country, name
    for town in ground.towns():
        unit = _unit_at(town.lon, town.lat)
        assert len(unit) == 1 or town.rank, town
    for country, positions in ground.COUNTRIES.items():
        preset = positions[: 6 if country in ground.LAND else None]
        found = {ground.country_at(lon, lat) for lon, lat in preset}
        assert found == {country if country in ground.LAND else None}, country
    nuts = {line.units[0] for line in ground.lines()} | {line.units[1] for line in ground.lines()} - {None}
    assert len(nuts) == 20 + 42
    for unit in nuts:
        assert _unit_at(*(ground.county_middle(str(unit)) or (0, 0))) == {unit}


def _points(data: str) -> list[list[tuple[int, int]]]:
    """The lines of the data of an SVG path."""
    found = []
    for start, steps in re.findall(r"M(-?\d+ -?\d+)l([-\d ]*)", data):
        x, y = map(int, start.split())
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        line = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            line.append((line[-1][0] + dx, line[-1][1] + dy))
        found.append(line)
    return found


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW])
def test_land_and_borders_end_at_the_edge(size: Any) -> None:
    seen = 0
    for lon, lat, away in ((25.0, 46.0, 6.0), (22.5, 47.6, 1.0), (26.1, 44.4, 0.3), (19.0, 47.5, 0.3)):
        canvas = canvas_of([(lon - away, lat - away / 2), (lon + away, lat + away / 2)], size)
        edge = ground.EDGE
        for data in ground.land(canvas).values():
            for line in _points(data):
                assert all(-edge <= x <= canvas.width + edge for x, _ in line)
                assert all(-edge <= y <= canvas.height + edge for _, y in line)
                seen += len(line)
        for line in _points(ground.counties(canvas)):
            for (x1, y1), (x2, y2) in pairwise(line):
                segment = (min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1)
                assert overlap(segment, (-edge, -edge, canvas.width + edge, canvas.height + edge))
                seen += 1
    assert seen > 200


def test_a_canvas_inside_a_country_is_all_land() -> None:
    canvas = Canvas(west=24.4, north=46.1, scale=900.0, shrink=0.69, width=340, height=240)
    assert ground.land(canvas) == {"RO": "M-9-9h358v258H-9z"}


def test_a_town_is_named_in_the_language_of_the_page(plans: dict[Lang, Maps]) -> None:
    differing = [town for town in ground.towns() if town.hu != town.ro]
    names = {"hu": {town.hu for town in differing}, "ro": {town.ro for town in differing}}
    for lang in LANGS:
        towns = [label for sheet in plans[lang]["RO"].drawings for _, label in sheet.lettering.towns]
        words = {text for label in towns for text, _ in label.lines}
        assert words & names[lang]
        assert not words & names["ro" if lang == "hu" else "hu"]


def test_a_wide_map_names_both_countries(plans: dict[Lang, Maps]) -> None:
    for lang, names in (("hu", ("MAGYARORSZÁG", "ROMÁNIA")), ("ro", ("UNGARIA", "ROMÂNIA"))):
        for sheet in plans[lang]["home"].drawings:
            words = {code: label.lines[0][0] for code, label in sheet.lettering.countries.items()}
            assert words["HU"] in (names[0], "HU"), sheet.size
            assert words["RO"] in (names[1], "RO"), sheet.size


# What stands on the pages


@dataclass
class _Seen(HTMLParser):
    """Maps and lists of a page in order: marks as (address, name), lines of lists as (county, roles, address)."""

    marks: list[tuple[str, str]] = field(default_factory=list)
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.map = self.title = False
        self.sign = self.county = self.link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.open.append(tag)
        look = given.get("class", "").split()
        if tag == "svg":
            self.map = "k-map" in look
            if self.map:
                assert given["role"] == "group"
                self.groups.append(given["aria-label"])
            if "k-shape" in look:
                self.sign = given.get("aria-label", "")
        elif tag == "a" and self.map:
            self.link = given["href"]
        elif tag == "a" and "h3" in self.open:
            self.county = given["href"]
        elif tag == "a" and "k-pair" in look:
            self.lines.append((self.county, self.sign, given["href"]))
            self.sign = ""
        elif tag == "h3":
            self.county = self.sign = ""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass
        self.map = self.map and "svg" in self.open

    def handle_data(self, data: str) -> None:
        if self.map and self.open[-2:] == ["a", "title"]:
            self.marks.append((self.link, data))


def _section(site: Path, lang: Lang, path: str, start: str) -> _Seen:
    html = (site / url(lang, path) / "index.html").read_text("utf-8")
    (found,) = re.findall(rf"<{start}.*?</(?:section|figure)>(?:<section><h2 id=\"near\".*?</section>)?", html, re.S)
    seen = _Seen()
    seen.feed(found)
    return seen


def _expected(view: PageView, made: Plan) -> set[tuple[str, str]]:
    spots = [spot for sheet in made.drawings for spot in sheet.chart.spots]
    return {(leads_to(view, spot, made.list_id), said(view, spot)) for spot in spots}


def _places(view: PageView, points: tuple[Point, ...]) -> set[tuple[str, str, str]]:
    """What a list must say of the places of a map: county, roles, address."""
    found = set()
    for point in points:
        county = view.kb.places[point.place].county
        roles = ", ".join(view.words(f"place_role.{role}") for role in point.roles)
        found.add((view.href(f"counties/{county}/") if county else "", roles.casefold(), f"places/{point.place}/"))
    return found


def _lines(seen: _Seen) -> set[tuple[str, str, str]]:
    return {(county, roles.casefold(), address.replace("../", "")) for county, roles, address in seen.lines if roles}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("country", ["HU", "RO"])
def test_the_list_of_a_country_is_its_map(
    site: Path, kb: KnowledgeBase, plans: dict[Lang, Maps], lang: Lang, country: str
) -> None:
    html = (site / url(lang, "places/") / "index.html").read_text("utf-8")
    part = html.split(f'<h2 id="{country.lower()}">')[1].split("</section>")[0]
    seen = _Seen()
    seen.feed(part)
    view, made = PageView(kb, lang, "places/"), plans[lang][country]
    assert set(seen.marks) == _expected(view, made)
    assert _lines(seen) == _places(view, made.points)
    assert len(seen.groups) == 3


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_of_the_home_page_is_its_map(
    site: Path, kb: KnowledgeBase, plans: dict[Lang, Maps], lang: Lang
) -> None:
    seen = _section(site, lang, "", 'figure class="k-where"')
    view, made = PageView(kb, lang, ""), plans[lang]["home"]
    assert set(seen.marks) == _expected(view, made)
    assert _lines(seen) == _places(view, made.points)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["river-school", "river-school-2", "orchard-2012", "water-line"])
def test_the_lists_of_a_project_hold_its_map(
    site: Path, kb: KnowledgeBase, plans: dict[Lang, Maps], lang: Lang, name: str
) -> None:
    seen = _section(site, lang, f"projects/{name}/", 'section><h2 id="places">')
    html = (site / url(lang, f"projects/{name}/") / "index.html").read_text("utf-8")
    lists = html.split('<h2 id="places">')[1].split("</section>")[0].rpartition("</figure>")[2]
    view, made = PageView(kb, lang, f"projects/{name}/"), plans[lang][name]
    assert set(seen.marks) == _expected(view, made)
    listed = Counter(re.findall(r'href="([^"]*places/[a-z-]+/)"', lists))
    assert listed == {view.href(f"places/{point.place}/"): len(point.roles) for point in made.points}


def test_projects_with_one_place_or_none_have_no_map(site: Path) -> None:
    for name in ("street-workshop", "open-yard"):
        assert "k-map" not in (site / f"projects/{name}/index.html").read_text("utf-8")


NAMES: dict[Lang, list[str]] = {
    "hu": [
        "Körösfő (Izvoru Crișului): társadalmi beavatkozás, részvétel a projektben vagy hálózatban",
        "Bánffyhunyad (Huedin): részvétel a projektben vagy hálózatban, szervezet székhelye",
        "Eger: modellkísérlet, szervezet székhelye",
        "Szolnok: esemény helyszíne",
    ],
    "ro": [
        "Izvoru Crișului (Körösfő): intervenție socială, participare la proiect sau în rețea",
        "Huedin (Bánffyhunyad): participare la proiect sau în rețea, sediul organizației",
        "Eger: program-model, sediul organizației",
        "Szolnok: locul evenimentului",
    ],
}


@pytest.mark.parametrize("lang", LANGS)
def test_marks_are_called_by_both_names_and_their_roles(site: Path, lang: Lang) -> None:
    html = (site / url(lang, "places/") / "index.html").read_text("utf-8")
    for name in NAMES[lang]:
        assert f"<title>{name}" in html, name


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_a_place_marks_it(site: Path, kb: KnowledgeBase, lang: Lang) -> None:
    html = (site / url(lang, "places/korosfo/") / "index.html").read_text("utf-8")
    found = re.findall(r'<a href="([^"]*)" aria-current="page"><title>([^<]*)</title>', html)
    assert [name for _, name in found] == 2 * NAMES[lang][:1]
    drawn = set(re.findall(r"<a href=\"([^\"]*)\"[^>]*><title>([^<]*)</title>", html)) - set(found)
    near = html.split('<h2 id="near">')[1].split("</section>")[0]
    single = {one for one in drawn if "places/" in one[0]}
    for address, name in single:
        assert f'href="{address}"' in near
        assert name.rpartition(": ")[2] in near
    assert single


def test_lists_stand_in_the_order_of_the_alphabet(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    for lang in LANGS:
        view = PageView(kb, lang, "places/")
        for made in plans[lang].values():
            names = [view.plain(kb.counties[c].name) for c, _ in twin(view, made.points) if c]
            assert names == sorted(names, key=lambda name: sort_key(name, lang))


def test_the_key_counts_what_is_drawn(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    view = PageView(kb, "hu", "places/")
    made = {name: plans["hu"][name] for name in ("HU", "RO")}
    told = {
        name: re.sub(r"<[^>]+>", "\n", key(view, one.points, {sheet.size: sheet.chart for sheet in one.drawings[:1]}))
        for name, one in made.items()
    }
    assert "Társadalmi beavatkozás: 7" in told["RO"]
    assert "Csak részvétel a projektben vagy hálózatban, tervezett bővítés, esemény helyszíne: 4" in told["RO"]
    assert "Társadalmi beavatkozás, modellkísérlet: 3" in told["HU"]
    assert "Megvalósítási terület, esemény helyszíne: 2" in told["HU"]
    assert "Csak szervezet székhelye: 1" in told["HU"]


def test_a_place_without_a_stated_role_says_so(kb: KnowledgeBase) -> None:
    view = PageView(kb, "ro", "places/")
    chart = chart_of([Point("szolnok", ()), Point("karcag", ("pilot",))], kb.places, MIDDLE)
    assert "Szolnok: rolul nu este precizat în sursă" in {said(view, spot) for spot in chart.spots}
