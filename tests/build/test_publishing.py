"""Which folders a build may replace: an empty one or one of ours, and never one that somebody would miss."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from kalaka.build import publishing
from kalaka.build.publishing import (
    MARKER,
    TargetRefused,
    begin_staging,
    check_target,
    exchange,
    keep_files,
    marker_text,
    recover,
    staging_of,
)


def tree(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fill(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge base with sources."""
    return fill(
        tmp_path / "base", mkdocs_dot_yml="site_name: x", docs__index_dot_md="#", vocabulary__themes_dot_yml="a"
    )


def refused(root: Path, site: Path) -> str:
    before = tree(root.parent)
    with pytest.raises(TargetRefused) as error:
        check_target(site.resolve(), root, [root / "docs", root / "vocabulary", root / "mkdocs.yml"], None)
    assert tree(root.parent) == before
    return error.value.reason


@pytest.mark.parametrize(
    ("site", "reason"),
    [
        (".", "holds_sources"),
        ("..", "holds_sources"),
        ("docs", "holds_sources"),
        ("vocabulary", "holds_sources"),
        ("docs/out", "inside_sources"),
        ("mkdocs.yml", "holds_sources"),
        ("/", "system_folder"),
        ("~", "system_folder"),
    ],
)
def test_sources_and_their_surroundings_are_refused(root: Path, site: str, reason: str) -> None:
    assert refused(root, Path(site).expanduser() if site == "~" else root / site) == reason


def test_a_link_to_a_source_is_refused(root: Path) -> None:
    (root / "site").symlink_to("docs")
    assert refused(root, root / "site") == "holds_sources"


def test_a_folder_with_a_foreign_file_is_refused(root: Path) -> None:
    assert refused(root, fill(root / "site", mine_dot_txt="x")) == "foreign_folder"


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_repository_is_refused_even_with_our_marker(root: Path, kind: str) -> None:
    site = root / "site"
    fill(site, _dot_git="gitdir: x") if kind == "file" else fill(site, _dot_git__HEAD="x")
    (site / MARKER).write_text(marker_text([".git"]), "utf-8")
    assert refused(root, site) == "repository"


def test_inside_a_repository_folder_is_refused(root: Path) -> None:
    assert refused(root, root / ".git/site") == "repository"


@pytest.mark.parametrize("name", [".site.new", ".site.old"])
def test_a_foreign_folder_under_a_name_of_ours_is_refused(root: Path, name: str) -> None:
    fill(root / name, precious_dot_txt="x")
    assert refused(root, root / "site") == "foreign_folder"


def test_a_link_under_a_name_of_ours_is_refused(root: Path) -> None:
    (root / ".site.new").symlink_to("docs")
    assert refused(root, root / "site") == "not_a_folder"


def test_a_file_in_the_place_of_the_site_is_refused(root: Path) -> None:
    (root / "site").write_text("x")
    assert refused(root, root / "site") == "not_a_folder"


def publish(site: Path, **files: str) -> None:
    fill(begin_staging(site), **files)
    exchange(site)


def test_a_file_put_into_the_site_later_is_refused_and_stays(root: Path) -> None:
    site = root / "site"
    publish(site, index_dot_html="1", projects__index_dot_html="2")
    fill(site, CNAME="example")
    assert refused(root, site) == "foreign_file"


def test_a_file_put_deep_into_the_site_is_refused_when_its_files_are_known(root: Path) -> None:
    site = root / "site"
    publish(site, index_dot_html="1", projects__index_dot_html="2")
    known = {"index.html", "projects/index.html"}
    check_target(site, root, [], known)
    fill(site, projects__mine_dot_html="x")
    with pytest.raises(TargetRefused) as error:
        check_target(site, root, [], known)
    assert error.value.found == "projects/mine.html"


def test_an_exchange_keeps_what_is_kept_and_deletes_the_rest(root: Path) -> None:
    site = root / "site"
    publish(site, index_dot_html="1", old__index_dot_html="2")
    begin_staging(site)
    fill(staging_of(site), new__index_dot_html="3")
    keep_files(site, ["index.html"])
    exchange(site)
    assert tree(site) == {
        MARKER: marker_text(["index.html", "new/index.html"]).encode(),
        "index.html": b"1",
        "new/index.html": b"3",
    }
    assert sorted(path.name for path in root.iterdir()) == ["docs", "mkdocs.yml", "site", "vocabulary"]


@pytest.mark.parametrize("there", [False, True])
def test_a_cut_between_the_two_renames_is_undone(root: Path, there: bool) -> None:
    site = root / "site"
    publish(site, index_dot_html="1")
    site.rename(root / ".site.old")
    fill(begin_staging(site), index_dot_html="2")
    if there:
        site.mkdir()
    check_target(site, root, [], None)
    assert recover(site)
    assert (site / "index.html").read_text() == "1"
    assert not staging_of(site).exists()


def test_a_cut_after_the_exchange_leaves_the_new_site(root: Path) -> None:
    site = root / "site"
    publish(site, index_dot_html="1")
    site.rename(root / ".site.old")
    publish(site, index_dot_html="2")
    assert not recover(site)
    assert (site / "index.html").read_text() == "2"


