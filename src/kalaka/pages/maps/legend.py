"""The texts of a map: titles and links of its marks, the legend and notes below it, and the list beside it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from markupsafe import Markup, escape

from kalaka.i18n.collation import sort_key
from kalaka.i18n.formatting import number
from kalaka.pages.maps.canvas import MANY, Canvas, Size
from kalaka.pages.maps.chart import MARKS, Chart, Point, Spot, mark_of
from kalaka.pages.maps.ground import land
from kalaka.pages.view import View

_SIGNS = {
    "main": '<path class="k-key__i" d="M6 0l6 6-6 6-6-6z"/>',
    "other": '<circle class="k-key__n" cx="6" cy="6" r="4.5"/>',
    "seat": '<path class="k-key__q" d="M1.5 1.5h9v9h-9z"/>',
    "many": '<circle class="k-key__n" cx="6" cy="6" r="5"/><path class="k-key__q" d="M3.5 5.2h5v1.6h-5z"/>',
    "here": '<circle class="k-key__here" cx="6" cy="6" r="5"/>',
}


WHOLE_KM = 600.0
"""The width from which a map needs no other that says where it lies."""
NAMED = 12
"""The most places of one mark whose names are all in its title."""


# Names and addresses


def roles_said(view: View, roles: Sequence[str]) -> str:
    """Roles in words: `társadalmi beavatkozás, hálózati részvétel`."""
    phrases = [view.words(f"place_role.{role}") for role in roles]
    return ", ".join(phrase[:1].lower() + phrase[1:] for phrase in phrases) or view.words("on_map.no_role")


def said(view: View, spot: Spot) -> str:
    """The title of a mark: `Mezőpanit (Pănet): társadalmi beavatkozás`, `Maros megye (județul Mureș): 11 hely`."""
    kb = view.kb
    if spot.gathered:
        names = [view.plain(kb.places[point.place].name) for point in spot.points]
        listed = ", ".join(names if len(names) <= NAMED else [*names[:3], "…"]).replace(", …", "…")
        name = _both(view, "counties", spot.county) if spot.county and spot.mark == "county" else listed
        return view.words("on_map.group", name=name, n=len(spot.points))
    (point,) = spot.points
    return view.words("on_map.mark", name=_both(view, "places", point.place), roles=roles_said(view, point.roles))


def _both(view: View, kind: str, name: str) -> str:
    """Both names of a place or county: `Mezőpanit (Pănet)`."""
    text = view.kb.places[name].name if kind == "places" else view.kb.counties[name].full_name
    second = view.second(text)
    return f"{view.plain(text)} ({second})" if second else view.plain(text)


def leads_to(view: View, spot: Spot, list_id: str) -> str:
    """The link of a mark: to the page of its place or county; else to the list on this page, or to the page of all."""
    if not spot.gathered:
        return view.href(f"places/{spot.points[0].place}/")
    page = f"counties/{spot.county}/"
    if spot.county and page != view.path:
        return view.href(page)
    return f"#{list_id}" if list_id else view.href("places/")


# Legend and notes


def sign(view: View, roles: Sequence[str], aloud: bool = True) -> Markup:
    """The mark of a place in a list as SVG; `aloud`: named by its roles, where no text beside it states them."""
    mark = _SIGNS[mark_of(roles)]
    aria = f'role="img" aria-label="{escape(roles_said(view, roles))}"' if aloud else 'aria-hidden="true"'
    return Markup(f'<svg class="k-shape" viewBox="0 0 12 12" {aria}>{mark}</svg>')


def key(view: View, points: Sequence[Point], charts: Mapping[Size, Chart]) -> str:
    """The legend: the meaning of each kind of mark and line on the map, and the number of places with it."""
    out = []
    roles_so_far: set[str] = set()
    for mark in ("main", "other", "seat"):
        marked = [point for point in points if mark_of(point.roles) == mark]
        roles = [role for role in MARKS if MARKS[role] == mark and any(role in point.roles for point in marked)]
        if marked:
            words = roles_said(view, roles)
            words = view.words("on_map.only", roles=words) if roles_so_far & set(roles) else words
            words = view.words("on_map.key", roles=words, count=number(len(marked), view.lang))
            if (single := _where(charts, _is(mark))) is not None:
                out.append(_line(mark, words[:1].upper() + words[1:], single))
        roles_so_far |= {role for point in marked for role in point.roles}
    if any(point.here for point in points):
        out.append(_line("here", view.words("on_map.here"), ""))
    if (gathered := _where(charts, _is("county", "group"))) is not None:
        out.append(_line("many", view.words("on_map.many"), gathered))
    canvas = next(iter(charts.values())).canvas
    if canvas.km < WHOLE_KM:
        out.append(f"<li>{_locator(canvas)}{escape(view.words('on_map.where'))}</li>")
    return f'<ul class="k-key">{"".join(out)}</ul>'


def _is(*marks: str) -> Callable[[Spot], bool]:
    return lambda spot: spot.mark in marks


def _where(charts: Mapping[Size, Chart], applies: Callable[[Spot], bool]) -> str | None:
    """The CSS classes of what is said of some marks, so that it is shown where the map has such; None: it has none."""
    sizes = [size for size, chart in charts.items() if any(map(applies, chart.spots))]
    return only_in(list(charts), sizes) if sizes else None


def only_in(sizes: Sequence[Size], shown: Sequence[Size]) -> str:
    """The CSS classes, each after a space, of what is shown only in some of the sizes in which a map is drawn."""
    return "".join(f" k-not-{size.name}" for size in sizes if size not in shown)


def _line(name: str, words: str, css_class: str) -> str:
    shown = f' class="{css_class.strip()}"' if css_class else ""
    sign = f'<svg class="k-shape" viewBox="0 0 12 12" aria-hidden="true">{_SIGNS[name]}</svg>'
    return f"<li{shown}>{sign}{escape(words)}</li>"


def notes(view: View, charts: Mapping[Size, Chart]) -> str:
    """Notes on the accuracy of positions, as far as they apply to the map, and the sources of its ground."""
    places = view.kb.places
    applies: Mapping[str, Callable[[Spot], bool]] = {
        "region": lambda spot: not spot.gathered and places[spot.points[0].place].level == "micro_region",
        "moved": lambda spot: spot.true is not None,
        "counties": _is("county"),
        "groups": _is("group"),
    }
    said = [(view.words(f"on_map.{name}"), _where(charts, test)) for name, test in applies.items()]
    spans = (
        f'<span class="{shown.strip()}">{escape(text)}</span>' if shown else f"<span>{escape(text)}</span>"
        for text, shown in said
        if shown is not None
    )
    return f'<p class="k-hint">{" ".join([*spans, escape(view.words("on_map.ground"))])}</p>'


_LOCATOR_CANVAS = Canvas(west=16.0, north=48.75, scale=10.0, shrink=0.69, width=95, height=52)
"""Hungary and Romania on the locator map."""


@cache
def _countries() -> str:
    """The land of Hungary and Romania as an SVG path."""
    return "".join(land(_LOCATOR_CANVAS).values())


def _locator(canvas: Canvas) -> str:
    """The locator map: the two countries, and a frame around the extent of a map."""
    x, y = max(1, _LOCATOR_CANVAS.x(canvas.west)), max(1, _LOCATOR_CANVAS.y(canvas.north))
    wide = max(4, min(_LOCATOR_CANVAS.width - 1, _LOCATOR_CANVAS.x(canvas.east)) - x)
    high = max(3, min(_LOCATOR_CANVAS.height - 1, _LOCATOR_CANVAS.y(canvas.south)) - y)
    return (
        f'<svg class="k-land" viewBox="0 0 {_LOCATOR_CANVAS.width} {_LOCATOR_CANVAS.height}" aria-hidden="true">'
        f'<path class="k-land__in" d="{_countries()}"/>'
        f'<path class="k-land__here" d="M{x} {y}h{wide}v{high}h-{wide}z"/></svg>'
    )


# List


def twin(view: View, points: Sequence[Point]) -> list[tuple[str | None, list[Markup]]]:
    """The equivalent of a map as a list, grouped by county (None: no county), both by name: a line for each place, or,
    when they are too many, one for each county.
    """
    by_county: dict[str | None, list[Point]] = {}
    for point in points:
        by_county.setdefault(view.kb.places[point.place].county, []).append(point)

    def collation_key(county: str | None) -> tuple[object, ...]:
        return sort_key(view.plain(view.kb.counties[county].name) if county else "", view.lang)

    def lines(county: str | None, found: list[Point]) -> list[Markup]:
        if len(points) > MANY:
            spot = Spot(0, 0, "county", tuple(found), county)
            return [Markup('<a href="{}">{}</a>').format(leads_to(view, spot, ""), said(view, spot))]
        found = sorted(found, key=lambda point: sort_key(view.plain(view.kb.places[point.place].name), view.lang))
        return [sign(view, point.roles) + view.place(point.place) for point in found]

    return [(county, lines(county, by_county[county])) for county in sorted(by_county, key=collation_key)]
