"""Parts of a language, joined to the bundle that Pagefind would have written of the whole.

A bundle is a list of pages and of chunks (`pf_meta`), and in each chunk (`pf_index`) words and the pages that hold
them: all in CBOR (RFC 8949), gzipped after a mark. A page is numbered by how far it is from the page before with the
same word, so joining parts is writing their pages one after the other, with the number of the first of each made anew.
"""

import gzip
import json
from array import array
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

from pydantic_core import to_json

from kalaka.build.cache import digest
from kalaka.search import cbor
from kalaka.search.postings import Told, parted

CHUNK = 20_000
"""Places in a chunk of words; accented forms count too, which Pagefind leaves out: its chunks are twice as large."""
MARK = b"pagefind_dcd"
_LEVEL = 5
"""Of gzip: with 6 an index takes twice as long and is 1 to 2 % smaller."""
_NUMBERS = 5
"""That are kept of every key of a part."""
_KEYS = 24
"""Bits of a number that are a key of a part; those above it are the part."""
_KEY = (1 << _KEYS) - 1
_NOWHERE: list[int] = []

File = tuple[str, bytes, Callable[[], bytes]]
"""Path, a digest of what is in it, and how to make it."""


class Part(NamedTuple):
    """Pages that follow one another, and their words. Plain values only, to be kept."""

    pages: tuple[tuple[bytes, int, bytes], ...]
    """Of every page a digest, the number of its words, and the file of what is shown of it."""
    keys: str
    """A line for every key: its stem, a tab, its accented word."""
    counts: bytes
    """For every key: pages, the first, the last, places in the chunk, bytes of `raw`; an array of numbers."""
    raw: bytes
    """What is written of each key after the number of its first page."""


class _Postings:
    """The pages of a part that hold one key."""

    __slots__ = ("count", "first", "last", "raw", "size")

    def __init__(self, page: int) -> None:
        self.first = self.last = page
        self.count = self.size = 0
        self.raw: list[bytes] = []


def part_of(told: Iterable[tuple[Told, Mapping[str, str], str]]) -> Part:
    """What is told of entries, with the facts by which they are shown, and their addresses."""
    pages = []
    found: dict[str, _Postings] = {}
    for page, (one, facts, address) in enumerate(told):
        shown = {
            "url": address, "content": one.content, "word_count": one.words, "filters": {},
            "meta": dict(sorted(facts.items())), "anchors": [],
        }  # fmt: skip
        raw = to_json(shown)
        pages.append((digest(raw), one.words, _closed(raw)))
        named = one.named
        nowhere = [key for key in named if key not in one.places]
        for key, places in chain(one.places.items(), ((key, _NOWHERE) for key in nowhere)):
            held = found.get(key)
            if held is None:
                held = found[key] = _Postings(page)
            else:
                held.raw.append(_STEP[page - held.last])
                held.last = page
            held.count += 1
            if key not in named and len(places) == 1:
                held.size += 3
                held.raw.append(_ONCE[places[0]])
            else:
                above, below = _weighted(places), _named(named.get(key, _NOWHERE))
                held.size += len(above) + len(below) + 1
                held.raw += (cbor.numbers(above), cbor.numbers(below))
    counts, pieces = array("I"), []
    for held in found.values():
        raw = b"".join(held.raw)
        counts.extend((held.count, held.first, held.last, held.size, len(raw)))
        pieces.append(raw)
    return Part(tuple(pages), "\n".join(found), counts.tobytes(), b"".join(pieces))


def _weighted(places: Iterable[int]) -> list[int]:
    """Places by weight: its negative, and the first of them; then how far each is from the last."""
    numbers = []
    weight = last = 0
    for own, at in map(parted, sorted(places)):
        if own == weight:
            numbers.append(at - last)
        else:
            numbers += (-own - 1, at)
            weight = own
        last = at
    return numbers


def _named(places: Iterable[int]) -> list[int]:
    """The same by facts: they are numbered from 0, and each begins to count anew."""
    numbers = []
    fact, last = -1, 0
    for own, at in map(parted, places):
        if own != fact:
            numbers.append(-own - 1)
            fact, last = own, 0
        numbers.append(at - last)
        last = at
    return numbers


def joined(parts: Sequence[Part], facts: Sequence[str], lang: str, entry: str) -> Iterator[File]:
    """The files of the whole. `facts` are the names of the facts, `entry` is what Pagefind tells of a bundle."""
    pages = []
    digests: dict[str, bytes] = {}
    for part in parts:
        whole = _name(digest(*(own for own, _, _ in part.pages)), digests)
        for number, (own, count, shown) in enumerate(part.pages):
            name = f"{whole}-{number}"
            pages.append(cbor.members([cbor.text(name), cbor.NUMBERS[count]]))
            yield f"fragment/{name}.pf_fragment", own, partial(bytes, shown)
    chunks = []
    digests = {}
    with ThreadPoolExecutor() as beside:  # zlib lets other threads go on meanwhile
        for first, last, raw in _Whole(parts).chunks():
            own = digest(raw)
            name = _name(own, digests)
            chunks.append(([first, last, name], own, beside.submit(_closed, raw)))
        for (_, _, name), own, closed in chunks:
            yield f"index/{name}.pf_index", own, closed.result
    told = json.loads(entry)
    ranges = [cbor.members([cbor.text(text) for text in chunk]) for chunk in _apart([chunk for chunk, _, _ in chunks])]
    meta = cbor.members(
        [cbor.text(told["version"]), cbor.members(pages), cbor.members(ranges), cbor.members([]), cbor.members([]),
         cbor.members([cbor.text(name) for name in facts])]
    )  # fmt: skip
    name = _name(digest(meta), {})
    yield f"pagefind.{name}.pf_meta", digest(meta), partial(_closed, meta)
    told["languages"][lang] |= {"hash": name, "page_count": len(pages)}
    raw = to_json(told)
    yield "pagefind-entry.json", digest(raw), partial(bytes, raw)


