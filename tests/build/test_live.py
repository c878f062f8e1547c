"""A knowledge base in memory: after any change it is what reading everything anew would give."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kalaka.build import live as live_module
from kalaka.build.cache import Cache
from kalaka.build.live import LiveKnowledgeBase, Snapshot
from kalaka.build.loading import load_and_check
from kalaka.model.knowledge_base import KnowledgeBase
from tests.conftest import copy_root

SHORT_TITLE = r"^(short_title: \{hu: )[^,}]*"
Edit = Callable[[Path], set[str]]
"""Changes files below a root; returns the paths that a watcher would tell."""


def record(root: Path, number: int = 0) -> Path:
    return sorted((root / "docs/projects").glob("*.yml"))[number]


def guide(root: Path) -> Path:
    return sorted(path for path in (root / "docs/guides").glob("*.md") if not path.name.endswith(".ro.md"))[0]


def replaced(root: Path, path: Path, pattern: str, new: str) -> set[str]:
    """Replace the first match in a file."""
    text = path.read_text("utf-8")
    changed = re.sub(pattern, new, text, count=1, flags=re.M)
    assert changed != text
    path.write_text(changed, "utf-8")
    return {path.relative_to(root).as_posix()}


def copied_record(root: Path) -> set[str]:
    """A new record, told of by nobody: the walk over the folder sees it."""
    source = record(root)
    text = source.read_text("utf-8").replace(f"id: {source.stem}", "id: egeszen-uj-rekord", 1)
    (root / "docs/projects/egeszen-uj-rekord.yml").write_text(text, "utf-8")
    return set()


def renamed_guides(root: Path) -> set[str]:
    """A folder that goes away and comes back with other content: only the folder is told of."""
    path = guide(root)
    (root / "docs/guides").rename(root / "aside")
    with (root / "aside" / path.name).open("a", encoding="utf-8") as file:
        file.write("\nEgy mondat a félretett mappából.\n")
    (root / "aside").rename(root / "docs/guides")
    return {"docs/guides"}


def deleted(root: Path, path: Path) -> set[str]:
    path.unlink()
    return {path.relative_to(root).as_posix()}


EDITS: dict[str, Edit] = {
    "nothing": lambda root: set(),
    "record": lambda root: replaced(root, record(root), SHORT_TITLE, r"\1Egészen új cím"),
    "broken record": lambda root: replaced(root, record(root), r"^original: ", "original: x"),
    "record that is no YAML": lambda root: replaced(root, record(root), r"^original: ", "original: [ "),
    "record with an unknown field": lambda root: replaced(root, record(root), r"\Z", "\nnincs_ilyen: 1\n"),
    "new record": copied_record,
    "deleted record": lambda root: deleted(root, record(root, -1)),
    "guide": lambda root: replaced(root, guide(root), r"\Z", "\nEgy [új](nincs-ilyen.md) mondat.\n"),
    "broken guide": lambda root: replaced(root, guide(root), r"^title:", "titel:"),
    "deleted guide": lambda root: deleted(root, guide(root)),
    "folder of guides": renamed_guides,
    "place": lambda root: replaced(root, root / "vocabulary/places.yml", r"\bhu: ", "hu: Új "),
    "broken place": lambda root: replaced(root, root / "vocabulary/places.yml", r"^  lat: ", "  latt: "),
    "missing vocabulary": lambda root: deleted(root, root / "vocabulary/terms.yml"),
    "Markdown settings": lambda root: replaced(root, root / "mkdocs.yml", r"^  - footnotes\n", ""),
    "broken settings": lambda root: replaced(root, root / "mkdocs.yml", r"^site_url:.*$", "site_url: [x]"),
    "attachment": lambda root: replaced(root, root / "docs/assets/uj.txt", r"\Z", "új"),
}


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base that has been read into its cache."""
    root = copy_root(tmp_path_factory.mktemp("live"))
    (root / "docs/assets").mkdir()
    (root / "docs/assets/uj.txt").write_text("régi", "utf-8")
    cache = Cache(root / ".kalaka/cache.db")
    LiveKnowledgeBase(root, cache).load(no_progress)
    cache.close()
    return root


@pytest.fixture
def root(read_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_once, tmp_path / "base"))


@pytest.fixture
def live(root: Path) -> Iterator[LiveKnowledgeBase]:
    cache = Cache(root / ".kalaka/cache.db")
    base = LiveKnowledgeBase(root, cache)
    assert base.load(no_progress).is_valid
    yield base
    cache.close()


def no_progress(done: int, of: int) -> None:
    """Nobody looks."""


def parts(kb: KnowledgeBase) -> dict[str, object]:
    names = ("settings", "projects", "guides", "trainings", "articles", "vocabulary", "unread", "unparsed", "files")
    return {name: getattr(kb, name) for name in (*names, "published")} | {"records": dict(kb.records)}


def assert_is_like_new(snapshot: Snapshot, root: Path) -> None:
    kb, problems = load_and_check(root)
    assert snapshot.problems == problems
    assert parts(snapshot.kb) == parts(kb)
    assert list(snapshot.kb.projects) == list(kb.projects)


@pytest.mark.parametrize("kind", EDITS)
def test_an_update_gives_what_reading_anew_gives(root: Path, live: LiveKnowledgeBase, kind: str) -> None:
    assert_is_like_new(live.update(EDITS[kind](root), no_progress), root)


@pytest.mark.parametrize("kind", EDITS)
def test_a_change_that_is_taken_back_leaves_nothing(root: Path, live: LiveKnowledgeBase, kind: str) -> None:
    shutil.copytree(root, root.with_name("before"), ignore=shutil.ignore_patterns(".kalaka"))
    changed = EDITS[kind](root)
    live.update(changed, no_progress)
    shutil.copytree(root.with_name("before"), root, dirs_exist_ok=True)
    (root / "docs/projects/egeszen-uj-rekord.yml").unlink(missing_ok=True)
    snapshot = live.update(changed, no_progress)
    assert snapshot.is_valid
    assert_is_like_new(snapshot, root)


def test_many_changed_records_are_read_as_at_the_start(
    root: Path, live: LiveKnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "FEW_RECORDS", 2)
    monkeypatch.setattr(live_module, "load_record", None)
    changed = EDITS["record"](root) | deleted(root, record(root, -1))
    assert_is_like_new(live.update(changed, no_progress), root)


def test_only_what_changed_is_read_again(root: Path, live: LiveKnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counting(name: str, what: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object) -> object:
            read.append(name)
            return what(*arguments)

        return counted

    for name in ("load_record", "read_vocabulary", "outline"):
        monkeypatch.setattr(live_module, name, counting(name, getattr(live_module, name)))
    for kind, expected in (("record", "load_record"), ("place", "read_vocabulary"), ("guide", "outline")):
        live.update(EDITS[kind](root), no_progress)
        assert read == [expected], kind
        read.clear()


def test_an_edited_record_is_given_whole(root: Path, live: LiveKnowledgeBase) -> None:
    name = record(root).stem
    before = live.update((), no_progress).kb
    after = live.update(EDITS["record"](root), no_progress).kb
    assert after.records[name].short_title.hu == "Egészen új cím"
    assert before.records[name].short_title.hu != "Egészen új cím"


def test_after_an_exception_everything_is_read(
    root: Path, live: LiveKnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = EDITS["record"](root)
    with monkeypatch.context() as patched:
        patched.setattr(live_module, "load_base", None)
        with pytest.raises(TypeError):
            live.update(changed, no_progress)
    assert_is_like_new(live.update((), no_progress), root)
