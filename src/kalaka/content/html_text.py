"""Small operations on sanitised HTML: links, tables, plain text."""

import html
import re
from collections.abc import Callable
from itertools import count

_HREF = re.compile(r'(<a [^>]*?href=")([^"]*)(")')
_SRC = re.compile(r'(<img [^>]*?src=")([^"]*)(")')
_TABLE = re.compile(r"<table>.*?</table>", re.S)


def scrolling_tables(fragment: str, label: Callable[[int], str]) -> str:
    """Wrap each table in a focusable region that scrolls; `label` names the nth table, from 1."""
    numbers = count(1)

    def wrap(match: re.Match[str]) -> str:
        name = html.escape(label(next(numbers)))
        return f'<div class="k-scroll" tabindex="0" role="region" aria-label="{name}">{match[0]}</div>'

    return _TABLE.sub(wrap, fragment) if "<table>" in fragment else fragment


def relink(fragment: str, resolve: Callable[[str], str], picture: Callable[[str], str]) -> str:
    """Replace the target of every link by `resolve` and the address of every picture by `picture`."""
    if "<a " in fragment:
        fragment = _HREF.sub(lambda m: m[1] + html.escape(resolve(html.unescape(m[2]))) + m[3], fragment)
    if "<img " in fragment:
        fragment = _SRC.sub(lambda m: m[1] + html.escape(picture(html.unescape(m[2]))) + m[3], fragment)
    return fragment


def word_count(text: str) -> int:
    return len(re.findall(r"\w+", text))


def plain(fragment: str) -> str:
    """Text of an HTML fragment, without tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", fragment)).strip()
