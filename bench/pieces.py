"""Pieces of text in both languages, drawn by a seeded hand from `words.yml`: titles, sentences, paragraphs, tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from kalaka.i18n.folding import fold

LONGEST_TITLE = 376
Pair = tuple[str, str]
"""The same in Hungarian and in Romanian."""


@cache
def words() -> Mapping[str, Any]:
    templates: Mapping[str, Any] = yaml.load((Path(__file__).parent / "words.yml").read_text("utf-8"), yaml.CSafeLoader)
    return templates


def both(pair: Sequence[str]) -> dict[str, str]:
    return {"hu": pair[0], "ro": pair[1]}


def often(rng: Random, names: Sequence[str], power: int = 2) -> str:
    """One of the names, the first ones far more often: a few towns and bodies stand on many records."""
    return names[int(len(names) * rng.random() ** power)]


def some(rng: Random, names: Sequence[str], most: int, power: int = 2) -> list[str]:
    """From one to `most` different names."""
    return list(dict.fromkeys(often(rng, names, power) for _ in range(rng.randint(1, most))))


@dataclass(frozen=True)
class Pool:
    """Everything a record or a guide may mention, by id; the most used first."""

    places: Sequence[str]
    place_names: Mapping[str, Mapping[str, str]]
    organisations: Sequence[str]
    guides: Sequence[str]
    sources: Sequence[str]
    projects: Sequence[str]
    counties: Sequence[str]
    programmes: Sequence[str]
    themes: Sequence[str]
    groups: Sequence[str]
    units: Sequence[str]
    trainings: Sequence[str]
    terms: Sequence[str]


# Titles


def title(rng: Random, length: int) -> Pair:
    """Parts are put together until the title is long enough; the longest are cut off where the field ended."""
    hu, ro = rng.choice(words()["title_part"])
    name = rng.choice(words()["organisation_name"])
    if rng.random() < 0.75:
        stem, before = rng.choice(words()["place_stem"]), rng.choice(words()["place_before"])
        name = (before[0] + stem[0], f"{stem[1]} {before[1]}")
    hu, ro = f"{name[0]}: {hu[0].lower()}{hu[1:]}", f"{name[1]}: {ro[0].lower()}{ro[1:]}"
    while len(hu) < length:
        link, part = rng.choice(words()["title_link"]), rng.choice(words()["title_part"])
        hu += link[0] + part[0][0].lower() + part[0][1:]
        ro += link[1] + part[1][0].lower() + part[1][1:]
    if length > 250:
        hu = hu[:length].rstrip().ljust(length, ".")
    return hu, ro[:LONGEST_TITLE].strip()


def spoiled(rng: Random, pair: Pair) -> Pair:
    """As such lists are: some titles in capitals, some with letters lost, some without accents."""
    kind = rng.random()
    if kind < 0.05:
        return pair[0].upper(), pair[1].upper()
    if kind < 0.07:
        return re.sub("[őűŐŰ]", "?", pair[0]), re.sub("[șțȘȚ]", "?", pair[1])
    if kind < 0.09:
        return fold(pair[0]).capitalize(), fold(pair[1]).capitalize()
    return pair


def shortened(text: str) -> str:
    return text if len(text) <= 70 else text[:66].rsplit(" ", 1)[0].rstrip(" ,:–") + " …"


# Texts


def sentence(rng: Random, pair: Sequence[str]) -> Pair:
    """A sentence with its slots filled."""
    thing, second = rng.sample(words()["thing"], 2)
    group = rng.sample(words()["group"], 3)
    n, m, p, year = rng.randint(6, 97), rng.randint(3, 19), rng.randint(5, 60), rng.randint(2004, 2024)
    hu, ro = (
        text.format(
            thing=thing[at], thing2=second[at], group=", ".join(name[at] for name in group), n=much, m=m, p=p, year=year
        )
        for at, (text, much) in enumerate(zip(pair, (n, n if n < 20 else f"{n} de"), strict=True))
    )
    return re.sub(r"\b([Aa]) (?=[aáeéiíoóöőuúüű])", r"\1z ", hu), ro


def paragraph(rng: Random, pool: Pool, number: int, place: str) -> Pair:
    """Two to five sentences, and now and then one with a link as seen from a record."""
    pairs = [sentence(rng, pair) for pair in rng.sample(words()["sentence"], rng.randint(2, 5))]
    if rng.random() < 0.3:
        template = rng.choice(words()["link_sentence"])
        near = pool.projects[max(0, number - rng.randint(1, 60))]
        urls = {
            "place_url": f"../places/{place}.yml",
            "guide_url": f"../guides/{rng.choice(pool.guides)}.md",
            "project_url": f"{near}.yml",
        }
        names = pool.place_names[place]
        pairs.append((template[0].format(place=names["hu"], **urls), template[1].format(place=names["ro"], **urls)))
    return " ".join(pair[0] for pair in pairs), " ".join(pair[1] for pair in pairs)


def bullets(rng: Random) -> Pair:
    rows = rng.sample(words()["thing"], rng.randint(3, 6))
    return "\n".join(f"- {row[0]}" for row in rows), "\n".join(f"- {row[1]}" for row in rows)


def table(rng: Random, year: int) -> Pair:
    rows = rng.sample(words()["thing"], 4)
    made = []
    for at, (what, much) in enumerate((("Mi", "Hány"), ("Ce", "Cât"))):
        lines = [f"| {row[at]} | {year % 50 + 3 * index} |" for index, row in enumerate(rows)]
        made.append("\n".join([f"| {what} | {much} |", "|---|---|", *lines]))
    return made[0], made[1]
