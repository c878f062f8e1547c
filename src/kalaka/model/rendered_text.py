"""The result of rendering a Markdown text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RenderedText:
    """HTML, headings (id and HTML of each), link targets as written, ids, removed markup, addresses of pictures."""

    html: str
    headings: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    ids: frozenset[str]
    removed: tuple[str, ...]
    pictures: tuple[str, ...] = ()
