"""What was made again equals what is made anew: after edits of every kind, after a cut, with a broken cache."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from kalaka.build.pipeline import build
from kalaka.build.result import Reporter
from tests.build.editing import (
    assert_equal,
    build_site,
    built_anew,
    edit_story,
    record_of,
    root_with,
    translated_guide,
    tree,
)


def _changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_words_of_a_guide_are_found(site: Path, tmp_path: Path) -> None:
    root = root_with(tmp_path, site)
    build_site(root)
    before = tree(root / "site")
    guide = min(path for path in (root / "docs/guides").glob("*.md") if not path.name.endswith(".ro.md"))
    guide.write_text(guide.read_text("utf-8") + "\nZsémbelődés.\n", "utf-8")
    build_site(root)
    changed = _changed(before, tree(root / "site"))
    assert any(name.startswith("search/hu/fragment/") for name in changed)


def test_an_edited_story_makes_two_pages_and_their_comparisons(site: Path, tmp_path: Path) -> None:
    root = root_with(tmp_path, site)
    every = build_site(root).pages
    assert build_site(root).made == 0
    record = record_of(root)
    before = tree(root / "site")
    edit_story(record, "Ez egészen új. " * 100)  # so much that sizes on the data page change, too
    again = build_site(root)
    assert again.pages == every
    pages = {name for name in _changed(before, tree(root / "site")) if name.endswith("index.html")}
    assert pages == {f"{lang}projects/{record.stem}/index.html" for lang in ("",)} | {
        f"{lang}data/index.html" for lang in ("", "ro/")
    }
    comparisons = [name for name in before if "/compare/" in f"/{name}" and record.stem in name]
    assert again.made == 2 + len(comparisons) + 2


def test_an_edited_activity_is_new_wherever_it_is_told(site: Path, tmp_path: Path) -> None:
    """On the pages of the entries that the project names, and on no list that does not show it."""
    root = root_with(tmp_path, site)
    build_site(root)
    before = tree(root / "site")
    record = record_of(root)
    text = record.read_text("utf-8")
    activity = re.search(r"\nactivities:\n  - title: \{hu: ([^,]+),", text)
    assert activity
    record.write_text(text.replace(f"hu: {activity[1]},", "hu: Zsémbelődés,"), "utf-8")
    build_site(root)
    after = tree(root / "site")
    pages = {name for name in _changed(before, after) if name.endswith("index.html")}
    told = {name for name, content in before.items() if name.endswith(".html") and activity[1].encode() in content}
    assert {name.partition("/")[0] for name in told} >= {"counties", "places", "projects"}
    assert told <= pages
    assert pages.isdisjoint({"index.html", "projects/index.html", "counties/index.html", "timeline/index.html"})
    assert_equal(after, built_anew(root))


def test_a_line_more_in_a_record_moves_few_pages_but_leads_to_the_right_line(site: Path, tmp_path: Path) -> None:
    root = root_with(tmp_path, site)
    every = build_site(root).pages
    record = record_of(root)
    file = f"docs/projects/{record.name}"

    def lines() -> list[int]:
        pages = sorted((root / "site/missing").rglob("*.html"))
        return [int(n) for page in pages for n in re.findall(rf"{file}#L(\d+)", page.read_text("utf-8"))]

    before = lines()
    assert before
    record.write_text("# Megjegyzés.\n" + record.read_text("utf-8"), "utf-8")
    assert 2 <= build_site(root).made < every / 10
    assert lines() == [number + 1 for number in before]


def test_a_mistake_leaves_site_and_cache_whole(site: Path, tmp_path: Path) -> None:
    root = root_with(tmp_path, site)
    build_site(root)
    before = tree(root / "site")
    record = record_of(root)
    own = record.read_text("utf-8")
    record.write_text(own.replace("themes: [", "themes: [nincs-ilyen, ", 1), "utf-8")
    failed = build(root, root / "site", "mkdocs", Reporter())
    assert [problem.code for problem in failed.problems] == ["unknown-theme"]
    assert tree(root / "site") == before
    record.write_text(own, "utf-8")
    assert build_site(root).made == 0
    assert_equal(tree(root / "site"), before)


def test_a_page_that_is_too_heavy_is_told_with_the_file_it_is_made_of(site: Path, tmp_path: Path) -> None:
    root = root_with(tmp_path, site)
    record = record_of(root)
    name = f"docs/projects/{record.name}"
    own = record.read_text("utf-8")
    record.write_text(
        re.sub(r"^  ro: \|\n", f"  ro: |\n    {'Vecinii lucrează împreună. ' * 4000}\n\n", own, flags=re.M)
    )
    guide = translated_guide(root)
    guide.write_text(guide.read_text("utf-8") + "\nVecinii lucrează împreună.\n" * 4000, "utf-8")
    wanted = {
        (name, f"/ro/projects/{record.stem}/"),
        (f"docs/guides/{guide.name}", f"/ro/guides/{guide.name.removesuffix('.ro.md')}/"),
    }
    for _ in range(2):
        told = [problem for problem in build_site(root).problems if problem.code == "heavy-page"]
        assert {(problem.file, dict(problem.facts)["page"]) for problem in told} == wanted
        assert {problem.level for problem in told} == {"warning"}
    record.write_text(own, "utf-8")
    assert [problem.file for problem in build_site(root).problems] == [f"docs/guides/{guide.name}"]


def test_a_cut_leaves_every_file_whole_and_the_next_build_completes_it(site: Path, tmp_path: Path) -> None:
    root = root_with(tmp_path, site)
    record = record_of(root)
    states = {False: record.read_text("utf-8")}
    states[True] = re.sub(
        r"(?m)^status: .*", "status: planned", states[False].replace("  hu: ", "  hu: Új ", 1), count=1
    )
    assert states[True] != states[False]
    trees = {}
    for state, text in states.items():
        record.write_text(text, "utf-8")
        trees[state] = built_anew(root)
    build_site(root)
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
        result = tree(root / "site") if (root / "site").exists() else tree(root / ".site.old")
        assert [name for name, content in result.items() if content not in whole.get(name, ())] == []
    assert cut > 0
    build_site(root)
    assert_equal(tree(root / "site"), trees[True])


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
    root = root_with(tmp_path, site)
    build_site(root)
    before = tree(root / "site")
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
    build_site(root)
    assert_equal(tree(root / "site"), before)


def test_what_was_changed_in_the_site_by_hand_is_made_again(site: Path, tmp_path: Path) -> None:
    root = root_with(tmp_path, site)
    build_site(root)
    before = tree(root / "site")
    (root / f"site/projects/{record_of(root).stem}/index.html").write_text("?", "utf-8")
    (root / "site/data/projects.json").unlink()
    (root / "site/ro/index.html").unlink()
    assert build_site(root).made >= 2
    assert_equal(tree(root / "site"), before)
