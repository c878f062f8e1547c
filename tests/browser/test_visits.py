"""First visits on a phone: light, with two files of fonts, and nothing moves that was there. All kinds: `make audit`."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.conftest import Served
from tests.kinds import samples
from tests.visits import faulty, visit

KINDS = ("", "guides/*/", "projects/*/", "contribute/*/", "projects/", "projects/?", "search/?", "compare/?")
"""The heaviest ones, and those on which a script puts something in."""


def test_a_first_visit_is_light_and_calm(browser: Browser, served: Served, site: Path) -> None:
    found = samples(site, "hu")
    assert faulty(browser, served, [found[kind] for kind in KINDS], 390) == {}


def test_what_moves_is_seen(browser: Browser, tmp_path: Path) -> None:
    """A script that puts something above the text after the page was shown."""
    (tmp_path / "late.js").write_text(
        'document.body.prepend(Object.assign(document.createElement("h1"), {innerText: "!"}))'
    )
    text = "<!doctype html><html lang=hu><title>x</title><script src=late.js defer></script><p>" + "x " * 2000
    (tmp_path / "index.html").write_text(text)
    server = Served(tmp_path)
    one = visit(browser, server, "", 390)
    server.close()
    assert one.shift > 0.05
    assert one.moved
    assert one.fonts == 0
    assert 50 < one.weight < 500
