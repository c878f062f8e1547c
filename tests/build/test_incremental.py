"""What was made again equals what is made anew: after edits of every kind, after a cut, with a broken cache."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kalaka.build.pipeline import build
from kalaka.build.result import Built, Reporter
from tests.conftest import copy_root


def _tree(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def _root(folder: Path, site: Path) -> Path:
    """A knowledge base that knows what was kept when the site was built: frames, texts and records, no page."""
    root = copy_root(folder / "root")
    (root / ".kalaka").mkdir()
    shutil.copy(site.parent / ".kalaka/cache.db", root / ".kalaka")
    return root


def _record(root: Path) -> Path:
    """A record with a story that other records are related to."""
    texts = {path: path.read_text("utf-8") for path in sorted((root / "docs/projects").glob("*.yml"))}
    named = [path for path in texts if any(f"project: {path.stem}" in text for text in texts.values())]
    return next(path for path in named if "\nbody:\n  hu: |\n" in texts[path])


def _translated_guide(root: Path) -> Path:
    """The Romanian text of a guide that is in both languages."""
    texts = sorted((root / "docs/guides").glob("*.ro.md"))
    return next(path for path in texts if path.with_name(path.name.replace(".ro.", ".")).exists())


def _edit_story(record: Path, words: str = "Ez új.") -> None:
    text = record.read_text("utf-8")
    assert "\nbody:\n  hu: |\n    " in text
    record.write_text(text.replace("\nbody:\n  hu: |\n    ", f"\nbody:\n  hu: |\n    {words} ", 1), "utf-8")


def _build(root: Path) -> Built:
    built = build(root, root / "site", "mkdocs", Reporter())
    assert built.done, [problem.sentence("hu") for problem in built.problems] or built.engine_output
    return built


def _anew(root: Path) -> dict[str, bytes]:
    """The same knowledge base built where nothing is kept of it."""
    other = root.with_name("anew")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root, other, ignore=shutil.ignore_patterns("site", ".site*", ".kalaka"))
    _build(other)
    return _tree(other / "site")


def _assert_equal(result: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    assert result.keys() == wanted.keys()
    assert [name for name in result if result[name] != wanted[name]] == []


class _Editor:
    """Makes one random edit of a knowledge base at a time; none of them is a mistake."""

    def __init__(self, root: Path, random: Random) -> None:
        self.root, self.random = root, random
        self.added: list[str] = []
        self.guides: list[str] = []
        self.guide_model = _translated_guide(root).name.removesuffix(".ro.md")
        self.count = 0

    def edit(self) -> None:
        self.count += 1
        acts: list[Callable[[], None]] = [
            self.words, self.facts, self.add, self.rename, self.remove, self.guide, self.add_guide, self.remove_guide,
            self.vocabulary, self.style, self.story,
        ]  # fmt: skip
        weights = (20, 12, 14, 8, 8, 8, 4, 4, 8, 4, 10)
        self.random.choices(acts, weights)[0]()

    def _change(self, file: Path, pattern: str, new: str) -> None:
        text = file.read_text("utf-8")
        changed, count = re.subn(pattern, new, text, count=1, flags=re.M)
        assert count, (file, pattern)
        file.write_text(changed, "utf-8")

    def _record(self) -> Path:
        return self.random.choice(sorted((self.root / "docs/projects").glob("*.yml")))

    def words(self) -> None:
        field = self.random.choice(["summary", "title"])
        self._change(self._record(), rf"^({field}:\s+\{{?hu: \"?)", rf"\g<1>Szöveg {self.count} ")

    def story(self) -> None:
        _edit_story(_record(self.root), f"Szó {self.count}.")

    def facts(self) -> None:
        status = self.random.choice(["planned", "running", "completed", "unknown"])
        self._change(self._record(), r"^status: .*", f"status: {status}")

    def add(self) -> None:
        name = f"added-{self.count}"
        model = self._record()
        text = re.sub(r"^redirect_from:.*\n?", "", model.read_text("utf-8"), flags=re.M)
        text = text.replace(f"id: {model.stem}\n", f"id: {name}\n", 1)
        (self.root / f"docs/projects/{name}.yml").write_text(text, "utf-8")
        self.added.append(name)

    def rename(self) -> None:
        if not self.added:
            return self.add()
        old = self.added.pop(self.random.randrange(len(self.added)))
        new = f"renamed-{self.count}"
        file = self.root / f"docs/projects/{old}.yml"
        text = re.sub(r"^redirect_from:.*\n?", "", file.read_text("utf-8"), flags=re.M).rstrip()
        file.unlink()
        text = text.replace(f"id: {old}", f"id: {new}", 1) + f"\nredirect_from: [{old}]\n"
        (self.root / f"docs/projects/{new}.yml").write_text(text, "utf-8")
        self.added.append(new)
        return None

    def remove(self) -> None:
        if self.added:
            name = self.added.pop(self.random.randrange(len(self.added)))
            (self.root / f"docs/projects/{name}.yml").unlink()

    def guide(self) -> None:
        text = self.random.choice(sorted((self.root / "docs/guides").glob("*.md")))
        with text.open("a", encoding="utf-8") as file:
            file.write(f"\nÚj bekezdés, {self.count}.\n")

    def add_guide(self) -> None:
        name = f"added-{self.count}"
        model = self.guide_model
        for ending in (".md", ".ro.md"):
            shutil.copy(self.root / f"docs/guides/{model}{ending}", self.root / f"docs/guides/{name}{ending}")
        self.guides.append(name)

    def remove_guide(self) -> None:
        if self.guides:
            name = self.guides.pop()
            for ending in (".md", ".ro.md"):
                (self.root / f"docs/guides/{name}{ending}").unlink()

    def vocabulary(self) -> None:
        """A word more somewhere in a text of some entry."""
        file = self.random.choice(sorted((self.root / "vocabulary").glob("*.yml")))
        text = file.read_text("utf-8")
        places = list(re.finditer(r"\b(?:hu|ro): [A-ZÁÉÍÓÖŐÚÜŰa-z][^\W\d_]{3,}(?=[ ,}\n])", text))
        if places:
            at = self.random.choice(places).end()
            file.write_text(f"{text[:at]} {self.count}{text[at:]}", "utf-8")

    def style(self) -> None:
        style = self.root / "overrides/assets/site.css"
        style.parent.mkdir(exist_ok=True)
        with style.open("a", encoding="utf-8") as file:
            file.write(f"/* {self.count} */\n")


def _seeds(first: int) -> list[Any]:
    """One that is always tried, and more for whoever has the time."""
    return [first, *(pytest.param(seed, marks=pytest.mark.fuzz) for seed in range(first + 1, first + 6))]


@pytest.mark.parametrize("seed", _seeds(2026))
def test_two_hundred_edits_leave_what_a_new_build_makes(site: Path, tmp_path: Path, seed: int) -> None:
    root = _root(tmp_path, site)
    _build(root)
    editor = _Editor(root, Random(seed))
    for turn in range(1, 11):
        for _ in range(20):
            editor.edit()
        _build(root)
        if turn % 5 == 0:
            _assert_equal(_tree(root / "site"), _anew(root))
    assert editor.count == 200


@pytest.mark.parametrize("seed", _seeds(7))
def test_single_edits_leave_what_a_new_build_makes(site: Path, tmp_path: Path, seed: int) -> None:
    """After one edit few pages are rendered again, so that an input that a key lacks shows."""
    root = _root(tmp_path, site)
    _build(root)
    editor = _Editor(root, Random(seed))
    for act in (editor.words, editor.story, editor.facts, editor.guide, *[editor.vocabulary] * 3):
        act()
        _build(root)
        _assert_equal(_tree(root / "site"), _anew(root))


def _changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_words_of_a_guide_are_found(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    _build(root)
    before = _tree(root / "site")
    guide = min(path for path in (root / "docs/guides").glob("*.md") if not path.name.endswith(".ro.md"))
    guide.write_text(guide.read_text("utf-8") + "\nZsémbelődés.\n", "utf-8")
    _build(root)
    changed = _changed(before, _tree(root / "site"))
    assert any(name.startswith("search/hu/fragment/") for name in changed)


def test_an_edited_story_makes_two_pages_and_their_comparisons(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    every = _build(root).pages
    assert _build(root).made == 0
    record = _record(root)
    before = _tree(root / "site")
    _edit_story(record, "Ez egészen új. " * 100)  # so much that sizes on the data page change, too
    again = _build(root)
    assert again.pages == every
    pages = {name for name in _changed(before, _tree(root / "site")) if name.endswith("index.html")}
    assert pages == {f"{lang}projects/{record.stem}/index.html" for lang in ("",)} | {
        f"{lang}data/index.html" for lang in ("", "ro/")
    }
    comparisons = [name for name in before if "/compare/" in f"/{name}" and record.stem in name]
    assert again.made == 2 + len(comparisons) + 2


def test_a_line_more_in_a_record_moves_few_pages_but_leads_to_the_right_line(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    every = _build(root).pages
    record = _record(root)
    file = f"docs/projects/{record.name}"

    def lines() -> list[int]:
        pages = sorted((root / "site/missing").rglob("*.html"))
        return [int(n) for page in pages for n in re.findall(rf"{file}#L(\d+)", page.read_text("utf-8"))]

    before = lines()
    assert before
    record.write_text("# Megjegyzés.\n" + record.read_text("utf-8"), "utf-8")
    assert 2 <= _build(root).made < every / 10
    assert lines() == [number + 1 for number in before]


def test_a_mistake_leaves_site_and_cache_whole(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    _build(root)
    before = _tree(root / "site")
    record = _record(root)
    own = record.read_text("utf-8")
    record.write_text(own.replace("themes: [", "themes: [nincs-ilyen, ", 1), "utf-8")
    failed = build(root, root / "site", "mkdocs", Reporter())
    assert [problem.code for problem in failed.problems] == ["unknown-theme"]
    assert _tree(root / "site") == before
    record.write_text(own, "utf-8")
    assert _build(root).made == 0
    _assert_equal(_tree(root / "site"), before)


def test_a_page_that_is_too_heavy_is_told_with_the_file_it_is_made_of(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    record = _record(root)
    name = f"docs/projects/{record.name}"
    own = record.read_text("utf-8")
    record.write_text(
        re.sub(r"^  ro: \|\n", f"  ro: |\n    {'Vecinii lucrează împreună. ' * 4000}\n\n", own, flags=re.M)
    )
    guide = _translated_guide(root)
    guide.write_text(guide.read_text("utf-8") + "\nVecinii lucrează împreună.\n" * 4000, "utf-8")
    wanted = {
        (name, f"/ro/projects/{record.stem}/"),
        (f"docs/guides/{guide.name}", f"/ro/guides/{guide.name.removesuffix('.ro.md')}/"),
    }
    for _ in range(2):
        told = [problem for problem in _build(root).problems if problem.code == "heavy-page"]
        assert {(problem.file, dict(problem.facts)["page"]) for problem in told} == wanted
        assert {problem.level for problem in told} == {"warning"}
    record.write_text(own, "utf-8")
    assert [problem.file for problem in _build(root).problems] == [f"docs/guides/{guide.name}"]


def test_a_cut_leaves_every_file_whole_and_the_next_build_completes_it(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    record = _record(root)
    states = {False: record.read_text("utf-8")}
    states[True] = re.sub(
        r"(?m)^status: .*", "status: planned", states[False].replace("  hu: ", "  hu: Új ", 1), count=1
    )
    assert states[True] != states[False]
    trees = {}
    for state, text in states.items():
        record.write_text(text, "utf-8")
        trees[state] = _anew(root)
    _build(root)
    random = Random(9)
    cut = 0
    for number in range(10):
        state = number % 2 == 1
        record.write_text(states[state], "utf-8")
        command = [sys.executable, "-c", _BUILD, str(root)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=random.uniform(0.3, 3.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            cut += 1
        whole = {**{name: {found} for name, found in trees[True].items()}}
        for name, found in trees[False].items():
            whole.setdefault(name, set()).add(found)
        result = _tree(root / "site") if (root / "site").exists() else _tree(root / ".site.old")
        assert [name for name, content in result.items() if content not in whole.get(name, ())] == []
    assert cut > 0
    _build(root)
    _assert_equal(_tree(root / "site"), trees[True])


_BUILD = """
import sys
from pathlib import Path
from kalaka.build.pipeline import build
from kalaka.build.result import Reporter
root = Path(sys.argv[1])
build(root, root / "site", "mkdocs", Reporter())
"""


@pytest.mark.parametrize("harm", ["lost", "cut short", "other bytes", "another file"])
def test_a_harmed_cache_is_no_harm(site: Path, tmp_path: Path, harm: str) -> None:
    root = _root(tmp_path, site)
    _build(root)
    before = _tree(root / "site")
    shutil.rmtree(root / "site")
    file = root / ".kalaka/cache.db"
    raw = bytearray(file.read_bytes())
    if harm == "lost":
        file.unlink()
    elif harm == "cut short":
        file.write_bytes(raw[: len(raw) // 2])
    elif harm == "other bytes":
        for place in range(5000, len(raw), 997):
            raw[place] ^= 0x55
        file.write_bytes(raw)
    else:
        file.write_bytes(b"no cache at all")
    _build(root)
    _assert_equal(_tree(root / "site"), before)


def test_what_was_changed_in_the_site_by_hand_is_made_again(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    _build(root)
    before = _tree(root / "site")
    (root / f"site/projects/{_record(root).stem}/index.html").write_text("?", "utf-8")
    (root / "site/data/projects.json").unlink()
    (root / "site/ro/index.html").unlink()
    assert _build(root).made >= 2
    _assert_equal(_tree(root / "site"), before)
