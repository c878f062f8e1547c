r"""Bad input: every case in `cases/problems/` breaks the sample in `base/` in one way, and says what must be reported.

A case is a text file of `== name: value` lines:

    == file: docs/projects/minta.yml         the file of the sample that is replaced or added; another may follow
    == replace: OLD ⇒ NEW                    one text that stands there once; \n, \t, \xNN, \uNNNN are characters
    == bytes: utf-16                         how the file is written, see `_write`
    == expect: 3:1 unknown-value [warning]   line, column, code, level of a problem in that file; all must be named
    == expect: docs/index.md:5:1 …           the same, in another file
    == nearest: zetelaka                     a known value that the sentence must offer; `–`: none may offer any
    == names: 2017-10                        a found value that the sentence must name, in both languages
    == hu: helyi                             a text that a Hungarian sentence must have; `ro` likewise
    == content                               all that follows is the whole file
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
import yaml

from kalaka.build.loading import load_and_check
from kalaka.build.publishing import MARKER, marker_text
from kalaka.i18n.languages import LANGS
from kalaka.i18n.messages import messages
from kalaka.problems.problem import Problem
from tests.conftest import VALLEY, kalaka

BASE = Path(__file__).parent / "base"
CASES = sorted(path.stem for path in (Path(__file__).parent / "cases" / "problems").glob("*.case"))
RECORD = "docs/projects/minta.yml"
GUIDE = "docs/guides/lepesek.md"

Row = tuple[str, int, int, str, str]

NEVER_REPORTED = {
    "heavy-page": "told when pages are made, which nothing here does",
    "frame-place": "told when the engine draws, which nothing here does",
    "frame-twice": "told when the engine draws, which nothing here does",
    "empty-template": "told when the engine draws, which nothing here does",
    "missing-frames": "told when the engine draws, which nothing here does",
    "unreadable": "the tests may run as a user who can read everything",
}
"""Codes that no case of this kind can produce, each with the reason."""


@dataclass
class Edit:
    """What a case does to one file."""

    file: str
    replace: list[tuple[str, str]] = field(default_factory=list)
    content: str | None = None
    kind: str = "utf-8"


@dataclass
class Case:
    edits: list[Edit] = field(default_factory=list)
    expected: list[Row] = field(default_factory=list)
    nearest: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    hu: list[str] = field(default_factory=list)
    ro: list[str] = field(default_factory=list)


_HEADER = re.compile(r"== (\w+)(?:: ?(.*))?")
_EXPECTED = re.compile(r"(?:(\S+):)?(\d+):(\d+) ([a-z0-9-]+)(?: (error|warning|hint))?")
_ESCAPE = re.compile(r"\\(?:([nt\\])|x([0-9a-f]{2})|u([0-9a-f]{4}))")


def _unescaped(text: str) -> str:
    plain = {"n": "\n", "t": "\t", "\\": "\\"}
    return _ESCAPE.sub(lambda m: plain[m[1]] if m[1] else chr(int(m[2] or m[3], 16)), text)


def read_case(name: str) -> Case:
    """A case file as a value; a line that is not understood is a mistake in the case."""
    case = Case()
    text = (Path(__file__).parent / "cases" / "problems" / f"{name}.case").read_text("utf-8")
    head, marker, content = text.partition("== content\n")
    for line in head.splitlines():
        match = _HEADER.fullmatch(line)
        assert match, f"{name}: {line!r}"
        key, value = match[1], match[2]
        if key == "file":
            case.edits.append(Edit(value))
        elif key == "replace":
            old, arrow, new = value.partition(" ⇒ ")
            assert arrow, f"{name}: {line!r}"
            case.edits[-1].replace.append((_unescaped(old), _unescaped(new)))
        elif key == "bytes":
            case.edits[-1].kind = value
        elif key == "expect":
            row = _EXPECTED.fullmatch(value)
            assert row, f"{name}: {line!r}"
            file = row[1] or case.edits[-1].file
            case.expected.append((file, int(row[2]), int(row[3]), row[4], row[5] or "error"))
        else:
            {"nearest": case.nearest, "names": case.names, "hu": case.hu, "ro": case.ro}[key].append(value)
    if marker:
        case.edits[-1].content = content
    return case


def apply(edit: Edit, root: Path) -> None:
    path = root / edit.file
    text = edit.content
    if text is None:
        text = path.read_text("utf-8") if path.is_file() else ""
    for old, new in edit.replace:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {edit.file}"
        text = text.replace(old, new)
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, text, edit.kind)


def _write(path: Path, text: str, kind: str) -> None:
    """The file as some program or somebody hostile would leave it."""
    if kind in ("absent", "pipe") or kind.startswith("symlink"):
        path.unlink(missing_ok=True)
    if kind == "absent-folder":
        shutil.rmtree(path)
        return
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "symlink":
        path.symlink_to("../../../etc/hostname")
    elif kind == "symlink-absolute":
        path.symlink_to("/etc/hosts")
    elif kind == "utf-16":
        path.write_bytes(text.encode("utf-16"))
    elif kind == "latin2":
        path.write_bytes(text.encode("iso8859_2", "replace"))
    elif kind == "raw-nul":
        path.write_bytes(text.replace("␀", "\0").encode())
    elif kind == "big":
        path.write_bytes((text + "#" * 79 + "\n").encode() * (10_000_000 // (len(text) + 80)))
    elif kind != "absent":
        assert kind == "utf-8", kind
        path.write_bytes(text.encode())


@cache
def found(name: str) -> tuple[Problem, ...]:
    """What is reported for a case; read once, asked by several tests."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        shutil.copytree(BASE, root)
        for edit in read_case(name).edits:
            apply(edit, root)
        return tuple(load_and_check(root)[1])


