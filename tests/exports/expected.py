"""What every column must say, drawn from `projects.json` alone: an independent second way to each cell."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from kalaka.i18n import formatting
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import messages

Json = Any


class Row:
    """One record as `projects.json` tells it, for a reader of one language."""

    def __init__(self, catalogue: Json, record: Json, lang: Lang) -> None:
        self.record = record
        self.lang: Lang = lang
        self.kinds = catalogue["vocabulary"]
        self.words = messages(lang)
        self.head = catalogue

    def own(self, text: Json) -> str:
        found: str = text.get(self.lang) or text[other(self.lang)]
        return found

    def name(self, kind: str, key: str) -> str:
        return self.own(self.kinds[kind][key]["name"])

    def each(self, field: str, inner: str) -> list[Any]:
        return unique(item for group in self.record[field] for item in group.get(inner, ()))

    def all_of(self, field: str, inner: str) -> list[Any]:
        return [fact[inner] for fact in self.record[field] if inner in fact]

    @property
    def places(self) -> list[str]:
        return self.each("places", "places")

    @property
    def counties(self) -> list[str]:
        found: list[str] = []
        for group in self.record["places"]:
            found += group["counties"]
            found += [c for name in group["places"] if (c := self.kinds["places"][name].get("county"))]
        return unique(found)

    @property
    def areas(self) -> list[Json]:
        return [self.kinds["places"][name] for name in self.places] + [self.kinds["counties"][n] for n in self.counties]

    def roles(self, field: str, inner: str, group: str) -> list[str]:
        return [
            ", ".join(
                self.words(f"{group}.{role}")
                for role in unique(fact["role"] for fact in self.record[field] if name in fact[inner])
            )
            for name in self.each(field, inner)
        ]

    def quantity(self, stated: Json) -> str:
        unit = self.kinds["units"][stated["unit"]]
        forms = unit["hu"] if self.lang == "hu" else tuple(unit["ro"])
        text = formatting.counted(stated.get("to", stated["value"]), forms, self.lang)
        if "to" in stated:
            text = f"{formatting.number(stated['value'], self.lang)}–{text}"
        if stated["qualifier"] != "exactly":
            text = self.words(f"qualifier.{stated['qualifier']}", quantity=text)
        each = " " + self.own(stated["each"]) if "each" in stated else ""
        return text.replace("\u00a0", " ") + each

    def counted(self, fact: Json) -> str:
        told = [] if fact.get("state", "stated") == "stated" else [self.words(f"state.{fact['state']}")]
        shown = ", ".join([*map(self.quantity, fact["quantities"]), *told])
        return self.own(fact["title"] if "title" in fact else fact["text"]) + (f" ({shown})" if shown else "")

    def of(self, fact: Json) -> str:
        return f" ({self.own(fact['of'])})" if "of" in fact else ""

    def period(self, period: Json) -> str:
        start, end = period.get("start"), period.get("end")
        dates = start if start == end else f"{start or ''} – {end or ''}".strip() if start or end else None
        length = self.quantity(period["length"]) if "length" in period else None
        return ", ".join(filter(None, (dates, length))) + self.of(period)

    def money(self, money: Json) -> str:
        parts = []
        if "amount" in money:
            parts.append(f"{formatting.number(money['amount'], self.lang)} {money['currency']}")
        if "rate" in money:
            parts.append(formatting.percent(money["rate"], self.lang))
        if "fund" in money:
            parts.append(self.words(f"fund.{money['fund']}"))
        if "programme" in money:
            parts.append(self.name("programmes", money["programme"]))
        parts += [money["decided"]] if "decided" in money else []
        label = self.words(f"funding.{money['kind']}")
        told = ", ".join(parts).replace("\u00a0", " ")
        return (f"{label}: {told}" if told else label) + self.of(money)

    def amount(self, kind: str) -> Decimal | None:
        return only(
            [money["amount"] for money in self.record["funding"] if money["kind"] == kind and "amount" in money]
        )

    def dates(self, field: str) -> list[str]:
        return [period[field] for period in self.record["periods"] if "of" not in period and field in period]

    @property
    def start(self) -> str | None:
        """The earliest; of a year and a day in it, the day."""
        return min(self.dates("start"), key=lambda date: (date + "-99-99")[:10], default=None)

    @property
    def end(self) -> str | None:
        return max(self.dates("end"), key=lambda date: (date + "-00-00")[:10], default=None)

    @property
    def programmes(self) -> list[str]:
        return unique(self.all_of("codes", "programme") + self.all_of("funding", "programme"))

    @property
    def sources(self) -> list[str]:
        return unique(_sources(self.record))

    def titles(self, kind: str) -> list[str]:
        return [self.own(self.kinds[kind][name]["title"]) for name in self.record[kind]]

    def related(self) -> list[str]:
        return [
            f"{self.words('relation.' + fact['kind'])}: {fact.get('project') or self.own(fact['title'])}"
            for fact in self.record["relations"]
        ]


def unique(items: Any) -> list[Any]:
    return list(dict.fromkeys(items))


def only(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else None


def filled(values: list[str]) -> list[str]:
    return values if any(values) else []


def _sources(value: Json) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in _sources(item)]
    if not isinstance(value, dict):
        return []
    own = [value["source"]] if isinstance(value.get("source"), str) else []
    return own + [name for item in value.values() for name in _sources(item)]


def _indicator(row: Row, indicator: Json) -> str:
    return f"{row.own(indicator['title'])}: {' / '.join(row.quantity(v['quantity']) for v in indicator['values'])}"


EXPECTED: dict[str, Callable[[Row], Any]] = {
    "id": lambda r: r.record["id"],
    "short_title": lambda r: r.own(r.record["short_title"]),
    "title": lambda r: r.own(r.record["title"]),
    "title_other": lambda r: r.record["title"].get(other(r.lang)),
    "summary": lambda r: r.own(r.record["summary"]),
    "status": lambda r: r.words("status." + r.record["status"]),
    "scope": lambda r: r.words("scope." + r.record["scope"]),
    "start": lambda r: r.start,
    "end": lambda r: r.end,
    "start_year": lambda r: Decimal(r.start[:4]) if r.start else None,
    "end_year": lambda r: Decimal(r.end[:4]) if r.end else None,
    "periods": lambda r: [r.period(period) for period in r.record["periods"]],
    "codes": lambda r: r.all_of("codes", "value"),
    "codes_as_printed": lambda r: filled([code.get("as_printed", "") for code in r.record["codes"]]),
    "programmes": lambda r: [r.name("programmes", name) for name in r.programmes],
    "programme_codes": lambda r: filled([r.kinds["programmes"][name].get("code", "") for name in r.programmes]),
    "grant": lambda r: r.amount("grant"),
    "total_cost": lambda r: r.amount("total"),
    "own_contribution": lambda r: r.amount("own_contribution"),
    "currency": lambda r: unique(r.all_of("funding", "currency")),
    "rate": lambda r: only(r.all_of("funding", "rate")),
    "funds": lambda r: [r.words("fund." + fund) for fund in unique(r.all_of("funding", "fund"))],
    "decided": lambda r: only(r.all_of("funding", "decided")),
    "funding": lambda r: [r.money(money) for money in r.record["funding"]],
    "places": lambda r: [r.name("places", name) for name in r.places],
    "places_other": lambda r: filled([r.kinds["places"][n]["name"].get(other(r.lang), "") for n in r.places]),
    "place_codes": lambda r: filled([r.kinds["places"][name].get("code", "") for name in r.places]),
    "place_roles": lambda r: r.roles("places", "places", "place_role"),
    "coordinates": lambda r: [f"{p['lat']},{p['lon']}" for p in (r.kinds["places"][name] for name in r.places)],
    "counties": lambda r: [r.name("counties", name) for name in r.counties],
    "nuts3": lambda r: unique(area["nuts3"] for area in r.areas),
    "countries": lambda r: unique(area["country"] for area in r.areas),
    "organisations": lambda r: [r.name("organisations", n) for n in r.each("organisations", "organisations")],
    "organisation_roles": lambda r: r.roles("organisations", "organisations", "as_role"),
    "target_groups": lambda r: [r.name("target-groups", name) for name in r.each("target_groups", "groups")],
    "themes": lambda r: [r.name("themes", name) for name in r.record["themes"]],
    "goals": lambda r: [r.own(goal["text"]) for goal in r.record["goals"]],
    "activities": lambda r: [r.counted(activity) for activity in r.record["activities"]],
    "outputs": lambda r: [f"{r.words('output.' + o['kind'])}: {r.counted(o)}" for o in r.record["outputs"]],
    "indicators": lambda r: [_indicator(r, indicator) for indicator in r.record["indicators"]],
    "results": lambda r: [r.counted(result) for result in r.record["results"]],
    "related": lambda r: r.related(),
    "guides": lambda r: r.titles("guides"),
    "trainings": lambda r: r.titles("trainings"),
    "sources": lambda r: [r.own(r.kinds["sources"][name]["title"]) for name in r.sources],
    "languages": lambda r: r.record["languages"],
    "translation": lambda r: (
        r.words("translation." + r.record["translation"]["status"])
        if "translation" in r.record and r.lang != r.record["original"]
        else None
    ),
    "checked": lambda r: r.record["review"]["last_checked"],
    "next_check": lambda r: r.record["review"].get("next_check"),
    "url": lambda r: r.record["page"][r.lang],
    "licence": lambda r: r.head["licence"],
    "version": lambda r: r.head["version"],
}
