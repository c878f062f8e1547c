"""Which pages there are, and a key for each, made of everything that the page is made of.

A page whose key is the one it was last made with need not be made again. What all pages share (code, vocabulary,
settings, facts of the authored pages) is in every key; records and summaries are only where a page shows them.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Literal, NamedTuple

from kalaka.cache import code_version, digest
from kalaka.data.page import PATH as DATA
from kalaka.library import Doc, Library
from kalaka.model import LANGS, Lang
from kalaka.pages import sheets
from kalaka.pages.docs import doc_file, inputs_of_doc, section_of
from kalaka.pages.page import Drawn, Sheet, frame_of, url


class Address(NamedTuple):
    """A page by its language and its address below it."""

    lang: Lang
    path: str

    @property
    def file(self) -> str:
        """The file below the site."""
        return url(self.lang, self.path) + "index.html"


class Planned:
    """A page, who draws it, and its key, which is worked out when it is asked for.

    An authored page is drawn around its text, a generated one by its sheet; the page of the data after its files.
    """

    def __init__(
        self, at: Address, kind: Literal["authored", "generated", "data"], made_of: Callable[[], bytes]
    ) -> None:
        self.at = at
        self.file = at.file
        self.kind = kind
        self._made_of = made_of

    @cached_property
    def key(self) -> bytes:
        return self._made_of()


def shared_key(library: Library, vocabulary: bytes) -> bytes:
    """What all pages and files are made of; the records have no part in it."""
    facts = [repr((doc.source, doc.facts, doc.title, doc.summary, doc.translation)) for doc in library.docs]
    return digest(code_version(), vocabulary, repr(library.settings), *facts)


class Keys:
    """Digests of the parts of a library: of the records' files, of the summaries, of the vocabulary's files."""

    def __init__(
        self, library: Library, records: Mapping[str, bytes], summaries: Mapping[str, bytes], vocabulary: bytes
    ) -> None:
        self.records = records
        self.summaries = summaries
        self.shared = shared_key(library, vocabulary)

    @cached_property
    def all_summaries(self) -> bytes:
        return digest(*(self.summaries[name] for name in sorted(self.summaries)))

    @cached_property
    def data(self) -> bytes:
        """What the files of the open data are made of."""
        return digest(self.shared, *(self.records[name] for name in sorted(self.records)))

    def of(self, token: str) -> bytes:
        """What a page names as its input: `*` all summaries, `p:x` one, `r:x` a whole record, else itself."""
        if token == "*":
            return self.all_summaries
        if token.startswith("p:"):
            return self.summaries.get(token[2:], b"")
        if token.startswith("r:"):
            return self.records[token[2:]]
        return token.encode()


def plan_pages(library: Library, keys: Keys, drawn: Drawn) -> Iterator[Planned]:
    frames = {name: digest(text) for name, text in drawn.frames.items()}
    for lang in LANGS:
        for doc in library.docs:
            parts = (lang, doc.source, frames[lang, frame_of(section_of(doc), doc.path)])
            made_of = partial(_of_doc, library, keys, doc, (*parts, drawn.texts[lang, doc_file(doc, lang)]))
            yield Planned(Address(lang, doc.path), "authored", made_of)
        for sheet in sheets(library, lang).values():
            frame = frames[lang, frame_of(sheet.path.partition("/")[0], sheet.path)]
            yield Planned(Address(lang, sheet.path), "generated", partial(_of_sheet, keys, sheet, (lang, frame)))
        frame = frames[lang, frame_of("data", DATA)]
        yield Planned(Address(lang, DATA), "data", partial(digest, keys.data, lang, frame))


def _of_doc(library: Library, keys: Keys, doc: Doc, parts: tuple[Lang, str, bytes, str]) -> bytes:
    return digest(keys.shared, *parts, *map(keys.of, inputs_of_doc(library, parts[0], doc)))


def _of_sheet(keys: Keys, sheet: Sheet, parts: tuple[Lang, bytes]) -> bytes:
    return digest(keys.shared, sheet.path, *parts, *map(keys.of, sheet.inputs()))
