"""What an editor and a reader wait for in Chromium: a change in the preview, and a filter of the list of projects."""

import gzip
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, Route, sync_playwright
from tests import chromium
from tests.conftest import FLAGS, Served

from bench import corpus
from bench.away import put_away
from bench.cases import PRESENT, Checkout, Edit, edits
from bench.measure import measure
from kalaka.build.loading import load_and_check
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import url
from kalaka.search.facet_index import facet_files

PREVIEWED = ("edit-record", "edit-guide", "edit-vocabulary")
EDITS = 5
"""Measured edits of one kind."""
PAUSE = 3.0
"""Seconds between two edits: the server may work on while the editor reads."""
FIRST_BUILD, REBUILD = 600.0, 120.0
"""Deadlines in seconds."""
FILTER_RECORDS = 10_000
_CLICKS = 12
"""Values that are chosen one after another, and as many that are then left again."""
_CLICK = """
(at) => new Promise((resolve) => {
  const box = document.querySelectorAll(".k-facet input[type=checkbox]:not(:disabled)")[at];
  const start = performance.now();
  document.addEventListener("k-selection", () => resolve(performance.now() - start), { once: true });
  box.click();
})
"""
_READY = '.k-found[aria-busy="false"]'
_ADDRESS = re.compile(r"http://\S+/")


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.found(), args=FLAGS)
        yield browser
        browser.close()


def _until(look: Callable[[], str], deadline: float, what: str) -> str:
    """The first answer that is not empty, of at most a hundred in a second. Raises `TimeoutError`."""
    end = time.monotonic() + deadline
    while time.monotonic() < end:
        if answer := look():
            return answer
        time.sleep(0.01)
    raise TimeoutError(f"{what}: not within {deadline:g} s")


# The preview


def preview_seconds(checkout: Checkout, root: Path, log: Path) -> Mapping[str, list[float]]:
    """By kind of edit, the seconds from the end of writing a file until the page in the browser shows the change."""
    samples: dict[str, list[float]] = {}
    with _serving(checkout, root, log) as address, _chromium() as browser:
        page = browser.new_page()
        for case, edit in edits(root).items():
            if case not in PREVIEWED:
                continue
            _open(page, address + edit.page)
            samples[case.replace("edit", "preview")] = _edit_times(page, edit)
    return samples


def _edit_times(page: Page, edit: Edit) -> list[float]:
    """One edit that is not measured, and those that are; the file is as it was in the end."""
    original = edit.file.read_text("utf-8")
    samples = []
    try:
        for number in range(EDITS + 1):
            time.sleep(PAUSE)
            text = f"Próba{number}"
            edit.write(text, original)
            start = time.perf_counter()
            _until(partial(_shown, page, text), REBUILD if number else FIRST_BUILD, f"{edit.page} shows {text}")
            samples.append(round(time.perf_counter() - start, 3))
    finally:
        edit.file.write_text(original, "utf-8")
    return samples[1:]


def _shown(page: Page, text: str) -> str:
    """The text when a reader sees it now; nothing while the page is loading."""
    with suppress(Error):
        return text if text in page.inner_text("body", timeout=1000) else ""
    return ""


@contextmanager
def _serving(checkout: Checkout, root: Path, log: Path) -> Iterator[str]:
    """`kalaka serve` on a free port; yields the address that it prints."""

    def address() -> str:
        if process.poll() is not None:
            raise RuntimeError(f"kalaka serve ended:\n{log.read_text('utf-8')[-2000:]}")
        match = _ADDRESS.search(log.read_text("utf-8"))
        return match[0] if match else ""

    with log.open("wb") as output:
        process = subprocess.Popen(
            [*checkout.command, "serve", "--root", root, "--port", "0"], cwd=root, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        yield _until(address, FIRST_BUILD, "the address of the preview")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# The filter


def filter_seconds(work: Path, records: int = FILTER_RECORDS) -> tuple[list[float], int]:
    """The seconds of each click on a value until every count is right, and the bytes of the facet data, gzipped.

    The page is that of the repository's own content; the files that it loads are made of a generated corpus.
    """
    root, site = work / "corpus", work / "site"
    put_away(root, site)
    corpus.generate(root, records)
    kb, _ = load_and_check(root)
    files = {path: make() for lang in LANGS for path, make in facet_files(kb, lang)}
    put_away(root)
    corpus.generate(root, 0)
    measure([*PRESENT.command, "build", "--root", root, "--site", site], root, work / "log")
    served = Served(site)
    samples: list[float] = []
    with _chromium() as browser:
        for lang in LANGS:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            samples += _clicks(page, served.url + url(lang, "projects/"), files)
            page.close()
    served.close()
    return samples, max(len(gzip.compress(files[url(lang, "projects/facets.json")].encode(), 6)) for lang in LANGS)


def _clicks(page: Page, address: str, files: Mapping[str, str]) -> Iterator[float]:
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


def _open(page: Page, address: str) -> None:
    """Open an address; again when a page that was about to reload itself got in the way."""
    for _ in range(3):
        try:
            page.goto(address, timeout=FIRST_BUILD * 1000)
        except Error as error:
            if "ERR_ABORTED" not in str(error):
                raise
        else:
            return
    raise TimeoutError(f"{address} could not be opened")
