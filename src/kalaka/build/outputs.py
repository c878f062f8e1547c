"""The list of everything that a site consists of, each output with the key of its content."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from kalaka.build.fingerprints import code_version, digest, file_digest
from kalaka.build.page_keys import PageKeys
from kalaka.build.rendering import Address
from kalaka.content.sources import SourcesChanged, content_digest
from kalaka.engines.contract import Frames
from kalaka.exports.data_page import PATH as DATA_PAGE
from kalaka.exports.sitemap import sitemap
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages import routes
from kalaka.pages.docs import section_of
from kalaka.pages.page import frame_of
from kalaka.pages.project import moved_pages
from kalaka.search.facet_index import facet_files
from kalaka.theme import ASSETS, assets
from kalaka.theme.share import pictures


@dataclass(frozen=True)
class CopiedFile:
    """A file that is published as it is. `source` is its path, from the root or from that of the disk; `key` the
    fingerprint of its bytes.
    """

    name: str
    source: str
    key: str

    def content(self, root: Path) -> bytes:
        """The bytes that were fingerprinted; raises `SourcesChanged` when they have changed since."""
        raw = (root / self.source).read_bytes()
        if content_digest(raw).hex() != self.key:
            raise SourcesChanged(self.source)
        return raw


@dataclass(frozen=True)
class MadeFile:
    """A file that is no page, made when it is needed."""

    name: str
    key: str
    make: Callable[[], str | bytes]

    def content(self, root: Path) -> bytes:
        made = self.make()
        return made.encode() if isinstance(made, str) else made


class Plan:
    """Pages and files of a site. Keys are fingerprints in hexadecimal digits; exports and search have one for all."""

    def __init__(
        self, kb: KnowledgeBase, records: Mapping[str, bytes], frames: Frames, fingerprints: Mapping[str, bytes]
    ) -> None:
        self.kb, self.frames = kb, frames
        self._fingerprints = fingerprints
        frame_keys = {name: digest(html) for name, html in frames.pages.items()}
        self._keys = PageKeys(kb, records, frame_keys)
        self.pages: dict[Address, str] = {}
        for lang in LANGS:
            for doc in kb.docs:
                key = self._keys.document(lang, doc, frame_of(section_of(doc), doc.path))
                self.pages[Address(lang, doc.path)] = key.hex()
            for path in routes(kb, lang):
                self.pages[Address(lang, path)] = self._keys.page(lang, path).hex()
            frame = frame_keys[lang, frame_of("data", DATA_PAGE)]
            self.pages[Address(lang, DATA_PAGE)] = digest(self._keys.exports, lang, frame).hex()

    @cached_property
    def exports_key(self) -> str:
        return self._keys.exports.hex()

    def search_key(self, lang: Lang) -> str:
        return digest(self._keys.search, lang).hex()

    @cached_property
    def files(self) -> tuple[CopiedFile | MadeFile, ...]:
        """Every file that is neither a page nor made by exports or search."""
        copied = tuple(self._copied())
        given = {file.name for file in copied}
        return (*copied, *self._made(), *(picture for picture in self._pictures() if picture.name not in given))

    def _pictures(self) -> Iterator[MadeFile]:
        """What is shown beside addresses elsewhere; a site may have pictures of its own in their place."""
        for name, shown, draw in pictures(self.kb.settings):
            yield MadeFile(name, digest(code_version(), shown).hex(), draw)

    def _copied(self) -> Iterator[CopiedFile]:
        """Files of the theme, of the site's own theme folder, of its texts, and those published as they are."""
        settings = self.kb.settings
        sources = {name: str(path) for name, path in assets().items()}
        if folder := settings.custom_dir:
            names = (file.removeprefix(f"{folder}/") for file in self._fingerprints if file.startswith(f"{folder}/"))
            sources |= {name: f"{folder}/{name}" for name in names if name.startswith(f"{ASSETS}/")}
        sources |= {name: settings.in_docs(name) for name in self.kb.files}
        sources |= {name: f"public/{name}" for name in self.kb.published}
        for name, source in sorted(sources.items()):
            known = self._fingerprints.get(source)
            fingerprint = file_digest(source) if known is None else known
            yield CopiedFile(name, source, fingerprint.hex())

    def _made(self) -> Iterator[MadeFile]:
        catalogue = self._keys.catalogue
        yield _fixed("404.html", self.frames.lost)
        for lang in LANGS:
            for address, html in moved_pages(self.kb, lang):
                yield _fixed(url(lang, address) + "index.html", html)
            for name, make in facet_files(self.kb, lang):
                yield MadeFile(name, digest(catalogue, name).hex(), make)
        yield MadeFile("sitemap.xml", digest(catalogue, "sitemap").hex(), partial(sitemap, self.kb, self.pages))


def _fixed(name: str, content: str) -> MadeFile:
    return MadeFile(name, digest(content).hex(), lambda: content)
