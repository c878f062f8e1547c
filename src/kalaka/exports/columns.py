"""Columns of the spreadsheets: id, kind, and value for a project in a language.

Rows are for filtering and sorting, so they are flat: several values share a cell (`list`), and lists that belong
together have the same order (the third place, its third code, its third role). What needs more structure (evidence,
notes) is in `projects.json`. An amount, rate or date has a cell only where the sources state exactly one; all
statements are, in words, in `funding` and `periods`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from kalaka.exports import VERSION
from kalaka.exports.text_forms import spaced
from kalaka.i18n import formatting
from kalaka.i18n.languages import Lang, other
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.evidence import Quantity, State
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Funding, Period, Project
from kalaka.model.vocabulary import County, Place
from kalaka.pages.view import quantity_text
from kalaka.queries.facets import county_ids

Kind = Literal["text", "list", "date", "year", "number", "money"]
Value = str | tuple[str, ...] | Decimal | int | None
"""A `list` is a tuple; `year`, `number` and `money` are numbers; a `date` is a day, a month or a year, as stated."""


_T = TypeVar("_T")


class Stated:
    """Values of a project that several columns and formats use, the same in both languages."""

    def __init__(self, kb: KnowledgeBase, project: Project) -> None:
        self.kb = kb
        self.project = project
        self.places = list(dict.fromkeys(name for group in project.places for name in group.places))
        self.counties = county_ids(kb, project)
        summary = kb.projects[project.id]
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
        programme_ids = [*(code.programme for code in project.codes), *(money.programme for money in project.funding)]
        self.programmes = list(dict.fromkeys(filter(None, programme_ids)))

    def amount(self, kind: str) -> Decimal | None:
        """The amount of a kind; None unless exactly one is stated."""
        return _only([money.amount for money in self.project.funding if money.kind == kind])


def whole_period(project: Project) -> tuple[str | None, str | None]:
    """Earliest start and latest end of the whole project, without plans; of a day and its year, the day."""
    whole = [period for period in project.periods if period.of is None and period.state != "planned"]
    starts = [period.start for period in whole if period.start]
    ends = [period.end for period in whole if period.end]
    return (
        min(starts, key=lambda date: date.ljust(10, "~"), default=None),
        max(ends, key=lambda date: date.ljust(10, "!"), default=None),
    )


def _only(statements: Sequence[_T | None]) -> _T | None:
    """The value when exactly one is stated, else None."""
    stated = [value for value in statements if value is not None]
    return stated[0] if len(stated) == 1 else None


class Row:
    """A project in one language, as the columns use it."""

    def __init__(self, stated: Stated, lang: Lang) -> None:
        self.stated = stated
        self.kb = stated.kb
        self.project = stated.project
        self.lang: Lang = lang
        self.words = self.kb.words(lang)

    def text(self, text: Text) -> str:
        """The text in the language of the row, else in the other one."""
        return text.best(self.lang)[0]

    def names(self, kind: str, ids: Sequence[str]) -> tuple[str, ...]:
        """Names of entries of a kind."""
        entries = self.kb.entries(kind)
        return tuple(self.text(entries[name].name) for name in ids)

    def labels(self, group: str, codes: Sequence[str]) -> str:
        """Messages `group.code` of codes, without repetition."""
        return ", ".join(self.words(f"{group}.{code}") for code in dict.fromkeys(codes))

    def quantity(self, stated: Quantity) -> str:
        each = f" {self.text(stated.each)}" if stated.each else ""
        return spaced(quantity_text(self.kb, stated, self.lang)) + each

    def counted(self, title: Text, quantities: Sequence[Quantity], state: State = "stated") -> str:
        """`Képzés szakembereknek (1 képzés, 16 óra, tervezték)`."""
        told = [self.words(f"state.{state}")] if state != "stated" else []
        details = ", ".join([*map(self.quantity, quantities), *told])
        return f"{self.text(title)} ({details})" if details else self.text(title)

    def period(self, period: Period) -> str:
        """`2017-10 – 2019-01`; `2010 –, 4 év`."""
        dates = " – ".join(dict.fromkeys((period.start or "", period.end or ""))).strip(" ")
        length = self.quantity(period.length) if period.length else ""
        text = self._with_part(", ".join(filter(None, (dates, length))), period.of)
        return f"{text} ({self.words('state.planned')})" if period.state == "planned" else text

    def money(self, money: Funding) -> str:
        """`Támogatás: 13 216 768 HUF, 100%, Európai Szociális Alap`."""
        parts = [
            f"{spaced(formatting.number(money.amount, self.lang))} {money.currency}"
            if money.amount is not None
            else "",
            spaced(formatting.percent(money.rate, self.lang)) if money.rate is not None else "",
            self.words(f"fund.{money.fund}") if money.fund else "",
            self.text(self.kb.programmes[money.programme].name) if money.programme else "",
            money.decided or "",
        ]
        stated = ", ".join(filter(None, parts))
        label = self.words(f"funding.{money.kind}")
        return self._with_part(f"{label}: {stated}" if stated else label, money.of)

    def _with_part(self, text: str, of: Text | None) -> str:
        return f"{text} ({self.text(of)})" if of else text

    def related(self) -> Iterator[str]:
        """`Ennek a folytatása: kert-2019`."""
        for relation in self.project.relations:
            title = self.text(relation.title) if relation.title else relation.project
            yield f"{self.words(f'relation.{relation.kind}')}: {title}"

    def translation(self) -> str | None:
        state = self.project.translation
        return self.words(f"translation.{state.status}") if state and self.lang != self.project.original else None


@dataclass(frozen=True)
class Column:
    """A column: its `id` never changes and is the same in both languages, its `width` is in characters."""

    id: str
    kind: Kind
    width: int
    value: Callable[[Row], Value]


def _coordinates(row: Row) -> tuple[str, ...]:
    places = row.kb.places
    return tuple(f"{places[name].lat},{places[name].lon}" for name in row.stated.places)


def _aligned(values: Iterable[str | None]) -> tuple[str, ...]:
    """Values aligned with another list: empty texts for missing values, an empty list when all are missing."""
    texts = tuple(value or "" for value in values)
    return texts if any(texts) else ()


def _second_names(row: Row) -> tuple[str, ...]:
    return _aligned(row.kb.places[name].name.get(other(row.lang)) for name in row.stated.places)


def _areas(row: Row) -> Iterator[Place | County]:
    yield from (row.kb.places[name] for name in row.stated.places)
    yield from (row.kb.counties[name] for name in row.stated.counties)


def _nuts3(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(area.nuts3 for area in _areas(row)))


def _countries(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*row.project.countries, *(area.country for area in _areas(row)))))


def _groups(row: Row) -> tuple[str, ...]:
    ids = dict.fromkeys(name for audience in row.project.target_groups for name in audience.groups)
    return row.names("target-groups", list(ids))


def _activities(row: Row) -> tuple[str, ...]:
    return tuple(
        row.counted(activity.title, activity.quantities, activity.state) for activity in row.project.activities
    )


def _outputs(row: Row) -> tuple[str, ...]:
    return tuple(
        f"{row.words(f'output.{output.kind}')}: {row.counted(output.title, output.quantities, output.state)}"
        for output in row.project.outputs
    )


def _indicators(row: Row) -> tuple[str, ...]:
    return tuple(
        f"{row.text(indicator.title)}: {' / '.join(row.quantity(stated.quantity) for stated in indicator.values)}"
        for indicator in row.project.indicators
    )


def _year(date: str | None) -> int | None:
    return int(date[:4]) if date else None


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", 26, lambda r: r.project.id),
    Column("short_title", "text", 34, lambda r: r.text(r.project.short_title)),
    Column("title", "text", 60, lambda r: r.text(r.project.title)),
    Column("title_other", "text", 60, lambda r: r.project.title.get(other(r.lang))),
    Column("summary", "text", 60, lambda r: r.text(r.project.summary)),
    Column("status", "text", 14, lambda r: r.words(f"status.{r.project.status}")),
    Column("scope", "text", 18, lambda r: r.words(f"scope.{r.project.scope}")),
    Column("start", "date", 12, lambda r: r.stated.start),
    Column("end", "date", 12, lambda r: r.stated.end),
    Column("start_year", "year", 9, lambda r: _year(r.stated.start)),
    Column("end_year", "year", 9, lambda r: _year(r.stated.end)),
    Column("periods", "list", 30, lambda r: tuple(map(r.period, r.project.periods))),
    Column("codes", "list", 30, lambda r: tuple(code.value for code in r.project.codes)),
    Column("codes_as_printed", "list", 30, lambda r: _aligned(code.as_printed for code in r.project.codes)),
    Column("programmes", "list", 40, lambda r: r.names("programmes", r.stated.programmes)),
    Column("programme_codes", "list", 20, lambda r: _aligned(r.kb.programmes[n].code for n in r.stated.programmes)),
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
    Column("place_codes", "list", 20, lambda r: _aligned(r.kb.places[n].code for n in r.stated.places)),
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
    Column("goals", "list", 60, lambda r: tuple(r.text(goal.text) for goal in r.project.goals)),
    Column(
        "activities",
        "list",
        60,
        lambda r: tuple(r.counted(a.title, a.quantities, a.state) for a in r.project.activities),
    ),
    Column("outputs", "list", 60, _outputs),
    Column("indicators", "list", 60, _indicators),
    Column("results", "list", 60, lambda r: tuple(r.counted(x.text, x.quantities) for x in r.project.results)),
    Column("related", "list", 40, lambda r: tuple(r.related())),
    Column("guides", "list", 40, lambda r: tuple(r.text(r.kb.guides[name].title) for name in r.project.guides)),
    Column(
        "trainings", "list", 40, lambda r: tuple(r.text(r.kb.trainings[name].title) for name in r.project.trainings)
    ),
    Column("sources", "list", 60, lambda r: tuple(r.text(r.kb.sources[name].title) for name in r.stated.sources)),
    Column("languages", "list", 10, lambda r: r.stated.languages),
    Column("translation", "text", 30, Row.translation),
    Column("checked", "date", 12, lambda r: r.project.review.last_checked),
    Column("next_check", "date", 12, lambda r: r.project.review.next_check),
    Column("url", "text", 50, lambda r: r.kb.settings.site_url + url(r.lang, f"projects/{r.project.id}/")),
    Column("licence", "text", 12, lambda r: r.kb.settings.options.licence),
    Column("version", "text", 8, lambda r: VERSION),
)


def headings(kb: KnowledgeBase, lang: Lang) -> list[str]:
    """Column headings of a language."""
    words = kb.words(lang)
    return [words(f"data.column.{column.id}") for column in COLUMNS]


def values(stated: Stated, lang: Lang) -> list[tuple[Kind, Value]]:
    """Kind and value of every cell of a row."""
    row = Row(stated, lang)
    return [(column.kind, column.value(row)) for column in COLUMNS]
