"""Entries → what Pagefind asks in the browser, a bundle a language, and the words that the query assistant spells by.

Entries are indexed by parts, so that after an edit one part is made anew and joined to the others. What helps finding
is made by the words of the whole language, so a part is also made anew when it holds a word that finds other helpers.
"""

import hashlib
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic_core import to_json

from kalaka.build.aside import Progress
from kalaka.build.cache import Cache, code_version, digest
from kalaka.build.pieces import pieces
from kalaka.i18n.collation import sort_key
from kalaka.i18n.folding import fold
from kalaka.i18n.languages import Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import Library
from kalaka.search.bundle import File, Part, joined, part_of
from kalaka.search.corpus import Entry
from kalaka.search.postings import Teller, Told
from kalaka.search.words import Helpers, Lexicon, cases, plurals, vocabulary, words_of

END = "⁂"
"""Stands between what may be shown, the names, and what only helps finding."""
WEIGHTS = {"words": 2, "text": 1, "names": 7, "hidden": 3, "helpers": 1}
NAMED = ("places", "counties")
"""Kinds whose names are written in cases that no dictionary holds."""
VOCABULARY_LIMIT = 3000
FACTS = ("crumbs", "kind", "title", "url")
"""By which an answer is shown, in their order in the index."""
_USUAL = 128
"""Entries of a part, on an average."""


_STEPS = 3
"""For each part: its words, and its index, which counts twice."""
_Value = TypeVar("_Value")


class _Engine(NamedTuple):
    """What Pagefind puts into every bundle of a language: its files, and what it tells of a bundle."""

    files: tuple[tuple[str, bytes], ...]
    entry: str


class _Words(NamedTuple):
    """The words of a part: in how many entries each stands, and those of names and hidden words."""

    counts: dict[str, int]
    first: tuple[str, ...]


class Index:
    """The index of one language, made of entries; what was made before is kept."""

    def __init__(
        self, library: Library, lang: Lang, entries: Sequence[Entry], cache: Cache,
        progress: Progress = lambda done, of: None,
    ) -> None:  # fmt: skip
        self.library, self.lang, self.entries, self.cache, self._progress = library, lang, entries, cache, progress
        self._parts = list(pieces(entries, lambda entry: entry.address, _USUAL))
        told = [digest(code_version(), to_json(part)) for part in self._parts]
        place = digest(code_version(), lang)
        known = cache.get("lexicon", [place], hold=False).get(place, {})
        lexicon = Lexicon(lang, known)
        making = cache.values(f"words.{lang}", told, lambda number: _words(self._parts[number], lexicon))
        found: list[_Words] = list(self._counted(making, 0, 1))
        self.known: Counter[str] = Counter()
        for part in found:
            self.known.update(part.counts)
        self._first = dict.fromkeys(word for part in found for word in part.first)
        self._helpers = Helpers(lexicon, self.known)
        self._teller = Teller(lang)
        self._keys = [
            digest(own, repr([self._helpers.of(word) for word in sorted(part.counts)]))
            for own, part in zip(told, found, strict=True)
        ]
        if lexicon.used.keys() != known.keys():
            cache.put("lexicon", {place: lexicon.used}, hold=False)
        self.key = digest(*self._keys)
        """What everything is made of."""

    def files(self) -> Iterator[File]:
        """Every file of the bundle, by its path in it."""
        parts = list(self._counted(self.cache.values(f"index.{self.lang}", self._keys, self._part), 1, 2))
        place = digest(code_version(), self.lang)
        (engine,) = self.cache.values(f"engine.{self.lang}", [place], lambda _: _engine(self.lang))
        yield from joined(parts, FACTS, self.lang, engine.entry)
        ready = dict(engine.files)
        ready["words.json"] = to_json(_spelling(self._first, self.known))
        ready["interface.json"] = to_json(_interface(self.library, self.entries, self.lang))
        for name, raw in ready.items():
            yield name, digest(raw), partial(bytes, raw)

    def _counted(self, values: Iterator[_Value], before: int, weight: int) -> Iterator[_Value]:
        """A value of each part, told as it comes: to make an index of a part takes twice as long as its words."""
        number = len(self._parts)
        for done, value in enumerate(values, 1):
            self._progress(before * number + weight * done, _STEPS * number)
            yield value

    def _part(self, number: int) -> Part:
        return part_of(_tell(entry, self._helpers, self._teller) for entry in self._parts[number])