def rows(problems: tuple[Problem, ...]) -> list[Row]:
    return sorted((p.file, p.line, p.column, p.code, p.level) for p in problems)


def sentences(name: str) -> Iterator[tuple[Problem, str, str]]:
    for problem in found(name):
        yield problem, problem.sentence("hu"), problem.sentence("ro")


# Every case


def test_the_sample_itself_has_no_problem() -> None:
    assert load_and_check(BASE)[1] == []


def test_the_sample_reads_markdown_as_the_site_does() -> None:
    sample, site = (yaml.safe_load((root / "mkdocs.yml").read_text("utf-8")) for root in (BASE, VALLEY))
    assert sample["markdown_extensions"] == site["markdown_extensions"]


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    got, wanted = rows(found(name)), sorted(read_case(name).expected)
    missing = [f"not reported: {row}" for row in wanted if row not in got]
    assert got == wanted, "\n".join([*missing, *(f"reported: {row}" for row in got if row not in wanted)])


_ENGLISH = re.compile(
    r"\b(line|column|error|expected|invalid|unknown|should|must be|input|string|parse|parsing|could|not|while|"
    r"found|missing|required|None|True|False|Tuple|List|Dict|dict|list|integer|decimal|character|scanning|token)\b"
)
_HOLE = re.compile(r"\{\w*\}|„”|“”|\bNone\b|\(\)")


def _own_words(problem: Problem, sentence: str) -> str:
    """A sentence without the found values: file content and field names are English by nature."""
    values = [part for name, value in problem.facts for part in (value.split(", ") if name == "known" else [value])]
    for value in sorted(values, key=len, reverse=True):
        if re.fullmatch(r"[\w./ ,*&!{}\[\]#<>:=()'\"-]+", value):
            sentence = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "x", sentence)
    return re.sub(r"\btrue vagy false\b|\btrue sau false\b", "", sentence)


@pytest.mark.parametrize("name", CASES)
def test_sentences(name: str) -> None:
    """In every language, of one line, complete; in English only where English is meant."""
    for problem, hu, ro in sentences(name):
        en = problem.sentence("en")
        assert len({hu.strip(), ro.strip(), en.strip()}) == 3
        for sentence in (hu, ro, en):
            assert len(sentence) > 10
            assert sentence.isprintable(), sentence
            assert not _HOLE.search(sentence), sentence
        for sentence in (hu, ro):
            assert not _ENGLISH.search(_own_words(problem, sentence)), sentence
    case = read_case(name)
    if case.nearest == ["–"]:
        assert [dict(problem.facts).get("nearest") for problem in found(name)] == [None] * len(found(name))
    for value in case.nearest if case.nearest != ["–"] else ():
        offers = [(hu, ro) for problem, hu, ro in sentences(name) if dict(problem.facts).get("nearest") == value]
        assert offers, value
        assert all(f"Erre gondolt: „{value}”?" in hu and f"V-ați gândit la „{value}”?" in ro for hu, ro in offers)
    for value in case.names:
        whole = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)")
        assert any(whole.search(hu) and whole.search(ro) for _, hu, ro in sentences(name)), value
    assert [text for text in case.hu if not any(text in hu for _, hu, _ in sentences(name))] == []
    assert [text for text in case.ro if not any(text in ro for _, _, ro in sentences(name))] == []


def test_every_code_has_a_case() -> None:
    known = {key.removeprefix("problem.") for key in messages("hu").leaves if key.startswith("problem.")} - {
        "nearest",
        "if-new",
        "known",
    }
    shown = {row[3] for name in CASES for row in read_case(name).expected}
    assert known - shown == set(NEVER_REPORTED)


