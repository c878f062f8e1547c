"""Entries → a Pagefind bundle per language, and the list of known words that the query assistant spells by."""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path

from kalaka.aside import Aside
from kalaka.language import fold, sort_key
from kalaka.library import Library
from kalaka.messages import messages
from kalaka.model import Lang
from kalaka.search.corpus import Entry
from kalaka.search.words import Forms, Helpers, Lexicon, cases, plurals, vocabulary, words_of

END = "⁂"
"""Stands between what may be shown, the names, and what only helps finding."""
WEIGHTS = {"words": 2, "text": 1, "names": 7, "hidden": 3, "helpers": 1}
NAMED = ("places", "counties")
"""Kinds whose names are written in cases that no dictionary holds."""
VOCABULARY_LIMIT = 3000
_UNUSED = re.compile(r"pagefind-(ui|modular-ui|component-ui|highlight|worker)\.|wasm\.unknown\.")


def build_search(
    library: Library, site: Path, found: Mapping[Lang, Sequence[Entry]], known: Mapping[Lang, Forms]
) -> dict[Lang, Forms]:
    """Write `search/<lang>/` of some languages into a site, side by side; returns the words that were looked up.

    `known` words need not be looked up again.
    """
    work = {
        lang: Aside(partial(_bundle, library, site / "search" / lang, entries, Lexicon(lang, known.get(lang, {}))))
        for lang, entries in found.items()
    }
    return {lang: aside.result() for lang, aside in work.items()}


def _bundle(library: Library, target: Path, found: Sequence[Entry], lexicon: Lexicon) -> Forms:
    lang = lexicon.lang
    known = vocabulary((_told(entry) for entry in found), lexicon)
    helpers = Helpers(lexicon, known)
    with tempfile.TemporaryDirectory() as folder:
        for number, entry in enumerate(found):
            (Path(folder) / f"{number:06}.html").write_text(_page(entry, helpers), "utf-8")
        command = [sys.executable, "-m", "pagefind", "--site", folder, "--output-path", str(target)]
        subprocess.run([*command, "--force-language", lang, "--quiet"], check=True)
    for file in target.iterdir():
        if _UNUSED.match(file.name):
            file.unlink()
    _write(target / "words.json", _spelling(found, known))
    _write(target / "interface.json", _interface(library, found, lang))
    return lexicon.used


def _told(entry: Entry) -> str:
    """The words of an entry that readers see."""
    return f"{' '.join(entry.names)} {entry.words} {entry.text}"


def _write(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), "utf-8")


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


def _page(entry: Entry, helpers: Helpers) -> str:
    """One entry as the indexer reads it. What may be shown comes first."""
    lang = entry.lang
    hidden = dict.fromkeys(word for word in entry.hidden if word)
    named = [word for name in (entry.title, *entry.names) for word in words_of(name)]
    forms = [form for word in named for form in cases(word, lang)] if entry.kind in NAMED else []
    if entry.kind == "terms":
        forms += [form for word in words_of(entry.title) for form in plurals(word, lang)]
    extra = helpers(_told(entry))
    meta = {"title": entry.title, "kind": entry.kind, "url": entry.address, "crumbs": " / ".join(entry.crumbs)}
    chosen = [("kind", entry.kind), *(("theme", t) for t in entry.themes), *(("county", c) for c in entry.counties)]
    out = ['<!doctype html><html lang="', lang, '"><head><title>x</title></head><body data-pagefind-body>']
    for name, value in meta.items():
        out.append(f'<span data-pagefind-meta="{name}[data-v]" data-v="{escape(value)}"></span>')
    parts = {
        "words": entry.words,
        "text": entry.text,
        "names": f"{END} {entry.title}. " + ". ".join(entry.names),
        "hidden": f"{END} " + ". ".join(hidden),
        "helpers": " ".join(dict.fromkeys((*extra, *forms, *(token(*pair) for pair in chosen)))),
    }
    for name, text in parts.items():
        if text.strip():
            out.append(f'<p data-pagefind-weight="{WEIGHTS[name]}">{escape(text)}</p>')
    return "".join(out) + "</body></html>"


def token(name: str, value: str) -> str:
    """A word that stands for a filter. The engine's own filters come out in another order with every build."""
    digest = hashlib.sha256(f"{name}:{value}".encode()).digest()
    return "zq" + "".join("bcdfghjkmpqrtvxz"[byte % 16] for byte in digest[:8])


def _spelling(found: Sequence[Entry], known: Counter[str]) -> list[str]:
    """The words a query may be corrected to: those of names and hidden words first, then the most frequent."""
    first = dict.fromkeys(
        word for e in found for name in (*e.names, *e.hidden) for word in words_of(name) if len(word) > 3
    )
    rest = [
        word
        for word, _ in sorted(known.items(), key=lambda item: (-item[1], item[0]))
        if len(word) > 3 and word not in first
    ]
    chosen = [*first, *rest][:VOCABULARY_LIMIT]
    return sorted({fold(word): word for word in reversed(chosen)}.values())
