"""Checks that the settings of a site are such as MkDocs knows and this generator can follow."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kalaka.content.settings_files import Config, is_outside, normal
from kalaka.i18n.languages import LANGS
from kalaka.model.base import Loc
from kalaka.model.settings import site_address
from kalaka.problems.nearest import nearest
from kalaka.problems.problem import Problem, problem

_DEFAULT_EXTENSIONS = ("toc", "tables", "fenced_code")
"""Markdown extensions that MkDocs always loads."""
_TEXT, _LIST, _GROUP, _FLAG = (str,), (list,), (dict,), (bool,)
_SHAPES: Mapping[str, tuple[type, ...]] = {
    "site_name": _TEXT,
    "site_url": _TEXT,
    "site_description": _TEXT,
    "site_author": _TEXT,
    "repo_url": _TEXT,
    "repo_name": _TEXT,
    "edit_uri": _TEXT,
    "edit_uri_template": _TEXT,
    "docs_dir": _TEXT,
    "site_dir": _TEXT,
    "theme": (str, dict),
    "nav": _LIST,
    "not_in_nav": _TEXT,
    "exclude_docs": _TEXT,
    "draft_docs": _TEXT,
    "copyright": _TEXT,
    "dev_addr": _TEXT,
    "use_directory_urls": _FLAG,
    "strict": _FLAG,
    "plugins": (list, dict),
    "hooks": _LIST,
    "watch": _LIST,
    "validation": _GROUP,
    "markdown_extensions": (list, dict),
    "mdx_configs": _GROUP,
    "extra": _GROUP,
    "extra_css": _LIST,
    "extra_javascript": _LIST,
    "extra_templates": _LIST,
    "remote_branch": _TEXT,
    "remote_name": _TEXT,
}
"""All settings that MkDocs knows, and what they may be."""
_UNSUPPORTED = ("exclude_docs", "draft_docs")
"""Settings that would hold back files: not followed, they would publish what somebody wants to keep."""
_UNUSED: tuple[Loc, ...] = (
    *((name,) for name in ("validation", "site_author", "site_description", "repo_name", "copyright")),
    *((name,) for name in ("extra_templates", "mdx_configs")),
    *(("theme", name) for name in ("logo", "icon", "palette", "features", "font", "language")),
    *(("extra", name) for name in ("social", "homepage", "alternate", "analytics", "consent", "version")),
)
"""Settings of MkDocs and of its theme without effect here: our own templates draw what is around a page."""
_UNUSED_MENU = ("nav", "not_in_nav")
_UNUSED_PLUGINS = re.compile(
    "(?:material/)?(?:blog|group|info|meta|offline|optimize|privacy|projects|search|social|tags|typeset)"
)
"""Plugins of MkDocs and of its theme: they work on pages that this generator makes by itself."""


def wrong_types(config: Config) -> Iterator[Problem]:
    """Settings that have another shape than MkDocs knows, and those that must be there."""
    raw = config.data
    for key in ("site_name", "site_url"):
        if not raw.get(key):
            file, tree = next(iter(config.trees.items()))
            yield problem(file, tree.position(()), "missing-field", field=key)
    for key in raw:
        if key not in _SHAPES:
            field, known = str(key), list(_SHAPES)
            yield config.problem(
                (field,), "unknown-field", of_key=True, field=field, nearest=nearest(field, known),
                known=", ".join(known),
            )  # fmt: skip
    for key, kinds in _SHAPES.items():
        if raw.get(key) is not None and not isinstance(raw[key], kinds):
            yield config.problem((key,), "bad-setting", field=key)
    for key, kinds in (("hooks", _TEXT), ("watch", _TEXT), ("extra_css", _TEXT), ("extra_javascript", (str, dict))):
        for number, item in enumerate(raw[key]) if isinstance(raw.get(key), list) else ():
            if not isinstance(item, kinds):
                yield config.problem((key, number), "bad-setting", field=key)
    for key in ("plugins", "markdown_extensions"):
        listed = raw.get(key)
        for number, item in enumerate(listed if isinstance(listed, list) else [listed] if listed else []):
            loc: Loc = (key, number) if isinstance(listed, list) else (key,)
            if isinstance(item, dict):
                for name, options in item.items():
                    if not isinstance(name, str) or not isinstance(options or {}, dict):
                        yield config.problem((*loc, str(name)), "bad-setting", field=f"{key}.{name}")
            elif not isinstance(item, str):
                yield config.problem(loc, "bad-setting", field=key)
    theme = raw.get("theme")
    for name in ("custom_dir", "favicon"):
        if isinstance(theme, dict) and not isinstance(theme.get(name) or "", str):
            yield config.problem(("theme", name), "bad-setting", field=f"theme.{name}")
    yield from _wrong_forms(config)


def _wrong_forms(config: Config) -> Iterator[Problem]:
    """Texts that are no address and no template of one."""
    forms = {
        "repo_url": r"https?://[^\s/]\S*",
        "dev_addr": r"\S+:\d{1,5}",
        "edit_uri_template": r"(?:[^{}]|\{path(?:_noext)?(?:!q)?\})*",
    }
    for key, form in forms.items():
        value = config.data.get(key)
        if isinstance(value, str) and value and not re.fullmatch(form, value):
            yield config.problem((key,), "bad-setting", field=key)


def wrong_values(config: Config, root: Path) -> Iterator[Problem]:
    """Values that MkDocs or this generator cannot follow."""
    raw = config.data
    if site_address(raw["site_url"]) is None:
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
        if path and (is_outside(path) or path == "." or not is_there(root / path)):
            name = next(step for step in reversed(loc) if isinstance(step, str))
            yield config.problem(loc, "setting-path", field=name, found=path)
    hooks = [root / file for file in hooks_of(raw) if not is_outside(file) and (root / file).is_file()]
    if len(hooks) == len(hooks_of(raw)) and not any(b"kalaka.engines" in file.read_bytes() for file in hooks):
        yield config.problem(("hooks",), "missing-hook")
    yield from _wrong_languages(config)
    yield from _wrong_extensions(config)
    for key in _UNSUPPORTED:
        if raw.get(key):
            yield config.problem((key,), "setting-unsupported", field=key)
    yield from _unused(config)


def _unused(config: Config) -> Iterator[Problem]:
    """Settings without effect."""
    raw = config.data
    for key in _UNUSED_MENU:
        if raw.get(key) not in (None, "", ["index.md"]):
            yield config.problem((key,), "nav-unused", "warning", field=key)
    if raw.get("use_directory_urls") is False:
        yield config.problem(("use_directory_urls",), "setting-unused", "warning", field="use_directory_urls")
    for loc in _UNUSED:
        value: Any = raw
        for step in loc:
            value = value.get(step) if isinstance(value, dict) else None
        if value not in (None, False, "", [], {}):
            yield config.problem(loc, "setting-unused", "warning", field=".".join(map(str, loc)))
    for loc, name, _ in named(raw, "plugins"):
        if _UNUSED_PLUGINS.fullmatch(name):
            yield config.problem(loc, "setting-unused", "warning", of_key=True, field=f"plugins.{name}")
    for loc, name, options in named(raw, "markdown_extensions"):
        for option in _UNUSED_OF_TOC if _is(name, "toc") else ():
            if options.get(option):
                yield config.problem((*loc, option), "setting-unused", "warning", field=f"toc.{option}")


_UNUSED_OF_TOC = ("permalink", "anchorlink")
"""Links in headings: they would stand in the list of contents too."""
_UNSUPPORTED_EXTENSIONS = ("pymdownx.snippets", "pymdownx.b64", "pymdownx.emoji")
"""Extensions that read files of which nothing else knows, or bring pictures from elsewhere."""
_FUNCTION = "!!python/name:"


def _is(name: str, extension: str) -> bool:
    """Whether a name is that of an extension of Python-Markdown, which has a short and a long one."""
    return name in (extension, f"markdown.extensions.{extension}")


def _wrong_extensions(config: Config) -> Iterator[Problem]:
    """Extensions that read files of which nothing else knows, run functions, or bring pictures from elsewhere."""
    for loc, name, options in named(config.data, "markdown_extensions"):
        if name in _UNSUPPORTED_EXTENSIONS or _FUNCTION in str(options):
            yield config.problem(loc, "extension-unsupported", of_key=True, field=name)


_OPTIONS_OF_I18N: Mapping[str, tuple[type, ...]] = {
    "enabled": _FLAG,
    "build_only_locale": _TEXT,
    "docs_structure": _TEXT,
    "fallback_to_default": _FLAG,
    "reconfigure_material": _FLAG,
    "reconfigure_search": _FLAG,
    "languages": _LIST,
}
_ALSO_OF_LANGUAGE = (
    "admonition_translations", "copyright", "extra", "fixed_link", "link", "nav", "nav_translations", "site_author",
    "site_description", "site_url", "theme",
)  # fmt: skip
"""What the plugin knows of a language besides, without effect here."""
_OPTIONS_OF_LANGUAGE: Mapping[str, tuple[type, ...]] = {
    "locale": _TEXT,
    "name": _TEXT,
    "site_name": _TEXT,
    "default": _FLAG,
    "build": _FLAG,
    **dict.fromkeys(_ALSO_OF_LANGUAGE, (object,)),
}


def _wrong_languages(config: Config) -> Iterator[Problem]:
    """The plugin mkdocs-static-i18n has both languages, Hungarian as the default."""
    loc, _, plugin = next((item for item in named(config.data, "plugins") if item[1] == "i18n"), ((), "", None))
    if plugin is None:
        yield config.problem(("plugins",), "missing-i18n")
        return
    wrong = [*_wrong_options(config, loc, plugin, _OPTIONS_OF_I18N)]
    languages = plugin.get("languages")
    for number, row in enumerate(languages if isinstance(languages, list) else ()):
        at = (*loc, "languages", number)
        if isinstance(row, dict):
            wrong += _wrong_options(config, at, row, _OPTIONS_OF_LANGUAGE)
        else:
            wrong.append(config.problem(at, "bad-languages"))
    yield from wrong or _not_both(config, loc, plugin)


def _wrong_options(
    config: Config, loc: Loc, options: Mapping[str, Any], shapes: Mapping[str, tuple[type, ...]]
) -> Iterator[Problem]:
    """Options of another shape than the plugin knows."""
    for key, kinds in shapes.items():
        if options.get(key) is not None and not isinstance(options[key], kinds):
            yield config.problem((*loc, key), "bad-setting", field=key)
    for key in options:
        if key not in shapes:
            field, known = str(key), list(shapes)
            yield config.problem(
                (*loc, field), "unknown-field", of_key=True, field=field, nearest=nearest(field, known),
                known=", ".join(known),
            )  # fmt: skip


def _not_both(config: Config, loc: Loc, plugin: Mapping[str, Any]) -> Iterator[Problem]:
    """Where the languages are not the two, built side by side."""
    for key, wanted in (("enabled", True), ("docs_structure", "suffix"), ("build_only_locale", None)):
        if plugin.get(key, wanted) not in (wanted, None):
            yield config.problem((*loc, key), "bad-languages")
    if plugin.get("reconfigure_material") is not False:  # it fails on pages that are made here
        yield config.problem((*loc, "reconfigure_material"), "bad-languages")
    missing = list(LANGS)
    for number, row in enumerate(plugin.get("languages") or ()):
        for key in _ALSO_OF_LANGUAGE:
            if row.get(key) is not None:
                at = (*loc, "languages", number, key)
                yield config.problem(at, "setting-unused", "warning", field=f"languages.{key}")
    for number, row in enumerate(plugin.get("languages") or ()):
        at, locale = (*loc, "languages", number), row.get("locale")
        for key in ("locale", "name"):
            if not row.get(key):
                yield config.problem(at, "missing-field", field=key)
        if locale in missing:
            missing.remove(locale)
            if row.get("build", True) is not True or bool(row.get("default")) != (locale == LANGS[0]):
                yield config.problem(at, "bad-languages")
        elif locale:
            yield config.problem(at, "bad-languages")
    if missing:
        yield config.problem((*loc, "languages"), "bad-languages")


# Values that checks and settings share


def named(raw: Mapping[str, Any], key: str) -> Iterator[tuple[Loc, str, Mapping[str, Any]]]:
    """Plugins or Markdown extensions with their places and options. MkDocs takes a group, or a list of names."""
    listed = raw.get(key)
    for number, item in enumerate(listed if isinstance(listed, list) else [listed]):
        base: Loc = (key, number) if isinstance(listed, list) else (key,)
        if isinstance(item, str):
            yield base, item, {}
        for name, options in item.items() if isinstance(item, dict) else ():
            yield (*base, str(name)), str(name), options if isinstance(options, dict) else {}


def extensions_of(raw: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Markdown extensions with the options that have an effect."""
    extensions: dict[str, Mapping[str, Any]] = {name: {} for name in _DEFAULT_EXTENSIONS}
    for _, name, options in named(raw, "markdown_extensions"):
        unused = _UNUSED_OF_TOC if _is(name, "toc") else ()
        used = {option: value for option, value in options.items() if option not in unused}
        extensions[name] = used or extensions.get(name, {})
    return extensions


def custom_dir_of(raw: Mapping[str, Any]) -> str:
    theme = raw.get("theme")
    folder = theme.get("custom_dir") if isinstance(theme, dict) else None
    return normal(folder) if folder else ""


def hooks_of(raw: Mapping[str, Any]) -> list[str]:
    return [normal(file) for file in raw.get("hooks") or ()]
