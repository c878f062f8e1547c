"""Search bundles and open data for the preview, made by a child process while nobody edits."""

import multiprocessing
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from kalaka.build.cache import Cache
from kalaka.build.loading import Loader
from kalaka.build.rendering import Exported
from kalaka.build.work_folder import WORK
from kalaka.build.workers import end_with_parent, run_program
from kalaka.exports.files import write_data
from kalaka.i18n.languages import LANGS
from kalaka.i18n.messages import EditorMessages
from kalaka.search.corpus import entries
from kalaka.search.pagefind import prepare_corpus, run_pagefind

_QUIET = 2.0
"""Seconds without a change after which search bundles and open data are made."""
PARTS = ("data", *(f"search/{lang}" for lang in LANGS))
"""Folders of the site that the child process makes, in this order."""


class BackgroundFiles:
    """Search bundles and open data, made by a child process while nobody edits; until then the older ones stay."""

    def __init__(self, root: Path, words: EditorMessages, say: Callable[[str], None]) -> None:
        self._root, self._words, self._say = root, words, say
        self._work = root / WORK / "preview"
        shutil.rmtree(self._work, ignore_errors=True)
        self._condition = threading.Condition()
        self._folders: dict[str, Path] = {}
        """For each part the folder below which its newest version lies."""
        self.exported = Exported()
        self._due: float | None = None
        self._is_possible = False
        self._waiting = 0
        self._child: BaseProcess | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def pause(self) -> None:
        """End the child process, since what it reads changes."""
        with self._condition:
            self._due = None
            child, self._child = self._child, None
        if child:
            child.kill()

    def resume(self, *, possible: bool) -> None:
        """Begin when it has been quiet for a while, or at once when somebody waits; with errors nothing can be made."""
        with self._condition:
            self._is_possible = possible
            if possible:
                self._due = time.monotonic() + (0 if self._waiting else _QUIET)
            self._condition.notify_all()

    def close(self) -> None:
        """End the child process for good."""
        self.resume(possible=False)
        self.pause()

    def folder_with(self, part: str) -> Path | None:
        """The folder with the newest version of a part; the first is waited for. Begins at once when it is old."""
        with self._condition:
            if self._due is not None:
                self._due = time.monotonic()
                self._condition.notify_all()
            self._waiting += 1
            self._condition.wait_for(lambda: part in self._folders or not self._is_possible)
            self._waiting -= 1
            return self._folders.get(part)

    def _run(self) -> None:
        context = multiprocessing.get_context("spawn")
        for number in range(1, 1 << 62):
            with self._condition:
                while self._due is None or self._due > time.monotonic():
                    self._condition.wait(None if self._due is None else max(0, self._due - time.monotonic()))
                self._due = None
                folder = self._work / str(number)
                here, there = context.Pipe(duplex=False)
                child = self._child = context.Process(target=_make_files, args=(there, self._root, folder))
                child.start()
                there.close()
            self._collect(here, child, folder)

    def _collect(self, pipe: Connection, child: BaseProcess, folder: Path) -> None:
        """Take over each part as soon as it is made, and say so when all are, unless a change has ended the child."""
        missing, failure = set(PARTS), ""
        with pipe, suppress(EOFError, OSError):
            while missing:
                part, value = pipe.recv()
                if not part:
                    failure = value
                    break
                missing.discard(part)
                with self._condition:
                    self._folders[part] = folder
                    self.exported = value or self.exported
                    self._condition.notify_all()
        child.join()
        with self._condition:
            if self._child is not child:
                return
            self._child = None
            self._is_possible = not missing
            self._condition.notify_all()
            outdated = set(self._work.iterdir() if self._work.is_dir() else ()) - set(self._folders.values())
        for old in outdated:
            shutil.rmtree(old, ignore_errors=True)
        words = self._words
        self._say(words("preview.not_made", reason=failure) if missing else words("cli.search_is_current"))


def _make_files(pipe: Connection, root: Path, folder: Path) -> None:
    """Child process: make each part in a folder, and send its name, the first with what the page of the data says."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is meant for the parent
    if hasattr(os, "nice"):
        os.nice(10)  # pages go first
    try:
        kb = Loader(root, Cache(root / WORK / "cache.db")).load(lambda done, of: None).kb
        pipe.send(("data", Exported(*write_data(kb, folder / "data"))))
        for lang in LANGS:
            corpus, bundle = folder / "corpus" / lang, folder / "search" / lang
            extra = prepare_corpus(kb, lang, list(entries(kb, lang)), corpus)
            bundle.parent.mkdir(parents=True, exist_ok=True)
            run_pagefind(corpus, bundle, lang, run_program)
            for name, content in extra.items():
                (bundle / name).write_bytes(content)
            pipe.send((f"search/{lang}", None))
    except Exception as error:  # the preview says it and goes on
        pipe.send(("", f"{type(error).__name__}: {error}"))
