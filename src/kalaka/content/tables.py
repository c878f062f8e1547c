"""Lays out the tables of a text: heads of rows, figures at the right, a row of sums, and what happens on a phone.

There a table of few columns is folded: each row becomes a block, its cells labelled with the heads of their columns.
Any other table stands in a region that scrolls, named by its caption or by the heading above it.
"""

import re
from collections import Counter
from html import unescape
from typing import NamedTuple

from kalaka.content.html_tokens import Fragment, Tag, written
from kalaka.i18n.languages import LANGS
from kalaka.i18n.messages import Messages, messages

FOLDED = range(2, 6)
"""Numbers of columns with which a table is folded on a phone."""
_FIGURE = re.compile(r"[−-]?\d[\d\s.,–-]*%?")
_HEADINGS = ("h2", "h3", "h4")


class _Cell(NamedTuple):
    """A cell of a table: its tags and its plain text."""

    start: Tag
    end: Tag
    text: str


class _Table(NamedTuple):
    """A table: its tags, the rows of its head and of its body with their tags, its caption."""

    start: Tag
    end: Tag
    head: list[list[_Cell]]
    body: list[tuple[Tag, list[_Cell]]]
    caption: str

    def is_regular(self) -> bool:
        """Whether there is one head, and a cell below each of its cells in every row."""
        cells = [*self.head, *(cells for _, cells in self.body)]
        spans = any("span" in cell.start.raw for row in cells for cell in row)
        return len(self.head) == 1 and bool(self.body) and not spans and {*map(len, cells)} == {len(self.head[0])}


def lay_out(fragment: Fragment, words: Messages) -> None:
    """Change the tables of a text; a table in a table stays as it is."""
    ends = fragment.ends()
    heading, read_on = "", 0
    named: Counter[str] = Counter()
    for tag in fragment.tags:
        if tag.is_end or tag.at < read_on or tag.at not in ends:
            continue
        if tag.name in _HEADINGS:
            heading = _text(fragment, tag, ends[tag.at])
        elif tag.name == "table":
            table = _read(fragment, tag, ends)
            read_on = table.end.at
            name = table.caption or heading
            named[name] += 1
            regular = table.is_regular()
            if regular:
                _label(fragment, table)
            if regular and len(table.head[0]) in FOLDED:
                _add_class(fragment, tag, "k-fold")
            else:
                _scroll(fragment, table, _name(words, name, named[name]))


def _name(words: Messages, name: str, number: int) -> str:
    """The name of a region: that of its table, and a number where several have it."""
    if not name:
        return words("table.label", number=number)
    return name if number == 1 else words("table.further", name=name, number=number)


def _read(fragment: Fragment, start: Tag, ends: dict[int, Tag]) -> _Table:
    table = _Table(start, ends[start.at], [], [], "")
    in_head, read_on = False, 0
    for tag in fragment.tags[(start.at - 1) // 2 + 1 : (table.end.at - 1) // 2]:
        if tag.at < read_on:
            continue
        if tag.name == "thead":
            in_head = not tag.is_end
        elif tag.is_end:
            continue
        elif tag.name == "caption":
            table = table._replace(caption=_text(fragment, tag, ends[tag.at]))
        elif tag.name == "tr" and in_head:
            table.head.append([])
        elif tag.name == "tr":
            table.body.append((tag, []))
        elif tag.name in ("td", "th"):
            cells = table.head[-1] if in_head else table.body[-1][1]
            end = ends[tag.at]
            cells.append(_Cell(tag, end, _text(fragment, tag, end)))
            read_on = end.at
    return table


def _text(fragment: Fragment, start: Tag, end: Tag) -> str:
    return unescape("".join(fragment.texts(start.at, end.at))).strip()


def _label(fragment: Fragment, table: _Table) -> None:
    """Head cells of columns and rows, the label of each cell, figures, sums."""
    (head,) = table.head
    totals = tuple(messages(lang)("table.total").casefold() for lang in LANGS)
    columns = [[cells[number].text for _, cells in table.body] for number in range(len(head))]
    of_figures = [
        number > 0 and any(column) and all(not text or _FIGURE.fullmatch(text) for text in column)
        for number, column in enumerate(columns)
    ]
    for number, cell in enumerate(head):
        _write(fragment, cell.start, {"scope": "col"} if cell.start.name == "th" else {}, of_figures[number])
    for row, cells in table.body:
        if cells[0].text.casefold().startswith(totals):
            _add_class(fragment, row, "k-total")
        for number, cell in enumerate(cells):
            is_head = number == 0 and bool(cell.text)
            labelled = head[number].text and (number > 0 or _FIGURE.match(cell.text))
            extra = {"data-k-label": head[number].text} if labelled else {}
            _write(fragment, cell.start, extra | ({"scope": "row"} if is_head else {}), of_figures[number], is_head)
            if is_head:
                fragment.pieces[cell.end.at] = "</th>"


def _write(fragment: Fragment, tag: Tag, extra: dict[str, str], figures: bool, is_head: bool = False) -> None:
    """Write the start tag of a cell with further attributes."""
    attributes = tag.attributes | extra
    if figures and "class" not in attributes:
        attributes["class"] = "k-right"
    fragment.pieces[tag.at] = written("th" if is_head else tag.name, attributes)


def _add_class(fragment: Fragment, tag: Tag, name: str) -> None:
    fragment.pieces[tag.at] = written(tag.name, tag.attributes | {"class": name})


def _scroll(fragment: Fragment, table: _Table, name: str) -> None:
    """Put a table into a focusable region that scrolls."""
    region = {"class": "k-scroll", "tabindex": "0", "aria-label": name}
    fragment.pieces[table.start.at] = written("section", region) + fragment.pieces[table.start.at]
    fragment.pieces[table.end.at] += "</section>"
