"""What the tests share: a knowledge base of their own read once, its site built once, one server, one Chromium.

Nothing here reads the content of the repository: what is tested is the generator, on `tests/fixtures/valley`. What the
knowledge base itself promises is in `tests/content`.
"""

import functools
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from kalaka.build.loading import load_and_check
from kalaka.model.knowledge_base import KnowledgeBase
from tests import chromium

pytest.register_assert_rewrite("tests.audit")  # its tests are inherited by two houses
os.environ["KALAKA_LANG"] = "hu"  # whatever language the machine speaks
ROOT = Path(__file__).parent.parent
VALLEY = Path(__file__).parent / "fixtures/valley"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Requests are not news."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # a browser opens many connections at once; a refused one is tried again seconds later
    daemon_threads = True


class Served:
    """A built site on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = _Server(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def kalaka(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command as an editor runs it, in Hungarian unless told otherwise."""
    return subprocess.run(
        [sys.executable, "-m", "kalaka", *arguments],
        cwd=root,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def copy_root(target: Path, content: Path = VALLEY) -> Path:
    """A knowledge base that can be built, in a folder of its own."""
    unwanted = shutil.ignore_patterns("__pycache__", "site", ".site.*", ".kalaka", "schema")
    shutil.copytree(content, target, ignore=unwanted, dirs_exist_ok=True)
    return target


def built(root: Path) -> Path:
    """The site of a knowledge base, built by the command."""
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    found, _ = load_and_check(VALLEY)
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(copy_root(tmp_path_factory.mktemp("built")))


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[Served]:
    server = Served(site)
    yield server
    server.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium.found()
    assert program, "no Chromium: run make test, which finds or installs one"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same content under a sub-path, for tests that change nothing in it."""
    root = copy_root(tmp_path_factory.mktemp("variant"))
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("https://valley.example/", "https://valley.example/tudas/tar/"), "utf-8")
    return root


@pytest.fixture(scope="session")
def variant_site(variant: Path) -> Path:
    return built(variant)
