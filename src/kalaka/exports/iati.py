"""Activities of the IATI standard 2.03 (http://reference.iatistandard.org/203/), one for each record.

Elements that the standard requires and no source states are not invented: a record without a start, without an
organisation in one of the standard's roles or of unknown status is left out and named in a comment at the end of the
file. A start or end stated as a month or a year becomes its first or last day, and the narrative has what was stated.
Omitted are percentages of sectors and countries, and results, because quantities of records are neither targets nor
actuals. The publisher reports on others' work (`secondary-reporter`).
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from kalaka.exports import VERSION
from kalaka.exports.columns import Stated
from kalaka.exports.geojson import worked_in
from kalaka.exports.text_forms import digits, last_day, xml
from kalaka.i18n.formatting import first_day
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.vocabulary import Place

STATUS = {"planned": "1", "running": "2", "completed": "4"}
SCOPE = {"cross_border": "3", "national": "4", "regional": "5", "county": "6"}
"""Activity scope codes. `local` and `micro_region` are too vague for the standard's narrower codes."""
ROLES = {
    "funder": "1",
    "authority": "2",
    "operator": "2",
    "intermediate": "3",
    "lead": "4",
    "coordinator": "4",
    "consortium": "4",
    "partner": "4",
}
"""Organisation role codes. `network` and `named` are no roles of the standard."""
REPORTER_VOCABULARY = "99"
"""Vocabulary code 99: a vocabulary of the reporting organisation."""
Missing = Literal["start", "organisation", "status"]
MISSING: tuple[Missing, ...] = ("start", "organisation", "status")
LeftOut = tuple[tuple[str, tuple[Missing, ...]], ...]
"""Ids of the records that are not in the file, and for each what the standard requires and no source states."""


class IatiWriter:
    """Writer of `iati-activities.xml`, record by record."""

    def __init__(self, file: Path, kb: KnowledgeBase) -> None:
        self._out = file.open("w", encoding="utf-8", newline="")
        self._out.write(opening(kb))
        self._left_out: list[tuple[str, tuple[Missing, ...]]] = []

    @property
    def left_out(self) -> LeftOut:
        return tuple(self._left_out)

    def add(self, stated: Stated) -> None:
        lacking = missing(stated)
        if lacking:
            self._left_out.append((stated.project.id, lacking))
        else:
            self._out.write(activity(stated))

    def close(self) -> None:
        self._out.write(closing(self._left_out))
        self._out.close()


def missing(stated: Stated) -> tuple[Missing, ...]:
    """What the standard requires of a record and no source states; the record is left out unless empty."""
    project = stated.project
    has = {
        "start": stated.start is not None,
        "organisation": any(role in ROLES for roles in stated.organisations.values() for role in roles),
        "status": project.status in STATUS,
    }
    return tuple(name for name in MISSING if not has[name])


def activity(stated: Stated) -> str:
    """One activity, its elements in the order of the schema; `missing` must be empty for the record."""
    return f"{''.join(_parts(stated))}</iati-activity>\n"


def reporter(kb: KnowledgeBase) -> str:
    """Identifier of the reporting organisation: the host name of the site, since none is registered."""
    return urlsplit(kb.settings.site_url).hostname or "localhost"


def _narratives(text: Text) -> str:
    return _joined([text], "")


def _joined(texts: Sequence[Text], between: str) -> str:
    """Texts joined to one narrative in each language."""
    joined = ((lang, between.join(filter(None, (text.get(lang) for text in texts)))) for lang in LANGS)
    return "".join(f'<narrative xml:lang="{lang}">{xml(words)}</narrative>' for lang, words in joined if words)


def _message(kb: KnowledgeBase, key: str, **facts: str) -> str:
    """Narratives of a message in each language."""
    return "".join(f'<narrative xml:lang="{lang}">{xml(kb.words(lang)(key, **facts))}</narrative>' for lang in LANGS)


