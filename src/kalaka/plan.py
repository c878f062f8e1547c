"""Which pages there are, and a key for each, made of everything that the page is made of.

A page whose key is the one it was last made with need not be made again. What all pages share (code, vocabulary,
settings, facts of the authored pages) is in every key; records and summaries are only where a page shows them.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from kalaka.cache import code_version, digest
from kalaka.data.page import PATH as DATA
from kalaka.library import Library
from kalaka.model import LANGS, Lang
from kalaka.pages import sheets
from kalaka.pages.docs import doc_file, inputs_of_doc, section_of
from kalaka.pages.page import Drawn, frame_of, url


class Planned(NamedTuple):
    """A page: its language, its address below the language, who draws it, and its key.

    An authored page is drawn around its text, a generated one by its sheet; the page of the data after its files.
    """

    lang: Lang
    path: str
    kind: Literal["authored", "generated", "data"]
    key: bytes

    @property
    def file(self) -> str:
        """The file below the site."""
        return url(self.lang, self.path) + "index.html"


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
            text = drawn.texts[lang, doc_file(doc, lang)]
            frame = frames[lang, frame_of(section_of(doc), doc.path)]
            inputs = map(keys.of, inputs_of_doc(library, lang, doc))
            yield Planned(lang, doc.path, "authored", digest(keys.shared, lang, doc.source, frame, text, *inputs))
        for sheet in sheets(library, lang).values():
            frame = frames[lang, frame_of(sheet.path.partition("/")[0], sheet.path)]
            key = digest(keys.shared, lang, sheet.path, frame, *map(keys.of, sheet.inputs()))
            yield Planned(lang, sheet.path, "generated", key)
        frame = frames[lang, frame_of("data", DATA)]
        yield Planned(lang, DATA, "data", digest(keys.data, lang, frame))
