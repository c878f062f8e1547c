"""Checks that the settings of a site are such as MkDocs knows and this generator can follow."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kalaka.content.settings_files import Config, is_outside, normal
from kalaka.i18n.languages import LANGS
from kalaka.model.base import Loc
from kalaka.problems.problem import Problem, problem

_DEFAULT_EXTENSIONS = ("toc", "tables", "fenced_code")
"""Markdown extensions that MkDocs always loads."""
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


def wrong_types(config: Config) -> Iterator[Problem]:
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


def wrong_values(config: Config, root: Path) -> Iterator[Problem]:
    """Values that MkDocs or this generator cannot follow."""
    raw = config.data
    if not _is_site_address(raw["site_url"]):
        yield config.problem(("site_url",), "bad-site-url", found=raw["site_url"])
    theme = raw.get("theme") or ""
    if (theme.get("name") if isinstance(theme, dict) else theme) != "material":
        yield config.problem(("theme",), "bad-theme")
    docs_dir = normal(raw.get("docs_dir") or "docs")
    if is_outside(docs_dir) or docs_dir == "." or docs_dir.split("/")[0] in ("vocabulary", "public"):
        yield config.problem(("docs_dir",), "setting-path", field="docs_dir", found=raw["docs_dir"])
    needed: list[tuple[Loc, str, Callable[[Path], bool]]] = [
        (("theme", "custom_dir"), custom_dir_of(raw), Path.is_dir),
        *((("hooks", number), file, Path.is_file) for number, file in enumerate(hooks_of(raw))),
    ]
    for key in ("extra_css", "extra_javascript"):
        for number, item in enumerate(raw.get(key) or ()):
            file = str(item.get("path") if isinstance(item, dict) else item)
            folders = (docs_dir, custom_dir_of(raw), "public")
            if not any(folder and (root / folder / file).is_file() for folder in folders):
                yield config.problem((key, number), "setting-path", field=key, found=file)
    for loc, path, is_there in needed:
        if path and (is_outside(path) or not is_there(root / path)):
            name = next(step for step in reversed(loc) if isinstance(step, str))
            yield config.problem(loc, "setting-path", field=name, found=path)
    if not hooks_of(raw):
        yield config.problem(("hooks",), "missing-hook")
    yield from _wrong_languages(config)
    for key in _UNUSED:
        if raw.get(key) not in (None, True, ["index.md"]):
            yield config.problem((key,), "setting-unused", "warning", field=key)


def _wrong_languages(config: Config) -> Iterator[Problem]:
    """The plugin mkdocs-static-i18n has both languages, Hungarian as the default."""
    plugin = plugin_options(config.data, "i18n")
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


# Values that checks and settings share


def plugin_options(raw: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The options of a plugin; None when it is not used."""
    plugins = raw.get("plugins") or []
    rows = list(plugins.items()) if isinstance(plugins, dict) else []
    for plugin in plugins if isinstance(plugins, list) else ():
        rows += plugin.items() if isinstance(plugin, dict) else [(plugin, None)]
    return next((dict(options) if isinstance(options, dict) else {} for key, options in rows if key == name), None)


def extensions_of(listed: Any) -> dict[str, Mapping[str, Any]] | None:
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


def custom_dir_of(raw: Mapping[str, Any]) -> str:
    theme = raw.get("theme")
    folder = theme.get("custom_dir") if isinstance(theme, dict) else None
    return normal(folder) if folder else ""


def hooks_of(raw: Mapping[str, Any]) -> list[str]:
    return [normal(file) for file in raw.get("hooks") or ()]
