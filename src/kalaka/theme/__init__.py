"""What a reader's browser gets: templates of the frame around pages, styles, scripts, fonts, icon.

A site replaces any of these files by one of the same path in its `custom_dir`. `frame.html` is the frame that a site's
own `main.html` may extend; `404.html` is the page for addresses that do not exist.
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
