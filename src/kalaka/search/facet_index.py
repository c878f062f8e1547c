"""Library → the files by which a script narrows and orders the list of projects, one set for each language.

Below `projects/`: `facets.json` holds what filters need, `words.json` what a typed word needs, `amounts.json` the order
by sums, `ids.json` which project each row is, `cards/<n>.json` what a reader sees of a hundred projects. In all but the
cards a project is a *row*: its place in the order of titles. A column is a text with one field for each row, divided by
commas, that names values by their numbers, divided by spaces: `0 3,2,,1 4`. The cards follow from newest to oldest, an
order that the script makes of the rows and their dates.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from kalaka.i18n.folding import fold
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import Library
from kalaka.model.summary import Summary
from kalaka.pages.cards import card
from kalaka.pages.facets import OFFERED, Value, values
from kalaka.pages.page import Leaf, of_projects
from kalaka.queries.amounts import known_sum
from kalaka.queries.facets import FACETS, Facet, all_newest_first, member_ids
from kalaka.queries.memo import once

CARDS = 100
"""Projects in one file of cards."""
_WORD = re.compile(r"[^\W_]+")
_CURRENCIES: dict[Lang, str] = {"hu": "HUF EUR RON", "ro": "RON EUR HUF"}
"""Sums of different currencies are not compared: they follow one another."""


def browse_files(library: Library, lang: Lang) -> Iterator[Leaf]:
    """Every file, ready to be written."""
    base = url(lang, "projects/")
    made: dict[str, Callable[[Library, Lang, Sequence[Summary]], object]] = {
        "facets": _facets,
        "words": _words,
        "amounts": _amounts,
        "ids": _ids,
    }
    for name, content in made.items():
        yield Leaf(f"{base}{name}.json", lambda: ["#"], partial(_whole, library, lang, content))
    shown = all_newest_first(library, lang)
    for number, start in enumerate(range(0, len(shown), CARDS), 1):
        part = shown[start : start + CARDS]
        yield Leaf(f"{base}cards/{number}.json", partial(of_projects, part), partial(_cards, library, lang, part))


def _whole(library: Library, lang: Lang, content: Callable[[Library, Lang, Sequence[Summary]], object]) -> str:
    return _json(content(library, lang, _rows(library, lang)))


def _cards(library: Library, lang: Lang, part: Sequence[Summary]) -> str:
    return _json([card(library, project, lang) for project in part])


def _ids(library: Library, lang: Lang, rows: Sequence[Summary]) -> list[str]:
    return [project.id for project in rows]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@once
def _rows(library: Library, lang: Lang) -> Sequence[Summary]:
    number = LANGS.index(lang)
    return sorted(library.projects.values(), key=lambda project: project.order[number])


def _column(fields: Iterable[Iterable[int]]) -> str:
    return ",".join(" ".join(map(str, field)) for field in fields)


def _facets(library: Library, lang: Lang, rows: Sequence[Summary]) -> dict[str, object]:
    interface = messages(lang)
    words = {key.removeprefix("browse."): leaf for key, leaf in interface.leaves.items() if key.startswith("browse.")}
    return {
        "words": words | {"projects": interface.leaves["count.projects"]},
        "offered": OFFERED,
        "cards": CARDS,
        "sums": sum(known_sum(project) is not None for project in rows),
        "dates": [day_number(project.latest_start) for project in rows],
        "facets": [
            {"id": facet, "label": interface(f"facet.{facet}")} | _facet(library, lang, rows, facet, found)
            for facet in FACETS
            if (found := values(library, lang, facet))
        ],
    }


def _facet(
    library: Library, lang: Lang, rows: Sequence[Summary], facet: Facet, found: Sequence[Value]
) -> dict[str, object]:
    """The values, from the one that is offered first, with their names in both languages; and the column."""
    numbers = {value.id: number for number, value in enumerate(found)}
    fields: dict[str, list[int]] = {project.id: [] for project in rows}
    for name, ids in member_ids(library, lang)[facet].items():
        for own in ids:
            fields[own].append(numbers[name])
    return {"values": [_names(value, lang) for value in found], "rows": _column(map(sorted, fields.values()))}


def _names(value: Value, lang: Lang) -> list[str | None]:
    """Id, name in this language, and name in the other one, where it is another."""
    own, second = value.names.get(lang), value.names.get(other(lang))
    return [value.id, own] if own and second in (None, own) else [value.id, own, second]


def day_number(date: str) -> int:
    """Dates as numbers in the order of the texts: `2019` < `2019-02` < `2019-02-28`; 0 for none."""
    if not date:
        return 0
    year, month, day = (int(part) for part in f"{date}-00-00".split("-")[:3])
    return (year * 13 + month) * 32 + day


def _amounts(library: Library, lang: Lang, rows: Sequence[Summary]) -> list[int]:
    """For each row the place of its sum, from 1; 0 where none is known."""
    order = _CURRENCIES[lang].split()
    keys = [
        (order.index(money.currency), -money.amount)
        if (money := known_sum(project)) and money.currency and money.amount is not None
        else None
        for project in rows
    ]
    places = {key: place for place, key in enumerate(sorted({key for key in keys if key}), 1)}
    return [places[key] if key else 0 for key in keys]


@once
def words_of(library: Library) -> Mapping[str, frozenset[str]]:
    """By which words each project is found beside those of its values: its names and codes, in both languages."""
    found = {}
    for project in library.projects.values():
        texts = (*project.title, *project.short_title, *project.aliases, *project.codes)
        found[project.id] = frozenset(_WORD.findall(fold(" ".join(text for text in texts if text))))
    return found


def _words(library: Library, lang: Lang, rows: Sequence[Summary]) -> dict[str, str]:
    """All words in the order of their letters, and for each the rows that have it, as steps from one to the next."""
    found: dict[str, list[int]] = {}
    for row, project in enumerate(rows):
        for word in words_of(library)[project.id]:
            found.setdefault(word, []).append(row)
    known = sorted(found)
    steps = ([row - before for before, row in zip([0, *found[word]], found[word], strict=False)] for word in known)
    return {"words": " ".join(known), "rows": _column(steps)}
