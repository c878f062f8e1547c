"""A site of one's own: from the wheel, in an empty folder, with an empty home, far from this repository."""

import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import unicodedata
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kalaka
from kalaka.commands import cli, new
from kalaka.commands.installed_from import origin_of
from kalaka.model.kinds import KINDS
from tests.casefiles import read_yaml
from tests.conftest import ROOT
from tests.pages import Html

STARTER = ROOT / "src/kalaka/starter/site"
NAME, SECOND_NAME, URL = "Élő Falu", "Satul Viu", "https://elofalu.example/tudas/"
OWN_NAME = re.compile(r"kaláka|calacă|kalaka\.example", re.I)
"""Names of the knowledge base in this repository, and its address."""
PLACED = re.compile(r"^\S+\.(?:yml|md):\d+:\d+: [a-z-]+: .+[.?]$")


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing of an earlier build gets into it."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheels")
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "VENDORED.md"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "wheel", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "-w", str(target), str(source)], check=True, timeout=120)
    (made,) = target.iterdir()
    return made


class Elsewhere:
    """A Python that has the wheel and what it depends on, and knows nothing of this repository."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        venv.create(folder / "env", with_pip=False, symlinks=os.name != "nt")
        scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
        self.python = scripts / ("python.exe" if os.name == "nt" else "python")
        self.home = folder / "home"
        self.home.mkdir()
        site_packages = Path(self._asked("import sysconfig; print(sysconfig.get_path('purelib'))"))
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(site_packages)
        (info,) = site_packages.glob("kalaka-*.dist-info")
        # as pip notes where a wheel was
        (info / "direct_url.json").write_text(json.dumps({"url": wheel.as_uri(), "archive_info": {}}), "utf-8")
        # a folder named in a .pth file is searched, but .pth files in it, which name this repository, are not read
        (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")

    def _asked(self, code: str) -> str:
        return self.run("-c", code, cwd=self.home).stdout.strip()

    def run(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
        own = {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "LANG": "hu_HU.UTF-8",
            "PYTHONIOENCODING": "utf-8",
        }
        return subprocess.run(
            [str(self.python), *arguments],
            cwd=cwd, env=kept | own | {"NO_MKDOCS_2_WARNING": "1"}, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip

    def kalaka(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "kalaka", *arguments, cwd=cwd)


@pytest.fixture(scope="session")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    return Elsewhere(tmp_path_factory.mktemp("elsewhere"), wheel)


def _made(elsewhere: Elsewhere, folder: Path) -> Path:
    names = ("--name", NAME, "--second-name", SECOND_NAME, "--url", URL)
    done = elsewhere.kalaka("new", "site", "tudás tár", *names, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.strip().splitlines()) == 4
    return folder / "tudás tár"


@pytest.fixture(scope="session")
def built(elsewhere: Elsewhere, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a new site, built once. Tests that change it copy it."""
    root = _made(elsewhere, tmp_path_factory.mktemp("new"))
    _build(elsewhere, root)
    return root


