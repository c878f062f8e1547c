"""Index files by which a script filters and sorts the list of projects, one set for each language.

Below `projects/`: `facets.json` holds what filters need, `names.json` the values beyond the first of each facet,
`words.json` what a typed word needs, `amounts.json` the order by amounts, `ids.json` the project of each row,
`maps.json` the maps, `cards/<n>.json` the cards of a hundred projects. In all but maps and cards a project is a *row*:
its index in the order of titles. Cards are ordered from newest to oldest, an order that the script computes from the
rows and their dates.

A *column* has the numbers of a field for each row, as one text without separators, since these files are what a reader
of a long list waits for. A number is written as its difference to the one before it in its row, doubled, plus 2 for the
last of the row and plus 1 for others; an empty row is 0. Each of these is one character (`sign`).
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from kalaka.i18n.folding import fold
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Summary
from kalaka.pages.cards import card
from kalaka.pages.facets import OFFERED, Value, values
from kalaka.pages.facts import PageView
from kalaka.pages.maps.chart import Point
from kalaka.pages.maps.map import draw, plan
from kalaka.queries.amounts import known_sum
from kalaka.queries.facets import FACETS, Facet, all_newest_first, member_ids
from kalaka.queries.memo import memoized

CARDS = 100
"""Cards in one file."""
NAMED = 100
"""Values of a facet, those with most projects, that `facets.json` names."""
PLACES = "places"
"""Id of the list of places below the maps, to which a mark of many places leads."""
_WORD = re.compile(r"[^\W_]+")
_CURRENCIES: dict[Lang, str] = {"hu": "HUF EUR RON", "ro": "RON EUR HUF"}
"""Order of currencies: amounts of different currencies are not compared."""


def facet_files(kb: KnowledgeBase, lang: Lang) -> Iterator[tuple[str, Callable[[], str]]]:
    """Every file: its path below the site, and a function that creates its content."""
    base = url(lang, "projects/")
    contents: dict[str, Callable[[KnowledgeBase, Lang, Sequence[Summary]], object]] = {
        "facets": _facets,
        "names": _further_names,
        "words": _words,
        "amounts": _amounts,
        "ids": _ids,
        "maps": _maps,
    }
    for name, content in contents.items():
        yield f"{base}{name}.json", partial(_file_text, kb, lang, content)
    projects = all_newest_first(kb, lang)
    for number, start in enumerate(range(0, len(projects), CARDS), 1):
        part = projects[start : start + CARDS]
        yield f"{base}cards/{number}.json", partial(_cards, kb, lang, part)


def _file_text(
    kb: KnowledgeBase, lang: Lang, content: Callable[[KnowledgeBase, Lang, Sequence[Summary]], object]
) -> str:
    return _json(content(kb, lang, _rows(kb, lang)))


def _cards(kb: KnowledgeBase, lang: Lang, part: Sequence[Summary]) -> str:
    return _json([card(kb, project, lang) for project in part])


def _ids(kb: KnowledgeBase, lang: Lang, rows: Sequence[Summary]) -> list[str]:
    return [project.id for project in rows]


def _maps(kb: KnowledgeBase, lang: Lang, rows: Sequence[Summary]) -> list[list[str]]:
    """Name and map of each country with places of projects: marks without roles, since those are of all projects."""
    view = PageView(kb, lang, "projects/")
    by_country: dict[str, list[Point]] = {}
    for name in member_ids(kb, lang)["place"]:
        by_country.setdefault(kb.places[name].country, []).append(Point(name, ()))
    maps = []
    for country, points in sorted(by_country.items(), key=lambda item: -len(item[1])):
        name = kb.words(lang)(f"country.{country}")
        maps.append([name, draw(view, plan(view, points, PLACES), name)])
    return maps


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@memoized
def _rows(kb: KnowledgeBase, lang: Lang) -> Sequence[Summary]:
    number = LANGS.index(lang)
    return sorted(kb.projects.values(), key=lambda project: project.order[number])


def column(rows: Iterable[Sequence[int]]) -> str:
    """Ascending numbers of each row as a column."""
    return "".join(
        "".join(
            sign(2 * (number - before) + (2 if place == len(row) else 1))
            for place, (before, number) in enumerate(pairwise((0, *row)), 1)
        )
        or sign(0)
        for row in rows
    )


def sign(number: int) -> str:
    """The character of a number: from the blank on, without surrogates, which are no characters of their own."""
    code = number + 0x20
    return chr(code if code < 0xD800 else code + 0x800)


def _facets(kb: KnowledgeBase, lang: Lang, rows: Sequence[Summary]) -> dict[str, object]:
    interface = kb.words(lang)
    words = {key.removeprefix("browse."): leaf for key, leaf in interface.leaves.items() if key.startswith("browse.")}
    return {
        "words": words
        | {"projects": interface.leaves["count.projects"], "file_name": kb.settings.file_name(lang, interface)},
        "offered": OFFERED,
        "cards": CARDS,
        "sums": sum(known_sum(project) is not None for project in rows),
        "dates": [day_number(project.latest_start) for project in rows],
        "facets": [
            {"id": facet, "label": interface(f"facet.{facet}")} | _facet(kb, lang, rows, facet, options)
            for facet in FACETS
            if (options := values(kb, lang, facet))
        ],
    }


def _facet(
    kb: KnowledgeBase, lang: Lang, rows: Sequence[Summary], facet: Facet, options: Sequence[Value]
) -> dict[str, object]:
    """Values of a facet in display order, with their names in both languages; and the column."""
    numbers = {value.id: number for number, value in enumerate(options)}
    fields: dict[str, list[int]] = {project.id: [] for project in rows}
    for name, ids in member_ids(kb, lang)[facet].items():
        for project_id in ids:
            fields[project_id].append(numbers[name])
    named = [_names(value, lang) for value in options[:NAMED]]
    return {"size": len(options), "values": named, "rows": column(map(sorted, fields.values()))}


def _further_names(kb: KnowledgeBase, lang: Lang, rows: Sequence[Summary]) -> dict[Facet, list[list[str | None]]]:
    options = {facet: values(kb, lang, facet)[NAMED:] for facet in FACETS}
    return {facet: [_names(value, lang) for value in further] for facet, further in options.items() if further}


def _names(value: Value, lang: Lang) -> list[str | None]:
    """Id, name in this language, and name in the other language where it differs."""
    name, second = value.names.get(lang), value.names.get(other(lang))
    return [value.id, name] if name and second in (None, name) else [value.id, name, second]


def day_number(date: str) -> int:
    """A partial date as a number that sorts like the text: `2019` < `2019-02` < `2019-02-28`; 0 for none."""
    if not date:
        return 0
    year, month, day = (int(part) for part in f"{date}-00-00".split("-")[:3])
    return (year * 13 + month) * 32 + day


def _amounts(kb: KnowledgeBase, lang: Lang, rows: Sequence[Summary]) -> list[int]:
    """Rank of each row's amount, from 1; 0 where none is stated."""
    order = _CURRENCIES[lang].split()
    keys = [
        (order.index(money.currency), -money.amount)
        if (money := known_sum(project)) and money.currency and money.amount is not None
        else None
        for project in rows
    ]
    places = {key: place for place, key in enumerate(sorted({key for key in keys if key}), 1)}
    return [places[key] if key else 0 for key in keys]


@memoized
def words_of(kb: KnowledgeBase) -> Mapping[str, frozenset[str]]:
    """Words that find each project in addition to its values: names and codes, in both languages."""
    by_project = {}
    for project in kb.projects.values():
        texts = (*project.title, *project.short_title, *project.aliases, *project.codes)
        by_project[project.id] = frozenset(_WORD.findall(fold(" ".join(text for text in texts if text))))
    return by_project


def _words(kb: KnowledgeBase, lang: Lang, rows: Sequence[Summary]) -> dict[str, str]:
    """All words, sorted, and a column of the rows that have each of them."""
    rows_of: dict[str, list[int]] = {}
    for row, project in enumerate(rows):
        for word in words_of(kb)[project.id]:
            rows_of.setdefault(word, []).append(row)
    words = sorted(rows_of)
    return {"words": " ".join(words), "rows": column(rows_of[word] for word in words)}
