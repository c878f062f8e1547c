"""Files → values of the model, every problem with its place.

YAML is only composed, never constructed: the nodes keep their places, tags and aliases never act, and every scalar is
its text (`no` is no country's `false`, `2019-02` no date object). The model decides what a text means.
"""

import re
import types
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError

from kalaka.model import ID_PATTERN
from kalaka.problems import Problem, nearest, problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
Place = tuple[int, int]
Loc = tuple[int | str, ...]
M = TypeVar("M", bound=BaseModel)


# Text


def read_text(root: Path, file: str) -> tuple[str | None, list[Problem]]:
    """A file as NFC text, or None with the problem that prevents it; suspicious characters are problems too."""
    path = root / file
    if path.is_symlink() or not path.resolve().is_relative_to(root.resolve()):
        return None, [problem(file, (1, 1), "symlink")]
    if (size := path.stat().st_size) > MAX_BYTES:
        return None, [problem(file, (1, 1), "too-large", size=size, limit=MAX_BYTES)]
    raw = path.read_bytes()
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        before = raw[: raw.index(b"\0")]
        return None, [problem(file, _place_in(before.decode("utf-8", "replace")), "nul-byte")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8", "replace")
        guess = "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "Windows-1250 / ISO 8859-2"
        return None, [problem(file, _place_in(good), "not-utf8", guess=guess)]
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return None, [problem(file, (1, 1), "empty-file")]
    return text, list(_suspicious(file, text))


def _place_in(before: str) -> Place:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


_WRONG_LETTERS = {"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț", "õ": "ő", "û": "ű", "Õ": "Ő", "Û": "Ű"}
_SUSPICIOUS = re.compile(
    "(?P<cedilla>[şţŞŢ])|(?P<tilde>[õûÕÛ])"
    "|(?P<mojibake>Ã[\u0080-¿]|Å[\u0080-¿‘’]|Ä[\u0080-¿ƒ]|È[\u0080-¿™›]|\ufffd)"
    "|(?P<bidi>[\u202a-\u202e\u2066-\u2069])|(?P<control>[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f])"
)
_CODES = {
    "cedilla": "cedilla",
    "tilde": "hungarian-tilde",
    "mojibake": "mojibake",
    "bidi": "bidi-character",
    "control": "control-character",
}


def _suspicious(file: str, text: str) -> Iterator[Problem]:
    if not _SUSPICIOUS.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip(" -").startswith("as_printed:") or "as_printed: " in line:
            continue
        for match in _SUSPICIOUS.finditer(line):
            found = match[0]
            shown = found if found.isprintable() else f"U+{ord(found[0]):04X}"
            code = _CODES[str(match.lastgroup)]
            yield problem(file, (number, match.start() + 1), code, found=shown, right=_WRONG_LETTERS.get(found))


# YAML

_SYNTAX = (
    ("cannot start any token", "yaml-token"),
    ("mapping values are not allowed", "yaml-colon"),
    ("could not find expected ':'", "yaml-missing-colon"),
    ("expected ',' or ']'", "yaml-bracket"),
    ("expected ',' or '}'", "yaml-bracket"),
    ("did not find expected key", "yaml-indent"),
    ("did not find expected '-'", "yaml-indent"),
    ("undefined alias", "yaml-alias"),
    ("undefined tag handle", "yaml-tag"),
    ("quoted scalar", "yaml-quote"),
    ("unknown escape", "yaml-quote"),
    ("another document", "yaml-documents"),
    ("special characters are not allowed", "control-character"),
)
_MAY_BE_MARKED = re.compile(r"(?:^|[\s\[{,:])[&*!%][\w!<]", re.M)


@dataclass(frozen=True)
class Tree:
    """One composed YAML document: its data, and its nodes, which know where everything stands."""

    data: Any
    node: yaml.Node
    first_line: int = 0

    def place(self, loc: Loc, of_key: bool = False) -> Place:
        """Where the value at `loc` begins (or its key); the nearest enclosing one when it is not there."""
        node, key_node = self.node, self.node
        for step in loc:
            found = _child(node, step)
            if found is None:
                break
            key_node, node = found
        last = key_node if of_key or not node.value else node
        return last.start_mark.line + 1 + self.first_line, last.start_mark.column + 1


def _child(node: yaml.Node, step: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def compose(file: str, text: str, first_line: int = 0) -> tuple[Tree | None, list[Problem]]:
    """YAML text → its tree, or the problems that prevent it. `first_line` counts the lines above, in front matter."""

    def at(mark: Any) -> Place:
        return (mark.line + 1 + first_line, mark.column + 1) if mark else (1 + first_line, 1)

    try:
        if _MAY_BE_MARKED.search(text) and (marked := list(_marks(text))):
            return None, [problem(file, at(mark), code, found=found) for code, mark, found in marked]
        node = yaml.compose(text, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        reason = f"{error.context or ''} {error.problem or ''}"
        code = next((code for words, code in _SYNTAX if words in reason), "yaml-syntax")
        if code == "yaml-token" and error.problem_mark:
            line = [*text.split("\n"), ""][error.problem_mark.line]
            code = "yaml-tab" if line[error.problem_mark.column :].startswith("\t") else code
        return None, [problem(file, at(error.problem_mark or error.context_mark), code)]
    except (yaml.YAMLError, RecursionError, ValueError):
        return None, [problem(file, (1 + first_line, 1), "yaml-syntax")]
    if node is None:
        return None, [problem(file, (1 + first_line, 1), "empty-file")]
    problems: list[Problem] = []
    data = _data(node, 0, lambda mark, code, **facts: problems.append(problem(file, at(mark), code, **facts)))
    return (None if problems else Tree(data, node, first_line)), problems


def _marks(text: str) -> Iterator[tuple[str, Any, str]]:
    """Aliases, anchors and tags: parts of YAML that a record does not need and a bomb is made of."""
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            yield "yaml-alias", event.start_mark, f"*{event.anchor}"
        elif anchor := getattr(event, "anchor", None):
            yield "yaml-alias", event.start_mark, f"&{anchor}"
        if tag := getattr(event, "tag", None):
            yield "yaml-tag", event.start_mark, tag.replace("tag:yaml.org,2002:", "!!")
        if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
            yield "yaml-tag", event.start_mark, "%"


def _data(node: yaml.Node, depth: int, report: Any) -> Any:
    if depth > MAX_DEPTH:
        report(node.start_mark, "too-deep")
        return None
    if isinstance(node, yaml.ScalarNode):
        plain = not node.style
        return None if plain and node.value in ("", "~", "null") else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_data(item, depth + 1, report) for item in node.value]
    result: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            report(key.start_mark, "bad-key")
        elif key.value in lines:
            report(key.start_mark, "duplicate-key", key=key.value, first=lines[key.value])
        else:
            lines[key.value] = key.start_mark.line + 1
            result[key.value] = _data(value, depth + 1, report)
    return result


@dataclass(frozen=True)
class Matter:
    """A Markdown page in two parts: its front matter as a tree, and its body, `body_line` lines down."""

    tree: Tree | None
    body: str
    body_line: int


def front_matter(file: str, text: str) -> tuple[Matter, list[Problem]]:
    if not re.match(r"---[ \t]*\n", text):
        return Matter(None, text, 0), [problem(file, (1, 1), "no-front-matter")]
    start = text.index("\n") + 1
    end = re.compile(r"^---[ \t]*$", re.M).search(text, start)
    if end is None:
        return Matter(None, text, 0), [problem(file, (1, 1), "open-front-matter")]
    tree, problems = compose(file, text[start : end.start()], 1)
    return Matter(tree, text[end.end() + 1 :], text.count("\n", 0, end.end()) + 1), problems


# Model


def is_id(text: str) -> bool:
    return re.fullmatch(ID_PATTERN, text) is not None and len(text) <= 80


def parse(model: type[M], file: str, tree: Tree, loc: Loc = (), data: Any = None) -> tuple[M | None, list[Problem]]:
    """The data of a tree (or the part at `loc`) as a value of the model, or every problem of its shape."""
    try:
        return model.model_validate(tree.data if data is None else data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_shape_problem(model, file, tree, loc, detail) for detail in details]


_NUMBER_KINDS = ("int_parsing", "decimal_parsing", "float_parsing", "int_type", "decimal_type", "float_type")
_LIMITS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")


def _shape_problem(model: type[BaseModel], file: str, tree: Tree, loc: Loc, detail: Mapping[str, Any]) -> Problem:
    kind, path, context = detail["type"], tuple(detail["loc"]), detail.get("ctx", {})
    whole = loc + path
    field = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
    found = detail["input"] if isinstance(detail["input"], str) else ""
    if kind == "extra_forbidden":
        known = _fields(model, path[:-1])
        return problem(
            file, tree.place(whole, of_key=True), "unknown-field", field=field, nearest=nearest(field, known),
            known=", ".join(known),
        )  # fmt: skip
    if kind == "missing":
        return problem(file, tree.place(whole[:-1]), "missing-field", field=field)
    at = tree.place(whole)
    if detail["input"] is None:
        return problem(file, tree.place(whole, of_key=True), "empty-value", field=field)
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'|(\d+)", context["expected"])
        names = [a or b for a, b in allowed]
        return problem(
            file, at, "unknown-value", field=field, found=found, nearest=nearest(found, names), known=", ".join(names)
        )
    if kind == "string_pattern_mismatch":
        if context["pattern"] == ID_PATTERN:
            return problem(file, at, "bad-id", found=found)
        code = "line-break" if context["pattern"] == r"^[^\n]*$" else "bad-format"
        return problem(file, at, code, field=field, found=found)
    if kind in _NUMBER_KINDS:
        return problem(file, at, "not-a-number", field=field, found=found)
    if kind in _LIMITS:
        limit = next(iter(context.values()))
        return problem(file, at, "out-of-range", field=field, found=found, limit=str(limit))
    if kind in ("string_too_long", "string_too_short", "too_short"):
        limit = context.get("max_length", context.get("min_length"))
        code = {"string_too_long": "too-long", "string_too_short": "empty-value", "too_short": "too-few"}[kind]
        return problem(file, at, code, field=field, limit=limit)
    if kind in ("tuple_type", "list_type"):
        return problem(file, at, "not-a-list", field=field)
    if kind == "string_type":
        return problem(file, at, "not-a-text", field=field)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return problem(file, at, "not-a-group", field=field)
    if kind == "bool_parsing":
        return problem(file, at, "not-yes-or-no", field=field, found=found)
    if kind in ("bad-date", "bad-url", "no-language", "range-falls", "end-before-start", "wrong-sum", "relation-end"):
        return problem(file, at, kind, **{"field": field, **context})
    return problem(file, at, "wrong-value", field=field, found=found)


def _fields(model: type[BaseModel], path: Loc) -> list[str]:
    """The field names that are known at `path` of a model."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str) and current and step in current.model_fields:
            current = _inner_model(cast(Any, current.model_fields[step].annotation))
    return list(current.model_fields) if current else []


@cache
def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Code, ...]` or `Text | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, list, Union, types.UnionType, Annotated) and get_origin(annotation) != Literal:
        return next(filter(None, map(_inner_model, get_args(annotation))), None)
    return None
