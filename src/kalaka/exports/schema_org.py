"""What a page is about, in the words of schema.org, for search engines: data in the head of the page, no script.

Every page is a `WebPage` with its breadcrumb; most have a main entity, which has one name for machines (`@id`) in both
languages. Only types and properties that schema.org has; what no source states is left out.
"""

import re
from collections.abc import Sequence

from kalaka.exports import LICENCE_URL, VERSION
from kalaka.exports.formats import DATA
from kalaka.exports.schema_org_entities import DRAWN, About, Drawing, Node, Thing, node
from kalaka.exports.text_forms import dumps
from kalaka.i18n.languages import LANGS
from kalaka.model.knowledge_base import SECTIONS, Doc, Library
from kalaka.model.project import Project

_TO_ESCAPE = re.compile("[<>&\u2028\u2029]")
_PAGES = {"": "WebPage", "search": "SearchResultsPage", "about": "AboutPage", "data": "WebPage"}
_SETS = ("themes", "target-groups", "glossary")
"""Lists that are vocabularies."""
_LISTS = frozenset(f"{name}/" for name in (*SECTIONS, "glossary"))


def thing_at(library: Library, path: str) -> Thing:
    """What the page at an address below the language is about; none for lists and plain pages."""
    section, _, rest = path.partition("/")
    name = rest.strip("/")
    if section == "projects":
        return library.records[name] if name in library.projects else None
    found: Thing = library.entries(section).get(name) if section in SECTIONS and name else None
    return found


def json_ld(library: Library, about: About, thing: Thing) -> Node:
    """The structured data of one page."""
    draw = Drawing(library, about)
    section = about.path.partition("/")[0]
    entities: list[Node] = []
    if thing is not None:
        entities = DRAWN[section](draw, thing)
    elif section in _SETS:
        terms = draw.terms() if section == "glossary" else None
        entities = [draw.entity("DefinedTermSet", name=about.title, inLanguage=about.lang, hasDefinedTerm=terms)]
    elif section == "data":
        entities = [_dataset(draw)]
    elif not about.path:
        entities = [_website(draw)]
    return {"@context": "https://schema.org", "@graph": [_page(draw, section, thing, entities), *entities]}


def script(data: Node) -> str:
    """For the head: a block of data, with nothing in it that HTML could take for its end."""
    escaped = _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", dumps(data))
    return f'<script type="application/ld+json">{escaped}</script>'


def _page(draw: Drawing, section: str, thing: Thing, entities: Sequence[Node]) -> Node:
    about = draw.about
    own = about.lang in about.real
    review = thing.review if isinstance(thing, Project) else thing.facts.review if isinstance(thing, Doc) else None
    return node(
        "CollectionPage" if about.path in _LISTS else _PAGES.get(section, "WebPage"),
        **{"@id": draw.address(about.path)},
        url=draw.address(about.path),
        name=about.title,
        description=about.description,
        inLanguage=about.lang if own else about.real[0],
        isPartOf={"@id": draw.site + "#website"} if about.path else None,
        license=LICENCE_URL,
        lastReviewed=review.last_checked if review else None,
        about=draw.themes(thing.themes) if isinstance(thing, Project) else None,
        mainEntity={"@id": entities[0]["@id"]} if entities else None,
        breadcrumb=_breadcrumb(draw) if about.path else None,
    )


def _breadcrumb(draw: Drawing) -> Node:
    """The parents that the page shows, and the page."""
    steps = [*draw.about.crumbs, (draw.about.path, draw.about.title)]
    items = [
        node("ListItem", position=place, name=name, item={"@id": draw.address(path)})
        for place, (path, name) in enumerate(steps, 1)
    ]
    return node("BreadcrumbList", itemListElement=items)


def _website(draw: Drawing) -> Node:
    find = node("EntryPoint", urlTemplate=draw.address("search/") + "?q={q}")
    return node(
        "WebSite",
        **{"@id": draw.site + "#website"},
        url=draw.site,
        name=draw.words("site.name"),
        alternateName=draw.words("site.other_name"),
        description=draw.about.description,
        inLanguage=list(LANGS),
        license=LICENCE_URL,
        publisher=draw.publisher(),
        potentialAction=node("SearchAction", target=find, query="q"),
    )


def _dataset(draw: Drawing) -> Node:
    return draw.entity(
        "Dataset",
        name=draw.about.title,
        description=draw.about.description,
        url=draw.address("data/"),
        version=VERSION,
        license=LICENCE_URL,
        isAccessibleForFree=True,
        inLanguage=list(LANGS),
        creator=draw.publisher(),
        spatialCoverage=[node("Country", name=draw.words(f"country.{code}")) for code in ("HU", "RO")],
        distribution=[
            node(
                "DataDownload",
                name=draw.words(f"data.file.{form.kind}"),
                contentUrl=f"{draw.site}data/{form.name}",
                encodingFormat=form.media,
                inLanguage=form.lang or list(LANGS),
            )
            for form in DATA
        ],
    )
