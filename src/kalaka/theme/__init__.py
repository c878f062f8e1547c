"""What a reader's browser gets: templates of the frame around pages, styles, scripts, fonts, icons, share pictures.

A site replaces any of these files by one of the same path in its `custom_dir`. `frame.html` is the HTML document that a
site's own `main.html` extends, and names the blocks that it may replace; `404.html` is the page for addresses that do
not exist. Of the theme that the settings name (Material) nothing is in a page: the engine needs it for its settings,
such as the favicon and the 404 page.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
ASSETS = "assets"
"""Folder, here and in a `custom_dir`, of the files that are published as they are."""


@cache
def assets() -> Mapping[str, Path]:
    """Files to be published, by their paths below the site, in order."""
    files = sorted(path for path in (FOLDER / ASSETS).rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path for path in files}
