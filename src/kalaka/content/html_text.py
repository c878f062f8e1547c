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


class Section(NamedTuple):
    """A part of a text: the id of its heading of level 2, the heading and what is below it as plain text."""

    id: str
    heading: str
    text: str


_SPACED = frozenset("p li td th h3 dt dd".split())
"""Elements after which another word begins."""


def sections(html: str) -> list[Section]:
    """The parts of a text; the first is what is above all headings, without notices."""
    fragment = Fragment(html)
    ends = fragment.ends()
    texts: list[list[str]] = [[fragment.pieces[0]]]
    heads = [("", "")]
    read_on = 0
    for tag in fragment.tags:
        end = ends.get(tag.at, tag)
        if tag.at < read_on:
            continue
        if tag.name == "h2" and "id" in (attributes := tag.attributes):
            heads.append((attributes["id"], heading_text(fragment, tag.at, end.at)))
            texts.append([])
            read_on = end.at
        elif len(texts) == 1 and "admonition" in tag.raw:
            read_on = end.at
        else:
            space = " " if tag.is_end and tag.name in _SPACED else ""
            texts[-1].append(space + fragment.pieces[tag.at + 1])
    return [
        Section(name, heading, unescape("".join(parts)).strip())
        for (name, heading), parts in zip(heads, texts, strict=True)
    ]


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
