"""What is wrong with the frames that a site's own templates give: holes that cannot be filled, links to nothing."""

from collections.abc import Collection, Iterator
from pathlib import Path

from kalaka.content.settings import FILE
from kalaka.engines.contract import Frames
from kalaka.engines.frame import PLACES
from kalaka.model.settings import Settings
from kalaka.problems.problem import Problem, problem

_HEADER = "partials/k-header.html"
_LOST = "404.html"
_TEMPLATES = {"switch": (_HEADER, "main.html", "frame.html")}
_OTHERS = ("main.html", "frame.html")
"""Templates in which a place of a frame is looked for, the likeliest first."""


def wrong_frames(root: Path, settings: Settings, frames: Frames) -> list[Problem]:
    """Errors for what keeps frames from being filled, at the template of the site where it most likely is."""
    if not frames.complete:
        return [problem(FILE, (1, 1), "missing-frames")]
    split = frames.split().values()
    found = []
    for hole, place in PLACES.items():
        if any(hole in frame.missing for frame in split):
            names = _TEMPLATES.get(hole, _OTHERS)
            found.append(problem(_template(root, settings, *names), (1, 1), "frame-place", found=place))
    if any(frame.is_repeating for frame in split):
        file = _template(root, settings, *_OTHERS)
        found.append(problem(file, (1, 1), "frame-twice", found=PLACES["body"]))
    if not frames.lost.strip():
        found.append(problem(_template(root, settings, _LOST), (1, 1), "empty-template"))
    return found


def dead_links(settings: Settings, frames: Frames, there: Collection[str]) -> Iterator[Problem]:
    """Errors for pages and files that the frame leads to and that are not among those of the site."""
    for file in dict.fromkeys(frames.links()):
        if file not in there:
            source = file.removeprefix("ro/").removesuffix("index.html")
            name = f"{source}index.md" if file.endswith("index.html") else file
            page = "/" + file.removesuffix("index.html")
            yield problem(settings.in_docs(name), (1, 1), "missing-page", page=page)


def _template(root: Path, settings: Settings, *names: str) -> str:
    """The first of these templates that the site has itself; else the folder of its templates, or the settings."""
    folder = settings.custom_dir
    if not folder:
        return FILE
    return next((f"{folder}/{name}" for name in names if (root / folder / name).is_file()), folder)
