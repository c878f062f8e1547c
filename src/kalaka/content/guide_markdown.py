"""An extension of Python-Markdown that bounds its work: brackets are paired once for each piece of text.

Python-Markdown looks for the end of a link anew at each bracket, to the end of the text if there is none.
"""

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import LinkInlineProcessor

LONGEST_ADDRESS = 2_000
"""Characters of an address with its title; with more, a link is plain text."""


class _Pairs:
    """The ends of square brackets of the piece of text that was asked for last."""

    def __init__(self) -> None:
        self._text: str | None = None
        self._ends: dict[int, int] = {}

    def end(self, text: str, start: int) -> int | None:
        """Where the bracket ends whose content begins at `start`."""
        if text != self._text:
            self._text, self._ends = text, {}
            opened: list[int] = []
            for index, character in enumerate(text):
                if character == "[":
                    opened.append(index + 1)
                elif character == "]" and opened:
                    self._ends[opened.pop()] = index
        return self._ends.get(start)


def _bound(processor: Any, pairs: _Pairs) -> None:
    """Give a processor of links a way to the end of the text and of the address in bounded time."""
    find_link = processor.getLink

    def text_of(data: str, index: int) -> tuple[str, int, bool]:
        end = pairs.end(data, index)
        return ("", index, False) if end is None else (data[index:end], end + 1, True)

    def link_of(data: str, index: int) -> tuple[str, str | None, int, bool]:
        href, title, end, found = find_link(data[index : index + LONGEST_ADDRESS], 0)
        return href, title, index + end, found

    processor.getText, processor.getLink = text_of, link_of


class Bounded(Extension):
    """Bounds the processors that are there when the other extensions have been loaded."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that Python-Markdown calls
        pairs = _Pairs()
        for processor in md.inlinePatterns:
            if isinstance(processor, LinkInlineProcessor):
                _bound(processor, pairs)
