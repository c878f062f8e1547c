"""Pages that list: projects, guides, trainings, places, the other vocabularies, the glossary; long ones in parts."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from kalaka.i18n.collation import initial, sort_key
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import relative, url
from kalaka.model.knowledge_base import Doc, Library
from kalaka.model.summary import Summary
from kalaka.model.vocabulary import Place, Term
from kalaka.pages.cards import listed
from kalaka.pages.facets import offered
from kalaka.pages.facts import PageView
from kalaka.pages.maps.chart import MARKS, Point
from kalaka.pages.maps.legend import sign
from kalaka.pages.maps.map import Plan, draw, plan
from kalaka.pages.page import Page, Sheet, of_projects
from kalaka.pages.paging import NAMES_PER_PAGE, PER_PAGE, Part, grouped, parts, term_parts
from kalaka.queries.facets import all_newest_first, projects_of
from kalaka.queries.memo import once

OPEN = ("theme", "target-group", "county")
"""Facets whose values are seen at once; the others unfold."""
USES = 3
"""Pages that are named under a term of the glossary."""
_COUNTRIES: Mapping[Lang, tuple[str, ...]] = {"hu": ("HU", "RO", "NO"), "ro": ("RO", "HU", "NO")}
"""The country of the language first."""


def list_sheets(library: Library, lang: Lang, section: str) -> Iterator[Sheet]:
    """The list of one kind of thing, in its parts."""
    yield from _DRAWN.get(section, _entries)(library, lang, section)


def _page(view: PageView, section: str, template: str, part: Part[Any], lead: str, **facts: object) -> Page:
    title = view.part_title(view.words(f"nav.{section}"), part.number)
    body = view.render(template, section=section, title=title, lead=lead, part=part, **facts)
    described = lead if part.number == 1 else f"{title}. {lead}"
    return Page(view.lang, view.path, section, title, described, body, LANGS, part.neighbours)


def _projects(library: Library, lang: Lang, section: str) -> Iterator[Sheet]:
    def draw(part: Part[Summary]) -> Page:
        view = PageView(library, lang, part.path)
        items = [listed(view, part, project) for project in part.items]
        facets = list(offered(library, lang)) if part.number == 1 else []
        lead = view.words("lead.projects")
        files = [(form.upper(), _data(view, f"projects.{lang}.{form}")) for form in ("csv", "xlsx")]
        return _page(view, section, "projects.html", part, lead, items=items, facets=facets, unfolded=OPEN, files=files)

    for part in parts("projects/", all_newest_first(library, lang), PER_PAGE):
        yield Sheet(part.path, partial(_of_part, part), partial(draw, part))


def _of_part(part: Part[Summary]) -> list[str]:
    """The first part also offers the facets of all."""
    return [*of_projects(part.items, part.total), *(["#"] if part.number == 1 else [])]


def _data(view: PageView, file: str) -> str:
    return relative(url(view.lang, view.path), f"data/{file}")


def _docs(library: Library, lang: Lang, section: str) -> Iterator[Sheet]:
    def draw(part: Part[Doc]) -> Page:
        view = PageView(library, lang, part.path)
        return _page(view, section, "list.html", part, view.words(f"lead.{section}"))

    docs: list[Doc] = list(library.entries(section).values())
    docs.sort(key=lambda doc: sort_key(doc.title.best(lang)[0], lang))
    for part in parts(f"{section}/", docs, PER_PAGE):
        yield Sheet(part.path, tuple, partial(draw, part))


@once
def _place_parts(library: Library, lang: Lang) -> list[Part[Place]]:
    """By country, then by county, what lies in no county first."""
    places = sorted(library.places.values(), key=lambda place: sort_key(place.name.best(lang)[0], lang))
    counties = {None: ()} | {c.id: sort_key(c.name.best(lang)[0], lang) for c in library.counties.values()}
    places.sort(key=lambda place: (_COUNTRIES[lang].index(place.country), counties[place.county]))
    return parts("places/", places, NAMES_PER_PAGE)


@once
def county_begins(library: Library, lang: Lang) -> Mapping[str, str]:
    """The part of the list of places in which a county begins."""
    found: dict[str, str] = {}
    for part in _place_parts(library, lang):
        for place in part.items:
            found.setdefault(place.county or "", part.path)
    return found


def _places(library: Library, lang: Lang, section: str) -> Iterator[Sheet]:
    """The map of a country stands where its list begins."""
    held = Counter((place.country, place.county) for place in library.places.values())
    used = sum(bool(projects_of(library, lang, section, name)) for name in library.places)
    roles = {name: place_roles(library, name) for name in library.places}

    def draw(part: Part[Place], begins: Collection[str]) -> Page:
        view = PageView(library, lang, part.path)
        by_county = grouped(((place.country, place.county), place.id) for place in part.items)
        countries = grouped((country, (county, names)) for (country, county), names in by_county)
        maps = {country: _map_of(view, country) for country in begins}
        signs = {place.id: sign(view, roles[place.id]) for place in part.items if roles[place.id]}
        lead = view.words("lead.places", n=used)
        return _page(view, section, "places.html", part, lead, countries=countries, held=held, maps=maps, signs=signs)

    begun: set[str] = set()
    for part in _place_parts(library, lang):
        begins = dict.fromkeys(place.country for place in part.items if place.country not in begun)
        begun.update(begins)
        shown = roles if begins else {place.id: roles[place.id] for place in part.items}
        yield Sheet(part.path, partial(of_projects, (), used, shown), partial(draw, part, begins))


def _map_of(view: PageView, country: str) -> Markup | str:
    made = country_plan(view, country, country.lower())
    return country_map(view, country, made) if made else ""


ENOUGH = 3
"""Places of a country that make a map of it."""


@once
def place_roles(library: Library, name: str) -> tuple[str, ...]:
    """The roles of a place in all projects, the most important first; `seat` also for the seat of an organisation."""
    found: set[str] = set()
    for use in library.uses.get(("places", name), ()):
        if use.kind == "projects" and use.loc[:1] == ("places",):
            found.add(library.projects[use.id].places[int(use.loc[1])].role)
        elif use.kind == "organisations":
            found.add("seat")
    return tuple(role for role in MARKS if role in found)


def country_plan(view: PageView, country: str, listed: str, calm: bool = False) -> Plan | None:
    """The places of a country that have a role in any project, where there are enough for a map."""
    library = view.library
    points = [Point(n, place_roles(library, n)) for n, place in library.places.items() if place.country == country]
    known = [point for point in points if point.roles]
    return plan(view, known, listed, calm) if len(known) >= ENOUGH else None


def country_map(view: PageView, country: str, made: Plan) -> Markup:
    count = sum(len(spot.points) for spot in made.spots)
    title = view.words("map.country", country=view.words(f"country.{country}"), n=count)
    return draw(view, made, title, f"k-map-{country.lower()}")


def _entries(library: Library, lang: Lang, section: str) -> Iterator[Sheet]:
    """Themes in the order of the vocabulary, the others in that of the alphabet, by country where they have one."""
    entries = list(library.entries(section).values())
    if section != "themes":
        entries.sort(key=lambda entry: sort_key(entry.name.best(lang)[0], lang))
    if section in ("counties", "organisations", "programmes"):
        entries.sort(key=lambda entry: _COUNTRIES[lang].index(entry.country))

    def draw(part: Part[Any]) -> Page:
        view = PageView(library, lang, part.path)
        groups = grouped((getattr(entry, "country", None), _row(view, section, entry)) for entry in part.items)
        return _page(view, section, "entries.html", part, view.words(f"lead.{section}"), groups=groups)

    for part in parts(f"{section}/", entries, NAMES_PER_PAGE):
        counts = [len(projects_of(library, lang, section, entry.id)) for entry in part.items]
        yield Sheet(part.path, partial(of_projects, (), counts), partial(draw, part))


def _row(view: PageView, section: str, entry: Any) -> tuple[Any, str, str]:
    """An entry, how many projects it has, and what it is, where that is said in the reader's language."""
    more = getattr(entry, "description", None) or getattr(entry, "gloss", None)
    if more and section in ("organisations", "programmes") and not more.get(view.lang):
        more = None
    count = len(projects_of(view.library, view.lang, section, entry.id))
    return entry, view.words("count.projects", n=count), view.t(more)


