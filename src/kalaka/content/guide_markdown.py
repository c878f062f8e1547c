"""An extension of Python-Markdown that bounds its work.

By itself it looks for the end of a link anew at each bracket, to the end of the text if there is none.
"""

import re
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import LinkInlineProcessor

DEEPEST = 100
"""Brackets inside the text of a link; with more, it is plain text."""
LONGEST_ADDRESS = 2_000
"""Characters of an address with its title; with more, a link is plain text."""


_BRACKET = re.compile(r"[\[\]]")


def _bound(processor: Any) -> None:
    """Give a processor of links a way to the end of the text and of the address in bounded time."""
    find_link = processor.getLink

    def text_of(data: str, index: int) -> tuple[str, int, bool]:
        depth = 1
        for bracket in _BRACKET.finditer(data, index):
            depth += 1 if bracket[0] == "[" else -1
            if depth == 0:
                return data[index : bracket.start()], bracket.end(), True
            if depth > DEEPEST:
                break
        return "", index, False

    def link_of(data: str, index: int) -> tuple[str, str | None, int, bool]:
        href, title, end, found = find_link(data[index : index + LONGEST_ADDRESS], 0)
        return href, title, index + end, found

    processor.getText, processor.getLink = text_of, link_of


class Bounded(Extension):
    """Bounds the processors that are there when the other extensions have been loaded."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that Python-Markdown calls
        for processor in md.inlinePatterns:
            if isinstance(processor, LinkInlineProcessor):
                _bound(processor)
