"""Small operations on sanitised HTML: links, tables, words of the page's language, sections, plain text."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import NamedTuple

from kalaka.content.html_tokens import Fragment, Tag, written
from kalaka.content.tables import lay_out
from kalaka.i18n.messages import Messages


def relink(html: str, resolve: Callable[[str], str], picture: Callable[[str], str]) -> str:
    """Replace the target of every link by `resolve` and the address of every picture by `picture`."""
    if "<a " not in html and "<img " not in html:
        return html
    fragment = Fragment(html)
    for tag in fragment.tags:
        if tag.raw and tag.name in ("a", "img"):
            name, replaced = ("href", resolve) if tag.name == "a" else ("src", picture)
            attributes = tag.attributes
            if name in attributes:
                attributes[name] = replaced(attributes[name])
                fragment.pieces[tag.at] = written(tag.name, attributes)
    return str(fragment)


def with_words(html: str, words: Messages) -> str:
    """Add what is said in the language of the page.

    Tables are laid out; task boxes say their state, and links of footnotes where they lead; a notice without a title
    of its own has the name of its kind.
    """
    fragment = Fragment(html)
    for tag in fragment.tags:
        if tag.is_end:
            continue
        if tag.raw:
            _add_words(fragment, tag, words)
        elif tag.name == "summary":
            _name_notice(fragment, tag, words)
    if "<table" in html:
        lay_out(fragment, words)
    return str(fragment)


def _add_words(fragment: Fragment, tag: Tag, words: Messages) -> None:
    classes = tag.attributes.get("class", "").split()
    if "k-box" in classes:
        state = words("text.done" if "k-box--done" in classes else "text.to_do")
        fragment.pieces[tag.at] = written("span", {**tag.attributes, "role": "img", "aria-label": state})
    elif "footnote-backref" in classes:
        fragment.pieces[tag.at] = written("a", {**tag.attributes, "aria-label": words("text.back")})
    elif "footnote-ref" in classes and tag.name == "sup":
        at = tag.at + 2
        if at < len(fragment.pieces) and fragment.pieces[at].startswith("<a "):
            link = fragment.tags[(at - 1) // 2]
            label = words("text.footnote", note=unescape(fragment.pieces[at + 1]))
            fragment.pieces[at] = written("a", {**link.attributes, "aria-label": label})
    elif "admonition-title" in classes:
        _name_notice(fragment, tag, words)


def _name_notice(fragment: Fragment, tag: Tag, words: Messages) -> None:
    """The name of its kind as the title of a notice that has none: the kind is a class of the element around it."""
    if fragment.pieces[tag.at + 1] or not fragment.pieces[tag.at + 2].startswith("</") or tag.at < 3:
        return
    around = fragment.tags[(tag.at - 3) // 2]
    for name in around.attributes.get("class", "").split():
        if name != "admonition":
            fragment.pieces[tag.at + 1] = escape(words(f"notice.{name}"))


STEPS = "steps"
"""Id of the section whose headings of level 3 are steps."""
NUMBER = re.compile(r"\s*\d+\.\s+")
"""The number that the author of a step may have written before its heading."""


class Section(NamedTuple):
    """A part of a text: the id of its heading, the heading and what is below it as sentences of plain text.

    `step` is the number of a step of a guide.
    """

    id: str
    heading: str
    text: str
    step: int | None = None


_ENDS = frozenset("p li dt dd tr h4 h5 h6 caption blockquote pre".split())
"""Elements after which another sentence begins."""
_CELLS = frozenset(("td", "th"))


def sections(html: str) -> list[Section]:
    """The parts of a text: what is above all headings, without notices; each section of level 2; each step."""
    fragment = Fragment(html)
    ends = fragment.ends()
    found = [Section("", "", "")]
    texts: list[list[str]] = [[fragment.pieces[0]]]
    read_on = depth = number = 0
    section = ""
    for tag in fragment.tags:
        outermost = depth == 0
        depth += -1 if tag.is_end else (tag.at in ends)
        if tag.at < read_on:
            continue
        end = ends.get(tag.at, tag).at
        attributes = {} if tag.is_end else tag.attributes
        is_step = tag.name == "h3" and section == STEPS and outermost
        if "id" in attributes and (tag.name == "h2" or is_step):
            section = section if is_step else attributes["id"]
            number = number + 1 if is_step else 0
            heading = heading_text(fragment, tag.at, end)
            heading = NUMBER.sub("", heading, count=1) if is_step else heading
            found.append(Section(attributes["id"], heading, "", number or None))
            texts.append([])
            read_on = end
        elif "footnote-" in tag.raw or (len(texts) == 1 and "admonition" in tag.raw):
            read_on = end  # a mark of a footnote, or a notice above all headings
        else:
            texts[-1] += [_pause(tag, texts[-1]), fragment.pieces[tag.at + 1]]
    return [part._replace(text=_tidy(unescape("".join(pieces)))) for part, pieces in zip(found, texts, strict=True)]


def _pause(tag: Tag, before: list[str]) -> str:
    """What stands between the text before a tag and what follows: a sentence ends, a cell ends, or nothing."""
    if tag.name in _CELLS and tag.is_end:
        return "; "
    if tag.name in _ENDS or tag.name == "h3":
        last = next((piece for text in reversed(before) if (piece := text.strip())), "")
        if last.endswith(";"):
            return ". "
        return ". " if tag.is_end and last and last[-1] not in ".!?…:" else " "
    return " " if tag.name == "br" else ""


def _tidy(text: str) -> str:
    """Sentences with one space between words and one sign at each end."""
    text = re.sub(r"(?:;\s*)+\.", ".", " ".join(text.split()))
    return re.sub(r"\s+([;.])", r"\1", text).strip("; ")


def heading_text(fragment: Fragment, start: int, end: int) -> str:
    """The plain text of a heading between two tags, without marks of footnotes."""
    return unescape("".join(fragment.texts(start, end))).strip()


def heading_at(html: str, name: str) -> str:
    """The words of the heading that has an id, or of the first one inside the element that has it; else nothing."""
    fragment = Fragment(html)
    ends = fragment.ends()
    until = 0
    for tag in fragment.tags:
        if not tag.is_end and tag.attributes.get("id") == name:
            until = ends.get(tag.at, tag).at
        if not tag.is_end and tag.at <= until and re.fullmatch("h[1-6]|summary", tag.name) and tag.at in ends:
            return heading_text(fragment, tag.at, ends[tag.at].at)
    return ""


def word_count(text: str) -> int:
    return len(re.findall(r"\w+", text))


def plain(html: str) -> str:
    """Text of an HTML fragment, without tags."""
    return unescape("".join(Fragment(html).pieces[::2])).strip()