def test_every_reported_code_has_a_sentence() -> None:
    for name in CASES:
        for _, _, _, code, _ in read_case(name).expected:
            for lang in LANGS:
                assert f"problem.{code}" in messages(lang), f"{name}: {code}"


# The command, and input that could take its whole process down


def _check(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return kalaka("check", "--root", str(root), *arguments)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "root")
    return tmp_path / "root"


_ENDLESS = ("[" * 400_000, "{a: " * 100_000, "- " * 100_000 + "x", "\n" + "\n".join("[" * 20), "[" * 15_000)


def test_brackets_without_end(sample: Path) -> None:
    """Hundreds of thousands of levels: a problem of each file, at once, not the end of the process."""
    files = [RECORD, GUIDE, "vocabulary/themes.yml", "docs/projects/ot.yml", "docs/projects/hat.yml"]
    for file, text in zip(files, _ENDLESS, strict=True):
        fence = "---\n" if file.endswith(".md") else ""
        (sample / file).write_text(f"{fence}title: {text}\n{fence}", "utf-8")
    done = _check(sample)
    assert done.returncode == 1, (done.returncode, done.stderr[-300:])
    assert done.stderr == ""
    for file in files:
        assert re.search(rf"^{re.escape(file)}:\d+:\d+: (too-deep|yaml-[a-z-]+): ", done.stdout, re.M), file


def test_check_prints_place_code_and_sentence(sample: Path) -> None:
    apply(
        Edit(RECORD, [("[zetelaka, korond]", "[zetelak, korond]"), ("](../places/zetelaka.yml)", "](javascript:1)")]),
        sample,
    )
    hungarian, romanian = _check(sample), _check(sample, "--lang", "ro")
    for done in (hungarian, romanian):
        assert done.returncode == 1
        assert done.stderr == ""
    assert (
        f"{RECORD}:45:14: unknown-place: Nincs ilyen hely a vocabulary/places.yml fájlban: „zetelak”."
        in hungarian.stdout
    )
    assert "Erre gondolt: „zetelaka”?" in hungarian.stdout
    assert f"{RECORD}:45:14: unknown-place: Nu există acest loc în vocabulary/places.yml: „zetelak”." in romanian.stdout
    assert "V-ați gândit la „zetelaka”?" in romanian.stdout
    assert ": markup-removed: figyelmeztetés: " in hungarian.stdout
    assert ": markup-removed: avertisment: " in romanian.stdout
    assert hungarian.stdout.splitlines()[-1].startswith("1 hiba van")
    assert "eroare" in romanian.stdout.splitlines()[-1]


def test_links_to_pictures_and_documents(sample: Path) -> None:
    """What may stand in `docs/` may be linked to."""
    for name in ("urlap.pdf", "rajz.png"):
        (sample / "docs" / "guides" / name).write_bytes(b"%PDF-1.7")
    apply(Edit(GUIDE, [("A lépések", "Az [űrlap](urlap.pdf) és a ![rajz](rajz.png). A lépések")]), sample)
    apply(Edit(RECORD, [("A helyszín", "Az [űrlap](../guides/urlap.pdf). A helyszín")]), sample)
    assert load_and_check(sample)[1] == []


def test_warnings_alone_are_no_failure(sample: Path) -> None:
    apply(Edit(GUIDE, [("{ #check }", "{ #ellenorzes }")]), sample)
    done = _check(sample)
    assert done.returncode == 0
    assert ":1:1: headings-differ: figyelmeztetés: " in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "iso8859-2"])