class _Opened:
    """A part with its numbers side by side: those of a key are at its place in each."""

    __slots__ = ("counts", "ends", "firsts", "lasts", "offset", "raw", "sizes")

    def __init__(self, part: Part, offset: int) -> None:
        self.raw = part.raw
        self.offset = offset
        """Pages before this part."""
        numbers = array("I")
        numbers.frombytes(part.counts)
        self.counts, self.firsts, self.lasts, self.sizes, lengths = (numbers[n::_NUMBERS] for n in range(_NUMBERS))
        self.ends = array("I", accumulate(lengths, initial=0))


Forms = list[tuple[str, list[int]]]
"""What a stem is found as: plain, which is nothing, and accented words; and the parts that have it."""


class _Whole:
    """All parts; where a key stands in one of them is a number, since there are millions."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._opened: list[_Opened] = []
        self._found: dict[str, list[int]] = {}
        offset = 0
        for number, part in enumerate(parts):
            self._opened.append(_Opened(part, offset))
            for place, key in enumerate(part.keys.split("\n") if part.keys else (), number << _KEYS):
                self._found.setdefault(key, []).append(place)
            offset += len(part.pages)

    def chunks(self) -> Iterator[tuple[str, str, bytes]]:
        """Chunks: the first word, the last word, and the bytes."""
        stems: list[str] = []
        raw: list[bytes] = []
        size = 0
        for stem, forms in self._words():
            pages = {form: self._pages(places) for form, places in forms}
            plain = pages.pop("", (0, cbor.numbers(_NOWHERE)))
            accented = [cbor.members([cbor.text(form), written]) for form, (_, written) in pages.items()]
            raw.append(cbor.members([cbor.text(stem), plain[1], cbor.members(accented)]))
            stems.append(stem)
            size += plain[0] + sum(own for own, _ in pages.values()) + len(accented)
            if size >= CHUNK:
                yield stems[0], stems[-1], cbor.members([cbor.members(raw)])
                stems, raw, size = [], [], 0
        if stems:
            yield stems[0], stems[-1], cbor.members([cbor.members(raw)])

    def _words(self) -> Iterator[tuple[str, Forms]]:
        """Every stem in order."""
        stem = ""
        forms: Forms = []
        for key in sorted(self._found):
            own, _, form = key.partition("\t")
            if own != stem and forms:
                yield stem, forms
                forms = []
            stem = own
            forms.append((form, self._found[key]))
        if forms:
            yield stem, forms

    def _pages(self, places: Iterable[int]) -> tuple[int, bytes]:
        """All pages of a key, and how much of a chunk they are."""
        written: list[bytes] = []
        before = count = size = 0
        for place in places:
            part, key = self._opened[place >> _KEYS], place & _KEY
            written += (_STEP[part.firsts[key] + part.offset - before], part.raw[part.ends[key] : part.ends[key + 1]])
            before = part.lasts[key] + part.offset
            count += part.counts[key]
            size += part.sizes[key]
        return size, cbor.begun(count) + b"".join(written)


def _apart(chunks: list[list[str]]) -> list[list[str]]:
    """The ends of ranges cut to what tells neighbours apart, as Pagefind does."""
    for one, other in pairwise(chunks):
        same = 0
        for a, b in zip(one[1], other[0], strict=False):
            if a != b:
                break
            same += 1
        if one[1][: same + 1] >= one[0]:
            one[1] = one[1][: same + 1]
        other[0] = other[0][: same + 1]
    return chunks


def _name(own: bytes, taken: dict[str, bytes]) -> str:
    """A short name for a digest. The list of pages is fetched before the first answer, and names would be most of it:
    so a page has the name of its part, which compresses well, and its number there.
    """
    whole = b32encode(own).decode().lower().rstrip("=")
    length = 5
    while taken.setdefault(whole[:length], own) != own:
        length += 1
    return whole[:length]


def _closed(raw: bytes) -> bytes:
    return gzip.compress(MARK + raw, _LEVEL, mtime=0)


class _Steps(dict[int, bytes]):
    """How a page begins that is so far from the one before: it is its number, its places, and its places in facts."""

    def __missing__(self, step: int) -> bytes:
        self[step] = cbor.begun(3) + cbor.NUMBERS[step]
        return self[step]


class _Once(dict[int, bytes]):
    """What follows for a word that stands once in an entry and in no fact, as most do: each is written once."""

    def __missing__(self, place: int) -> bytes:
        self[place] = cbor.numbers(_weighted((place,))) + cbor.numbers(_NOWHERE)
        return self[place]


_STEP = _Steps()
_ONCE = _Once()
