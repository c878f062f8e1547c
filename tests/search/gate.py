"""Measure the search of a built site: `python -m tests.search.gate SITE QUERIES`.

QUERIES is a folder with `queries_hu.yml` and `queries_ro.yml`: lists of `{q, type, best: [addresses], also:
[addresses]}`. Every query is asked of the real bundle in Chromium. A hit on another part of a right page counts as the
page. Prints, per language and type, the mean reciprocal rank of the first best answer, the share with one in the
first place and in the first ten, queries without any answer, and answers in the wrong language. Exit status 1 under
the floor.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.conftest import FLAGS, Served

FLOOR = {"mrr": 0.95, "top10": 1.0, "zero": 0, "wrong": 0}
ASK = """async ({base, lang, queries}) => {
  const {Search} = await import(base + "assets/search-core.js");
  const search = new Search(base, lang);
  const found = [];
  for (const q of queries) {
    const {items, corrected} = await search.find(q);
    found.push({urls: items.map(i => i.url), corrected, ranks: items.slice(0, 4).map(i => [i.url, i.rank, i.all])});
  }
  return found;
}"""


@dataclass(frozen=True)
class Outcome:
    query: dict[str, Any]
    urls: list[str]
    corrected: str | None

    def rank(self, wanted: Sequence[str]) -> int:
        """Place of the first right answer, from 1; 0 when there is none."""
        paths = (address.partition("#")[0] for address in wanted)
        pages = {path for path in paths if not re.search(r"(^|/)glossary/(\d+/)?$", path)}
        for place, url in enumerate(self.urls[:10], 1):
            if url in wanted or url.partition("#")[0] in pages:
                return place
        return 0


def ask(browser: Browser, served: Served, lang: str, queries: Sequence[dict[str, Any]]) -> list[Outcome]:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(served.url)
    texts = [query["q"] for query in queries]
    answers = page.evaluate(ASK, {"base": served.url, "lang": lang, "queries": texts})
    context.close()
    return [Outcome(q, a["urls"], a["corrected"]) for q, a in zip(queries, answers, strict=True)]


def measure(outcomes: Sequence[Outcome], lang: str) -> dict[str, float]:
    ranks = [outcome.rank(outcome.query["best"]) for outcome in outcomes]
    either = [o.rank([*o.query["best"], *o.query.get("also", ())]) for o in outcomes]
    wrong = sum(url.startswith("ro/") != (lang == "ro") for outcome in outcomes for url in outcome.urls)
    count = len(outcomes)
    return {
        "queries": count,
        "mrr": sum(1 / rank for rank in ranks if rank) / count,
        "top1": sum(rank == 1 for rank in ranks) / count,
        "top10": sum(rank > 0 for rank in either) / count,
        "zero": sum(not outcome.urls for outcome in outcomes),
        "wrong": wrong,
    }


def passes(figures: dict[str, float]) -> bool:
    return (
        figures["mrr"] >= FLOOR["mrr"]
        and figures["top10"] >= FLOOR["top10"]
        and figures["zero"] <= FLOOR["zero"]
        and figures["wrong"] <= FLOOR["wrong"]
    )


def main(site: Path, folder: Path, verbose: bool) -> int:
    served = Served(site)
    good = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.found(), args=FLAGS)
        print(f"{'':24}{'n':>5}{'MRR':>8}{'first':>8}{'in 10':>8}{'none':>6}{'other language':>16}")
        for lang in ("hu", "ro"):
            queries = yaml.safe_load((folder / f"queries_{lang}.yml").read_text("utf-8"))
            outcomes = ask(browser, served, lang, queries)
            by_type: defaultdict[str, list[Outcome]] = defaultdict(list)
            for outcome in outcomes:
                by_type[outcome.query["type"]].append(outcome)
            for name, group in [*sorted(by_type.items()), ("all", outcomes)]:
                f = measure(group, lang)
                print(
                    f"{lang} {name:21}{f['queries']:>5}{f['mrr']:>8.3f}{f['top1']:>8.2f}{f['top10']:>8.2f}"
                    f"{f['zero']:>6}{f['wrong']:>16}"
                )
            good = good and passes(measure(outcomes, lang))
            for outcome in outcomes:
                if verbose and outcome.rank(outcome.query["best"]) != 1:
                    rank = outcome.rank(outcome.query["best"])
                    print(
                        f"  {rank} {outcome.query['type']}: {outcome.query['q']!r} → {outcome.urls[:3]} {outcome.corrected or ''} want {outcome.query['best'][:2]}"
                    )
        browser.close()
    served.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), "-v" in sys.argv))
