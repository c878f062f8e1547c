"""The benchmark's corpus is sound and the same every time, and its measuring measures."""

import os
import sys
from pathlib import Path

from bench import cases, corpus
from bench.measure import measure

from kalaka.commands.cli import main


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_corpus_is_free_of_problems_and_the_same_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        corpus.generate(tmp_path / name, 60)
    assert _files(tmp_path / "one") == _files(tmp_path / "two")
    assert len(list((tmp_path / "one/docs/projects").glob("*.yml"))) == 60
    assert main(["check", "--root", str(tmp_path / "one")]) == 0


def test_memory_and_processor_time_are_those_of_all_processes(tmp_path: Path) -> None:
    child = "import os\nkept = bytearray(60_000_000)\nif os.fork():\n os.wait()\nelse:\n more = bytearray(40_000_000)\n"
    work = "import time\nbegun = time.process_time()\nwhile time.process_time() < begun + 0.3: pass\n"
    found = measure([sys.executable, "-c", child + work], tmp_path, tmp_path / "log", os.environ)
    assert found.rss_mb > 100
    assert found.cpu_s > 0.6


def test_stages_are_read_from_what_a_build_tells() -> None:
    told = "Kész: 3 oldal\npages\t1.5\npublish\t0.25\nsearch\t2\npublish\t0.5\n"
    assert cases.stage_seconds(told) == {"pages": 1.5, "publish": 0.75, "search": 2.0}
    assert cases.stage_seconds("Kész\n") == {}
