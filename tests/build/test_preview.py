"""The live preview over HTTP: an edit shows, a mistake shows as a page of problems, mending it brings the page back."""

import http.client
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from watchdog.observers.api import BaseObserver, EventEmitter, ObservedWatch

from kalaka.build import watching
from kalaka.build.preview_server import byte_range, content_type
from kalaka.build.watching import Watcher
from kalaka.content.settings import read_settings
from kalaka.content.sources import Sources
from kalaka.i18n.messages import Messages, messages
from tests.conftest import copy_root
from tests.test_problems import BASE

SHORT_TITLE = r"^(short_title: \{hu: )[^,}]*"
LONGEST = 60
"""Seconds after which something that was waited for will not come any more."""
ENGLISH = re.compile(r"\b(the|port is|already|error|Traceback|Errno)\b")


class Preview:
    """A running `kalaka serve` in a session of its own, with what it says."""

    def __init__(self, root: Path, *options: str, lang: str = "hu") -> None:
        self.root, self.words = root, messages("ro" if lang == "ro" else "hu")
        command = [sys.executable, "-m", "kalaka", "serve", "--root", str(root), "--port", "0", "--lang", lang]
        self.process = subprocess.Popen(
            [*command, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            start_new_session=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        self.url = re.findall(r"http://\S+", self.wait_for_line("http://"))[0]
        self.host = urlsplit(self.url).netloc

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def next_line(self) -> str | None:
        """None when neither the preview nor any child of it can say anything more."""
        line = self._lines.get(timeout=LONGEST)
        if line is not None:
            self.said.append(line)
        return line

    def wait_for_line(self, part: str) -> str:
        while (line := self.next_line()) is not None:
            if part in line:
                return line
        raise AssertionError(f"ended without saying {part!r}: {self.said}")

    def wait_for_end(self) -> int:
        """Until the preview and all its children have ended."""
        while self.next_line() is not None:
            pass
        return self.process.wait(LONGEST)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """One request for an address exactly as it is written."""
        connection = http.client.HTTPConnection(self.host, timeout=LONGEST)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def get(self, path: str) -> str:
        return self.ask("/" + path)[1].decode()

    def after(self, number: str) -> str:
        """Wait for a state newer than `number`."""
        while (now := self.get(f".kalaka/build?after={number}")) == number:
            pass
        return now

    def shows(self, path: str, condition: Callable[[int, str], bool]) -> None:
        """Wait until a page is as wanted."""
        number = self.after("0")
        while True:
            answer, body = self.ask("/" + path)
            if condition(answer.status, body.decode()):
                return
            number = self.after(number)

    def edit(self, path: Path, pattern: str, new: str) -> None:
        text = path.read_text("utf-8")
        changed = re.sub(pattern, new, text, count=1, flags=re.M)
        assert changed != text
        path.write_text(changed, "utf-8")


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    root = copy_root(tmp_path_factory.mktemp("preview"))
    (root / "public").mkdir()
    (root / "public/proba.bin").write_bytes(bytes(range(100)))
    running = Preview(root)
    yield running
    running.process.kill()
    running.wait_for_end()


def record(root: Path, number: int = 0) -> Path:
    return sorted((root / "docs/projects").glob("*.yml"))[number]


def guide(root: Path) -> Path:
    return sorted(path for path in (root / "docs/guides").glob("*.md") if not path.name.endswith(".ro.md"))[0]


# What is edited shows


def test_an_edited_record_shows(preview: Preview) -> None:
    path = record(preview.root)
    preview.edit(path, SHORT_TITLE, r"\1Egészen új cím")
    preview.shows(f"projects/{path.stem}/", lambda status, html: "Egészen új cím" in html)
    assert "Egészen új cím" in preview.get("projects/cards/1.json")


def test_an_edited_guide_shows(preview: Preview) -> None:
    path = guide(preview.root)
    preview.edit(path, r"\Z", "\nEgy egészen új mondat.\n")
    preview.shows(f"guides/{path.stem}/", lambda status, html: "Egy egészen új mondat." in html)


def test_a_renamed_place_shows(preview: Preview) -> None:
    path = preview.root / "vocabulary/places.yml"
    name = re.findall(r"^([a-z][a-z0-9-]*):", path.read_text("utf-8"), re.M)[0]
    preview.edit(path, r"\bhu: ", "hu: Régi ")
    preview.shows(f"places/{name}/", lambda status, html: "<title>Régi " in html)


def test_a_new_and_a_deleted_record_show(preview: Preview) -> None:
    source = record(preview.root)
    path = source.with_name("egeszen-uj-rekord.yml")
    path.write_text(source.read_text("utf-8").replace(f"id: {source.stem}", f"id: {path.stem}", 1), "utf-8")
    preview.shows(f"ro/projects/{path.stem}/", lambda status, html: f"projects/{path.stem}/" in html)
    path.unlink()
    preview.shows(f"ro/projects/{path.stem}/", lambda status, html: status == 404)


def test_an_edited_style_and_an_edited_frame_show(preview: Preview) -> None:
    style, frame = preview.root / "overrides/assets/site.css", preview.root / "overrides/partials/k-footer.html"
    for file in (style, frame):
        file.parent.mkdir(exist_ok=True)
    style.write_text("/* Új stílus. */", "utf-8")
    assert preview.get("assets/site.css") == "/* Új stílus. */"
    frame.write_text('<footer data-new="1"></footer>', "utf-8")
    preview.shows("projects/", lambda status, html: 'data-new="1"' in html)


def test_a_mistake_shows_as_a_page_of_problems_and_goes_when_mended(preview: Preview) -> None:
    path = record(preview.root)
    address = f"projects/{path.stem}/"
    preview.edit(path, r"^original: ", "original: x")
    title = preview.words("preview.title")
    preview.shows(address, lambda status, html: status == 200 and f"<h1>{title}</h1>" in html)
    html = preview.get(address)
    assert re.search(rf"<li>docs/projects/{path.stem}\.yml:\d+:\d+: unknown-value: ", html)
    assert "/.kalaka/reload.js" in html
    style = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert preview.ask(style[0])[0].status == 200
    preview.wait_for_line(f"docs/projects/{path.stem}.yml:")
    preview.edit(path, r"^original: x", "original: ")
    preview.shows(address, lambda status, html: title not in html)


def test_an_open_page_reloads_itself(preview: Preview, browser: Browser) -> None:
    path = record(preview.root)
    preview.after("0")
    page = browser.new_page()
    page.goto(f"{preview.url}ro/projects/{path.stem}/")
    title = page.locator("h1").inner_text()
    preview.edit(path, r"^original: ", "original: x")
    page.wait_for_selector(".k-preview")
    assert f"docs/projects/{path.name}" in page.locator("li").first.inner_text()
    preview.edit(path, r"^original: x", "original: ")
    page.wait_for_function("title => document.querySelector('h1').innerText === title", arg=title)
    page.close()


def test_search_and_data_follow(preview: Preview) -> None:
    title = "A kereső ezt is megtudja"
    preview.edit(record(preview.root), SHORT_TITLE, rf"\1{title}")
    preview.wait_for_line(messages("hu")("cli.search_is_current"))
    number = preview.after("0")
    while title not in preview.get("data/projects.json"):
        preview.wait_for_line(messages("hu")("cli.search_is_current"))
    assert preview.after("0") >= number
    for lang in ("hu", "ro"):
        answer, _ = preview.ask(f"/search/{lang}/pagefind-entry.json")
        assert answer.status == 200
    html = preview.get("ro/data/")
    assert "projects.json" in html
    assert "\u00a0kB" in html


# What is served


def test_pages_are_those_of_the_built_site(site: Path, tmp_path: Path) -> None:
    running = Preview(copy_root(tmp_path / "same"))
    try:
        running.wait_for_line(messages("hu")("cli.search_is_current"))
        pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
        for name in ["404.html", *sorted(set(pages) - {"404.html"})[::7]]:
            html = re.sub(r'<script src="/\.kalaka/[^>]*></script>', "", running.get(name))
            assert html == pages[name].read_text("utf-8"), name
        others = [path for path in site.rglob("*") if path.is_file() and path.suffix != ".html"]
        for path in others:
            name = path.relative_to(site).as_posix()
            if not name.startswith("."):
                assert running.ask(f"/{name}")[1] == path.read_bytes(), name
    finally:
        running.process.kill()
        running.wait_for_end()


def test_a_lost_page_is_the_404(preview: Preview) -> None:
    answer, body = preview.ask("/nincs/ilyen/")
    assert answer.status == 404
    assert b"/.kalaka/reload.js" in body


def test_nothing_is_kept_by_the_browser_and_types_are_told(preview: Preview) -> None:
    for path, kind in (("/", "text/html; charset=utf-8"), ("/sitemap.xml", "xml; charset=utf-8")):
        answer, _ = preview.ask(path)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"].endswith(kind)


def test_an_address_without_its_last_slash_leads_to_the_page(preview: Preview) -> None:
    answer, _ = preview.ask("/projects")
    assert (answer.status, answer.headers["Location"]) == (302, "/projects/")


def test_only_get_and_head(preview: Preview) -> None:
    answer, body = preview.ask("/projects/", "HEAD")
    assert (answer.status, body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert preview.ask("/projects/", method)[0].status == 501


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (206, "bytes 0-0/100", bytes([0]))),
        ("bytes=10-19", (206, "bytes 10-19/100", bytes(range(10, 20)))),
        ("bytes=90-", (206, "bytes 90-99/100", bytes(range(90, 100)))),
        ("bytes=90-1000", (206, "bytes 90-99/100", bytes(range(90, 100)))),
        ("bytes=-5", (206, "bytes 95-99/100", bytes(range(95, 100)))),
        ("bytes=-500", (206, "bytes 0-99/100", bytes(range(100)))),
        ("bytes=100-", (416, "bytes */100", b"")),
        ("bytes=-0", (416, "bytes */100", b"")),
        ("bytes=9-3", (200, None, bytes(range(100)))),
        ("bytes=0-1,5-6", (200, None, bytes(range(100)))),
        ("lines=0-1", (200, None, bytes(range(100)))),
    ],
)
def test_parts_of_a_file(preview: Preview, header: str, expected: tuple[int, str | None, bytes]) -> None:
    answer, body = preview.ask("/proba.bin", Range=header)
    assert (answer.status, answer.headers["Content-Range"], body) == expected
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert int(answer.headers["Content-Length"]) == len(body)
    assert preview.ask("/proba.bin", "HEAD", Range=header)[0].status == expected[0]


