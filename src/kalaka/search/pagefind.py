"""Build the search bundle of one language: entries → an HTML corpus → Pagefind → files for the browser.

Every entry becomes one HTML page of a temporary corpus, which the Pagefind program indexes: its index terms, and what a
hit displays of it in the `id` of their paragraph, since Pagefind keeps an id as it is and would index metadata. Three
files are added to its index: `entries.json`, what is known of each entry before its page is fetched; `words.json`, the
words to which queries may be corrected; `interface.json`, messages and filters of the results page. The same entries
give the same bytes.
"""

import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from pydantic_core import to_json

from kalaka.i18n.collation import sort_key
from kalaka.i18n.folding import fold
from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.search.corpus import Entry
from kalaka.search.terms import REGIONS, Terms, terms, tokens
from kalaka.search.words import ENDINGS, FUNCTION_WORDS, PREFIXES, Helpers, Lexicon, Stems, vocabulary

EVERY = "zqzq"
"""First word of every page, by which the browser learns the numbers of the entries."""
CHUNK = 4000
"""Places of words in one file of the index. A query fetches one file a word; files of the usual size are eight times
as large."""
MANY = 20_000
"""Words of a text from which on the rarest are not offered as corrections."""
Run = Callable[[Sequence[str]], None]
"""Runs a command to its end; raises an exception when it fails."""


def prepare_corpus(kb: KnowledgeBase, lang: Lang, entries: Sequence[Entry], corpus: Path) -> dict[str, bytes]:
    """Write the corpus of one language into a folder; returns the added files of its bundle by name."""
    corpus.mkdir(parents=True, exist_ok=True)
    lexicon = Lexicon(lang)
    helpers = Helpers(lexicon, vocabulary((f"{' '.join(entry.names)} {entry.shown}" for entry in entries), lexicon))
    found = [terms(entry, helpers) for entry in entries]
    write_corpus(entries, found, helpers.stems, corpus)
    return {
        "entries.json": to_json(_entries(entries, found, lang)),
        "words.json": to_json(_spelling(entries, lang)),
        "interface.json": to_json(_interface(kb, entries, lang)),
    }


def write_corpus(entries: Sequence[Entry], found: Sequence[Terms], stems: Stems, corpus: Path) -> None:
    """Write one HTML page per entry, named by its number.

    Files of an older corpus are overwritten, which is faster than new files, and the rest is deleted. Without any entry
    one page is written that no query finds, since Pagefind refuses an empty corpus.
    """
    common = Counter(term for entry in found for region in entry.regions for term in region)
    for number, (entry, own) in enumerate(zip(entries, found, strict=True)):
        _write(f"{corpus}/{number:06}.html", corpus_page(number, entry, own, stems, common).encode())
    if not entries:
        _write(f"{corpus}/{0:06}.html", b"<!doctype html><html><body>x</body></html>")
    for file in corpus.iterdir():
        if file.stem >= f"{max(len(entries), 1):06}":
            file.unlink()


