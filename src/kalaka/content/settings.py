"""Reads the settings of a site from `mkdocs.yml`, with MkDocs' meaning and without executing anything.

MkDocs' own loader constructs any Python object that a tag names. Here `!ENV` is an environment variable, `INHERIT` a
file whose settings are overridden, `!!python/name:` stays text, and any other tag is a problem with its line.
"""

import os
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kalaka.content.decoding import read_text
from kalaka.content.sources import Sources
from kalaka.content.yaml_reader import syntax_error
from kalaka.model.settings import Settings
from kalaka.problems.problem import Problem, problem

FILE = "mkdocs.yml"
_DEFAULT_EXTENSIONS = ("toc", "tables", "fenced_code")
"""Markdown extensions that MkDocs always loads."""
_MAX_INHERITED = 8
_EMPTY = Settings("https://localhost/", "", (), {})


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
_Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", _name_as_text)


def read_settings(sources: Sources) -> tuple[Settings, list[Problem]]:
    """Read the settings; with a problem they are empty."""
    raw, files, problems = _read_with_inherited(sources, FILE, 0)
    if problems:
        return _EMPTY, problems
    if not raw.get("site_url"):
        return _EMPTY, [problem(FILE, _first_line(sources), "missing-field", field="site_url")]
    extensions, wrong = _extensions(raw.get("markdown_extensions") or ())
    if wrong:
        return _EMPTY, [problem(FILE, (1, 1), "bad-setting", field="markdown_extensions")]
    for key in ("site_url", "edit_uri", "site_dir"):
        if not isinstance(raw.get(key) or "", str):
            return _EMPTY, [problem(FILE, (1, 1), "bad-setting", field=key)]
    return (
        Settings(
            site_url=raw["site_url"].rstrip("/") + "/",
            edit_base=(raw.get("edit_uri") or "").removesuffix("docs/"),
            markdown_extensions=tuple(extensions),
            markdown_options={name: options for name, options in extensions.items() if options},
            site_dir=_below_root(raw.get("site_dir") or "site"),
            config_files=files,
            engine_folders=tuple(_engine_folders(raw)),
        ),
        [],
    )


def _read_with_inherited(
    sources: Sources, file: str, depth: int
) -> tuple[dict[str, Any], tuple[str, ...], list[Problem]]:
    """A settings file merged over those that it inherits from, the names of all these files, and problems."""
    text, problems = read_text(sources, file)
    if text is None or problems:
        return {}, (file,), problems
    try:
        data = yaml.load(text, _Loader)
    except yaml.constructor.ConstructorError as error:
        return {}, (file,), [problem(file, _position(error.problem_mark), "settings-tag")]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):  # a value that is none of its type
        return {}, (file,), [problem(file, (1, 1), "yaml-syntax")]
    except yaml.MarkedYAMLError as error:
        mark, code, word = syntax_error(error, text)
        return {}, (file,), [problem(file, _position(mark), code, found=word)]
    if not isinstance(data, dict):
        return {}, (file,), [problem(file, (1, 1), "not-a-record")]
    parent = data.pop("INHERIT", None)
    if parent is None:
        return data, (file,), []
    if depth >= _MAX_INHERITED:
        return {}, (file,), [problem(file, (1, 1), "too-deep")]
    parent_file = posixpath.normpath(posixpath.join(posixpath.dirname(file), str(parent)))
    below, files, problems = _read_with_inherited(sources, parent_file, depth + 1)
    return _merged(below, data), (file, *files), problems


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two settings: mappings key by key; any other value of `above` replaces that of `below`."""
    result = dict(below)
    for key, value in above.items():
        inherited = result.get(key)
        result[key] = _merged(inherited, value) if isinstance(inherited, dict) and isinstance(value, dict) else value
    return result


def _extensions(listed: Any) -> tuple[dict[str, Mapping[str, Any]], bool]:
    """Markdown extensions with their options, and whether the setting is malformed."""
    extensions: dict[str, Mapping[str, Any]] = {name: {} for name in _DEFAULT_EXTENSIONS}
    items = list(listed.items()) if isinstance(listed, dict) else listed
    if not isinstance(items, list | tuple):
        return {}, True
    for item in items:
        pairs = item.items() if isinstance(item, dict) else [item if isinstance(item, tuple) else (item, None)]
        for name, options in pairs:
            if not isinstance(name, str) or not isinstance(options or {}, dict):
                return {}, True
            extensions[name] = options or extensions.get(name, {})
    return extensions, False


def _engine_folders(raw: Mapping[str, Any]) -> list[str]:
    """The folder of overrides and the folders of hook files, without repetition."""
    theme = raw.get("theme")
    folders = [theme["custom_dir"]] if isinstance(theme, dict) and theme.get("custom_dir") else []
    hooks = raw.get("hooks")
    folders += [posixpath.dirname(str(file)) or str(file) for file in (hooks if isinstance(hooks, list) else [])]
    return list(dict.fromkeys(_below_root(str(folder)) for folder in folders))


def _below_root(path: str) -> str:
    return posixpath.normpath(Path(path).as_posix())


def _position(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _first_line(sources: Sources) -> tuple[int, int]:
    """Position of the first line of the settings that is no comment."""
    lines = (read_text(sources, FILE)[0] or "").split("\n")
    return next((n for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")), 1), 1
