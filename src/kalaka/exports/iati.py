"""Records as activities of the IATI standard 2.03 (http://reference.iatistandard.org/203/).

The standard asks for things that our sources may not state; they are not invented. A record without a start, without
an organisation in one of the standard's roles or of unknown status is left out and named in a comment at the end.
A start or end stated as a month or a year becomes its first or last day, and the narrative says what was stated.
Not told at all: shares of sectors and countries, and results, because our quantities are neither targets nor actuals.
We report on others' work: `secondary-reporter`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from urllib.parse import urlsplit

from kalaka.exports import VERSION
from kalaka.exports.columns import Stated
from kalaka.exports.geojson import worked_in
from kalaka.exports.text_forms import digits, first_day, last_day, xml
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.knowledge_base import Library
from kalaka.model.vocabulary import Place

STATUS = {"planned": "1", "running": "2", "completed": "4"}
SCOPE = {"cross_border": "3", "national": "4", "regional": "5", "county": "6"}
"""`local` and `micro_region` say too little to choose between the standard's narrower codes."""
ROLES = {
    "funder": "1",
    "authority": "2",
    "intermediate": "3",
    "lead": "4",
    "coordinator": "4",
    "consortium": "4",
    "partner": "4",
}
"""`network` and `named` are no role of the standard."""
OWN = "99"
"""Code of a vocabulary of the reporting organisation."""
Missing = Literal["start", "organisation", "status"]
MISSING: tuple[Missing, ...] = ("start", "organisation", "status")


def missing(stated: Stated) -> tuple[Missing, ...]:
    """What the standard requires of a record and no source states."""
    project = stated.project
    has = {
        "start": stated.start is not None,
        "organisation": any(role in ROLES for roles in stated.organisations.values() for role in roles),
        "status": project.status in STATUS,
    }
    return tuple(name for name in MISSING if not has[name])


def activity(stated: Stated) -> str:
    """One activity, its elements in the order of the schema; empty when it has to be left out."""
    return "" if missing(stated) else f"{''.join(_parts(stated))}</iati-activity>\n"


def reporter(library: Library) -> str:
    """We have no registered identifier: the name of our host stands for it."""
    return urlsplit(library.settings.site_url).hostname or "localhost"


def _narratives(text: Text) -> str:
    return _all([text], "")


def _all(texts: Sequence[Text], between: str) -> str:
    """Several texts as one narrative of each language."""
    joined = ((lang, between.join(filter(None, (text.get(lang) for text in texts)))) for lang in LANGS)
    return "".join(f'<narrative xml:lang="{lang}">{xml(words)}</narrative>' for lang, words in joined if words)


def _said(key: str) -> str:
    return "".join(f'<narrative xml:lang="{lang}">{xml(messages(lang)(key))}</narrative>' for lang in LANGS)


def _parts(stated: Stated) -> Iterator[str]:
    library, project = stated.library, stated.project
    us, site = reporter(library), library.settings.site_url
    checked = project.review.last_checked
    updated = f' last-updated-datetime="{checked}T00:00:00Z"' if len(checked) == 10 else ""
    yield f'<iati-activity xml:lang="{project.original}"{updated}><iati-identifier>{us}-{project.id}</iati-identifier>'
    yield f'<reporting-org ref="{us}" type="90" secondary-reporter="1">{_said("site.name")}</reporting-org>'
    yield f"<title>{_narratives(project.title)}</title>"
    yield f'<description type="1">{_narratives(project.summary)}</description>'
    groups = dict.fromkeys(name for audience in project.target_groups for name in audience.groups)
    if goals := _all([goal.text for goal in project.goals], " "):
        yield f'<description type="2">{goals}</description>'
    if audience := _all([library.target_groups[name].name for name in groups], ", "):
        yield f'<description type="3">{audience}</description>'
    for name, roles in stated.organisations.items():
        for code in dict.fromkeys(ROLES[role] for role in roles if role in ROLES):
            title = _narratives(library.organisations[name].name)
            yield f'<participating-org role="{code}">{title}</participating-org>'
    for fund in dict.fromkeys(money.fund for money in project.funding if money.fund and money.fund != "national"):
        yield f'<participating-org role="1">{_said(f"fund.{fund}")}</participating-org>'
    for project_code in project.codes:
        yield f'<other-identifier ref="{xml(project_code.value)}" type="A9"/>'
    yield f'<activity-status code="{STATUS[project.status]}"/>'
    yield from _dates(stated)
    if scope := SCOPE.get(project.scope):
        yield f'<activity-scope code="{scope}"/>'
    place_names, county_names = worked_in(project)
    places = [library.places[name] for name in place_names]
    countries = {place.country for place in places} | {library.counties[name].country for name in county_names}
    if len(countries) == 1:
        yield f'<recipient-country code="{min(countries)}"/>'
    yield from map(_location, places)
    if len(project.themes) == 1:
        yield _theme(library, "sector", project.themes[0])
    for theme in project.themes:
        yield _theme(library, "tag", theme)
    yield from _commitments(stated)
    for lang in LANGS:
        yield _page(site, project.id, lang)
    for relation in project.relations:
        if relation.project and relation.kind == "part_of":
            yield f'<related-activity ref="{us}-{relation.project}" type="1"/>'