def _write(path: str, content: bytes) -> None:
    """Write a file by three system calls; `open` makes twice as many, which counts for ten thousand files."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        while content:
            content = content[os.write(descriptor, content) :]
    finally:
        os.close(descriptor)


def run_pagefind(corpus: Path, out: Path, lang: Lang, run: Run) -> None:
    """Index the pages of `corpus` into the folder `out`, which is replaced; keep only files that the site serves."""
    if out.exists():
        shutil.rmtree(out)
    os.environ.setdefault("PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE", str(CHUNK))
    options = ("--site", str(corpus.absolute()), "--output-path", str(out.absolute()), "--force-language", lang)
    run([sys.executable, "-m", "pagefind", *options, "--quiet"])
    served = re.compile(rf"pagefind\.js|pagefind-entry\.json|pagefind\.\w+\.pf_meta|wasm\.{lang}\.pagefind")
    for path in out.iterdir():
        if path.is_file() and not served.fullmatch(path.name):
            path.unlink()


def corpus_page(number: int, entry: Entry, own: Terms, stems: Stems, common: Mapping[str, int]) -> str:
    """The HTML page of an entry: its index terms, region after region, and what a hit displays of it.

    Within a region the most common terms come first, in the same places on all pages: that makes a smaller index.
    """
    regions = (sorted(region, key=lambda term: (-common[term], term)) for region in own.regions)
    named = (part for name in zip(own.names, own.forms, strict=True) for part in name)
    words = (stems.word(term) for region in (*named, *regions) for term in region)
    hit = to_json([entry.address, entry.kind, entry.title, entry.crumbs, entry.step, entry.shown]).decode()
    text = hit.replace("_", "\\u005f").replace(" ", "_")  # Pagefind leaves spaces out of an id
    return (
        f'<!doctype html><html lang="{entry.lang}"><body data-pagefind-body><i data-pagefind-sort="number[data-number]"'
        f' data-number="{number}"></i><p id="{escape(text)}">{EVERY} {" ".join(words)}</p></body></html>'
    )


def _entries(entries: Sequence[Entry], found: Sequence[Terms], lang: Lang) -> dict[str, object]:
    """What ranks and filters entries, in their order, and what the language adds to a query.

    Of each entry: the number of its kind; of each name, how many terms, other forms and function words it has; how many
    terms of each stand in names before; the terms in each other region; the numbers of the values of its filters; the
    number of an entry before it that has the same address.
    """
    values = _values(entries, lang)
    first: dict[str, int] = {}
    twins = [first.setdefault(entry.address, number) for number, entry in enumerate(entries)]
    numbers = {facet: {value: number for number, value in enumerate(names)} for facet, names in values.items()}
    return {
        "every": EVERY,
        "function_words": " ".join(sorted(FUNCTION_WORDS[lang])),
        "prefixes": PREFIXES[lang],
        "endings": ENDINGS[lang],
        "regions": REGIONS,
        "kinds": values["kind"],
        "entries": [
            [
                numbers["kind"][entry.kind],
                [
                    number
                    for name, forms, small in zip(own.names, own.forms, own.small, strict=True)
                    for number in (len(name), len(forms), small)
                ],
                own.repeated if any(own.repeated) else [],
                [len(region) for region in own.regions],
                [numbers["theme"][name] for name in entry.themes],
                [numbers["county"][name] for name in entry.counties],
                *([] if twin == number else [twin]),
            ]
            for number, (entry, own, twin) in enumerate(zip(entries, found, twins, strict=True))
        ],
    }


def _values(entries: Iterable[Entry], lang: Lang) -> dict[str, list[str]]:
    """The values of each filter in display order."""
    entries = list(entries)
    themes = {name for entry in entries for name in entry.themes}
    counties = {name for entry in entries for name in entry.counties}
    return {
        "kind": list(dict.fromkeys(entry.kind for entry in entries)),
        "theme": sorted(themes, key=lambda name: sort_key(name, lang)),
        "county": sorted(counties, key=lambda name: sort_key(name, lang)),
    }


def _interface(kb: KnowledgeBase, entries: Sequence[Entry], lang: Lang) -> dict[str, object]:
    """Messages of the results page, and the values of each filter (kind, theme, county) with what stands for them."""
    words = {
        key.removeprefix("search."): leaf for key, leaf in kb.words(lang).leaves.items() if key.startswith("search.")
    }
    filters: dict[str, object] = {
        facet: {value: f"{facet}:{number}" for number, value in enumerate(values)}
        for facet, values in _values(entries, lang).items()
    }
    return {"words": words, **filters}


def _spelling(entries: Iterable[Entry], lang: Lang) -> dict[str, str]:
    """The words a query may be corrected to: `text` those that are read, `names` those that only name entries.

    Of a text with very many words those that stand in one place only are left out.
    """
    shown: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for entry in entries:
        shown.update(tokens(f"{entry.title} {entry.shown}", lang))
        named.update(tokens(" ".join((*entry.names, *entry.hidden)), lang))
    if len(shown) > MANY:
        shown = Counter({word: count for word, count in shown.items() if count > 1 or word in named})
    lists = {"text": shown.keys(), "names": named.keys() - shown.keys()}
    return {
        name: _shortened(sorted(filter(_is_spelt, listed), key=lambda word: (fold(word), word)))
        for name, listed in lists.items()
    }


def _is_spelt(word: str) -> bool:
    return len(word) > 3 and word.isalpha()


def _shortened(words: Iterable[str]) -> str:
    """Sorted words as one text, each with the number of letters that it shares with the one before: `családi 6ok`."""
    shortened = []
    last = ""
    for word in words:
        shared = next(
            (at for at, (a, b) in enumerate(zip(last, word, strict=False)) if a != b), min(len(last), len(word))
        )
        shortened.append(f"{shared or ''}{word[shared:]}")
        last = word
    return " ".join(shortened)
