"""MkDocs adapter: renders frames, and builds the whole site when MkDocs is run by itself.

Every event runs once per language in one process: mkdocs-static-i18n builds the second language inside its own
`on_post_build`. A run begins with the first language and ends after the second. MkDocs renders frames only; pages
and files come from the same pipeline as with `kalaka build`. ProperDocs redirects these imports to its own modules.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from kalaka.content.settings import FILE
from kalaka.engines.contract import FRAME_BODY, FRAMES_FILE, FRAMES_FOLDER, FrameRun, Frames, NotMade
from kalaka.i18n.editor_language import editor_lang
from kalaka.i18n.languages import Lang
from kalaka.i18n.messages import messages
from kalaka.model.settings import Settings
from kalaka.theme import FOLDER

HOME_PAGES = ("index.md", "index.ro.md")


DEFAULT_ICON = "assets/images/favicon.png"
"""The theme's own, which is not published."""


def _use_theme(config: MkDocsConfig, lang: Lang) -> None:
    """Put our templates behind those of the site, and leave out what would bring scripts and styles into pages."""
    theme, folder = config.theme, str(FOLDER)
    if folder not in theme.dirs:
        theme.dirs.insert(1 if theme.custom_dir else 0, folder)
    theme["features"], theme["palette"], theme["language"] = [], None, lang
    if theme.get("favicon") == DEFAULT_ICON:
        theme["favicon"] = "assets/icon.svg"
    for name in ("consent", "version", "analytics"):
        config.extra.pop(name, None)
    config.nav, config.not_in_nav, config.use_directory_urls = None, None, True


class SiteBuild(Protocol):
    """A build of a whole site around the run of an engine."""

    settings: Settings
    existing: frozenset[str]
    """Pages that menu and footer lead to."""

    def begin(self) -> None:
        """Read and check all content; raises `NotMade`."""
        ...

    def finish(self, frames: Frames) -> None:
        """Render and publish the site; raises `NotMade`."""
        ...

    def give_up(self) -> None:
        """Let other builds begin."""
        ...


class _Stopped(Abort):
    """Ends the engine, and says on standard error why."""

    def show(self, *arguments: Any, **options: Any) -> None:
        print(self.format_message(), file=sys.stderr)


@contextmanager
def _stopping() -> Iterator[None]:
    try:
        yield
    except NotMade as reason:
        raise _Stopped(str(reason)) from reason


class Adapter:
    """Event handlers of MkDocs. `start` begins a build of the knowledge base below a folder into another folder."""

    def __init__(self, start: Callable[[Path, Path], SiteBuild]) -> None:
        self._start = start
        self._run: FrameRun | None = None
        self._build: SiteBuild | None = None

    @property
    def run(self) -> FrameRun:
        assert self._run is not None, "on_config runs first"
        return self._run

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        file = Path(config.config_file_path or "")
        if file.name != FILE:
            raise _Stopped(messages(editor_lang())("cli.other_settings", file=file.name))
        _use_theme(config, self._lang(config))
        if self._is_second(config):
            return config
        root = file.parent
        with _stopping():
            build = self._start(root, Path(config.site_dir))
        self._run, self._build = FrameRun(build.settings, build.existing), None
        config.watch += [str(root / name) for name in build.settings.inputs if (root / name).exists()]
        if os.environ.get(FRAMES_FOLDER):
            return config
        with _stopping():
            build.begin()
        self._build, self._site_dir = build, config.site_dir
        self._scratch = tempfile.TemporaryDirectory(prefix="engine-", ignore_cleanup_errors=True)
        config.site_dir = self._scratch.name  # the engine empties its folder, and the site is exchanged as a whole
        return config

    @event_priority(100)
    def _leave_out(self, files: Files, config: MkDocsConfig) -> Files:
        """Before static-i18n, which processes every file: leave out all files but the home pages, which it requires."""
        for file in list(files):
            files.remove(file)
        for name in HOME_PAGES:
            files.append(File(name, config.docs_dir, config.site_dir, True))
        return files

    @event_priority(-200)
    def _add_frames(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the frames; after static-i18n, which cannot read generated files."""
        lang = self._lang(config)
        for source, address in self.run.sources(lang):
            file = File.generated(config, source, content=FRAME_BODY, inclusion=InclusionLevel.NOT_IN_NAV)
            file.dest_uri, file.url = address + "index.html", address or "./"
            file.locale, file.alternates = lang, {}  # type: ignore[attr-defined]
            files.append(file)
        return files

    on_files = CombinedEvent(_leave_out, _add_frames)

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str:
        """The sentinel of the content, for every page: no file is read."""
        return FRAME_BODY

    @event_priority(-1000)
    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        page.toc.items.clear()
        return FRAME_BODY

    @event_priority(-1000)
    def on_page_context(self, context: Any, page: Page, config: MkDocsConfig, nav: Any) -> Any:
        context["k"] = self.run.chrome(page.file.src_uri, self._lang(config))
        return context

    def on_template_context(self, context: Any, template_name: str, config: MkDocsConfig) -> Any:
        context["k"] = self.run.lost_chrome(self._lang(config))
        return context

    @event_priority(-1000)
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Store the frame; the engine writes no page."""
        self.run.keep(page.file.src_uri, self._lang(config), output)
        return ""

    def on_post_template(self, output_content: str, template_name: str, config: MkDocsConfig) -> str:
        """Store the 404 page of the first language; the engine writes neither it nor a sitemap."""
        if template_name == "404.html" and not self._is_second(config):
            self.run.keep_lost(output_content)
        return ""

    @event_priority(100)
    def _publish(self, config: MkDocsConfig) -> None:
        """After the last language (static-i18n builds it at -100): publish the site, or write the frames."""
        if not self._is_second(config):
            return
        if self._build:
            with _stopping():
                self._build.finish(self.run.frames)
        else:
            (Path(os.environ[FRAMES_FOLDER]) / FRAMES_FILE).write_bytes(self.run.frames.dump())

    @event_priority(-1000)
    def _give_back(self, config: MkDocsConfig) -> None:
        """After every plugin, since some write into the engine's folder: name the folder of the site again, which
        `gh-deploy` publishes.
        """
        if self._build and not self._is_second(config):
            config.site_dir = self._site_dir
            self._scratch.cleanup()

    on_post_build = CombinedEvent(_publish, _give_back)

    def on_build_error(self, error: Exception) -> None:
        """The engine has failed, or a hook or plugin: nothing will be published."""
        if self._build:
            self._build.give_up()

    @staticmethod
    def _lang(config: MkDocsConfig) -> Lang:
        return "ro" if config.plugins["i18n"].current_language == "ro" else "hu"  # type: ignore[attr-defined]

    @staticmethod
    def _is_second(config: MkDocsConfig) -> bool:
        return bool(config.plugins["i18n"].building)  # type: ignore[attr-defined]
