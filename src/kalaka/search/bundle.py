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
from functools import partial
from itertools import chain, pairwise
from typing import Any, NamedTuple

from kalaka.cache import digest
from kalaka.search.postings import Told, parted

CHUNK = 20_000
"""Places in a chunk of words, as Pagefind cuts them."""
MARK = b"pagefind_dcd"
_LEVEL = 6
"""Of gzip: with 9 an index takes five times as long and is 1 to 2 % smaller."""
_TEXT, _LIST = 3, 4
"""Kinds of things in CBOR."""

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
        raw = _json(shown)
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
                held.raw += (_list(above), _list(below))
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
        for own, count, shown in part.pages:
            name = _name(own, digests)
            pages.append(_list_of([_text(name), _INT[count]]))
            yield f"fragment/{name}.pf_fragment", own, partial(bytes, shown)
    chunks = []
    digests = {}
    for first, last, raw in _chunks(_merged(parts)):
        own = digest(raw)
        name = _name(own, digests)
        chunks.append([first, last, name])
        yield f"index/{name}.pf_index", own, partial(_closed, raw)
    told = json.loads(entry)
    ranges = [_list_of([_text(text) for text in chunk]) for chunk in _apart(chunks)]
    meta = _list_of(
        [_text(told["version"]), _list_of(pages), _list_of(ranges), _list_of([]), _list_of([]),
         _list_of([_text(name) for name in facts])]
    )  # fmt: skip
    name = _name(digest(meta), {})
    yield f"pagefind.{name}.pf_meta", digest(meta), partial(_closed, meta)
    told["languages"][lang] |= {"hash": name, "page_count": len(pages)}
    raw = _json(told)
    yield "pagefind-entry.json", digest(raw), partial(bytes, raw)


class _Held(NamedTuple):
    """A key in one part: its pages, numbered in the whole."""

    pages: int
    """How many."""
    first: int
    last: int
    size: int
    raw: bytes


def _merged(parts: Iterable[Part]) -> Iterator[tuple[str, list[tuple[str, list[_Held]]]]]:
    """Every stem in order, with what it is found as: plain, which is nothing, and accented words."""
    found: dict[str, list[_Held]] = {}
    offset = 0
    for part in parts:
        counts = array("I")
        counts.frombytes(part.counts)
        numbers = iter(counts)
        start = 0
        for line in part.keys.split("\n") if part.keys else ():
            count, first, last, size, length = (next(numbers) for _ in range(5))
            held = _Held(count, offset + first, offset + last, size, part.raw[start : start + length])
            found.setdefault(line, []).append(held)
            start += length
        offset += len(part.pages)
    stem = ""
    forms: list[tuple[str, list[_Held]]] = []
    for line in sorted(found):
        own, _, form = line.partition("\t")
        if own != stem and forms:
            yield stem, forms
            forms = []
        stem = own
        forms.append((form, found[line]))
    if forms:
        yield stem, forms


def _chunks(words: Iterable[tuple[str, list[tuple[str, list[_Held]]]]]) -> Iterator[tuple[str, str, bytes]]:
    """Chunks: the first word, the last word, and the bytes."""
    stems: list[str] = []
    raw: list[bytes] = []
    size = 0
    for stem, forms in words:
        plain = forms[0][1] if not forms[0][0] else []
        accented = [(form, held) for form, held in forms if form]
        raw.append(
            _list_of([_text(stem), _pages(plain), _list_of([_list_of([_text(f), _pages(h)]) for f, h in accented])])
        )
        size += sum(one.size for _, held in forms for one in held) + len(accented)
        stems.append(stem)
        if size >= CHUNK:
            yield stems[0], stems[-1], _list_of([_list_of(raw)])
            stems, raw, size = [], [], 0
    if stems:
        yield stems[0], stems[-1], _list_of([_list_of(raw)])


def _pages(found: Iterable[_Held]) -> bytes:
    raw: list[bytes] = []
    last = total = 0
    for held in found:
        raw += (_STEP[held.first - last], held.raw)
        last = held.last
        total += held.pages
    return _head(_LIST, total) + b"".join(raw)


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
    """A short name for a digest: the list of pages is fetched before the first answer, and names are most of it."""
    whole = b32encode(own).decode().lower().rstrip("=")
    length = 5
    while taken.setdefault(whole[:length], own) != own:
        length += 1
    return whole[:length]


def _closed(raw: bytes) -> bytes:
    return gzip.compress(MARK + raw, _LEVEL, mtime=0)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# CBOR


def _head(kind: int, number: int) -> bytes:
    """How a thing of a kind begins: a number itself, or how many bytes or members follow."""
    kind <<= 5
    if number < 24:
        return bytes((kind | number,))
    if number < 256:
        return bytes((kind | 24, number))
    if number < 65536:
        return bytes((kind | 25,)) + number.to_bytes(2, "big")
    return bytes((kind | 26,)) + number.to_bytes(4, "big")


class _Ints(dict[int, bytes]):
    """Every number written once."""

    def __missing__(self, number: int) -> bytes:
        self[number] = _head(0, number) if number >= 0 else _head(1, -1 - number)
        return self[number]


class _Steps(dict[int, bytes]):
    """How a page begins that is so far from the one before: it is its number, its places, and its places in facts."""

    def __missing__(self, step: int) -> bytes:
        self[step] = _head(_LIST, 3) + _INT[step]
        return self[step]


class _Once(dict[int, bytes]):
    """What follows for a word that stands once in an entry and in no fact, as most do: each is written once."""

    def __missing__(self, place: int) -> bytes:
        self[place] = _list(_weighted((place,))) + _list(_NOWHERE)
        return self[place]


_INT = _Ints()
_STEP = _Steps()
_ONCE = _Once()
_NOWHERE: list[int] = []


def _list(numbers: list[int]) -> bytes:
    return _list_of([_INT[number] for number in numbers])


def _list_of(members: list[bytes]) -> bytes:
    return _head(_LIST, len(members)) + b"".join(members)


def _text(text: str) -> bytes:
    raw = text.encode()
    return _head(_TEXT, len(raw)) + raw
