"""The list of projects in a reader's Chromium: how heavy its facet data is, and how long a filter takes.

The page is that of the repository's own site; the files that it loads are made of a generated corpus. A filter is a
click on a value until every count on the page tells the answer; the cards of the list are fetched after that.
"""

import gzip
import json
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, sync_playwright
from tests import chromium
from tests.conftest import FLAGS

from bench import corpus
from kalaka.build.pipeline import build
from kalaka.build.reading import read_and_check
from kalaka.build.result import Reporter
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import url
from kalaka.search.facet_index import browse_files

RECORDS = 10_000
FACETS = "facets.json"
_CLICKS = 12
"""Values that are chosen one after another, and as many that are then left again."""
_CLICK = """
(at) => new Promise((resolve) => {
  const box = document.querySelectorAll(".k-facet input[type=checkbox]:not(:disabled)")[at];
  const begun = performance.now();
  document.addEventListener("k-selection", () => resolve(performance.now() - begun), { once: true });
  box.click();
})
"""
_READY = '.k-found[aria-busy="false"]'


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None: ...


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def measure(work: Path) -> dict[str, Any]:
    """One row of the results: the median time of a filter, and the bytes of the heavier facet data, gzipped."""
    root = work / "corpus"
    corpus.generate(root, RECORDS)
    library, _ = read_and_check(root)
    files = {leaf.path: leaf.content() for lang in LANGS for leaf in browse_files(library, lang)}
    corpus.generate(root, 0)
    build(root, work / "site", "mkdocs", Reporter(), search=False)
    times: list[float] = []
    with _served(work / "site") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.found(), args=FLAGS)
        for lang in LANGS:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            times += _clicks(page, address + url(lang, "projects/"), files)
            page.close()
        version = browser.version
        browser.close()
    weights = [len(gzip.compress(files[url(lang, "projects/") + FACETS].encode(), 6)) for lang in LANGS]
    return {
        "tool": "kalaka",
        "records": RECORDS,
        "case": "filter",
        "wall_s": statistics.median(times),
        "cpu_s": 0.0,
        "rss_mb": 0.0,
        "out_bytes": max(weights),
        "pages": 0,
        "version": f"Chromium {version}",
        "runs": [{"wall_s": seconds} for seconds in times],
    }


def _clicks(page: Page, address: str, files: dict[str, str]) -> Iterator[float]:
    """Seconds of each click."""

    def answer(route: Route) -> None:
        route.fulfill(body=files[urlsplit(route.request.url).path.removeprefix("/")], content_type="application/json")

    page.route("**/projects/**/*.json", answer)
    page.goto(address)
    page.wait_for_selector(_READY)
    page.evaluate("document.querySelectorAll('.k-sieve, .k-facet').forEach((part) => { part.open = true; })")
    for at in [*range(_CLICKS), *range(_CLICKS)]:
        milliseconds: float = page.evaluate(_CLICK, at)
        page.wait_for_selector(_READY)
        yield milliseconds / 1000


if __name__ == "__main__":
    row = measure(Path(__file__).parent / "work")
    print(json.dumps({name: row[name] for name in ("records", "wall_s", "out_bytes", "version")}))