def _glossary(library: Library, lang: Lang, section: str) -> Iterator[Sheet]:
    terms = [(part, term) for part in term_parts(library, lang) for term in part.items]
    letters: dict[str, tuple[int, str]] = {}
    for part, term in terms:
        letters.setdefault(_letter(term, lang), (len(letters) + 1, part.path))

    def draw(part: Part[Term]) -> Page:
        view = PageView(library, lang, part.path)
        lead = view.words("lead.glossary", n=part.total)
        here = grouped((_letter(term, lang), term) for term in part.items)
        used = {term.id: list(_users(library, term)) for term in part.items}
        return _page(view, section, "glossary.html", part, lead, letters=letters, here=here, used=used, most=USES)

    for part in term_parts(library, lang):
        yield Sheet(part.path, tuple, partial(draw, part))


def _letter(term: Term, lang: Lang) -> str:
    return initial(term.name.best(lang)[0], lang)


def _users(library: Library, term: Term) -> Iterator[Doc]:
    """Guides and trainings that name the term."""
    for use in library.uses.get(("terms", term.id), ()):
        if use.kind in ("guides", "trainings"):
            yield library.entries(use.kind)[use.id]


def _search(library: Library, lang: Lang, section: str) -> Iterator[Sheet]:
    yield Sheet(f"{section}/", lambda: "#", partial(_search_page, library, lang, section))


def _search_page(library: Library, lang: Lang, section: str) -> Page:
    """A form, and lists of everything; of what fills many parts, the way to its list."""
    view = PageView(library, lang, f"{section}/")
    words = view.words
    groups = []
    for kind in ("themes", "projects", "guides", "trainings", "places", "organisations", "glossary"):
        entries = library.entries("terms" if kind == "glossary" else kind)
        field = {"projects": "short_title", "guides": "title", "trainings": "title"}.get(kind, "name")
        texts = {name: getattr(entry, field) for name, entry in entries.items()}
        address = "glossary/#{}" if kind == "glossary" else kind + "/{}/"
        if len(entries) > (PER_PAGE if field != "name" else NAMES_PER_PAGE):
            rows = [(view.href(f"{kind}/"), f"{words(f'nav.{kind}')} ({view.number(len(entries))})")]
        else:
            rows = [(view.href(address.format(n)), view.pair(texts[n])) for n in view.sorted_ids(texts, texts)]
        groups.append((words(f"nav.{kind}"), rows))
    body = view.render("search.html", lead=words("search.lead"), groups=groups)
    return Page(lang, view.path, section, words("search.title"), words("search.lead"), body, LANGS)


_DRAWN: Mapping[str, Callable[[Library, Lang, str], Iterator[Sheet]]] = {
    "projects": _projects,
    "guides": _docs,
    "trainings": _docs,
    "places": _places,
    "glossary": _glossary,
    "search": _search,
}
