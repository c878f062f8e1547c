"""The knowledge base of this repository, read and built once.

KALAKA_CONTENT names another root to look at: a copy in which entries were added and removed (`test_new_entries.py`).
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kalaka.build.loading import load_and_check
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.problems.problem import errors
from tests.conftest import ROOT, Served, built

CONTENT = Path(os.environ.get("KALAKA_CONTENT", ROOT))
PROMISES = CONTENT / "tests/content"
"""The data files; they go with the content of which they speak."""
PARTS = ("docs", "vocabulary", "public", "overrides", "hooks", "mkdocs.yml")


def copy_content(target: Path) -> Path:
    """What makes the site of this repository, in a folder of its own: an editor may be building the original."""
    for name in PARTS:
        if (CONTENT / name).is_dir():
            shutil.copytree(CONTENT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (CONTENT / name).exists():
            shutil.copy(CONTENT / name, target)
    return target


@pytest.fixture(scope="session")
def content_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_content(tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="session")
def content(content_root: Path) -> KnowledgeBase:
    found, problems = load_and_check(content_root)
    assert errors(problems) == []
    return found


@pytest.fixture(scope="session")
def content_site(content_root: Path) -> Path:
    return built(content_root)


@pytest.fixture(scope="session")
def content_served(content_site: Path) -> Iterator[Served]:
    server = Served(content_site)
    yield server
    server.close()
