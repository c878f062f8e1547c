"""The texts of a map: titles and links of its marks, the legend and notes below it, and the list beside it."""

from collections.abc import Sequence
from functools import cache

from markupsafe import Markup, escape

from kalaka.i18n.collation import sort_key
from kalaka.i18n.formatting import number
from kalaka.pages.maps.canvas import Canvas, borders, outline
from kalaka.pages.maps.chart import MARKS, Chart, Spot, mark_of
from kalaka.pages.view import View

_SIGNS = {
    "main": '<path class="k-key__i" d="M6 0l6 6-6 6-6-6z"/>',
    "other": '<circle class="k-key__n" cx="6" cy="6" r="4.5"/>',
    "seat": '<path class="k-key__q" d="M1.5 1.5h9v9h-9z"/>',
    "many": '<circle class="k-key__n" cx="6" cy="6" r="5"/><path class="k-key__q" d="M3.5 5.2h5v1.6h-5z"/>',
    "here": '<circle class="k-key__here" cx="6" cy="6" r="5"/>',
    "framed": '<circle class="k-key__q" cx="6" cy="6" r="2.4"/>',
    "border": '<path class="k-key__border" d="M0 6h12"/>',
}


# Names and addresses


def roles_said(view: View, roles: Sequence[str]) -> str:
    """Roles in words: `társadalmi beavatkozás, hálózati részvétel`."""
    phrases = [view.words(f"place_role.{role}") for role in roles]
    return ", ".join(phrase[:1].lower() + phrase[1:] for phrase in phrases) or view.words("on_map.no_role")


def said(view: View, spot: Spot) -> str:
    """The title of a mark: `Mezőpanit (Pănet): társadalmi beavatkozás`, `Maros megye (județul Mureș): 11 hely`."""
    kb = view.kb
    if spot.gathered:
        first = ", ".join(view.plain(kb.places[point.place].name) for point in spot.points[:3])
        name = _both(view, "counties", spot.county) if spot.county and spot.mark == "county" else f"{first}…"
        return view.words("on_map.group", name=name, n=len(spot.points))
    (point,) = spot.points
    return view.words("on_map.mark", name=_both(view, "places", point.place), roles=roles_said(view, point.roles))


def _both(view: View, kind: str, name: str) -> str:
    """Both names of a place or county: `Mezőpanit (Pănet)`."""
    text = view.kb.places[name].name if kind == "places" else view.kb.counties[name].full_name
    second = view.second(text)
    return f"{view.plain(text)} ({second})" if second else view.plain(text)


def leads_to(view: View, spot: Spot, list_id: str) -> str:
    """The link of a mark: to the page of its place or county; else to the list on this page, by its id."""
    if not spot.gathered:
        return view.href(f"places/{spot.points[0].place}/")
    page = f"counties/{spot.county}/"
    return view.href(page) if spot.county and page != view.path else f"#{list_id}"


# Legend and notes


def sign(view: View, roles: Sequence[str], aloud: bool = True) -> Markup:
    """The mark of a place in a list as SVG; `aloud`: named by its roles, where no text beside it states them."""
    mark = _SIGNS[mark_of(roles)]
    aria = f'role="img" aria-label="{escape(roles_said(view, roles))}"' if aloud else 'aria-hidden="true"'
    return Markup(f'<svg class="k-shape" viewBox="0 0 12 12" {aria}>{mark}</svg>')