def test_a_terminal_that_lacks_letters(sample: Path, encoding: str) -> None:
    """Quotes and Romanian letters are missing from old encodings: the sentence suffers, the command does not."""
    apply(Edit(RECORD, [("status: completed", "status: kész")]), sample)
    done = subprocess.run(
        [sys.executable, "-m", "kalaka", "check", "--root", str(sample), "--lang", "ro"],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode(encoding)
    assert b"docs/projects/minta.yml:25:9: unknown-value: " in done.stdout
    assert b"Traceback" not in done.stderr


_HOSTILE_NAMES = (b"\xff.yml", b"a\n\x1b[31mb.yml", "é\u202e.yml".encode(), b" .yml", b"-.yml")


def test_hostile_file_names(sample: Path) -> None:
    """Each is shown on one line of the terminal, whatever the name holds."""
    for name in _HOSTILE_NAMES:
        (sample / "docs" / "projects" / os.fsdecode(name)).write_bytes((sample / RECORD).read_bytes())
    done = _check(sample)
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    lines = [line for line in done.stdout.split("\n")[:-2] if line]
    assert len(lines) >= len(_HOSTILE_NAMES)
    for line in lines:
        assert line.isprintable(), repr(line)
        assert re.match(r"docs/projects/.*\.yml:\d+:\d+: (bad-id|id-file-name): ", line), line


def _fingerprint(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {p.relative_to(folder).as_posix(): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}


@pytest.mark.parametrize("own_place", [False, True])
def test_build_with_errors_leaves_the_site_alone(sample: Path, tmp_path: Path, own_place: bool) -> None:
    apply(Edit(GUIDE, [("purpose: do", "purpose: tanulni")]), sample)
    site = tmp_path / "www" if own_place else sample / "site"
    (site / "ro").mkdir(parents=True)
    (site / "index.html").write_bytes(b"<!doctype html><title>A tegnapi oldal</title>\n")
    (site / "ro" / "index.html").write_bytes(b"<!doctype html><title>Pagina de ieri</title>\n")
    (site / MARKER).write_text(marker_text(["index.html", "ro/index.html"]), "utf-8")
    before = _fingerprint(site)
    beside = sorted(path.name for path in site.parent.iterdir())
    done = kalaka("build", "--root", str(sample), *(["--site", str(site)] if own_place else []))
    assert done.returncode == 1, done.stderr
    assert f"{GUIDE}:6:10: unknown-value: " in done.stdout
    assert "Traceback" not in done.stderr
    assert _fingerprint(site) == before
    assert sorted({path.name for path in site.parent.iterdir()} - {".kalaka", "schema"}) == beside


def test_wrong_use_from_the_shell(sample: Path) -> None:
    for arguments in (["check", "--root", "docs"], ["frobnicate"]):
        done = kalaka(*arguments, root=sample)
        assert done.returncode == 2
        assert done.stdout == ""
        assert "Traceback" not in done.stderr


# Anything at all

_SNIPPETS = (
    "&a ", "*a", "&-a ", "*-a", "!!python/name:os.system ", "!x ", "? ", "- ", ": ", "|", ">", "%", "@", "`", "'", '"',
    "[", "]", "{", "}", "#", "\n", "\t", "\r", "\0", "\x1b", "\u2028", "\x85", "\ufeff", "\u202e", "---\n", "...\n",
    "~", "null", ".nan", "1e999999", "-1", "9" * 5000, "<script>", "<![CDATA[", "<!--", "](javascript:x)", "](../../x)",
    "#x", "{ #k-map }", "ş", "ő", "\\", "\\u0000", "{0}", "%s", "  ", "hu: ", "id: ", "\n  - ", "é" * 700,
)  # fmt: skip


def _mutated(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with one to six accidents: lost, doubled, swapped, foreign, cut off, a line moved."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 1, 2, 5, 20, 80)))
        accident = chance.randrange(7)
        if accident == 0:
            del data[at:end]
        elif accident == 1:
            data[at:at] = data[at:end] * chance.choice((1, 1, 2, 50))
        elif accident == 2:
            data[at:end] = bytes(chance.randrange(256) for _ in range(end - at))
        elif accident in (3, 4):
            data[at:at] = chance.choice(_SNIPPETS).encode()
        elif accident == 5:
            lines = bytes(data).splitlines(keepends=True)
            chance.shuffle(lines)
            data = bytearray(b"".join(lines[:3] + lines[:3] + lines[3:]))
        elif chance.random() < 0.2:
            del data[at:]
        if not data:
            data = bytearray(b"\n")
    return bytes(data)


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fuzz") / "root"
    shutil.copytree(BASE, root)
    return root


@pytest.mark.parametrize(
    "seed", [*range(60), *(pytest.param(seed, marks=pytest.mark.fuzz) for seed in range(60, 1500))]
)
def test_nothing_raises(playground: Path, seed: int) -> None:
    """Whatever happens to a file: problems with places inside it and sentences, never an exception."""
    chance = random.Random(seed)
    file = (RECORD, GUIDE, "docs/guides/lepesek.ro.md", RECORD, "docs/trainings/kepzes.md", "vocabulary/places.yml")[
        seed % 6
    ]
    original = (BASE / file).read_bytes()
    data = _mutated(original, chance)
    (playground / file).write_bytes(data)
    try:
        problems = load_and_check(playground)[1]
    finally:
        (playground / file).write_bytes(original)
    lines = data.count(b"\n") + data.count(b"\r") + 2
    for problem in problems:
        assert problem.column >= 1
        if problem.file == file:
            assert 1 <= problem.line <= lines, problem
        for lang in LANGS:
            assert problem.line_of_text(lang).isprintable()
            assert "{found}" not in problem.sentence(lang), problem
