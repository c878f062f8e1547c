"""What tests of repeated builds share: a knowledge base to edit, its site as bytes, the same built anew."""

import shutil
from pathlib import Path

from kalaka.build.pipeline import build
from kalaka.build.result import Built, Reporter
from tests.conftest import copy_root


def tree(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def root_with(folder: Path, site: Path) -> Path:
    """A knowledge base that knows what was kept when the site was built: frames, texts and records, no page."""
    root = copy_root(folder / "root")
    (root / ".kalaka").mkdir()
    shutil.copy(site.parent / ".kalaka/cache.db", root / ".kalaka")
    return root


def record_of(root: Path) -> Path:
    """A record with a story that other records are related to."""
    texts = {path: path.read_text("utf-8") for path in sorted((root / "docs/projects").glob("*.yml"))}
    named = [path for path in texts if any(f"project: {path.stem}" in text for text in texts.values())]
    return next(path for path in named if "\nbody:\n  hu: |\n" in texts[path])


def translated_guide(root: Path) -> Path:
    """The Romanian text of a guide that is in both languages."""
    texts = sorted((root / "docs/guides").glob("*.ro.md"))
    return next(path for path in texts if path.with_name(path.name.replace(".ro.", ".")).exists())


def edit_story(record: Path, words: str = "Ez új.") -> None:
    text = record.read_text("utf-8")
    assert "\nbody:\n  hu: |\n    " in text
    record.write_text(text.replace("\nbody:\n  hu: |\n    ", f"\nbody:\n  hu: |\n    {words} ", 1), "utf-8")


def build_site(root: Path) -> Built:
    built = build(root, root / "site", "mkdocs", Reporter())
    assert built.done, [problem.sentence("hu") for problem in built.problems] or built.engine_output
    return built


def built_anew(root: Path) -> dict[str, bytes]:
    """The same knowledge base built where nothing is kept of it."""
    other = root.with_name("anew")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root, other, ignore=shutil.ignore_patterns("site", ".site*", ".kalaka"))
    build_site(other)
    return tree(other / "site")


def assert_equal(result: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    assert result.keys() == wanted.keys()
    assert [name for name in result if result[name] != wanted[name]] == []
