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
from kalaka.search import pagefind
from kalaka.search.corpus import Entry, entries
from kalaka.search.pagefind import END, Run, prepare_corpus, run_pagefind
from tests.casefiles import read_yaml

TEXTS = read_yaml((Path(__file__).parent.parent / "cases/search/texts.yml").read_text("utf-8"))
FILES = (
    r"pagefind\.js|wasm\.{lang}\.pagefind|pagefind-entry\.json|pagefind\.{lang}_\w+\.pf_meta|words\.json|interface\.json"
    r"|fragment/{lang}_\w+\.pf_fragment|index/{lang}_\w+\.pf_index"
)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _fragments(folder: Path) -> dict[str, Any]:
    """What is fetched of each entry, by its address."""
    pages = [gzip.decompress(path.read_bytes()) for path in (folder / "fragment").iterdir()]
    values = [json.loads(page.removeprefix(b"pagefind_dcd")) for page in pages]
    return {value["meta"]["url"]: value for value in values}


def _plain(text: str) -> str:
    """A text without the spaces and the full stop that Pagefind changes."""
    return " ".join(text.replace("\u200b", "").split()).replace(". ", " ").rstrip(".")


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
    fragments = _fragments(tmp_path / "one")
    assert fragments.keys() == {entry.address for entry in listed}
    for entry in listed:
        fragment = fragments[entry.address]
        assert fragment["meta"] == {
            "crumbs": " ".join(" / ".join(entry.crumbs).split()), "kind": entry.kind,
            "title": " ".join(entry.title.split()), "url": entry.address,
        }  # fmt: skip
        visible, names, _ = fragment["content"].split(END)
        assert len(visible) <= len(entry.words) + len(entry.text) + 4  # spaces and full stops
        assert entry.title.split()[0] in names


def test_hidden_words_are_never_displayed(kb: KnowledgeBase, tmp_path: Path) -> None:
    listed = [_entry(n, text, hidden=("rejtekszó", "")) for n, text in enumerate(TEXTS)]
    listed.append(_entry(len(listed), f"<b>szöveg</b> &amp; {END} jel", hidden=(f"{END} rejtekszó",), themes=("Téma",)))
    build_index(kb, "hu", listed, tmp_path / "out")
    fragments = _fragments(tmp_path / "out")
    for entry in listed:
        visible, names, hidden = fragments[entry.address]["content"].split(END)
        assert _plain(visible) == _plain(entry.text.replace(END, " "))
        assert "rejtekszó" not in visible + names
        assert "rejtekszó" in hidden
        assert pagefind.token("kind", "articles") in hidden
    assert pagefind.token("theme", "Téma") in fragments[listed[-1].address]["content"]


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
    assert json.loads((tmp_path / "out/words.json").read_bytes()) == []


def test_the_caller_starts_pagefind(kb: KnowledgeBase, tmp_path: Path) -> None:
    commands: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> None:
        commands.append(command)
        run_program(command)

    build_index(kb, "hu", [_entry(0, "falu")], tmp_path / "out", run=run)
    assert [command[1:3] for command in commands] == [["-m", "pagefind"]]
