"""Pages that list: projects, guides, trainings, places, the other vocabularies, and the glossary."""

from collections.abc import Callable, Iterator

from markupsafe import Markup

from kalaka.catalogue import newest_first
from kalaka.language import initial, sort_key
from kalaka.library import SECTIONS, Doc, Library
from kalaka.model import LANGS, Lang, Term
from kalaka.pages.chart import MARKS, Point
from kalaka.pages.facts import PageView
from kalaka.pages.legend import sign
from kalaka.pages.map import Plan, draw, plan
from kalaka.pages.page import Page


def _page(view: PageView, section: str, template: str, title: str, lead: str, **facts: object) -> Page:
    body = view.render(template, section=section, lead=lead, **facts)
    return Page(view.lang, view.path, section, title, lead, body, LANGS)


def list_pages(library: Library, lang: Lang, only: str | None = None) -> Iterator[Page]:
    """The list page of every kind of thing, or of one."""
    for section in (*SECTIONS, "glossary", "search"):
        if only is None or section == only:
            page_of = _DRAWN.get(section, _entries)
            yield page_of(library, lang, section)


def inputs_of_lists() -> Iterator[tuple[str, list[str]]]:
    for section in (*SECTIONS, "glossary", "search"):
        yield f"{section}/", ["*"]


def _records(library: Library, lang: Lang, section: str) -> Page:
    view = PageView(library, lang, f"{section}/")
    if section == "projects":
        items: list[object] = [*newest_first(library.projects.values(), lang)]
    else:
        docs: list[Doc] = list(library.entries(section).values())
        items = [*sorted(docs, key=lambda doc: sort_key(doc.title.best(lang)[0], lang))]
    lead = view.words(f"lead.{section}")
    return _page(view, section, "list.html", view.words(f"nav.{section}"), lead, items=items)


def _places(library: Library, lang: Lang, section: str) -> Page:
    view = PageView(library, lang, f"{section}/")
    names = {name: place.name for name, place in library.places.items()}
    counties = {name: county.name for name, county in library.counties.items()}
    countries = []
    for country in ("RO", "HU") if lang == "ro" else ("HU", "RO"):
        groups: dict[str | None, list[str]] = {}
        for name in view.sorted_ids(names, names):
            if library.places[name].country == country:
                groups.setdefault(library.places[name].county, []).append(name)
        known = view.sorted_ids([c for c in groups if c], counties)
        order: list[str | None] = [*([None] if None in groups else []), *known]
        if groups:
            made = country_plan(view, country, country.lower())
            drawn = country_map(view, country, made) if made else ""
            countries.append((country, drawn, [(county, groups[county]) for county in order]))
    signs = {name: sign(view, roles) for name in names if (roles := place_roles(library, name))}
    lead = view.words("lead.places", n=sum(bool(projects_using(library, "places", name)) for name in names))
    title = view.words(f"nav.{section}")
    return _page(view, section, "places.html", title, lead, countries=countries, signs=signs)


ENOUGH = 3
"""Places of a country that make a map of it."""


def place_roles(library: Library, name: str) -> tuple[str, ...]:
    """The roles of a place in all projects, the most important first; `seat` also for the seat of an organisation."""
    found: set[str] = set()
    for use in library.uses.get(("places", name), ()):
        if use.kind == "projects" and use.loc[0] == "places":
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


def _entries(library: Library, lang: Lang, section: str) -> Page:
    view = PageView(library, lang, f"{section}/")
    entries = library.entries(section)
    groups: list[tuple[str, list[str]]] = [("", list(entries))]
    if section in ("counties", "organisations", "programmes"):
        order = ("RO", "HU", "NO") if lang == "ro" else ("HU", "RO", "NO")
        groups = [(c, [name for name in entries if entries[name].country == c]) for c in order]
    shown = []
    for country, names in groups:
        texts = {name: entries[name].name for name in names}
        rows = []
        for name in names if section == "themes" else view.sorted_ids(names, texts):
            count = len(projects_using(library, section, name))
            entry = entries[name]
            more = view.t(getattr(entry, "description", None) or getattr(entry, "gloss", None))
            if section in ("organisations", "programmes") and more and not entry.gloss.get(lang):
                more = view.t(None)
            rows.append((name, entry, view.words("count.projects", n=count), more))
        if rows:
            shown.append((view.words(f"country.{country}") if country else "", rows))
    lead = view.words(f"lead.{section}")
    return _page(view, section, "entries.html", view.words(f"nav.{section}"), lead, groups=shown)


def projects_using(library: Library, kind: str, name: str) -> dict[str, list[tuple[int | str, ...]]]:
    """Projects that mention an entry, with the places of the mention. A county is also that of its settlements."""
    found: dict[str, list[tuple[int | str, ...]]] = {}
    for use in library.uses.get((kind, name), ()):
        if use.kind == "projects":
            found.setdefault(use.id, []).append(use.loc)
    if kind == "counties":
        for use in library.uses.get((kind, name), ()):
            if use.kind == "places":
                for project, locs in projects_using(library, "places", use.id).items():
                    found.setdefault(project, []).extend(locs)
    return found


def _glossary(library: Library, lang: Lang, section: str) -> Page:
    view = PageView(library, lang, f"{section}/")
    terms = sorted(library.terms.values(), key=lambda term: sort_key(term.name.best(lang)[0], lang))
    letters: dict[str, list[Term]] = {}
    for term in terms:
        letters.setdefault(initial(term.name.best(lang)[0], lang), []).append(term)
    used = {
        term.id: [
            library.entries(use.kind)[use.id]
            for use in library.uses.get(("terms", term.id), ())
            if use.kind in ("guides", "trainings")
        ]
        for term in terms
    }
    lead = view.words("lead.glossary", n=len(terms))
    title = view.words(f"nav.{section}")
    return _page(view, section, "glossary.html", title, lead, letters=list(letters.items()), used=used)


def _search(library: Library, lang: Lang, section: str) -> Page:
    view = PageView(library, lang, f"{section}/")
    words = view.words
    groups = []
    for kind in ("themes", "projects", "guides", "trainings", "places", "organisations"):
        entries = library.entries(kind)
        field = {"projects": "short_title", "guides": "title", "trainings": "title"}.get(kind, "name")
        texts = {name: getattr(entry, field) for name, entry in entries.items()}
        rows = [(view.href(f"{kind}/{name}/"), view.pair(texts[name])) for name in view.sorted_ids(texts, texts)]
        groups.append((words(f"nav.{kind}"), rows))
    terms = {name: term.name for name, term in library.terms.items()}
    rows = [(view.href(f"glossary/#{name}"), view.pair(terms[name])) for name in view.sorted_ids(terms, terms)]
    groups.append((words("nav.glossary"), rows))
    return _page(view, section, "search.html", words("search.title"), words("search.lead"), groups=groups)


_DRAWN: dict[str, Callable[[Library, Lang, str], Page]] = {
    "projects": _records,
    "guides": _records,
    "trainings": _records,
    "places": _places,
    "glossary": _glossary,
    "search": _search,
}