def _build(elsewhere: Elsewhere, root: Path) -> str:
    done = elsewhere.kalaka("build", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _copy(root: Path, target: Path) -> Path:
    return Path(shutil.copytree(root, target / "copy"))


def _pages(root: Path) -> Iterator[tuple[str, Html]]:
    for name, content in _files(root / "site").items():
        if name.endswith(".html"):
            page = Html()
            page.feed(content.decode())
            yield name, page


# The wheel


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    there = {f"kalaka/{name}" for name in _files(ROOT / "src/kalaka")}
    assert {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("kalaka/")} == there


def test_the_version_stands_in_one_place(elsewhere: Elsewhere, built: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    asked = "import kalaka; print(kalaka.__version__, kalaka.__file__)"
    said, _, where = elsewhere.run("-c", asked, cwd=built).stdout.strip().partition(" ")
    assert said == version
    assert str(ROOT) not in where
    assert f"\nkalaka=={version}\n" in (built / "requirements.txt").read_text("utf-8")


# Where the program comes from


def test_a_new_site_installs_the_program_from_the_wheel_that_it_got(built: Path, wheel: Path, tmp_path: Path) -> None:
    assert (built / "wheels" / wheel.name).read_bytes() == wheel.read_bytes()
    pip = [sys.executable, "-m", "pip", "--isolated", "-q", "--disable-pip-version-check", "install"]
    offline = ["--no-index", "--no-deps", "--target", str(tmp_path / "there"), "-r", "requirements.txt"]
    done = subprocess.run([*pip, *offline], cwd=built, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "there/kalaka/starter/site/mkdocs.yml").is_file()


@pytest.mark.parametrize(
    ("direct", "expected"),
    [
        ({"url": "https://forge.example/k.git", "vcs_info": {"vcs": "git", "commit_id": "a1b2"}}, ("kalaka @ git+https://forge.example/k.git@a1b2", None)),
        ({"url": ROOT.as_uri(), "dir_info": {}}, (f"kalaka=={kalaka.__version__}", f'"{ROOT}"')),
        ({"url": (ROOT / "gone.whl").as_uri(), "archive_info": {}}, (f"kalaka=={kalaka.__version__}", "kalaka-….whl")),
        ({}, (f"kalaka=={kalaka.__version__}", "kalaka-….whl")),
    ],
    ids=["git", "folder", "wheel that is gone", "index"],
)  # fmt: skip
def test_a_new_site_asks_for_the_program_that_made_it(
    direct: dict[str, Any],
    expected: tuple[str, str | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By its commit; otherwise a step says how its wheel gets into the folder of the site."""
    monkeypatch.setattr(new, "origin", lambda: origin_of(direct))
    status, said = _new(capsys, str(tmp_path / "új"))
    requirement, step = expected
    assert status == 0
    assert (tmp_path / "új/requirements.txt").read_text("utf-8").splitlines()[-1] == requirement
    steps = said.strip().splitlines()[4:]
    assert len(steps) == (step is not None)
    for line in steps:
        assert str(step) in line
        assert str(tmp_path / "új/wheels") in line


# A new site


def test_a_new_site_has_nothing_but_its_texts_to_complain_of(elsewhere: Elsewhere, built: Path) -> None:
    """Every sample text that is to be written is told, in both languages, and nothing else."""
    done = elsewhere.kalaka("check", cwd=built)
    assert done.returncode == 0
    *problems, _ = done.stdout.strip().splitlines()
    assert [line for line in problems if "to-fill-in" not in line] == []
    texts = ("index", *(f"{name}/index" for name in ("about", "accessibility", "imprint", "privacy")))
    files = {"mkdocs.yml", *(f"docs/{name}{ending}" for name in texts for ending in (".md", ".ro.md"))}
    assert {line.partition(":")[0] for line in problems} == files
    told = {line.partition(":")[0]: int(line.rpartition(": ")[2].rstrip(".")) for line in problems}
    assert told["docs/imprint/index.md"] == told["docs/imprint/index.ro.md"] == 6
    assert told["docs/privacy/index.md"] == told["docs/privacy/index.ro.md"] == 3


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_the_plain_engines_give_the_same_site(engine: str, elsewhere: Elsewhere, built: Path, tmp_path: Path) -> None:
    root = _copy(built, tmp_path)
    shutil.rmtree(root / "site")
    done = elsewhere.run("-m", engine, "build", "--strict", "-f", str(root / "mkdocs.yml"), cwd=root)
    assert done.returncode == 0, done.stderr
    plain, ours = _files(root / "site"), _files(built / "site")
    assert set(plain) == set(ours)
    assert [name for name, content in ours.items() if plain[name] != content] == []


def test_both_names_and_the_address_are_on_every_page(built: Path) -> None:
    pages = dict(_pages(built))
    assert len(pages) > 30
    for name, page in pages.items():
        if page.canonical:  # a page that has moved has no title of ours
            assert (SECOND_NAME if name.startswith("ro/") else NAME) in page.title, name
            assert page.canonical.startswith(URL), name


def test_another_name_changes_every_title(elsewhere: Elsewhere, built: Path, tmp_path: Path) -> None:
    root = _copy(built, tmp_path)
    settings = root / "mkdocs.yml"
    text = settings.read_text("utf-8").replace(NAME, "Más Név").replace(SECOND_NAME, "Alt Nume")
    settings.write_text(text, "utf-8")
    _build(elsewhere, root)
    before, after = dict(_pages(built)), dict(_pages(root))
    assert set(before) == set(after)
    for name, page in after.items():
        assert page.title == before[name].title.replace(NAME, "Más Név").replace(SECOND_NAME, "Alt Nume"), name
    kept = [name for name, content in _files(root / "site").items() if NAME in _text(name, content)]
    assert kept == []


def test_a_record_and_a_guide_are_added(elsewhere: Elsewhere, built: Path, tmp_path: Path) -> None:
    """By copying the examples, as the instructions for contributors say."""
    root = _copy(built, tmp_path)
    record = (root / "docs/projects/community-garden.yml").read_text("utf-8")
    record = record.replace("id: community-garden\n", "id: olvasokor-2024\n").replace("Közösségi kert", "Olvasókör")
    (root / "docs/projects/olvasokor-2024.yml").write_text(record, "utf-8")
    guide = (
        (root / "docs/guides/first-meeting.md").read_text("utf-8").replace("Az első találkozó", "A második találkozó")
    )
    (root / "docs/guides/olvasokor.md").write_text(guide, "utf-8")
    assert "2 projekt, 2 útmutató" in _build(elsewhere, root)
    pages = dict(_pages(root))
    assert "Olvasókör" in pages["projects/olvasokor-2024/index.html"].title
    assert "A második találkozó" in pages["guides/olvasokor/index.html"].title
    assert "Olvasókör" in " ".join(pages["projects/index.html"].words)


@pytest.mark.audit
def test_samples_are_removed_one_by_one(elsewhere: Elsewhere, built: Path, tmp_path: Path) -> None:
    """Whoever is half through gets the place of what is left; whoever is through has an empty site."""
    root = _copy(built, tmp_path)
    samples = [root / "docs" / name for name in ("trainings", "guides", "projects", "about", "imprint", "privacy")]
    samples += [root / "docs/accessibility", *sorted((root / "vocabulary").glob("*.yml"))]
    states = set()
    for sample in samples:
        if sample.is_dir():
            shutil.rmtree(sample)
        else:
            sample.write_text(sample.read_text("utf-8").split("\n")[0] + "\n", "utf-8")  # the comment stays
        done = elsewhere.kalaka("build", cwd=root)
        states.add(done.returncode)
        assert "Traceback" not in done.stderr, done.stderr
        if done.returncode:
            *problems, verdict = done.stdout.strip().splitlines()
            assert problems, sample
            assert verdict[0].isdigit(), verdict
            assert [line for line in problems if not PLACED.match(line)] == []
    assert done.returncode == 0, done.stdout
    assert states == {0, 1}


# Nothing of the knowledge base in this repository


def _text(name: str, content: bytes) -> str:
    """What a file says, unpacked when it is an archive or compressed; letters and accents in one piece."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(_text(member, archive.read(member)) for member in archive.namelist())
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    return unicodedata.normalize("NFC", f"{name}\n{content.decode('utf-8', 'replace')}")


def test_no_file_of_a_new_site_names_the_knowledge_base_of_this_repository(built: Path) -> None:
    files = _files(built / "site")
    assert NAME in _text("index.html", files["index.html"])
    found = {name: match[0] for name, content in files.items() if (match := OWN_NAME.search(_text(name, content)))}
    assert found == {}


def test_no_reader_of_a_new_site_reads_the_name_of_the_program(built: Path) -> None:
    """In words of pages, and in values of open data; names of files, classes and keys are no words.

    Pages for editors aside: they say how the program is used.
    """
    for name, page in _pages(built):
        if "contribute/" in name:
            continue
        assert not [word for word in (page.title, *page.words) if "kalaka" in word.lower()], name
    for name, content in _files(built / "site").items():
        if name.endswith((".json", ".csv", ".xml", ".geojson", ".jsonld", ".xlsx", ".webmanifest", ".txt")):
            words = re.sub(r'[\w.~/:-]*assets/[\w./-]+|"\w+":', "", _text(name, content))
            assert "kalaka" not in words.lower(), name


# Names, addresses, folders


def _new(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = cli.main(["new", "site", *arguments, "--lang", "hu"])
    said = capsys.readouterr()
    return status, said.out + said.err


@pytest.mark.parametrize(
    "name",
    ["Élő: tudás", 'A "mi" tudásunk', "It's #1", "# cím", "{{url}}", "!ENV HOME", "- lista", "C:\\tár", "&a *b _c_ <i>", "{a: b}", "yes", "2024"],
)  # fmt: skip
def test_any_name_is_kept_as_it_was_given(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _ = _new(
        capsys, str(tmp_path / "új"), f"--name={name}", f"--second-name={name}", "--url", "https://a.example"
    )
    assert status == 0
    settings = read_yaml((tmp_path / "új/mkdocs.yml").read_text("utf-8"))
    (i18n,) = (plugin["i18n"] for plugin in settings["plugins"] if "i18n" in plugin)
    assert (settings["site_name"], i18n["languages"][1]["site_name"]) == (name, name)
    assert settings["site_url"] == "https://a.example/"
    assert "{{" not in (tmp_path / "új/README.md").read_text("utf-8").replace(name, "")


@pytest.mark.parametrize(
    "wrong",
    [
        *(("--url", url) for url in ("", "pelda.hu", "ftp://a.example/", "https://", "https://a b.example/", "https://a.example/?q", "https://a.example:port/", "https://a.example/#x", "https://név@a.example/", "javascript:alert(1)")),
        *(("--name", name) for name in ("", "  ", "a\x00b", "a\u202eb")),
    ],
)  # fmt: skip
def test_a_wrong_name_or_address_is_refused(
    wrong: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = _new(capsys, str(tmp_path / "új"), *wrong)
    assert status == 2
    assert len(said.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "levél.txt").write_text("fontos", "utf-8")
    for target, said in ((tmp_path, "nem üres"), (tmp_path / "levél.txt", "már van egy fájl")):
        status, words = _new(capsys, str(target))
        assert status == 2
        assert said in words
    assert _files(tmp_path) == {"levél.txt": b"fontos"}


def test_a_new_repository_counts_as_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    assert _new(capsys, str(tmp_path))[0] == 0
    assert (tmp_path / "mkdocs.yml").is_file()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("Falu\n\nhttps://falu.example\n", ("Falu", "Bază de cunoștințe", "https://falu.example/")),
        ("", ("Tudástár", "Bază de cunoștințe", "https://example.org/")),
        ("Falu\nSat\nfalu.example\n\n", ("Falu", "Sat", "https://falu.example/")),
        ("Falu\nSat\nftp://a\na b\nhttps://b.example/c", ("Falu", "Sat", "https://b.example/c/")),
    ],
)
def test_what_was_not_given_is_asked_on_a_terminal(
    answers: str, expected: tuple[str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty answer takes what stands in brackets, and so does the end of the input.

    An address that will not do is asked again, with `https://` before it when that makes it one.
    """
    monkeypatch.setattr(sys, "stdin", _Terminal(answers))
    monkeypatch.setattr(sys, "stdout", said := _Terminal())
    assert cli.main(["new", "site", str(tmp_path / "új"), "--lang", "ro"]) == 0
    settings = read_yaml((tmp_path / "új/mkdocs.yml").read_text("utf-8"))
    languages = settings["plugins"][0]["i18n"]["languages"]
    assert (settings["site_name"], languages[1]["site_name"], settings["site_url"]) == expected
    assert "Numele în română [Bază de cunoștințe]" in said.getvalue()


# The starter


def test_every_settings_file_of_the_starter_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _new(capsys, str(tmp_path / "új"))[0] == 0
    files = _files(tmp_path / "új")
    assert set(files) == set(_files(STARTER))
    for name, content in files.items():
        if name.endswith((".yml", ".json")):
            (json.loads if name.endswith(".json") else read_yaml)(content.decode())
    check = read_yaml(files[".github/workflows/check.yml"].decode())
    assert check["jobs"]["build"]["needs"] == "check"


def test_every_kind_of_data_has_its_schema_in_the_editor() -> None:
    mapped = json.loads((STARTER / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert mapped == {
        f"./schema/{kind.schema}": kind.file.replace("…", "*") for kind in KINDS.values() if kind.file.endswith(".yml")
    }


def test_the_hook_is_the_one_of_this_repository() -> None:
    assert (STARTER / "hooks/site.py").read_bytes() == (ROOT / "hooks/site.py").read_bytes()