def _parts(stated: Stated) -> Iterator[str]:
    kb, project = stated.kb, stated.project
    reporter_id = reporter(kb)
    publisher = _narratives(Text(**{lang: kb.settings.publisher(lang) for lang in LANGS}))
    checked = project.review.last_checked
    updated = f' last-updated-datetime="{checked}T00:00:00Z"' if len(checked) == 10 else ""
    yield f'<iati-activity xml:lang="{project.original}"{updated}>'
    yield f"<iati-identifier>{reporter_id}-{project.id}</iati-identifier>"
    yield f'<reporting-org ref="{reporter_id}" type="90" secondary-reporter="1">{publisher}</reporting-org>'
    yield f"<title>{_narratives(project.title)}</title>"
    yield f'<description type="1">{_narratives(project.summary)}</description>'
    groups = dict.fromkeys(name for audience in project.target_groups for name in audience.groups)
    if goals := _joined([goal.text for goal in project.goals], " "):
        yield f'<description type="2">{goals}</description>'
    if audience := _joined([kb.target_groups[name].name for name in groups], ", "):
        yield f'<description type="3">{audience}</description>'
    for name, roles in stated.organisations.items():
        for code in dict.fromkeys(ROLES[role] for role in roles if role in ROLES):
            title = _narratives(kb.organisations[name].name)
            yield f'<participating-org role="{code}">{title}</participating-org>'
    for fund in dict.fromkeys(money.fund for money in project.funding if money.fund and money.fund != "national"):
        yield f'<participating-org role="1">{_message(kb, f"fund.{fund}")}</participating-org>'
    for project_code in project.codes:
        yield f'<other-identifier ref="{xml(project_code.value)}" type="A9"/>'
    yield f'<activity-status code="{STATUS[project.status]}"/>'
    yield from _dates(stated)
    if scope := SCOPE.get(project.scope):
        yield f'<activity-scope code="{scope}"/>'
    place_names, county_names = worked_in(project)
    places = [kb.places[name] for name in place_names]
    countries = {place.country for place in places} | {kb.counties[name].country for name in county_names}
    if len(countries) == 1:
        yield f'<recipient-country code="{min(countries)}"/>'
    yield from map(_location, places)
    if len(project.themes) == 1:
        yield _theme(kb, "sector", project.themes[0])
    for theme in project.themes:
        yield _theme(kb, "tag", theme)
    yield from _commitments(stated)
    for lang in LANGS:
        yield _page(kb, project.id, lang)
    for relation in project.relations:
        if relation.project and relation.kind == "part_of":
            yield f'<related-activity ref="{reporter_id}-{relation.project}" type="1"/>'


def _dates(stated: Stated) -> Iterator[str]:
    """Activity dates: types 1 and 3 are planned, 2 and 4 actual; the end of a running project is planned."""
    status = stated.project.status
    if stated.start:
        yield _date(stated.kb, "1" if status == "planned" else "2", first_day(stated.start), stated.start)
    if stated.end:
        yield _date(stated.kb, "4" if status == "completed" else "3", last_day(stated.end), stated.end)


def _date(kb: KnowledgeBase, kind: str, day: str, stated: str) -> str:
    if day == stated:
        return f'<activity-date type="{kind}" iso-date="{day}"/>'
    narratives = _message(kb, "data.iati_date", date=stated)
    return f'<activity-date type="{kind}" iso-date="{day}">{narratives}</activity-date>'


def _location(place: Place) -> str:
    geonames = f'<location-id vocabulary="G1" code="{place.geonames}"/>' if place.geonames else ""
    return (
        f'<location><location-reach code="1"/>{geonames}<name>{_narratives(place.name)}</name>'
        f'<point srsName="http://www.opengis.net/def/crs/EPSG/0/4326"><pos>{place.lat} {place.lon}</pos></point>'
        '<exactness code="2"/></location>'
    )


def _theme(kb: KnowledgeBase, element: str, name: str) -> str:
    themes = f"{kb.settings.site_url}themes/"
    narratives = _narratives(kb.themes[name].name)
    vocabulary = f'vocabulary="{REPORTER_VOCABULARY}" vocabulary-uri="{xml(themes)}"'
    return f'<{element} {vocabulary} code="{name}">{narratives}</{element}>'


def _commitments(stated: Stated) -> Iterator[str]:
    """Transactions of type 11 (incoming commitment): grants whose amount and day of decision are stated."""
    for money in stated.project.funding:
        day = money.decided or ""
        if money.kind == "grant" and money.amount is not None and len(day) == 10:
            value = f'<value currency="{money.currency}" value-date="{day}">{digits(money.amount)}</value>'
            yield f'<transaction><transaction-type code="11"/><transaction-date iso-date="{day}"/>{value}</transaction>'


def _page(kb: KnowledgeBase, name: str, lang: Lang) -> str:
    address = xml(kb.settings.site_url + url(lang, f"projects/{name}/"))
    words = kb.words(lang)("data.iati_page", site=kb.settings.names[lang])
    title = f'<title><narrative xml:lang="{lang}">{xml(words)}</narrative></title>'
    return (
        f'<document-link url="{address}" format="text/html">{title}<category code="A12"/><language code="{lang}"/>'
        "</document-link>"
    )


def opening(kb: KnowledgeBase) -> str:
    """Text before the activities."""
    namespace = f'xmlns:k="{xml(kb.settings.site_url)}data/" k:version="{VERSION}"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03" {namespace}>\n'


def closing(left_out: Iterable[tuple[str, tuple[Missing, ...]]]) -> str:
    """Text after the activities, with a comment that lists the records left out and what they lack."""
    lines = "".join(f"  {name}: {', '.join(lacking)}\n" for name, lacking in left_out)
    comment = f"<!-- Left out, because the standard requires what no source states:\n{lines}-->\n" if lines else ""
    return f"</iati-activities>\n{comment}"
