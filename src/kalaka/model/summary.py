"""Summaries of project records, from which lists, facets, numbers, charts and other records' pages are made.

A whole record is needed only for its own page and the exports. Summaries are plain tuples: cheap to keep by the ten
thousand, to store and to compare. A summary depends on its record alone.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pydantic import TypeAdapter
from pydantic_core import to_json

from kalaka.i18n.collation import collation
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.model.base import Loc, Text
from kalaka.model.evidence import Evidence, Quantity
from kalaka.model.project import Activity, Deed, Output, Project
from kalaka.model.references import Reference

LineOf = Callable[[Loc], int]
"""Gives the line in the record's file of the value at a position, or the line before which it would be added."""


class Pair(NamedTuple):
    """One line in one or both languages: the counterpart of `Text` in summaries."""

    hu: str | None
    ro: str | None

    def get(self, lang: Lang) -> str | None:
        return self.hu if lang == "hu" else self.ro

    def best(self, lang: Lang) -> tuple[str, Lang]:
        """The text for a reader of `lang`, or that of the other language, and the language it is in."""
        text = self.get(lang)
        return (text, lang) if text else (self.get(other(lang)) or "", other(lang))


class Cited(NamedTuple):
    """Id of a source, and the place in it: in the language of the source, or in both."""

    source: str
    where: str | Pair | None


class Span(NamedTuple):
    """A period with at least one date; `of` names the part of the project when it is not the whole."""

    start: str | None
    end: str | None
    of: Pair | None
    evidence: tuple[Cited, ...]
    planned: bool = False


class PlaceGroup(NamedTuple):
    """Places of one role, at the same index as in the record."""

    role: str
    title: Pair | None
    places: tuple[str, ...]
    counties: tuple[str, ...]
    planned: bool = False


class Members(NamedTuple):
    """Organisations of one role, at the same index as in the record."""

    role: str
    organisations: tuple[str, ...]


class Money(NamedTuple):
    """An item of the funding; `of` names the part of the project when it is not the whole."""

    kind: str
    amount: Decimal | None
    currency: str | None
    fund: str | None
    programme: str | None
    of: Pair | None


class Bond(NamedTuple):
    """A relation to another record, or to a project without one (`title`)."""

    kind: str
    project: str | None
    title: Pair | None
    start: str | None
    end: str | None
    code: str | None
    note: Pair | None
    evidence: tuple[Cited, ...]


class Count(NamedTuple):
    """A number with its unit, with the fields of `Quantity`."""

    value: Decimal
    to: Decimal | None
    qualifier: str
    unit: str
    each: Pair | None


class Act(NamedTuple):
    """An activity, or an output of a `kind`: what was done or made, how much, for whom, where, by whom."""

    kind: str | None
    title: Pair
    state: str
    quantities: tuple[Count, ...]
    for_whom: Pair | None
    places: tuple[str, ...]
    counties: tuple[str, ...]
    target_groups: tuple[str, ...]
    themes: tuple[str, ...]
    organisations: tuple[str, ...]


class Told(NamedTuple):
    """What the sources tell of the work of a project: its activities and outputs, and what changed."""

    acts: tuple[Act, ...]
    results: tuple[Pair, ...]


class Gap(NamedTuple):
    """A fact that readers look for and no source states; `line` of the record's file is where it would be added."""

    name: str
    line: int


Mention = tuple[Loc, str, str]
"""Reference of a record: field and index (only in `_POSITIONED_FIELDS`, else empty), kind and id of the entry.

A plain tuple, since there are very many and the time to decode them counts.
"""


