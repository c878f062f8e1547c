"""Maps of true coordinates as inline SVG: no tiles, no script. Every mark is a link with the place's names and roles.

A map is planned first, as values, then drawn. Beside every map stands a list of the same places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from kalaka.i18n.collation import sort_key
from kalaka.i18n.formatting import number
from kalaka.model.knowledge_base import Library
from kalaka.pages.maps.canvas import Canvas, borders, scale_bar
from kalaka.pages.maps.chart import REACH, Chart, Point, Spot, chart_of, near
from kalaka.pages.maps.labels import CUT, PHONE, WIDE, Label, Lettering, Words, letter
from kalaka.pages.maps.legend import key, leads_to, notes, said
from kalaka.pages.view import View

FINGER = 22.0
"""Half the size of what a finger hits on a map: 24 pixels where a phone is 390 wide, if no other mark is nearer."""
FINGER_IN_CUT = 15.0


@dataclass(frozen=True)
class Sheet:
    """A drawing: its geometry, and its words by the class of their style: for the desk, for the phone, for both."""

    chart: Chart
    letterings: Mapping[str, Lettering]


@dataclass(frozen=True)
class Plan:
    """A map as values. `listed` is the place on the page where its list begins."""

    chart: Chart
    sheets: tuple[Sheet, ...]
    listed: str

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every mark, those of the enlarged parts among them."""
        return self.chart.every


def plan(view: View, points: Sequence[Point], listed: str, calm: bool = False) -> Plan:
    """Of at least one place. `calm` enlarges nothing and names the main places only."""
    chart = _chart(view.library, tuple(sorted(points)), calm)
    words = _words(view, chart)
    main = Sheet(chart, {"wide": letter(chart, words, WIDE, calm), "phone": letter(chart, words, PHONE, calm)})
    cuts = (Sheet(cut.chart, {"": letter(cut.chart, _words(view, cut.chart), CUT)}) for cut in chart.cuts)
    return Plan(chart, (main, *cuts), listed)


def _chart(library: Library, points: tuple[Point, ...], calm: bool) -> Chart:
    """The last one is kept: the page in the other language has the same."""
    asked = points, calm
    last: tuple[object, Chart] | None = library.derived.get(__name__)
    if last is None or last[0] != asked:
        last = asked, chart_of(points, library.places, enlarge=not calm)
        library.derived[__name__] = last
    return last[1]


def _words(view: View, chart: Chart) -> Words:
    library = view.library
    counties = {spot.county for spot in (*chart.spots, *chart.dots) if spot.county}
    names: dict[int, tuple[str, str | None]] = {}
    for index, spot in enumerate(chart.spots):
        if not spot.gathered:
            text = library.places[spot.points[0].place].name
            names[index] = (view.plain(text), view.second(text))
        elif spot.mark == "county" and spot.county:
            names[index] = (view.plain(library.counties[spot.county].name), None)
    return Words(
        names,
        {name: view.plain(library.counties[name].name) for name in sorted(counties)} if len(counties) > 1 else {},
        lambda text: view.words("map.north", degrees=text),
        lambda text: view.words("map.east", degrees=text),
    )


# Drawing


def draw(view: View, made: Plan, title: str, name: str = "k-map") -> Markup:
    """The map, its key and notes, and its enlarged parts; `name` begins the ids."""
    main, *rest = made.sheets
    out = ['<div class="k-atlas"><div>', _svg(view, main, made, title, name), key(view, made.chart)]
    out += [notes(view, made.chart), "</div>"]
    if rest:
        out.append('<div class="k-cuts">')
        for cut, sheet in zip(made.chart.cuts, rest, strict=True):
            heard = view.words("on_map.frame", letter=cut.letter, n=len(cut.chart.spots))
            out.append(f'<figure class="k-cut" id="{name}-{cut.letter.lower()}">')
            out.append(f"<figcaption>{escape(view.words('on_map.cut', letter=cut.letter))}</figcaption>")
            out += [_svg(view, sheet, made, heard, name), "</figure>"]
        out.append("</div>")
    return Markup("".join(out) + "</div>")


