"""Reads the files of a site's settings, with MkDocs' meaning and without executing anything.

MkDocs' own loader constructs any Python object that a tag names. Here `!ENV` is an environment variable, `INHERIT` a
file whose settings are overridden, `!relative` a path, `!!python/name:` stays text, and any other tag is a problem with
its line.
"""

import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import yaml

from kalaka.content.decoding import SUSPICIOUS, read_text, suspicion
from kalaka.content.sources import Sources
from kalaka.content.yaml_reader import syntax_error
from kalaka.model.base import Loc
from kalaka.problems.positions import Position, YamlTree
from kalaka.problems.problem import Problem, problem

_MAX_INHERITED = 8


class _Loader(yaml.CSafeLoader):
    """YAML with `!ENV` and names of Python objects as text."""


def _environment(loader: _Loader, node: yaml.Node) -> Any:
    """`!ENV NAME` or `!ENV [NAME, OTHER, default]`, as in pyyaml-env-tag."""
    names = [node] if isinstance(node, yaml.ScalarNode) else list(node.value)
    default = None
    if isinstance(node, yaml.SequenceNode) and len(names) > 1:
        default = loader.construct_object(names.pop(), deep=True)
    for name in names:
        if str(name.value) in os.environ:
            return yaml.load(os.environ[str(name.value)], yaml.CSafeLoader)
    return default


def _name_as_text(loader: _Loader, suffix: str, node: yaml.Node) -> str:
    return f"!!python/name:{suffix}"


_Loader.add_constructor("!ENV", _environment)
_Loader.add_constructor("!relative", lambda loader, node: str(node.value))
_Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", _name_as_text)


@dataclass(frozen=True)
class Config:
    """Settings merged over those that they inherit, and the trees of the files, `mkdocs.yml` first."""

    data: Mapping[str, Any]
    trees: Mapping[str, YamlTree]

    def problem(
        self, loc: Loc, code: str, level: Literal["error", "warning"] = "error", of_key: bool = False,
        **facts: str | None,
    ) -> Problem:  # fmt: skip
        """A problem at a setting, in the file that sets it."""
        file, tree = self.tree(loc)
        return problem(file, tree.position(loc, of_key), code, level, **facts)

    def tree(self, loc: Loc) -> tuple[str, YamlTree]:
        """The first file that has a setting, or else most of the groups around it."""
        return max(self.trees.items(), key=lambda item: _depth(item[1].data, loc))


def _depth(data: Any, loc: Loc) -> int:
    """How many steps of a place there are."""
    for number, step in enumerate(loc):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return number
    return len(loc)


def read_with_inherited(sources: Sources, file: str, below: tuple[str, ...]) -> tuple[Config | None, list[Problem]]:
    """A settings file merged over those that it inherits from. `below` are the files that inherit from it."""
    text, problems = read_text(sources, file)
    if text is None or problems:
        return None, problems
    tree, problems = _tree(file, text)
    if tree is None or problems:
        return None, problems
    data = dict(tree.data)
    parent = data.pop("INHERIT", None)
    if parent is None:
        return Config(data, {file: tree}), []
    at = tree.position(("INHERIT",))
    parent_file = posixpath.normpath(posixpath.join(posixpath.dirname(file), str(parent)))
    if parent_file in (*below, file):
        return None, [problem(file, at, "inherit-loop", found=str(parent))]
    if len(below) >= _MAX_INHERITED:
        return None, [problem(file, at, "too-deep")]
    if is_outside(parent_file) or not (sources.root / parent_file).is_file():
        return None, [problem(file, at, "setting-path", field="INHERIT", found=str(parent))]
    inherited, problems = read_with_inherited(sources, parent_file, (*below, file))
    if inherited is None:
        return None, problems
    return Config(_merged(inherited.data, data), {file: tree, **inherited.trees}), []


def _tree(file: str, text: str) -> tuple[YamlTree | None, list[Problem]]:
    """The data of a settings file with its positions."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except yaml.constructor.ConstructorError as error:
        code = "settings-tag" if "could not determine a constructor" in (error.problem or "") else "yaml-syntax"
        return None, [problem(file, _at(error.problem_mark), code)]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):  # a value that is none of its type
        return None, [problem(file, (1, 1), "yaml-syntax")]
    except yaml.MarkedYAMLError as error:
        mark, code, word = syntax_error(error, text)
        return None, [problem(file, _at(mark), code, found=word)]
    except yaml.YAMLError:
        return None, [problem(file, (1, 1), "yaml-syntax")]
    finally:
        loader.dispose()
    if not isinstance(data, dict) or node is None:
        return None, [problem(file, (1, 1), "not-a-record")]
    return YamlTree(data, node), list(_hidden(file, text, node))


def _hidden(file: str, text: str, node: yaml.Node) -> Iterator[Problem]:
    """Suspicious characters that are written as escapes in double quotes."""
    rest, seen = [node], set()
    while rest:
        node = rest.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            rest += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            rest += node.value
        elif (match := SUSPICIOUS.search(node.value)) and match[0] not in text:
            code, facts = suspicion(match)
            yield problem(file, _at(node.start_mark), code, **facts)


def _at(mark: Any) -> Position:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two settings: mappings key by key; any other value of `above` replaces that of `below`."""
    result = dict(below)
    for key, value in above.items():
        inherited = result.get(key)
        result[key] = _merged(inherited, value) if isinstance(inherited, dict) and isinstance(value, dict) else value
    return result


def normal(path: str) -> str:
    return posixpath.normpath(Path(path).as_posix())


def is_outside(path: str) -> bool:
    """Whether a normal path leads out of the root."""
    return path == ".." or path.startswith("../") or PurePosixPath(path).is_absolute() or ":" in path
