"""The sections of an authored text as its page shows them: contents, numbered steps, a worksheet that prints alone.

A section begins with a heading of the second level. In the section `steps` the headings of the third level are the
steps; the section `worksheet` is the worksheet.
"""

from html import unescape
from typing import NamedTuple

from markupsafe import Markup

from kalaka.content.html_text import NUMBER, STEPS
from kalaka.content.html_tokens import Fragment, Tag, written
from kalaka.pages.rendering import safe

WORKSHEET = "worksheet"
"""Id of the section that prints alone."""


class Entry(NamedTuple):
    """An entry of the contents: the id of a heading, its words, and the steps below it."""

    id: str
    words: str
    steps: list[tuple[str, str]]


class Sections(NamedTuple):
    """A text with its steps and its worksheet marked, and its contents."""

    html: Markup
    contents: list[Entry]
    has_worksheet: bool


def sections(html: str, sheet: str = "") -> Sections:
    """The sections of sanitised HTML; `sheet` is what stands above the worksheet when it is to be printed alone."""
    fragment = Fragment(html)
    ends = fragment.ends()
    contents: list[Entry] = []
    depth = 0
    in_worksheet = has_worksheet = False
    for tag in fragment.tags:
        outermost = depth == 0
        depth += -1 if tag.is_end else (tag.at in ends)
        name = "" if tag.is_end else tag.attributes.get("id", "")
        if in_worksheet and outermost and (tag.name == "h2" or "footnote" in tag.raw) and not tag.is_end:
            fragment.pieces[tag.at] = "</section>" + fragment.pieces[tag.at]
            in_worksheet = False
        if not name or tag.at not in ends:
            continue
        words = unescape("".join(fragment.texts(tag.at, ends[tag.at].at))).strip()
        if tag.name == "h2":
            contents.append(Entry(name, words, []))
            if outermost and name == WORKSHEET:
                start = written("section", {"class": "k-worksheet", "id": f"k-{WORKSHEET}"})
                fragment.pieces[tag.at] = start + sheet + fragment.pieces[tag.at]
                in_worksheet = has_worksheet = True
        elif tag.name == "h3" and outermost and contents and contents[-1].id == STEPS:
            number = len(contents[-1].steps) + 1
            _step(fragment, tag, number)
            contents[-1].steps.append((name, f"{number}. {without_number(words)}"))
    end = "</section>" if in_worksheet else ""
    return Sections(safe(str(fragment) + end), contents, has_worksheet)


def without_number(heading: str) -> str:
    """The words of a heading without the number that its author wrote before them."""
    return NUMBER.sub("", heading, count=1)


def _step(fragment: Fragment, tag: Tag, number: int) -> None:
    """Put the number before the words of a heading, once, whether or not its author wrote one."""
    words = tag.at + 1
    fragment.pieces[tag.at] = written("h3", tag.attributes | {"class": "k-step"})
    fragment.pieces[words] = f"<span>{number}.</span> {without_number(fragment.pieces[words])}"