def _svg(view: View, sheet: Sheet, made: Plan, title: str, name: str) -> str:
    chart, canvas = sheet.chart, sheet.chart.canvas
    look = "k-map k-map--cut" if "" in sheet.letterings else "k-map"
    size = f"{canvas.width:g} {canvas.height:g}"
    out = [f'<svg class="{look}" viewBox="0 0 {size}" role="group" aria-label="{escape(title)}"><g aria-hidden="true">']
    for line in borders(canvas):
        points = "L".join(dict.fromkeys(f"{x:.0f} {y:.0f}" for x, y in line))
        out.append(f'<path class="k-map__border" d="M{points}"/>')
    lettering = next(iter(sheet.letterings.values()))
    lines = [f"M0 {y:g}H{canvas.width:g}" for y, _ in lettering.parallels]
    lines += [f"M{x:g} 0V{canvas.height:g}" for x, _ in lettering.meridians]
    out.append(f'<path class="k-map__grid" d="{"".join(lines)}"/>')
    for style, lettered in sheet.letterings.items():
        out += [f'<g class="k-map__{style}">' if style else "<g>", *_ground(canvas, lettered), "</g>"]
    out += [f'<circle class="k-map__dot" cx="{dot.x:g}" cy="{dot.y:g}" r="3"/>' for dot in chart.dots]
    out.append("</g>")
    for cut in chart.cuts:
        left, top, right, bottom = cut.frame
        heard = view.words("on_map.frame", letter=cut.letter, n=len(cut.chart.spots))
        out.append(f'<a class="k-map__frame" href="#{name}-{cut.letter.lower()}"><title>{escape(heard)}</title>')
        out.append(f'<rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}"/>')
        out.append(f'<text x="{left + 5:g}" y="{top + 16:g}">{cut.letter}</text></a>')
    reach = FINGER_IN_CUT if "" in sheet.letterings else FINGER
    apart = dict.fromkeys(range(len(chart.spots)), 2 * reach)
    for one, two, distance in near(chart.spots, 2 * reach):
        apart[one], apart[two] = min(apart[one], distance), min(apart[two], distance)
    names, order = [said(view, spot) for spot in chart.spots], list(REACH)
    for index in sorted(apart, key=lambda i: (order.index(chart.spots[i].mark), sort_key(names[i], view.lang))):
        spot = chart.spots[index]
        current = ' aria-current="page"' if spot.here else ""
        out.append(f'<a href="{escape(leads_to(view, spot, made.listed))}"{current}>')
        out.append(f'<title>{escape(names[index])}</title><g aria-hidden="true">')
        hit = max(REACH[spot.mark], apart[index] / 2)
        out += [f'<circle class="k-map__hit" cx="{spot.x:g}" cy="{spot.y:g}" r="{hit:.1f}"/>', *_mark(view, spot)]
        for style, lettered in sheet.letterings.items():
            if label := lettered.names.get(index):
                out.append(_name(view, spot, label, f" k-map__{style}" if style else ""))
        out.append("</g></a>")
    return "".join(out) + "</svg>"


def _mark(view: View, spot: Spot) -> list[str]:
    x, y, out = spot.x, spot.y, []
    if spot.true:
        out.append(f'<path class="k-map__lead" d="M{spot.true[0]:g} {spot.true[1]:g}L{x:g} {y:g}"/>')
        out.append(f'<circle class="k-map__dot" cx="{spot.true[0]:g}" cy="{spot.true[1]:g}" r="2"/>')
    if spot.here:
        out.append(f'<circle class="k-map__here" cx="{x:g}" cy="{y:g}" r="14"/>')
    if spot.mark == "main":
        out.append(f'<path class="k-map__i" d="M{x - 8.5:g} {y:g}l8.5-8.5 8.5 8.5-8.5 8.5z"/>')
    elif spot.mark == "seat":
        out.append(f'<path class="k-map__q" d="M{x - 5.5:g} {y - 5.5:g}h11v11h-11z"/>')
    elif spot.mark == "other":
        out.append(f'<circle class="k-map__n" cx="{x:g}" cy="{y:g}" r="5"/>')
    else:
        count = number(len(spot.points), view.lang)
        out.append(f'<circle class="k-map__many" cx="{x:g}" cy="{y:g}" r="14"/>')
        out.append(f'<text class="k-map__count" x="{x:g}" y="{y + 4:g}" text-anchor="middle">{count}</text>')
    return out


def _name(view: View, spot: Spot, label: Label, style: str) -> str:
    look = "k-map__t k-map__a" if spot.here or spot.mark == "main" else "k-map__t"
    (first, baseline), *more = label.lines
    true = view.lang if spot.gathered else view.library.places[spot.points[0].place].name.best(view.lang)[1]
    tongue = f' lang="{true}"' if true != view.lang else ""
    out = []
    if label.lead:
        x, y = label.lead
        out.append(f'<path class="k-map__lead{style}" d="M{spot.x:g} {spot.y:g}L{x:g} {y:g}"/>')
    out.append(f'<text class="{look}{style}" x="{label.x:g}" y="{baseline:g}"{_anchor(label)}{tongue}>{escape(first)}')
    for text, y in more:
        out.append(f'<tspan class="k-map__b" x="{label.x:g}" y="{y:g}" lang="{view.other}">{escape(text)}</tspan>')
    return "".join(out) + "</text>"


def _anchor(label: Label) -> str:
    return f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""


def _ground(canvas: Canvas, lettered: Lettering) -> list[str]:
    """Degrees, scale and counties in one style."""
    out = [_line("k-map__deg", label) for _, label in (*lettered.parallels, *lettered.meridians) if label is not None]
    out += [_line("k-map__county", label) for label in lettered.counties.values()]
    if bar := lettered.bar:
        out.append(_line("k-map__deg", bar))
        length = scale_bar(canvas)[1]
        out.append(f'<path class="k-map__s" d="M{bar.x:g} {bar.box[3] - 7:g}v6h{length:g}v-6"/>')
    return out


def _line(look: str, label: Label) -> str:
    text, y = label.lines[0]
    return f'<text class="{look}" x="{label.x:g}" y="{y:g}"{_anchor(label)}>{escape(text)}</text>'
