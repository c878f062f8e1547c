"""The same bytes wherever and however a site is built."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import copy_root, kalaka

_OTHERWISE = """
import sys
sys.modules["fcntl"] = None  # as on a system that has none
import kalaka.build.workers as workers
workers.START_METHOD = "spawn"
workers.cpu_count = lambda: 3
from kalaka.commands.cli import main
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def _with_many_records(root: Path) -> Path:
    """So many records that worker processes read them and render their pages."""
    records = root / "docs/projects"
    model = min(records.glob("*.yml"))
    for number in range(160):
        text = model.read_text("utf-8").replace(f"id: {model.stem}\n", f"id: copy-{number}\n", 1)
        (records / f"copy-{number}.yml").write_text(text, "utf-8")
    return root


def _copied_backwards(source: Path, target: Path) -> Path:
    """The same files, made in the opposite order, so that a disk lists them otherwise."""
    for file in sorted(source.rglob("*"), reverse=True):
        if file.is_file() and not {"site", ".kalaka"} & set(file.relative_to(source).parts):
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    return target


def _tree(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def test_a_site_is_the_same_in_another_place_by_other_processes(tmp_path: Path) -> None:
    """Folder, order of files, time zone, locale, hash seed, start method, number of workers, a system without fcntl."""
    root = _with_many_records(copy_root(tmp_path / "root"))
    assert kalaka("build", "--root", str(root)).returncode == 0
    other = _copied_backwards(root, tmp_path / "far/away/másik mappa")
    program = tmp_path / "otherwise.py"
    program.write_text(_OTHERWISE, "utf-8")
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7", "KALAKA_LANG": "ro"}
    done = subprocess.run(
        [sys.executable, str(program), "build", "--root", str(other)],
        env=os.environ | settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    here, there = _tree(root / "site"), _tree(other / "site")
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
