"""More than the knowledge base of the tests has: a catalogue of many projects, and a record of many facts."""

import copy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from kalaka.model.base import Text
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Members, Money, Pair, PlaceGroup, Span, Summary
from kalaka.model.vocabulary import Place

COUNT, PLACES = 130, 28
LONG = "long-record"


def many(kb: KnowledgeBase) -> KnowledgeBase:
    """With so many made-up projects that lists have several parts: every facet has values, and some projects lack them; most values have several projects, some more than a part."""
    places = {f"more-{number:02}": _place(number) for number in range(PLACES)}
    kb = replace(kb, vocabulary={**kb.vocabulary, "places": {**kb.places, **places}})
    made = {f"made-{number:03}": _made(kb, number) for number in range(COUNT)}
    return replace(kb, projects={**kb.projects, **made})


def _place(number: int) -> Place:
    return Place(
        id=f"more-{number:02}",
        name=Text(hu=f"Füzesmező {number}", ro=f"Sălceni {number}"),
        level="commune",
        country="RO",
        county="kolozs",
        nuts3="RO113",
        lat=46.5 + number / 50,
        lon=23.2 + number % 7 / 10,
    )


def _made(kb: KnowledgeBase, number: int) -> Summary:
    def some(kind: str, step: int, most: int) -> tuple[str, ...]:
        names = list(kb.entries(kind))
        return tuple(dict.fromkeys(names[(number * step + at * 3) % len(names)] for at in range(number % (most + 1))))

    year = 2000 + number % 20
    start = (f"{year}", f"{year}-0{number % 9 + 1}", f"{year}-03-1{number % 10}", "")[number % 4]
    end = f"{year + number % 3}"
    amount = Decimal(1000 * (number % 17) + 5) if number % 3 else None
    currency = ("HUF", "RON", "EUR")[number % 5 % 3]
    places = some("places", 7, 3)
    return next(iter(kb.projects.values()))._replace(
        id=f"made-{number:03}",
        title=Pair(f"Árvíztűrő kezdeményezés, {number}. szakasz", f"Inițiativă împotriva sărăciei, faza {number}"),
        short_title=Pair(f"Kezdeményezés {number % 40}", f"Inițiativa {(number * 7) % 40}" if number % 6 else None),
        summary=Pair("Rövid összefoglaló <b>jelek</b> & „idézet” nélkül.", "Un rezumat scurt."),
        aliases=("Őszi Sünök",) if number == 99 else (),
        codes=(f"FÜZÉR-{number}/A",) if number % 2 else (),
        status=("completed", "running", "completed", "unknown")[number % 4],
        themes=some("themes", 5, 3) or ("learning",),
        target_groups=some("target-groups", 3, 4),
        places=(PlaceGroup("network", None, places, ()), PlaceGroup("area", None, places[:1], ("kolozs",)))
        if number % 5
        else (),
        organisations=(Members("partner", orgs),) if (orgs := some("organisations", 11, 2)) else (),
        programmes=some("programmes", 1, 1),
        funding=(Money("grant", amount, currency, "esf" if number % 8 else None, None, None),) if amount else (),
        guides=some("guides", 1, 4),
        start=start,
        end=end if start else "",
        latest_start=start,
        periods=(Span(start, end, None, ()),) if start else (),
        trainings=(),
        relations=(),
        redirect_from=(),
        mentions=(),
        gap_names=(),
        gap_lines=(),
    )


def write_long(root: Path) -> None:
    """Add a record that is longer than a sheet of paper, and more unchecked terms than the list of gaps shows at once."""
    record: dict[str, Any] = yaml.safe_load((root / "docs/projects/river-school.yml").read_text("utf-8"))
    del record["redirect_from"]
    record["id"] = LONG
    record["short_title"] = {"hu": "Hosszú projekt", "ro": "Proiect lung"}
    record["body"] = {lang: "\n".join([text] * 4) for lang, text in record["body"].items()}
    for field, times in (("goals", 4), ("activities", 6), ("outputs", 4), ("indicators", 5), ("notes", 5)):
        record[field] = [_numbered(entry, number) for number in range(times) for entry in record[field]]
    (root / f"docs/projects/{LONG}.yml").write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")
    terms = {
        f"more-{number:02}": {
            "name": {"hu": f"további szó {number:02}", "ro": f"alt cuvânt {number:02}"},
            "definition": {"hu": "Szó, amelyet senki sem nézett át.", "ro": "Cuvânt pe care nu l-a verificat nimeni."},
            "checked": False,
        }
        for number in range(20)
    }
    with (root / "vocabulary/terms.yml").open("a", encoding="utf-8") as file:
        file.write(yaml.safe_dump(terms, allow_unicode=True))


def _numbered(entry: dict[str, Any], number: int) -> dict[str, Any]:
    """The same entry with other words."""
    key = next((key for key in ("title", "text") if key in entry), None)
    if key is None:
        return {lang: f"{number}. {text}" for lang, text in entry.items()}
    return copy.deepcopy(entry) | {key: {lang: f"{number}. {text}" for lang, text in entry[key].items()}}
