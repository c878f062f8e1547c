"""Faults of the system: one sentence in the editor's language, a status, nothing lost, never a traceback."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kalaka.build.system_faults import sentence_of
from kalaka.commands import cli
from kalaka.i18n.languages import EDITOR_LANGS
from kalaka.i18n.messages import messages
from tests.conftest import copy_root, kalaka


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_root(tmp_path_factory.mktemp("faults") / "root")


def one_line(text: str) -> str:
    assert "Traceback" not in text
    assert len(text.strip().splitlines()) == 1, text
    return text.strip()


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_fault_of_the_system_has_a_sentence(number: int) -> None:
    error = OSError(number, os.strerror(number), "valami/fájl.yml")
    sentences = [sentence_of(error, messages(lang)) or "" for lang in EDITOR_LANGS]
    assert all(sentences)
    assert len(set(sentences)) == len(EDITOR_LANGS)
    assert os.strerror(number) not in "".join(sentences)


def test_a_mistake_of_ours_is_no_fault_of_the_system() -> None:
    assert sentence_of(KeyError("x"), messages("hu")) is None


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "x", "site/index.html"), 1),
        (OSError(errno.EROFS, "x", ".kalaka"), 1),
        (PermissionError(errno.EACCES, "x", "docs/projects/a.yml"), 1),
        (MemoryError(), 1),
        (KeyboardInterrupt(), 130),
    ],
    ids=["disk full", "read-only", "permission", "memory", "Ctrl+C"],
)
@pytest.mark.parametrize("lang", EDITOR_LANGS)
def test_a_fault_ends_a_command_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, status: int, lang: str
) -> None:
    def fail(*arguments: object) -> int:
        raise error

    monkeypatch.setattr(cli, "_run", fail)
    assert cli.main(["build", "--lang", lang]) == status
    one_line(capsys.readouterr().err)


def test_without_docs_there_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_url: https://a.example/\n")
    done = kalaka("check", "--root", str(tmp_path))
    assert done.returncode == 1
    assert "docs:1:1: missing-folder: " in done.stdout
    assert "Traceback" not in done.stderr


def test_a_cache_that_is_a_folder_is_told_and_no_harm(root: Path) -> None:
    cache = root / ".kalaka/cache.db"
    cache.mkdir(parents=True)
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert str(cache) in done.stderr
    cache.rmdir()


def test_a_file_in_the_place_of_the_work_folder_is_a_sentence(root: Path, tmp_path: Path) -> None:
    other = copy_root(tmp_path / "other")
    (other / ".kalaka").write_text("x")
    done = kalaka("build", "--root", str(other))
    assert done.returncode == 1
    assert ".kalaka" in one_line(done.stderr)


def test_whoever_reads_only_the_beginning_sees_no_traceback(root: Path) -> None:
    for number in range(200):
        (root / f"docs/projects/Rossz név {number}.yml").write_text("id: x\n", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "kalaka", "check", "--root", str(root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    assert process.wait() == 1
    for file in (root / "docs/projects").glob("Rossz*"):
        file.unlink()


def test_an_interrupted_build_says_so_and_leaves_the_site(root: Path) -> None:
    assert kalaka("build", "--root", str(root)).returncode == 0
    before = {file: file.read_bytes() for file in (root / "site").rglob("*") if file.is_file()}
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("# more\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "kalaka", "build", "--root", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    process.stderr.readline()  # it has begun
    process.send_signal(signal.SIGINT)
    errors = process.stderr.read().decode()
    assert process.wait() == 130, errors
    assert "Traceback" not in errors
    assert {file: file.read_bytes() for file in (root / "site").rglob("*") if file.is_file()} == before
