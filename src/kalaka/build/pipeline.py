"""The pipeline: read, check, draw frames, render what changed, export, index, publish.

`kalaka build` and a run of the engine by itself go through the same steps and the same list of outputs. What was made
before is kept when its key is the same and its file is as it was written. With an error nothing changes.
"""

import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, as_completed
from itertools import count
from pathlib import Path

from kalaka.build.cache import Cache
from kalaka.build.fingerprints import code_version, digest
from kalaka.build.frame_problems import dead_links, wrong_frames
from kalaka.build.frames import EngineFailed, FrameSource
from kalaka.build.loading import Loader, all_problems
from kalaka.build.manifest import FileState, Manifest, intact_files, load_manifest, save_manifest, states_below
from kalaka.build.outputs import Plan
from kalaka.build.publishing import begin_staging, check_target, exchange, keep_files, locked, recover
from kalaka.build.rendering import Address, Exported, Site, complete, page_at, render_pages, write_file
from kalaka.build.result import Built, Clock, Reporter
from kalaka.build.schemas import update_schemas
from kalaka.build.work_folder import WORK
from kalaka.build.workers import executor, run_program, worker_state
from kalaka.engines.contract import Frames
from kalaka.exports.data_page import PATH as DATA_PAGE
from kalaka.exports.files import write_data
from kalaka.exports.formats import DATA, DESCRIPTIONS
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.settings import Settings
from kalaka.problems.problem import Problem, errors, in_order
from kalaka.rules.page_weight import heavy_pages
from kalaka.search.corpus import entries
from kalaka.search.pagefind import prepare_corpus, run_pagefind
from kalaka.search.words import missing

FEW_PAGES = 150
"""Fewer pages and records are rendered faster by one process."""
_CHUNK = 50
"""Pages of one job."""
_EXPORTS = tuple(f"data/{form.name}" for form in (*DATA, *DESCRIPTIONS))


def sources_of(root: Path, settings: Settings) -> list[Path]:
    """Files and folders that a site may neither replace nor lie in."""
    return [root / name for name in (*settings.inputs, "src", "tests", "schema", WORK)]


def build(root: Path, site: Path, engine: str, reporter: Reporter) -> Built:
    """Make the whole site, or what has changed of it. Raises `Busy` and `TargetRefused`."""
    collects = gc.isenabled()
    gc.disable()  # thousands of values live until the end
    try:
        with locked(root / WORK):
            return _build(root, site, engine, reporter)
    finally:
        if collects:
            gc.enable()


def _build(root: Path, site: Path, engine: str, reporter: Reporter) -> Built:
    build = Build(root, site, reporter)
    try:
        build.check_target()
        if unchanged := build.unchanged(engine):
            return unchanged
        if not build.cache.usable:
            reporter.say("no_cache", path=str(build.cache.file))
        reporter.say("loading")
        frames = None if build.settings_are_broken else build.frame_source(engine)
        try:
            problems = build.load()
            if errors(problems) or frames is None:
                return Built(problems)
            if frames.is_drawing:
                reporter.say("engine", engine=engine)
            with build.clock("engine"):
                drawn, settled = frames.frames()
        except EngineFailed as failure:
            return Built(build.problems, engine_output=str(failure))
        finally:
            if frames:
                frames.stop()
        return build.make(drawn, build.inputs(engine) if settled else "")
    finally:
        build.cache.close()


