"""A live preview for editing: a page is rendered when it is asked for, from a knowledge base that is kept in memory.

One thread owns the knowledge base: changes are taken over and pages are rendered there, in the order in which they
come, so a page never mixes two states and a request that comes after a change waits for it. Search bundles and open
data are made by a child process while nobody edits. A mistake shows as a page of problems. Every page asks for the
number of the state that it should show and reloads itself when there is a newer one; nothing of that is published.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import escape

from kalaka.build.background import PARTS, BackgroundFiles
from kalaka.build.cache import Cache
from kalaka.build.frame_problems import wrong_frames
from kalaka.build.frames import EngineFailed, FrameSource
from kalaka.build.live import LiveKnowledgeBase
from kalaka.build.loading import Progress
from kalaka.build.rendering import Address, Frames, complete, page_at
from kalaka.build.watching import Watcher
from kalaka.build.work_folder import WORK
from kalaka.content.discovery import existing_pages
from kalaka.content.settings import read_settings
from kalaka.content.sources import Sources
from kalaka.exports.data_page import PATH as DATA_PAGE
from kalaka.exports.sitemap import sitemap
from kalaka.i18n.languages import LANGS
from kalaka.i18n.messages import EditorMessages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.settings import Settings
from kalaka.pages import routes
from kalaka.pages.project import moved_pages
from kalaka.problems.problem import errors
from kalaka.search.facet_index import facet_files
from kalaka.theme import ASSETS, assets
from kalaka.theme.share import FOLDER as SHARE
from kalaka.theme.share import pictures

_PATIENCE = 20.0
"""Seconds that a page waits for a newer state before it asks again."""
SCRIPT_ADDRESS = "/.kalaka/reload.js"
"""The script by which a page asks for a newer state."""
_SETTLE = 0.02
"""Seconds between a change and its reading: editor programs write, rename and write again."""


class Response(NamedTuple):
    """What is sent for an address: bytes, or the file that holds them. The ending of `name` tells their type."""

    status: HTTPStatus
    name: str = ""
    body: bytes | Path = b""
    location: str = ""


class Preview:
    """The preview of one knowledge base. `say` gets each line for the terminal."""

    def __init__(
        self, root: Path, engine: str, words: EditorMessages, say: Callable[[str], None], progress: Progress
    ) -> None:
        self._root, self._engine, self._words, self._say, self._progress = root, engine, words, say, progress
        self._cache = Cache(root / WORK / "cache.db")
        self._base = LiveKnowledgeBase(root, self._cache)
        self._kb: KnowledgeBase | None = None
        self._frames: Frames = {}
        self._lost_page = self._engine_output = ""
        self._existing: frozenset[str] = frozenset()
        self._mistakes: list[str] = []
        """Lines that say what keeps pages from being shown."""
        self._said: Collection[str] = ()
        self.base_path = read_settings(Sources(root))[0].base_path
        self._number = 0
        self._pending: set[str] = set()
        self._news = threading.Condition()
        self._owner = ThreadPoolExecutor(1, "knowledge-base")
        self._made = BackgroundFiles(root, words, say)
        self._watcher = Watcher(root, self._changed, lambda: say(words("preview.polling")))

    def start(self) -> None:
        """Begin to load and to watch."""
        self._owner.submit(self._take_over)

    def close(self) -> None:
        """End the child process and the watching; a job that runs is not waited for."""
        self._made.close()
        self._watcher.close()
        self._owner.shutdown(wait=False, cancel_futures=True)

    def wait_for_news(self, after: str) -> str:
        """The number of the state, as soon as it is another than `after` or the patience is over."""
        with self._news:
            self._news.wait_for(lambda: str(self._number) != after, _PATIENCE)
            return str(self._number)

    def respond(self, address: str) -> Response:
        """What stands at a decoded path of the host."""
        with self._news:
            self._news.wait_for(lambda: self._number > 0)
        path = address.removeprefix(self.base_path)
        if path == address:
            if address in ("/", self.base_path.rstrip("/")):
                return Response(HTTPStatus.FOUND, location=self.base_path)
            return self._owner.submit(self._lost).result()
        for part in PARTS:
            if path.startswith(f"{part}/") and not path.endswith(("/", "/index.html")):
                folder = self._made.folder_with(part)
                file = _file_below(folder, path) if folder else None
                return Response(HTTPStatus.OK, path, file) if file else self._owner.submit(self._lost).result()
        if path.removesuffix("index.html") in {url(lang, DATA_PAGE) for lang in LANGS}:
            self._made.folder_with("data")  # the page says how large the files are
        return self._owner.submit(self._respond, path).result()

    def _changed(self, names: Collection[str]) -> None:
        """Note changed files, and take them over soon."""
        with self._news:
            is_first = not self._pending
            self._pending.update(names)
        self._made.pause()
        if is_first:
            with suppress(RuntimeError):  # the preview is being closed
                self._owner.submit(self._take_over)

    # What follows runs in the thread that owns the knowledge base.

    def _take_over(self) -> None:
        """Read all that has changed until now, and tell the pages."""
        time.sleep(_SETTLE if self._number else 0)
        begun = time.perf_counter()
        with self._news:
            changed, self._pending = frozenset(self._pending), set()
        try:
            lines = self._read(changed)
        except Exception as error:  # whatever it is, the preview shows it and goes on
            self._kb, self._mistakes = None, [f"{type(error).__name__}: {error}"]
            lines = self._mistakes
        for line in lines:
            if self._mistakes or line not in self._said:
                self._say(line)
        self._said = frozenset(lines)
        if not self._mistakes:
            self._say(self._words("preview.updated", ms=round((time.perf_counter() - begun) * 1000)))
        self._made.resume(possible=not self._mistakes)
        with self._news:
            self._number += 1
            self._news.notify_all()

    def _read(self, changed: Collection[str]) -> list[str]:
        """Read the changed files; returns a line for each problem. The engine draws while the rest is read."""
        settings, broken = read_settings(Sources(self._root))
        self._watcher.follow(settings)
        engine_files = (*settings.config_files, *settings.engine_folders)
        existing = existing_pages(self._root, settings)
        is_redrawn = not errors(broken) and (
            self._kb is None or existing != self._existing or any(name.startswith(engine_files) for name in changed)
        )
        source = FrameSource(self._root, settings, existing, self._engine, self._cache) if is_redrawn else None
        self._existing = existing
        try:
            self._kb, problems = self._base.update(changed, self._progress)
            if source:
                self._engine_output = self._draw(source, settings)
        finally:
            if source:
                source.stop()
        self.base_path = self._kb.settings.base_path
        output = self._engine_output.splitlines()
        self._mistakes = [problem.line_of_text(self._words.lang) for problem in errors(problems)] or output
        return [*(problem.line_of_text(self._words.lang) for problem in problems), *output]

    def _draw(self, source: FrameSource, settings: Settings) -> str:
        """Take over new frames; returns what is wrong with them, or what the engine says when it has drawn none."""
        if source.is_drawing:
            self._say(self._words("cli.engine", engine=self._engine))
        try:
            frames, _ = source.frames()
        except (EngineFailed, ValueError) as failure:
            return f"{self._words('cli.engine_failed')}\n{failure}"
        if wrong := wrong_frames(self._root, settings, frames):
            return "\n".join(problem.line_of_text(self._words.lang) for problem in wrong)
        self._frames, self._lost_page = frames.split(), frames.lost
        return ""

    def _respond(self, path: str) -> Response:
        """What stands at a path below the site."""
        kb = self._kb
        if kb and (file := _copied_file(kb, path)):
            return Response(HTTPStatus.OK, path, file)
        is_page = path.endswith(("/", ".html")) or "." not in path.rpartition("/")[2]
        if self._mistakes or kb is None:
            return self._page(self._page_of_mistakes()) if is_page else Response(HTTPStatus.NOT_FOUND)
        if path == "404.html":
            return self._page(self._lost_page)
        if path == "sitemap.xml":
            return Response(HTTPStatus.OK, path, sitemap(kb, _addresses(kb)).encode())
        if path.startswith(SHARE):
            for name, _, draw in pictures(kb.settings):
                if name == path:
                    return Response(HTTPStatus.OK, path, draw())
        page = path.removesuffix("index.html") if path.endswith("/index.html") or path == "index.html" else path
        if page.endswith("/") or not page:
            html = self._html(kb, _address(page))
            return self._page(html) if html is not None else self._lost()
        if "/projects/" in f"/{path}" and path.endswith(".json"):
            for name, content in facet_files(kb, _address(path).lang):
                if name == path:
                    return Response(HTTPStatus.OK, path, content().encode())
        if is_page and self._html(kb, _address(f"{path}/")) is not None:
            return Response(HTTPStatus.FOUND, location=f"{self.base_path}{path}/")
        return self._lost()

    def _html(self, kb: KnowledgeBase, address: Address) -> str | None:
        page = page_at(kb, address, self._made.exported)
        if page:
            return complete(kb, self._frames, page)
        return next((html for path, html in moved_pages(kb, address.lang) if path == address.path), None)

    def _lost(self) -> Response:
        return self._page(self._lost_page or self._page_of_mistakes(), HTTPStatus.NOT_FOUND)

    def _page(self, html: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
        """A page with the script that reloads it when there is a newer state."""
        above, end, below = html.rpartition("</body>")
        script = f'<script src="{SCRIPT_ADDRESS}" data-build="{self._number}"></script>'
        return Response(status, "index.html", f"{above}{script}{end}{below}".encode())

    def _page_of_mistakes(self) -> str:
        title, lang = escape(self._words("preview.title")), self._words.lang
        items = "".join(f"<li>{escape(line)}</li>" for line in self._mistakes)
        return (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'<link rel="stylesheet" href="{quote(self.base_path)}assets/site.css"></head>'
            f'<body><main class="k-page k-preview"><h1>{title}</h1><p>{escape(self._words("preview.text"))}</p>'
            f"<ol>{items}</ol></main></body></html>"
        )


def _address(path: str) -> Address:
    lang, _, below = path.partition("/")
    return Address("ro", below) if lang == "ro" else Address("hu", path)


def _addresses(kb: KnowledgeBase) -> Iterator[Address]:
    """Every page of the site."""
    for lang in LANGS:
        for path in (*(doc.path for doc in kb.docs), *routes(kb, lang), DATA_PAGE):
            yield Address(lang, path)


def _copied_file(kb: KnowledgeBase, name: str) -> Path | None:
    """The file that is published as it is, by its path below the site."""
    if name in kb.files:
        return _file_below(kb.root / kb.settings.docs_dir, name)
    if name in kb.published:
        return _file_below(kb.root / "public", name)
    custom_dir = kb.settings.custom_dir
    if custom_dir and name.startswith(f"{ASSETS}/") and (file := _file_below(kb.root / custom_dir, name)):
        return file
    return assets().get(name)


def _file_below(folder: Path, name: str) -> Path | None:
    """A file at a path below a folder, unless a link leads out of the folder."""
    path = folder / name
    try:
        return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None
    except OSError:  # a name that no disk can hold
        return None
