"""The columns of the spreadsheets: for each its id, its kind, and what it says of one project in one language.

A row is made for people who filter and sort, so it is flat: what a project has several of stands in one cell
(`list`), and lists that belong together keep the same order: the third place, its third code, its third role. What
needs more structure than that (evidence, notes) is in `projects.json`. A sum, rate or date has a cell only where the
sources state exactly one; all statements stand side by side, in words, in `funding` and `periods`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from kalaka.exports import LICENCE, VERSION
from kalaka.exports.text_forms import spaced
from kalaka.i18n import formatting
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.evidence import Quantity
from kalaka.model.knowledge_base import Library
from kalaka.model.project import Funding, Period, Project
from kalaka.model.vocabulary import County, Place
from kalaka.pages.view import quantity_text
from kalaka.queries.facets import county_ids

Kind = Literal["text", "list", "date", "year", "number", "money"]
Value = str | tuple[str, ...] | Decimal | int | None
"""A `list` is a tuple; `year`, `number` and `money` are numbers; a `date` is a day, a month or a year, as stated."""


_T = TypeVar("_T")


class Stated:
    """What several columns ask for and what is the same in both languages."""

    def __init__(self, library: Library, project: Project) -> None:
        self.library = library
        self.project = project
        self.places = list(dict.fromkeys(name for group in project.places for name in group.places))
        self.counties = county_ids(library, project)
        summary = library.projects[project.id]
        self.sources = list(dict.fromkeys(name for _, kind, name in summary.mentions if kind == "sources"))
        self.languages = summary.real
        self.organisations: dict[str, list[str]] = {}
        for participants in project.organisations:
            for name in participants.organisations:
                self.organisations.setdefault(name, []).append(participants.role)
        self.place_roles: dict[str, list[str]] = {}
        for group in project.places:
            for name in group.places:
                self.place_roles.setdefault(name, []).append(group.role)
        self.start, self.end = whole_period(project)
        named = [*(code.programme for code in project.codes), *(money.programme for money in project.funding)]
        self.programmes = list(dict.fromkeys(filter(None, named)))

    def amount(self, kind: str) -> Decimal | None:
        return _only([money.amount for money in self.project.funding if money.kind == kind])


def whole_period(project: Project) -> tuple[str | None, str | None]:
    """First start and last end that a source states of the whole project; of a day and its year, the day."""
    whole = [period for period in project.periods if period.of is None]
    starts = [period.start for period in whole if period.start]
    ends = [period.end for period in whole if period.end]
    return (
        min(starts, key=lambda date: date.ljust(10, "~"), default=None),
        max(ends, key=lambda date: date.ljust(10, "!"), default=None),
    )


def _only(found: Sequence[_T | None]) -> _T | None:
    stated = [value for value in found if value is not None]
    return stated[0] if len(stated) == 1 else None


class Row:
    """One project in one language."""

    def __init__(self, stated: Stated, lang: Lang) -> None:
        self.stated = stated
        self.library = stated.library
        self.project = stated.project
        self.lang: Lang = lang
        self.words = messages(lang)

    def own(self, text: Text) -> str:
        return text.best(self.lang)[0]

    def names(self, kind: str, ids: Sequence[str]) -> tuple[str, ...]:
        entries = self.library.entries(kind)
        return tuple(self.own(entries[name].name) for name in ids)

    def labels(self, group: str, codes: Sequence[str]) -> str:
        return ", ".join(self.words(f"{group}.{code}") for code in dict.fromkeys(codes))

    def quantity(self, stated: Quantity) -> str:
        each = f" {self.own(stated.each)}" if stated.each else ""
        return spaced(quantity_text(self.library, stated, self.lang)) + each

    def counted(self, title: Text, quantities: Sequence[Quantity]) -> str:
        """`Képzés szakembereknek (1 képzés, 16 óra)`."""
        shown = ", ".join(map(self.quantity, quantities))
        return f"{self.own(title)} ({shown})" if shown else self.own(title)

    def period(self, period: Period) -> str:
        """`2017-10 – 2019-01`; `2010 –, 4 év`."""
        dates = " – ".join(dict.fromkeys((period.start or "", period.end or ""))).strip(" ")
        length = self.quantity(period.length) if period.length else ""
        return self._with_part(", ".join(filter(None, (dates, length))), period.of)

    def money(self, money: Funding) -> str:
        """`Támogatás: 13 216 768 HUF, 100%, Európai Szociális Alap`."""
        parts = [
            f"{spaced(formatting.number(money.amount, self.lang))} {money.currency}"
            if money.amount is not None
            else "",
            spaced(formatting.percent(money.rate, self.lang)) if money.rate is not None else "",
            self.words(f"fund.{money.fund}") if money.fund else "",
            self.own(self.library.programmes[money.programme].name) if money.programme else "",
            money.decided or "",
        ]
        stated = ", ".join(filter(None, parts))
        label = self.words(f"funding.{money.kind}")
        return self._with_part(f"{label}: {stated}" if stated else label, money.of)

    def _with_part(self, text: str, of: Text | None) -> str:
        return f"{text} ({self.own(of)})" if of else text

    def related(self) -> Iterator[str]:
        """`Ennek a folytatása: united-networks-2017`."""
        for relation in self.project.relations:
            title = self.own(relation.title) if relation.title else relation.project
            yield f"{self.words(f'relation.{relation.kind}')}: {title}"

    def translation(self) -> str | None:
        state = self.project.translation
        return self.words(f"translation.{state.status}") if state and self.lang != self.project.original else None


@dataclass(frozen=True)
class Column:
    """`id` is the same in both languages and never changes; the heading is in the messages. `width` in characters."""

    id: str
    kind: Kind
    width: int
    value: Callable[[Row], Value]


def _coordinates(row: Row) -> tuple[str, ...]:
    places = row.library.places
    return tuple(f"{places[name].lat},{places[name].lon}" for name in row.stated.places)


def _beside(values: Iterable[str | None]) -> tuple[str, ...]:
    """A list beside another one: where it has nothing it is empty; as a whole, when it has nothing at all."""
    found = tuple(value or "" for value in values)
    return found if any(found) else ()


def _second_names(row: Row) -> tuple[str, ...]:
    return _beside(row.library.places[name].name.get(other(row.lang)) for name in row.stated.places)


def _areas(row: Row) -> Iterator[Place | County]:
    yield from (row.library.places[name] for name in row.stated.places)
    yield from (row.library.counties[name] for name in row.stated.counties)


def _nuts3(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(area.nuts3 for area in _areas(row)))


def _countries(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(area.country for area in _areas(row)))


def _groups(row: Row) -> tuple[str, ...]:
    ids = dict.fromkeys(name for audience in row.project.target_groups for name in audience.groups)
    return row.names("target-groups", list(ids))


def _outputs(row: Row) -> tuple[str, ...]:
    return tuple(
        f"{row.words(f'output.{output.kind}')}: {row.counted(output.title, output.quantities)}"
        for output in row.project.outputs
    )


def _indicators(row: Row) -> tuple[str, ...]:
    return tuple(
        f"{row.own(indicator.title)}: {' / '.join(row.quantity(stated.quantity) for stated in indicator.values)}"
        for indicator in row.project.indicators
    )


def _year(date: str | None) -> int | None:
    return int(date[:4]) if date else None


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", 26, lambda r: r.project.id),
    Column("short_title", "text", 34, lambda r: r.own(r.project.short_title)),
    Column("title", "text", 60, lambda r: r.own(r.project.title)),
    Column("title_other", "text", 60, lambda r: r.project.title.get(other(r.lang))),
    Column("summary", "text", 60, lambda r: r.own(r.project.summary)),
    Column("status", "text", 14, lambda r: r.words(f"status.{r.project.status}")),
    Column("scope", "text", 18, lambda r: r.words(f"scope.{r.project.scope}")),
    Column("start", "date", 12, lambda r: r.stated.start),
    Column("end", "date", 12, lambda r: r.stated.end),
    Column("start_year", "year", 9, lambda r: _year(r.stated.start)),
    Column("end_year", "year", 9, lambda r: _year(r.stated.end)),
    Column("periods", "list", 30, lambda r: tuple(map(r.period, r.project.periods))),
    Column("codes", "list", 30, lambda r: tuple(code.value for code in r.project.codes)),
    Column("codes_as_printed", "list", 30, lambda r: _beside(code.as_printed for code in r.project.codes)),
    Column("programmes", "list", 40, lambda r: r.names("programmes", r.stated.programmes)),
    Column("programme_codes", "list", 20, lambda r: _beside(r.library.programmes[n].code for n in r.stated.programmes)),
    Column("grant", "money", 16, lambda r: r.stated.amount("grant")),
    Column("total_cost", "money", 16, lambda r: r.stated.amount("total")),
    Column("own_contribution", "money", 16, lambda r: r.stated.amount("own_contribution")),
    Column("currency", "list", 10, lambda r: tuple(dict.fromkeys(m.currency for m in r.project.funding if m.currency))),
    Column("rate", "number", 12, lambda r: _only([money.rate for money in r.project.funding])),
    Column(
        "funds",
        "list",
        26,
        lambda r: tuple(r.words(f"fund.{fund}") for fund in dict.fromkeys(m.fund for m in r.project.funding if m.fund)),
    ),
    Column("decided", "date", 12, lambda r: _only([money.decided for money in r.project.funding])),
    Column("funding", "list", 40, lambda r: tuple(map(r.money, r.project.funding))),
    Column("places", "list", 40, lambda r: r.names("places", r.stated.places)),
    Column("places_other", "list", 40, _second_names),
    Column("place_codes", "list", 20, lambda r: _beside(r.library.places[n].code for n in r.stated.places)),
    Column(
        "place_roles",
        "list",
        40,
        lambda r: tuple(r.labels("place_role", r.stated.place_roles[n]) for n in r.stated.places),
    ),
    Column("coordinates", "list", 30, _coordinates),
    Column("counties", "list", 30, lambda r: r.names("counties", r.stated.counties)),
    Column("nuts3", "list", 16, _nuts3),
    Column("countries", "list", 10, _countries),
    Column("organisations", "list", 50, lambda r: r.names("organisations", list(r.stated.organisations))),
    Column(
        "organisation_roles",
        "list",
        40,
        lambda r: tuple(r.labels("as_role", roles) for roles in r.stated.organisations.values()),
    ),
    Column("target_groups", "list", 40, _groups),
    Column("themes", "list", 40, lambda r: r.names("themes", r.project.themes)),
    Column("goals", "list", 60, lambda r: tuple(r.own(goal.text) for goal in r.project.goals)),
    Column("activities", "list", 60, lambda r: tuple(r.counted(a.title, a.quantities) for a in r.project.activities)),
    Column("outputs", "list", 60, _outputs),
    Column("indicators", "list", 60, _indicators),
    Column("related", "list", 40, lambda r: tuple(r.related())),
    Column("guides", "list", 40, lambda r: tuple(r.own(r.library.guides[name].title) for name in r.project.guides)),
    Column(
        "trainings", "list", 40, lambda r: tuple(r.own(r.library.trainings[name].title) for name in r.project.trainings)
    ),
    Column("sources", "list", 60, lambda r: tuple(r.own(r.library.sources[name].title) for name in r.stated.sources)),
    Column("languages", "list", 10, lambda r: r.stated.languages),
    Column("translation", "text", 30, Row.translation),
    Column("checked", "date", 12, lambda r: r.project.review.last_checked),
    Column("next_check", "date", 12, lambda r: r.project.review.next_check),
    Column("url", "text", 50, lambda r: r.library.settings.site_url + url(r.lang, f"projects/{r.project.id}/")),
    Column("licence", "text", 12, lambda r: LICENCE),
    Column("version", "text", 8, lambda r: VERSION),
)


def headings(lang: Lang) -> list[str]:
    words = messages(lang)
    return [words(f"data.column.{column.id}") for column in COLUMNS]


def values(stated: Stated, lang: Lang) -> list[tuple[Kind, Value]]:
    """A row: the kind and the value of every cell."""
    row = Row(stated, lang)
    return [(column.kind, column.value(row)) for column in COLUMNS]
