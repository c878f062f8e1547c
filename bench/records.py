"""One generated record: the facts and the story of a project, some rich, most short, much of it missing."""

from collections.abc import Iterator
from random import Random
from typing import Any

from bench.pieces import Pair, Pool, both, bullets, often, paragraph, sentence, shortened, some, table, words

RICHEST = 199_437_026_956
"""The largest sum of the list that the shapes are taken from, in forints."""
Fields = dict[str, Any]


class Record:
    """The record with a number, drawn by its own hand, so that it is the same whatever stands before it."""

    def __init__(self, rng: Random, pool: Pool, number: int) -> None:
        self.rng = rng
        self.pool = pool
        self.number = number
        self.richness = rng.random()
        """Under 0.04: as rich as the real records; over 0.6: little more than a row of a list."""
        self.place = often(rng, pool.places, 3)
        self.currency = "HUF" if rng.random() < 0.8 else "RON"
        self.year = rng.randint(2004, 2024)
        self.evidence = [{"source": often(rng, pool.sources)}]
        self.translated = rng.random() >= 0.02

    def fields(self, name: str, title: Pair) -> Fields:
        """The record as its file holds it."""
        rng, pool = self.rng, self.pool
        data: Fields = {
            "id": name,
            "title": both(title),
            "short_title": both((shortened(title[0]), shortened(title[1]))),
            "summary": self._summary(),
        }
        if (length := self._words_of_body()) > 25:
            data["body"] = self._body(length)
        data["status"] = rng.choices(("completed", "unknown", "running", "planned"), (80, 14, 5, 1))[0]
        data["scope"] = rng.choices(("local", "micro_region", "county", "regional", "national"), (70, 12, 10, 6, 2))[0]
        if rng.random() < 0.7:
            data["codes"] = [self._code()]
        if rng.random() < 0.65:
            data["periods"] = [self._period()]
        if self.number < 2 or rng.random() < 0.75:
            data["funding"] = [self._money()]
        if groups := self._places():
            data["places"] = groups
        if rng.random() < 0.9:
            data["organisations"] = list(self._participants())
        if rng.random() < 0.6:
            audience = {"groups": some(rng, pool.groups, 3), "kind": rng.choice(("direct", "wider"))}
            data["target_groups"] = [audience | {"evidence": self.evidence}]
        data["themes"] = rng.sample(pool.themes, rng.choices((1, 2, 3, 4, 5), (35, 30, 20, 10, 5))[0])
        data |= self._rich_facts()
        if self.number > 0 and rng.random() < 0.1:
            data["relations"] = [self._relation()]
        if rng.random() < 0.25:
            data["guides"] = some(rng, pool.guides, 3, 1)
        if rng.random() < 0.03:
            data["trainings"] = [rng.choice(pool.trainings)]
        if rng.random() < 0.2:
            data["notes"] = [both(rng.choice(words()["note"]))]
        data["translation"] = {"status": rng.choice(("reviewed", "unreviewed", "outdated")), "date": "2026-03-01"}
        data["review"] = {"last_checked": f"2026-{rng.randint(1, 9):02}-{rng.randint(1, 28):02}"}
        return data

    def _words_of_body(self) -> int:
        """About 200 in the mean, title and summary come to it: most records are short, a few are long."""
        if self.richness < 0.04:
            return self.rng.randint(550, 1100)
        if self.richness < 0.2:
            return self.rng.randint(270, 540)
        if self.richness < 0.6:
            return self.rng.randint(100, 270)
        return self.rng.randint(0, 130)

    def _in_languages(self, hu: str, ro: str) -> dict[str, str]:
        """The text of a record in both languages, of one in fifty only in Hungarian."""
        return {"hu": hu, "ro": ro} if self.translated else {"hu": hu}

    def _summary(self) -> dict[str, str]:
        pairs = [sentence(self.rng, pair) for pair in self.rng.sample(words()["sentence"], 2)]
        names = self.pool.place_names[self.place]
        hu = f"{names['hu']}, {self.year}. " + " ".join(pair[0] for pair in pairs)
        ro = f"{names['ro']}, {self.year}. " + " ".join(pair[1] for pair in pairs)
        return self._in_languages(hu, ro)

    def _body(self, length: int) -> dict[str, str]:
        """Paragraphs under headings, the same in both languages, of about `length` words in Hungarian."""
        rng = self.rng
        pairs = [paragraph(rng, self.pool, self.number, self.place)]
        headings = iter(rng.sample(words()["heading"], len(words()["heading"])))
        while sum(len(pair[0].split()) for pair in pairs) < length:
            if rng.random() < 0.35 and (heading := next(headings, None)):
                pairs.append((f"## {heading[0]}", f"## {heading[1]}"))
            kind = rng.random()
            if kind < 0.08:
                pairs.append(bullets(rng))
            elif kind < 0.1:
                pairs.append(table(rng, self.year))
            else:
                pairs.append(paragraph(rng, self.pool, self.number, self.place))
        hu, ro = ("\n\n".join(pair[at] for pair in pairs) for at in (0, 1))
        return self._in_languages(hu, ro)

    def _code(self) -> Fields:
        rng, year = self.rng, self.year
        operation = rng.choice(("TÁMOP-5.1.3", "TOP-6.9.1", "EFOP-1.4.2", "HEFOP-2.2.1", "POCU-4.1", "TÁMOP-3.3.9"))
        value = f"{operation}-{year % 100:02}/{rng.randint(1, 2)}-{year}-{self.number:05}"
        made: Fields = {"value": value}
        if rng.random() < 0.1:
            made["as_printed"] = value.replace("-", "- ", 1).replace("/", "/.")
        if rng.random() < 0.6:
            made["programme"] = rng.choice(self.pool.programmes)
        return made | {"evidence": self.evidence}

    def _period(self) -> Fields:
        rng, year = self.rng, self.year
        start, months = f"{year}-{rng.randint(1, 12):02}", rng.randint(3, 48)
        end = f"{year + months // 12 + 1}-{rng.randint(1, 12):02}"
        kind = rng.random()
        if kind < 0.15:
            return {"length": {"value": months, "unit": "month"}, "evidence": self.evidence}
        if kind < 0.3:
            return {"start": str(year), "evidence": self.evidence}
        return {"start": start, "end": end, "evidence": self.evidence}

    def _money(self) -> Fields:
        """The first record has the smallest sum there is, the second one the largest."""
        rng, number, forints = self.rng, self.number, self.currency == "HUF"
        amount = (0, RICHEST)[number] if number < 2 else int(rng.lognormvariate(16.5 if forints else 12, 1.6))
        made: Fields = {"kind": rng.choice(("grant", "total")), "amount": min(amount, RICHEST)}
        made["currency"] = "HUF" if number < 2 else self.currency
        if rng.random() < 0.5:
            made["rate"] = rng.choice((100, 95, 85, 80, 50))
        if rng.random() < 0.6:
            made["fund"] = rng.choice(("esf", "erdf", "eea", "national"))
        if rng.random() < 0.3:
            made["decided"] = f"{self.year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        if rng.random() < 0.2:
            made["programme"] = rng.choice(self.pool.programmes)
        return made | {"evidence": self.evidence}

    def _places(self) -> list[Fields]:
        """One place on most records, none on some, several on one in a hundred."""
        rng, pool = self.rng, self.pool
        if rng.random() < 0.08:
            return []
        if rng.random() < 0.02:
            return [{"role": "area", "counties": some(rng, pool.counties, 3, 1), "evidence": self.evidence}]
        several = rng.random() < 0.0093
        places = [self.place, *some(rng, pool.places, 20)] if several else [self.place]
        role = rng.choice(("intervention", "seat", "pilot")) if self.richness < 0.5 else "seat"
        return [{"role": role, "places": list(dict.fromkeys(places)), "evidence": self.evidence}]

    def _participants(self) -> Iterator[Fields]:
        rng, pool = self.rng, self.pool
        lead = often(rng, pool.organisations)
        yield {"role": "lead", "organisations": [lead], "evidence": self.evidence}
        if self.richness < 0.1 or rng.random() < 0.1:
            partners = [name for name in some(rng, pool.organisations, 4) if name != lead]
            if partners:
                yield {"role": "partner", "organisations": partners, "evidence": self.evidence}

    def _relation(self) -> Fields:
        """To an earlier record; so chains of phases come about."""
        earlier = self.pool.projects[max(0, self.number - self.rng.randint(1, 40))]
        kinds = ("continues", "part_of", "same_consortium", "same_organisation")
        return {"kind": self.rng.choices(kinds, (6, 1, 1, 2))[0], "project": earlier, "evidence": self.evidence}

    def _rich_facts(self) -> Fields:
        """Goals, activities, outputs and figures: many on rich records, none on short ones."""
        rng, year = self.rng, self.year
        most = 12 if self.richness < 0.04 else 5 if self.richness < 0.2 else 2 if self.richness < 0.35 else 0
        if not most:
            return {}
        things = rng.sample(words()["thing"], most)
        goals = rng.sample(words()["goal"], min(most, 6))
        data: Fields = {"goals": [{"text": both(pair), "evidence": self._proof()} for pair in goals]}
        data["activities"] = [
            {
                "title": both((f"{_capital(hu)}, {year}", f"{_capital(ro)}, {year}")),
                **({"quantities": [self._quantity()]} if rng.random() < 0.5 else {}),
                **({"for_whom": both(rng.choice(words()["group"]))} if rng.random() < 0.5 else {}),
                **({"places": [self.place]} if rng.random() < 0.2 else {}),
                "evidence": self._proof(),
            }
            for hu, ro in things
        ]
        if most > 2:
            kinds = ("guide", "training", "event", "film", "study", "plan", "network", "material")
            data["outputs"] = [
                {"kind": rng.choice(kinds), "title": both(tuple(map(_capital, pair))), "evidence": self._proof()}
                for pair in things[: most // 2]
            ]
            data["indicators"] = [
                {"title": both(tuple(map(_capital, pair))), "values": self._stated()} for pair in things[most // 3 :]
            ]
        return data

    def _proof(self) -> list[Fields]:
        return [{"source": self.evidence[0]["source"], "where": self.rng.choice(words()["where"])}]

    def _quantity(self) -> Fields:
        return {"value": self.rng.randint(1, 400), "unit": self.rng.choice(self.pool.units)}

    def _stated(self) -> list[Fields]:
        times = self.rng.choice((1, 1, 1, 2))
        return [{"quantity": self._quantity(), "evidence": self._proof()} for _ in range(times)]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
