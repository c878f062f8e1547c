"""The search bundle that Pagefind makes of our entries: its files, the same bytes every time, what may be displayed."""

import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kalaka.build.workers import run_program
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.search.corpus import Entry, entries
from kalaka.search.pagefind import Run, prepare_corpus, run_pagefind
from tests.casefiles import read_yaml

TEXTS = read_yaml((Path(__file__).parent.parent / "cases/search/texts.yml").read_text("utf-8"))
FILES = (
    r"pagefind\.js|wasm\.{lang}\.pagefind|pagefind-entry\.json|pagefind\.{lang}_\w+\.pf_meta|words\.json|interface\.json"
    r"|entries\.json|fragment/{lang}_\w+\.pf_fragment|index/{lang}_\w+\.pf_index"
)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _hits(folder: Path) -> dict[str, list[Any]]:
    """What a hit displays of each entry, by its address: address, kind, title, crumbs, step, text."""
    pages = [gzip.decompress(path.read_bytes()) for path in (folder / "fragment").iterdir()]
    values = [json.loads(page.removeprefix(b"pagefind_dcd"))["anchors"][0]["id"] for page in pages]
    hits = [json.loads(value.replace("_", " ")) for value in values]
    return {hit[0]: hit for hit in hits}


def build_index(kb: KnowledgeBase, lang: Lang, listed: Sequence[Entry], folder: Path, run: Run = run_program) -> None:
    with TemporaryDirectory() as temporary:
        extra = prepare_corpus(kb, lang, listed, Path(temporary) / "corpus")
        run_pagefind(Path(temporary) / "corpus", folder, lang, run)
    for name, content in extra.items():
        (folder / name).write_bytes(content)


def _entry(number: int, text: str, **values: Any) -> Entry:
    return Entry(
        "hu", f"a/{number}/#rész", "articles", f"Cím {number}", ("Út", "Cím"), (f"Név {number}",), "", text, **values
    )


@pytest.mark.parametrize("lang", LANGS)
def test_two_builds_are_the_same_and_hold_only_what_is_served(kb: KnowledgeBase, lang: Lang, tmp_path: Path) -> None:
    listed = list(entries(kb, lang))
    build_index(kb, lang, listed, tmp_path / "one")
    (tmp_path / "two").mkdir()
    (tmp_path / "two/stale.js").write_text("")
    build_index(kb, lang, listed, tmp_path / "two")
    files = _files(tmp_path / "one")
    assert files == _files(tmp_path / "two")
    pattern = re.compile(FILES.format(lang=lang))
    assert [name for name in files if not pattern.fullmatch(name)] == []
    assert {path.name for path in (tmp_path / "one").iterdir() if path.is_dir()} == {"fragment", "index"}
    hits = _hits(tmp_path / "one")
    assert hits.keys() == {entry.address for entry in listed}
    for entry in {entry.address: entry for entry in reversed(listed)}.values():
        if [other.address for other in listed].count(entry.address) == 1:
            shown = [entry.address, entry.kind, entry.title, list(entry.crumbs), entry.step, entry.shown]
            assert hits[entry.address] == shown


def test_what_only_helps_finding_is_not_displayed(kb: KnowledgeBase, tmp_path: Path) -> None:
    listed = [_entry(n, text, hidden=("rejtekszó", "")) for n, text in enumerate(TEXTS)]
    listed.append(_entry(len(listed), '<b>szöveg</b> &amp; _jel_ "x"', hidden=("rejtekszó",), themes=("Téma",)))
    build_index(kb, "hu", listed, tmp_path / "out")
    hits = _hits(tmp_path / "out")
    for entry in listed:
        assert hits[entry.address][-1] == entry.shown
        assert "rejtekszó" not in str(hits[entry.address])


def test_entries_say_where_their_names_end(kb: KnowledgeBase, tmp_path: Path) -> None:
    entry = Entry("hu", "a/", "places", "Kút", (), ("Kút a faluban", "Kútfő", "Falu"), "", "Szöveg", themes=("T",))
    task = Entry("hu", "a/", "tasks", "Kút", (), ("Hol a kút?",))
    extra = prepare_corpus(kb, "hu", [entry, task], tmp_path / "corpus")
    known = json.loads(extra["entries.json"])
    kind, names, repeated, regions, theme, county = known["entries"][0]
    assert known["kinds"][kind] == "places"
    assert names[0::3] == [2, 1, 1]  # kút, faluban; kútfő; falu
    assert names[2::3] == [1, 0, 0]  # a
    assert repeated == [0, 0, 1]  # falu
    assert len(regions) == len(known["regions"]) - 1
    assert (theme, county) == ([0], [])
    assert known["entries"][1][-1] == 0  # the same address as the first
    page = (tmp_path / "corpus/000000.html").read_text("utf-8")
    assert len(re.findall(r"<p [^>]*>(.*?)</p>", page)[0].split()) == 1 + sum(names) - sum(names[2::3]) + sum(regions)


def test_words_for_corrections_are_all_kept_in_little_space(kb: KnowledgeBase, tmp_path: Path) -> None:
    listed = [_entry(0, "falu faluban falvak 2019 ház", hidden=("Almás",)), _entry(1, "faluban")]
    extra = prepare_corpus(kb, "hu", listed, tmp_path / "corpus")
    assert json.loads(extra["words.json"]) == {"text": "falu 4ban 3vak", "names": "almás"}


def test_the_order_in_which_pages_are_written_does_not_matter(tmp_path: Path) -> None:
    pages = {
        f"{n:06}.html": f"<html><body data-pagefind-body><p>falu {n % 7} szó{n}</p></body></html>" for n in range(300)
    }
    bundles = []
    for seed in range(2):
        names = list(pages)
        Random(seed).shuffle(names)
        corpus = tmp_path / f"corpus{seed}"
        corpus.mkdir()
        for name in names:
            (corpus / name).write_text(pages[name], "utf-8")
        run_pagefind(corpus, tmp_path / f"out{seed}", "hu", run_program)
        bundles.append(_files(tmp_path / f"out{seed}"))
    assert bundles[0] == bundles[1]


def test_a_library_without_entries_has_a_bundle(kb: KnowledgeBase, tmp_path: Path) -> None:
    build_index(kb, "ro", [], tmp_path / "out")
    assert json.loads((tmp_path / "out/words.json").read_bytes()) == {"text": "", "names": ""}
    assert json.loads((tmp_path / "out/entries.json").read_bytes())["entries"] == []


def test_the_caller_starts_pagefind(kb: KnowledgeBase, tmp_path: Path) -> None:
    commands: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> None:
        commands.append(command)
        run_program(command)

    build_index(kb, "hu", [_entry(0, "falu")], tmp_path / "out", run=run)
    assert [command[1:3] for command in commands] == [["-m", "pagefind"]]
