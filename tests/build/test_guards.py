"""What a build must never do, tried through the command: destroy sources, leave processes behind."""

import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import copy_root, kalaka


def tree(folder: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".kalaka" not in path.parts
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(tmp_path_factory.mktemp("guards") / "base")
    (root / "work").mkdir()
    (root / "work/thesis.txt").write_text("x")
    (root / "clone/.git").mkdir(parents=True)
    (root / "clone/.git/HEAD").write_text("x")
    (root / "link").symlink_to("docs")
    return root


@pytest.mark.parametrize("site", ["docs", ".", "..", "vocabulary", "work", "clone", "link", "docs/out", "mkdocs.yml"])
def test_the_command_refuses_and_every_byte_is_still_there(root: Path, site: str) -> None:
    before = tree(root.parent)
    done = kalaka("build", "--site", site, root=root)
    assert done.returncode == 2, done.stdout + done.stderr
    assert tree(root.parent) == before
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    ro = kalaka("build", "--site", site, "--lang", "ro", root=root)
    assert (ro.returncode, ro.stderr == done.stderr) == (2, False)


def children_of(group: int) -> list[str]:
    """Processes of a process group that still run, by command line (Linux)."""
    left = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[2]) == group and fields[0] != "Z":
                    left.append((entry / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
    return left


@pytest.mark.parametrize("command", ["build", "serve"])
def test_no_process_outlives_a_killed_parent(root: Path, tmp_path: Path, command: str) -> None:
    base = copy_root(tmp_path / "base")
    records = base / "docs/projects"
    text = next(records.glob("*.yml")).read_text("utf-8")
    own = next(records.glob("*.yml")).stem
    for number in range(200):
        record = text.replace(f"id: {own}", f"id: copy-{number}", 1)
        (records / f"copy-{number}.yml").write_text(record, "utf-8")
    extra = ["--port", "0"] if command == "serve" else []
    for moment in range(10):
        process = subprocess.Popen(
            [sys.executable, "-m", "kalaka", command, *extra],
            cwd=base, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(timeout=0.2 + 0.4 * moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        deadline = time.monotonic() + 5
        while (left := children_of(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not left, left
        if command == "build":
            assert not (base / "site").exists() or (base / "site/index.html").exists()
    if command == "build":
        shutil.rmtree(base / "docs/projects")
        shutil.copytree(root / "docs/projects", records)
        assert kalaka("build", root=base).returncode == 0
        clean = copy_root(tmp_path / "clean")
        assert kalaka("build", root=clean).returncode == 0
        assert tree(base / "site") == tree(clean / "site")
