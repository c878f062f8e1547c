"""Measure the search of a built site: `python -m tests.search.gate SITE QUERIES [-v]`.

QUERIES is a folder with `queries_hu.yml` and `queries_ro.yml`: lists of `{q, type, best: [addresses], also:
[addresses]}`. Every query is asked of the real bundle in Chromium. A hit on another part of a right page counts as the
page, except for queries of the type `section`; a query of the type `nothing` asks for what is not there.

Prints, per language and type, the mean reciprocal rank of the first best answer, the share with one in the first place
and with a right one in the first ten, and what is an error: no answer at all, answers in the other language, a query
corrected whose words are in the index, a total that is not the number of answers, something said to fit nothing. Then
bytes and milliseconds, as a host that compresses would send them. Exit status 1 under a floor (`Floors`, or those of
`floors.yml` in QUERIES) or with an error.
"""

import gzip
import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser, Page, Response, sync_playwright

from tests import chromium
from tests.conftest import FLAGS, Served

NEEDS_CORRECTION = ("typo", "two-slips", "nothing")
"""Types of queries that may be corrected."""
LIMITS = {"first query": 160_000, "later queries": 50_000, "letter by letter": 50_000, "milliseconds": 150}
"""Most of each, in the median."""
ASK = """async ({base, lang, queries}) => {
  const {Search} = await import(base + "assets/search-core.js");
  const search = new Search(base, lang);
  const found = [];
  for (const [number, q] of queries.entries()) {
    const {items, total, corrected, nearest, kinds, more} = await search.find(q);
    const urls = items.map((item) => item.url);
    let count = urls.length, text = items.map((item) => item.title + item.excerpt).join(" ");
    if (number % 7 === 0) for (let next; (next = await more()).length;) count += next.length;
    else count = total;
    const sum = Object.values(kinds).reduce((a, b) => a + b, 0);
    found.push({urls, total, corrected, nearest, counted: Math.min(count, sum) === total && Math.max(count, sum) === total});
  }
  return found;
}"""
TIME = """async ({base, lang, query, steps}) => {
  const {Search} = await import(base + "assets/search-core.js");
  window.search ??= new Search(base, lang);
  const spent = [];
  for (const text of steps) {
    const start = performance.now();
    await window.search.find(text);
    spent.push(performance.now() - start);
  }
  return spent;
}"""


@dataclass(frozen=True)
class Floors:
    """What the figures of a language must reach; a folder of queries may have others, in `floors.yml`.

    `all` and `types` are mean reciprocal ranks: of all queries, and of those of a type, where `usual` stands for types
    that are not named. `top10` is the share with a right answer in the first ten.
    """

    all: float = 0.95
    top10: float = 0.99
    usual: float = 0.9
    types: Mapping[str, float] = field(default_factory=lambda: {"question": 0.85, "everyday": 0.85})

    @classmethod
    def of(cls, folder: Path) -> "Floors":
        path = folder / "floors.yml"
        return cls(**yaml.safe_load(path.read_text("utf-8"))) if path.is_file() else cls()


@dataclass(frozen=True)
class Outcome:
    """A query and its answers."""

    query: dict[str, Any]
    urls: list[str]
    total: int
    corrected: str | None
    nearest: bool
    counted: bool

    @property
    def type(self) -> str:
        return str(self.query.get("type", "plain"))

    def rank(self, wanted: Sequence[str]) -> int:
        """Place of the first right answer, from 1; 0 when there is none."""
        pages: set[str] = set()
        if self.type != "section":
            paths = (address.partition("#")[0] for address in wanted)
            pages = {path for path in paths if not re.search(r"(^|/)glossary/(\d+/)?$", path)}
        for place, url in enumerate(self.urls[:10], 1):
            if url in wanted or url.partition("#")[0] in pages:
                return place
        return 0

    def errors(self, lang: str) -> Iterator[str]:
        """What must not be."""
        if self.type == "nothing":
            if self.total and not self.nearest:
                yield "said to fit"
        elif not self.urls:
            yield "no answer"
        if any(url.startswith("ro/") != (lang == "ro") for url in self.urls):
            yield "other language"
        if self.corrected and self.type not in NEEDS_CORRECTION:
            yield "false correction"
        if not self.counted:
            yield "false total"


def ask(browser: Browser, served: Served, lang: str, queries: Sequence[dict[str, Any]]) -> list[Outcome]:
    """The answers of the bundle of one language."""
    with opened(browser, served) as page:
        texts = [query["q"] for query in queries]
        answers = page.evaluate(ASK, {"base": served.url, "lang": lang, "queries": texts})
    return [Outcome(query, **answer) for query, answer in zip(queries, answers, strict=True)]


