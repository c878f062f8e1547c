"""Lists in numbered parts (projects, guides, trainings, places, other vocabularies, glossary), and the search page."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from math import inf
from typing import Any, NamedTuple, get_args

from markupsafe import Markup

from kalaka.i18n.collation import initial, sort_key
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import relative, url
from kalaka.model.documents import Guide, Phase, Purpose, Training
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.model.summary import Summary
from kalaka.model.vocabulary import Place, Programme, Term
from kalaka.pages.cards import listed
from kalaka.pages.facets import offered
from kalaka.pages.facts import PageView
from kalaka.pages.maps.chart import MARKS, Point
from kalaka.pages.maps.legend import sign
from kalaka.pages.maps.map import Plan, draw, plan
from kalaka.pages.page import Page, Route
from kalaka.pages.paging import NAMES_PER_PAGE, PER_PAGE, TERMS_PER_PAGE, Part, grouped, parts, term_parts
from kalaka.pages.rendering import safe
from kalaka.queries.facets import all_newest_first, projects_of
from kalaka.queries.memo import memoized

OPEN = ("country", "theme", "target-group", "county")
"""Facets that are open at first; readers unfold the others."""
USES = 3
"""How many of the pages that use a term are linked in the glossary."""
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-ZÁÉÍÓÖŐÚÜŰĂÂÎȘȚ])")
_COUNTRIES: Mapping[Lang, tuple[str, ...]] = {"hu": ("HU", "RO", "NO"), "ro": ("RO", "HU", "NO")}
"""Countries in the order of lists: that of the language first."""


def list_routes(kb: KnowledgeBase, lang: Lang, section: str) -> Iterator[Route]:
    """The pages of the list of a section, or the search page."""
    yield from _ROUTES_OF.get(section, _entries)(kb, lang, section)


def _page(view: PageView, section: str, template: str, part: Part[Any], lead: str, **facts: object) -> Page:
    title = view.part_title(view.words(f"nav.{section}"), part.number)
    body = view.render(template, section=section, title=title, lead=lead, part=part, **facts)
    description = lead if part.number == 1 else f"{title}. {lead}"
    return Page(view.lang, view.path, section, title, description, body, LANGS, part.neighbours, tuple(view.crumbs))


def _projects(kb: KnowledgeBase, lang: Lang, section: str) -> Iterator[Route]:
    def render(part: Part[Summary]) -> Page:
        view = PageView(kb, lang, part.path)
        items = [listed(view, part, project) for project in part.items]
        facets = list(offered(kb, lang)) if part.number == 1 else []
        lead = view.words("lead.projects")
        files = [(form.upper(), _data_href(view, f"projects.{lang}.{form}")) for form in ("csv", "xlsx")]
        return _page(view, section, "projects.html", part, lead, items=items, facets=facets, unfolded=OPEN, files=files)

    for part in parts("projects/", all_newest_first(kb, lang), PER_PAGE):
        yield Route(part.path, partial(render, part))


def _data_href(view: PageView, file: str) -> str:
    """The relative link to a file of the open data."""
    return relative(url(view.lang, view.path), f"data/{file}")


def _docs(kb: KnowledgeBase, lang: Lang, section: str) -> Iterator[Route]:
    """Guides by purpose and phase, trainings by length, both then by title."""
    docs: list[Document] = list(kb.entries(section).values())
    docs.sort(key=lambda doc: (_use(doc), sort_key(doc.title.best(lang)[0], lang)))
    counts = Counter(getattr(doc.facts, "purpose", None) for doc in docs)

    def render(part: Part[Document]) -> Page:
        view = PageView(kb, lang, part.path)
        groups = grouped((getattr(doc.facts, "purpose", None), (doc, list(_brief(view, doc)))) for doc in part.items)
        lead = view.words(f"lead.{section}")
        return _page(view, section, "list.html", part, lead, groups=groups, counts=counts)

    for part in parts(f"{section}/", docs, PER_PAGE):
        yield Route(part.path, partial(render, part))


def _use(doc: Document) -> tuple[float, ...]:
    """What puts a guide or a training in order: purpose and first phase, or the number of hours."""
    facts = doc.facts
    if isinstance(facts, Guide):
        first = min(map(get_args(Phase).index, facts.phase), default=len(get_args(Phase)))
        return get_args(Purpose).index(facts.purpose), first
    hours = facts.hours if isinstance(facts, Training) else None
    return (hours.total if hours else inf,)


def _brief(view: PageView, doc: Document) -> Iterator[tuple[str, Any]]:
    """Labels and values of what a list says of a guide or a training."""
    words, facts = view.words, doc.facts
    if isinstance(facts, Training):
        hours = words("count.hours", n=facts.hours.total) if facts.hours else words("fact.not_stated")
        yield words("training.hours"), hours
    if isinstance(facts, Guide | Training):
        yield words("guide.audience"), view.listing([words(f"audience.{name}") for name in facts.audience])
    if isinstance(facts, Guide):
        for name in ("duration", "group_size"):
            if text := getattr(facts, name):
                yield words(f"guide.{name}"), view.t(text)
        if facts.phase:
            yield words("guide.phase"), view.listing([words(f"phase.{name}") for name in facts.phase])


@memoized
def _place_parts(kb: KnowledgeBase, lang: Lang) -> list[Part[Place]]:
    """All places by country, county and name; places without a county come first in their country."""
    places = sorted(kb.places.values(), key=lambda place: sort_key(place.name.best(lang)[0], lang))
    counties = {None: ()} | {c.id: sort_key(c.name.best(lang)[0], lang) for c in kb.counties.values()}
    places.sort(key=lambda place: (_COUNTRIES[lang].index(place.country), counties[place.county]))
    return parts("places/", places, NAMES_PER_PAGE)


@memoized
def county_begins(kb: KnowledgeBase, lang: Lang) -> Mapping[str, str]:
    """The address of the part of the list of places in which each county begins; `""` stands for no county."""
    paths: dict[str, str] = {}
    for part in _place_parts(kb, lang):
        for place in part.items:
            paths.setdefault(place.county or "", part.path)
    return paths


def _places(kb: KnowledgeBase, lang: Lang, section: str) -> Iterator[Route]:
    """The list of places; the map of a country is on the part in which the country begins."""
    place_counts = Counter((place.country, place.county) for place in kb.places.values())
    used = sum(bool(projects_of(kb, lang, section, name)) for name in kb.places)
    roles = {name: place_roles(kb, name) for name in kb.places}

    def render(part: Part[Place], begins: Collection[str]) -> Page:
        view = PageView(kb, lang, part.path)
        by_county = grouped(((place.country, place.county), place.id) for place in part.items)
        countries = grouped((country, (county, names)) for (country, county), names in by_county)
        maps = {country: _map_of(view, country) for country in begins}
        signs = {place.id: sign(view, roles[place.id]) for place in part.items if roles[place.id]}
        lead = view.words("lead.places", n=used)
        doors = _doors(view) if part.number == 1 else []
        facts = {"doors": doors, "countries": countries, "place_counts": place_counts, "maps": maps, "signs": signs}
        return _page(view, section, "places.html", part, lead, **facts)

    begun: set[str] = set()
    for part in _place_parts(kb, lang):
        begins = dict.fromkeys(place.country for place in part.items if place.country not in begun)
        begun.update(begins)
        yield Route(part.path, partial(render, part, begins))


def _doors(view: PageView) -> list[tuple[str, int]]:
    """The counties that projects name, in alphabetical order within their countries, with the numbers of projects."""
    names = {county.id: county.name for county in view.kb.counties.values()}
    ids = view.sorted_ids(names, names)
    ids.sort(key=lambda name: _COUNTRIES[view.lang].index(view.kb.counties[name].country))
    counts = {name: len(projects_of(view.kb, view.lang, "counties", name)) for name in ids}
    return [(name, counts[name]) for name in ids if counts[name]]


def _map_of(view: PageView, country: str) -> Markup | str:
    map_plan = places_plan(view, (country,), country.lower())
    return places_map(view, map_plan, view.words(f"country.{country}")) if map_plan else ""


ENOUGH = 3
"""The least number of places that are worth a map."""


@memoized
def place_roles(kb: KnowledgeBase, name: str) -> tuple[str, ...]:
    """The roles of a place in all projects, the most important first; `seat` also for the seat of an organisation."""
    roles: set[str] = set()
    for use in kb.uses.get(("places", name), ()):
        if use.kind == "projects" and use.loc[:1] == ("places",):
            roles.add(kb.projects[use.id].places[int(use.loc[1])].role)
        elif use.kind == "organisations":
            roles.add("seat")
    return tuple(role for role in MARKS if role in roles)


def places_plan(view: PageView, countries: Sequence[str], list_id: str = "") -> Plan | None:
    """The plan of the map of countries: places that have a role in a project; None where there are fewer than `ENOUGH`.

    `list_id` is the id of the list of places, if it is on the page.
    """
    kb = view.kb
    points = [Point(name, place_roles(kb, name)) for name, place in kb.places.items() if place.country in countries]
    with_role = [point for point in points if point.roles]
    return plan(view, with_role, list_id, wide=True) if len(with_role) >= ENOUGH else None


def places_map(view: PageView, map_plan: Plan, of: str) -> Markup:
    """The drawn map of countries; `of` are their names."""
    return draw(view, map_plan, view.words("map.country", country=of, n=len(map_plan.points)))


class Row(NamedTuple):
    """An entry in a list: its names, its number of projects, what it is; a theme has a shape, a programme parts."""

    id: str
    name: Markup
    projects: str
    description: Markup
    shape: int
    parts: "list[Row]"


def _entries(kb: KnowledgeBase, lang: Lang, section: str) -> Iterator[Route]:
    """Themes in the order of the vocabulary, other entries by country, where they have one, and name."""
    entries = list(kb.entries(section).values())
    if section != "themes":
        entries.sort(key=lambda entry: sort_key(_without_article(entry.name.best(lang)[0], lang), lang))
    if section in ("counties", "organisations", "programmes"):
        entries.sort(key=lambda entry: _COUNTRIES[lang].index(entry.country))
    if section == "programmes":
        entries = _each_before_its_parts(entries)

    def render(part: Part[Any]) -> Page:
        view = PageView(kb, lang, part.path)
        rows: dict[str, Row] = {}
        listed: list[tuple[str | None, Row]] = []
        for entry in part.items:
            row = rows[entry.id] = _row(view, section, entry)
            whole = rows.get(getattr(entry, "part_of", None) or "")
            if whole:
                whole.parts.append(row)
            else:
                listed.append((getattr(entry, "country", None), row))
        return _page(view, section, "entries.html", part, view.words(f"lead.{section}"), groups=grouped(listed))

    for part in parts(f"{section}/", entries, NAMES_PER_PAGE):
        yield Route(part.path, partial(render, part))


def _without_article(name: str, lang: Lang) -> str:
    """A name as it is sorted: *a magánszektor képviselői* under M."""
    return re.sub(r"^az? ", "", name, flags=re.IGNORECASE) if lang == "hu" else name


def _each_before_its_parts(programmes: Sequence[Programme]) -> list[Programme]:
    """Programmes in their order, each followed by those that are parts of it."""
    below: dict[str, list[Programme]] = {}
    for programme in programmes:
        below.setdefault(programme.part_of or "", []).append(programme)
    ordered: dict[str, Programme] = {}

    def add(programme: Programme) -> None:
        if programme.id not in ordered:
            ordered[programme.id] = programme
            for part in below.get(programme.id, ()):
                add(part)

    for programme in [*below.get("", ()), *programmes]:
        add(programme)
    return list(ordered.values())


def parts_of(view: PageView, name: str, above: Collection[str] = ()) -> list[Row]:
    """The parts of a programme and their own parts, in alphabetical order; `above` are those it is part of."""
    above = (*above, name)
    uses = view.kb.uses.get(("programmes", name), ())
    names = {use.id: view.kb.programmes[use.id].title for use in uses if use.kind == "programmes"}
    return [
        _row(view, "programmes", view.kb.programmes[part])._replace(parts=parts_of(view, part, above))
        for part in view.sorted_ids(names, names)
        if part not in above
    ]


def _row(view: PageView, section: str, entry: Any) -> Row:
    """An entry, its number of projects, and its description.

    Descriptions of organisations and programmes are left out where they are not in the language of the page.
    """
    description = getattr(entry, "description", None) or getattr(entry, "gloss", None)
    if description and section in ("organisations", "programmes") and not description.get(view.lang):
        description = None
    name = view.pair(entry.name, capital=True)
    if section == "programmes" and not entry.name.get(view.lang):
        name, description = view.t(entry.title), entry.name
    if section == "programmes" and entry.code and entry.code not in view.plain(entry.title):
        name = Markup('<span class="k-code">{}</span> {}').format(entry.code, name)
    number = len(projects_of(view.kb, view.lang, section, entry.id))
    count = view.words("count.projects", n=number) if number else view.words("count.no_project")
    return Row(entry.id, name, count, view.t(description), getattr(entry, "shape", 0), [])


def _glossary(kb: KnowledgeBase, lang: Lang, section: str) -> Iterator[Route]:
    terms = [(part, term) for part in term_parts(kb, lang) for term in part.items]
    letters: dict[str, tuple[int, str]] = {}
    for part, term in terms:
        letters.setdefault(_letter(term, lang), (len(letters) + 1, part.path))

    def render(part: Part[Term]) -> Page:
        view = PageView(kb, lang, part.path)
        lead = view.words("lead.glossary", n=part.total)
        groups = grouped((_letter(term, lang), (term, *_opening(view.t(term.definition)))) for term in part.items)
        uses = {term.id: list(_users(kb, term)) for term in part.items}
        script = relative(url(lang, part.path), "assets/glossary.js")
        unchecked = any(not term.checked for term in part.items)
        others = [other.path for other in term_parts(kb, lang) if other.number != part.number]
        facts = {"letters": letters, "others": others, "groups": groups, "uses": uses, "most": USES}
        return _page(view, section, "glossary.html", part, lead, script=script, unchecked=unchecked, **facts)

    for part in term_parts(kb, lang):
        yield Route(part.path, partial(render, part))


def _opening(definition: Markup) -> tuple[Markup, Markup]:
    """The first sentence of a definition, which stands open also on a phone, and the rest."""
    sentences = _SENTENCE.split(str(definition), maxsplit=1) if not definition.startswith("<") else [str(definition)]
    return safe(sentences[0]), safe(sentences[1] if len(sentences) > 1 else "")


def _letter(term: Term, lang: Lang) -> str:
    """The letter of the alphabet under which a term is listed."""
    return initial(term.name.best(lang)[0], lang)


def _users(kb: KnowledgeBase, term: Term) -> Iterator[Document]:
    """Guides and trainings that name the term."""
    for use in kb.uses.get(("terms", term.id), ()):
        if use.kind in ("guides", "trainings"):
            yield kb.entries(use.kind)[use.id]


def _search(kb: KnowledgeBase, lang: Lang, section: str) -> Iterator[Route]:
    yield Route(f"{section}/", partial(_search_page, kb, lang, section))


def _search_page(kb: KnowledgeBase, lang: Lang, section: str) -> Page:
    """The search form, and, for readers without script, all entries; a kind with a list in parts is one link to it."""
    view = PageView(kb, lang, f"{section}/")
    words = view.words
    groups = []
    for kind in ("themes", "projects", "guides", "trainings", "places", "organisations", "glossary"):
        entries = kb.entries("terms" if kind == "glossary" else kind)
        field = {"projects": "short_title", "guides": "title", "trainings": "title"}.get(kind, "name")
        texts = {name: getattr(entry, field) for name, entry in entries.items()}
        address = "glossary/#{}" if kind == "glossary" else kind + "/{}/"
        most = TERMS_PER_PAGE if kind == "glossary" else NAMES_PER_PAGE if field == "name" else PER_PAGE
        if len(entries) > most:
            rows = [(view.href(f"{kind}/"), f"{words(f'nav.{kind}')} ({view.number(len(entries))})")]
        else:
            rows = [(view.href(address.format(n)), view.pair(texts[n])) for n in view.sorted_ids(texts, texts)]
        groups.append((words(f"nav.{kind}"), rows))
    body = view.render("search.html", lead=words("search.lead"), groups=groups)
    return Page(
        lang, view.path, section, words("search.title"), words("search.lead"), body, LANGS, crumbs=tuple(view.crumbs)
    )


_ROUTES_OF: Mapping[str, Callable[[KnowledgeBase, Lang, str], Iterator[Route]]] = {
    "projects": _projects,
    "guides": _docs,
    "trainings": _docs,
    "places": _places,
    "glossary": _glossary,
    "search": _search,
}
"""The function that makes the routes of a section; sections not named here list entries of a vocabulary."""
