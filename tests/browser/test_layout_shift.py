"""What is on the screen stays where it is while a page arrives slowly: the sum of layout shifts is at most 0.05."""

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Served

MOST = 0.05
SUM = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      const moved = entry.sources.map(({ node, previousRect: a, currentRect: b }) =>
        `${node?.nodeName} ${node?.className ?? ""} ${a.y}+${a.height} > ${b.y}+${b.height}`);
      shifts.push([entry.value, moved.join("; ")]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
ADDRESSES = (
    "",
    "projects/",
    "projects/?theme=learning",
    "projects/?q=iskola",
    "search/",
    "search/?q=iskola",
    "search/?q=xyzzy",
    "compare/",
    "compare/?p=river-school&p=water-line",
)


def _slowly(page: Page) -> None:
    """Let every file come late, so that what is drawn first is seen before scripts and fonts are there."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": 60, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
    session.send("Network.emulateNetworkConditions", conditions)


@pytest.mark.parametrize(("lang", "width"), [("", 390), ("ro/", 1440)])
def test_nothing_moves_while_a_page_arrives(browser: Browser, served: Served, lang: str, width: int) -> None:
    moved = {}
    for address in ADDRESSES:
        page = browser.new_page(viewport={"width": width, "height": 844})
        page.add_init_script(SUM)
        _slowly(page)
        page.goto(served.url + lang + address, wait_until="networkidle")
        shifts = page.evaluate("shifts")
        if sum(value for value, _ in shifts) > MOST:
            moved[address] = shifts
        page.close()
    assert moved == {}