def _engine(lang: Lang) -> _Engine:
    """Ask Pagefind for a bundle of one word."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_text(
            f'<!doctype html><html lang="{lang}"><body>{END} a</body></html>', "utf-8"
        )
        command = [sys.executable, "-m", "pagefind", "--site", folder, "--output-subdir", "bundle"]
        subprocess.run([*command, "--force-language", lang, "--quiet"], check=True)
        bundle = Path(folder) / "bundle"
        names = ("pagefind.js", f"wasm.{lang}.pagefind")
        files = tuple((name, (bundle / name).read_bytes()) for name in names)
        return _Engine(files, (bundle / "pagefind-entry.json").read_text("utf-8"))


def _told(entry: Entry) -> str:
    """The words of an entry that readers see."""
    return f"{' '.join(entry.names)} {entry.words} {entry.text}"


def _interface(library: Library, found: Sequence[Entry], lang: Lang) -> dict[str, object]:
    """What the interface says, and what answers can be filtered by: kinds, themes and counties that occur."""
    words = {
        key.removeprefix("search."): leaf for key, leaf in messages(lang).leaves.items() if key.startswith("search.")
    }
    kinds = dict.fromkeys(entry.kind for entry in found)
    themes = {name for entry in found for name in entry.themes}
    counties = {name for entry in found for name in entry.counties}
    return {
        "words": words,
        "kind": {name: token("kind", name) for name in kinds},
        "theme": {name: token("theme", name) for name in sorted(themes, key=lambda name: sort_key(name, lang))},
        "county": {name: token("county", name) for name in sorted(counties, key=lambda name: sort_key(name, lang))},
    }


def _tell(entry: Entry, helpers: Helpers, teller: Teller) -> tuple[Told, Mapping[str, str], str]:
    """One entry as it is indexed, the facts by which it is shown, and its address. What may be shown comes first."""
    lang = entry.lang
    hidden = dict.fromkeys(word for word in entry.hidden if word)
    named = [word for name in (entry.title, *entry.names) for word in words_of(name)]
    forms = [form for word in named for form in cases(word, lang)] if entry.kind in NAMED else []
    if entry.kind == "terms":
        forms += [form for word in words_of(entry.title) for form in plurals(word, lang)]
    extra = helpers(_told(entry))
    chosen = [("kind", entry.kind), *(("theme", t) for t in entry.themes), *(("county", c) for c in entry.counties)]
    parts = {
        "words": entry.words,
        "text": entry.text,
        "names": f"{END} {entry.title}. " + ". ".join(entry.names),
        "hidden": f"{END} " + ". ".join(hidden),
        "helpers": " ".join(dict.fromkeys((*extra, *forms, *(token(*pair) for pair in chosen)))),
    }
    facts = dict(zip(FACTS, (" / ".join(entry.crumbs), entry.kind, entry.title, entry.address), strict=True))
    return teller([(WEIGHTS[name], text) for name, text in parts.items()], facts.values()), facts, entry.address


@cache
def token(name: str, value: str) -> str:
    """A word that stands for a filter. The engine's own filters come out in another order with every build."""
    own = hashlib.sha256(f"{name}:{value}".encode()).digest()
    return "zq" + "".join("bcdfghjkmpqrtvxz"[byte % 16] for byte in own[:8])


def _words(part: Sequence[Entry], lexicon: Lexicon) -> _Words:
    named = [word for entry in part for name in (*entry.names, *entry.hidden) for word in words_of(name)]
    return _Words(dict(vocabulary(map(_told, part), lexicon)), tuple(dict.fromkeys(named)))


def _spelling(first: Iterable[str], known: Counter[str]) -> list[str]:
    """The words a query may be corrected to: those of names and hidden words first, then the most frequent."""
    by_count = (word for word, _ in sorted(known.items(), key=lambda item: (-item[1], item[0])))
    long = (word for word in dict.fromkeys(chain(first, by_count)) if len(word) > 3)
    chosen = list(islice(long, VOCABULARY_LIMIT))
    return sorted({fold(word): word for word in reversed(chosen)}.values())
