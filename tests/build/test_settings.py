"""Settings of mkdocs.yml as MkDocs means them: each is followed, or refused with a sentence."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kalaka.content.settings import read_settings
from kalaka.content.sources import Sources
from kalaka.i18n.messages import messages
from tests.conftest import built, copy_root, kalaka

Edit = Callable[[Path], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_root(tmp_path / "root")


def settings(root: Path, old: str, new: str) -> None:
    file = root / "mkdocs.yml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def page(site: Path, name: str = "") -> str:
    return (site / name / "index.html").read_text("utf-8")


def test_other_folders(root: Path) -> None:
    """docs_dir and site_dir: messages, edit links and the preview's paths name the true files."""
    (root / "docs").rename(root / "tartalom")
    settings(root, "strict: true", "docs_dir: tartalom\nsite_dir: kesz/oldal\nuse_directory_urls: false")
    settings(root, "edit/main/docs/", "edit/main/tartalom/")
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 0, done.stdout + done.stderr
    site = root / "kesz/oldal"
    record = min((root / "tartalom/projects").glob("*.yml"))
    assert f"edit/main/tartalom/projects/{record.name}" in page(site, f"projects/{record.stem}")
    assert "edit/main/vocabulary/" in "".join(file.read_text("utf-8") for file in (site / "contribute").rglob("*.html"))
    record.write_text(record.read_text("utf-8") + "nincs_ilyen: 1\n", "utf-8")
    done = kalaka("check", "--root", str(root))
    assert done.returncode == 1
    assert re.search(rf"^tartalom/projects/{record.name}:\d+:1: unknown-field: ", done.stdout, re.M)


def test_a_site_without_a_theme_folder(root: Path) -> None:
    shutil.rmtree(root / "overrides")
    settings(root, "  custom_dir: overrides\n", "")
    site = built(root)
    assert (site / "assets/site.css").is_file()
    assert "<footer" in page(site)


def test_files_of_the_theme_folder_win_one_by_one(root: Path) -> None:
    """A template, an asset, and words of one language; all others stay the program's."""
    overrides = root / "overrides"
    (overrides / "assets").mkdir()
    (overrides / "assets/site.css").write_text("/* saját */", "utf-8")
    (overrides / "assets/more.txt").write_text("több", "utf-8")
    (overrides / "main.html").write_text(
        '{% extends "frame.html" %}{% block htmltitle %}<title>{{ k.title }} (saját)</title>{% endblock %}', "utf-8"
    )
    (overrides / "messages/hu.yml").write_text("nav:\n  projects: Munkák\n", "utf-8")
    site = built(root)
    assert (site / "assets/site.css").read_text("utf-8") == "/* saját */"
    assert (site / "assets/more.txt").is_file()
    assert (site / "assets/site.js").is_file()
    assert " (saját)</title>" in page(site)
    assert "Munkák" in page(site, "projects")
    assert "Munkák" not in page(site, "ro")


def test_words_of_a_site_are_text(root: Path) -> None:
    """Whatever a message is replaced by: no page takes it for HTML, and no template for an expression."""
    tree: dict[str, Any] = {}
    for key, leaf in messages("hu").leaves.items():
        *above, last = key.split(".")
        node = tree
        for step in above:
            node = node.setdefault(step, {})
        marked = {form: f"{text} <zz>{{{{zz}}}}" for form, text in leaf.items()} if not isinstance(leaf, str) else None
        node[last] = marked or f"{leaf} <zz>{{{{zz}}}}"
    (root / "overrides/messages/hu.yml").write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    site = built(root)
    files = [file for file in site.rglob("*") if file.suffix in (".html", ".xml")]
    assert [file for file in files if "<zz>" in file.read_text("utf-8")] == []
    assert "&lt;zz&gt;" in page(site)


def test_inherited_settings_the_environment_and_a_second_hook(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "hooks/second.py").write_text(
        "def on_post_page(output, page, config):\n    return output.replace('<body', '<body data-second=\"1\"', 1)\n",
        "utf-8",
    )
    settings(root, "hooks: [hooks/site.py]", "hooks: [hooks/second.py, hooks/site.py]")
    settings(root, "site_url: https://valley.example/", "site_url: !ENV [TEST_ADDRESS, 'https://b.example/']")
    (root / "mkdocs.yml").rename(root / "base.yml")
    (root / "mkdocs.yml").write_text(
        "INHERIT: base.yml\nsite_name: Örökös\nextra: {kalaka: {licence: CC0-1.0}}\n", "utf-8"
    )
    monkeypatch.setenv("TEST_ADDRESS", "https://a.example/al/")
    site = built(root)
    home = page(site)
    assert 'href="https://a.example/al/ro/"' in home
    assert "<title>Örökös – " in home
    assert "creativecommons.org/publicdomain/zero" in page(site, "data")
    assert "Kitalált projektek a teszteknek." in home
    assert 'data-second="1"' in home


