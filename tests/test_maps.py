"""Maps: true to the coordinates, readable, equal to the lists beside them, and the same for thousands of places.

The plans of all maps of the site are looked at as values; what stands on the built pages is compared with them. Room
for names is looked at with a crowd: thirty made-up settlements, half of them close together, beside those of the site.
"""

import hashlib
import importlib.util
import json
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
from kalaka.pages.lists import country_plan, place_roles
from kalaka.pages.maps import canvas as paper
from kalaka.pages.maps.canvas import Box, Canvas, overlap
from kalaka.pages.maps.chart import CUTS, MANY, MARKS, Point, Spot, chart_of
from kalaka.pages.maps.labels import CUT, PHONE, WIDE, mark_box
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
    """The maps of the site: of the countries, calm as on the home page, of projects, of counties, of places."""
    view = PageView(kb, lang, "places/")
    found = {country: country_plan(view, country, country.lower()) for country in ("HU", "RO")}
    found["home"] = country_plan(view, "RO", "where", calm=True)
    made = {name: one for name, one in found.items() if one}
    for name in kb.projects:
        if len(points := _project_points(kb, name)) > 1:
            made[name] = plan(view, points, "places")
    for county in ("kolozs", "szilagy", "bihar"):
        inside = [name for name, place in kb.places.items() if place.county == county]
        made[county] = plan(view, [Point(name, place_roles(kb, name)) for name in inside], "places")
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
            for number, sheet in enumerate(one.drawings):
                yield f"{lang} {name} {number}", sheet


# Geometry


def test_a_kilometre_is_a_kilometre(plans: dict[Lang, Maps], crowded: dict[Lang, Maps]) -> None:
    """The scale bar, and the distance of any two marks, agree with the sphere to one part in a hundred."""
    for name, one in [*plans["hu"].items(), *crowded["hu"].items()]:
        canvas = one.chart.canvas
        kilometres, length = paper.scale_bar(canvas)
        middle = (canvas.south + canvas.north) / 2
        east = canvas.west + length / canvas.scale / canvas.shrink
        assert distance_km((middle, canvas.west), (middle, east)) == pytest.approx(kilometres, rel=0.01), name
        assert canvas.width / 12 < length < canvas.width / 4


