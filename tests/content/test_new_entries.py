"""Adding and removing entries needs no change of a test.

What makes it so: the generator is tested on knowledge bases of its own, and this house counts and lists nothing.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kalaka.build.loading import load_and_check
from kalaka.model.knowledge_base import KnowledgeBase
from tests.conftest import ROOT
from tests.content.changes import KINDS, add, remove
from tests.content.conftest import PROMISES, copy_content

HERE = Path(__file__).parent
PROPER = ("projects", "guides", "trainings", "places", "organisations")


@pytest.mark.audit
def test_entries_are_added_and_removed_without_a_change_here(tmp_path: Path) -> None:
    root = copy_content(tmp_path)
    shutil.copytree(PROMISES, root / "tests/content", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    before = load_and_check(root)[0]
    add(root)
    removed = remove(root)
    after, problems = load_and_check(root)
    assert problems == []
    for kind in KINDS:
        assert set(before.entries(kind)) - set(after.entries(kind)) == {removed[kind]}
        assert len(set(after.entries(kind)) - set(before.entries(kind))) == 1
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "--tb=short", "--no-header"]
    command += [str(HERE / "test_promises.py"), str(HERE / "test_texts.py")]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"KALAKA_CONTENT": str(root)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-8000:]
    assert f"projects/{removed['projects']}/ is gone" in done.stdout


def _generator_files() -> list[Path]:
    """The tests of the generator."""
    outside = ("content", "vendor", "node_modules", "__pycache__", ".kalaka")
    return [
        file
        for file in sorted((ROOT / "tests").rglob("*"))
        if file.is_file() and not set(outside) & set(file.relative_to(ROOT / "tests").parts)
    ]


def test_the_tests_of_the_generator_do_not_read_the_content() -> None:
    """Neither its folders nor this house; the files of the theme are no content."""
    reads = re.compile(
        r'ROOT / "(?:docs(?!/assets)|vocabulary|mkdocs)|load_and_check\(ROOT\)|tests\.content|KALAKA_CONTENT'
    )
    found = [file.name for file in _generator_files() if file.suffix == ".py" and reads.search(file.read_text("utf-8"))]
    assert found == []


def test_the_tests_of_the_generator_do_not_know_the_content(content: KnowledgeBase, kb: KnowledgeBase) -> None:
    """No file names two entries that are in no knowledge base of the tests; one name alone may be a common word."""
    own = (kb, load_and_check(ROOT / "tests/base")[0])
    known = {name for one in own for kind in (*PROPER, *one.vocabulary) for name in one.entries(kind)}
    ids = {name for kind in PROPER for name in content.entries(kind) if len(name) > 5} - known
    found = {}
    for file in _generator_files():
        words = re.findall(r"(?<![\w-])[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?![\w-])", file.read_text("utf-8", "replace"))
        if len(named := ids & set(words)) > 1:
            found[file.relative_to(ROOT).as_posix()] = sorted(named)
    assert found == {}