def test_a_journal_of_an_older_version_is_not_read(root: Path) -> None:
    """Recovery once followed a list of files to delete, which could lead out of the site."""
    site = root / "site"
    publish(site, index_dot_html="1")
    fill(root.parent, precious_dot_txt="x")
    (root / ".site.journal").write_text('{"written": [], "gone": ["../../precious.txt"]}')
    assert not recover(site)
    assert (root.parent / "precious.txt").exists()


def test_a_file_put_deep_into_the_site_is_refused_without_any_cache(root: Path) -> None:
    site = root / "site"
    publish(site, index_dot_html="1", projects__index_dot_html="2")
    fill(site, projects__mine_dot_html="x")
    assert refused(root, site) == "foreign_file"


def test_a_marker_made_by_hand_is_not_believed(root: Path) -> None:
    site = fill(root / "site", precious_dot_txt="x")
    (site / MARKER).write_text("# x\nprecious.txt\n")
    assert refused(root, site) == "foreign_file"


@pytest.mark.parametrize("kind", ["folder", "pipe", "link"])
def test_a_marker_that_is_no_file_is_not_believed(root: Path, kind: str) -> None:
    marker = fill(root / "site", precious_dot_txt="x") / MARKER
    if kind == "folder":
        marker.mkdir()
    elif kind == "pipe":
        os.mkfifo(marker)
    else:
        marker.symlink_to("/etc/hostname")
    with pytest.raises(TargetRefused) as error:
        check_target(root / "site", root, [], None)
    assert error.value.reason == "foreign_folder"


def test_a_predecessor_with_a_foreign_file_is_refused(root: Path) -> None:
    site = root / "site"
    publish(site, index_dot_html="1")
    site.rename(root / ".site.old")
    fill(root / ".site.old", precious_dot_txt="x")
    assert refused(root, site) == "foreign_file"


def test_a_deletion_that_was_cut_off_is_completed(root: Path) -> None:
    site = root / "site"
    publish(site, index_dot_html="1", a__index_dot_html="2")
    previous = root / ".site.old"
    shutil.copytree(site, previous)
    (previous / MARKER).write_text(publishing._DELETED, "utf-8")
    (previous / "index.html").unlink()
    check_target(site, root, [], None)
    assert not recover(site)
    assert not previous.exists()


def test_a_folder_below_a_source_that_is_not_there_yet_is_refused(root: Path) -> None:
    with pytest.raises(TargetRefused) as error:
        check_target(root / "public/site", root, [root / "public"], None)
    assert error.value.reason == "inside_sources"


def fails_at(monkeypatch: pytest.MonkeyPatch, name: str, folder: Path, times: int) -> None:
    """The deletion of entries below a folder is forbidden for the first few times."""
    left = [times]
    true = getattr(publishing.shutil, name)

    def forbidden(path: Path) -> None:
        if left[0] and Path(path).is_relative_to(folder):
            left[0] -= 1
            raise PermissionError(13, "Permission denied", str(path))
        true(path)

    monkeypatch.setattr(publishing.shutil, name, forbidden)


def as_a_user(true: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a user whom write protection stops, as it does not stop root."""

    def protected(path: Path, *arguments: object, **options: object) -> Any:
        if path.exists() and not path.stat().st_mode & 0o200:
            raise PermissionError(13, "Permission denied", str(path))
        return true(path, *arguments, **options)

    return protected


def test_a_write_protected_predecessor_is_deleted(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = root / "site"
    publish(site, projects__index_dot_html="old")
    (site / "projects").chmod(0o555)
    (site / MARKER).chmod(0o444)
    for owner, name in ((Path, "write_text"), (publishing.shutil, "rmtree")):
        monkeypatch.setattr(owner, name, as_a_user(getattr(owner, name)))
    fill(begin_staging(site), projects__index_dot_html="new")
    assert exchange(site) is None
    assert (site / "projects/index.html").read_text() == "new"
    assert not (root / ".site.old").exists()


def test_a_predecessor_that_stays_is_told_and_deleted_by_the_next_build(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = root / "site"
    publish(site, projects__index_dot_html="old")
    fill(begin_staging(site), projects__index_dot_html="new")
    fails_at(monkeypatch, "rmtree", root / ".site.old", 2)
    assert exchange(site) == root / ".site.old"
    assert (site / "projects/index.html").read_text() == "new"
    check_target(site, root, [root / "docs"], None)
    assert not recover(site)
    assert not (root / ".site.old").exists()
    assert (site / "projects/index.html").read_text() == "new"


def test_a_folder_that_is_written_to_while_it_is_deleted_stays_ours(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = root / "site"
    staging = begin_staging(site)
    true = Path.rmdir

    def late(folder: Path) -> None:
        monkeypatch.setattr(Path, "rmdir", true)
        fill(folder, late_dot_html="x")
        true(folder)

    monkeypatch.setattr(Path, "rmdir", late)
    with pytest.raises(OSError, match="not empty"):
        recover(site)
    assert sorted(tree(staging)) == [MARKER, "late.html"]
    check_target(site, root, [root / "docs"], None)
    recover(site)
    assert not staging.exists()