def test_marks_stand_where_the_places_are(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    for _, sheet in _sheets(plans):
        for spot in sheet.chart.spots:
            place = kb.places[spot.points[0].place]
            stood = spot.true or (spot.x, spot.y)
            assert stood == (sheet.chart.canvas.x(place.lon), sheet.chart.canvas.y(place.lat))
            if spot.true:  # moved aside, because another one stands there
                others = [other.true or (other.x, other.y) for other in sheet.chart.spots if other is not spot]
                assert min(math.dist(stood, other) for other in others) < 20


def test_every_place_is_drawn_once(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    for lang in LANGS:
        for name in kb.projects:
            if name in plans[lang]:
                drawn = [point for spot in plans[lang][name].spots for point in spot.points]
                assert sorted(drawn) == sorted(_project_points(kb, name))
        for country in ("HU", "RO"):
            used = {name for name, p in kb.places.items() if p.country == country and place_roles(kb, name)}
            assert sorted(spot.points[0].place for spot in plans[lang][country].spots) == sorted(used)
        assert {s.points[0].place for s in plans[lang]["home"].spots} == {
            s.points[0].place for s in plans[lang]["RO"].spots
        }


def test_roles_make_the_mark(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    marks = {spot.points[0].place: spot.mark for lang in ("HU", "RO") for spot in plans["hu"][lang].spots}
    assert [marks[name] for name in ("korosfo", "karcag", "szolnok", "banffyhunyad", "gyongyos")] == [
        "main", "main", "other", "other", "seat"
    ]  # fmt: skip
    assert place_roles(kb, "korosfo") == ("intervention", "network")
    assert place_roles(kb, "nagyszalonta") == ()
    assert "nagyszalonta" not in marks


# Words on a map


def test_no_word_covers_a_mark_a_word_or_a_frame(crowded: dict[Lang, Maps]) -> None:
    looked = 0
    for name, sheet in _sheets(crowded):
        for style, lettering in sheet.letterings.items():
            labels = list(lettering.labels)
            marks = [mark_box(spot, lettering.style) for spot in sheet.chart.spots]
            frames = [cut.frame for cut in sheet.chart.cuts]
            for label in labels:
                assert _within(label.box, sheet.chart.canvas), (name, label)
                assert not [box for box in (*marks, *frames) if overlap(label.box, box)], (name, style, label)
            assert not [pair for pair in combinations(labels, 2) if overlap(pair[0].box, pair[1].box)], (name, style)
            looked += len(labels)
    assert looked > 500


def _within(box: Box, canvas: Canvas) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= canvas.width and box[3] <= canvas.height


def test_main_places_are_named(plans: dict[Lang, Maps], crowded: dict[Lang, Maps]) -> None:
    """On the desk all of them are, while there is room; a name that fits nowhere is left to the link of its mark."""
    for maps, share in ((plans, 0.95), (crowded, 0.7)):
        wanted = named = 0
        for name, sheet in _sheets(maps):
            for style, lettering in sheet.letterings.items():
                main = {i for i, spot in enumerate(sheet.chart.spots) if spot.mark == "main" or spot.here}
                assert style == "phone" or maps is crowded or main <= set(lettering.names), (name, style)
                wanted, named = wanted + len(main), named + len(main & set(lettering.names))
        assert named / wanted > share


@pytest.mark.parametrize(
    ("lang", "both"), [("hu", ("Körösfő", "Izvoru Crișului")), ("ro", ("Izvoru Crișului", "Körösfő"))]
)
def test_the_readers_name_comes_first_and_alone_on_a_phone(
    plans: dict[Lang, Maps], lang: Lang, both: tuple[str, str]
) -> None:
    (sheet,) = plans[lang]["home"].drawings
    index = next(i for i, spot in enumerate(sheet.chart.spots) if spot.points[0].place == "korosfo")
    for style, names in (("wide", both), ("phone", both[:1])):
        assert tuple(text for text, _ in sheet.letterings[style].names[index].lines) == names
    for name, other in _sheets(plans):
        if "phone" in other.letterings:
            assert all(len(label.lines) == 1 for label in other.letterings["phone"].labels), name


def test_long_names_are_left_out_rather_than_squeezed(kb: KnowledgeBase) -> None:
    long = "Nagyonhosszúnevűszékelyszentgyörgyfalva " * 3
    places = {
        name: kb.places["korosfo"].model_copy(update={"id": name, "lat": lat, "lon": lon, "name": Text(hu=long)})
        for name, lat, lon in (("a", 46.0, 25.0), ("b", 46.3, 25.4))
    }
    view = PageView(_with(kb, places), "hu", "places/")
    made = plan(view, [Point("a", ("pilot",)), Point("b", ("seat",))], "near")
    assert not any(one.names for sheet in made.drawings for one in sheet.letterings.values())
    assert long.strip() in said(view, made.spots[0])


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

    assert size(".k-map__a") == [WIDE.main]
    assert size(".k-map__t") == [WIDE.other]
    assert size(".k-map .k-map__b") == [WIDE.second] == [CUT.second]
    assert size(".k-map__county") == [WIDE.county]
    assert size(".k-map__deg") == [WIDE.degree] == [CUT.degree]
    assert size(".k-map--cut .k-map__a") == [CUT.main]
    assert size(".k-map--cut .k-map__t") == [CUT.other]
    assert size(".k-map__phone.k-map__a") == [PHONE.main]
    assert size(".k-map__phone.k-map__t") == [PHONE.other]
    assert size(".k-map__phone .k-map__county") == [PHONE.county]
    assert size(".k-map__phone .k-map__deg") == [PHONE.degree]
    assert f"transform: scale({PHONE.swell:g})" in css


# Crowds


def test_crowded_parts_are_enlarged(plans: dict[Lang, Maps], crowded: dict[Lang, Maps]) -> None:
    chart = crowded["hu"]["RO"].chart
    held = [{spot.points[0].place for spot in cut.chart.spots} for cut in chart.cuts]
    assert [cut.letter for cut in chart.cuts] == ["A", "B", "C"][: len(chart.cuts)]
    assert {f"crowd-{number}" for number in range(1, 30, 2)} <= set().union(*held)
    assert len(chart.dots) == sum(map(len, held))
    assert plans["hu"]["home"].chart.cuts == plans["hu"]["HU"].chart.cuts == ()
    assert [cut.frame[0] for cut in chart.cuts] == sorted(cut.frame[0] for cut in chart.cuts)


def test_a_cut_is_the_same_land_larger(plans: dict[Lang, Maps], crowded: dict[Lang, Maps]) -> None:
    seen = 0
    for maps in (*plans.values(), *crowded.values()):
        for made in maps.values():
            for cut in made.chart.cuts:
                whole, part = made.chart.canvas, cut.chart.canvas
                assert part.scale > 1.6 * whole.scale
                assert whole.x(part.west) == pytest.approx(cut.frame[0], abs=0.1)
                assert whole.y(part.south) == pytest.approx(cut.frame[3], abs=1)
                assert paper.scale_bar(part)[0] < paper.scale_bar(whole)[0]
                assert _within(cut.frame, whole)
                seen += 1
            assert not [1 for a, b in combinations(made.chart.cuts, 2) if overlap(a.frame, b.frame)]
            assert len(made.chart.cuts) <= CUTS
    assert seen > 6


def test_a_map_depends_on_coordinates_alone(kb: KnowledgeBase) -> None:
    points = [Point(name, place_roles(kb, name)) for name in kb.places if place_roles(kb, name)]
    one, two = chart_of(points, kb.places), chart_of(list(reversed(points)), kb.places)
    assert one.canvas == two.canvas
    assert set(one.every) == set(two.every)
    assert [cut.frame for cut in one.cuts] == [cut.frame for cut in two.cuts]


def test_marks_in_one_place_stand_side_by_side(kb: KnowledgeBase) -> None:
    """A micro-region has the coordinates of its seat."""
    points = [Point("karcag", ("network",)), Point("karcagi-kisterseg", ("pilot",)), Point("szolnok", ())]
    view = PageView(kb, "hu", "places/")
    made = plan(view, points, "near")
    moved = [spot for spot in made.spots if spot.true]
    assert [spot.points[0].place for spot in moved] == ["karcag"]
    for a, b in combinations(made.spots, 2):
        assert math.hypot(a.x - b.x, a.y - b.y) > 10
    assert messages("hu")("on_map.moved") in notes(view, made.chart)
    assert messages("hu")("on_map.region") in notes(view, made.chart)


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
    made = plan(view, points, "ro")
    assert len(made.spots) == 10
    assert {spot.mark for spot in made.spots} == {"county"}
    assert sum(len(spot.points) for spot in made.spots) == 2500
    spot = made.spots[0]
    assert leads_to(view, spot, "ro") == f"../counties/{spot.county}/"
    assert said(view, spot) == f"Kolozs megye (județul Cluj): {len(spot.points)} hely"
    assert messages("hu")("on_map.counties") in notes(view, made.chart)
    drawn = str(draw(view, made, "x"))
    assert drawn.count('class="k-map__many"') == 10
    assert len(drawn) < 20_000
    assert sum(len(lines) for _, lines in twin(view, made.chart)) == 10


def test_a_county_with_very_many_places_is_drawn_by_squares(kb: KnowledgeBase) -> None:
    many, points = _many(kb, 3000, 1)
    view = PageView(many, "hu", "counties/c0/")
    made = plan(view, points, "places")
    assert 10 < len(made.spots) <= MANY
    assert {spot.mark for spot in made.spots} == {"square"}
    assert {leads_to(view, spot, "places") for spot in made.spots} == {"#places"}
    assert re.fullmatch(r"Körösfő, Körösfő, Körösfő…: \d+ hely", said(view, made.spots[0]))
    assert messages("hu")("on_map.squares") in notes(view, made.chart)


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
        assert sum(len(spot.points) for spot in made.spots) == count
        assert str(draw(view, made, "x")) == str(draw(view, plan(view, points, "ro"), "x"))
        assert all(_within((s.x, s.y, s.x, s.y), made.chart.canvas) for s in made.chart.spots)


def test_places_in_one_street_are_enlarged_to_the_full(kb: KnowledgeBase) -> None:
    base = kb.places["korosfo"]
    steps = {"a": 0.0, "b": 0.002, "c": 0.004, "d": 0.2}
    places = {name: base.model_copy(update={"id": name, "lat": base.lat + step}) for name, step in steps.items()}
    view = PageView(_with(kb, places), "hu", "places/")
    made = plan(view, [Point(name, ("event",)) for name in places], "near")
    (cut,) = made.chart.cuts
    assert paper.scale_bar(cut.chart.canvas)[0] < 2
    assert re.search(r">(0,\d|1) km<", str(draw(view, made, "x")))


def test_hundreds_in_one_place_are_still_drawn(kb: KnowledgeBase) -> None:
    base = kb.places["korosfo"]
    places = {f"p{n}": base.model_copy(update={"id": f"p{n}"}) for n in range(MANY)}
    made = chart_of([Point(name, ("network",)) for name in places], places)
    assert len(made.every) == MANY


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


# Borders


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
    assert BORDERS.stat().st_size < 20_000


def test_the_outlines_are_closed_and_whole() -> None:
    data = json.loads(BORDERS.read_text("utf-8"))
    tool = _tool()
    assert len(data["fine"]) == len(data["coarse"])
    for fine, coarse in zip(data["fine"], data["coarse"], strict=True):
        assert (fine[0], fine[-1]) == (coarse[0], coarse[-1])
        assert all(len(str(number).split(".")[-1]) <= 3 for point in fine for number in point)
        for point in fine:
            strayed = min(tool._distance(point, a, b) for a, b in pairwise(coarse))
            assert strayed <= tool.COARSE + tool.FINE
    for country in ("HU", "RO"):
        lines = [data["fine"][max(n, ~n)][:: 1 if n >= 0 else -1] for n in data[country]]
        for one, two in zip(lines, [*lines[1:], lines[0]], strict=True):
            assert one[-1] == two[0]


def test_simplified_lines_keep_their_ends_and_their_shape() -> None:
    tool = _tool()
    line = [(20 + n / 100, 46 + math.sin(n / 9) / 10) for n in range(200)]
    for tolerance in (0.001, 0.01, 0.05):
        fewer = tool.simplified(line, tolerance)
        assert (fewer[0], fewer[-1]) == (line[0], line[-1])
        assert len(fewer) < len(line)
        for point in line:
            assert min(tool._distance(point, a, b) for a, b in pairwise(fewer)) <= tolerance


def test_a_quantised_line_is_read() -> None:
    topology = {"arcs": [[[1, 2], [3, -1]]], "transform": {"scale": [0.5, 2.0], "translate": [10, 40]}}
    assert _tool().decoded(topology, 0) == [(10.5, 44.0), (12.0, 42.0)]


def _holds(ring: list[tuple[float, float]], lon: float, lat: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


@pytest.mark.parametrize("detail", ["fine", "coarse"])
def test_every_place_lies_in_its_country(kb: KnowledgeBase, detail: str) -> None:
    rings = {country: list(paper.outline(country, detail)) for country in ("HU", "RO")}
    for name, place in kb.places.items():
        found = [country for country, ring in rings.items() if _holds(ring, place.lon, place.lat)]
        assert found == [place.country], name


def test_borders_are_drawn_only_where_they_are_true(
    kb: KnowledgeBase, plans: dict[Lang, Maps], crowded: dict[Lang, Maps]
) -> None:
    wide, narrow = plans["hu"]["RO"].chart, crowded["hu"]["RO"].chart
    assert wide.canvas.km > paper.BORDER_KM > narrow.canvas.km
    assert paper.borders(wide.canvas)
    assert paper.borders(narrow.canvas) == []
    view = PageView(kb, "hu", "places/")
    assert messages("hu")("on_map.border") in key(view, wide)
    assert messages("hu")("on_map.border") not in key(view, narrow)
    for line in paper.borders(wide.canvas):
        assert len(line) > 1


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
    return {(leads_to(view, spot, made.list_id), said(view, spot)) for spot in made.spots}


def _places(view: PageView, spots: tuple[Spot, ...]) -> set[tuple[str, str, str]]:
    """What a list must say of the marks: county, roles, address."""
    found = set()
    for spot in spots:
        county = view.href(f"counties/{spot.county}/") if spot.county else ""
        address = leads_to(view, spot, "")
        found.add((county, said(view, spot).rpartition(": ")[2], address))
    return found


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
    frames = {mark for mark in seen.marks if mark[0].startswith("#")}
    assert set(seen.marks) - frames == _expected(view, made)
    assert len(frames) == len(made.chart.cuts)
    assert {address[1:] for address, _ in frames} == set(re.findall(r'id="(k-map[^"]+)"', part))
    signed = {line for line in seen.lines if line[1]}
    assert signed == _places(view, made.spots)
    assert len(seen.groups) == 1 + len(made.chart.cuts)


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_of_the_home_page_is_its_map(
    site: Path, kb: KnowledgeBase, plans: dict[Lang, Maps], lang: Lang
) -> None:
    seen = _section(site, lang, "", 'figure class="k-where"')
    view, made = PageView(kb, lang, ""), plans[lang]["home"]
    assert set(seen.marks) == _expected(view, made)
    assert {line for line in seen.lines if line[1]} == _places(view, made.spots)
    assert len(seen.lines) == len(made.spots) == 12


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["river-school", "river-school-2", "orchard-2012", "water-line"])
def test_the_lists_of_a_project_hold_its_map(
    site: Path, kb: KnowledgeBase, plans: dict[Lang, Maps], lang: Lang, name: str
) -> None:
    seen = _section(site, lang, f"projects/{name}/", 'section><h2 id="places">')
    html = (site / url(lang, f"projects/{name}/") / "index.html").read_text("utf-8")
    lists = html.split('<h2 id="places">')[1].split("</section>")[0].rpartition("</figure>")[2]
    view, made = PageView(kb, lang, f"projects/{name}/"), plans[lang][name]
    assert {mark for mark in seen.marks if not mark[0].startswith("#")} <= _expected(view, made)
    listed = Counter(re.findall(r'href="([^"]*places/[a-z-]+/)"', lists))
    assert listed == {leads_to(view, spot, ""): len(spot.points[0].roles) for spot in made.spots}


def test_projects_with_one_place_or_none_have_no_map(site: Path) -> None:
    for name in ("street-workshop", "open-yard"):
        assert "k-map" not in (site / f"projects/{name}/index.html").read_text("utf-8")


NAMES: dict[Lang, list[str]] = {
    "hu": [
        "Körösfő (Izvoru Crișului): társadalmi beavatkozás, részvétel a projektben vagy hálózatban",
        "Bánffyhunyad (Huedin): részvétel a projektben vagy hálózatban, szervezet székhelye",
        "Eger: modellkísérlet, szervezet székhelye",
        "Szolnok: esemény helyszíne",
        "Nagyítás: A, ",
    ],
    "ro": [
        "Izvoru Crișului (Körösfő): intervenție socială, participare la proiect sau în rețea",
        "Huedin (Bánffyhunyad): participare la proiect sau în rețea, sediul organizației",
        "Eger: program-model, sediul organizației",
        "Szolnok: locul evenimentului",
        "Detaliu: A, ",
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
    (here,) = re.findall(r'<a href="([^"]*)" aria-current="page"><title>([^<]*)</title>', html)
    assert here[1] == NAMES[lang][0]
    drawn = re.findall(r"<a href=\"([^\"]*)\"[^>]*><title>([^<]*)</title>", html)
    near = html.split('<h2 id="near">')[1].split("</section>")[0]
    for address, name in drawn:
        if (address, name) != here:
            assert f'href="{address}"' in near
            assert name.rpartition(": ")[2] in near
    assert len(drawn) == near.count("<li>") + 1


def test_lists_stand_in_the_order_of_the_alphabet(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    for lang in LANGS:
        view = PageView(kb, lang, "places/")
        for made in plans[lang].values():
            names = [view.plain(kb.counties[c].name) for c, _ in twin(view, made.chart) if c]
            assert names == sorted(names, key=lambda name: sort_key(name, lang))


def test_the_key_counts_what_is_drawn(kb: KnowledgeBase, plans: dict[Lang, Maps]) -> None:
    view = PageView(kb, "hu", "places/")
    told = re.sub(r"<[^>]+>", "\n", key(view, plans["hu"]["RO"].chart))
    assert "Társadalmi beavatkozás: 7" in told
    assert "Csak részvétel a projektben vagy hálózatban, tervezett bővítés, esemény helyszíne: 4" in told
    told = re.sub(r"<[^>]+>", "\n", key(view, plans["hu"]["HU"].chart))
    assert "Társadalmi beavatkozás, modellkísérlet: 3" in told
    assert "Megvalósítási terület, esemény helyszíne: 2" in told
    assert "Csak szervezet székhelye: 1" in told


def test_a_place_without_a_stated_role_says_so(kb: KnowledgeBase) -> None:
    view = PageView(kb, "ro", "places/")
    chart = chart_of([Point("szolnok", ()), Point("karcag", ("pilot",))], kb.places)
    assert "Szolnok: rolul nu este precizat în sursă" in {said(view, spot) for spot in chart.spots}
