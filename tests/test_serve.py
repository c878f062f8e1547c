"""The live preview: an edit shows, a mistake shows as a page of problems, mending it brings the page back."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from tests.conftest import copy_root

EDITS = {
    "record": ("docs/projects/kozok-2007.yml", "status: completed", "status: running", "projects/kozok-2007/", "Folyamatban"),
    "guide": ("docs/guides/self-organisation.md", "## Mikor érdemes", "## Mikor segít", "guides/self-organisation/", "Mikor segít"),
    "vocabulary": ("vocabulary/places.yml", "hu: Mezőpanit,", "hu: Mezőpanit falu,", "places/mezopanit/", "Mezőpanit falu"),
    "style": ("docs/assets/kalaka.css", "/* Kaláka.", "/* Új stílus.", "assets/kalaka.css", "Új stílus"),
    "frame": ("overrides/partials/k-footer.html", "<footer ", '<footer data-new="1" ', "projects/", 'data-new="1"'),
}  # fmt: skip


class Preview:
    """A running `kalaka serve` on a copy of the project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        command = [sys.executable, "-m", "kalaka", "serve", "--root", str(root), "--port", "0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"LANG": "hu_HU.UTF-8"}
        )
        assert self.process.stdout
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found
        self.url = found[0]

    def get(self, path: str) -> str:
        with urlopen(self.url + path, timeout=120) as answer:
            text: str = answer.read().decode()
            return text

    def after(self, number: str) -> str:
        """Wait for a build newer than `number`."""
        while (now := self.get(f".kalaka/build?after={number}")) == number:
            pass
        return now

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / file
        text = path.read_text("utf-8")
        assert old in text, file
        path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    running = Preview(copy_root(tmp_path_factory.mktemp("preview")))
    yield running
    running.process.terminate()
    running.process.wait()


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_shows(preview: Preview, kind: str) -> None:
    file, old, new, path, shown = EDITS[kind]
    number = preview.after("0")
    assert shown not in preview.get(path)
    preview.edit(file, old, new)
    while shown not in preview.get(path):
        number = preview.after(number)


def test_a_mistake_shows_as_a_page_of_problems_and_goes_when_mended(preview: Preview, browser: Browser) -> None:
    number = preview.after("0")
    page = browser.new_page()
    page.goto(preview.url + "ro/places/ozsdola/")
    assert page.locator("h1").inner_text() == "Ojdula"
    preview.edit("docs/projects/kozok-2007.yml", "scope: ", "scope: x")
    page.wait_for_selector(".k-preview")
    assert "docs/projects/kozok-2007.yml" in page.locator("li").first.inner_text()
    assert "unknown-value" in page.locator("li").first.inner_text()
    preview.edit("docs/projects/kozok-2007.yml", "scope: x", "scope: ")
    page.wait_for_selector(".k-title__second")
    assert page.locator("h1").inner_text() == "Ojdula"
    page.close()
    assert preview.after(number)


def test_a_lost_page_is_the_404(preview: Preview) -> None:
    with pytest.raises(OSError, match="404"):
        preview.get("nincs/ilyen/")
