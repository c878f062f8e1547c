"""The order of the day: read and check what changed, let the engine draw what changed, make what changed, publish.

Nothing is trusted for being there: what was kept is used under a key of all that it was made of, and a file of the
site counts as made only while it has the size and the time with which it was written.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kalaka.browse import browse_files
from kalaka.cache import Cache, code_version, digest
from kalaka.checks import check
from kalaka.crew import FEW
from kalaka.data.files import write_data
from kalaka.data.formats import DATA, DESCRIPTIONS
from kalaka.data.page import data_page
from kalaka.draw import Cut, draw, whole, write
from kalaka.frame import Frame
from kalaka.frames import EngineFailed, Frames
from kalaka.library import Library
from kalaka.load import load_library
from kalaka.model import LANGS
from kalaka.output import real_versions, sitemap
from kalaka.pages.docs import doc_file, doc_page, doc_text
from kalaka.pages.page import LOST, Drawn, Leaf, url
from kalaka.pages.project import moved_pages
from kalaka.plan import Keys, Planned, plan_pages
from kalaka.prints import Prints
from kalaka.problems import Problem, errors, in_order
from kalaka.publish import exchange, keep_files, locked, recover, replace_files, stage_of
from kalaka.reading import Reading
from kalaka.search.index import build_search
from kalaka.search.words import missing

WORK = ".kalaka"
ENGINES = ("mkdocs", "properdocs")


@dataclass(frozen=True)
class Built:
    """What a build came to: problems of every level, and pages when there was no error."""

    problems: list[Problem]
    pages: int = 0
    made: int = 0
    """Pages that were made anew; the others were already there."""
    counts: Mapping[str, int] = field(default_factory=dict)
    stages: tuple[tuple[str, float], ...] = ()
    """Names of the stages and their seconds."""
    engine_output: str = ""
    search_is_older: bool = False

    @property
    def done(self) -> bool:
        return self.pages > 0

    @property
    def seconds(self) -> float:
        return sum(seconds for _, seconds in self.stages)


class Reporter:
    """Is told the steps of a build by the keys of their messages, and how far a long one is. This one says nothing."""

    def say(self, key: str, **facts: str) -> None: ...

    def progress(self, done: int, of: int) -> None: ...


class _Clock:
    """How long each stage took."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, float]] = []

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.stages.append((stage, time.monotonic() - begun))


class _Stamp(NamedTuple):
    """With what key a file of the site was made, and its size and time then."""

    key: bytes
    size: int
    changed: int


Files = Mapping[str, _Stamp]


class _Done(NamedTuple):
    """What is kept of a finished build of a site."""

    inputs: bytes
    built: Built
    files: Files


def read_and_check(root: Path) -> tuple[Library, list[Problem]]:
    """Everything, read anew; nothing is kept of it."""
    library, problems = load_library(root)
    return library, in_order([*problems, *check(library)])


def check_again(root: Path, reporter: Reporter) -> tuple[Library, list[Problem]]:
    """The same, reading only what has changed since the last time."""
    with locked(root / WORK):
        cache = Cache(root / WORK / "cache.db")
        reading = Reading(root, cache, Prints(root, cache), reporter.progress)
        try:
            return reading.library(reading.base())
        finally:
            reading.end()
            cache.close()


def build(
    root: Path, site: Path, engine: str, reporter: Reporter, *, cache: Cache | None = None, search: bool = True
) -> Built:
    """Make the whole site, or what has changed of it; with errors nothing changes.

    A process that builds again and again gives its own cache. Without `search` the index and the open data stay as they
    are, when they are there: what takes seconds however little has changed.
    """
    gc.disable()
    try:
        with locked(root / WORK):
            if recover(site):
                reporter.say("recovered")
            return _Build(root, site, engine, reporter, cache=cache, search=search).run()
    finally:
        gc.enable()


