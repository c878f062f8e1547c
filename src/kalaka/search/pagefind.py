"""Build the search bundle of one language: entries → an HTML corpus → Pagefind → files for the browser.

Every entry becomes one HTML page of a temporary corpus, which the Pagefind program indexes. Two files are added to its
index: `words.json`, the words to which queries may be corrected, and `interface.json`, messages and filters of the
results page. The same entries give the same bytes.
"""

import hashlib
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from itertools import chain, islice
from pathlib import Path

from pydantic_core import to_json

from kalaka.i18n.collation import sort_key
from kalaka.i18n.folding import fold
from kalaka.i18n.languages import Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.search.corpus import Entry
from kalaka.search.words import Helpers, Lexicon, cases, plurals, vocabulary, words_of

END = "⁂"
"""Divides the text of an entry: what may be displayed, END, its names, END, words that only help finding."""
WEIGHTS = {"words": 2, "text": 1, "names": 7, "hidden": 3, "helpers": 1}
"""`data-pagefind-weight` of each paragraph, 0 to 10."""
KINDS_WITH_CASES = ("places", "counties")
"""Kinds whose names are written in cases that no dictionary holds."""
VOCABULARY_LIMIT = 3000
"""Words in `words.json`."""

Run = Callable[[Sequence[str]], None]
"""Runs a command to its end; raises an exception when it fails."""


def prepare_corpus(kb: KnowledgeBase, lang: Lang, entries: Sequence[Entry], corpus: Path) -> dict[str, bytes]:
    """Write the corpus of one language into a folder; returns the added files of its bundle by name."""
    corpus.mkdir(parents=True, exist_ok=True)
    lexicon = Lexicon(lang)
    counts = vocabulary(map(_visible_text, entries), lexicon)
    write_corpus(entries, Helpers(lexicon, counts), corpus)
    return {
        "words.json": to_json(_spelling(entries, counts)),
        "interface.json": to_json(_interface(kb, entries, lang)),
    }


def write_corpus(entries: Iterable[Entry], helpers: Helpers, corpus: Path) -> None:
    """Write one HTML page per entry; file names are the numbers of the entries, so that Pagefind keeps their order.

    Files of an older corpus are overwritten, which is faster than new files, and the rest is deleted. Without any entry
    one page is written that no query finds, since Pagefind refuses an empty corpus.
    """
    number = 0
    for entry in entries:
        _write(f"{corpus}/{number:06}.html", corpus_page(entry, helpers).encode())
        number += 1
    if not number:
        _write(f"{corpus}/{0:06}.html", f"<!doctype html><html><body>{END} {token('', '')}</body></html>".encode())
    for file in corpus.iterdir():
        if file.stem >= f"{max(number, 1):06}":
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
    options = ("--site", str(corpus.absolute()), "--output-path", str(out.absolute()), "--force-language", lang)
    run([sys.executable, "-m", "pagefind", *options, "--quiet"])
    served = re.compile(rf"pagefind\.js|pagefind-entry\.json|pagefind\.\w+\.pf_meta|wasm\.{lang}\.pagefind")
    for path in out.iterdir():
        if path.is_file() and not served.fullmatch(path.name):
            path.unlink()


def corpus_page(entry: Entry, helpers: Helpers) -> str:
    """The HTML page of an entry: its metadata, then weighted paragraphs, first what may be displayed."""
    names = f"{entry.title}. {'. '.join(entry.names)}"
    hidden = ". ".join(dict.fromkeys(word for word in entry.hidden if word))
    paragraphs = {
        "words": _text(entry.words),
        "text": _text(entry.text),
        "names": f"{END} {_text(names)}",
        "hidden": f"{END} {_text(hidden)}",
        "helpers": " ".join(_helping_words(entry, helpers)),
    }
    metadata = {"crumbs": " / ".join(entry.crumbs), "kind": entry.kind, "title": entry.title, "url": entry.address}
    fields = ", ".join(f"{name}[data-{name}]" for name in metadata)
    values = "".join(f' data-{name}="{escape(value)}"' for name, value in metadata.items())
    body = "".join(f'<p data-pagefind-weight="{WEIGHTS[name]}">{text}</p>' for name, text in paragraphs.items())
    return (
        f'<!doctype html><html lang="{entry.lang}"><body data-pagefind-body>'
        f'<i data-pagefind-meta="{fields}"{values}></i>{body}</body></html>'
    )


def _text(text: str) -> str:
    """A text as HTML, without the character that divides the text of an entry."""
    return text.replace(END, " ").replace("&", "&amp;").replace("<", "&lt;")


def _helping_words(entry: Entry, helpers: Helpers) -> Iterable[str]:
    """Words that are not in an entry and should find it, and tokens of its filters, without repetition."""
    lang = entry.lang
    forms: list[str] = []
    if entry.kind in KINDS_WITH_CASES:
        forms += [form for name in (entry.title, *entry.names) for word in words_of(name) for form in cases(word, lang)]
    if entry.kind == "terms":
        forms += [form for word in words_of(entry.title) for form in plurals(word, lang)]
    filters = [("kind", entry.kind), *(("theme", t) for t in entry.themes), *(("county", c) for c in entry.counties)]
    return dict.fromkeys((*helpers(_visible_text(entry)), *forms, *(token(*pair) for pair in filters)))


def _visible_text(entry: Entry) -> str:
    """The words of an entry that readers see."""
    return f"{' '.join(entry.names)} {entry.words} {entry.text}"


@cache
def token(name: str, value: str) -> str:
    """Word that represents a filter value. (The order of Pagefind's native filters differs from build to build.)"""
    key = hashlib.sha256(f"{name}:{value}".encode()).digest()
    return "zq" + "".join("bcdfghjkmpqrtvxz"[byte % 16] for byte in key[:8])


def _interface(kb: KnowledgeBase, entries: Sequence[Entry], lang: Lang) -> dict[str, object]:
    """Messages of the results page, and the values of each filter (kind, theme, county) with their tokens."""
    words = {
        key.removeprefix("search."): leaf for key, leaf in kb.words(lang).leaves.items() if key.startswith("search.")
    }
    kinds = dict.fromkeys(entry.kind for entry in entries)
    themes = {name for entry in entries for name in entry.themes}
    counties = {name for entry in entries for name in entry.counties}
    return {
        "words": words,
        "kind": {name: token("kind", name) for name in kinds},
        "theme": {name: token("theme", name) for name in sorted(themes, key=lambda name: sort_key(name, lang))},
        "county": {name: token("county", name) for name in sorted(counties, key=lambda name: sort_key(name, lang))},
    }


def _spelling(entries: Iterable[Entry], counts: Counter[str]) -> list[str]:
    """The words a query may be corrected to: those of names and hidden words first, then the most frequent."""
    named = (word for entry in entries for name in (*entry.names, *entry.hidden) for word in words_of(name))
    by_count = (word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    long_words = (word for word in dict.fromkeys(chain(named, by_count)) if len(word) > 3)
    chosen = list(islice(long_words, VOCABULARY_LIMIT))
    return sorted({fold(word): word for word in reversed(chosen)}.values())
