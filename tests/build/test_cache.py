"""The cache: byte values by kind and key, of no use when the file is damaged, foreign, or of another version."""

import pickle
import sqlite3
import subprocess
import zlib
from pathlib import Path

import pytest

from kalaka.build.cache import Cache
from kalaka.build.loading import Loader, RecordStore
from kalaka.build.manifest import FileState, Manifest, load_manifest, manifest_key, save_manifest
from tests.conftest import ROOT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache.db"


def filled(file: Path) -> Cache:
    cache = Cache(file)
    cache.put("kind", {b"one": b"1", b"two": b"2"})
    cache.put("other", {b"one": b"3"})
    return cache


def test_values_are_kept_by_kind_and_key(file: Path) -> None:
    filled(file).close()
    cache = Cache(file)
    assert cache.get("kind", b"one") == b"1"
    assert cache.get("kind", b"three") is None
    assert cache.get_all("kind") == {b"one": b"1", b"two": b"2"}
    cache.keep_only("kind", [b"two", b"three"])
    assert cache.keys("kind") == {b"two"}
    assert cache.keys("other") == {b"one"}


def test_a_value_with_another_checksum_is_not_used(file: Path) -> None:
    filled(file).close()
    with sqlite3.connect(file) as db:
        db.execute("UPDATE cache SET value = X'0000000031' WHERE kind = 'kind' AND key = ?", (b"one",))
    db.close()
    assert Cache(file).get_all("kind") == {b"two": b"2"}


def test_what_other_code_has_kept_is_deleted(file: Path) -> None:
    cache = Cache(file)
    cache.put("kind", {b"key": b"text " * 100_000})
    cache.close()
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version = 7")
    db.close()
    cache = Cache(file)
    assert not cache.keys("kind")
    cache.close()
    assert file.stat().st_size < 200_000


def test_two_processes_share_a_cache(file: Path) -> None:
    """One reads while another writes; neither takes the file from the other."""
    writer, reader = filled(file), Cache(file)
    assert reader.get("kind", b"one") == b"1"
    writer.put("kind", {b"one": b"new"})
    assert reader.get("kind", b"one") == b"new"
    assert file.exists()


def test_a_damaged_file_is_set_aside_and_not_deleted(file: Path) -> None:
    file.write_bytes(b"no database at all" * 1000)
    cache = filled(file)
    assert cache.get("kind", b"one") == b"1"
    assert file.with_name("cache.db.damaged").read_bytes().startswith(b"no database")


def test_a_folder_in_the_place_of_the_cache_is_no_harm(file: Path) -> None:
    file.mkdir()
    cache = filled(file)
    assert cache.get("kind", b"one") is None
    assert not cache.usable
    assert file.is_dir()


def test_a_row_that_names_code_is_only_bytes(file: Path) -> None:
    """Rows are JSON: what an unpickler would call is of the wrong shape, and the record is read again."""
    root = ROOT
    cache = Cache(file)
    first = Loader(root, cache).load(lambda done, of: None)
    name, key = next(iter(first.record_keys.items()))
    raw = pickle.dumps(subprocess.Popen)
    for kind in ("record", "summary", "vocabulary", "text", "frames"):
        for known in cache.keys(kind):
            cache.put(kind, {known: raw})
    again = Loader(root, cache).load(lambda done, of: None)
    assert again.kb.projects == first.kb.projects
    assert again.kb.vocabulary == first.kb.vocabulary
    assert RecordStore(root, file, {name: (f"docs/projects/{name}.yml", key)})[name] == first.kb.records[name]


@pytest.mark.parametrize("name", ["../precious.txt", "/etc/passwd", "a/../../b", "C:/x", "a\\..\\b"])
def test_a_manifest_with_a_path_that_leaves_the_site_is_not_used(file: Path, tmp_path: Path, name: str) -> None:
    cache = Cache(file)
    manifest = Manifest("", {"index.html": FileState("", 1, 1)}, 1, {}, ())
    save_manifest(cache, tmp_path / "site", manifest)
    assert load_manifest(cache, tmp_path / "site") == manifest
    save_manifest(cache, tmp_path / "site", manifest._replace(files={name: FileState("", 1, 1)}))
    assert load_manifest(cache, tmp_path / "site") is None
    row = b"{}"
    with sqlite3.connect(file) as db:
        value = zlib.crc32(row).to_bytes(4, "big") + row
        db.execute("UPDATE cache SET value = ? WHERE key = ?", (value, manifest_key(tmp_path / "site")))
    db.close()
    assert load_manifest(Cache(file), tmp_path / "site") is None
