"""A text after rendering: its HTML and what other parts ask about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Prose:
    """Rendered text: HTML, its headings (id, HTML of the heading), its links as written, and what was removed."""

    html: str
    headings: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    ids: frozenset[str]
    removed: tuple[str, ...]
    pictures: tuple[str, ...] = ()
