"""First visits of pages on a slow line: how much comes, how many fonts, how far what is there already is moved.

Styles come with the page; scripts, fonts and data come after the first picture of it. So whatever they move is seen.
"""

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Route

from tests.casefiles import read_cases
from tests.conftest import Served
from tests.kinds import kind_of
from tests.pages import bare

MOST_SHIFT = 0.05
MOST_FONTS = 2
WEIGHTS: Mapping[str, int] = read_cases("weights.yml")
LATE = ("script", "font", "fetch", "image")
WATCH = """
window.kShifts = [];
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.kShifts.push(one);
}).observe({type: "layout-shift", buffered: true});
"""
PAINTED = """() => new Promise(done => new PerformanceObserver((list, watch) => {
  if (!list.getEntriesByName("first-contentful-paint").length) return;
  watch.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(done));
}).observe({type: "paint", buffered: true}))"""
SHIFTS = """() => window.kShifts.map(({value, sources}) => ({value, moved: sources.map(({node}) => {
  const element = node?.nodeType === 1 ? node : node?.parentElement;
  return element ? `${element.tagName.toLowerCase()}.${element.className}` : "?";
})}))"""


@dataclass(frozen=True)
class Visit:
    address: str
    weight: int
    """Bytes of everything but fonts as it travels, gzipped."""
    fonts: int
    shift: float
    moved: tuple[str, ...]

    @property
    def faults(self) -> list[str]:
        found = []
        if self.shift > MOST_SHIFT:
            found.append(f"shifted by {self.shift:.3f}: {', '.join(self.moved)}")
        most = WEIGHTS.get(kind_of(bare(self.address)), WEIGHTS["*"])
        if self.weight > most and "?" not in self.address:
            found.append(f"{self.weight} bytes, more than {most}")
        if self.fonts > MOST_FONTS:
            found.append(f"{self.fonts} files of fonts, more than {MOST_FONTS}")
        return found


def visit(browser: Browser, served: Served, address: str, width: int) -> Visit:
    """The first visit of an address: nothing is kept from another one."""
    context = browser.new_context(viewport={"width": width, "height": 844 if width < 768 else 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    asked: set[str] = set()
    held: list[Route] | None = []

    def answer(route: Route) -> None:
        asked.add(unquote(urlsplit(route.request.url).path).lstrip("/"))
        if held is not None and route.request.resource_type in LATE:
            held.append(route)
        else:
            route.continue_()

    page.route("**/*", answer)
    page.goto(served.url + address, wait_until="commit")
    page.evaluate(PAINTED)
    late, held = held, None
    for route in late:
        route.continue_()
    page.wait_for_load_state("networkidle")
    shifts = page.evaluate(SHIFTS)
    context.close()
    files = [
        served.folder / path / "index.html" if path.endswith("/") or not path else served.folder / path
        for path in asked
    ]
    moved = dict.fromkeys(name for one in shifts if one["value"] > 0.001 for name in one["moved"])
    return Visit(
        address,
        weight=sum(_travels(file) for file in files if file.suffix != ".woff2"),
        fonts=sum(file.suffix == ".woff2" for file in files),
        shift=sum(one["value"] for one in shifts),
        moved=tuple(moved),
    )


def _travels(file: Path) -> int:
    """What a server sends for a file; nothing for one that is not there."""
    return len(gzip.compress(file.read_bytes(), 9)) if file.is_file() else 0


def faulty(browser: Browser, served: Served, addresses: Iterable[str], width: int) -> dict[str, list[str]]:
    """What is wrong with first visits, by address; visits without a fault are left out."""
    visits = {address: visit(browser, served, address, width) for address in addresses}
    return {address: one.faults for address, one in visits.items() if one.faults}
