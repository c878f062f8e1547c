"""Which pages there are, and a key for each, made of everything that the page is made of.

A page whose key is the one it was last made with need not be made again. What all pages share (code, vocabulary,
settings, facts of the authored pages) is in every key; records and summaries are only where a page shows them. Which
generated pages there are, and which records each shows, is the same as long as the shape of the library is: an edit of
words moves no page.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from typing import Literal, NamedTuple

from kalaka.build.cache import code_version, digest, hashed
from kalaka.exports.data_page import PATH as DATA
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import Library
from kalaka.pages import sheets
from kalaka.pages.docs import doc_text, inputs_of_doc, section_of
from kalaka.pages.page import frame_at, frame_of
from kalaka.queries.facets import Members, member_ids


class Address(NamedTuple):
    """A page by its language and its address below it."""

    lang: Lang
    path: str

    @property
    def file(self) -> str:
        """The file below the site."""
        return url(self.lang, self.path) + "index.html"


class Planned(NamedTuple):
    """A page, its file, who draws it, and its key.

    An authored page is drawn around its text, a generated one by its sheet; the page of the data after its files.
    """

    lang: Lang
    path: str
    file: str
    kind: Literal["authored", "generated", "data"]
    key: bytes

    @property
    def at(self) -> Address:
        return Address(self.lang, self.path)


_planned = partial(tuple.__new__, Planned)
"""Of fifteen thousand it counts that no function of ours is called for each."""


def shared_key(library: Library, vocabulary: bytes) -> bytes:
    """What all pages and files are made of; the records have no part in it."""
    facts = [
        repr((doc.source, doc.original, doc.langs, doc.facts, doc.title, doc.summary, doc.translation))
        for doc in library.docs
    ]
    return digest(code_version(), vocabulary, repr(library.settings), *facts)


class Keys:
    """Digests of the parts of a library: of what all pages share, and, by id, of the records' files, of their shapes,
    of their summaries and of the lines of their gaps.
    """

    def __init__(
        self,
        shared: bytes,
        records: Mapping[str, bytes],
        shapes: Mapping[str, bytes],
        summaries: Mapping[str, bytes],
        lines: Mapping[str, bytes],
    ) -> None:
        self.shared = shared
        self.records = records
        self.summaries = summaries
        self.lines = lines
        self.shape = digest(shared, "\0".join(shapes), b"".join(shapes.values()))  # which are all of one length

    @cached_property
    def data(self) -> bytes:
        """What the files of the open data are made of."""
        return digest(self.shared, b"".join([self.records[name] for name in sorted(self.records)]))

    def of(self, token: str) -> bytes:
        """What a page names as its input: `#` the shape of all, `p:x` one summary, `r:x` a record, `l:x` the lines of
        its gaps, else itself.
        """
        return self.moving.get(token) or token.encode()

    @cached_property
    def moving(self) -> Mapping[str, bytes]:
        """The inputs that may change while the shape of the library stays."""
        known = {f"p:{name}": own for name, own in self.summaries.items()}
        known |= {f"r:{name}": own for name, own in self.records.items()}
        known |= {f"l:{name}": own for name, own in self.lines.items()}
        return known | {"#": self.shape}


_MOVING = frozenset(("#", "p:", "r:", "l:"))
"""The first two letters of the inputs that may change while the shape of the library stays."""
_NOTHING = digest()


class Generated(NamedTuple):
    """The generated pages of a library of one shape, and what each is made of. Plain values only, to be kept.

    So are the projects of every value, which most of the pages ask for.
    """

    pages: tuple[tuple[Lang, str, str, str, bytes, int], ...]
    """Language, address, file, frame, digest of all that stays, and the number of its inputs."""
    inputs: tuple[tuple[str, ...], ...]
    """Lists of inputs that may change."""
    members: Mapping[Lang, Members]


Texts = Mapping[tuple[Lang, str], bytes]
"""A digest of the text of each authored page, by language and address."""


def plan_generated(library: Library) -> Generated:
    pages = []
    inputs: dict[tuple[str, ...], int] = {}
    once: dict[str, str] = {}
    """Each token and frame: what is kept is a third of the size, when they are not told again and again."""
    for lang in LANGS:
        for sheet in sheets(library, lang).values():
            moving: list[str] = []
            fixed: list[str] = []
            for token in sheet.inputs():
                (moving if token[:2] in _MOVING else fixed).append(once.setdefault(token, token))
            number = inputs.setdefault(tuple(moving), len(inputs))
            frame = frame_at(sheet.path)
            stays = digest(*fixed) if fixed else _NOTHING
            file = Address(lang, sheet.path).file
            pages.append((lang, sheet.path, file, once.setdefault(frame, frame), stays, number))
    return Generated(tuple(pages), tuple(inputs), {lang: member_ids(library, lang) for lang in LANGS})


def digests_of_texts(library: Library) -> Texts:
    return {(lang, doc.path): digest(doc_text(library, doc, lang)) for doc in library.docs for lang in LANGS}


def plan_pages(
    library: Library, keys: Keys, drawn: Mapping[tuple[Lang, str], str], texts: Texts, generated: Generated
) -> Iterator[Planned]:
    """Of empty pages as they were drawn, and digests of the texts of the authored ones."""
    frames = {name: digest(text) for name, text in drawn.items()}
    for lang in LANGS:
        for doc in library.docs:
            own = frames[lang, frame_of(section_of(doc), doc.path)]
            text = texts[lang, doc.path]
            shown = map(keys.of, inputs_of_doc(library, lang, doc))
            file = Address(lang, doc.path).file
            yield Planned(lang, doc.path, file, "authored", digest(keys.shared, lang, doc.source, own, text, *shown))
        file = Address(lang, DATA).file
        own = frames[lang, frame_of("data", DATA)]
        yield Planned(lang, DATA, file, "data", digest(keys.data, lang, own))
    common = {name: digest(keys.shared, *name, text) for name, text in frames.items()}
    told = [b"".join(map(keys.moving.__getitem__, tokens)) for tokens in generated.inputs]
    for lang, path, file, frame, fixed, number in generated.pages:
        parts = (common[lang, frame], fixed, told[number], path.encode())  # all but the last are of whole keys
        yield _planned((lang, path, file, "generated", hashed(b"".join(parts))))
