"""Things as schema.org tells of them: a project, a guide, a place … each as the main entity of its page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kalaka.exports import LICENCE_URL
from kalaka.exports.columns import whole_period
from kalaka.exports.geojson import CODES, worked_in
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import Messages, messages
from kalaka.model.addresses import url
from kalaka.model.base import Text, json_number
from kalaka.model.documents import Guide, Training
from kalaka.model.knowledge_base import Doc, Library
from kalaka.model.project import Project
from kalaka.model.vocabulary import County, Organisation, Place, Programme, TargetGroup, Theme
from kalaka.pages.docs import reading_minutes

Node = dict[str, Any]
_ORGANISATIONS = {
    "association": "NGO",
    "foundation": "NGO",
    "authority": "GovernmentOrganization",
    "university": "CollegeOrUniversity",
}
_MEMBERS = ("lead", "coordinator", "consortium", "partner")


@dataclass(frozen=True)
class About:
    """What is told of any page. `real` names the languages in which it truly exists."""

    lang: Lang
    path: str
    title: str
    description: str
    real: tuple[Lang, ...]
    crumbs: tuple[tuple[str, str], ...] = ()
    """Address and name of each parent, as the page shows them."""


Thing = Project | Doc | Place | County | Organisation | Programme | Theme | TargetGroup | None


class Drawing:
    """The library seen from one page."""

    def __init__(self, library: Library, about: About) -> None:
        self.library = library
        self.about = about
        self.site = library.settings.site_url
        self.words: Messages = messages(about.lang)

    def own(self, text: Text) -> str:
        return text.best(self.about.lang)[0]

    def address(self, path: str) -> str:
        return self.site + url(self.about.lang, path)

    def id_of(self, path: str) -> str:
        """The same in both languages."""
        return f"{self.site}{path}#entity"

    def entity(self, kind: str | list[str], **told: Any) -> Node:
        return node(kind, **{"@id": self.id_of(self.about.path)}, **told)

    def named(self, kind: str, section: str, name: str) -> Node:
        """Something with a page of its own: the same wherever it is named."""
        key = ("named", self.about.lang, kind, section, name)
        if key not in self.library.derived:
            path = f"{section}/{name}/"
            title = self.own(self.library.entries(section)[name].name)
            told = node(kind, **{"@id": self.id_of(path)}, name=title, url=self.address(path))
            self.library.derived[key] = told
        found: Node = self.library.derived[key]
        return found

    def organisations(self, names: Iterable[str]) -> list[Node]:
        kinds = self.library.organisations
        return [self.named(_organisation_type(kinds[name]), "organisations", name) for name in dict.fromkeys(names)]

    def themes(self, names: Sequence[str]) -> list[Node]:
        return [self.named("DefinedTerm", "themes", name) for name in names]

    def terms(self) -> list[Node]:
        """Of the glossary, whose page explains them."""
        return [
            node(
                "DefinedTerm",
                name=self.own(term.name),
                alternateName=self.names(term.name),
                url=self.address(f"glossary/#{name}"),
            )
            for name, term in self.library.terms.items()
        ]

    def areas(self, counties: Iterable[str], places: Iterable[str]) -> list[Node]:
        return [
            *(self.named("AdministrativeArea", "counties", name) for name in dict.fromkeys(counties)),
            *(self.named("AdministrativeArea", "places", name) for name in dict.fromkeys(places)),
        ]

    def names(self, text: Text, *more: str | None) -> list[str]:
        """The other names of a thing."""
        own = self.own(text)
        return [name for name in dict.fromkeys((text.get(other(self.about.lang)), *more)) if name and name != own]

    def publisher(self) -> Node:
        return node("Organization", **{"@id": self.site + "#publisher"}, name=self.words("site.name"), url=self.site)


def node(kind: str | list[str], /, **told: Any) -> Node:
    return {"@type": kind} | {key: value for key, value in told.items() if value is not None and value not in ("", [])}


def _project(draw: Drawing, project: Project) -> list[Node]:
    start, end = whole_period(project)
    by_role: dict[str, list[str]] = {}
    for participants in project.organisations:
        by_role.setdefault(participants.role, []).extend(participants.organisations)
    places, counties = worked_in(project)
    main = draw.entity(
        "Project",
        name=draw.own(project.title),
        alternateName=draw.names(project.title, draw.own(project.short_title), *project.aliases.get(draw.about.lang)),
        description=draw.own(project.summary),
        url=draw.address(draw.about.path),
        identifier=[code.value for code in project.codes],
        foundingDate=start,
        dissolutionDate=end,
        areaServed=draw.areas(counties, places),
        member=draw.organisations(name for role in _MEMBERS for name in by_role.get(role, ())),
        funder=draw.organisations(by_role.get("funder", ())),
    )
    grants = [
        node(
            "MonetaryGrant",
            name=draw.words(f"fund.{money.fund}") if money.fund else None,
            amount=node("MonetaryAmount", value=json_number(money.amount), currency=money.currency),
            funder=draw.named("FundingScheme", "programmes", money.programme) if money.programme else None,
            fundedItem={"@id": main["@id"]},
        )
        for money in project.funding
        if money.kind == "grant" and money.amount is not None
    ]
    return [main, *grants]


def _doc(draw: Drawing, doc: Doc, **told: Any) -> Node:
    facts = doc.facts
    lang = draw.about.lang if draw.about.lang in doc.langs else doc.original
    audience = [draw.words(f"audience.{name}") for name in getattr(facts, "audience", ())]
    return draw.entity(
        name=draw.own(doc.title),
        alternateName=draw.names(doc.title),
        description=draw.own(doc.summary),
        url=draw.address(doc.path),
        inLanguage=lang,
        license=LICENCE_URL,
        publisher={"@id": draw.site + "#publisher"},
        about=draw.themes(getattr(facts, "themes", ())),
        audience=[node("Audience", audienceType=name) for name in audience],
        **told,
    )


def _guide(draw: Drawing, doc: Doc) -> list[Node]:
    origin = doc.facts.origin if isinstance(doc.facts, Guide) else None
    return [
        _doc(
            draw,
            doc,
            kind=["Article", "LearningResource"],
            headline=draw.own(doc.title),
            timeRequired=f"PT{reading_minutes(doc, draw.about.lang)}M",
            isBasedOn=node("CreativeWork", name=origin.title, inLanguage=origin.lang) if origin else None,
        )
    ]


def _training(draw: Drawing, doc: Doc) -> list[Node]:
    facts = doc.facts
    assert isinstance(facts, Training)
    hours = f"PT{facts.hours.total}H" if facts.hours else None
    mode = draw.words(f"delivery.{facts.delivery}") if facts.delivery else None
    return [
        _doc(
            draw,
            doc,
            kind="Course",
            provider=draw.organisations(facts.organisations),
            timeRequired=hours,
            hasCourseInstance=node("CourseInstance", courseWorkload=hours, courseMode=mode) if hours or mode else None,
            spatialCoverage=draw.areas(facts.counties, facts.places),
        )
    ]


def _place(draw: Drawing, place: Place) -> list[Node]:
    country = node("Country", name=draw.words(f"country.{place.country}"))
    return [
        draw.entity(
            "AdministrativeArea",
            name=draw.own(place.name),
            alternateName=draw.names(place.name, *place.aliases),
            url=draw.address(draw.about.path),
            geo=node("GeoCoordinates", latitude=place.lat, longitude=place.lon),
            address=node("PostalAddress", addressCountry=place.country),
            containedInPlace=draw.named("AdministrativeArea", "counties", place.county) if place.county else country,
            identifier=[_code(CODES[place.country], place.code)] if place.code else None,
            sameAs=f"https://www.geonames.org/{place.geonames}" if place.geonames else None,
        )
    ]


def _code(system: str, code: str) -> Node:
    return node("PropertyValue", propertyID=system, value=code)


def _county(draw: Drawing, county: County) -> list[Node]:
    return [
        draw.entity(
            "AdministrativeArea",
            name=draw.own(county.full_name),
            alternateName=draw.names(county.full_name, draw.own(county.name)),
            url=draw.address(draw.about.path),
            containedInPlace=node("Country", name=draw.words(f"country.{county.country}")),
            identifier=[_code("NUTS 3", county.nuts3)],
        )
    ]


def _organisation_type(organisation: Organisation) -> str:
    return _ORGANISATIONS.get(organisation.kind, "Organization")


def _organisation(draw: Drawing, organisation: Organisation) -> list[Node]:
    short = draw.own(organisation.short_name) if organisation.short_name else None
    return [
        draw.entity(
            _organisation_type(organisation),
            name=draw.own(organisation.name),
            alternateName=draw.names(organisation.name, short, *organisation.aliases),
            url=organisation.url,
            location=draw.named("AdministrativeArea", "places", organisation.seat) if organisation.seat else None,
        )
    ]


def _programme(draw: Drawing, programme: Programme) -> list[Node]:
    parent = programme.part_of
    return [
        draw.entity(
            "FundingScheme",
            name=draw.own(programme.name),
            alternateName=draw.names(programme.name),
            identifier=programme.code,
            parentOrganization=draw.named("FundingScheme", "programmes", parent) if parent else None,
        )
    ]


def _term(draw: Drawing, entry: Theme | TargetGroup) -> list[Node]:
    section = draw.about.path.partition("/")[0]
    return [
        draw.entity(
            "DefinedTerm",
            name=draw.own(entry.name),
            alternateName=draw.names(entry.name),
            description=draw.own(entry.description) if entry.description else None,
            url=draw.address(draw.about.path),
            inDefinedTermSet={"@id": draw.id_of(f"{section}/")},
        )
    ]


DRAWN: Mapping[str, Callable[[Drawing, Any], list[Node]]] = {
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
