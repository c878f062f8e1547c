"""Reads the settings of a site from `mkdocs.yml`.

A setting that this generator cannot follow is a problem, one that it has no use for a warning.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from kalaka.content.markdown import ExtensionFailed
from kalaka.content.settings_checks import (
    custom_dir_of,
    extensions_of,
    hooks_of,
    named,
    wrong_types,
    wrong_values,
)
from kalaka.content.settings_files import Config, normal, read_with_inherited
from kalaka.content.sources import Sources
from kalaka.content.validation import parse
from kalaka.content.words import read_words
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.settings import Settings, SiteOptions, site_address
from kalaka.problems.nearest import nearest
from kalaka.problems.problem import Problem, errors

FILE = "mkdocs.yml"
_EMPTY = Settings("https://localhost/", (), {})
_EDIT_URIS = {
    "github.com": "edit/master/docs/",
    "gitlab.com": "edit/master/docs/",
    "bitbucket.org": "src/default/docs/",
}
"""What MkDocs takes for `edit_uri` where only the repository is known, by its host."""


def read_settings(sources: Sources) -> tuple[Settings, list[Problem]]:
    """Read the settings; when they have an error they only say in which files they stand."""
    config, problems = read_with_inherited(sources, FILE, ())
    if config is None:
        return _unknown(problem.file for problem in problems), problems
    problems = [*wrong_types(config)]
    if not problems:
        config = replace(config, data=_with_relative_paths(config.data, sources.root.resolve()))
        problems = [*wrong_values(config, sources.root)]
    options: SiteOptions | None = None
    if isinstance(config.data.get("extra") or {}, dict):
        options, wrong = _options(config)
        problems += wrong
    if errors(problems) or options is None:
        return _unknown(config.trees), problems
    raw = config.data
    extensions = extensions_of(raw)
    custom_dir = custom_dir_of(raw)
    words, wrong = read_words(sources, custom_dir)
    problems += wrong
    settings = Settings(
        site_url=site_address(raw["site_url"]) or "",
        markdown_extensions=tuple(extensions),
        markdown_options={name: options for name, options in extensions.items() if options},
        names=_names(raw),
        options=options,
        edit_uri=_edit_uri(raw),
        docs_dir=normal(raw.get("docs_dir") or "docs"),
        site_dir=normal(raw.get("site_dir") or "site"),
        config_files=tuple(config.trees),
        custom_dir=custom_dir,
        hook_folders=tuple(dict.fromkeys(posixpath.dirname(file) or file for file in hooks_of(raw))),
        messages=words,
    )
    return settings, problems


def _with_relative_paths(raw: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """Settings with paths from the root in place of whole paths of files and folders inside it."""

    def relative(path: str | None) -> str | None:
        whole = Path(path or "")
        return whole.relative_to(root).as_posix() if path and whole.is_relative_to(root) else path

    result = {key: relative(value) if key in ("docs_dir", "site_dir") else value for key, value in raw.items()}
    if raw.get("hooks"):
        result["hooks"] = [relative(file) for file in raw["hooks"]]
    if isinstance(raw.get("theme"), dict):
        result["theme"] = {**raw["theme"], "custom_dir": relative(raw["theme"].get("custom_dir"))}
    return result


def extension_problem(sources: Sources, error: ExtensionFailed) -> Problem:
    """The problem of a Markdown extension that failed, where the settings name it."""
    config, problems = read_with_inherited(sources, FILE, ())
    if config is None:  # edited since
        return problems[0]
    extensions = named(config.data, "markdown_extensions")
    loc = next((loc for loc, name, _ in extensions if name == error.name), ("markdown_extensions",))
    if error.option is None:
        return config.problem(
            loc, "bad-extension", of_key=bool(error.name), field=error.name or "…", reason=error.reason
        )
    return config.problem(
        (*loc, error.option), "unknown-field", of_key=True, field=f"{error.name}.{error.option}",
        nearest=nearest(error.option, error.known), known=", ".join(error.known) or "–",
    )  # fmt: skip


def _unknown(files: Iterable[str]) -> Settings:
    """Settings of which only the files are known."""
    return replace(_EMPTY, config_files=tuple(dict.fromkeys((FILE, *files))))


def _options(config: Config) -> tuple[SiteOptions | None, list[Problem]]:
    """`extra.kalaka`, validated."""
    given = (config.data.get("extra") or {}).get("kalaka")
    if given is None:
        return SiteOptions(), []
    loc = ("extra", "kalaka")
    if not isinstance(given, dict):
        known = ", ".join(SiteOptions.model_fields)
        return None, [config.problem(loc, "not-a-group", field="extra.kalaka", known=known)]
    options, problems = parse(SiteOptions, *config.tree(loc), loc, given, origin=config.tree)
    if options:
        problems += _wrong_pages(config, options)
    return options, problems


def _wrong_pages(config: Config, options: SiteOptions) -> Iterator[Problem]:
    """Pages that are listed twice, or are both in the menu and left out."""
    for name, pages in (("menu", options.menu), ("without", options.without)):
        for number, page in enumerate(pages):
            loc = ("extra", "kalaka", name, number)
            if page in pages[:number]:
                yield config.problem(loc, "repeated", found=page)
            elif name == "menu" and page in options.without:
                yield config.problem(loc, "menu-without", found=page)


def _names(raw: Mapping[str, Any]) -> Mapping[Lang, str]:
    """The name of the site in each language: that of the language, or `site_name`."""
    plugin = next(options for _, name, options in named(raw, "plugins") if name == "i18n")
    own = {row["locale"]: row.get("site_name") for row in plugin["languages"]}
    return {lang: own.get(lang) or raw["site_name"] for lang in LANGS}


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
