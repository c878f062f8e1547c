"""The order of the day: read and check what changed, let the engine draw what changed, make what changed, publish.

Nothing is trusted for being there: what was kept is used under a key of all that it was made of, and a file of the
site counts as made only while it has the size and the time with which it was written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from kalaka.build.aside import Aside, Progress
from kalaka.build.cache import Cache, digest
from kalaka.build.crew import FEW, Blocks
from kalaka.build.draw import Cut, Written, draw, whole, write
from kalaka.build.fingerprints import Prints
from kalaka.build.output import sitemap
from kalaka.build.plan import Generated, Keys, Planned, Texts, digests_of_texts, plan_generated, plan_pages
from kalaka.build.publishing import exchange, keep_files, staging_of
from kalaka.build.reading import Reading, checked
from kalaka.build.result import Built, Clock, Files, Indexed, Reporter, Stamp
from kalaka.engines.frame import Frame
from kalaka.engines.process import EngineFailed, Frames
from kalaka.exports.blocks import LeftOut
from kalaka.exports.data_page import data_page
from kalaka.exports.files import write_data
from kalaka.exports.formats import DATA, DESCRIPTIONS, DataFile
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import Library
from kalaka.pages.docs import doc_page, doc_text
from kalaka.pages.page import LOST, Leaf
from kalaka.pages.project import moved_pages
from kalaka.problems.problem import Problem, errors, in_order
from kalaka.queries.facets import remember_members
from kalaka.rules.page_weight import too_heavy
from kalaka.search.facet_index import browse_files

Content = tuple[str, bytes, Callable[[], bytes]]
"""File, key and content."""
Empty = Mapping[tuple[Lang, str], str]
"""Pages without what is theirs, by language and kind."""
_Value = TypeVar("_Value")
Standing = Callable[[], tuple[Files, Indexed]]
"""The files of the site that are as they were made; and of what its search was made, when it is whole. It may take a
moment to be known.
"""
_ASIDE = 8
"""So few blocks are made by one process while this one plans and draws."""


class Making:
    """One build of one site, of which some files are there."""

    def __init__(
        self, root: Path, site: Path, engine: str, reporter: Reporter, clock: Clock, *,
        cache: Cache, prints: Prints, work: Path,
    ) -> None:  # fmt: skip
        self.root, self.site, self.engine, self.reporter, self.clock = root, site, engine, reporter, clock
        self.cache, self.prints, self.work = cache, prints, work
        self.stage = staging_of(site)
        self.there: Files = {}
        self.indexed = Indexed()
        self.blocks: Blocks = []
        self.writing: Aside[tuple[list[DataFile], LeftOut]] | None = None
        """The open data, while another process writes it."""
        self.telling: Aside[dict[str, Stamp]] | None = None
        """Authored pages and files beside the pages, while another process makes them."""

    def run(self, standing: Standing, *, search: bool) -> tuple[Built, Files, Indexed]:
        self.standing, self.search = standing, search
        self.reporter.say("loading")
        self.reading = Reading(self.root, self.cache, self.prints, self.reporter.progress)
        try:
            return self._make()
        finally:
            self.reading.end()
            for aside in (self.writing, self.telling):
                if aside:
                    aside.stop()

    def _make(self) -> tuple[Built, Files, Indexed]:
        library, problems, frames = self._read()
        if errors(problems) or frames is None:
            self._give_up(frames)
            return Built(problems), {}, Indexed()
        reading = self.reading
        keys = Keys(reading.shared, reading.records, reading.shapes, reading.summaries, reading.lines)
        if reading.crew:
            reading.crew.learn(library, self._blocks_to_make())
        with self.clock("engine"):
            reading.keep()  # others are at work by now
            try:
                drawn = self._empty(frames)
            except EngineFailed as error:
                return Built(problems, engine_output=str(error)), {}, Indexed()
        with self.clock("plan"):
            texts, generated = self._digests_of_texts(library, keys.shape), self._generated(library, keys.shape)
            pages = list(plan_pages(library, keys, drawn, texts, generated))
            todo = [page for page in pages if self._is_new(page)]
        self.reporter.say("filling")
        new = self._draw(library, keys, drawn, pages, todo)
        self.reading.end()
        files = {page.file: self.there[page.file] for page in pages if page.file in self.there} | new
        heavy = too_heavy(library, ((page, files[page.file].size) for page in pages))
        problems = in_order([*problems, *heavy])
        bundle: Files = {name: stamp for name, stamp in self.there.items() if name.startswith(_BUNDLES)}
        told = digest(keys.data, *(self.prints.of(*doc.files.values()) for doc in library.docs))
        if self.search and self.indexed.of != told:
            bundle = self._searched(library, told, bundle)
        older = self.indexed.of != told or any(files[name].key != keys.data for name in _DATA)
        with self.clock("publish"):
            self._publish({**files, **bundle})
        counts = {kind: len(library.entries(kind)) for kind in ("projects", "guides", "trainings")}
        return (
            Built(problems, len(pages), len(todo), counts, tuple(self.clock.stages), search_is_older=older),
            {**files, **bundle},
            self.indexed,
        )

    def _read(self) -> tuple[Library, list[Problem], Frames | None]:
        """Everything, and all that is wrong with it. Meanwhile the engine draws, if it must, and the open data of a few
        new blocks is written: it is what an edit would wait for longest.
        """
        reading, frames = self.reading, None
        with self.clock("read"):
            reading.begin()
            base = reading.base()
            if not errors(base.problems):
                frames = Frames(base.library, self.engine, self.cache, self.prints, self.work)
            library, problems = reading.library(base)
        self.there, self.indexed = self.standing()
        self.blocks = reading.blocks(library)
        if not errors(problems) and not reading.crew and 0 < len(self._blocks_to_make()) <= _ASIDE:
            self.writing = Aside(lambda _: self._write_data(library))
        with self.clock("check"):
            return library, checked(library, problems), frames

    def _give_up(self, frames: Frames | None) -> None:
        """There are errors. Who writes to the cache ends first: cut off, it would leave a broken one."""
        if frames:
            frames.stop()
        if self.writing:
            with suppress(RuntimeError):  # what is wrong is told already
                self.writing.result()

    def _empty(self, frames: Frames) -> Empty:
        if frames.is_drawing:
            self.reporter.say("engine", engine=self.engine)
        return frames.drawn()

    def _digests_of_texts(self, library: Library, shape: bytes) -> Texts:
        """They change with their files, and with what may be linked to."""
        made_of = digest(shape, *(self.prints.of(*doc.files.values()) for doc in library.docs), *sorted(library.files))
        return self._kept("texts", made_of, partial(digests_of_texts, library))

    def _generated(self, library: Library, shape: bytes) -> Generated:
        found = self._kept("plan", shape, partial(plan_generated, library))
        self.members = found.members
        for lang, known in found.members.items():
            remember_members(library, lang, known)
        return found

    def _kept(self, kind: str, key: bytes, make: Callable[[], _Value]) -> _Value:
        """One value, kept until it is made of something else."""
        found: _Value | None = self.cache.get(kind, [key]).get(key)
        if found is None:
            found = make()
            self.cache.put(kind, {key: found})
            self.cache.keep(kind, [key])
        return found

    def _blocks_to_make(self) -> Blocks:
        """None when the open data stays as it is."""
        return self.reading.missing_blocks(self.blocks) if self.search or not self._has_data else []

    @property
    def _has_data(self) -> bool:
        return all(name in self.there for name in _DATA)

    def _draw(
        self, library: Library, keys: Keys, drawn: Empty, pages: list[Planned], todo: list[Planned]
    ) -> dict[str, Stamp]:
        """Every page and file that is new. Of many generated pages the crew draws all while this process makes the
        rest; few are drawn here, and another process makes the rest.
        """
        frames = {name: text for name, text in drawn.items() if name != LOST}
        cut = {name: Frame(text) for name, text in frames.items()}
        generated = [page for page in todo if page.kind == "generated"]
        crew = self.reading.crew if len(generated) >= FEW else None
        if len(generated) >= FEW and crew is None:
            crew = self.reading.drawers(library)
            crew.learn(library, self._blocks_to_make())
        if crew:
            crew.begin(frames, self.stage, [page.at for page in generated], self.members)
        texts = partial(self._texts, library, keys, cut, drawn[LOST], pages)
        if not crew and not self.writing:  # more processes than processors gain nothing
            self.telling = Aside(lambda _: texts())
        written: list[Written] = []
        if not crew:
            with self.clock("pages"):
                written = [draw(library, cut, page.at, self.stage) for page in generated]
        with self.clock("texts"):
            new = self.telling.result() if self.telling else texts()
        with self.clock("data"):
            if crew:
                crew.kept()
            new |= self._data(library, keys, cut, [page for page in todo if page.kind == "data"])
        if crew:
            with self.clock("pages"):
                written = crew.drawn(lambda done: self.reporter.progress(done, len(generated)))
        made = {page.file: page.key for page in generated}
        return new | {one.file: Stamp(made[one.file], one.size, one.changed) for one in written}

    def _is_new(self, page: Planned) -> bool:
        stamp = self.there.get(page.file)
        return stamp is None or stamp.key != page.key

    def _written(self, file: str, key: bytes, content: bytes) -> dict[str, Stamp]:
        done = write(self.stage, file, content)
        return {file: Stamp(key, done.size, done.changed)}

    def _texts(self, library: Library, keys: Keys, frames: Cut, lost: str, pages: list[Planned]) -> dict[str, Stamp]:
        """Everything that is no generated page, but for the data."""
        todo = [page for page in pages if page.kind == "authored" and self._is_new(page)]
        others = self._contents(library, keys, lost, pages)
        return self._authored(library, frames, todo) | self._made_of(others, self.there)

    def _authored(self, library: Library, frames: Cut, todo: list[Planned]) -> dict[str, Stamp]:
        docs = {doc.path: doc for doc in library.docs}
        found: dict[str, Stamp] = {}
        for page in todo:
            lang, doc = page.lang, docs[page.path]
            made = doc_page(library, doc, lang, doc_text(library, doc, lang))
            found |= self._written(page.file, page.key, whole(library, frames, made).encode())
        return found

    def _data(self, library: Library, keys: Keys, frames: Cut, pages: list[Planned]) -> dict[str, Stamp]:
        """The files of the open data and the page that lists them with their sizes."""
        if self._has_data:
            there = {name: self.there[name] for name in _DATA}
            if not self.search or (not pages and all(stamp.key == keys.data for stamp in there.values())):
                return there
        files, left_out = self.writing.result() if self.writing else self._write_data(library)
        found = {}
        for file in files:
            stat = (self.stage / "data" / file.name).stat()
            found[f"data/{file.name}"] = Stamp(keys.data, stat.st_size, stat.st_mtime_ns)
        for page in pages:
            made = whole(library, frames, data_page(library, page.lang, files, left_out))
            found |= self._written(page.file, page.key, made.encode())
        return found

    def _write_data(self, library: Library) -> tuple[list[DataFile], LeftOut]:
        return write_data(library, self.reading.data(library, self.blocks), self.stage / "data")

    def _made_of(self, contents: Iterable[Content], there: Files) -> dict[str, Stamp]:
        """Each file made when its key is new, else kept."""
        found: dict[str, Stamp] = {}
        for file, key, content in contents:
            stamp = there.get(file)
            found |= {file: stamp} if stamp and stamp.key == key else self._written(file, key, content())
        return found

    def _contents(self, library: Library, keys: Keys, lost: str, pages: list[Planned]) -> Iterator[Content]:
        """Everything that is no page of the plan."""
        for file in sorted(library.files):
            yield file, self.prints.of(f"docs/{file}"), (self.root / "docs" / file).read_bytes
        ready = {"404.html": lost}
        for lang in LANGS:
            ready |= {url(lang, path) + "index.html": text for path, text in moved_pages(library, lang)}
            for leaf in browse_files(library, lang):
                key = digest(keys.shared, leaf.path, *map(keys.of, leaf.inputs()))
                yield leaf.path, key, partial(_encoded, leaf)
        for file, text in ready.items():
            raw = text.encode()
            yield file, digest(raw), partial(bytes, raw)
        listed = ((page.lang, page.path) for page in pages)
        yield "sitemap.xml", digest(keys.shape), lambda: sitemap(library, listed).encode()

    def _searched(self, library: Library, told: bytes, bundle: Files) -> Files:
        """The search bundles, current again."""
        with self.clock("search"):
            from kalaka.search.words import missing

            self.reporter.say("indexing")
            for name in missing():
                self.reporter.say("missing_dictionary", name=name)
            work = [Aside(partial(self._index, library, lang, bundle)) for lang in LANGS]
            keys, files = zip(*Aside.results(work, self.reporter.progress), strict=True)
            found: Files = {name: stamp for some in files for name, stamp in some.items()}
            self.indexed = Indexed(told, tuple(zip(LANGS, keys, strict=True)))
        return found

    def _index(self, library: Library, lang: Lang, bundle: Files, progress: Progress) -> tuple[bytes, Files]:
        """The files of one language, and a digest of what they are made of."""
        from kalaka.search.corpus import other_entries
        from kalaka.search.index import Index

        told = chain(*self.reading.entries(library, self.blocks, lang), other_entries(library, lang))
        index = Index(library, lang, list(told), self.cache, progress)
        folder = f"search/{lang}/"
        there = {name: stamp for name, stamp in bundle.items() if name.startswith(folder)}
        if (lang, index.key) in self.indexed.by_lang:
            return index.key, there
        return index.key, self._made_of(((folder + name, key, make) for name, key, make in index.files()), there)

    def _publish(self, files: Files) -> None:
        """Exchange staging and site, unless the site is already what it shall be."""
        if files == self.there:
            return
        self.reporter.say("publishing")
        keep_files(self.site, [name for name, stamp in files.items() if self.there.get(name) == stamp])
        exchange(self.site)


def _encoded(leaf: Leaf) -> bytes:
    return leaf.content().encode()


_DATA = tuple(f"data/{form.name}" for form in (*DATA, *DESCRIPTIONS))
_BUNDLES = tuple(f"search/{lang}/" for lang in LANGS)
