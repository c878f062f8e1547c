"""Where the running program was installed from, so that a new site can install the same."""

import json
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import kalaka


@dataclass(frozen=True)
class Origin:
    """What a site must write down, or get, to install this program; at most one of `wheel` and `folder` is there."""

    requirement: str
    """The line of `requirements.txt`."""
    is_fetched: bool = False
    """Whether the line alone tells where the program is fetched from."""
    wheel: Path | None = None
    folder: Path | None = None
    """The sources, from which a wheel can be made."""


def origin() -> Origin:
    """The origin of the installed distribution, by its `direct_url.json` (PEP 610)."""
    try:
        recorded = Distribution.from_name("kalaka").read_text("direct_url.json")
    except PackageNotFoundError:
        recorded = None
    return origin_of(json.loads(recorded) if recorded else {})


def origin_of(direct: dict[str, Any]) -> Origin:
    """The origin that a `direct_url.json` describes; empty when the program came from an index."""
    pinned = f"kalaka=={kalaka.__version__}"
    url = str(direct.get("url", ""))
    if vcs := direct.get("vcs_info"):
        return Origin(f"kalaka @ {vcs['vcs']}+{url}@{vcs['commit_id']}", is_fetched=True)
    if urlsplit(url).scheme != "file":
        return Origin(pinned)
    path = Path(url2pathname(urlsplit(url).path))
    if path.suffix == ".whl" and path.is_file():
        return Origin(pinned, wheel=path)
    return Origin(pinned, folder=path if path.is_dir() else None)
