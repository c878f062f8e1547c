"""Reads the settings of a site from `mkdocs.yml`, with MkDocs' meaning and without executing anything.

MkDocs' own loader constructs any Python object that a tag names. Here `!ENV` is an environment variable, `INHERIT` a
file whose settings are overridden, `!relative` a path, `!!python/name:` stays text, and any other tag is a problem with
its line. A setting that this generator cannot follow is a problem, one that it has no use for a warning.
"""

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import yaml

from kalaka.content.decoding import read_text
from kalaka.content.sources import Sources
from kalaka.content.validation import parse
from kalaka.content.words import read_words
from kalaka.content.yaml_reader import syntax_error
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.base import Loc
from kalaka.model.settings import Settings, SiteOptions
from kalaka.problems.positions import Position, YamlTree
from kalaka.problems.problem import Problem, errors, problem

FILE = "mkdocs.yml"
_DEFAULT_EXTENSIONS = ("toc", "tables", "fenced_code")
"""Markdown extensions that MkDocs always loads."""
_MAX_INHERITED = 8
_EMPTY = Settings("https://localhost/", (), {})
_SHAPES: Mapping[str, tuple[type, ...]] = {
    "site_name": (str,),
    "site_url": (str,),
    "repo_url": (str,),
    "edit_uri": (str,),
    "edit_uri_template": (str,),
    "docs_dir": (str,),
    "site_dir": (str,),
    "theme": (str, dict),
    "plugins": (list, dict),
    "hooks": (list,),
    "extra": (dict,),
    "extra_css": (list,),
    "extra_javascript": (list,),
}
"""What settings may be."""
_UNUSED = ("nav", "use_directory_urls")
"""Settings of MkDocs without effect here: addresses and the menu follow from the records."""
_EDIT_URIS = {
    "github.com": "edit/master/docs/",
    "gitlab.com": "edit/master/docs/",
    "bitbucket.org": "src/default/docs/",
}
"""What MkDocs takes for `edit_uri` where only the repository is known, by its host."""


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
class _Config:
    """Settings merged over those that they inherit, and the trees of the files, `mkdocs.yml` first."""

    data: Mapping[str, Any]
    trees: Mapping[str, YamlTree]

    def problem(self, loc: Loc, code: str, level: Literal["error", "warning"] = "error", **facts: str) -> Problem:
        """A problem at the value of a setting, in the file that sets it."""
        file, tree = self.tree(loc)
        return problem(file, tree.position(loc), code, level, **facts)

    def tree(self, loc: Loc) -> tuple[str, YamlTree]:
        """The first file in which a setting stands, or `mkdocs.yml`."""
        return next((item for item in self.trees.items() if _has(item[1].data, loc)), next(iter(self.trees.items())))


def _has(data: Any, loc: Loc) -> bool:
    """Whether there is a value at a place."""
    for step in loc:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def read_settings(sources: Sources) -> tuple[Settings, list[Problem]]:
    """Read the settings; when they have an error they only say in which files they stand."""
    config, problems = _read_with_inherited(sources, FILE, ())
    if config is None:
        return _unknown(problem.file for problem in problems), problems
    problems = [*_wrong_types(config)] or [*_wrong_values(config, sources.root)]
    extensions = _extensions(config.data.get("markdown_extensions") or ())
    if extensions is None:
        problems.append(config.problem(("markdown_extensions",), "bad-setting", field="markdown_extensions"))
    options, wrong = _options(config)
    problems += wrong
    if errors(problems) or extensions is None or options is None:
        return _unknown(config.trees), problems
    raw = config.data
    custom_dir = _custom_dir(raw)
    words, wrong = read_words(sources, custom_dir)
    problems += wrong
    settings = Settings(
        site_url=raw["site_url"].rstrip("/") + "/",
        markdown_extensions=tuple(extensions),
        markdown_options={name: options for name, options in extensions.items() if options},
        names=_names(raw),
        options=options,
        edit_uri=_edit_uri(raw),
        docs_dir=_normal(raw.get("docs_dir") or "docs"),
        site_dir=_normal(raw.get("site_dir") or "site"),
        config_files=tuple(config.trees),
        custom_dir=custom_dir,
        hook_folders=tuple(dict.fromkeys(posixpath.dirname(file) or file for file in _hooks(raw))),
        messages=words,
    )
    return settings, problems


def _unknown(files: Iterable[str]) -> Settings:
    """Settings of which only the files are known."""
    return replace(_EMPTY, config_files=tuple(dict.fromkeys((FILE, *files))))


# Files


