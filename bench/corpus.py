"""A knowledge base of any size, the same for the same seed: `python -m bench.corpus 500 /tmp/corpus`.

It stands on the repository's own: settings, frame, pages, the six real records and the real vocabulary are copied, and
records, guides, places, organisations and sources are added until there are N records. Shapes follow public lists of
funded projects: about 290 words a language and record, many short ones and a few as rich as the real six; titles of 10
to 376 characters, every seventh of them the title of another record too, some in capitals, some with lost letters;
sums from nothing to 199 437 026 956 Ft; several places on one record in a hundred, none on some; much that is missing.
"""

import argparse
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import yaml

from bench import yamlfile
from bench.pieces import (
    LONGEST_TITLE,
    Pair,
    Pool,
    bullets,
    often,
    paragraph,
    sentence,
    some,
    spoiled,
    table,
    title,
    words,
)
from bench.records import Record
from kalaka.i18n.folding import slug
from kalaka.i18n.languages import LANGS, Lang

REPOSITORY = Path(__file__).parent.parent
COPIED = ("docs", "vocabulary", "overrides", "hooks", "mkdocs.yml")
PER_GUIDE = 50
FAMOUS = 32 / 13_000
"""Share of the records that carry one and the same title."""
MOST_PLACES = 3_000
CENTRES = {
    "maros": (46.5, 24.6),
    "hargita": (46.4, 25.5),
    "kovaszna": (45.9, 26.0),
    "szabolcs-szatmar-bereg": (47.95, 22.0),
    "borsod-abauj-zemplen": (48.2, 20.8),
    "hajdu-bihar": (47.4, 21.5),
    "somogy": (46.4, 17.7),
    "baranya": (46.1, 18.2),
    "zala": (46.7, 16.8),
    "bekes": (46.7, 21.0),
    "bacs-kiskun": (46.7, 19.3),
    "csongrad-csanad": (46.4, 20.3),
}
"""Latitude and longitude around which the places of a county are strewn, in degrees."""


