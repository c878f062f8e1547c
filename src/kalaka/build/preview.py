"""A live preview for editing: every change is built aside and shown; a mistake shows as a page of problems.

The builder is a process that stays, so that what it has read is at hand; when the code changes, a new one takes its
place. Pages are published first; the search index follows when there is time, and until then it is older. A page asks
for the number of the build that it should show and reloads itself when there is a newer one. Nothing here reaches the
published site.
"""

import gc
import multiprocessing
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from markupsafe import escape
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from kalaka.build.aside import end_with_parent
from kalaka.build.cache import Cache
from kalaka.build.pipeline import WORK, build
from kalaka.build.result import Built, Reporter
from kalaka.content import settings
from kalaka.i18n.messages import Messages

WATCHED = ("docs", "vocabulary", "overrides", "hooks", "src/kalaka", "mkdocs.yml")
OWN = "/.kalaka/"
SCRIPT = """\
const shown = document.currentScript.dataset.build;
const ask = () => fetch("/.kalaka/build?after=" + shown).then(r => r.text())
  .then(now => now === shown ? ask() : location.reload(), () => setTimeout(ask, 1000));
ask();
"""
PATIENCE = 20.0
"""Seconds that a page waits for a newer build before it asks again."""
QUIET = 2.0
"""Seconds without a change after which the search index is made."""


def _builder(pipe: Connection, root: Path, site: Path, engine: str) -> None:
    """The process that builds: answers each request, with or without the search, with what it came to."""
    end_with_parent()
    cache = Cache(root / WORK / "cache.db")
    gc.disable()
    while True:
        try:
            search = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            pipe.send(build(root, site, engine, Reporter(), cache=cache, search=search))
        except Exception as error:  # a mistake in our own code under edit: shown as any other problem
            pipe.send(error)
        gc.collect()  # while the editor looks at the page


@dataclass
class Preview:
    """The state that the server, the watcher and the builder share."""

    root: Path
    engine: str
    words: Messages
    number: int = 0
    problems: list[str] = field(default_factory=list)
    changed: threading.Event = field(default_factory=threading.Event)
    code_changed: threading.Event = field(default_factory=threading.Event)
    news: threading.Condition = field(default_factory=threading.Condition)
    builder: tuple[SpawnProcess, Connection] | None = None

    @property
    def site(self) -> Path:
        return self.root / WORK / "preview"

    def _ask(self, search: bool) -> Built | Exception:
        """One build; a builder that was ended, or that runs old code, is replaced."""
        if self.code_changed.is_set():
            self.code_changed.clear()
            self.end()
        if self.builder is None or not self.builder[0].is_alive():
            context = multiprocessing.get_context("spawn")
            here, there = context.Pipe()
            process = context.Process(target=_builder, args=(there, self.root, self.site, self.engine))
            process.start()
            there.close()
            self.builder = process, here
        process, pipe = self.builder
        try:
            pipe.send(search)
            while not pipe.poll(0.05):
                if search and self.changed.is_set():  # an edit does not wait for the index
                    self.end()
                    return InterruptedError()
            answer: Built | Exception = pipe.recv()
        except (EOFError, OSError) as error:
            return error
        return answer

    def rebuild(self, search: bool = False) -> bool:
        """Build and tell the pages; whether the search index is behind them."""
        built = self._ask(search)
        if isinstance(built, InterruptedError):
            return True
        if isinstance(built, Built):
            failed = [problem.line_of_text(self.words.lang) for problem in built.problems] if not built.done else []
            problems = failed or ([built.engine_output] if built.engine_output else [])
        else:
            problems = [f"{type(built).__name__}: {built}"]
        with self.news:
            self.problems = problems
            self.number += not search
            self.news.notify_all()
        return isinstance(built, Built) and built.done and built.search_is_older

    def end(self) -> None:
        if self.builder:
            self.builder[1].close()
            self.builder[0].kill()
            self.builder[0].join()
            self.builder = None

    def wait_for_news(self, after: str) -> str:
        with self.news:
            self.news.wait_for(lambda: str(self.number) != after, PATIENCE)
            return str(self.number)

    def problem_page(self) -> str:
        title, lang = self.words("preview.title"), self.words.lang
        items = "".join(f"<li>{escape(line)}</li>" for line in self.problems)
        return (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            '<link rel="stylesheet" href="/assets/kalaka.css"></head><body><main class="k-page k-preview">'
            f"<h1>{title}</h1><p>{self.words('preview.text')}</p><ol>{items}</ol></main></body></html>"
        )