def _read_with_inherited(sources: Sources, file: str, below: tuple[str, ...]) -> tuple[_Config | None, list[Problem]]:
    """A settings file merged over those that it inherits from. `below` are the files that inherit from it."""
    text, problems = read_text(sources, file)
    if text is None or problems:
        return None, problems
    tree, problems = _tree(file, text)
    if tree is None:
        return None, problems
    data = dict(tree.data)
    parent = data.pop("INHERIT", None)
    if parent is None:
        return _Config(data, {file: tree}), []
    at = tree.position(("INHERIT",))
    parent_file = posixpath.normpath(posixpath.join(posixpath.dirname(file), str(parent)))
    if parent_file in (*below, file):
        return None, [problem(file, at, "inherit-loop", found=str(parent))]
    if len(below) >= _MAX_INHERITED:
        return None, [problem(file, at, "too-deep")]
    if _is_outside(parent_file) or not (sources.root / parent_file).is_file():
        return None, [problem(file, at, "setting-path", field="INHERIT", found=str(parent))]
    inherited, problems = _read_with_inherited(sources, parent_file, (*below, file))
    if inherited is None:
        return None, problems
    return _Config(_merged(inherited.data, data), {file: tree, **inherited.trees}), []


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
    return YamlTree(data, node), []


def _at(mark: Any) -> Position:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two settings: mappings key by key; any other value of `above` replaces that of `below`."""
    result = dict(below)
    for key, value in above.items():
        inherited = result.get(key)
        result[key] = _merged(inherited, value) if isinstance(inherited, dict) and isinstance(value, dict) else value
    return result


# Checks


def _wrong_types(config: _Config) -> Iterator[Problem]:
    """Settings that have another shape than MkDocs knows, and those that must be there."""
    raw = config.data
    for key in ("site_name", "site_url"):
        if not raw.get(key):
            file, tree = next(iter(config.trees.items()))
            yield problem(file, tree.position(()), "missing-field", field=key)
    for key, kinds in _SHAPES.items():
        if raw.get(key) and not isinstance(raw[key], kinds):
            yield config.problem((key,), "bad-setting", field=key)
    hooks, theme = raw.get("hooks"), raw.get("theme")
    if isinstance(hooks, list) and not all(isinstance(hook, str) for hook in hooks):
        yield config.problem(("hooks",), "bad-setting", field="hooks")
    if isinstance(theme, dict) and not isinstance(theme.get("custom_dir") or "", str):
        yield config.problem(("theme", "custom_dir"), "bad-setting", field="custom_dir")


def _wrong_values(config: _Config, root: Path) -> Iterator[Problem]:
    """Values that MkDocs or this generator cannot follow."""
    raw = config.data
    if not _is_site_address(raw["site_url"]):
        yield config.problem(("site_url",), "bad-site-url", found=raw["site_url"])
    theme = raw.get("theme") or ""
    if (theme.get("name") if isinstance(theme, dict) else theme) != "material":
        yield config.problem(("theme",), "bad-theme")
    docs_dir = _normal(raw.get("docs_dir") or "docs")
    if _is_outside(docs_dir) or docs_dir == "." or docs_dir.split("/")[0] in ("vocabulary", "public"):
        yield config.problem(("docs_dir",), "setting-path", field="docs_dir", found=raw["docs_dir"])
    needed: list[tuple[Loc, str, Callable[[Path], bool]]] = [
        (("theme", "custom_dir"), _custom_dir(raw), Path.is_dir),
        *((("hooks", number), file, Path.is_file) for number, file in enumerate(_hooks(raw))),
    ]
    for key in ("extra_css", "extra_javascript"):
        for number, item in enumerate(raw.get(key) or ()):
            file = str(item.get("path") if isinstance(item, dict) else item)
            folders = (docs_dir, _custom_dir(raw), "public")
            if not any(folder and (root / folder / file).is_file() for folder in folders):
                yield config.problem((key, number), "setting-path", field=key, found=file)
    for loc, path, is_there in needed:
        if path and (_is_outside(path) or not is_there(root / path)):
            name = next(step for step in reversed(loc) if isinstance(step, str))
            yield config.problem(loc, "setting-path", field=name, found=path)
    if not _hooks(raw):
        yield config.problem(("hooks",), "missing-hook")
    yield from _wrong_languages(config)
    for key in _UNUSED:
        if raw.get(key) not in (None, True, ["index.md"]):
            yield config.problem((key,), "setting-unused", "warning", field=key)


def _wrong_languages(config: _Config) -> Iterator[Problem]:
    """The plugin mkdocs-static-i18n has both languages, Hungarian as the default."""
    plugin = _plugin(config.data, "i18n")
    if plugin is None:
        yield config.problem(("plugins",), "missing-i18n")
        return
    languages = plugin.get("languages")
    rows = [row for row in languages if isinstance(row, dict)] if isinstance(languages, list) else []
    built = {str(row.get("locale")): bool(row.get("default")) for row in rows if row.get("build", True)}
    if built != {"hu": True, "ro": False} or len(rows) != len(LANGS) or plugin.get("docs_structure") == "folder":
        yield config.problem(("plugins",), "bad-languages")


def _is_site_address(text: str) -> bool:
    """Whether a text is the address of a site: `http` or `https`, a host, and no more than a path behind it."""
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_whole and not parts.query and not parts.fragment and re.search(r"[\s<>\"'\\@{}]", text) is None


def _options(config: _Config) -> tuple[SiteOptions | None, list[Problem]]:
    """`extra.kalaka`, validated."""
    extra = config.data.get("extra") or {}
    given = extra.get("kalaka") if isinstance(extra, dict) else None
    if given is None:
        return SiteOptions(), []
    loc = ("extra", "kalaka")
    file, tree = config.tree(loc)
    if not isinstance(given, dict):
        return None, [problem(file, tree.position(loc), "bad-setting", field="extra.kalaka")]
    return parse(SiteOptions, file, tree, loc, given)


# Values


def _names(raw: Mapping[str, Any]) -> Mapping[Lang, str]:
    """The name of the site in each language: that of the language, or `site_name`."""
    plugin = _plugin(raw, "i18n") or {}
    own = {row["locale"]: row.get("site_name") for row in plugin.get("languages", ()) if isinstance(row, dict)}
    return {lang: str(own.get(lang) or raw["site_name"]) for lang in LANGS}


def _plugin(raw: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The options of a plugin; None when it is not used."""
    plugins = raw.get("plugins") or []
    rows = list(plugins.items()) if isinstance(plugins, dict) else []
    for plugin in plugins if isinstance(plugins, list) else ():
        rows += plugin.items() if isinstance(plugin, dict) else [(plugin, None)]
    return next((dict(options) if isinstance(options, dict) else {} for key, options in rows if key == name), None)