def generate(target: Path, records: int, seed: int = 1) -> None:
    """Write a knowledge base with `records` records (the real ones among them) to `target`, which is emptied first."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target / name)
    real = [path.stem for path in sorted((target / "docs/projects").glob("*.yml"))]
    titles = list(_titles(seed, max(0, records - len(real))))
    ids = [f"{slug(pair[0])[:52].strip('-')}-{number:05}" for number, pair in enumerate(titles, 1)]
    ids = [name if name[0].isalpha() else f"p-{name}" for name in ids]
    guides = [f"modszer-{number:04}" for number in range(1, records // PER_GUIDE + 1)]
    pool = _vocabulary(target, seed, records, [*real, *ids], guides)
    head = "# yaml-language-server: $schema=../../schema/project.schema.json\n"
    for number, (name, pair) in enumerate(zip(ids, titles, strict=True)):
        fields = Record(Random(f"{seed} record {number}"), pool, number).fields(name, pair)
        (target / f"docs/projects/{name}.yml").write_text(head + "".join(yamlfile.lines(fields)), "utf-8")
    for number, name in enumerate(guides):
        for lang, text in _guide(Random(f"{seed} guide {number}"), pool, number).items():
            ending = ".md" if lang == "hu" else ".ro.md"
            (target / f"docs/guides/{name}{ending}").write_text(text, "utf-8")


def _titles(seed: int, count: int) -> Iterator[Pair]:
    """One title a record; duplicates are whole titles, as in real lists."""
    rng = Random(f"{seed} titles")
    famous = title(rng, 90)
    times = max(2, round(count * FAMOUS))
    same = set(rng.sample(range(2, count), min(times, max(0, count - 2))))
    made: list[Pair] = []
    for number in range(count):
        if number == 0:
            pair = ("Tábor 2009", "Tabără 2009")
        elif number == 1:
            pair = title(rng, LONGEST_TITLE)
        elif number in same:
            pair = famous
        elif rng.random() < 0.13:
            pair = rng.choice(made)
        else:
            pair = spoiled(rng, title(rng, min(LONGEST_TITLE, 10 + int(rng.lognormvariate(4.2, 0.6)))))
        made.append(pair)
        yield pair


# Vocabulary


def _vocabulary(target: Path, seed: int, records: int, projects: Sequence[str], guides: Sequence[str]) -> Pool:
    """Lengthen the lists of the knowledge base; names grow slower than records, as the same ones come back."""
    folder = target / "vocabulary"
    real = {file.stem: yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) for file in sorted(folder.glob("*.yml"))}
    rng = Random(f"{seed} vocabulary")
    sources = {f"lista-{number:03}": _source(number) for number in range(1, round(0.3 * records**0.6) + 1)}
    places = _places(rng, real["places"], real["counties"], min(MOST_PLACES, round(0.45 * records**0.85)))
    seats = [*real["places"], *places]
    organisations = _organisations(rng, real["organisations"], seats, round(0.72 * records**0.85))
    for name, added in (("sources", sources), ("places", places), ("organisations", organisations)):
        with (folder / f"{name}.yml").open("a", encoding="utf-8") as file:
            file.write("\n# Generated\n" + "".join(yamlfile.lines(added)))
    named = {**real["places"], **places}
    return Pool(
        places=_mixed(rng, named),
        place_names={name: {"ro": place["name"]["hu"], **place["name"]} for name, place in named.items()},
        organisations=_mixed(rng, [*real["organisations"], *organisations]),
        guides=[*_originals(target / "docs/guides"), *guides],
        sources=_mixed(rng, [*sources, *real["sources"]]),
        projects=projects,
        counties=tuple(real["counties"]),
        programmes=tuple(real["programmes"]),
        themes=tuple(real["themes"]),
        groups=tuple(real["target-groups"]),
        units=tuple(real["units"]),
        trainings=_originals(target / "docs/trainings"),
        terms=tuple(real["terms"]),
    )


def _originals(folder: Path) -> list[str]:
    return [file.stem for file in sorted(folder.glob("*.md")) if not file.name.endswith(".ro.md")]


def _mixed(rng: Random, names: Iterable[Any]) -> list[Any]:
    ordered = list(names)
    return rng.sample(ordered, len(ordered))


def _source(number: int) -> dict[str, Any]:
    hu, ro = f"Támogatott projektek listája, {number}. kötet", f"Lista proiectelor finanțate, vol. {number}"
    date = f"{2005 + number % 20}-{1 + number % 12:02}-15"
    return {"title": {"hu": hu, "ro": ro}, "lang": "hu", "kind": "public", "date": date}


def _places(rng: Random, taken: Mapping[str, Any], counties: Mapping[str, Any], count: int) -> dict[str, Any]:
    """Settlements with names put together from parts that both languages know, the short names first."""
    parts = words()
    combined = [
        (before, stem, after)
        for after in parts["place_after"]
        for before in parts["place_before"]
        for stem in parts["place_stem"]
    ]
    short = len(parts["place_before"]) * len(parts["place_stem"])
    made: dict[str, Any] = {}
    for before, stem, after in (*_mixed(rng, combined[:short]), *_mixed(rng, combined[short:])):
        hu, ro = before[0] + stem[0] + after[0], " ".join(filter(None, (stem[1], before[1], after[1])))
        if len(made) == count:
            break
        if (name := slug(hu)) in taken or name in made:
            continue
        county = rng.choice(list(CENTRES))
        country = counties[county]["country"]
        made[name] = {
            "name": {"hu": hu, "ro": ro} if country == "RO" else {"hu": hu},
            "level": rng.choices(("commune", "town", "municipality"), (90, 9, 1))[0],
            "country": country,
            "county": county,
            "nuts3": counties[county]["nuts3"],
            "code": str(200_000 + len(made)),
            "lat": round(CENTRES[county][0] + rng.uniform(-0.35, 0.35), 4),
            "lon": round(CENTRES[county][1] + rng.uniform(-0.45, 0.45), 4),
            "evidence": [{"source": "siruta-list" if country == "RO" else "ksh-list"}],
        }
    return made


def _organisations(rng: Random, taken: Mapping[str, Any], seats: Sequence[str], count: int) -> dict[str, Any]:
    """Bodies of both countries; those of Hungary have a Romanian gloss, those of Romania a Romanian name."""
    made: dict[str, Any] = {}
    while len(made) < count:
        name, kind = rng.choice(words()["organisation_name"]), rng.choice(words()["organisation_kind"])
        hu = f"{name[0]} {len(made) + 1}. {kind[0]}"
        ro = f"{kind[1]} „{name[1]}” nr. {len(made) + 1}"
        if (key := slug(hu)) in taken:
            continue
        seat, romanian = often(rng, seats), rng.random() < 0.3
        named = {"name": {"hu": hu, "ro": ro}} if romanian else {"name": {"hu": hu}, "gloss": {"ro": ro}}
        source = "caritas-public" if romanian else "structural-funds-list"
        rest = {"kind": kind[2], "country": "RO" if romanian else "HU", "seat": seat, "evidence": [{"source": source}]}
        made[key] = named | rest
    return made


# Guides


_GUIDE_PARTS = ("when", "basics", "steps", "example", "limits", "further")


def _guide(rng: Random, pool: Pool, number: int) -> dict[Lang, str]:
    """A page in Markdown, its facts above the Hungarian text; about 600 words a language."""
    subject, summary = rng.choice(words()["title_part"]), sentence(rng, rng.choice(words()["sentence"]))
    near = [pool.projects[(number * PER_GUIDE + step * 7) % len(pool.projects)] for step in range(1, 7)]
    facts: dict[str, Any] = {
        "title": f"{subject[0]}: lépések és tapasztalatok ({number + 1})",
        "summary": summary[0],
        "themes": rng.sample(pool.themes, 2),
        "audience": rng.sample(("field-worker", "coordinator", "decision-maker", "trainer", "resident"), 2),
        "purpose": rng.choice(("learn", "do", "decide")),
        "phase": [rng.choice(("assessment", "involvement", "planning", "action", "evaluation"))],
        "projects": list(dict.fromkeys(near)),
        "terms": rng.sample(pool.terms, 5),
        "related": some(rng, pool.guides, 3, 1),
        "sources": [pool.sources[0]],
        "review": {"last_checked": "2026-02-01"},
    }
    other: dict[str, Any] = {
        "title": f"{subject[1]}: pași și experiențe ({number + 1})",
        "summary": summary[1],
        "translation": {"status": "reviewed", "date": "2026-02-01"},
    }
    parts: tuple[list[str], list[str]] = ([], [])
    headings = rng.sample(words()["heading"], len(_GUIDE_PARTS))
    for anchor, heading in zip(_GUIDE_PARTS, headings, strict=True):
        pairs = [paragraph(rng, pool, number * PER_GUIDE, pool.places[0]) for _ in range(rng.randint(1, 3))]
        pairs.append(bullets(rng) if anchor != "example" else table(rng, 2000 + number))
        for at, part in enumerate(parts):
            part.append(f"## {heading[at]} {{ #{anchor} }}")
            part.extend(re.sub(r"\(([a-z][\w-]*\.yml)\)", r"(../projects/\1)", pair[at]) for pair in pairs)
        if anchor == "basics":
            aside = sentence(rng, rng.choice(words()["sentence"]))
            for at, label in enumerate(("Figyelem", "Atenție")):
                parts[at].append(f'!!! note "{label}"\n    {aside[at]}')
    return {
        lang: f"---\n{''.join(yamlfile.lines(front))}---\n\n" + "\n\n".join(part) + "\n"
        for lang, front, part in zip(LANGS, (facts, other), parts, strict=True)
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description=__doc__)
    parser.add_argument("records", type=int)
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generate(options.target, options.records, options.seed)


if __name__ == "__main__":
    main()