def key(view: View, chart: Chart) -> str:
    """The legend: the meaning of each kind of mark and line on the map, and the number of marks."""
    spots, out = chart.every, []
    roles_so_far: set[str] = set()
    for mark in ("main", "other", "seat"):
        points = [spot.points[0] for spot in spots if spot.mark == mark]
        roles = [role for role in MARKS if MARKS[role] == mark and any(role in point.roles for point in points)]
        if points:
            words = roles_said(view, roles)
            words = view.words("on_map.only", roles=words) if roles_so_far & set(roles) else words
            words = view.words("on_map.key", roles=words, count=number(len(points), view.lang))
            out.append(_line(mark, words[:1].upper() + words[1:]))
        roles_so_far |= {role for point in points for role in point.roles}
    if any(spot.here for spot in spots):
        out.append(_line("here", view.words("on_map.here")))
    if chart.dots:
        out.append(_line("framed", view.words("on_map.framed")))
    if any(spot.gathered for spot in spots):
        out.append(_line("many", view.words("on_map.many")))
    if borders(chart.canvas):
        out.append(_line("border", view.words("on_map.border")))
    out.append(f"<li>{_locator(chart.canvas)}{escape(view.words('on_map.where'))}</li>")
    return f'<ul class="k-key">{"".join(out)}</ul>'


def _line(name: str, words: str) -> str:
    return f'<li><svg class="k-shape" viewBox="0 0 12 12" aria-hidden="true">{_SIGNS[name]}</svg>{escape(words)}</li>'


def notes(view: View, chart: Chart) -> str:
    """Notes on the accuracy of positions, as far as they apply to the map."""
    spots, places = chart.every, view.kb.places
    applies = {
        "region": any(places[s.points[0].place].level == "micro_region" for s in spots if not s.gathered),
        "moved": any(spot.true for spot in spots),
        "counties": any(spot.mark == "county" for spot in spots),
        "squares": any(spot.mark == "square" for spot in spots),
    }
    text = " ".join(view.words(f"on_map.{name}") for name, applicable in applies.items() if applicable)
    return f'<p class="k-hint">{escape(text)}</p>' if text else ""


_LOCATOR_CANVAS = Canvas(west=16.0, north=48.75, scale=10.0, shrink=0.69, width=95.0, height=52.0)
"""Hungary and Romania on the locator map."""


@cache
def _countries() -> str:
    """The outlines of Hungary and Romania as an SVG path."""
    rings = (
        "M"
        + "L".join(
            f"{_LOCATOR_CANVAS.x(lon):.0f} {_LOCATOR_CANVAS.y(lat):.0f}" for lon, lat in outline(country, "coarse")
        )
        + "z"
        for country in ("HU", "RO")
    )
    return "".join(rings)


def _locator(canvas: Canvas) -> str:
    """The locator map: the two countries, and a frame around the extent of a map."""
    x, y = max(1.0, _LOCATOR_CANVAS.x(canvas.west)), max(1.0, _LOCATOR_CANVAS.y(canvas.north))
    wide = max(4.0, min(_LOCATOR_CANVAS.width - 1, _LOCATOR_CANVAS.x(canvas.east)) - x)
    high = max(3.0, min(_LOCATOR_CANVAS.height - 1, _LOCATOR_CANVAS.y(canvas.south)) - y)
    return (
        f'<svg class="k-land" viewBox="0 0 {_LOCATOR_CANVAS.width:g} {_LOCATOR_CANVAS.height:g}" aria-hidden="true">'
        f'<path class="k-land__in" d="{_countries()}"/>'
        f'<path class="k-land__here" d="M{x:g} {y:g}h{wide:.1f}v{high:.1f}h-{wide:.1f}z"/></svg>'
    )


# List


def twin(view: View, chart: Chart) -> list[tuple[str | None, list[Markup]]]:
    """The equivalent of a map as a list: a line for each mark, grouped by county (None: no county), both by name."""
    groups: dict[str | None, list[Markup]] = {}
    for spot in sorted(chart.every, key=lambda spot: sort_key(said(view, spot), view.lang)):
        line = Markup('<a href="{}">{}</a>').format(leads_to(view, spot, ""), said(view, spot))
        if not spot.gathered:
            line = sign(view, spot.points[0].roles) + view.place(spot.points[0].place)
        groups.setdefault(spot.county, []).append(line)

    def collation_key(county: str | None) -> tuple[object, ...]:
        return sort_key(view.plain(view.kb.counties[county].name) if county else "", view.lang)

    return [(county, groups[county]) for county in sorted(groups, key=collation_key)]
