"""What a reader of a built page sees: its lines, with tables and facts as rows, and the marks of its sources.

A line is the text of one block under its heading. The cells of a row (of a table, of the facts panel, of the places
of a county) stand in one line with ` | ` between them; lines within a cell are parted by ` / `; a source mark is
`[1a]`; code stands in backticks. No-break spaces are plain spaces.

In an expected line `[source]` is a mark that leads to that source (`[source a]`, `[source b]` two different marks of
it), `…` any words, `{key}` a message; `heading > ` in front names the heading above it.
"""

import re
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from kalaka.i18n.languages import Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_INLINE = frozenset("a abbr b bdi cite code del dfn em i ins kbd mark q s small span strong sub sup time u var".split())
_UNSEEN = frozenset(("head", "script", "style", "template", "noscript"))
_CELLS = frozenset(("th", "td", "dt", "dd", "h4", "li"))
_LINES = frozenset(("k-line", "k-sources__note"))
_CELL, _BREAK = "\x01", "\x02"
_MARK = re.compile(r"\s*\[\d+[a-z]*\]")
_TOKEN = re.compile(r"…|\[([a-z][a-z0-9-]*)( [a-z])?\]")
_WORDS = re.compile(r"\{([a-z_.]+)\}")
_SOURCE = re.compile(r"k-source-(\d+)")


@dataclass(frozen=True)
class Line:
    heading: str
    text: str

    def __str__(self) -> str:
        return f"{self.heading} > {self.text}"


@dataclass(frozen=True)
class Read:
    """A page as read: its lines, and by number the line that names each source."""

    lines: tuple[Line, ...]
    sources: dict[str, str]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class _Element:
    tag: str
    name: str
    classes: tuple[str, ...]
    unseen: bool = False
    """Whether it has no words for a reader: also a drawing that is hidden because its words stand beside it."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[_Element] = [_Element("", "", ())]
        self.row = 0
        self.unseen = 0
        self.pieces: list[str] = []
        self.heading = ""
        self.lines: list[Line] = []
        self.sources: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        unseen = tag in _UNSEEN or (tag == "svg" and given.get("aria-hidden") == "true")
        element = _Element(tag, given.get("id") or "", tuple((given.get("class") or "").split()), unseen)
        parent = self.open[-1]
        opens_row = tag == "tr" or (tag == "div" and (parent.tag == "dl" or "k-places" in parent.classes))
        if not self.row:
            if tag not in _INLINE:
                self.flush()
            elif _LINES.intersection(element.classes) or self._is_line_of_list(element):
                self.pieces.append(_BREAK)
            if opens_row:
                self.row = len(self.open)
        elif tag in _CELLS:
            self.pieces.append(_CELL)
        elif _LINES.intersection(element.classes) or tag in ("br", "p", "h3"):
            self.pieces.append(_BREAK)
        if "k-src" in element.classes:
            self.pieces.append("[")
        if tag == "code":
            self.pieces.append("`")
        if tag not in _VOID:
            self.open.append(element)
            self.unseen += unseen

    def _is_line_of_list(self, element: _Element) -> bool:
        inside = self.open[-2:]
        return element.tag == "span" and len(inside) == 2 and inside[1].tag == "li" and "k-links" in inside[0].classes

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self.open):
            return
        while True:
            element = self.open[-1]
            self._close(element)
            self.open.pop()
            if element.tag == tag:
                return

    def _close(self, element: _Element) -> None:
        self.unseen -= element.unseen
        if "k-src" in element.classes:
            self.pieces.append("]")
        if element.tag == "code":
            self.pieces.append("`")
        if self.row and self.row == len(self.open) - 1:
            self.row = 0
            self.flush()
        elif not self.row and element.tag not in _INLINE:
            self.flush(heading=element.tag in ("h1", "h2", "h3"))

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(data)

    def flush(self, heading: bool = False) -> None:
        cells = [
            " / ".join(filter(None, (" ".join(part.split()) for part in cell.split(_BREAK))))
            for cell in "".join(self.pieces).split(_CELL)
        ]
        text = " | ".join(filter(None, cells))
        self.pieces.clear()
        if not text:
            return
        self.lines.append(Line(self.heading, text))
        if heading:
            self.heading = _MARK.sub("", text)
        for element in self.open:
            if match := _SOURCE.fullmatch(element.name):
                self.sources.setdefault(match[1], text)


def read_html(html: str) -> Read:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return Read(tuple(reader.lines), reader.sources)


@cache
def read_page(site: Path, lang: Lang, path: str) -> Read:
    """The page at an address below the language, such as `places/korosfo/`."""
    return read_html((site / url(lang, path) / "index.html").read_text("utf-8"))


def _pattern(expected: str, lang: Lang) -> tuple[re.Pattern[str], dict[str, str]]:
    """A line of a case as a pattern, and the source of each group that catches a mark."""
    expected = _WORDS.sub(lambda key: messages(lang)(key[1]), expected)
    parts: list[str] = []
    marks: dict[str, str] = {}
    at = 0
    for token in _TOKEN.finditer(expected):
        parts.append(re.escape(expected[at : token.start()]))
        at = token.end()
        if token[0] == "…":
            parts.append(".*")
        else:
            group = f"m{len(marks)}"
            marks[group] = token[0]
            parts.append(rf"\[(?P<{group}>\d+[a-z]*)\]")
    return re.compile("".join(parts) + re.escape(expected[at:]), re.I), marks


def stands_on(expected: str, page: Read, kb: KnowledgeBase, lang: Lang) -> bool:
    """Whether a line of the page is the one expected, and its marks lead to the sources named."""
    pattern, marks = _pattern(expected, lang)
    for line in page.lines:
        match = pattern.fullmatch(str(line) if " > " in expected else line.text)
        if match and _marks_are(match, marks, page, kb, lang):
            return True
    return False


def _marks_are(match: re.Match[str], marks: dict[str, str], page: Read, kb: KnowledgeBase, lang: Lang) -> bool:
    found: dict[str, str] = {}
    for group, wanted in marks.items():
        mark = match[group]
        source = wanted.strip("[]").split(" ")[0]
        if kb.sources[source].title.best(lang)[0] not in page.sources[re.sub("[a-z]", "", mark)]:
            return False
        if " " in wanted and found.setdefault(wanted, mark) != mark:
            return False
    return len(set(found.values())) == len(found)
