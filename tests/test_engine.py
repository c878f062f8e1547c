"""The frame is the engine's own page; ProperDocs and the plain engine give the same site."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kalaka.engines.contract import tidy
from kalaka.engines.frame import Frame
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import url
from kalaka.theme import FOLDER
from tests.conftest import ROOT, built, copy_root, kalaka


def _tree(site: Path) -> dict[str, bytes]:
    return {file.relative_to(site).as_posix(): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def test_a_filled_frame_is_the_page_that_the_engine_would_have_drawn(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    paths = ["projects/river-school/", "places/korosfo/", "projects/", "timeline/", "glossary/"]
    wanted = [(lang, path) for lang in LANGS for path in paths]
    (root / "same.json").write_text(json.dumps(wanted), "utf-8")
    shutil.copy(ROOT / "tests/same_body.py", root / "hooks")
    settings = root / "mkdocs.yml"
    changed = settings.read_text("utf-8").replace(
        "hooks: [hooks/site.py]", "hooks: [hooks/site.py, hooks/same_body.py]"
    )
    settings.write_text(changed, "utf-8")
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 0, done.stdout + done.stderr
    for number, (lang, path) in enumerate(wanted):
        ordinary = (root / f"same/same-{number}.html").read_text("utf-8")
        assert tidy((root / "site" / url(lang, path) / "index.html").read_text("utf-8")) == ordinary, path


def test_a_frame_never_looks_at_what_it_is_given() -> None:
    frame = Frame("@@k-title@@ @@k-description@@ @@k-head@@ @@k-switch@@ @@k-body@@")
    values = {"title": "@@k-body@@", "description": "", "head": "", "switch": "", "body": "@@k-title@@"}
    assert frame.fill(values) == "@@k-body@@    @@k-title@@"


def test_no_text_of_the_settings_is_taken_for_a_sentinel(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    about = "{hu: 'Erről @@k-body@@ szól.', ro: 'Despre @@k-head@@ scrie.'}"
    text, found = re.subn(r"^    about:.*\n", f"    about: {about}\n", text, count=1, flags=re.M)
    assert found
    settings.write_text(re.sub(r"^site_name: .*", "site_name: A @@k-body@@ B", text, flags=re.M), "utf-8")
    page = (built(root) / "index.html").read_text("utf-8")
    assert "<p>Erről &#64;@k-body@@ szól.</p>" in page
    assert page.count("</main>") == 1


OWN_TEMPLATES = {
    "body replaced": ("main.html", "{% extends 'frame.html' %}{% block page %}x{% endblock %}", ["{{ page.content }}"]),
    "empty header": ("partials/k-header.html", "", ["{{ k.switch }}"]),
    "empty page": ("main.html", "", [f"{{{{ {name} }}}}" for name in ("k.description", "k.head", "k.title")]),
}


@pytest.mark.parametrize("case", OWN_TEMPLATES)
def test_a_template_without_its_places_is_an_error_there(case: str, tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    name, text, places = OWN_TEMPLATES[case]
    (root / "overrides" / name).parent.mkdir(exist_ok=True)
    (root / "overrides" / name).write_text(text, "utf-8")
    (root / "site").mkdir()
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 1, done.stderr
    for place in places:
        assert re.search(rf"^overrides/{name}:1:1: frame-place: .*{re.escape(place)}", done.stdout, re.M), done.stdout
    assert "Traceback" not in done.stderr
    assert list((root / "site").iterdir()) == []


def test_a_page_whose_text_stands_twice_and_an_empty_404_page_are_errors(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    twice = "{% extends 'frame.html' %}{% block page %}{{ page.content }}{{ page.content }}{% endblock %}"
    (root / "overrides/main.html").write_text(twice, "utf-8")
    (root / "overrides/404.html").write_text("", "utf-8")
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 1, done.stderr
    codes = [line.split(": ")[:2] for line in done.stdout.splitlines() if line.startswith("overrides/")]
    assert codes == [["overrides/404.html:1:1", "empty-template"], ["overrides/main.html:1:1", "frame-twice"]]
    assert not (root / "site").exists()


@pytest.mark.audit
def test_properdocs_draws_the_same_pages(variant: Path, variant_site: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = kalaka("build", "--root", str(variant), "--site", str(site), "--engine", "properdocs")
    assert done.returncode == 0, done.stdout + done.stderr
    assert _tree(site) == _tree(variant_site)


def test_the_plain_engine_gives_the_same_site(variant: Path, variant_site: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(variant / "mkdocs.yml"), "-d", str(site)]
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"}
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert _tree(site) == _tree(variant_site)


def test_the_plain_engine_stops_at_an_error_with_its_place(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    record = root / "docs/projects/river-school.yml"
    record.write_text(record.read_text("utf-8").replace("status: completed", "status: finished"), "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(root / "mkdocs.yml"), "-d", str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "docs/projects/river-school.yml:" in done.stderr
    assert "unknown-value" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_cut_off_exchange_is_undone(tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    assert kalaka("build", "--root", str(root)).returncode == 0
    before = _tree(root / "site")
    (root / "site").rename(root / ".site.old")
    record = root / "docs/projects/river-school.yml"
    record.write_text(record.read_text("utf-8").replace("status: completed", "status: finished"), "utf-8")
    assert kalaka("build", "--root", str(root)).returncode == 1
    assert _tree(root / "site") == before
    assert not (root / ".site.old").exists()
    shutil.rmtree(root / "site")


OWN_BLOCKS = {
    "htmltitle": "<title>{{ k.title }} | mark</title>",
    "site_meta": '{{ super() }}<meta name="mark" content="x">',
    "styles": '{{ super() }}<link rel="stylesheet" href="{{ "assets/own.css" | url }}" title="mark">',
    "extrahead": '<meta name="mark" content="x">',
    "header": "<p>mark</p>{{ super() }}",
    "page": "<p>mark</p>{{ super() }}",
    "content": "<p>mark</p>{{ super() }}",
    "footer": "{{ super() }}<p>mark</p>",
    "scripts": '{{ super() }}<script src="{{ "assets/mark.js" | url }}"></script>',
}


@pytest.mark.parametrize("document", ["frame.html", "base.html"])
def test_a_site_replaces_the_blocks_that_the_frame_names(document: str, tmp_path: Path) -> None:
    named = set(re.findall(r"^    ([a-z_]+)  +\S", (FOLDER / "frame.html").read_text("utf-8"), re.M))
    assert named == set(OWN_BLOCKS)
    root = copy_root(tmp_path)
    blocks = "".join(f"{{% block {name} %}}{text}{{% endblock %}}" for name, text in OWN_BLOCKS.items())
    (root / "overrides/main.html").write_text(f'{{% extends "{document}" %}}{blocks}', "utf-8")
    (root / "overrides/assets").mkdir(exist_ok=True)
    for name in ("own.css", "mark.js", "more.css", "more.js"):
        (root / "overrides/assets" / name).write_text("", "utf-8")
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("\nextra_css: [assets/more.css]\nextra_javascript: [assets/more.js]\n")
    page = (built(root) / "ro/places/index.html").read_text("utf-8")
    assert page.count("mark") == len(OWN_BLOCKS)
    assert '<link rel="stylesheet" href="../../assets/more.css">' in page
    assert '<script src="../../assets/more.js" defer></script>' in page
    assert page.index("own.css") < page.index("more.css") < page.index("</head>")


def test_nothing_of_the_engines_theme_is_in_a_page(site: Path) -> None:
    for file in site.rglob("*.html"):
        text = file.read_text("utf-8")
        assert not re.search(r"\bmd-|data-md-|__drawer|__search", text), file
        assert not re.search(r"[ \t]$", text, re.M), file
