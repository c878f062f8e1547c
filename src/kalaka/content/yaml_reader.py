"""Reads YAML into trees with positions, and splits Markdown files into front matter and body.

YAML is composed, never constructed: tags, anchors and aliases are problems, and every scalar is its text (`no` is not
false, `2019-02` not a date). The model converts the texts.
"""

import re
from dataclasses import dataclass
from math import inf
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from kalaka.content.decoding import SUSPICIOUS, suspicion
from kalaka.problems.positions import Position, YamlTree
from kalaka.problems.problem import Problem, problem
from kalaka.problems.words import field_words

MAX_DEPTH = 16
_SYNTAX = (
    ("violates indentation", "yaml-tab"),
    ("while scanning an alias", "yaml-token"),
    ("while scanning an anchor", "yaml-token"),
    ("while scanning a tag", "yaml-token"),
    ("cannot start any token", "yaml-token"),
    ("mapping values are not allowed", "yaml-colon"),
    ("could not find expected ':'", "yaml-missing-colon"),
    ("expected ',' or ']'", "yaml-bracket"),
    ("expected ',' or '}'", "yaml-bracket"),
    ("did not find expected key", "yaml-indent"),
    ("did not find expected '-'", "yaml-indent"),
    ("undefined tag handle", "yaml-tag"),
    ("escape", "yaml-escape"),
    ("hexdecimal", "yaml-escape"),  # as libyaml spells it
    ("quoted scalar", "yaml-quote"),
    ("expected <document start>", "yaml-documents"),
)
_BEGINS_EARLIER = (
    "while scanning an",
    "while scanning a tag",
    "while scanning a simple key",
    "scanning a quoted scalar found unexpected end",
)


def compose(file: str, text: str, first_line: int = 0) -> tuple[YamlTree | None, list[Problem]]:
    """Compose a YAML text: its tree, or None and problems. `first_line` is the number of lines before it."""
    problems: list[Problem] = []

    def at(mark: Any) -> Position:
        return (mark.line + 1 + first_line, mark.column + 1) if mark else (1 + first_line, 1)

    def report(mark: Any, code: str, **facts: str | int | None) -> None:
        problems.append(problem(file, at(mark), code, **facts))

    try:
        node = _composed(text) if _is_simple(text) else _node(text, report)
    except yaml.MarkedYAMLError as error:
        mark, code, word = syntax_error(error, text)
        report(mark, code, found=word)
        return None, problems
    except yaml.YAMLError:  # a character that YAML forbids: `read_text` has reported its position
        if not problems and not SUSPICIOUS.search(text):
            report(None, "yaml-syntax")
        return None, problems
    if node is None and not problems:
        report(None, "empty-file")
    if node is None or problems:
        return None, problems
    data = _data(node, report, first_line, 0)
    return (None if problems else YamlTree(data, node, first_line)), problems


def syntax_error(error: yaml.MarkedYAMLError, text: str) -> tuple[Any, str, str]:
    """Start of a syntax error (a mark, or None), the code of its problem, and the word at its start."""
    reason = f"{error.context or ''} {error.problem or ''}"
    code = next((code for words, code in _SYNTAX if words in reason), "yaml-syntax")
    earlier = any(words in reason for words in _BEGINS_EARLIER)
    if code == "yaml-bracket" and error.problem_mark and error.context_mark:
        earlier = error.problem_mark.line > error.context_mark.line
    mark = (error.context_mark if earlier else error.problem_mark) or error.context_mark
    rest = ([*text.split("\n"), ""][mark.line] if mark else "")[mark.column if mark else 0 :]
    if code == "yaml-token" and rest.startswith("\t"):
        code = "yaml-tab"
    if code in ("yaml-indent", "yaml-syntax") and rest.startswith(("]", "}")):
        return mark, "yaml-bracket", ""
    if code in ("yaml-indent", "yaml-bracket") and (quote := _misplaced_quote(text, error.problem_mark, code)):
        mark, code = quote, "yaml-quote"
    elif code in ("yaml-indent", "yaml-missing-colon", "yaml-token") and _is_text_of_block(text.split("\n"), mark):
        code = "yaml-block-text"
    return mark, code, (rest.split() or [""])[0]


def _misplaced_quote(text: str, mark: Any, code: str) -> Any:
    """Start of the quoted text that ends where an error begins, when its quotes are to blame; else None.

    They are not when a comma is missing in a list: then a space follows, and the rest of the line has pairs of quotes.
    """
    last: Any = None
    if mark is None:
        return None
    try:
        for token in yaml.scan(text, yaml.CSafeLoader):
            if (token.start_mark.line, token.start_mark.column) >= (mark.line, mark.column):
                break
            last = token
    except yaml.YAMLError:  # the error that is looked into
        pass
    if not isinstance(last, yaml.ScalarToken) or last.style not in ("'", '"') or last.end_mark.line != mark.line:
        return None
    rest = text.split("\n")[mark.line][last.end_mark.column :]
    is_list = code == "yaml-bracket" and rest.startswith(" ") and rest.count(last.style) % 2 == 0
    return None if is_list and last.start_mark.line == mark.line else last.start_mark


# A line that ends with the sign of a long text, and a line that begins with a key.
_BLOCK_START = re.compile(r" *(?:- +)*(?:[\w-]+: +)?[|>][-+\d]*(?: +#.*)?")
_KEY = re.compile(r" *[\w-]+:(?: |$)")


