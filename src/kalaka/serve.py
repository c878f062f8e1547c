"""A live preview for editing: every change is built aside and shown; a mistake shows as a page of problems.

Each build is a process of its own, so that changed words, templates and code count too. A page asks for the number of
the build it should show and reloads itself when there is a newer one. Nothing here reaches the published site.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from markupsafe import escape
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from kalaka import settings
from kalaka.build import WORK
from kalaka.messages import Messages

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


@dataclass
class Preview:
    """The state that the server, the watcher and the builder share."""

    root: Path
    engine: str
    words: Messages
    number: int = 0
    problems: list[str] = field(default_factory=list)
    changed: threading.Event = field(default_factory=threading.Event)
    news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def site(self) -> Path:
        return self.root / WORK / "preview"

    def rebuild(self) -> None:
        done = subprocess.run(
            [
                sys.executable, "-m", "kalaka.cli", "build", "--root", str(self.root), "--site", str(self.site),
                "--lang", self.words.lang, "--engine", self.engine,
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        said = done.stdout if done.stdout.strip() else done.stderr
        with self.news:
            self.problems = said.strip().split("\n") if done.returncode else []
            self.number += 1
            self.news.notify_all()

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
    def __init__(self, changed: threading.Event) -> None:
        self.changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        name = Path(str(event.src_path)).name
        if event.event_type in ("created", "modified", "moved", "deleted") and not (
            event.is_directory or name.startswith(".") or name.endswith(("~", ".pyc", ".swp"))
        ):
            self.changed.set()


def _folders(root: Path) -> Iterator[tuple[Path, bool]]:
    yield root, False
    for name in WATCHED:
        if (root / name).is_dir():
            yield root / name, True


def _work(preview: Preview) -> None:
    """Build now and after every change; changes that come while it builds are built together."""
    while True:
        preview.changed.clear()
        preview.rebuild()
        for line in preview.problems or [preview.words("cli.rebuilt")]:
            print(line, flush=True)
        preview.changed.wait()
        print(preview.words("cli.rebuilding"), flush=True)
        preview.changed.wait(0.05)


def run(root: Path, port: int, engine: str, words: Messages) -> int:
    preview = Preview(root, engine, words)
    preview.site.mkdir(parents=True, exist_ok=True)
    base = settings.read(root).base_path
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(preview, base))
    server.daemon_threads = True
    observer = Observer()
    watcher = _Watcher(preview.changed)
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
    return 0
