"""`mkdocs build` by itself: it waits for nobody, says in a sentence what keeps it from building, and leaves no trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kalaka.build.plain import PlainBuild
from kalaka.build.publishing import locked
from kalaka.engines.contract import NotMade
from kalaka.i18n.messages import messages
from tests.conftest import copy_root, kalaka


def mkdocs(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def refused(root: Path, *arguments: str) -> str:
    """What a build says that makes nothing, said once and without a traceback."""
    done = mkdocs(root, "build", *arguments)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert not (root / "site").exists()
    assert not (root / ".site.new").exists()
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith("INFO")]
    assert len(set(lines)) == len(lines)
    assert done.stdout == ""
    return done.stderr


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_root(tmp_path / "root")


def test_two_builds_at_once_do_not_meet(root: Path) -> None:
    with locked(root / ".kalaka"):
        assert messages("hu")("cli.busy") in refused(root)
    plain = PlainBuild(root, root / "site")
    plain.begin()
    done = kalaka("build", "--root", str(root))
    assert (done.returncode, done.stderr.strip()) == (1, messages("hu")("cli.busy"))
    PlainBuild(root, root / "site").begin()  # again in the same process, as `mkdocs serve` after a failure
    plain.give_up()
    with locked(root / ".kalaka"):
        pass


def test_a_build_that_begins_with_an_error_holds_no_lock(root: Path) -> None:
    record = root / "docs/projects/river-school.yml"
    record.write_text(record.read_text("utf-8").replace("status: completed", "status: finished"), "utf-8")
    with pytest.raises(NotMade, match="unknown-value"):
        PlainBuild(root, root / "site").begin()
    with locked(root / ".kalaka"):
        pass


def test_an_error_in_the_content_is_told_once(root: Path) -> None:
    record = root / "docs/projects/river-school.yml"
    record.write_text(record.read_text("utf-8").replace("status: completed", "status: finished"), "utf-8")
    assert "docs/projects/river-school.yml:" in refused(root)


def test_a_link_of_the_frame_that_leads_nowhere_is_told(root: Path) -> None:
    footer = root / "overrides/partials/k-footer.html"
    footer.parent.mkdir()
    footer.write_text("""<footer><a href="{{ 'nincs/' | url }}">x</a></footer>""", "utf-8")
    assert "docs/nincs/index.md:1:1: missing-page: " in refused(root)


def test_a_template_without_its_places_is_told(root: Path) -> None:
    (root / "overrides/main.html").write_text("{% extends 'frame.html' %}{% block page %}{% endblock %}", "utf-8")
    assert "overrides/main.html:1:1: frame-place: " in refused(root)


FRAMES_REMOVED = """
from mkdocs.plugins import event_priority

@event_priority(-500)
def on_files(files, config):
    for file in [file for file in files if "@frame" in file.src_uri]:
        files.remove(file)
    return files
"""


def test_a_hook_that_removes_the_frames_is_told(root: Path) -> None:
    (root / "hooks/more.py").write_text(FRAMES_REMOVED, "utf-8")
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("hooks/site.py", "hooks/more.py, hooks/site.py"), "utf-8")
    assert "mkdocs.yml:1:1: missing-frames: " in refused(root)
    done = kalaka("build", "--root", str(root))
    assert (done.returncode, done.stdout.partition(": ")[0]) == (1, "mkdocs.yml:1:1")
    assert "missing-frames" in done.stdout


def test_a_fault_of_the_system_is_a_sentence(root: Path) -> None:
    (root / "file").write_text("x")
    assert messages("hu")("system.not_a_folder", path=f"{root}/file/.site.new") in refused(root, "-d", "file/site")


def test_settings_in_another_file_are_refused(root: Path) -> None:
    (root / "mkdocs.prod.yml").write_text("INHERIT: mkdocs.yml\nsite_name: X\n", "utf-8")
    assert messages("hu")("cli.other_settings", file="mkdocs.prod.yml") in refused(root, "-f", "mkdocs.prod.yml")


def test_warnings_are_told_and_the_site_is_deployed(root: Path, tmp_path: Path) -> None:
    """`gh-deploy` publishes the folder that the settings name, after the build."""
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("nav: [guides/index.md]\n")
    remote = tmp_path / "remote.git"
    for command in (
        ["init", "-q", "--bare", str(remote)],
        ["init", "-q", str(root)],
        ["-C", str(root), "remote", "add", "origin", str(remote)],
        ["-C", str(root), "config", "user.name", "x"],
        ["-C", str(root), "config", "user.email", "x@example.org"],
    ):
        subprocess.run(["git", *command], check=True)
    done = mkdocs(root, "gh-deploy")
    assert done.returncode == 0, done.stderr
    assert "-unused: figyelmeztetés: " in done.stderr, done.stderr
    listed = subprocess.run(
        ["git", "-C", str(remote), "ls-tree", "-r", "--name-only", "gh-pages"],
        capture_output=True,
        text=True,
        check=True,
    )
    made = {file.relative_to(root / "site").as_posix() for file in (root / "site").rglob("*") if file.is_file()}
    assert set(listed.stdout.splitlines()) - {".nojekyll"} == made - {".nojekyll"}
    assert kalaka("build", "--root", str(root)).returncode == 0
