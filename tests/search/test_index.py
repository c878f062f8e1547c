"""The index that is written here and the one that Pagefind writes of the same entries: one finds what the other finds."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import cbor2
import pytest

from kalaka.build.cache import Cache
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import Library
from kalaka.search import index
from kalaka.search.bundle import MARK
from kalaka.search.corpus import Entry, entries
from kalaka.search.index import Index
from kalaka.search.postings import Teller, Told
from tests.casefiles import read_yaml

TEXTS = read_yaml((Path(__file__).parent.parent / "cases/search/texts.yml").read_text("utf-8"))


def _by_pagefind(folder: Path, lang: Lang, told: Iterable[tuple[Sequence[tuple[int, str]], Mapping[str, str]]]) -> Path:
    """Let Pagefind index paragraphs with weights and facts."""
    (folder / "in").mkdir(parents=True)
    for number, (paragraphs, facts) in enumerate(told):
        shown = "".join(f'<i data-pagefind-meta="{k}[data-v]" data-v="{escape(v)}"></i>' for k, v in facts.items())
        text = "".join(f'<p data-pagefind-weight="{weight}">{escape(text)}</p>' for weight, text in paragraphs)
        page = f'<!doctype html><html lang="{lang}"><body data-pagefind-body>{shown}{text}</body></html>'
        (folder / f"in/{number:05}.html").write_text(page, "utf-8")
    command = [sys.executable, "-m", "pagefind", "--site", str(folder / "in"), "--output-path", str(folder / "out")]
    subprocess.run([*command, "--force-language", lang, "--quiet"], check=True)
    return folder / "out"


def _opened(raw: bytes) -> bytes:
    whole = gzip.decompress(raw)
    assert whole.startswith(MARK)
    return whole.removeprefix(MARK)


Pages = dict[str, tuple[list[int], list[int]]]


def _read(files: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[tuple[str, str], Pages], list[Any]]:
    """What a bundle tells: what is shown of each page, and the pages and places of each word, accented ones apart."""
    _, pages, chunks, filters, sorts, facts = cbor2.loads(_opened(files[_only(files, ".pf_meta")]))
    assert not filters
    assert not sorts
    shown = [json.loads(_opened(files[f"fragment/{name}.pf_fragment"])) for name, _ in pages]
    assert [one["word_count"] for one in shown] == [count for _, count in pages]
    names = [one["meta"]["url"] for one in shown]
    words: dict[tuple[str, str], Pages] = {}
    last = ""
    for first, end, name in chunks:
        (found,) = cbor2.loads(_opened(files[f"index/{name}.pf_index"]))
        stems = [stem for stem, _, _ in found]
        assert stems == sorted(stems)
        assert last <= first <= stems[0]
        assert stems[-1].startswith(end) or end >= stems[-1]
        last = stems[-1]
        for stem, plain, forms in found:
            for form, held in [("", plain), *forms]:
                words[stem, form] = dict(_numbered(held, names))
    return {name: {**one, "url": ""} for name, one in zip(names, shown, strict=True)}, words, facts


def _numbered(pages: Iterable[Any], names: Sequence[str]) -> Iterator[tuple[str, tuple[list[int], list[int]]]]:
    number = 0
    for step, places, named in pages:
        number += step
        yield names[number], (places, named)


def _only(files: Mapping[str, bytes], ending: str) -> str:
    (found,) = (name for name in files if name.endswith(ending))
    return found


def _files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> Lang:
    found: Lang = request.param
    return found


def test_the_index_is_the_one_that_pagefind_writes(
    library: Library, lang: Lang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[list[tuple[int, str]], dict[str, str]]] = []

    class Listening(Teller):
        def __call__(self, paragraphs: Iterable[tuple[int, str]], facts: Iterable[str]) -> Told:
            told.append((list(paragraphs), dict(zip(index.FACTS, facts, strict=True))))
            return super().__call__(told[-1][0], told[-1][1].values())

    monkeypatch.setattr(index, "Teller", Listening)
    made = Index(library, lang, list(entries(library, lang)), Cache(tmp_path / "cache.db"))
    own = {name: content() for name, _, content in made.files()}
    assert len(told) == len(made.entries) > 250
    shown, words, facts = _read(_files(_by_pagefind(tmp_path, lang, told)))
    own_shown, own_words, own_facts = _read(own)
    assert own_facts == facts
    assert own_shown == shown
    assert own_words == words


def test_words_of_every_kind_are_taken_apart_as_pagefind_does(lang: Lang, tmp_path: Path) -> None:
    teller = Teller(lang)
    facts = dict.fromkeys(index.FACTS, "")
    told = [([(2, text), (7, text)], {**facts, "title": text, "url": str(n)}) for n, text in enumerate(TEXTS)]
    shown, words, _ = _read(_files(_by_pagefind(tmp_path, lang, told)))
    for paragraphs, its in told:
        found = teller(paragraphs, its.values())
        assert found.content == shown[its["url"]]["content"]
        assert found.words == shown[its["url"]]["word_count"]
        keys = {tuple(key.split("\t")) for key in (*found.places, *found.named)}
        assert keys == {key for key, pages in words.items() if its["url"] in pages}, its["title"]


def _entry(lang: Lang, number: int, text: str) -> Entry:
    return Entry(lang, f"a/{number}/", "articles", f"Cím {number}", (), (f"Név {number}",), "", text)


def test_an_edit_makes_its_part_alone_and_comes_to_the_same(library: Library, lang: Lang, tmp_path: Path) -> None:
    many = [_entry(lang, number, f"szöveg {number % 7} falu") for number in range(700)]
    kept = Cache(tmp_path / "kept.db")
    before = Index(library, lang, many, kept)
    list(before.files())
    many[400] = _entry(lang, 400, "egészen más")
    del many[20]
    told = []
    after = Index(library, lang, many, kept)
    make = after._part
    after._part = lambda number: told.append(number) or make(number)  # type: ignore[method-assign,func-returns-value]
    files = {name: content() for name, _, content in after.files()}
    assert 1 <= len(told) <= 2 < len(after._parts)
    assert after.key != before.key
    anew = Index(library, lang, many, Cache(tmp_path / "new.db"))
    assert files == {name: content() for name, _, content in anew.files()}
    assert anew.key == after.key


def test_a_word_that_finds_other_helpers_makes_its_parts_anew(library: Library, tmp_path: Path) -> None:
    """A compound is divided when its parts stand alone somewhere: in an entry of another part."""
    many = [_entry("hu", number, "falu") for number in range(700)]
    many[10] = _entry("hu", 10, "zsémbeszköz")
    cache = Cache(tmp_path / "cache.db")
    list(Index(library, "hu", many, cache).files())
    many[650] = _entry("hu", 650, "zsémb eszköz")
    files = {name: content() for name, _, content in Index(library, "hu", many, cache).files()}
    shown, _, _ = _read(files)
    assert "eszköz" in shown["a/10/"]["content"].split()
    anew = Index(library, "hu", many, Cache(tmp_path / "new.db"))
    assert files == {name: content() for name, _, content in anew.files()}


def test_two_pages_that_begin_with_one_name_get_two(library: Library, tmp_path: Path, monkeypatch: Any) -> None:
    from kalaka.search import bundle

    monkeypatch.setattr(bundle, "b32encode", lambda own: b"SAME" * 2 + own.hex().encode())
    made = Index(library, "hu", [_entry("hu", n, "falu") for n in range(40)], Cache(tmp_path / "cache.db"))
    shown, words, _ = _read({name: content() for name, _, content in made.files()})
    assert len(shown) == 40
    assert len(words["falu", ""]) == 40
