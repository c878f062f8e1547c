"""What the tests share: the real knowledge base read once, the real site built once, one server, one Chromium."""

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

os.environ["KALAKA_LANG"] = "hu"  # whatever language the machine speaks
ROOT = Path(__file__).parent.parent
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


def copy_root(target: Path) -> Path:
    """The parts of the project that make a site, in a folder of its own."""
    for name in ("docs", "vocabulary", "overrides", "hooks"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", target)
    return target


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    found, _ = load_and_check(ROOT)
    return found


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built once by the command, from a copy: an editor may be building the original."""
    root = copy_root(tmp_path_factory.mktemp("built"))
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


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


ONLY_HU = """---
title: Csak magyarul
summary: Ez az oldal egyelőre csak magyarul van meg.
themes: [training]
audience: [trainer]
purpose: learn
review: {last_checked: 2026-11-22}
---

## Első rész { #first }

Lásd [a román oldalt](numai-romana.md#prima) és [Ozsdolát](../places/ozsdola.yml).
"""
ONLY_RO = """---
title: Numai în română
summary: Această pagină există deocamdată numai în română.
themes: [training]
audience: [trainer]
purpose: learn
review: {last_checked: 2026-11-22}
---

## Prima parte { #prima }

Vezi [pagina maghiară](csak-magyarul.md#first) și [proiectul](../projects/kozok-2007.yml#activities).
"""


@pytest.fixture(scope="session")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content under a sub-path, with a page that exists in one language only, in either, and a record whose
    Romanian story is missing and which had another id before.
    """
    root = copy_root(tmp_path_factory.mktemp("variant"))
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("https://kalaka.example/", "https://kalaka.example/tudas/tar/"), "utf-8")
    (root / "docs/guides/csak-magyarul.md").write_text(ONLY_HU, "utf-8")
    (root / "docs/guides/numai-romana.ro.md").write_text(ONLY_RO, "utf-8")
    record = root / "docs/projects/kozok-2007.yml"
    before, after = record.read_text("utf-8").split("\nbody:\n")
    body, rest = after.split("\nstatus:", 1)
    record.write_text(f"{before}\nbody:\n{body.split('  ro: |')[0].rstrip()}\nstatus:{rest}", "utf-8")
    with record.open("a", encoding="utf-8") as file:
        file.write("redirect_from: [kozok]\n")
    return root


@pytest.fixture(scope="session")
def variant_site(variant: Path) -> Path:
    done = kalaka("build", "--root", str(variant))
    assert done.returncode == 0, done.stdout + done.stderr
    return variant / "site"