class Build:
    """One build of one site."""

    def __init__(self, root: Path, site: Path, reporter: Reporter) -> None:
        self.root, self.site, self.reporter = root, site, reporter
        self.clock = Clock()
        with self.clock("scan"):
            self.cache = Cache(root / WORK / "cache.db")
            self.loader = Loader(root, self.cache)
            self.manifest = load_manifest(self.cache, site)
        self.settings, self.existing = self.loader.settings, self.loader.existing
        self.problems: list[Problem] = []

    @property
    def settings_are_broken(self) -> bool:
        return bool(errors(self.loader.problems))

    def frame_source(self, engine: str) -> FrameSource:
        """Frames that are kept, or a run of the engine that begins at once."""
        return FrameSource(self.root, self.settings, self.existing, engine, self.cache)

    def check_target(self) -> None:
        """Raise `TargetRefused` unless the site may be replaced; put back what a cut-off build has moved away."""
        with self.clock("scan"):
            known = self.manifest.files if self.manifest else None
            check_target(self.site, self.root, sources_of(self.root, self.settings), known)
            if recover(self.site):
                self.reporter.say("recovered")
            self.there: dict[str, FileState] = intact_files(self.site, known) if known else {}

    def inputs(self, engine: str) -> str:
        """Fingerprint of everything that the site is made of, in hexadecimal digits."""
        return digest(code_version(), engine, self.loader.fingerprints.total).hex()

    def unchanged(self, engine: str) -> Built | None:
        """The last build again, when neither an input nor a file of the site has changed since."""
        last = self.manifest
        if not last or last.inputs != self.inputs(engine) or len(self.there) != len(last.files):
            return None
        return Built(list(last.problems), last.pages, 0, last.counts, tuple(self.clock.stages))

    def load(self) -> list[Problem]:
        """Read and check the knowledge base; returns every problem."""
        with self.clock("read"):
            self.loaded = self.loader.load(self.reporter.progress)
        self.kb: KnowledgeBase = self.loaded.kb
        with self.clock("check"):
            self.problems = all_problems(self.kb, self.loaded.problems)
            update_schemas(self.root, self.kb)
        return self.problems

    def make(self, frames: Frames, inputs: str) -> Built:
        """Render, export, index and publish; raises `SourcesChanged`.

        `inputs` is what the next build compares with its own, or empty when it shall not be skipped.
        """
        wrong = wrong_frames(self.root, self.settings, frames)
        if not wrong:
            with self.clock("plan"):
                plan = Plan(self.kb, self.loaded.record_keys, frames, self.loader.fingerprints.by_file)
            there = {address.file for address in plan.pages} | {file.name for file in plan.files}
            wrong = list(dead_links(self.settings, frames, there))
        if wrong:
            self.problems = in_order([*self.problems, *wrong])
            return Built(self.problems)
        staging = begin_staging(self.site)
        self.reporter.say("filling")
        making = _Making(self, plan, staging)
        with self.clock("pages"):
            made = making.pages_and_exports()
        with self.clock("search"):
            making.search()
        files = making.files
        weights = ((address.lang, address.path, files[address.file].size) for address in plan.pages)
        problems = in_order([*self.problems, *heavy_pages(self.kb, weights)])
        with self.clock("publish"):
            self._publish(files, staging)
        counts = {kind: len(self.kb.entries(kind)) for kind in ("projects", "guides", "trainings")}
        save_manifest(self.cache, self.site, Manifest(inputs, files, len(plan.pages), counts, tuple(problems)))
        return Built(problems, len(plan.pages), made, counts, tuple(self.clock.stages))

    def _publish(self, files: Mapping[str, FileState], staging: Path) -> None:
        if self.manifest and files == self.there and len(self.there) == len(self.manifest.files):
            recover(self.site)  # deletes the staging folder
            return
        self.reporter.say("publishing")
        keep_files(self.site, [name for name, state in files.items() if self.there.get(name) == state])
        if left := exchange(self.site):
            self.reporter.say("not_deleted", path=str(left))