def test_a_range_of_nothing() -> None:
    assert byte_range("bytes=0-", 0) == range(0)
    assert byte_range("bytes=" + "9" * 5000 + "-", 10) is None


def test_types_do_not_depend_on_the_system() -> None:
    assert content_type("a.js").endswith("javascript; charset=utf-8")
    assert content_type("a.geojson") == "application/json; charset=utf-8"
    assert content_type("a.mp4") == "video/mp4"
    assert content_type("a.svgz") == content_type("a.unheard") == "application/octet-stream"


@pytest.mark.parametrize(
    "path",
    [
        "/../mkdocs.yml",
        "/assets/../../mkdocs.yml",
        "/%2e%2e/mkdocs.yml",
        "/assets/..%2f..%2fmkdocs.yml",
        "/assets%5c..%5c..%5cmkdocs.yml",
        "/assets/%00",
        "/assets/icon.svg%00.html",
        "/data/..%2f..%2f..%2fcache.db",
        "/data/../../../cache.db",
        "/search/hu/..%2f..%2f..%2f..%2fcache.db",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/C:/Windows/win.ini",
        "/mkdocs.yml",
        "/projects/index.yml",
        "/.kalaka/cache.db",
        "/%ff%fe",
        "http://127.0.0.1/../mkdocs.yml",
    ],
)
def test_no_path_leads_out(preview: Preview, path: str) -> None:
    answer, body = preview.ask(path)
    assert answer.status == 404
    assert b"site_url:" not in body
    assert b"root:" not in body


