"""Explanations of problem codes: complete in both languages, well written, and their examples true."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from kalaka.build.loading import load_and_check
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.problems import explanations as module
from kalaka.problems.explanations import Explanation, explanations
from kalaka.problems.problem import errors
from tests.test_problems import BASE, CASES, read_case
from tests.wording import WRONG_IN_WORDS, badly_written

CODES = {key.removeprefix("problem.") for key in messages("hu").leaves if key.startswith("problem.")} - {
    "nearest",
    "if-new",
    "known",
}
FOLDER = Path(module.__file__).parent
PARTS = ("what", "why", "remedy")
NOT_TRIED = {
    "symlink": "a listing with kinds of files",
    "special-file": "a listing with kinds of files",
    "unreadable": "a listing with rights of files",
    "empty-file": "a listing with sizes",
    "missing-folder": "a listing of what is there",
    "missing-page": "a listing of what is there",
    "missing-file": "a listing of what is there",
    "too-large": "a listing with sizes",
    "empty-template": "a listing with sizes",
    "frame-place": "a template, which the engine reads",
    "frame-twice": "a template, which the engine reads",
    "missing-frames": "what hooks do, which the engine runs",
    "heavy-page": "a listing with sizes, of pages that are made later",
    "nul-byte": "bytes that no snippet can show",
    "not-utf8": "bytes that no snippet can show",
    "unknown-message": "needs a folder that the settings name",
    "message-forms": "needs a folder that the settings name",
    "message-placeholder": "needs a folder that the settings name",
    "too-long": "a text that is only hinted at",
}
"""Codes whose examples are no files that could be checked, each with the reason."""
WHOLE = ("not-a-record", "no-front-matter")
"""Codes whose examples are whole files."""
_KEY = re.compile(r"^(?![\s#])[\[\"']?([\w-]+)?", re.M)


# Texts


@pytest.mark.parametrize("name", [*LANGS, "examples"])
def test_every_code_is_explained_and_no_other(name: str) -> None:
    written = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    assert set(written) == CODES
    allowed = [set(PARTS)] if name != "examples" else [{"wrong", "right", *more} for more in _OPTIONAL]
    assert {code for code, parts in written.items() if set(parts) not in allowed} == set()
    assert {code for code, parts in written.items() if not all(text.strip() for text in parts.values())} == set()


_OPTIONAL = ((), ("file",), ("level",), ("file", "level"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_order_is_by_level_and_code(lang: Lang) -> None:
    order = [(("error", "warning", "hint").index(e.level), code) for code, e in explanations(lang).items()]
    assert order == sorted(order)
    assert {level for level, _ in order} >= {0, 1}
    assert all(code == e.code for code, e in explanations(lang).items())


def test_the_level_is_the_reported_one() -> None:
    reported = {(code, level) for name in CASES for *_, code, level in read_case(name).expected}
    told = {(code, e.level) for code, e in explanations("hu").items()}
    assert reported - told == set()


def _texts(lang: Lang) -> list[tuple[str, str]]:
    return [(f"{e.code}.{part}", getattr(e, part)) for e in explanations(lang).values() for part in PARTS]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WRONG_IN_WORDS)
def test_explanations_are_well_written(name: str, lang: Lang) -> None:
    wrong = badly_written(name, _texts(lang))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", LANGS)
def test_explanations_are_short(lang: Lang) -> None:
    """A title of eight words without a full stop, and one to three whole sentences."""
    for key, text in _texts(lang):
        if key.endswith(".what"):
            assert len(text.split()) <= 8, key
            assert text[-1].isalpha(), key
        else:
            assert text.endswith("."), key
            assert len(re.findall(r"\.(?= |$)", text)) <= (2 if key.endswith(".why") else 3), key
        assert text[0].isupper(), key


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_stands_twice_or_repeats_the_message(lang: Lang) -> None:
    titles = [e.what for e in explanations(lang).values()]
    assert len(set(titles)) == len(titles)
    said = {sentence.strip() for code in CODES for sentence in str(messages(lang).leaves[f"problem.{code}"]).split(".")}
    repeated = [key for key, text in _texts(lang) if text.rstrip(".") in said]
    assert repeated == []


def test_the_languages_differ() -> None:
    assert [key for (key, hu), (_, ro) in zip(_texts("hu"), _texts("ro"), strict=True) if hu == ro] == []


# Examples


def test_most_examples_are_tried() -> None:
    assert set(NOT_TRIED) <= CODES
    assert len(CODES - set(NOT_TRIED)) * 3 > len(CODES) * 2


@pytest.mark.parametrize("code", sorted(CODES))
def test_wrong_and_right_differ(code: str) -> None:
    example = explanations("hu")[code]
    assert example.wrong != example.right
    assert "\t" not in example.right


def _front_matter(base: str, snippet: str) -> str:
    _, block, body = base.split("---\n", 2)
    return f"---\n{_merged(block, snippet)}---\n{body}"


def _merged(base: str, snippet: str) -> str:
    """A YAML text with the top-level keys of a snippet in place of its own."""
    keys = {match[1] for match in _KEY.finditer(snippet)}
    blocks = re.split(r"^(?=[^\s#])", base, flags=re.M)
    return "".join(block for block in blocks if (m := _KEY.match(block)) is None or m[1] not in keys) + snippet


def _body(base: str, snippet: str) -> str:
    """A Markdown text with a snippet in place of the heading of the same name, or at its end."""
    heading = snippet.partition("{")[0] if snippet.startswith("## ") else None
    if heading is None:
        return f"{base}\n{snippet}"
    assert base.count(heading) == 1
    return re.sub(rf"^{re.escape(heading)}.*\n", snippet, base, flags=re.M)


def _put(root: Path, example: Explanation, snippet: str) -> None:
    """Put an example into a copy of the smallest knowledge base."""
    if example.file is None:
        for name in snippet.splitlines():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                template = BASE / "docs/guides/lepesek.md"
                path.write_bytes(template.read_bytes() if path.suffix == ".md" else b"x")
        return
    path = root / example.file
    base = path.read_text("utf-8")
    if snippet.startswith("---\n") or example.code in WHOLE:
        text = snippet
    elif path.suffix == ".yml":
        text = _merged(base, snippet)
    else:
        text = _front_matter(base, snippet) if re.match(r"\w+:", snippet) else _body(base, snippet)
    assert text != base or snippet in base
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("code", sorted(CODES - set(NOT_TRIED)))
def test_an_example_is_what_it_is_said_to_be(code: str, tmp_path: Path) -> None:
    """The wrong one is reported with its code and level and nothing else; the right one has no error."""
    example = explanations("hu")[code]
    for kind in ("wrong", "right"):
        shutil.copytree(BASE, tmp_path / kind)
        _put(tmp_path / kind, example, getattr(example, kind))
    wrong, right = (load_and_check(tmp_path / kind)[1] for kind in ("wrong", "right"))
    assert {(p.code, p.level) for p in wrong} == {(code, example.level)}
    assert errors(right) == []
    assert code not in {p.code for p in right}