@contextmanager
def opened(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(served.url)
    yield page
    context.close()


def measure(outcomes: Sequence[Outcome], lang: str) -> dict[str, float]:
    """Figures of the queries that have an answer, and the number of errors of all."""
    answered = [outcome for outcome in outcomes if outcome.type != "nothing"]
    ranks = [outcome.rank(outcome.query["best"]) for outcome in answered]
    either = [o.rank([*o.query["best"], *o.query.get("also", ())]) for o in answered]
    count = len(answered) or 1
    return {
        "queries": len(outcomes),
        "mrr": sum(1 / rank for rank in ranks if rank) / count if answered else 1,
        "top1": sum(rank == 1 for rank in ranks) / count if answered else 1,
        "top10": sum(rank > 0 for rank in either) / count if answered else 1,
        "errors": sum(len(list(outcome.errors(lang))) for outcome in outcomes),
    }


def by_type(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    found: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        found[outcome.type].append(outcome)
    return dict(sorted(found.items()))


def passes(outcomes: Sequence[Outcome], lang: str, floors: Floors = Floors()) -> bool:
    """Whether no floor is broken and nothing is an error."""
    whole = measure(outcomes, lang)
    ranks = {name: measure(group, lang)["mrr"] for name, group in by_type(outcomes).items()}
    return (
        whole["mrr"] >= floors.all
        and whole["top10"] >= floors.top10
        and not whole["errors"]
        and all(rank >= floors.types.get(name, floors.usual) for name, rank in ranks.items())
    )


def costs(browser: Browser, served: Served, lang: str, texts: Sequence[str]) -> dict[str, float]:
    """Bytes of a first query, of a later one, of one typed letter by letter; milliseconds from the last key on."""
    first, later, typed, spent = [], [], [], []
    sent: dict[str, int] = {}

    def weigh(response: Response) -> None:
        file = served.folder / response.url.removeprefix(served.url).partition("?")[0]
        if file.is_file() and response.url not in sent:
            raw = file.read_bytes()
            sent[response.url] = min(len(raw), len(gzip.compress(raw, 9)))

    def spend(page: Page, steps: Sequence[str]) -> int:
        before = sum(sent.values())
        spent.append(page.evaluate(TIME, {"base": served.url, "lang": lang, "steps": steps})[-1])
        return sum(sent.values()) - before

    for number in range(0, len(texts), 12):
        with opened(browser, served) as page:
            page.on("response", weigh)
            sent.clear()
            begin, *more = texts[number : number + 12]
            first.append(spend(page, [begin]))
            for place, text in enumerate(more):
                if place % 2:
                    typed.append(spend(page, [text[:end] for end in range(1, len(text) + 1)]))
                else:
                    later.append(spend(page, [text]))
    return {
        "first query": statistics.median(first),
        "later queries": statistics.median(later),
        "letter by letter": statistics.median(typed),
        "milliseconds": statistics.median(spent),
        "most for a first query": max(first),
    }


def report(outcomes: Sequence[Outcome], lang: str, verbose: bool) -> None:
    for name, group in [*by_type(outcomes).items(), ("all", list(outcomes))]:
        f = measure(group, lang)
        print(f"{lang} {name:21}{f['queries']:>5}{f['mrr']:>8.3f}{f['top1']:>8.2f}{f['top10']:>8.2f}{f['errors']:>8}")
    for outcome in outcomes:
        rank = outcome.rank(outcome.query["best"])
        errors = list(outcome.errors(lang))
        if errors or (verbose and rank != 1 and outcome.type != "nothing"):
            said = ", ".join([*errors, *filter(None, [outcome.corrected, "nearest" if outcome.nearest else ""])])
            print(f"  {rank} {outcome.type}: {outcome.query['q']!r} [{said}] {outcome.total} → {outcome.urls[:4]}")
            print(f"      want {outcome.query['best'][:3]}")


def main(site: Path, folder: Path, verbose: bool) -> int:
    served = Served(site)
    good = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.found(), args=FLAGS)
        print(f"{'':24}{'n':>5}{'MRR':>8}{'first':>8}{'in 10':>8}{'errors':>8}")
        for lang in ("hu", "ro"):
            queries = yaml.safe_load((folder / f"queries_{lang}.yml").read_text("utf-8"))
            outcomes = ask(browser, served, lang, queries)
            report(outcomes, lang, verbose)
            spent = costs(browser, served, lang, [query["q"] for query in queries][::5])
            print(lang, "; ".join(f"{name} {round(value)}" for name, value in spent.items()))
            good = (
                good
                and passes(outcomes, lang, Floors.of(folder))
                and all(spent[name] <= most for name, most in LIMITS.items())
            )
        browser.close()
    served.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), "-v" in sys.argv))
