"""Structured data of a page for search engines: schema.org as JSON-LD in the head of the page.

Every page is a `WebPage` with its breadcrumb; most have a main entity, whose `@id` is the same in both languages. Only
types and properties of schema.org are used; what no source states is left out.
"""

import re
from collections.abc import Sequence

from kalaka.exports import VERSION
from kalaka.exports.formats import DATA
from kalaka.exports.schema_org_entities import BUILDERS, About, EntityBuilder, Node, Thing, node
from kalaka.exports.text_forms import dumps
from kalaka.i18n.languages import LANGS
from kalaka.model.knowledge_base import SECTIONS, Document, KnowledgeBase
from kalaka.model.project import Project

_TO_ESCAPE = re.compile("[<>&\u2028\u2029]")
_PAGES = {"": "WebPage", "search": "SearchResultsPage", "about": "AboutPage", "data": "WebPage"}
_SETS = ("themes", "target-groups", "glossary")
"""Lists that are vocabularies (`DefinedTermSet`)."""
_LISTS = frozenset(f"{name}/" for name in (*SECTIONS, "glossary", "tasks"))


def thing_at(kb: KnowledgeBase, path: str) -> Thing:
    """The entity of the page at an address below the language; None for lists and plain pages."""
    section, _, rest = path.partition("/")
    name = rest.strip("/")
    if section == "projects":
        return kb.records[name] if name in kb.projects else None
    entry: Thing = kb.entries(section).get(name) if section in SECTIONS and name else None
    return entry


def json_ld(kb: KnowledgeBase, about: About, thing: Thing) -> Node:
    """The structured data of one page."""
    builder = EntityBuilder(kb, about)
    section = about.path.partition("/")[0]
    entities: list[Node] = []
    if thing is not None:
        entities = BUILDERS[section](builder, thing)
    elif section in _SETS:
        entities = [builder.entity("DefinedTermSet", name=about.title, inLanguage=about.lang)]
    elif section == "tasks":
        entities = [_tasks(builder)]
    elif section == "data":
        entities = [_dataset(builder)]
    elif not about.path:
        entities = [_website(builder)]
    return {"@context": "https://schema.org", "@graph": [_page(builder, section, thing, entities), *entities]}


def script(data: Node) -> str:
    """The data as a script element for the head; characters that could end the element are escaped."""
    escaped = _TO_ESCAPE.sub(lambda match: f"\\u{ord(match[0]):04x}", dumps(data))
    return f'<script type="application/ld+json">{escaped}</script>'


def _page(builder: EntityBuilder, section: str, thing: Thing, entities: Sequence[Node]) -> Node:
    about = builder.about
    is_real = about.lang in about.real
    review = thing.review if isinstance(thing, Project) else thing.facts.review if isinstance(thing, Document) else None
    return node(
        "CollectionPage" if about.path in _LISTS else _PAGES.get(section, "WebPage"),
        **{"@id": builder.address(about.path)},
        url=builder.address(about.path),
        name=about.title,
        description=about.description,
        inLanguage=about.lang if is_real else about.real[0],
        isPartOf={"@id": builder.site + "#website"} if about.path else None,
        license=builder.kb.settings.licence.url,
        lastReviewed=review.last_checked if review else None,
        about=builder.themes(thing.themes) if isinstance(thing, Project) else None,
        mainEntity={"@id": entities[0]["@id"]} if entities else None,
        breadcrumb=_breadcrumb(builder) if about.path else None,
    )


def _breadcrumb(builder: EntityBuilder) -> Node:
    """Breadcrumb: the parents that the page displays, and the page."""
    steps = [*builder.about.crumbs, (builder.about.path, builder.about.title)]
    items = [
        node("ListItem", position=place, name=name, item={"@id": builder.address(path)})
        for place, (path, name) in enumerate(steps, 1)
    ]
    return node("BreadcrumbList", itemListElement=items)


def _tasks(builder: EntityBuilder) -> Node:
    """What readers come to do, each with the address of its best answer."""
    items = [
        node("ListItem", position=place, name=builder.text(task.name), url=builder.address(task.leads_to[0]))
        for place, task in enumerate(builder.kb.tasks.values(), 1)
    ]
    return builder.entity("ItemList", name=builder.about.title, numberOfItems=len(items), itemListElement=items)


def _website(builder: EntityBuilder) -> Node:
    find = node("EntryPoint", urlTemplate=builder.address("search/") + "?q={q}")
    return node(
        "WebSite",
        **{"@id": builder.site + "#website"},
        url=builder.site,
        name=builder.kb.settings.names[builder.about.lang],
        alternateName=builder.kb.settings.other_name(builder.about.lang),
        description=builder.about.description,
        inLanguage=list(LANGS),
        license=builder.kb.settings.licence.url,
        publisher=builder.publisher(),
        potentialAction=node("SearchAction", target=find, query="q"),
    )


def _dataset(builder: EntityBuilder) -> Node:
    return builder.entity(
        "Dataset",
        name=builder.about.title,
        description=builder.about.description,
        url=builder.address("data/"),
        version=VERSION,
        license=builder.kb.settings.licence.url,
        isAccessibleForFree=True,
        inLanguage=list(LANGS),
        creator=builder.publisher(),
        spatialCoverage=[node("Country", name=builder.words(f"country.{code}")) for code in ("HU", "RO")],
        distribution=[
            node(
                "DataDownload",
                name=builder.words(f"data.file.{form.kind}"),
                contentUrl=f"{builder.site}data/{form.name}",
                encodingFormat=form.media,
                inLanguage=form.lang or list(LANGS),
            )
            for form in DATA
        ],
    )
