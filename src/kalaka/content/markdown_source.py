"""Markdown as it is written, before an engine reads it: what is code in it, and forms that only one engine knows.

Records and guides are read by different engines. Forms of the one that the other does not know are rewritten here to
those that it knows: notices (`!!! note`) for records, alerts (`> [!NOTE]`), nested lists and unclosed HTML for guides.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kalaka.content.html_tokens import VOID
from kalaka.content.sanitizing import KINDS, LONGEST_TAG, TAG_IN_TEXT

NAMED = "\ue000"
"""Title of a notice that has none of its own: the name of its kind, in the language of the page."""
_FENCE = re.compile(r"[ >]*(`{3,}(?=[^`]*$)|~{3,})")
_CONTAINER = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)]|!!!|\?\?\?|\[\^[^\]]+\]:|:)(?:\s|$)|\s*\[\^")
_TICKS = re.compile(r"`+|\n[ \t]*(?=\n)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)


def masked(source: str) -> str:
    """The source with blanks in place of code and comments; every other character stays where it is."""
    if (
        "`" not in source
        and "~~~" not in source
        and "    " not in source
        and "\t" not in source
        and "<!-" not in source
    ):
        return source
    lines = _without_blocks(source.split("\n"))
    text = _without_spans("\n".join(lines))
    if "<!--" in text and "-->" in text:
        text = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text


def _without_blocks(lines: list[str]) -> list[str]:
    fence, in_container, after_blank = "", False, True
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if fence:
            lines[number] = " " * len(line)
            if match and match[1][0] == fence[0] and len(match[1]) >= len(fence) and not line[match.end() :].strip():
                fence = ""
        elif match:
            fence, lines[number] = match[1], " " * len(line)
        elif not line.strip():
            after_blank = True
            continue
        elif not line.startswith(("    ", "\t")):
            in_container = bool(_CONTAINER.match(line)) or (in_container and not after_blank)
        elif after_blank and not in_container:
            lines[number] = " " * len(line)
            continue
        after_blank = False
    return lines


def _without_spans(text: str) -> str:
    """Text with blanks in place of code spans: between two runs of equally many backticks in one block."""
    if "`" not in text:
        return text
    pieces: list[str] = []
    done = 0
    runs: list[re.Match[str]] = []

    def end_of_block() -> None:
        nonlocal done
        following: dict[int, list[int]] = {}
        for index in range(len(runs) - 1, -1, -1):
            following.setdefault(len(runs[index][0]), []).append(index)
        index = 0
        while index < len(runs):
            later = following[len(runs[index][0])]
            while later and later[-1] <= index:
                later.pop()
            if later:
                start, end = runs[index].start(), runs[later[-1]].end()
                pieces.append(text[done:start] + re.sub(r"[^\n]", " ", text[start:end]))
                done, index = end, later[-1]
            index += 1
        runs.clear()

    for match in _TICKS.finditer(text):
        if match[0][0] == "`":
            runs.append(match)
        else:
            end_of_block()
    end_of_block()
    return "".join(pieces) + text[done:]


# Abbreviations

_ABBREVIATION = re.compile(r"^ {0,3}\*\[([^\]\\\n]+)\] ?:[ \t]*([^\n]*)$\n?", re.M)


def abbreviations(source: str) -> tuple[str, dict[str, str], list[str]]:
    """The source without definitions of abbreviations (`*[KSH]: Központi …`), these, and those that define nothing."""
    if "*[" not in source:
        return source, {}, []
    code = masked(source)
    found: dict[str, str] = {}
    empty: list[str] = []
    kept: list[str] = []
    done = 0
    for match in _ABBREVIATION.finditer(code):
        words = source[match.start(2) : match.end(2)].strip()
        if words:
            found[match[1].strip()] = words[1:-1] if re.fullmatch(r"([\"']).+\1", words) else words
            kept.append(source[done : match.start()])
            done = match.end()
        else:
            empty.append(match[0].strip())
    return "".join(kept) + source[done:], found, empty


# Notices

_NOTICE = re.compile(r'( *)(!!!|\?\?\?\+?) ?([\w-]+(?: +[\w-]+)*)?(?: +"(.*)"| *"(.*)")?[ \t]*')
_ALERT = re.compile(r"( {0,3})> ?\[!(note|tip|important|warning|caution)\][ \t]*(.*?)[ \t]*", re.I)


_DETAILS = re.compile(
    r"^<details( open)?>\s*<summary>([^\"\n<]{1,200})</summary>[ \t]*\n[ \t]*\n"
    r"((?:(?!<details|</?summary|```|~~~).*\n)*?)</details>[ \t]*$",
    re.M,
)
"""Details with Markdown inside, which Python-Markdown would leave as it is written."""


def _folded(match: re.Match[str]) -> str:
    lines = [f'???{"+" if match[1] else ""} "{match[2].strip()}"', *match[3].rstrip().split("\n")]
    return "\n    ".join(lines) + "\n"


class Notice(NamedTuple):
    """A notice: its kind (empty when it has none that is known), its title, and whether it folds and is open."""

    kind: str
    title: str
    folds: bool
    is_open: bool


def _notice(match: re.Match[str]) -> Notice:
    classes = (match[3] or "").lower().split()
    kind = classes[0] if classes and classes[0] in KINDS else ""
    title = match[4] if match[4] is not None else match[5]
    if title is None:
        title = NAMED if kind else (classes[0].capitalize() if classes else "")
    return Notice(kind, title, match[2] != "!!!", match[2] == "???+")


def alerts_of_notices(source: str, notices: list[Notice]) -> str:
    """The source with `!!!` and `???` as alerts in block quotes, which comrak knows; they are added to the list."""
    if "!!!" not in source and "???" not in source:
        return source
    lines, code = source.split("\n"), masked(source).split("\n")
    out: list[str] = []
    number = 0
    while number < len(lines):
        match = _NOTICE.fullmatch(code[number])
        match = match and _NOTICE.fullmatch(lines[number])
        if not match or not (match[3] or match[4] or match[5]):
            out.append(lines[number])
            number += 1
            continue
        indent, inside = match[1], match[1] + "    "
        end = number + 1
        while end < len(lines) and (not lines[end].strip() or lines[end].startswith(inside)):
            end += 1
        body = [line[len(inside) :] for line in lines[number + 1 : end]]
        while body and not body[-1].strip():
            body.pop()
        out += ["", f"{indent}> [!NOTE] {NAMED}{len(notices)}"]
        notices.append(_notice(match))
        out += [f"{indent}> {line}" for line in alerts_of_notices("\n".join(body), notices).split("\n")]
        out.append("")
        number = end
    return "\n".join(out)


def notices_of_alerts(source: str) -> str:
    """The source with alerts (`> [!NOTE]`) as `!!! note`, and with a mark as the title of notices that have none."""
    if "[!" not in source and "!!!" not in source and "???" not in source and "<details" not in source:
        return source
    source = _DETAILS.sub(_folded, source) if "<details" in source else source
    lines, code = source.split("\n"), masked(source).split("\n")
    out: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if code[number - 1] != line:
            out.append(line)
        elif match := _ALERT.fullmatch(line):
            out += ["", f'{match[1]}!!! {match[2].lower()} "{match[3] or NAMED}"']
            while number < len(lines) and (quote := re.match(r" {0,3}> ?", lines[number])):
                out.append(f"{match[1]}    {lines[number][quote.end() :]}")
                number += 1
            out.append("")
        elif (match := _NOTICE.fullmatch(line)) and match[3] and _notice(match).title == NAMED:
            out.append(f'{line.rstrip()} "{NAMED}"')
        else:
            out.append(line)
    return "\n".join(out)


# Blocks and lists in guides

_OWN_BLOCK = re.compile(r"^((?:> ?)*)(?:(#{1,6}(?!#).*|=+ *|-+ *|(?:[-*_] *){3,})|(?:!!!|\?\?\?).*)$", re.M)


def headings_apart(source: str) -> str:
    """The source with blank lines around headings and rules and before notices.

    Python-Markdown begins anew with all that stands below a heading, as far as the next blank line.
    """
    if not _OWN_BLOCK.search(source):
        return source
    out: list[str] = []
    in_text = False
    for line, visible in zip(source.split("\n"), masked(source).split("\n"), strict=True):
        match = _OWN_BLOCK.match(visible)
        above = match and not re.match(r"[=-]+ *$", visible[match.end(1) :])
        if match and above and in_text:
            out.append(match[1].rstrip())
        out.append(line)
        in_text = bool(line.strip("> "))
        if match and match[2]:
            out.append(match[1].rstrip())
            in_text = False
    return "\n".join(out)


_MARKER = re.compile(r"( *)([-*+]|(\d{1,9})[.)]|:)( {1,4}(?=\S)|$)")
_HOLDER = re.compile(r" *(?:!!!|\?\?\?|\[\^[^\]\s]+\]:)")
_NO_PARAGRAPH = re.compile(r" {0,3}(?:#|>|\||```|~~~|<|\[[^\]]+\]:|\{:|(?:[-*_] *){3,}$)")


def lists_by_fours(source: str) -> str:
    """The source with lists as CommonMark reads them, written so that Python-Markdown does too.

    What belongs to an item is indented by four for each level, wherever its text begins; a list that follows a line of
    text has a blank line before it.
    """
    if not _LISTED.search(source):
        return source
    out: list[str] = []
    levels: list[_Level] = []
    follows: _Level | None = None
    """What the line before belongs to, when it is text."""
    top = _Level(0, True)
    for line, visible in zip(source.expandtabs(4).split("\n"), masked(source).split("\n"), strict=True):
        words = line.lstrip(" ")
        indent = len(line) - len(words)
        if not words:
            out.append(line)
            follows = None
            if levels:
                levels[-1].is_loose = True
            continue
        match = _MARKER.match(line) if visible.strip() and not _RULE.fullmatch(line) else None
        while levels and indent < levels[-1].column and (match or not follows):
            closed_level = levels.pop()
            if levels:
                levels[-1].is_loose |= closed_level.is_loose
        around = levels[-1] if levels else top
        inside = min(indent, around.column)
        start = " " * (4 * len(levels))
        if match and indent - inside < 4:
            begins = follows is around and around.holds_blocks and match[2] != ":" and (match[3] or "1") == "1"
            if begins or (follows and follows.is_loose and follows is not around):
                out.append("")
            marker = f"{match[3]}." if match[3] else match[2]
            out.append(start + marker + (match[4] or "") + line[match.end() :])
            levels.append(_Level(match.end() if match[4] else match.end() + 1, False))
            follows = levels[-1]
            continue
        out.append(start + " " * (indent - inside) + words)
        follows = None if not levels and _NO_PARAGRAPH.match(line) else around
        if visible.strip() and _HOLDER.match(line):
            levels.append(_Level(indent + 4, True))
            follows = None if words.startswith(("!", "?")) else levels[-1]
    return "\n".join(out)


class _Level:
    """An item of a list, or a notice or footnote: the column at which its text begins, and what was seen of it."""

    def __init__(self, column: int, holds_blocks: bool) -> None:
        self.column, self.holds_blocks = column, holds_blocks
        self.is_loose = False
        """Whether there is a blank line in it."""


_LISTED = re.compile(r"^ *(?:[-*+]|\d{1,9}[.)]) ", re.M)
_RULE = re.compile(r" {0,3}(?:(?:- *){3,}|(?:\* *){3,})")


# HTML in guides

_BLOCK_TAGS = frozenset(
    "address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup main menu nav ol p pre section table ul center summary".split()
)
"""Elements that Python-Markdown takes for a block of HTML up to their end, or the end of the text."""
BRACKET = "\ue001"
_BLANK = re.compile(r"\n[ \t]*(?=\n|\Z)|\Z")


def closed(source: str) -> tuple[str, list[tuple[str, int]]]:
    """The source with elements closed that begin a line and have no end, and the start tags of these with their places.

    An angle bracket that begins no tag is written as `BRACKET`, since Python's parser would look for its end again and
    again.
    """
    if "<" not in source:
        return source, []
    code = masked(source)
    opened: list[tuple[str, int, int]] = []
    unclosed: list[tuple[str, int, int]] = []
    entities: list[int] = []
    at = code.find("<")
    while at >= 0:
        ends = code.find(">", at, at + LONGEST_TAG) > 0
        match = TAG_IN_TEXT.match(code, at, at + LONGEST_TAG) if ends else None
        name = match[2].lower() if match else ""
        begins_line = not code[code.rfind("\n", 0, at) + 1 : at].strip()
        if match is None:
            if re.match(r"</?[a-zA-Z]", code[at : at + 3]):
                entities.append(at)
        elif name in _BLOCK_TAGS and name not in VOID and not match[0].endswith("/>"):
            if match[1]:
                index = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == name), None)
                if index is not None:
                    unclosed += opened[index + 1 :]
                    del opened[index:]
            elif (begins_line or opened) and len(opened) < 200:
                opened.append((name, at, match.end()))
        at = code.find("<", match.end() if match else at + 1)
    unclosed = [element for element in unclosed + opened if element[0] not in ("p", "li", "dt", "dd")]
    changes = [(place, 1, BRACKET) for place in entities]
    for name, _, end in sorted(unclosed, key=lambda element: -element[1]):
        blank = _BLANK.search(code, end)
        changes.append((blank.start() if blank else len(source), 0, f"</{name}>"))
    pieces, done = [], 0
    for place, length, put in sorted(changes, key=lambda change: change[0]):
        pieces += [source[done:place], put]
        done = place + length
    pieces.append(source[done:])
    return "".join(pieces), [(source[start:end], start) for _, start, end in sorted(unclosed, key=lambda e: e[1])]


# Faults that can be seen in the source alone

_NUMBER = re.compile(r"(?:\A|(?<=\n\n)|(?<=\n \n)) {0,3}(\d{3,9}[.)])(?=[ \t]+\S)")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.M)
_NOTE_MARK = re.compile(r"\[\^([^\]\[\s]+)\](?!:)")


def numbers_of_lists(code: str) -> Iterator[tuple[str, int]]:
    """Numbers like years at the beginning of a paragraph, which make it a list, and their places."""
    for match in _NUMBER.finditer(code):
        yield match[1], match.start(1)


def unused_notes(code: str) -> Iterator[tuple[str, int]]:
    """Footnotes that nothing refers to, and their places."""
    used = {match[1].casefold() for match in _NOTE_MARK.finditer(code)}
    for match in _NOTE.finditer(code):
        if match[1].casefold() not in used:
            yield f"[^{match[1]}]:", match.start() + match[0].index("[")