def test_names_menu_and_no_repository(root: Path) -> None:
    settings(root, "site_name: Próba", "site_name: 'Völgy: „A & B”'")
    settings(root, "site_name: Probă", "site_name: Vale")
    settings(root, "edit_uri:", "# edit_uri:")
    settings(root, "  kalaka:\n", "  kalaka:\n    menu: [glossary, timeline, projects]\n")
    site = built(root)
    assert "<title>Völgy: „A &amp; B” – " in page(site)
    assert "<title>Vale – " in page(site, "ro")
    (nav,) = re.findall(r'<nav class="k-wrap k-nav".*?</nav>', page(site), re.S)
    assert re.findall(r'href="([^"]+)"', nav) == ["glossary/", "timeline/", "projects/"]
    for file in site.rglob("*.html"):
        text = file.read_text("utf-8")
        assert "– Próba</title>" not in text, file
        assert "forge.example" not in text, file


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        ("edit_uri: https://x.example/edit/docs/", "https://x.example/edit/docs/projects/a%20b.yml"),
        ("repo_url: https://github.com/a/b", "https://github.com/a/b/edit/master/docs/projects/a%20b.yml"),
        ("repo_url: https://x.example/a\nedit_uri: src/docs", "https://x.example/a/src/docs/projects/a%20b.yml"),
        ("repo_url: https://x.example/a\nedit_uri: '?path=docs/'", "https://x.example/a?path=docs/projects/a%20b.yml"),
        (
            "repo_url: https://x.example/a\nedit_uri_template: 'e/{path}?m'",
            "https://x.example/a/e/projects/a%20b.yml?m",
        ),
        ("repo_url: https://x.example/a", ""),
        ("edit_uri: edit/main/docs/", ""),
    ],
)
def test_addresses_for_editing_are_those_of_mkdocs(root: Path, lines: str, address: str) -> None:
    settings(root, "edit_uri: https://forge.example/valley/edit/main/docs/", lines)
    read, problems = read_settings(Sources(root))
    assert problems == []
    assert read.edit_address("docs/projects/a b.yml") == address


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://valley.example", "https://valley.example/"),
        ("https://példa.example/tár", "https://xn--plda-bpa.example/t%C3%A1r/"),
        ("http://Valley.example:8080/a%20b/", "http://valley.example:8080/a%20b/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)
def test_an_address_has_one_form(root: Path, given: str, address: str) -> None:
    settings(root, "site_url: https://valley.example/", f"site_url: {given}")
    read, problems = read_settings(Sources(root))
    assert problems == []
    assert read.site_url == address


def test_whole_paths_inside_the_root(root: Path) -> None:
    settings(root, "strict: true", f"docs_dir: {root}/docs\nsite_dir: {root}/kesz")
    settings(root, "hooks/site.py", f"{root}/hooks/site.py")
    settings(root, "custom_dir: overrides", f"custom_dir: {root}/overrides")
    read, problems = read_settings(Sources(root))
    assert problems == []
    assert (read.docs_dir, read.site_dir, read.custom_dir, read.hook_folders) == (
        "docs",
        "kesz",
        "overrides",
        ("hooks",),
    )


def test_no_sign_of_a_link_in_lists_of_contents(root: Path) -> None:
    settings(root, "toc: {permalink: false}", "toc: {permalink: true, toc_depth: 3}")
    read, problems = read_settings(Sources(root))
    assert [problem.code for problem in problems] == ["setting-unused"]
    assert read.markdown_options["toc"] == {"toc_depth": 3}


OPTIONAL = ("about", "accessibility", "imprint", "privacy")


def test_absent_pages_are_in_no_menu(root: Path) -> None:
    """Texts that nobody wrote, and overviews that the settings leave out: no page, no link, nothing dead."""
    for name in OPTIONAL:
        shutil.rmtree(root / "docs" / name)
    settings(root, "  kalaka:\n", "  kalaka:\n    without: [timeline, numbers, missing, compare, contribute]\n")
    for file in [*(root / "docs").rglob("*.md"), *(root / "docs").rglob("*.yml")]:
        text = file.read_text("utf-8")
        file.write_text(
            re.sub(r"\[([^\]]*)\]\((?:\.\./)*(?:about|privacy|imprint|accessibility)/[^)]*\)", r"\1", text), "utf-8"
        )
    site = built(root)
    gone = (*OPTIONAL, "timeline", "numbers", "missing", "compare", "contribute")
    assert [name for name in gone if (site / name).exists() or (site / "ro" / name).exists()] == []
    for file in site.rglob("*.html"):
        for name in re.findall(r'<a [^>]*href="(?:\.\./|\./)*(?:ro/)?([a-z-]+)/', file.read_text("utf-8")):
            assert name not in gone, file


def test_without_a_home_page_nothing_is_built(root: Path) -> None:
    for file in (root / "docs").glob("index*"):
        file.unlink()
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 1
    assert "docs/index.md:1:1: missing-page: " in done.stdout
    assert not (root / "site").exists()


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_an_engine_run_by_itself_replaces_a_site(root: Path, engine: str) -> None:
    """Also under a sub-path, and when the site is there already: the engine empties its folder before it draws."""
    settings(root, "https://valley.example/", "https://valley.example/al/")
    site = built(root)
    before = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    done = subprocess.run(
        [sys.executable, "-m", engine, "build", "--strict"],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
