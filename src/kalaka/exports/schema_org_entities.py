"""Entities of schema.org: a project, a guide, a place …, each the main entity of its page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kalaka.exports.columns import whole_period
from kalaka.exports.geojson import CODES, worked_in
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import Messages
from kalaka.model.addresses import url
from kalaka.model.base import Text, json_number
from kalaka.model.documents import Guide, Training
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.vocabulary import County, Organisation, Place, Programme, TargetGroup, Theme
from kalaka.pages.docs import reading_minutes

Node = dict[str, Any]
_ORGANISATIONS = {
    "association": "NGO",
    "foundation": "NGO",
    "authority": "GovernmentOrganization",
    "institution": "GovernmentOrganization",
    "government": "GovernmentOrganization",
    "university": "CollegeOrUniversity",
}
_MEMBERS = ("lead", "coordinator", "consortium", "partner")


@dataclass(frozen=True)
class About:
    """Data that every page has. `real` has the languages in which it exists."""

    lang: Lang
    path: str
    title: str
    description: str
    real: tuple[Lang, ...]
    crumbs: tuple[tuple[str, str], ...] = ()
    """Address and name of each parent, as the page displays them."""


Thing = Project | Document | Place | County | Organisation | Programme | Theme | TargetGroup | None


class EntityBuilder:
    """Builds the entities of one page in its language."""

    def __init__(self, kb: KnowledgeBase, about: About) -> None:
        self.kb = kb
        self.about = about
        self.site = kb.settings.site_url
        self.words: Messages = kb.words(about.lang)

    def text(self, text: Text) -> str:
        """The text in the language of the page, else in the other one."""
        return text.best(self.about.lang)[0]

    def address(self, path: str) -> str:
        """Absolute address in the language of the page."""
        return self.site + url(self.about.lang, path)

    def id_of(self, path: str) -> str:
        """`@id` of the main entity of a page, the same in both languages."""
        return f"{self.site}{path}#entity"

    def entity(self, kind: str | list[str], **properties: Any) -> Node:
        """The main entity of this page."""
        return node(kind, **{"@id": self.id_of(self.about.path)}, **properties)

    def named(self, kind: str, section: str, name: str) -> Node:
        """Reference to an entry with a page; cached, since it is the same on all pages of a language."""
        key = ("named", self.about.lang, kind, section, name)
        if key not in self.kb.derived:
            path = f"{section}/{name}/"
            title = self.text(self.kb.entries(section)[name].name)
            self.kb.derived[key] = node(kind, **{"@id": self.id_of(path)}, name=title, url=self.address(path))
        reference: Node = self.kb.derived[key]
        return reference

    def organisations(self, names: Iterable[str]) -> list[Node]:
        kinds = self.kb.organisations
        return [self.named(_organisation_type(kinds[name]), "organisations", name) for name in dict.fromkeys(names)]

    def themes(self, names: Sequence[str]) -> list[Node]:
        return [self.named("DefinedTerm", "themes", name) for name in names]

    def areas(self, counties: Iterable[str], places: Iterable[str]) -> list[Node]:
        """References to counties and places."""
        return [
            *(self.named("AdministrativeArea", "counties", name) for name in dict.fromkeys(counties)),
            *(self.named("AdministrativeArea", "places", name) for name in dict.fromkeys(places)),
        ]

    def names(self, text: Text, *more: str | None) -> list[str]:
        """Alternate names: the name in the other language and `more`, without the displayed name."""
        title = self.text(text)
        return [name for name in dict.fromkeys((text.get(other(self.about.lang)), *more)) if name and name != title]

    def publisher(self) -> Node:
        return node(
            "Organization",
            **{"@id": self.site + "#publisher"},
            name=self.kb.settings.publisher(self.about.lang),
            url=self.site,
        )


def node(kind: str | list[str], /, **properties: Any) -> Node:
    """A node of a type (or types), without empty properties."""
    return {"@type": kind} | {
        key: value for key, value in properties.items() if value is not None and value not in ("", [])
    }


def _project(builder: EntityBuilder, project: Project) -> list[Node]:
    start, end = whole_period(project)
    by_role: dict[str, list[str]] = {}
    for participants in project.organisations:
        by_role.setdefault(participants.role, []).extend(participants.organisations)
    places, counties = worked_in(project)
    main = builder.entity(
        "Project",
        name=builder.text(project.title),
        alternateName=builder.names(
            project.title, builder.text(project.short_title), *project.aliases.get(builder.about.lang)
        ),
        description=builder.text(project.summary),
        url=builder.address(builder.about.path),
        identifier=[code.value for code in project.codes],
        foundingDate=start,
        dissolutionDate=end,
        areaServed=builder.areas(counties, places),
        member=builder.organisations(name for role in _MEMBERS for name in by_role.get(role, ())),
        funder=builder.organisations(by_role.get("funder", ())),
    )
    grants = [
        node(
            "MonetaryGrant",
            name=builder.words(f"fund.{money.fund}") if money.fund else None,
            amount=node("MonetaryAmount", value=json_number(money.amount), currency=money.currency),
            funder=builder.named("FundingScheme", "programmes", money.programme) if money.programme else None,
            fundedItem={"@id": main["@id"]},
        )
        for money in project.funding
        if money.kind == "grant" and money.amount is not None
    ]
    return [main, *grants]


def _doc(builder: EntityBuilder, doc: Document, **properties: Any) -> Node:
    facts = doc.facts
    lang = builder.about.lang if builder.about.lang in doc.langs else doc.original
    audience = [builder.words(f"audience.{name}") for name in getattr(facts, "audience", ())]
    return builder.entity(
        name=builder.text(doc.title),
        alternateName=builder.names(doc.title),
        description=builder.text(doc.summary),
        url=builder.address(doc.path),
        inLanguage=lang,
        license=builder.kb.settings.licence.url,
        publisher={"@id": builder.site + "#publisher"},
        about=builder.themes(getattr(facts, "themes", ())),
        audience=[node("Audience", audienceType=name) for name in audience],
        **properties,
    )


def _guide(builder: EntityBuilder, doc: Document) -> list[Node]:
    origin = doc.facts.origin if isinstance(doc.facts, Guide) else None
    return [
        _doc(
            builder,
            doc,
            kind=["Article", "LearningResource"],
            headline=builder.text(doc.title),
            timeRequired=f"PT{reading_minutes(doc, builder.about.lang)}M",
            isBasedOn=node("CreativeWork", name=origin.title, inLanguage=origin.lang) if origin else None,
        )
    ]


def _training(builder: EntityBuilder, doc: Document) -> list[Node]:
    facts = doc.facts
    assert isinstance(facts, Training)
    hours = f"PT{facts.hours.total}H" if facts.hours else None
    mode = builder.words(f"delivery.{facts.delivery}") if facts.delivery else None
    return [
        _doc(
            builder,
            doc,
            kind="Course",
            provider=builder.organisations(facts.organisations),
            timeRequired=hours,
            hasCourseInstance=node("CourseInstance", courseWorkload=hours, courseMode=mode) if hours or mode else None,
            spatialCoverage=builder.areas(facts.counties, facts.places),
        )
    ]


def _place(builder: EntityBuilder, place: Place) -> list[Node]:
    country = node("Country", name=builder.words(f"country.{place.country}"))
    return [
        builder.entity(
            "AdministrativeArea",
            name=builder.text(place.name),
            alternateName=builder.names(place.name, *place.other_names.hu, *place.other_names.ro, *place.aliases),
            url=builder.address(builder.about.path),
            geo=node("GeoCoordinates", latitude=place.lat, longitude=place.lon),
            address=node("PostalAddress", addressCountry=place.country),
            containedInPlace=builder.named("AdministrativeArea", "counties", place.county) if place.county else country,
            identifier=[_code(CODES[place.country], place.code)] if place.code else None,
            sameAs=f"https://www.geonames.org/{place.geonames}" if place.geonames else None,
        )
    ]


def _code(system: str, code: str) -> Node:
    return node("PropertyValue", propertyID=system, value=code)


def _county(builder: EntityBuilder, county: County) -> list[Node]:
    return [
        builder.entity(
            "AdministrativeArea",
            name=builder.text(county.full_name),
            alternateName=builder.names(county.full_name, builder.text(county.name)),
            url=builder.address(builder.about.path),
            containedInPlace=node("Country", name=builder.words(f"country.{county.country}")),
            identifier=[_code("NUTS 3", county.nuts3)],
        )
    ]


def _organisation_type(organisation: Organisation) -> str:
    return _ORGANISATIONS.get(organisation.kind, "Organization")


def _organisation(builder: EntityBuilder, organisation: Organisation) -> list[Node]:
    short = builder.text(organisation.short_name) if organisation.short_name else None
    others = organisation.other_names
    return [
        builder.entity(
            _organisation_type(organisation),
            name=builder.text(organisation.name),
            alternateName=builder.names(organisation.name, short, *others.hu, *others.ro, *organisation.aliases),
            url=organisation.url,
            location=builder.named("AdministrativeArea", "places", organisation.seat) if organisation.seat else None,
        )
    ]


def _programme(builder: EntityBuilder, programme: Programme) -> list[Node]:
    parent = programme.part_of
    return [
        builder.entity(
            "FundingScheme",
            name=builder.text(programme.name),
            alternateName=builder.names(programme.name),
            identifier=programme.code,
            parentOrganization=builder.named("FundingScheme", "programmes", parent) if parent else None,
        )
    ]


def _term(builder: EntityBuilder, entry: Theme | TargetGroup) -> list[Node]:
    section = builder.about.path.partition("/")[0]
    return [
        builder.entity(
            "DefinedTerm",
            name=builder.text(entry.name),
            alternateName=builder.names(entry.name),
            description=builder.text(entry.description) if entry.description else None,
            url=builder.address(builder.about.path),
            inDefinedTermSet={"@id": builder.id_of(f"{section}/")},
        )
    ]


BUILDERS: Mapping[str, Callable[[EntityBuilder, Any], list[Node]]] = {
    "projects": _project,
    "guides": _guide,
    "trainings": _training,
    "places": _place,
    "counties": _county,
    "organisations": _organisation,
    "programmes": _programme,
    "themes": _term,
    "target-groups": _term,
}
