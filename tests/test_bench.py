"""The benchmark: its corpus, what it measures, its results and its report."""

import os
import sys
from pathlib import Path

import pytest
from bench import cases, corpus, report, results
from bench.measure import measure
from bench.results import Row

from kalaka.commands.cli import main


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bench") / "corpus"
    corpus.generate(target, 60)
    return target


def test_a_corpus_is_the_same_bytes_twice_and_has_no_problem(root: Path, tmp_path: Path) -> None:
    corpus.generate(tmp_path / "again", 60)
    assert _files(root) == _files(tmp_path / "again")
    assert len(list((root / "docs/projects").glob("*.yml"))) == 60
    assert main(["check", "--root", str(root)]) == 0


def test_a_round_edits_the_corpus_and_undoes_it(root: Path, tmp_path: Path) -> None:
    before = _files(root)
    names = []
    for run in cases.runs(cases.PRESENT, root, tmp_path / "site", tmp_path / "log"):
        if run.case.startswith("edit"):
            run.prepare()
        names.append(run.case)
    assert sorted(names) == sorted(cases.CASES)
    assert _files(root) == before
    for edit in cases.edits(root).values():
        edit.write("Új adat")
    changed = [name for name, content in _files(root).items() if content != before[name]]
    for name in changed:
        (root / name).write_bytes(before[name])
    assert {name.rpartition("/")[0] for name in changed} == {"docs/projects", "docs/guides", "vocabulary"}


def test_memory_and_processor_time_are_those_of_all_processes(tmp_path: Path) -> None:
    child = "import os\nkept = bytearray(60_000_000)\nif os.fork():\n os.wait()\nelse:\n more = bytearray(40_000_000)\n"
    work = "import time\nbegun = time.process_time()\nwhile time.process_time() < begun + 0.3: pass\n"
    figures = measure([sys.executable, "-c", child + work], tmp_path, tmp_path / "log", os.environ)
    assert figures.memory_mb > 100
    assert figures.cpu_s > 0.6


def test_seconds_of_a_stage_are_added_up() -> None:
    output = "Kész: 3 oldal\npages\t1.5\npublish\t0.25\nsearch\t2\npublish\t0.5\n"
    assert cases.stage_seconds(output) == {"pages": 1.5, "publish": 0.75, "search": 2.0}
    assert cases.stage_seconds("Kész\n") == {}


def _row(tool: str, records: int, case: str, *walls: float) -> Row:
    rest = {
        "cpu_s": 2.0,
        "memory_mb": 100.0,
        "others_cpu_s": 0.0,
        "out_bytes": 3_000_000,
        "pages": 20,
        "heaviest": 5000,
    }
    return results.row(
        tool, records, case, "1.0", [{"wall_s": wall, **rest, "stages": {"search": 1.0}} for wall in walls]
    )


def test_a_row_holds_medians_of_its_runs() -> None:
    row = _row("kalaka", 500, "cold", 4.0, 2.0, 9.0)
    assert (row["wall_s"], row["stages"], len(row["runs"])) == (4.0, {"search": 1.0}, 3)
    assert report.without_search(row) == 3.0


def test_a_call_replaces_only_the_rows_that_it_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "results.json")
    results.save([_row("kalaka", 2000, "cold", 8.0), _row("kalaka", 500, "cold", 4.0), _row("stock", 500, "cold", 9.0)])
    results.save([_row("kalaka", 500, "cold", 3.0), _row("kalaka", 500, "nothing", 0.1)])
    walls = {(row["records"], row["tool"], row["case"]): row["wall_s"] for row in results.load()}
    assert walls == {
        (500, "kalaka", "cold"): 3.0,
        (500, "kalaka", "nothing"): 0.1,
        (500, "stock", "cold"): 9.0,
        (2000, "kalaka", "cold"): 8.0,
    }


def test_the_report_tells_medians_ratios_and_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "README", tmp_path / "README.md")
    monkeypatch.setattr(report, "CHART", tmp_path / "results.svg")
    report.README.write_text(f"# Above\n\n{report.MARK}\nold figures\n", "utf-8")
    present, older = _row("kalaka", 2000, "cold", 2.0, 4.0), _row("base", 2000, "cold", 4.0, 4.0)
    rows = [
        present,
        older | {"present_runs": present["runs"]},
        _row("hugo-1-json", 2000, "cold", 5.0),
        _row("hugo-2-json", 2000, "cold", 4.0),
        results.row("kalaka", 2000, "preview-guide", "1.0", [{"wall_s": wall} for wall in (0.2, 0.3, 0.5)]),
        results.row("kalaka", 500, "preview-guide", "1.0", [{"wall_s": 0.4}]),
    ]
    lower = report.write(rows)
    assert report.README.read_text("utf-8") == f"# Above\n\n{report.MARK}\n{lower}"
    assert "| kalaka | cold | 2,000 | 3.00 | 2.00–4.00 | 1.00 | 2.00 | 100 | 3.0 | 20 |" in lower
    assert "| cold | wall s | 2,000 | 4.00 | 3.00 | 0.75× | 0.50–1.00 |" in lower
    assert "| preview-guide | 2,000 | 0.30 | 0.20–0.50 | 3 |" in lower
    assert "| edit of a guide to its page at 500 | 0.40 s | ≤ 0.3 s | not reached |" in lower
    assert "| nothing edited at 5,000 | not measured | ≤ 1 s |  |" in lower
    assert report.CHART.read_text("utf-8").count("<polyline") == 3
