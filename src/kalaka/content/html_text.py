"""Small operations on sanitised HTML: links, tables, plain text."""

import html
import re
from collections.abc import Callable

from kalaka.content.html_tokens import Fragment
from kalaka.content.tables import lay_out
from kalaka.i18n.messages import Messages

_HREF = re.compile(r'(<a [^>]*?href=")([^"]*)(")')
_SRC = re.compile(r'(<img [^>]*?src=")([^"]*)(")')


def with_tables(html: str, words: Messages) -> str:
    """Lay out the tables of a text."""
    if "<table" not in html:
        return html
    fragment = Fragment(html)
    lay_out(fragment, words)
    return str(fragment)


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