class _Build:
    def __init__(
        self, root: Path, site: Path, engine: str, reporter: Reporter, *, cache: Cache | None, search: bool
    ) -> None:
        self.root, self.site, self.engine, self.reporter, self.search = root, site, engine, reporter, search
        self.clock = _Clock()
        self.cache = cache or Cache(root / WORK / "cache.db")
        self.stage = stage_of(site)

    def run(self) -> Built:
        with self.clock("scan"):
            self.prints = Prints(self.root, self.cache)
            place = digest("site", str(self.site))
            inputs = digest(code_version(), self.prints.all, self.engine)
            before: _Done | None = self.cache.get("done", [place]).get(place)
            self.there = _still_there(self.site, before.files if before else {})
        whole_site = before is not None and len(self.there) == len(before.files)
        if before and before.inputs == inputs and whole_site and not (self.search and before.built.search_is_older):
            return replace(before.built, made=0, stages=tuple(self.clock.stages))
        self.reading = Reading(self.root, self.cache, self.prints, self.reporter.progress)
        try:
            built, files = self._make()
        finally:
            self.reading.end()
        if built.done:
            self.cache.put("done", {place: _Done(inputs, built, files)})
        self.cache.close()
        return built

    def _make(self) -> tuple[Built, Files]:
        self.reporter.say("loading")
        with self.clock("read"):
            reading = self.reading
            base = reading.base()
            frames = None
            if not errors(base.problems):
                frames = Frames(base.library, self.engine, self.cache, self.prints, self.root / WORK)
            library, problems = reading.library(base)
        if errors(problems) or frames is None:
            if frames:
                frames.stop()
            return Built(problems), {}
        if reading.crew:
            reading.crew.learn(library, reading.shared)
        with self.clock("engine"):
            if frames.is_drawing:
                self.reporter.say("engine", engine=self.engine)
            try:
                texts = {(lang, doc_file(d, lang)): doc_text(library, d, lang) for d in library.docs for lang in LANGS}
                drawn = Drawn(frames.drawn(), texts)
            except EngineFailed as error:
                return Built(problems, engine_output=str(error)), {}
        with self.clock("plan"):
            keys = Keys(library, reading.records, reading.summaries, self.prints.below("vocabulary/"))
            pages = list(plan_pages(library, keys, drawn))
            todo = [page for page in pages if self._is_new(page)]
        self.reporter.say("filling")
        new = self._draw(library, keys, drawn, pages, todo)
        files = {page.file: self.there[page.file] for page in pages if page.file in self.there} | new
        bundle = {name: stamp for name, stamp in self.there.items() if _is_search(name)}
        if self.there:
            self._publish(new, self.there.keys() - files.keys() - bundle.keys())
        if self.search and (not bundle or any(stamp.key != keys.data for stamp in bundle.values())):
            with self.clock("search"):
                found = self._search(library, keys.data)
            if self.there:
                self._publish(found, bundle.keys() - found.keys())
            bundle = found
        late = [*bundle.values(), *(stamp for name, stamp in files.items() if _is_data(name))]
        older = not bundle or any(stamp.key != keys.data for stamp in late)
        if not self.there:
            with self.clock("publish"):
                self.reporter.say("publishing")
                exchange(self.site)
        counts = {kind: len(library.entries(kind)) for kind in ("projects", "guides", "trainings")}
        return Built(
            problems, len(pages), len(todo), counts, tuple(self.clock.stages), search_is_older=older
        ), files | bundle

    def _draw(
        self, library: Library, keys: Keys, drawn: Drawn, pages: list[Planned], todo: list[Planned]
    ) -> dict[str, _Stamp]:
        """Every page and file that is new; while others draw generated pages, this process makes the rest."""
        frames = {name: text for name, text in drawn.frames.items() if name != LOST}
        cut = {name: Frame(text) for name, text in frames.items()}
        generated = [page for page in todo if page.kind == "generated"]
        many = len(generated) >= FEW
        crew = self.reading.drawers(library, every=len(generated) > len(pages) / 2) if many else None
        if crew:
            crew.begin(frames, self.stage, [page.at for page in generated])
        with self.clock("texts"):
            new = self._authored(library, cut, drawn, [page for page in todo if page.kind == "authored"])
            new |= self._others(library, keys, drawn, pages)
            made = {page.file: page.key for page in generated}
        with self.clock("data"):
            if crew:
                crew.kept()
            new |= self._data(library, keys, cut, [page for page in todo if page.kind == "data"])
        with self.clock("pages"):
            if crew:
                written = crew.drawn(lambda done: self.reporter.progress(done, len(generated)))
            else:
                written = [draw(library, cut, page.at, self.stage) for page in generated]
            return new | {one.file: _Stamp(made[one.file], one.size, one.changed) for one in written}

    def _is_new(self, page: Planned) -> bool:
        stamp = self.there.get(page.file)
        return stamp is None or stamp.key != page.key

    def _written(self, file: str, key: bytes, content: bytes) -> dict[str, _Stamp]:
        done = write(self.stage, file, content)
        return {file: _Stamp(key, done.size, done.changed)}

    def _authored(self, library: Library, frames: Cut, drawn: Drawn, todo: list[Planned]) -> dict[str, _Stamp]:
        docs = {doc.path: doc for doc in library.docs}
        found: dict[str, _Stamp] = {}
        for page in todo:
            lang, doc = page.at.lang, docs[page.at.path]
            made = doc_page(library, doc, lang, drawn.texts[lang, doc_file(doc, lang)])
            found |= self._written(page.file, page.key, whole(library, frames, made).encode())
        return found

    def _data(self, library: Library, keys: Keys, frames: Cut, pages: list[Planned]) -> dict[str, _Stamp]:
        """The files of the open data and the page that lists them with their sizes."""
        there = {name: stamp for name, stamp in self.there.items() if _is_data(name)}
        whole_set = there.keys() == {f"data/{form.name}" for form in (*DATA, *DESCRIPTIONS)}
        current = not pages and all(stamp.key == keys.data for stamp in there.values())
        if whole_set and (current or not self.search):
            return there
        files, left_out = write_data(library, self.reading.pieces(library), self.stage / "data")
        found = {}
        for file in files:
            stat = (self.stage / "data" / file.name).stat()
            found[f"data/{file.name}"] = _Stamp(keys.data, stat.st_size, stat.st_mtime_ns)
        for page in pages:
            made = whole(library, frames, data_page(library, page.at.lang, files, left_out))
            found |= self._written(page.file, page.key, made.encode())
        return found

    def _others(self, library: Library, keys: Keys, drawn: Drawn, pages: list[Planned]) -> dict[str, _Stamp]:
        """Everything that is no page of the plan: made when its key is new, else kept."""
        found: dict[str, _Stamp] = {}
        for file, key, content in self._contents(library, keys, drawn, pages):
            stamp = self.there.get(file)
            found |= {file: stamp} if stamp and stamp.key == key else self._written(file, key, content())
        return found

    def _contents(
        self, library: Library, keys: Keys, drawn: Drawn, pages: list[Planned]
    ) -> Iterator[tuple[str, bytes, Callable[[], bytes]]]:
        """File, key and content."""
        for file in sorted(library.files):
            yield file, self.prints.of(f"docs/{file}"), (self.root / "docs" / file).read_bytes
        ready = {"404.html": drawn.frames[LOST]}
        for lang in LANGS:
            ready |= {url(lang, path) + "index.html": text for path, text in moved_pages(library, lang)}
            for leaf in browse_files(library, lang):
                key = digest(keys.shared, leaf.path, *map(keys.of, leaf.inputs()))
                yield leaf.path, key, partial(_encoded, leaf)
        for file, text in ready.items():
            raw = text.encode()
            yield file, digest(raw), partial(bytes, raw)
        listed = [page.at for page in pages]
        known = digest(code_version(), repr(library.settings), repr(listed), repr([*real_versions(library).items()]))
        yield "sitemap.xml", known, lambda: sitemap(library, listed).encode()

    def _search(self, library: Library, key: bytes) -> dict[str, _Stamp]:
        self.reporter.say("indexing")
        for name in missing():
            self.reporter.say("missing_dictionary", name=name)
        build_search(library, self.stage)
        found = {}
        for path in sorted(self.stage.glob("search/*/**/*")):
            name = path.relative_to(self.stage).as_posix()
            if path.is_file() and _is_search(name):
                stat = path.stat()
                found[name] = _Stamp(key, stat.st_size, stat.st_mtime_ns)
        return found

    def _publish(self, files: Files, gone: set[str]) -> None:
        """Move into the site what was made now, and take away what is gone."""
        with self.clock("publish"):
            written = [name for name, stamp in files.items() if self.there.get(name) != stamp]
            if len(written) > len(self.there) / 2:
                keep_files(self.site, self.there.keys() - gone - set(written))
                exchange(self.site)
            else:
                replace_files(self.site, written, gone)


def _is_data(name: str) -> bool:
    return name.startswith("data/") and not name.endswith("/index.html")


def _encoded(leaf: Leaf) -> bytes:
    return leaf.content().encode()


def _is_search(name: str) -> bool:
    return name.startswith(tuple(f"search/{lang}/" for lang in LANGS))


def _still_there(site: Path, files: Files) -> dict[str, _Stamp]:
    """The files that are as they were written."""
    found = {}
    for name, stamp in files.items():
        try:
            stat = os.stat(f"{site}/{name}")  # noqa: PTH116 - ten thousand paths need no objects
        except OSError:
            continue
        if (stat.st_size, stat.st_mtime_ns) == (stamp.size, stamp.changed):
            found[name] = stamp
    return found
