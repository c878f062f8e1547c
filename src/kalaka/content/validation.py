"""Validates data against the model; every validation error is a problem with its position."""

import re
import types
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError

from kalaka.i18n.folding import slug
from kalaka.i18n.languages import LANGS
from kalaka.model.base import ID_PATTERN, Loc, Value
from kalaka.model.closed_values import message_prefix
from kalaka.model.references import Reference, reference_kind
from kalaka.model.rendered_text import RenderedText
from kalaka.problems.nearest import nearest_date
from kalaka.problems.positions import YamlTree, position_of
from kalaka.problems.problem import Problem, problem
from kalaka.problems.words import nearest_field, nearest_value

M = TypeVar("M", bound=BaseModel)
Origin = Callable[[Loc], tuple[str, YamlTree]]


def is_id(text: str) -> bool:
    return re.fullmatch(ID_PATTERN, text) is not None and len(text) <= 80


def parse(
    model: type[M], file: str, tree: YamlTree, loc: Loc = (), data: Any = None, *, origin: Origin | None = None
) -> tuple[M | None, list[Problem]]:
    """Validate the data of a tree, or the part at `loc`: the value, or None and every problem.

    `origin` says from which file and tree a part of data comes that was merged from several.
    """
    try:
        return model.model_validate(tree.data if data is None else data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        wrong = [detail["loc"] for detail in details if detail["type"] != "too_short"]
        found = [
            (detail, _shape_problem(model, *(origin(loc + detail["loc"]) if origin else (file, tree)), loc, detail))
            for detail in details
            if detail["type"] != "too_short" or not any(other[: len(detail["loc"])] == detail["loc"] for other in wrong)
        ]  # a list whose one item is wrong is not also too short
        misspelt = {
            (*detail["loc"][:-1], dict(report.facts).get("nearest"))
            for detail, report in found
            if detail["type"] == "extra_forbidden"
        }
        return None, [
            report for detail, report in found if detail["type"] != "missing" or detail["loc"] not in misspelt
        ]  # a field that is there under a wrong name is not also missing


_WHOLE_KINDS = ("int_parsing", "int_parsing_size", "int_type", "int_from_float")
_NUMBER_KINDS = ("decimal_parsing", "float_parsing", "decimal_type", "float_type")
_MODEL_KINDS = ("no-language", "range-falls", "end-before-start", "wrong-sum", "relation-end", "missing-field")
_LIMITS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")


def _shape_problem(model: type[BaseModel], file: str, tree: YamlTree, loc: Loc, detail: Mapping[str, Any]) -> Problem:
    """The problem for one error of pydantic (`detail`, an item of `ValidationError.errors`)."""
    kind, path, context = detail["type"], tuple(detail["loc"]), detail.get("ctx", {})
    whole = loc + path
    steps = [step for step in path if isinstance(step, str)]
    field = steps[-1] if steps else ""
    named = ".".join(steps[-2:]) if field in LANGS else field  # `hu` alone does not say which text it is
    value = _input_text(detail["input"], tree.written(whole))
    if kind == "extra_forbidden" and detail["input"] in (None, "") and tree.is_inline(whole[:-1]):
        return problem(file, tree.position(whole, of_key=True), "unquoted-comma", field=field)
    if kind == "extra_forbidden":
        field_names = _fields(model, path[:-1])
        return problem(
            file, tree.position(whole, of_key=True), "unknown-field", field=field,
            nearest=nearest_field(field, field_names), known=", ".join(field_names),
        )  # fmt: skip
    if kind == "missing" and path and isinstance(path[-1], int):
        return problem(file, tree.position(whole[:-1]), "too-few", field=field, limit=path[-1] + 1)
    if kind == "missing":
        return problem(file, tree.position(whole[:-1]), "missing-field", field=field)
    at = tree.position(loc, of_key=True) if loc and path == ("id",) else tree.position(whole)
    if detail["input"] in (None, ""):
        return problem(file, tree.position(whole, of_key=True), "empty-value", field=named)
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'|(\d+)", context["expected"])
        names = [a or b for a, b in allowed]
        section = message_prefix(_owner(model, path), field)
        return problem(
            file, at, "unknown-value", field=named, found=value, nearest=nearest_value(value, section, names),
            known=", ".join(names), words=section or None,
        )  # fmt: skip
    if kind == "string_pattern_mismatch":
        if context["pattern"] == ID_PATTERN:
            entry_kind = reference_kind(_owner(model, path), field)
            own = slug(value) if entry_kind is None and is_id(slug(value)) else None
            return problem(file, at, "bad-id", found=value, kind=entry_kind, nearest=own)
        code = "line-break" if context["pattern"] == r"^[^\r\n]*$" else "bad-format"
        return problem(file, at, code, field=named, found=value)
    if kind in _WHOLE_KINDS:
        return problem(file, at, "not-a-whole-number", field=named, found=value)
    if kind in _NUMBER_KINDS:
        return problem(file, at, "not-a-number", field=named, found=value)
    if kind in _LIMITS:
        limit = next(iter(context.values()))
        return problem(file, at, "out-of-range", field=named, found=value, limit=str(limit))
    if kind in ("string_too_long", "string_too_short", "too_short", "too_long"):
        limit = context.get("max_length", context.get("min_length"))
        code = {"string_too_long": "too-long", "string_too_short": "empty-value", "too_short": "too-few"}.get(
            kind, "too-many"
        )
        return problem(file, at, code, field=named, limit=limit, length=len(detail["input"]))
    if kind in ("tuple_type", "list_type"):
        return problem(file, at, "not-a-list", field=named)
    if kind == "string_type":
        return problem(file, at, "not-a-text", field=named)
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return problem(file, at, "not-a-group", field=named, known=", ".join(_fields(model, path)))
    if kind == "bool_parsing":
        return problem(file, at, "not-yes-or-no", field=named, found=value)
    if kind == "bad-date":
        return problem(file, at, kind, found=value, nearest=nearest_date(value))
    if kind in ("no-such-date", "bad-url", "bad-contact"):
        return problem(file, at, kind, found=value)
    if kind in _MODEL_KINDS:
        return problem(file, at, kind, **{"field": named, **context})
    return problem(file, at, "wrong-value", field=named, found=value)


def _input_text(value: Any, written: str | None) -> str:
    """A wrong input as messages quote it; a number or a yes-or-no value of the settings as it is written."""
    if isinstance(value, str):
        return value
    return "[…]" if isinstance(value, list) else "{…}" if isinstance(value, dict) or written is None else written


def _fields(model: type[BaseModel], path: Loc) -> list[str]:
    """Field names of the model at `path` in another model."""
    found = _model_at(model, path)
    return list(found.model_fields) if found else []


def _model_at(model: type[BaseModel], path: Loc) -> type[BaseModel] | None:
    """The model at `path` in another model."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, str) and current and step in current.model_fields:
            current = _inner_model(cast(Any, current.model_fields[step].annotation))
    return current


def _owner(model: type[BaseModel], path: Loc) -> type[Value]:
    """The model whose field, or an item of its list, is at `path` in another model."""
    return cast(type[Value], _model_at(model, path[:-1] if isinstance(path[-1], str) else path[:-2]))


@cache
def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Code, ...]` or `Text | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, list, Union, types.UnionType, Annotated) and get_origin(annotation) != Literal:
        return next(filter(None, map(_inner_model, get_args(annotation))), None)
    return None


def repeated(file: str, tree: YamlTree, mentions: Iterable[Reference], base: Loc = ()) -> Iterator[Problem]:
    """Report ids that occur twice in one list."""
    seen: set[tuple[Loc, str]] = set()
    for loc, _, name in mentions:
        if isinstance(loc[-1], int):
            if (loc[:-1], name) in seen:
                yield problem(file, tree.position(base + loc), "repeated", found=name)
            seen.add((loc[:-1], name))


def removed_markup(file: str, source: str, rendered: RenderedText, line: int) -> Iterator[Problem]:
    """Report the markup that sanitising removed; `line` is the number of lines before the source in its file."""
    nth: Counter[str] = Counter()
    for item in rendered.removed:
        nth[item] += 1
        yield problem(file, position_of(source, item, line, nth[item]), "markup-removed", "warning", found=item)