def _handler(preview: Preview, base: str) -> type[SimpleHTTPRequestHandler]:
    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, directory=str(preview.site), **kwargs)

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if path == OWN + "reload.js":
                self._send(SCRIPT, "text/javascript")
            elif path == OWN + "build":
                self._send(preview.wait_for_news(query.partition("=")[2]), "text/plain")
            elif path == "/" != base:
                self.send_response(302)
                self.send_header("Location", base)
                self.end_headers()
            else:
                self._page(path.removeprefix(base.rstrip("/")) or "/")

        def _page(self, path: str) -> None:
            self.path = path
            file = Path(self.translate_path(path))
            if file.is_dir() and path.endswith("/"):
                file /= "index.html"
            if file.suffix == ".html" or not file.exists():
                self._send_page(file)
                return
            super().do_GET()

        def _send_page(self, file: Path) -> None:
            """The page, or the problems that keep it from being made; the first request waits for the first build."""
            preview.wait_for_news("0")
            lost = not file.is_file()
            shown = preview.site / "404.html" if lost else file
            if preview.problems or not shown.is_file():
                self._send(self._live(preview.problem_page()), "text/html", 200 if preview.problems else 503)
            else:
                self._send(self._live(shown.read_text("utf-8")), "text/html", 404 if lost else 200)

        def _live(self, page: str) -> str:
            script = f'<script src="{OWN}reload.js" data-build="{preview.number}"></script>'
            return page.replace("</body>", script + "</body>")

        def _send(self, text: str, kind: str, status: int = 200) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """The terminal is for the editor; requests are not news."""

    return Handler


class _Watcher(FileSystemEventHandler):
    def __init__(self, preview: Preview) -> None:
        self.preview = preview

    def on_any_event(self, event: FileSystemEvent) -> None:
        path = Path(str(event.src_path))
        if event.event_type in ("created", "modified", "moved", "deleted") and not (
            event.is_directory or path.name.startswith(".") or path.name.endswith(("~", ".pyc", ".swp"))
        ):
            if (self.preview.root / "src") in path.parents:
                self.preview.code_changed.set()
            self.preview.changed.set()


def _folders(root: Path) -> Iterator[tuple[Path, bool]]:
    yield root, False
    for name in WATCHED:
        if (root / name).is_dir():
            yield root / name, True


def _work(preview: Preview) -> None:
    """Build now and after every change; changes that come while it builds are built together."""
    while True:
        preview.changed.clear()
        older = preview.rebuild()
        for line in preview.problems or [preview.words("cli.rebuilt")]:
            print(line, flush=True)
        if older and not preview.changed.wait(QUIET):
            print(preview.words("cli.search_is_older"), flush=True)
            if not preview.rebuild(search=True):
                print(preview.words("cli.search_is_current"), flush=True)
        preview.changed.wait()
        print(preview.words("cli.rebuilding"), flush=True)
        preview.changed.wait(0.02)


def run(root: Path, port: int, engine: str, words: Messages) -> int:
    preview = Preview(root, engine, words)
    preview.site.parent.mkdir(parents=True, exist_ok=True)
    base = settings.read(root).base_path
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(preview, base))
    server.daemon_threads = True
    observer = Observer()
    watcher = _Watcher(preview)
    for folder, below in _folders(root):
        observer.schedule(watcher, str(folder), recursive=below)
    observer.start()
    threading.Thread(target=_work, args=(preview,), daemon=True).start()
    print(words("cli.serving", url=f"http://127.0.0.1:{server.server_port}{base}"), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        observer.stop()
        preview.end()
    return 0