class Summary(NamedTuple):
    """The parts of a project record that lists, overviews and other pages use."""

    id: str
    original: Lang
    title: Pair
    short_title: Pair
    order: tuple[str, str]
    """Collation keys of the short title in Hungarian and in Romanian."""
    summary: Pair
    aliases: tuple[str, ...]
    status: str
    scope: str
    countries: tuple[str, ...]
    """Countries that the record names; those of its places are not among them."""
    themes: tuple[str, ...]
    codes: tuple[str, ...]
    """Canonical and printed forms."""
    start: str
    """Earliest start, empty when none is stated; planned periods count only as long as the project is planned."""
    end: str
    """Latest end (or start, of a period without an end); empty when none is stated. Planned periods as above."""
    latest_start: str
    periods: tuple[Span, ...]
    places: tuple[PlaceGroup, ...]
    organisations: tuple[Members, ...]
    target_groups: tuple[str, ...]
    programmes: tuple[str, ...]
    """Programmes of its codes and its funding, without repetition."""
    funding: tuple[Money, ...]
    participants: Decimal | None
    """Number of those who took part, when the sources state exactly one exact number that is not a plan."""
    participants_planned: Decimal | None
    """Number of those who were to take part, under the same condition."""
    guides: tuple[str, ...]
    trainings: tuple[str, ...]
    relations: tuple[Bond, ...]
    redirect_from: tuple[str, ...]
    real: tuple[Lang, ...]
    """Languages in which title, summary and body exist."""
    translation: str | None
    reviewed: str
    gap_names: tuple[str, ...]
    mentions: tuple[Mention, ...]
    links: tuple[str, ...]
    """Targets of the internal links and pictures in its texts, as written."""
    told_json: bytes
    """`told` as JSON, since few pages ask for it and as tuples it would be most of the summary; empty for nothing."""
    gap_lines: tuple[int, ...]
    """Line of each gap; kept apart from the names, since a moved line changes no other page."""

    @property
    def gaps(self) -> list[Gap]:
        return list(map(Gap, self.gap_names, self.gap_lines))

    @property
    def told(self) -> Told:
        """Activities, outputs and results."""
        return _told(self.told_json)

    @property
    def years(self) -> str:
        """First and last stated year: 2017–2019, 2004; empty when none is stated."""
        first, last = self.start[:4], self.end[:4]
        return first if first == last else f"{first}–{last}"

    @property
    def place_ids(self) -> list[str]:
        """Ids of all places, without repetition, in the order of the record."""
        return list(dict.fromkeys(name for group in self.places for name in group.places))


_POSITIONED_FIELDS = ("places", "relations")
"""Fields of which summaries keep the positions of mentions, since queries use them."""


def summarise(project: Project, mentioned: Iterable[Reference], links: Iterable[str], line_of: LineOf) -> Summary:
    """Summary of a record; `mentioned` has its references, `links` the targets of its internal links."""
    periods = [p for p in project.periods if p.start or p.end]
    counted = [p for p in periods if p.state != "planned" or project.status == "planned"]
    starts = [p.start for p in counted if p.start]
    ends = [p.end or p.start or "" for p in counted]
    programmes = [code.programme for code in project.codes] + [money.programme for money in project.funding]
    gaps = list(_gaps(project))
    return Summary(
        id=project.id,
        original=project.original,
        title=pair(project.title),
        short_title=pair(project.short_title),
        order=(collation(project.short_title.best("hu")[0], "hu"), collation(project.short_title.best("ro")[0], "ro")),
        summary=pair(project.summary),
        aliases=tuple(dict.fromkeys((*project.aliases.hu, *project.aliases.ro))),
        status=project.status,
        scope=project.scope,
        countries=project.countries,
        themes=project.themes,
        codes=tuple(dict.fromkeys(form for c in project.codes for form in (c.value, c.as_printed) if form)),
        start=min(starts, default=""),
        end=max(ends, default="") if starts else "",
        latest_start=max(starts, default=""),
        periods=tuple(Span(p.start, p.end, _pair(p.of), cited(p.evidence), p.state == "planned") for p in periods),
        places=tuple(
            PlaceGroup(g.role, _pair(g.title), g.places, g.counties, g.state == "planned") for g in project.places
        ),
        organisations=tuple(Members(g.role, g.organisations) for g in project.organisations),
        target_groups=tuple(dict.fromkeys(name for group in project.target_groups for name in group.groups)),
        programmes=tuple(dict.fromkeys(name for name in programmes if name)),
        funding=tuple(Money(m.kind, m.amount, m.currency, m.fund, m.programme, _pair(m.of)) for m in project.funding),
        participants=_participants(project),
        participants_planned=_participants(project, planned=True),
        guides=project.guides,
        trainings=project.trainings,
        relations=tuple(
            Bond(r.kind, r.project, _pair(r.title), r.start, r.end, r.code, _pair(r.note), cited(r.evidence))
            for r in project.relations
        ),
        redirect_from=project.redirect_from,
        real=real_languages(project),
        translation=project.translation.status if project.translation else None,
        reviewed=project.review.last_checked,
        gap_names=tuple(name for name, _ in gaps),
        mentions=tuple(
            dict.fromkeys(
                (loc[:2] if loc[0] in _POSITIONED_FIELDS else (), kind, name) for loc, kind, name in mentioned
            )
        ),
        links=tuple(dict.fromkeys(links)),
        told_json=_told_json(project),
        gap_lines=tuple(line_of(loc) for _, loc in gaps),
    )