class _Making:
    """Makes what is new of a plan in a staging folder. `files` is the state of every file of the new site."""

    def __init__(self, build: Build, plan: Plan, staging: Path) -> None:
        self.plan, self.staging, self.root = plan, staging, build.root
        self.there, self.reporter = build.there, build.reporter
        self.published = build.manifest.files if build.manifest else {}
        self.files: dict[str, FileState] = {}
        self.site = Site(plan.kb, plan.frames.split(), str(staging))

    def pages_and_exports(self) -> int:
        """Everything but the search; returns the number of pages that were rendered."""
        plan = self.plan
        new = [address for address, key in plan.pages.items() if not self._keep(address.file, key)]
        pages = [address for address in new if address.path != DATA_PAGE]
        kept = [self._keep(file, plan.exports_key) for file in _EXPORTS]
        exports_are_new = len(pages) < len(new) or not all(kept)
        parallel = max(len(pages), len(plan.kb.projects) * exports_are_new) >= FEW_PAGES
        with executor(self.site, parallel=parallel) as pool:
            exports = pool.submit(export) if exports_are_new else None
            jobs = [pool.submit(render_pages, chunk) for chunk in _chunks(pages)]
            for file in plan.files:
                if not self._keep(file.name, file.key):
                    self._written(file.key, write_file(self.site.folder, file.name, file.content(self.root)))
            self._collect(jobs, len(pages))
            if exports:
                self._exported(exports.result())
        return len(new)

    def _collect(self, jobs: "list[Future[list[tuple[str, int, int]]]]", total: int) -> None:
        keys = {address.file: key for address, key in self.plan.pages.items()}
        done = 0
        for job in as_completed(jobs):
            for row in job.result():
                self._written(keys[row[0]], row)
            done += len(job.result())
            self.reporter.progress(done, total)

    def _exported(self, exported: Exported) -> None:
        """Take over the files of the open data, and render the page that lists them with their sizes."""
        for file in _EXPORTS:
            status = (self.staging / file).stat()
            self._written(self.plan.exports_key, (file, status.st_size, status.st_mtime_ns))
        for lang in LANGS:
            address = Address(lang, DATA_PAGE)
            page = page_at(self.site.kb, address, exported)
            assert page is not None
            html = complete(self.site.kb, self.site.frames, page)
            self._written(self.plan.pages[address], write_file(self.site.folder, address.file, html.encode()))

    def search(self) -> None:
        """The search bundle of each language, one language after the other."""
        new = [lang for lang in LANGS if not self._keep_bundle(lang)]
        if not new:
            return
        self.reporter.say("indexing")
        for name in missing():
            self.reporter.say("missing_dictionary", name=name)
        self._index(new, self.root / WORK / "corpus")

    def _index(self, langs: list[Lang], corpora: Path) -> None:
        """Write corpora side by side; then Pagefind, which takes much memory, one language after the other."""
        steps, total = count(1), 2 * len(langs)
        with executor(self.site, parallel=len(self.plan.kb.projects) >= FEW_PAGES) as pool:
            jobs = [pool.submit(write_search_corpus, lang, str(corpora / lang)) for lang in langs]
            extras = []
            for job in jobs:
                extras.append(job.result())
                self.reporter.progress(next(steps), total)
        for lang, extra in zip(langs, extras, strict=True):
            bundle = self.staging / "search" / lang
            run_pagefind(corpora / lang, bundle, lang, run_program)
            for name, content in extra.items():
                (bundle / name).write_bytes(content)
            for name, state in states_below(bundle, self.plan.search_key(lang)):
                self.files[f"search/{lang}/{name}"] = state
            self.reporter.progress(next(steps), total)

    def _keep_bundle(self, lang: Lang) -> bool:
        """Keep the bundle of a language when all of it is there and made of the same."""
        key, folder = self.plan.search_key(lang), f"search/{lang}/"
        kept = [self._keep(name, key) for name in list(self.there) if name.startswith(folder)]
        published = [name for name in self.published if name.startswith(folder)]
        return bool(kept) and len(kept) == len(published) and all(kept)

    def _keep(self, file: str, key: str) -> bool:
        """Whether a file is as it shall be; then it stays."""
        state = self.there.get(file)
        if state is None or state.key != key:
            return False
        self.files[file] = state
        return True

    def _written(self, key: str, row: tuple[str, int, int]) -> None:
        file, size, changed = row
        self.files[file] = FileState(key, size, changed)


def _chunks(pages: list[Address]) -> Iterator[list[Address]]:
    """Pages for one job each: both languages of a page together, a comparison behind the later of its projects, whose
    page it asks for.
    """
    ordered = sorted(pages, key=_place_of_work)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def _place_of_work(address: Address) -> tuple[str, bool, str]:
    if address.path.startswith("compare/") and "--" in address.path:
        return f"projects/{address.path.rstrip('/').partition('--')[2]}/", True, address.path
    return address.path, False, ""


def export() -> Exported:
    """Job of a worker: write the open data of its site."""
    site: Site = worker_state()
    files, left_out = write_data(site.kb, Path(site.folder) / "data")
    return Exported(files, left_out)


def write_search_corpus(lang: Lang, folder: str) -> dict[str, bytes]:
    """Job of a worker: write what can be found in one language, to be indexed; returns further files of the bundle."""
    site: Site = worker_state()
    return prepare_corpus(site.kb, lang, list(entries(site.kb, lang)), Path(folder))
