"""MkDocs adapter: addresses in, frames out, facts of the head put right. The package thinks, this translates.

Every event runs once per language in one process (mkdocs-static-i18n builds the second language inside its own
`on_post_build`); the run begins with the first language and is kept here until the next one.
"""

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from kalaka.engines.contract import FRAME_BODY, Run
from kalaka.i18n.languages import Lang

_runs: list[Run] = []
_THEME_PARTS = ("assets/javascripts/", "assets/images/", "assets/stylesheets/")
"""Scripts, pictures and styles of the theme that no page of ours asks for."""


class _EveryAnchor(set[str]):
    """Fragments of generated pages are checked by Kaláka, with the place in the editor's file."""

    def __contains__(self, anchor: object) -> bool:
        return True


class RecordFile(File):
    """An address that pages may link to; the engine neither reads, draws nor copies it."""

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        return


def _lang(config: MkDocsConfig) -> Lang:
    lang: Lang = "ro" if config.plugins["i18n"].current_language == "ro" else "hu"  # type: ignore[attr-defined]
    return lang


def _second(config: MkDocsConfig) -> bool:
    return bool(config.plugins["i18n"].building)  # type: ignore[attr-defined]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    if not _second(config):
        if folder := os.environ.get("KALAKA_ORDER"):
            _runs[:] = [Run.ordered(Path(folder))]
            return config
        run, report = Run.start(Path(config.config_file_path).parent)
        if report:
            print(*report, sep="\n", file=sys.stderr)
        if run is None:
            raise Abort("\n".join(report))
        _runs[:] = [run]
    return config


@event_priority(100)
def _leave_out(files: Files, config: MkDocsConfig) -> Files:
    """Before static-i18n, which looks at every file: what the engine has nothing to do with."""
    for file in list(files):
        if file.src_uri.startswith(_THEME_PARTS) or _runs[0].is_skipped(file.src_uri):
            files.remove(file)
    return files


@event_priority(-200)
def _address(files: Files, config: MkDocsConfig) -> Files:
    """After static-i18n: records become addresses, pages of one language get their fallback, frames are added."""
    lang, run = _lang(config), _runs[0]

    def add(file: File, address: str) -> None:
        file.dest_uri, file.url = address + "index.html", address or "./"
        file.locale, file.alternates = lang, {}  # type: ignore[attr-defined]
        files.append(file)

    def record(source: str, address: str) -> None:
        if old := files.src_uris.get(source):
            files.remove(old)
        file = RecordFile(source, config.docs_dir, config.site_dir, True, inclusion=InclusionLevel.NOT_IN_NAV)
        file.page = SimpleNamespace(url=address, present_anchor_ids=_EveryAnchor())  # type: ignore[assignment]
        add(file, address)

    for source, address in run.addresses(lang):
        record(source, address)
    for path, alias, address in run.fallbacks(lang):
        if path not in files.src_uris:
            add(
                File(path, config.docs_dir, config.site_dir, True, inclusion=InclusionLevel.NOT_IN_NAV),
                address,
            )
        record(alias, address)
    for source, address in run.frame_addresses(lang):
        add(File.generated(config, source, content=FRAME_BODY, inclusion=InclusionLevel.NOT_IN_NAV), address)
    return files


on_files = CombinedEvent(_leave_out, _address)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Front matter has been read and checked by the package; the engine must not act on it."""
    page.meta.clear()
    body = _runs[0].body(page.file.src_uri)
    return markdown if body is None else body


@event_priority(-1000)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The text of a page is kept; the page itself is made around it by the package."""
    page.toc.items.clear()
    if not _runs[0].is_frame(page.file.src_uri):
        _runs[0].keep_text(page.file.src_uri, _lang(config), html)
    return FRAME_BODY


@event_priority(-1000)
def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Any) -> Any:
    context["k"] = _runs[0].chrome(page.file.src_uri, _lang(config))
    return context


def on_template_context(context: Any, template_name: str, config: MkDocsConfig) -> Any:
    context["k"] = _runs[0].lost_chrome(_lang(config))
    return context


@event_priority(-1000)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """A frame is kept; no page is written by the engine."""
    if _runs[0].is_frame(page.file.src_uri):
        _runs[0].keep_frame(page.file.src_uri, _lang(config), output)
    return ""


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """One 404 for both languages, the first one's; the sitemap is ours."""
    if template_name == "sitemap.xml" or (template_name == "404.html" and _second(config)):
        return ""
    return output_content


@event_priority(100)
def on_post_build(config: MkDocsConfig) -> None:
    """After the last language (static-i18n builds it at -100): make all pages, or hand over what was drawn."""
    if not _second(config):
        return
    if folder := os.environ.get("KALAKA_ORDER"):
        _runs[0].save(Path(folder))
    else:
        _runs[0].complete(Path(config.site_dir))
