"""Maps as inline SVG, without tiles: `plan` computes marks and labels, `draw` makes the SVG of them.

A map is drawn once for each size of the page's room for it; the style sheet shows one. Every mark is a link whose title
has the names and roles of its places; theme/assets/map.js shows it, and makes the marks one stop of the keyboard.
Beside every map is a list of the same places, which works without script.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from kalaka.i18n.collation import sort_key
from kalaka.i18n.formatting import number
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.maps import ground
from kalaka.pages.maps.canvas import MIDDLE, NARROW, WIDE, Size, scale_bar
from kalaka.pages.maps.chart import REACH, Chart, Point, Spot, chart_of, near
from kalaka.pages.maps.labels import STYLES, Label, Lettering, Words, letter
from kalaka.pages.maps.legend import key, leads_to, notes, only_in, said
from kalaka.pages.view import View

FINGER = 14.0
"""Radius of the touch target of a mark, in drawing units, if no other mark is near: more than 24 CSS pixels across on a
phone (WCAG 2.2, 2.5.8)."""


@dataclass(frozen=True)
class Drawing:
    """A map in one size: its marks and labels."""

    size: Size
    chart: Chart
    lettering: Lettering


@dataclass(frozen=True)
class Plan:
    """All values of a map: its places, the county that it shows whole, its drawings from the largest to the smallest,
    and the id of the list of its places, if that is on the same page.
    """

    points: tuple[Point, ...]
    county: str | None
    drawings: tuple[Drawing, ...]
    list_id: str


def plan(view: View, points: Sequence[Point], list_id: str = "", county: str | None = None, wide: bool = False) -> Plan:
    """Plan the map of at least one place, and of a whole `county`. `wide`: it may have the whole width of the page."""
    ordered = tuple(sorted(points))
    sizes = (WIDE, MIDDLE, NARROW) if wide else (MIDDLE, NARROW)
    drawings = (
        Drawing(size, chart, letter(chart, _words(view, chart), STYLES[size]))
        for size, chart in zip(sizes, _charts(view.kb, ordered, sizes, county), strict=True)
    )
    return Plan(ordered, county, tuple(drawings), list_id)


def _charts(
    kb: KnowledgeBase, points: tuple[Point, ...], sizes: tuple[Size, ...], county: str | None
) -> tuple[Chart, ...]:
    """The charts of some points. The last ones are kept: the page in the other language needs the same."""
    arguments = points, sizes, county
    last: tuple[object, tuple[Chart, ...]] | None = kb.derived.get(__name__)
    if last is None or last[0] != arguments:
        extent = ground.county_extent(kb.counties[county].nuts3) if county else ()
        last = arguments, tuple(chart_of(points, kb.places, size, extent) for size in sizes)
        kb.derived[__name__] = last
    return last[1]


def _words(view: View, chart: Chart) -> Words:
    """The texts of the labels of a chart."""
    kb = view.kb
    names: dict[int, tuple[str, str | None]] = {}
    for index, spot in enumerate(chart.spots):
        if not spot.gathered:
            text = kb.places[spot.points[0].place].name
            names[index] = (view.plain(text), view.second(text))
        elif spot.mark == "county" and spot.county:
            names[index] = (view.plain(kb.counties[spot.county].name), None)
    labelled = {spot.county for spot in chart.spots if spot.mark == "county"}
    return Words(
        names,
        {c.id: (c.nuts3, view.plain(c.name)) for c in kb.counties.values() if c.id not in labelled},
        {code: view.words(f"country.{code}") for code in ground.COUNTRIES},
        lambda town: town.hu if view.lang == "hu" else town.ro,
    )


# Drawing


def draw(view: View, map_plan: Plan, title: str) -> Markup:
    """The HTML of a map: its SVG in each size, legend and notes."""
    out = ['<div class="k-atlas">', *(_svg(view, drawing, map_plan, title) for drawing in map_plan.drawings)]
    if len(map_plan.points) > 1:
        out.append(f'<p class="k-map__keys" hidden>{escape(view.words("on_map.keys"))}</p>')
    charts = {drawing.size: drawing.chart for drawing in map_plan.drawings}
    out += [key(view, map_plan.points, charts), notes(view, charts), "</div>"]
    return Markup("".join(out))


def _svg(view: View, drawing: Drawing, map_plan: Plan, title: str) -> str:
    chart, canvas, lettering = drawing.chart, drawing.chart.canvas, drawing.lettering
    shown = only_in([one.size for one in map_plan.drawings], [drawing.size])
    out = [
        f'<svg class="k-map k-map--{drawing.size.name}{shown}" viewBox="0 0 {canvas.width} {canvas.height}"'
        f' width="{canvas.width}" height="{canvas.height}" role="group" aria-label="{escape(title)}">',
        '<g aria-hidden="true">',
        *_ground(view, map_plan, drawing),
        "</g>",
    ]
    nearest = dict.fromkeys(range(len(chart.spots)), 2 * FINGER)
    for first, second, distance in near(chart.spots, 2 * FINGER):
        nearest[first], nearest[second] = min(nearest[first], distance), min(nearest[second], distance)
    titles, order = [said(view, spot) for spot in chart.spots], list(REACH)
    for index in sorted(nearest, key=lambda i: (order.index(chart.spots[i].mark), sort_key(titles[i], view.lang))):
        spot = chart.spots[index]
        current = ' aria-current="page"' if spot.here else ""
        places = f' data-k-places="{" ".join(point.place for point in spot.points)}"' if spot.gathered else ""
        out.append(f'<a href="{escape(leads_to(view, spot, map_plan.list_id))}"{current}{places}>')
        out.append(f"<title>{escape(titles[index])}</title>")
        hit = max(REACH[spot.mark], nearest[index] / 2)
        out += [f'<circle cx="{spot.x}" cy="{spot.y}" r="{hit:.0f}"/>', *_mark(view, spot)]
        if label := lettering.names.get(index):
            out.append(_name(view, spot, label))
        out.append("</a>")
    return "".join(out) + "</svg>"


def _mark(view: View, spot: Spot) -> list[str]:
    """The SVG elements of a mark, with a line to its true position if it was moved."""
    x, y, out = spot.x, spot.y, []
    if spot.true:
        out.append(f'<path class="k-map__lead" d="M{spot.true[0]} {spot.true[1]}L{x} {y}"/>')
        out.append(f'<circle class="k-map__dot" cx="{spot.true[0]}" cy="{spot.true[1]}" r="2"/>')
    if spot.here:
        out.append(f'<circle class="k-map__here" cx="{x}" cy="{y}" r="14"/>')
    if spot.mark == "main":
        out.append(f'<path class="k-map__i" d="M{x - 8.5} {y}l8.5-8.5 8.5 8.5-8.5 8.5z"/>')
    elif spot.mark == "seat":
        out.append(f'<path class="k-map__q" d="M{x - 5.5} {y - 5.5}h11v11h-11z"/>')
    elif spot.mark == "other":
        out.append(f'<circle class="k-map__n" cx="{x}" cy="{y}" r="5"/>')
    else:
        count = number(len(spot.points), view.lang)
        out.append(f'<circle class="k-map__many" cx="{x}" cy="{y}" r="12"/>')
        out.append(
            f'<text class="k-map__count" x="{x}" y="{y + 4}" text-anchor="middle" aria-hidden="true">{count}</text>'
        )
    return out


def _name(view: View, spot: Spot, label: Label) -> str:
    """The label of a mark as SVG."""
    css_class = "k-map__t k-map__a" if spot.here or spot.mark == "main" else "k-map__t"
    (first, baseline), *more = label.lines
    actual = view.lang if spot.gathered else view.kb.places[spot.points[0].place].name.best(view.lang)[1]
    lang = f' lang="{actual}"' if actual != view.lang else ""
    out = []
    if label.lead:
        x, y = label.lead
        out.append(f'<path class="k-map__lead" d="M{spot.x} {spot.y}L{x:.0f} {y:.0f}"/>')
    attributes = f'x="{label.x:.0f}" y="{baseline:.0f}"{_anchor(label)}{lang} aria-hidden="true"'
    out.append(f'<text class="{css_class}" {attributes}>{escape(first)}')
    for text, y in more:
        out.append(f'<tspan class="k-map__b" x="{label.x:.0f}" y="{y:.0f}" lang="{view.other}">{escape(text)}</tspan>')
    return "".join(out) + "</text>"


def _anchor(label: Label) -> str:
    return f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""


def _ground(view: View, map_plan: Plan, drawing: Drawing) -> list[str]:
    """Land, borders, towns and the scale bar with their labels, as SVG."""
    canvas, lettering = drawing.chart.canvas, drawing.lettering
    out = [f'<path class="k-map__land" d="{data}"/>' for data in ground.land(canvas).values()]
    out.append(f'<path class="k-map__border" d="{ground.counties(canvas)}"/>')
    if map_plan.county:
        whole = ground.counties(canvas, view.kb.counties[map_plan.county].nuts3)
        out.append(f'<path class="k-map__county-border" d="{whole}"/>')
    for (x, y), label in lettering.towns:
        out += [f'<circle class="k-map__town" cx="{x}" cy="{y}" r="2.5"/>', _line("k-map__small", label)]
    out += [_line("k-map__county", label) for label in lettering.counties.values()]
    out += [_line("k-map__country", label) for label in lettering.countries.values()]
    if bar := lettering.bar:
        out.append(_line("k-map__small", bar))
        out.append(f'<path class="k-map__s" d="M{bar.x:.0f} {bar.box[3] - 7:.0f}v6h{scale_bar(canvas)[1]}v-6"/>')
    return out


def _line(css_class: str, label: Label) -> str:
    """A label of one line as SVG."""
    text, y = label.lines[0]
    return f'<text class="{css_class}" x="{label.x:.0f}" y="{y:.0f}"{_anchor(label)}>{escape(text)}</text>'