def _edit_uri(raw: Mapping[str, Any]) -> str:
    """The address at which files are edited, as MkDocs puts it together from `repo_url` and `edit_uri`."""
    repository = (raw.get("repo_url") or "").rstrip("/")
    if template := raw.get("edit_uri_template"):
        path = re.sub(r"\{(path|path_noext)!q\}", r"{\1}", template)
        fields = set(re.findall(r"\{([^}]*)\}", path))
        return urljoin(repository + "/", path) if fields <= {"path", "path_noext"} else ""
    uri = raw.get("edit_uri")
    if uri is None:
        uri = _EDIT_URIS.get(urlsplit(repository).netloc.lower(), "")
    if not uri:
        return ""
    if not uri.startswith(("?", "#")) and not uri.endswith("/"):
        uri += "/"
    if urlsplit(uri).scheme:
        return str(uri)
    return f"{repository}{'' if uri.startswith(('?', '#')) else '/'}{uri.lstrip('/')}" if repository else ""


def _extensions(listed: Any) -> dict[str, Mapping[str, Any]] | None:
    """Markdown extensions with their options; None when the setting is malformed."""
    extensions: dict[str, Mapping[str, Any]] = {name: {} for name in _DEFAULT_EXTENSIONS}
    items = list(listed.items()) if isinstance(listed, dict) else listed
    if not isinstance(items, list | tuple):
        return None
    for item in items:
        pairs = item.items() if isinstance(item, dict) else [item if isinstance(item, tuple) else (item, None)]
        for name, options in pairs:
            if not isinstance(name, str) or not isinstance(options or {}, dict):
                return None
            extensions[name] = options or extensions.get(name, {})
    return extensions


def _custom_dir(raw: Mapping[str, Any]) -> str:
    theme = raw.get("theme")
    folder = theme.get("custom_dir") if isinstance(theme, dict) else None
    return _normal(folder) if folder else ""


def _hooks(raw: Mapping[str, Any]) -> list[str]:
    return [_normal(file) for file in raw.get("hooks") or ()]


def _normal(path: str) -> str:
    return posixpath.normpath(Path(path).as_posix())


def _is_outside(path: str) -> bool:
    """Whether a normal path leads out of the root."""
    return path == ".." or path.startswith("../") or PurePosixPath(path).is_absolute() or ":" in path
