"""What was made again equals what is made anew: after edits of every kind, after a cut, with a broken cache."""

import pickle
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from kalaka.build.cache import Cache
from kalaka.build.pipeline import build
from kalaka.build.result import Built, Reporter
from tests.conftest import copy_root

RECORD = "docs/projects/kozok-2007.yml"


def _tree(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def _root(folder: Path, site: Path) -> Path:
    """A knowledge base that knows what was kept when the site was built: frames, texts and records, no page."""
    root = copy_root(folder / "root")
    (root / ".kalaka").mkdir()
    shutil.copy(site.parent / ".kalaka/cache.db", root / ".kalaka")
    return root


def _build(root: Path, search: bool = False, cache: Cache | None = None) -> Built:
    built = build(root, root / "site", "mkdocs", Reporter(), cache=cache, search=search)
    assert built.done, [problem.sentence("hu") for problem in built.problems] or built.engine_output
    return built


def _anew(root: Path, search: bool = False) -> dict[str, bytes]:
    """The same knowledge base built where nothing is kept of it."""
    other = root.with_name("anew")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root, other, ignore=shutil.ignore_patterns("site", ".site*", ".kalaka"))
    _build(other, search)
    return _tree(other / "site")


def _assert_equal(found: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    assert found.keys() == wanted.keys()
    assert [name for name in found if found[name] != wanted[name]] == []


class _Editor:
    """Makes one random edit of a copy of the real knowledge base at a time; none of them is a mistake."""

    def __init__(self, root: Path, random: Random) -> None:
        self.root, self.random = root, random
        self.added: list[str] = []
        self.guides: list[str] = []
        self.count = 0

    def edit(self) -> None:
        self.count += 1
        acts: list[Callable[[], None]] = [
            self.words, self.facts, self.add, self.rename, self.remove, self.guide, self.add_guide, self.remove_guide,
            self.vocabulary, self.style,
        ]  # fmt: skip
        weights = (30, 12, 14, 8, 8, 8, 4, 4, 4, 4)
        self.random.choices(acts, weights)[0]()

    def _change(self, file: Path, pattern: str, new: str) -> None:
        text = file.read_text("utf-8")
        changed, count = re.subn(pattern, new, text, count=1, flags=re.M)
        assert count, (file, pattern)
        file.write_text(changed, "utf-8")

    def _record(self) -> Path:
        return self.random.choice(sorted((self.root / "docs/projects").glob("*.yml")))

    def words(self) -> None:
        self._change(self._record(), r"^(summary:\n  hu: \"?)", rf"\g<1>Szöveg {self.count}. ")

    def facts(self) -> None:
        status = self.random.choice(["planned", "running", "completed", "unknown"])
        self._change(self._record(), r"^status: .*", f"status: {status}")

    def add(self) -> None:
        name = f"added-{self.count}"
        model = self.random.choice(["kozok-2007", "bekescsaba-mentorprogram", "united-networks-2019"])
        text = (self.root / f"docs/projects/{model}.yml").read_text("utf-8")
        (self.root / f"docs/projects/{name}.yml").write_text(text.replace(f"id: {model}", f"id: {name}", 1), "utf-8")
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
        name = self.random.choice(["self-organisation.md", "regional-development.ro.md"])
        with (self.root / "docs/guides" / name).open("a", encoding="utf-8") as file:
            file.write(f"\nÚj bekezdés, {self.count}.\n")

    def add_guide(self) -> None:
        name = f"added-{self.count}"
        for ending in (".md", ".ro.md"):
            shutil.copy(
                self.root / f"docs/guides/inclusion-overview{ending}", self.root / f"docs/guides/{name}{ending}"
            )
        self.guides.append(name)

    def remove_guide(self) -> None:
        if self.guides:
            name = self.guides.pop()
            for ending in (".md", ".ro.md"):
                (self.root / f"docs/guides/{name}{ending}").unlink()

    def vocabulary(self) -> None:
        self._change(self.root / "vocabulary/places.yml", r"(hu: Mezőpanit)[^,}]*", rf"\g<1> {self.count}")

    def style(self) -> None:
        with (self.root / "docs/assets/kalaka.css").open("a", encoding="utf-8") as file:
            file.write(f"/* {self.count} */\n")


def test_two_hundred_edits_leave_what_a_new_build_makes(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    cache = Cache(root / ".kalaka/cache.db")
    _build(root, cache=cache)
    editor = _Editor(root, Random(2026))
    for turn in range(1, 11):
        for _ in range(20):
            editor.edit()
        _build(root, cache=cache)
        if turn == 5:
            _build(root, search=True, cache=cache)
            _assert_equal(_tree(root / "site"), _anew(root, search=True))
    _build(root, search=True, cache=cache)
    _assert_equal(_tree(root / "site"), _anew(root, search=True))
    assert editor.count == 200


def test_words_of_a_guide_are_found_and_an_index_that_tells_the_same_is_not_made_again(
    site: Path, tmp_path: Path
) -> None:
    root = _root(tmp_path, site)
    _build(root, search=True)
    before = _tree(root / "site")
    guide = root / "docs/guides/self-organisation.md"
    guide.write_text(guide.read_text("utf-8") + "\nZsémbelődés.\n", "utf-8")
    assert _build(root).search_is_older
    built = _build(root, search=True)
    assert not built.search_is_older
    after = _tree(root / "site")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert any(name.startswith("search/hu/fragment/") for name in changed)
    assert not any(name.startswith("search/ro/") for name in changed)
    record = root / RECORD
    record.write_text(record.read_text("utf-8").replace("last_checked: ", "last_checked:  ", 1), "utf-8")
    times = {file: file.stat().st_mtime_ns for file in (root / "site/search").rglob("*") if file.is_file()}
    assert not _build(root, search=True).search_is_older
    assert times == {file: file.stat().st_mtime_ns for file in times}


def test_an_edit_makes_only_what_shows_it(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    every = _build(root).pages
    assert _build(root).made == 0
    record = root / RECORD
    record.write_text(record.read_text("utf-8").replace("A szöveg tervként", "Ez a szöveg tervként"), "utf-8")
    again = _build(root)
    assert again.pages == every
    assert 2 <= again.made < every / 10  # its two pages, what compares it, the data


def test_a_line_more_in_a_record_moves_no_page_but_leads_to_the_right_line(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    every = _build(root).pages
    record = root / RECORD

    def lines() -> list[int]:
        pages = sorted((root / "site/missing").rglob("*.html"))
        return [int(n) for page in pages for n in re.findall(rf"{RECORD}#L(\d+)", page.read_text("utf-8"))]

    before = lines()
    assert before
    record.write_text("# Megjegyzés.\n" + record.read_text("utf-8"), "utf-8")
    assert 2 <= _build(root).made < every / 10
    assert lines() == [number + 1 for number in before]


def test_a_mistake_found_while_the_data_is_written_leaves_site_and_cache_whole(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    _build(root)
    before = _tree(root / "site")
    record = root / RECORD
    own = record.read_text("utf-8")
    record.write_text(own.replace("themes: [", "themes: [nincs-ilyen, ", 1), "utf-8")
    failed = build(root, root / "site", "mkdocs", Reporter(), search=True)
    assert [problem.code for problem in failed.problems] == ["unknown-theme"]
    assert _tree(root / "site") == before
    record.write_text(own.replace("A szöveg tervként", "Ez a szöveg tervként"), "utf-8")
    assert 2 <= _build(root).made < len(before) / 10
    record.write_text(own, "utf-8")
    _build(root)
    _assert_equal(_tree(root / "site"), before)


def test_a_page_that_is_too_heavy_is_told_with_the_file_it_is_made_of(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    own = (root / RECORD).read_text("utf-8")
    (root / RECORD).write_text(
        re.sub(r"^  ro: \|\n", f"  ro: |\n    {'Vecinii lucrează împreună. ' * 4000}\n\n", own, flags=re.M)
    )
    guide = next((root / "docs/guides").glob("*.ro.md"))
    guide.write_text(guide.read_text("utf-8") + "\nVecinii lucrează împreună.\n" * 4000, "utf-8")
    wanted = {
        (RECORD, "/ro/projects/kozok-2007/"),
        (f"docs/guides/{guide.name}", f"/ro/guides/{guide.name.removesuffix('.ro.md')}/"),
    }
    for _ in range(2):
        told = [problem for problem in _build(root).problems if problem.code == "heavy-page"]
        assert {(problem.file, dict(problem.facts)["page"]) for problem in told} == wanted
        assert {problem.level for problem in told} == {"warning"}
    (root / RECORD).write_text(own, "utf-8")
    assert [problem.file for problem in _build(root).problems] == [f"docs/guides/{guide.name}"]


def test_a_cut_leaves_every_file_whole_and_the_next_build_completes_it(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    record = root / RECORD
    states = {False: record.read_text("utf-8")}
    states[True] = (
        states[False].replace("KÖZÖK", "KÖZÖK ÚJ").replace("themes: [training,", "themes: [health, training,")
    )
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
            process.wait(timeout=random.uniform(0.3, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            cut += 1
        whole = {**{name: {found} for name, found in trees[True].items()}}
        for name, found in trees[False].items():
            whole.setdefault(name, set()).add(found)
        broken = [name for name, found in _tree(root / "site").items() if found not in whole.get(name, ())]
        assert broken == []
    assert cut > 0
    _build(root)
    _assert_equal(_tree(root / "site"), trees[True])


_BUILD = """
import sys
from pathlib import Path
from kalaka.build import build
from kalaka.built import Reporter
root = Path(sys.argv[1])
build(root, root / "site", "mkdocs", Reporter(), search=False)
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


def test_what_other_code_has_kept_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "cache.db"
    cache = Cache(file)
    cache.put("kind", {b"key": "text " * 100_000})
    cache.close()
    assert Cache(file).has("kind", [b"key"])
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version = 7")
    db.close()
    cache = Cache(file)
    assert not cache.has("kind", [b"key"])
    cache.close()
    assert file.stat().st_size < 200_000


def test_what_was_changed_in_the_site_by_hand_is_made_again(site: Path, tmp_path: Path) -> None:
    root = _root(tmp_path, site)
    _build(root)
    before = _tree(root / "site")
    (root / "site/projects/kozok-2007/index.html").write_text("?", "utf-8")
    (root / "site/data/projects.json").unlink()
    (root / "site/ro/index.html").unlink()
    assert _build(root).made >= 2
    _assert_equal(_tree(root / "site"), before)


def test_only_values_of_ours_are_read_from_a_cache(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache.db")
    cache.put("kind", {b"good": ("text", 1)})
    cache.close()
    raw = pickle.dumps(subprocess.Popen)
    with sqlite3.connect(tmp_path / "cache.db") as db:
        value = zlib.crc32(raw).to_bytes(4, "big") + raw
        db.execute("INSERT INTO kept VALUES ('kind', ?, ?)", (b"foreign", value))
    found = Cache(tmp_path / "cache.db").get("kind", [b"good", b"foreign"])
    assert found == {b"good": ("text", 1)}