def _dates(stated: Stated) -> Iterator[str]:
    """Type 1 and 3 are planned, 2 and 4 actual; the end of what still runs is planned."""
    status = stated.project.status
    if stated.start:
        yield _date("1" if status == "planned" else "2", first_day(stated.start), stated.start)
    if stated.end:
        yield _date("4" if status == "completed" else "3", last_day(stated.end), stated.end)


def _date(kind: str, day: str, stated: str) -> str:
    if day == stated:
        return f'<activity-date type="{kind}" iso-date="{day}"/>'
    said = "".join(
        f'<narrative xml:lang="{lang}">{xml(messages(lang)("data.iati_date", date=stated))}</narrative>'
        for lang in LANGS
    )
    return f'<activity-date type="{kind}" iso-date="{day}">{said}</activity-date>'


def _location(place: Place) -> str:
    known = f'<location-id vocabulary="G1" code="{place.geonames}"/>' if place.geonames else ""
    return (
        f'<location><location-reach code="1"/>{known}<name>{_narratives(place.name)}</name>'
        f'<point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>{place.lat} {place.lon}</pos></point>'
        '<exactness code="2"/></location>'
    )


def _theme(library: Library, element: str, name: str) -> str:
    themes = f"{library.settings.site_url}themes/"
    said = _narratives(library.themes[name].name)
    return f'<{element} vocabulary="{OWN}" vocabulary-uri="{xml(themes)}" code="{name}">{said}</{element}>'


def _commitments(stated: Stated) -> Iterator[str]:
    """Grants whose sum and day of decision are known: commitments received."""
    for money in stated.project.funding:
        day = money.decided or ""
        if money.kind == "grant" and money.amount is not None and len(day) == 10:
            value = f'<value currency="{money.currency}" value-date="{day}">{digits(money.amount)}</value>'
            yield f'<transaction><transaction-type code="11"/><transaction-date iso-date="{day}"/>{value}</transaction>'


def _page(site: str, name: str, lang: Lang) -> str:
    address = xml(site + url(lang, f"projects/{name}/"))
    title = f'<title><narrative xml:lang="{lang}">{xml(messages(lang)("data.iati_page"))}</narrative></title>'
    return (
        f'<document-link url="{address}" format="text/html">{title}<category code="A12"/><language code="{lang}"/>'
        "</document-link>"
    )


def opening(library: Library) -> str:
    own = f'xmlns:k="{xml(library.settings.site_url)}data/" k:version="{VERSION}"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03" {own}>\n'


def closing(left_out: Iterable[tuple[str, tuple[Missing, ...]]]) -> str:
    """The end, and the records that are not in the file with what they lack."""
    lines = "".join(f"  {name}: {', '.join(lacking)}\n" for name, lacking in left_out)
    comment = f"<!-- Left out, because the standard requires what no source states:\n{lines}-->\n" if lines else ""
    return f"</iati-activities>\n{comment}"