def test_a_link_does_not_lead_out(preview: Preview, tmp_path: Path) -> None:
    (tmp_path / "secret.bin").write_text("titok")
    picture = preview.root / "public/kep.bin"
    picture.write_text("kép")
    preview.shows("kep.bin", lambda status, text: status == 200)
    picture.unlink()
    picture.symlink_to(tmp_path / "secret.bin")
    preview.shows("kep.bin", lambda status, text: status == 404)
    picture.unlink()
    preview.shows("", lambda status, html: preview.words("preview.title") not in html)


# What is watched


class Noted:
    """Names that a watcher has told."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.condition = threading.Condition()

    def __call__(self, names: Collection[str]) -> None:
        with self.condition:
            self.names.update(names)
            self.condition.notify_all()

    def wait_for(self, name: str) -> None:
        with self.condition:
            assert self.condition.wait_for(lambda: name in self.names, LONGEST), self.names


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    root = tmp_path.resolve()
    settings = (
        (BASE / "mkdocs.yml").read_text("utf-8").replace("name: material", "name: material, custom_dir: overrides")
    )
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    shutil.copytree(BASE / "hooks", root / "hooks")
    for name in ("overrides", "docs/projects", "vocabulary", "src/kalaka", "site"):
        (root / name).mkdir(parents=True)
    return root


def test_files_of_systems_and_editors_and_what_no_setting_names_cause_no_update(watched: Path) -> None:
    noted = Noted()
    watcher = Watcher(watched, noted, pytest.fail)
    watcher.follow(read_settings(Sources(watched))[0])
    for name in (".a.yml.swp", "a.yml~", ".DS_Store", "#a.yml#", "4913", "a.tmp", ".git", "~$a.yml"):
        (watched / "docs/projects" / name).write_text("x")
        (watched / "docs/projects" / name).unlink()
    for name in ("src/kalaka/a.py", "site/index.html", "README.md", "new.yml"):
        (watched / name).write_text("x")
    (watched / "vocabulary/a.yml.tmp").write_text("x")
    (watched / "vocabulary/a.yml.tmp").rename(watched / "vocabulary/a.yml")
    noted.wait_for("vocabulary/a.yml")
    assert noted.names == {"vocabulary/a.yml"}
    watcher.close()


def test_a_folder_that_appears_is_watched_too(watched: Path) -> None:
    noted = Noted()
    watcher = Watcher(watched, noted, pytest.fail)
    settings = read_settings(Sources(watched))[0]
    watcher.follow(settings)
    for name in ("overrides", "public", "docs"):
        shutil.rmtree(watched / name, ignore_errors=True)
        (watched / name).mkdir()
        noted.wait_for(name)
        watcher.follow(settings)
        (watched / name / "a.txt").write_text("x")
        noted.wait_for(f"{name}/a.txt")
    watcher.close()


def test_without_notices_of_the_system_files_are_looked_at(watched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(BaseObserver):
        def __init__(self) -> None:
            super().__init__(EventEmitter)

        def schedule(self, *arguments: object, **options: object) -> ObservedWatch:
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watching, "Observer", Refusing)
    noted, told = Noted(), threading.Event()
    watcher = Watcher(watched, noted, told.set)
    watcher.follow(read_settings(Sources(watched))[0])
    assert told.is_set()
    (watched / "docs/projects/a.yml").write_text("x")
    noted.wait_for("docs/projects/a.yml")
    watcher.close()


# The command


@pytest.mark.parametrize("lang", ["hu", "ro"])
def test_a_preview_that_cannot_run_says_why(preview: Preview, tmp_path: Path, lang: str) -> None:
    shutil.copy(preview.root / "mkdocs.yml", tmp_path)
    words = messages("ro" if lang == "ro" else "hu")

    def serve(root: Path, *options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "kalaka", "serve", "--root", str(root), "--lang", lang, *options]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=LONGEST, check=False)
        assert not ENGLISH.search(done.stdout + done.stderr)
        assert not done.stdout
        assert done.stderr.count("\n") == 1
        return done.returncode, done.stderr.strip()

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, sentence = serve(tmp_path, "--port", str(port))
        assert status == 1
        assert str(port) in sentence
        assert "--port" in sentence
    assert serve(tmp_path, "--port", "65536") == (2, words("preview.bad_port", port=65536))
    assert serve(tmp_path, "--port", "-1") == (2, words("preview.bad_port", port=-1))
    for host in ("203.0.113.1", "nincs-ilyen.invalid", "ő" * 80):
        assert serve(tmp_path, "--port", "0", "--host", host) == (1, words("preview.bad_host", host=host))
    status, sentence = serve(preview.root, "--port", "0")
    address = re.search(r"http://127\.0\.0\.1:\d+/\S*", sentence)
    assert address
    assert (status, sentence) == (1, words("preview.already_runs", url=address[0]))


def test_a_site_below_a_path_and_broken_settings_at_the_start(tmp_path: Path) -> None:
    root = copy_root(tmp_path / "base")
    settings = root / "mkdocs.yml"
    right = re.sub(r"(?m)^site_url: .*", "site_url: https://x.example/tudás/tár/", settings.read_text("utf-8"))
    settings.write_text("site_url: [\n", "utf-8")
    running = Preview(root, lang="ro")
    try:
        running.shows("", lambda status, html: f"<h1>{running.words('preview.title')}</h1>" in html)
        assert "<li>mkdocs.yml:" in running.get("")
        settings.write_text(right, "utf-8")
        running.shows("tud%C3%A1s/t%C3%A1r/", lambda status, html: running.words("preview.title") not in html)
        answer, _ = running.ask("/")
        assert (answer.status, answer.headers["Location"]) == (302, "/tud%C3%A1s/t%C3%A1r/")
        assert running.ask("/projects/")[0].status == 404
        assert running.ask("/tud%C3%A1s/t%C3%A1r/ro/projects/")[0].status == 200
    finally:
        running.process.kill()
        running.wait_for_end()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("moment", ["at once", "while search is made"])
def test_no_process_outlives_the_preview(tmp_path: Path, stop: signal.Signals, moment: str) -> None:
    """All of them hold the output open, so its end is theirs. Ctrl+C goes to every process of the terminal."""
    running = Preview(copy_root(tmp_path / "base"))
    if moment != "at once":
        running.ask("/data/projects.json")  # made before the search
    if stop == signal.SIGINT:
        os.killpg(running.process.pid, stop)
        assert running.wait_for_end() == 0
        assert running.words("preview.stopped") in running.said
        assert not any("Traceback" in line for line in running.said), running.said
    else:
        running.process.kill()
        assert running.wait_for_end() == -signal.SIGKILL


def test_words_are_there_in_both_languages() -> None:
    def keys(words: Messages) -> set[str]:
        return {key for key in words.leaves if key.startswith("preview.")}

    assert keys(messages("hu")) == keys(messages("ro"))
