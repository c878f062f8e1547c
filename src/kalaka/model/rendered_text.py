"""The result of rendering a Markdown text."""

from dataclasses import dataclass

Fault = tuple[str, str, int]
"""What is wrong in a text: code of the problem, words of the text that it is about, which occurrence of these."""


@dataclass(frozen=True)
class RenderedText:
    """HTML, link targets as written, ids, faults, addresses of pictures."""

    html: str
    links: tuple[str, ...]
    ids: frozenset[str]
    faults: tuple[Fault, ...] = ()
    pictures: tuple[str, ...] = ()
