"""What counts as an input: everything that the settings name, by its content, as it was read."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kalaka.build.cache import Cache
from kalaka.build.loading import Loader
from kalaka.build.pipeline import build
from kalaka.build.result import Built, Reporter
from kalaka.content.sources import is_ignored
from kalaka.theme import FOLDER
from tests.conftest import copy_root, kalaka


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(tmp_path_factory.mktemp("inputs") / "root")
    shutil.move(root / "overrides", root / "theme")
    (root / "elsewhere").mkdir()
    footer = root / "theme/partials/k-footer.html"
    footer.parent.mkdir()
    (root / "theme/main.html").write_text(OWN_TEMPLATE, "utf-8")
    shutil.copy(FOLDER / "partials/k-footer.html", root / "elsewhere/footer.html")
    footer.symlink_to("../../elsewhere/footer.html")
    (root / "more").mkdir()
    (root / "more/second.py").write_text(SECOND_HOOK.format("egyik"), "utf-8")
    settings = (root / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("custom_dir: overrides", "custom_dir: theme")
    settings = settings.replace("hooks: [hooks/site.py]", "hooks: [hooks/site.py, more/second.py]")
    (root / "base.yml").write_text(settings, "utf-8")
    (root / "mkdocs.yml").write_text(
        "INHERIT: base.yml\nsite_url: !ENV [KALAKA_TEST_ADDRESS, 'https://a.example/']\n", "utf-8"
    )
    (root / "public/.well-known").mkdir(parents=True)
    (root / "public/CNAME").write_text("a.example\n")
    (root / "public/.nojekyll").write_text("")
    (root / "public/.well-known/security.txt").write_text("Contact: mailto:a@a.example\n")
    make(root)
    return root


OWN_TEMPLATE = """{% extends "frame.html" %}{% block htmltitle %}<title>{{ k.title }}</title>{% endblock %}"""
SECOND_HOOK = """
def on_post_page(output, page, config):
    return output.replace("<body", "<body data-hook=\\"{}\\"", 1)
"""


def make(root: Path) -> Built:
    built = build(root, root / "site", "mkdocs", Reporter())
    assert built.done, [problem.sentence("hu") for problem in built.problems] or built.engine_output
    return built


def test_a_folder_is_published_as_it_is(built: Path) -> None:
    for name in ("CNAME", ".nojekyll", ".well-known/security.txt"):
        assert (built / "site" / name).read_bytes() == (built / "public" / name).read_bytes()
    assert "https://a.example/" in (built / "site/sitemap.xml").read_text("utf-8")
    assert make(built).made == 0


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), "utf-8")

    return edit


@pytest.mark.parametrize(
    ("edit", "sign"),
    [
        (replaced("theme/main.html", "</title>", " edited-template</title>"), "edited-template"),
        (replaced("more/second.py", "egyik", "edited-hook"), "edited-hook"),
        (replaced("elsewhere/footer.html", "<footer", "<footer data-edited-link"), "data-edited-link"),
        (replaced("base.yml", "strict: true", "strict: false"), None),
    ],
    ids=["custom_dir", "second hook", "target of a link", "inherited settings"],
)
def test_what_the_settings_name_is_an_input(built: Path, edit: Callable[[Path], None], sign: str | None) -> None:
    edit(built)
    made = make(built)
    if sign:
        assert made.made == made.pages
        assert sign in (built / "site/index.html").read_text("utf-8")
    assert make(built).made == 0


def test_a_file_of_the_same_size_and_time_is_read(built: Path) -> None:
    record = min((built / "docs/projects").glob("*.yml"))
    status, text = record.stat(), record.read_text("utf-8")
    field = "last_checked: 20"
    assert field in text
    at = text.index(field) + len(field)
    changed = text[:at] + ("25" if text[at : at + 2] != "25" else "24") + text[at + 2 :]
    record.write_text(changed, "utf-8")
    os.utime(record, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert record.stat().st_size == status.st_size
    assert make(built).made > 0


def test_a_variable_that_the_settings_name_is_an_input(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(built)
    assert make(built).made == 0
    monkeypatch.setenv("KALAKA_TEST_ADDRESS", "https://b.example/")
    assert make(built).made > 0
    assert "https://b.example/" in (built / "site/index.html").read_text("utf-8")
    assert make(built).made == 0
    monkeypatch.delenv("KALAKA_TEST_ADDRESS")
    assert make(built).made > 0


def test_what_is_parsed_is_what_was_fingerprinted(built: Path) -> None:
    """Edited while a build reads: the build shows the state of its fingerprint, and the next one the new state."""
    record = min((built / "docs/projects").glob("*.yml"))
    own = record.read_text("utf-8")
    first = own.replace("status: ", "# 1\nstatus: ", 1)
    record.write_text(first, "utf-8")
    loader = Loader(built, Cache(built / "unused.db"))
    fingerprint = loader.fingerprints.total
    record.write_text(own.replace("id: ", "id: broken-", 1), "utf-8")
    assert loader.load(lambda done, of: None).problems == []
    record.write_text(first, "utf-8")
    again = Loader(built, Cache(built / "unused.db"))
    assert again.fingerprints.total == fingerprint
    assert again.load(lambda done, of: None).problems == []
    record.write_text(own, "utf-8")


IGNORED = (
    ".DS_Store Thumbs.db desktop.ini ._kép.png .x.md.swp .x.yml.swo x.md~ #x.md# .#x.md 4913 .gitkeep .~lock.x.odt#"
)


def test_files_of_systems_and_editors_are_no_content(built: Path) -> None:
    for name in IGNORED.split():
        assert is_ignored(name)
        for folder in ("docs", "docs/guides", "docs/projects", "vocabulary"):
            (built / folder / name).write_bytes(b"\0")
    assert make(built).made == 0
    assert kalaka("check", "--root", str(built)).returncode == 0
    for name in ("x.md", "x.yml", "DS_Store.md", "a~b.md", "security.txt", ".nojekyll"):
        assert not is_ignored(name)


def test_a_missing_page_of_the_frame_is_told(built: Path) -> None:
    (built / "theme/partials/k-footer.html").unlink()
    (built / "theme/partials/k-footer.html").write_text(
        """<footer><a href="{{ 'nincs/' | url }}">x</a></footer>""", "utf-8"
    )
    before = sorted((built / "site").rglob("*"))
    done = kalaka("build", "--root", str(built))
    assert done.returncode == 1
    assert "docs/nincs/index.md:1:1: missing-page: " in done.stdout
    assert sorted((built / "site").rglob("*")) == before


def test_without_a_place_for_editing_there_is_no_link_to_it(variant_without_editing: Path) -> None:
    for page in variant_without_editing.rglob("*.html"):
        assert 'href="docs/' not in page.read_text("utf-8"), page


@pytest.fixture(scope="module")
def variant_without_editing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_root(tmp_path_factory.mktemp("readonly") / "root")
    replaced("mkdocs.yml", "edit_uri:", "# edit_uri:")(root)
    make(root)
    return root / "site"
