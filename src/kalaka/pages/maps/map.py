"""Maps as inline SVG, without tiles or script: `plan` computes marks and labels, `draw` makes the SVG of them.

Every mark is a link whose title has the names and roles of the place. Beside every map is a list of the same places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from kalaka.i18n.collation import sort_key
from kalaka.i18n.formatting import number
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.maps.canvas import Canvas, borders, scale_bar
from kalaka.pages.maps.chart import REACH, Chart, Point, Spot, chart_of, near
from kalaka.pages.maps.labels import CUT, PHONE, WIDE, Label, Lettering, Words, letter
from kalaka.pages.maps.legend import key, leads_to, notes, said
from kalaka.pages.view import View

FINGER = 22.0
"""Radius of the touch target of a mark, in drawing units, if no other mark is near: 24 CSS pixels across on a phone 390
wide (WCAG 2.2, 2.5.8)."""
FINGER_IN_CUT = 15.0


@dataclass(frozen=True)
class Drawing:
    """One SVG of a map: its marks, and its labels by the style's CSS class: `wide` and `phone`, or `""` for both."""

    chart: Chart
    letterings: Mapping[str, Lettering]


@dataclass(frozen=True)
class Plan:
    """All values of a map: its main drawing, then those of its cuts; `list_id` is the id of its list on the page."""

    chart: Chart
    drawings: tuple[Drawing, ...]
    list_id: str

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All marks, those of the enlarged parts too."""
        return self.chart.every


def plan(view: View, points: Sequence[Point], list_id: str, calm: bool = False) -> Plan:
    """Plan the map of at least one place. `calm`: nothing is enlarged, and only the main places are named."""
    chart = _chart(view.kb, tuple(sorted(points)), calm)
    words = _words(view, chart)
    main = Drawing(chart, {"wide": letter(chart, words, WIDE, calm), "phone": letter(chart, words, PHONE, calm)})
    cuts = (Drawing(cut.chart, {"": letter(cut.chart, _words(view, cut.chart), CUT)}) for cut in chart.cuts)
    return Plan(chart, (main, *cuts), list_id)


def _chart(kb: KnowledgeBase, points: tuple[Point, ...], calm: bool) -> Chart:
    """The chart of some points. The last one is kept: the page in the other language needs the same."""
    arguments = points, calm
    last: tuple[object, Chart] | None = kb.derived.get(__name__)
    if last is None or last[0] != arguments:
        last = arguments, chart_of(points, kb.places, enlarge=not calm)
        kb.derived[__name__] = last
    return last[1]


def _words(view: View, chart: Chart) -> Words:
    """The texts of the labels of a chart."""
    kb = view.kb
    counties = {spot.county for spot in (*chart.spots, *chart.dots) if spot.county}
    names: dict[int, tuple[str, str | None]] = {}
    for index, spot in enumerate(chart.spots):
        if not spot.gathered:
            text = kb.places[spot.points[0].place].name
            names[index] = (view.plain(text), view.second(text))
        elif spot.mark == "county" and spot.county:
            names[index] = (view.plain(kb.counties[spot.county].name), None)
    return Words(
        names,
        {name: view.plain(kb.counties[name].name) for name in sorted(counties)} if len(counties) > 1 else {},
        lambda text: view.words("map.north", degrees=text),
        lambda text: view.words("map.east", degrees=text),
    )


# Drawing


def draw(view: View, map_plan: Plan, title: str, name: str = "k-map") -> Markup:
    """The HTML of a map: its SVG, legend, notes and enlarged parts; `name` is the prefix of the ids of these."""
    main, *cuts = map_plan.drawings
    out = ['<div class="k-atlas"><div>', _svg(view, main, map_plan, title, name), key(view, map_plan.chart)]
    out += [notes(view, map_plan.chart), "</div>"]
    if cuts:
        out.append('<div class="k-cuts">')
        for cut, drawing in zip(map_plan.chart.cuts, cuts, strict=True):
            cut_title = view.words("on_map.frame", letter=cut.letter, n=len(cut.chart.spots))
            out.append(f'<figure class="k-cut" id="{name}-{cut.letter.lower()}">')
            out.append(f"<figcaption>{escape(view.words('on_map.cut', letter=cut.letter))}</figcaption>")
            out += [_svg(view, drawing, map_plan, cut_title, name), "</figure>"]
        out.append("</div>")
    return Markup("".join(out) + "</div>")


def _svg(view: View, drawing: Drawing, map_plan: Plan, title: str, name: str) -> str:
    chart, canvas = drawing.chart, drawing.chart.canvas
    css_class = "k-map k-map--cut" if "" in drawing.letterings else "k-map"
    size = f"{canvas.width:g} {canvas.height:g}"
    out = [f'<svg class="{css_class}" viewBox="0 0 {size}" role="group" aria-label="{escape(title)}">']
    out.append('<g aria-hidden="true">')
    for line in borders(canvas):
        points = "L".join(dict.fromkeys(f"{x:.0f} {y:.0f}" for x, y in line))
        out.append(f'<path class="k-map__border" d="M{points}"/>')
    lettering = next(iter(drawing.letterings.values()))
    lines = [f"M0 {y:g}H{canvas.width:g}" for y, _ in lettering.parallels]
    lines += [f"M{x:g} 0V{canvas.height:g}" for x, _ in lettering.meridians]
    out.append(f'<path class="k-map__grid" d="{"".join(lines)}"/>')
    for style, lettered in drawing.letterings.items():
        out += [f'<g class="k-map__{style}">' if style else "<g>", *_ground(canvas, lettered), "</g>"]
    out += [f'<circle class="k-map__dot" cx="{dot.x:g}" cy="{dot.y:g}" r="3"/>' for dot in chart.dots]
    out.append("</g>")
    for cut in chart.cuts:
        left, top, right, bottom = cut.frame
        frame_title = view.words("on_map.frame", letter=cut.letter, n=len(cut.chart.spots))
        out.append(f'<a class="k-map__frame" href="#{name}-{cut.letter.lower()}"><title>{escape(frame_title)}</title>')
        out.append(f'<rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}"/>')
        out.append(f'<text x="{left + 5:g}" y="{top + 16:g}">{cut.letter}</text></a>')
    reach = FINGER_IN_CUT if "" in drawing.letterings else FINGER
    nearest = dict.fromkeys(range(len(chart.spots)), 2 * reach)
    for first, second, distance in near(chart.spots, 2 * reach):
        nearest[first], nearest[second] = min(nearest[first], distance), min(nearest[second], distance)
    names = _words(view, chart).names
    titles, order = [said(view, spot) for spot in chart.spots], list(REACH)
    for index in sorted(nearest, key=lambda i: (order.index(chart.spots[i].mark), sort_key(titles[i], view.lang))):
        spot = chart.spots[index]
        current = ' aria-current="page"' if spot.here else ""
        places = f' data-k-places="{" ".join(point.place for point in spot.points)}"' if spot.gathered else ""
        out.append(f'<a href="{escape(leads_to(view, spot, map_plan.list_id))}"{current}{places}>')
        out.append(f'<title>{escape(titles[index])}</title><g aria-hidden="true">')
        hit = max(REACH[spot.mark], nearest[index] / 2)
        out += [f'<circle class="k-map__hit" cx="{spot.x:g}" cy="{spot.y:g}" r="{hit:.1f}"/>', *_mark(view, spot)]
        for style, lettered in drawing.letterings.items():
            if label := lettered.names.get(index):
                out.append(_name(view, spot, label, f" k-map__{style}" if style else ""))
            elif index in names:
                out.append(_tip(spot, names[index][0], canvas, f" k-map__{style}" if style else ""))
        out.append("</g></a>")
    return "".join(out) + "</svg>"


def _mark(view: View, spot: Spot) -> list[str]:
    """The SVG elements of a mark, with a line to its true position if it was moved."""
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
    """The label of a mark as SVG; `style` is the CSS class of the style after a space, or empty."""
    css_class = "k-map__t k-map__a" if spot.here or spot.mark == "main" else "k-map__t"
    (first, baseline), *more = label.lines
    actual = view.lang if spot.gathered else view.kb.places[spot.points[0].place].name.best(view.lang)[1]
    lang = f' lang="{actual}"' if actual != view.lang else ""
    out = []
    if label.lead:
        x, y = label.lead
        out.append(f'<path class="k-map__lead{style}" d="M{spot.x:g} {spot.y:g}L{x:g} {y:g}"/>')
    out.append(
        f'<text class="{css_class}{style}" x="{label.x:g}" y="{baseline:g}"{_anchor(label)}{lang}>{escape(first)}'
    )
    for text, y in more:
        out.append(f'<tspan class="k-map__b" x="{label.x:g}" y="{y:g}" lang="{view.other}">{escape(text)}</tspan>')
    return "".join(out) + "</text>"


def _tip(spot: Spot, name: str, canvas: Canvas, style: str) -> str:
    """The name of a mark for which there is no room: it is shown while the mark is pointed at or has the focus."""
    side = "start" if spot.x < canvas.width / 4 else "end" if spot.x > canvas.width * 3 / 4 else "middle"
    y = spot.y - 14 if spot.y > 40 else spot.y + 28
    css_class = f"k-map__t k-map__a k-map__tip{style}"
    return f'<text class="{css_class}" x="{spot.x:g}" y="{y:g}" text-anchor="{side}">{escape(name)}</text>'


def _anchor(label: Label) -> str:
    return f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""


def _ground(canvas: Canvas, lettered: Lettering) -> list[str]:
    """The labels of degrees, scale bar and counties in one style, and the scale bar itself, as SVG."""
    out = [_line("k-map__deg", label) for _, label in (*lettered.parallels, *lettered.meridians) if label is not None]
    out += [_line("k-map__county", label) for label in lettered.counties.values()]
    if bar := lettered.bar:
        out.append(_line("k-map__deg", bar))
        length = scale_bar(canvas)[1]
        out.append(f'<path class="k-map__s" d="M{bar.x:g} {bar.box[3] - 7:g}v6h{length:g}v-6"/>')
    return out


def _line(css_class: str, label: Label) -> str:
    """A label of one line as SVG."""
    text, y = label.lines[0]
    return f'<text class="{css_class}" x="{label.x:g}" y="{y:g}"{_anchor(label)}>{escape(text)}</text>'