_TOLD = TypeAdapter(Told)


@lru_cache(maxsize=64)
def _told(text: bytes) -> Told:
    """Some are kept, since pages of places that are near in the files have projects in common."""
    return _TOLD.validate_json(text) if text else Told((), ())


def _told_json(project: Project) -> bytes:
    titles = {activity.title for activity in project.activities}
    deeds = [*project.activities, *(output for output in project.outputs if output.title not in titles)]
    results = tuple(pair(result.text) for result in project.results)
    return to_json(Told(tuple(map(_act, deeds)), results)) if deeds or results else b""


def _act(deed: Deed) -> Act:
    return Act(
        kind=deed.kind if isinstance(deed, Output) else None,
        title=pair(deed.title),
        state=deed.state,
        quantities=tuple(map(_count, deed.quantities)),
        for_whom=_pair(deed.for_whom) if isinstance(deed, Activity) else None,
        places=deed.places,
        counties=deed.counties,
        target_groups=deed.target_groups,
        themes=deed.themes,
        organisations=deed.organisations,
    )


def _count(stated: Quantity) -> Count:
    return Count(stated.value, stated.to, stated.qualifier, stated.unit, _pair(stated.each))


def pair(text: Text) -> Pair:
    """A text of the model as it is kept in summaries."""
    return Pair(text.hu, text.ro)


def _pair(text: Text | None) -> Pair | None:
    return pair(text) if text else None


def cited(evidence: Iterable[Evidence]) -> tuple[Cited, ...]:
    """Evidence as it is kept in summaries."""
    return tuple(
        Cited(item.source, pair(item.where) if isinstance(item.where, Text) else item.where) for item in evidence
    )


def real_languages(project: Project) -> tuple[Lang, ...]:
    """Languages in which title, summary and body exist; the original when neither is complete."""
    parts = [part for part in (project.title, project.summary, project.body) if part]
    return tuple(lang for lang in LANGS if all(part.get(lang) for part in parts)) or (project.original,)


def _participants(project: Project, planned: bool = False) -> Decimal | None:
    stated = [
        value.quantity
        for indicator in project.indicators
        if indicator.measures == "participants" and (indicator.state == "planned") == planned
        for value in indicator.values
    ]
    exact = {quantity.value for quantity in stated if quantity.qualifier == "exactly" and quantity.to is None}
    return exact.pop() if len(stated) == len(exact) == 1 else None


def missing_facts(project: Project) -> list[str]:
    """Names of the facts that the facts panel would show and no source states."""
    roles = {group.role for group in project.organisations}
    has = {
        "when": any(period.start or period.end for period in project.periods),
        "where": bool(project.places or project.scope_note or project.countries),
        "lead": bool(roles & {"lead", "coordinator", "consortium"}),
        "partners": bool(roles & {"partner", "consortium", "network"}),
        "for_whom": bool(project.target_groups),
        "amount": any(money.amount is not None for money in project.funding),
        "funder": bool(roles & {"funder", "operator"}) or any(money.fund for money in project.funding),
        "code": bool(project.codes),
    }
    return [name for name, stated in has.items() if not stated]


_FIELD_OF = {
    "when": "periods",
    "where": "places",
    "lead": "organisations",
    "partners": "organisations",
    "for_whom": "target_groups",
    "amount": "funding",
    "funder": "funding",
    "code": "codes",
}


def _gaps(project: Project) -> Iterable[tuple[str, Loc]]:
    """Each gap and the position of the field that would fill it."""
    for name in missing_facts(project):
        yield name, (_FIELD_OF[name],)
    if _participants(project) is None:
        yield "participants", ("indicators",)
    if not project.results:
        yield "results", ("results",)
    bare = next((index for index, activity in enumerate(project.activities) if not activity.quantities), None)
    if bare is not None:
        yield "quantities", ("activities", bare)
    for lang in LANGS:
        if lang not in real_languages(project):
            yield f"text_{lang}", ("body",)