def _is_text_of_block(lines: list[str], mark: Any) -> bool:
    """Whether a line continues a text begun with `|` or `>` but starts too far left; keys and fields are no text."""
    line = lines[mark.line] if mark else ""
    if _KEY.match(line) or (line.split() or [""])[0] in ("", *field_words()):
        return False
    here = _indentation(line)
    least: float = inf
    for above in reversed(lines[: mark.line]):
        if not above.strip() or above.lstrip().startswith("#"):
            continue
        indentation = _indentation(above)
        if indentation < least and _BLOCK_START.fullmatch(above):
            return True
        if indentation <= here:
            return False
        least = min(least, indentation)
    return False


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class _Composer(CParser):
    """Composer of libyaml without tag resolution: every scalar is text."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return ""

    def descend_resolver(self, node: Any, index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


def _composed(text: str) -> yaml.Node | None:
    composer = _Composer(text)
    try:
        return composer.get_single_node()
    finally:
        composer.dispose()


_SIGNS = re.compile(r"[&*!](?<![^\s\[{,].)[^\s]", re.S)
"""A possible anchor, alias or tag. The sign comes first in the pattern, so that the regex engine only looks for it."""
_AT_LINE_START = ("%", "---", "...")
"""Start of a directive or of a document marker."""
_MANY = 5000


def _is_simple(text: str) -> bool:
    """Whether `_composed`, twice as fast, gives the nodes that `_node` would: no signs, no escapes, few levels."""
    if "\\" in text or _SIGNS.search(text):
        return False
    if text.startswith(_AT_LINE_START) or any("\n" + sign in text for sign in _AT_LINE_START):
        return False
    return sum(map(text.count, ("[", "{", "- ", "? ", ": "))) < _MANY


def _node(text: str, report: Any) -> yaml.Node | None:
    """Compose a document from events: aliases are not followed, tags not resolved, the depth is limited.

    `yaml.compose` follows aliases, and some hundred thousand levels overflow its stack and end the process.
    """
    root: yaml.Node | None = None
    above: list[tuple[yaml.Node, list[yaml.Node]]] = []
    for event in yaml.parse(text, yaml.CSafeLoader):
        start: Any = event.start_mark
        end: Any = event.end_mark
        if anchor := getattr(event, "anchor", None):
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            report(start, "yaml-alias", found=sign + anchor)
        if tag := getattr(event, "tag", None):
            report(start, "yaml-tag", found=tag.replace("tag:yaml.org,2002:", "!!"))
        node: yaml.Node
        if isinstance(event, yaml.ScalarEvent):
            node = yaml.ScalarNode("", event.value, start, end, event.style)
            if event.style == '"' and (match := SUSPICIOUS.search(event.value)) and match[0] not in text:
                code, facts = suspicion(match)
                report(start, code, **facts)
        elif isinstance(event, yaml.AliasEvent):
            node = yaml.ScalarNode("", "", start, end)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(above) > MAX_DEPTH:
                report(start, "too-deep")
                return None
            kind = yaml.SequenceNode if isinstance(event, yaml.SequenceStartEvent) else yaml.MappingNode
            above.append((kind("", [], start, None, flow_style=event.flow_style), []))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            node, children = above.pop()
            mapping = isinstance(node, yaml.MappingNode)
            node.value = list(zip(children[::2], children[1::2], strict=True)) if mapping else children
            node.end_mark = end
        else:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version or event.tags:
                    report(start, "yaml-tag", found="%")
                if root is not None:
                    report(start, "yaml-documents")
                    return None
            continue
        if above:
            above[-1][1].append(node)
        else:
            root = node
    return root


_NOTHING = ("", "~", "null")


def _data(node: yaml.Node, report: Any, first_line: int, depth: int) -> Any:
    if type(node) is yaml.ScalarNode:
        return _text(node)
    if depth > MAX_DEPTH:
        report(node.start_mark, "too-deep")
        return None
    below = depth + 1
    if isinstance(node, yaml.SequenceNode):
        return [
            _text(item) if type(item) is yaml.ScalarNode else _data(item, report, first_line, below)
            for item in node.value
        ]
    result: dict[str, Any] = {}
    for key, value in node.value:
        if type(key) is not yaml.ScalarNode:
            report(key.start_mark, "bad-key")
        elif key.value in result:
            first = next(earlier.start_mark.line for earlier, _ in node.value if earlier.value == key.value)
            report(key.start_mark, "duplicate-key", key=key.value, first=first + 1 + first_line)
        else:
            is_text = type(value) is yaml.ScalarNode
            result[key.value] = _text(value) if is_text else _data(value, report, first_line, below)
    return result


def _text(node: yaml.ScalarNode) -> str | None:
    value: str = node.value
    return None if value in _NOTHING and not node.style else value


@dataclass(frozen=True)
class MarkdownFile:
    """A Markdown file: its front matter as a tree, its body, and the number of lines before the body."""

    tree: YamlTree | None
    body: str
    body_line: int


def split_front_matter(file: str, text: str) -> tuple[MarkdownFile, list[Problem]]:
    """Split a Markdown file into front matter and body; the tree is None when a problem prevents it."""
    if not re.match(r"---[ \t]*\n", text):
        return MarkdownFile(None, text, 0), [problem(file, (1, 1), "no-front-matter")]
    start = text.index("\n") + 1
    end = re.compile(r"^---[ \t]*$", re.M).search(text, start)
    if end is None:
        return MarkdownFile(None, text, 0), [problem(file, (1, 1), "open-front-matter")]
    tree, problems = compose(file, text[start : end.start()], 1)
    if [p.code for p in problems] == ["empty-file"]:
        problems = [problem(file, (2, 1), "not-a-record")]
    return MarkdownFile(tree, text[end.end() + 1 :], text.count("\n", 0, end.end()) + 1), problems
