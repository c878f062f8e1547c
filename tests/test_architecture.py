"""How the house is built: imports run one way, words live in messages, schemas are current, locks are whole."""

import ast
import hashlib
import json
import re
import string
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from fontTools.ttLib import TTFont

from kalaka.build.schemas import known_ids
from kalaka.content.loader import load_knowledge_base
from kalaka.exports.fields import groups
from kalaka.i18n.languages import EDITOR_LANGS, LANGS, EditorLang, Lang
from kalaka.i18n.messages import messages
from kalaka.model import json_schema
from kalaka.model.closed_values import message_key
from kalaka.model.commands import COMMANDS
from kalaka.model.fields import fields, groups_in, name_of
from kalaka.model.kinds import KINDS
from kalaka.model.vocabulary import VOCABULARIES
from tests.casefiles import read_yaml
from tests.conftest import ROOT, VALLEY
from tests.wording import WRONG_IN_WORDS, badly_written

SRC = ROOT / "src/kalaka"
PACKAGES = "i18n model problems content queries rules pages exports search theme engines build commands starter".split()
"""In reading order: each imports only those before it."""
ENGINES = {"mkdocs", "material", "mkdocs_static_i18n", "properdocs"}
MODULES = sorted(path for folder in (SRC, ROOT / "hooks") for path in folder.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it: `kalaka.pages.view`, `yaml`."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}: imports are absolute"
            module = node.module or ""
            submodules = {f"{module}.{alias.name}" for alias in node.names} & _MODULE_NAMES
            yield from submodules
            if len(submodules) < len(node.names):
                yield module


def _module_name(path: Path) -> str:
    return ".".join(["kalaka", *_own(path)]).removesuffix(".__init__")


def _own(path: Path) -> list[str]:
    """The parts of the name of one of our modules: `pages`, `view`."""
    return list(path.relative_to(SRC).with_suffix("").parts)


_MODULE_NAMES = {_module_name(path) for path in SRC.rglob("*.py")}

# Imports


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=_name)
def test_a_package_imports_only_those_before_it(path: Path) -> None:
    package, *rest = _own(path)
    if not rest:
        assert package in ("__init__", "__main__"), f"{_name(path)} belongs into a package"
        return
    allowed = PACKAGES[: PACKAGES.index(package) + 1]
    wrong = [name for name in _imports(path) if name.startswith("kalaka.") and name.split(".")[1] not in allowed]
    assert not wrong


def test_no_modules_import_each_other() -> None:
    """Imports at the top of modules form no circle, whatever the package."""
    graph = {_module_name(path): set(_imports(path)) & _MODULE_NAMES for path in SRC.rglob("*.py")}
    TopologicalSorter(graph).prepare()


def test_every_package_is_in_the_order() -> None:
    assert {path.name for path in SRC.iterdir() if (path / "__init__.py").exists()} <= set(PACKAGES)


def _captioned_tree(text: str) -> list[str]:
    """Lines of the form `name/  what is in it`, without indentation."""
    return [line.strip() for line in text.splitlines() if re.match(r"\s*[a-z0-9]+/ {2,}\S", line)]


def test_the_tree_that_people_read_is_the_tree() -> None:
    tree = _captioned_tree(ast.get_docstring(_tree(SRC / "__init__.py")) or "")
    assert tree == _captioned_tree((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    there = [name for name in PACKAGES if (SRC / name / "__init__.py").exists()]
    assert [line.partition("/")[0] for line in tree] == there


@pytest.mark.parametrize("file", ["src/kalaka/__init__.py", "CONTRIBUTING.md"])
def test_files_that_the_walks_name_are_there(file: str) -> None:
    names = set(re.findall(r"\b(?:[a-z_0-9]+/)*[a-z_0-9]+\.py\b", (ROOT / file).read_text("utf-8")))
    assert names
    paths = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("**/*.py") if ".venv" not in path.parts]
    assert {name for name in names if not any(f"/{path}".endswith(f"/{name}") for path in paths)} == set()


def test_only_the_engines_know_mkdocs() -> None:
    knowing = {path for path in MODULES if ENGINES & {name.split(".")[0] for name in _imports(path)}}
    assert {path.parent for path in knowing} == {SRC / "engines"}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_says_what_it_is(path: Path) -> None:
    told = ast.get_docstring(_tree(path))
    assert told
    assert told[0].isupper() or told[0] == "`"


def test_nothing_is_imported_in_vain() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "F401,F811,F841", "src", "hooks", "tests"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# Words: keys that the code uses, and keys that the messages hold

_DYNAMIC = "\x00"
_CALL = re.compile(r"\b(?:w|words|words_hu|words_ro)\(\s*([^,()]+)")
_LITERAL = re.compile(r"""'([^']*)'|"([^"]*)\"""")
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
TEMPLATES = sorted([*(SRC / "pages/templates").glob("*.html"), *(SRC / "theme").rglob("*.html")])


def _text_of(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be, its variable parts marked."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else _DYNAMIC for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _text_of(node.body)
        yield from _text_of(node.orelse)


def _speaks(node: ast.Call) -> str | None:
    """The prefix of the key that a call looks up, when it is a call for words."""
    called = node.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if isinstance(called, ast.Call) and isinstance(called.func, ast.Name) and called.func.id == "messages":
        return ""
    return {"words": "", "words_hu": "", "words_ro": "", "say": "cli."}.get(name)


@cache
def _asked() -> frozenset[str]:
    """Every key that the code and the templates ask for, variable parts marked."""
    keys: set[str] = set()
    for path in SRC.rglob("*.py"):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and node.args and (prefix := _speaks(node)) is not None:
                keys |= {prefix + text for text in _text_of(node.args[0])}
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "problem":
                keys |= {"problem." + text for argument in node.args[2:3] for text in _text_of(argument)}
    for path in TEMPLATES:
        for code in _CODE.findall(path.read_text("utf-8")):
            for argument in _CALL.findall(code):
                parts = [part.strip() for part in argument.split("~")]
                literal = [_LITERAL.fullmatch(part) for part in parts]
                if any(literal):
                    keys.add("".join((found[1] or found[2] or "") if found else _DYNAMIC for found in literal))
    closed = (field for kind in KINDS.values() for model in groups_in(kind.model) for field in fields(model))
    return frozenset(keys | {message_key(field, value) for field in closed for value in field.type.values})


@cache
def _constants() -> frozenset[str]:
    """Every text that stands in the code and the templates, variable parts marked; docstrings aside."""
    found: set[str] = set()
    for path in SRC.rglob("*.py"):
        told = {id(node.value) for node in ast.walk(_tree(path)) if isinstance(node, ast.Expr)}
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in told:
                found |= set(_text_of(node))
    for path in TEMPLATES:
        for code in _CODE.findall(path.read_text("utf-8")):
            found |= {one or two for one, two in _LITERAL.findall(code)}
    return frozenset(found)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(re.escape(_DYNAMIC), "(.+)"))


_KEYS_OF_COMMANDS = {command.key for command in COMMANDS}


@cache
def _single_words() -> frozenset[str]:
    """Words of the texts in the code; and names that are walked: of fields for their documentation, of commands."""
    models = {model for kind in KINDS.values() for model in groups_in(kind.model)}
    names = {name_of(model) for model in models} | {field.name for model in models for field in fields(model)}
    names |= {name for group in groups() for name in (group.name, *(field.name for field in group.fields))}
    names |= _KEYS_OF_COMMANDS
    return frozenset(word for text in _constants() for word in re.split(r"[^\w-]+", text)) | names


def _is_written(word: str) -> bool:
    """Whether a word occurs in the code, in the singular or plural, or is put together there."""
    if {word, word + "s"} & _single_words():
        return True
    composed = [text for text in _constants() if _DYNAMIC in text and not text.startswith(_DYNAMIC)]
    matches = [match for text in composed if (match := _pattern(text).fullmatch(word))]
    return any(all({part, part + "s"} & _single_words() for part in match.groups()) for match in matches)


@cache
def _said_by(script: str) -> frozenset[str]:
    """What a script and its parts say: `say("none")`, `say(`kind.${…}`)`; it is given all keys below its name."""
    parts = (ROOT / "src/kalaka/theme/assets").glob(f"{script}*.js")
    return frozenset(key for path in parts for key in re.findall(r"""say\([`"]([a-z_]+\.?)""", path.read_text("utf-8")))


def _is_used(key: str) -> bool:
    script, _, asked = key.partition(".")
    if asked in _said_by(script) or asked.partition(".")[0] + "." in _said_by(script):
        return True
    if key in _constants() or key in _asked():
        return True
    matches = [match for text in _asked() if _DYNAMIC in text and (match := _pattern(text).fullmatch(key))]
    return any(all(map(_is_written, match.groups())) for match in matches)


@pytest.mark.parametrize("lang", LANGS)
def test_every_key_that_is_asked_for_exists(lang: Lang) -> None:
    keys = messages(lang).leaves
    assert len(_asked()) > 100
    for text in _asked():
        assert any(map(_pattern(text).fullmatch, keys)), text.replace(_DYNAMIC, "…")


@pytest.mark.parametrize("lang", LANGS)
def test_every_message_is_used(lang: Lang) -> None:
    unused = [key for key in messages(lang).leaves if not _is_used(key)]
    assert not unused, unused


def _forms(leaf: str | Mapping[str, str]) -> list[str]:
    return [leaf] if isinstance(leaf, str) else list(leaf.values())


def _sentences(lang: EditorLang) -> Iterator[tuple[str, str]]:
    for key, leaf in messages(lang).leaves.items():
        for form in _forms(leaf):
            yield key, form


def _placeholders(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name is not None}


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    assert list(messages("hu").leaves) == list(messages("ro").leaves)


FOR_EDITORS = {"cli", "new", "target", "system", "use", "help", "preview", "level", "problem"}
"""Sections of the messages that no reader sees: these are in English, too."""


def test_english_has_what_editors_see_in_the_same_order() -> None:
    wanted = [key for key in messages("hu").leaves if key.partition(".")[0] in FOR_EDITORS]
    assert list(messages("en").leaves) == wanted
    assert {key.partition(".")[0] for key in wanted} == FOR_EDITORS


def test_readers_do_not_see_what_is_for_editors() -> None:
    """Templates, pages, exports and search never ask for words of these sections.

    But for the page of commands: it is for editors, in the two languages of the site.
    """
    templates = [path for path in TEMPLATES if path.name != "contribute_commands.html"]
    asking = [*templates, *(path for name in ("pages", "exports", "search") for path in (SRC / name).rglob("*.py"))]
    pattern = re.compile(rf"""\b(?:w|words|words_hu|words_ro|say)\(\s*f?["'](?:{"|".join(FOR_EDITORS)})\.""")
    assert [_name(path) for path in asking if pattern.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("lang", EDITOR_LANGS)
def test_no_key_stands_twice(lang: EditorLang) -> None:
    assert read_yaml((SRC / f"i18n/messages/{lang}.yml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("lang", "categories"), [("hu", {"one", "other"}), ("ro", {"one", "few", "other"}), ("en", {"one", "other"})]
)
def test_every_counted_message_has_the_forms_of_its_language(lang: EditorLang, categories: set[str]) -> None:
    counted = {key: set(leaf) for key, leaf in messages(lang).leaves.items() if not isinstance(leaf, str)}
    assert counted
    assert {key: forms for key, forms in counted.items() if forms != categories} == {}


@pytest.mark.parametrize("key", sorted(messages("hu").leaves))
def test_every_language_says_the_same_facts(key: str) -> None:
    """The same placeholders in every language, and in every form of one; counted in all of them or in none."""
    leaves = [messages(lang).leaves[key] for lang in EDITOR_LANGS if key in messages(lang)]
    assert len({isinstance(leaf, str) for leaf in leaves}) == 1
    found = [frozenset(_placeholders(form)) for leaf in leaves for form in _forms(leaf)]
    assert len(set(found)) == 1
    assert isinstance(leaves[0], str) or "n" in found[0]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WRONG_IN_WORDS)
def test_messages_are_well_written(name: str, lang: Lang) -> None:
    wrong = badly_written(name, _sentences(lang))
    assert not wrong, "\n".join(wrong)


WRONG_IN_ENGLISH = {
    "letter of another language, save in our name": "[À-ÖØ-àâ-öø-žșțȘȚ]",
    "quote of another language": "[\"„»«’']",
    "double space": WRONG_IN_WORDS["double space"],
    "space before a full stop": WRONG_IN_WORDS["space before a full stop"],
}


@pytest.mark.parametrize("name", WRONG_IN_ENGLISH)
def test_english_messages_are_well_written(name: str) -> None:
    said = {f"{key}: {form}": re.sub(r"\{\w+\}", "{}", form) for key, form in _sentences("en")}
    assert [message for message, words in said.items() if re.search(WRONG_IN_ENGLISH[name], words)] == []


def test_the_languages_differ() -> None:
    """A message of more than three words that is the same in both languages was not translated."""
    hu, ro = (messages(lang).leaves for lang in LANGS)
    assert [key for key in hu if hu[key] == ro[key] and len(_forms(hu[key])[0].split()) > 3] == []


# Schemas

RECORDS = sorted((VALLEY / "docs/projects").glob("*.yml"))
LISTS = sorted((VALLEY / "vocabulary").glob("*.yml"))
PAGES = sorted(path for folder in ("guides", "trainings") for path in (VALLEY / "docs" / folder).glob("*.md"))


@cache
def _schemas() -> Mapping[str, Any]:
    ids = known_ids(load_knowledge_base(VALLEY)[0])
    assert ids
    return json_schema.schemas(ids)


def _validate(data: Any, name: str) -> None:
    validator = jsonschema.Draft202012Validator(_schemas()[name])
    wrong = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]
    assert not wrong, "\n".join(wrong)


def test_every_kind_has_its_schema() -> None:
    assert set(_schemas()) == {kind.schema for kind in KINDS.values()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_a_schema(kind: str) -> None:
    text = json_schema.text_of(_schemas()[KINDS[kind].schema])
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("path", RECORDS, ids=_name)
def test_a_record_fits_its_schema(path: Path) -> None:
    _validate(read_yaml(path.read_text("utf-8")), "project.schema.json")


@pytest.mark.parametrize("path", LISTS, ids=_name)
def test_a_vocabulary_fits_its_schema(path: Path) -> None:
    _validate(read_yaml(path.read_text("utf-8")), f"{path.stem}.schema.json")


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_front_matter_fits_its_schema(path: Path) -> None:
    data = read_yaml(path.read_text("utf-8").split("---\n")[1])
    _validate(data, "translation.schema.json" if "translation" in data else f"{path.parent.name[:-1]}.schema.json")


def test_a_schema_refuses_what_the_model_refuses() -> None:
    record = read_yaml(RECORDS[0].read_text("utf-8"))
    wrongs: list[dict[str, Any]] = [{"titel": {"hu": "x"}}, {"status": "done"}, {"id": "Nagy Betű"}, {"themes": []}]
    for wrong in wrongs:
        with pytest.raises(AssertionError):
            _validate(record | wrong, "project.schema.json")


def test_every_vocabulary_of_the_model_has_its_file() -> None:
    assert {path.stem for path in LISTS} == set(VOCABULARIES)


# Fonts, dependencies


@cache
def _used_characters() -> Counter[str]:
    files: Iterable[Path] = (
        *VALLEY.rglob("*.md"),
        *VALLEY.rglob("*.yml"),
        *(SRC / "i18n/messages").glob("*.yml"),
    )
    used: Counter[str] = Counter()
    for path in files:
        lines = path.read_text("utf-8").split("\n")
        used.update("".join(line for line in lines if not line.startswith("#")))
    return used


@pytest.mark.parametrize("font", sorted((ROOT / "src/kalaka/theme/assets/fonts").glob("*.woff2")), ids=_name)
def test_a_font_holds_every_letter_and_mark_that_is_used(font: Path) -> None:
    """Also the capitals, for headings and abbreviations; and the old letters are not needed."""
    held = {chr(code) for code in TTFont(font).getBestCmap()}
    wanted = {char for char in _used_characters() if unicodedata.category(char)[0] in "LNP" or char in "+=×−%°€"}
    wanted |= {char.upper() for char in wanted if len(char.upper()) == 1}
    missing = sorted(wanted - held)
    assert missing == [], [(char, f"U+{ord(char):04X}") for char in missing]
    assert len(wanted) > 100


def test_what_was_made_elsewhere_is_as_recorded() -> None:
    """Every row of VENDORED.md names a file and its checksum; every file below `tests/vendor` has a row."""
    rows = re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (ROOT / "VENDORED.md").read_text("utf-8"), re.M)
    for name, recorded in rows:
        assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == recorded, name
    assert {_name(path) for path in (ROOT / "tests/vendor").rglob("*.*")} <= {name for name, _ in rows}


def _requirements(project: Mapping[str, Any]) -> list[str]:
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return [requirement for group in groups for requirement in group]


PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize("requirement", _requirements(tomllib.loads(PYPROJECT)))
def test_a_dependency_says_why_it_is_here(requirement: str) -> None:
    lines = PYPROJECT.partition("[project]")[2].split("\n")
    line = next(line for line in lines if f'"{requirement}"' in line)
    assert re.search(r"# \S+ \S+", line), line.strip()


@pytest.mark.parametrize(("lock", "groups"), [("requirements.txt", ["build"]), ("requirements-test.txt", ["test"])])
def test_a_lock_pins_every_package_with_its_hashes(lock: str, groups: list[str]) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.search(r"index-url|find-links|trusted-host|https?://|file:|^-|@ ", text, re.M) is None
    pinned: dict[str, str] = {}
    for entry in text.replace("\\\n", " ").strip().split("\n"):
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==(\S+)(?: *;[^-]*?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", entry)
        assert match, entry[:80]
        pinned[match[1].lower().replace("_", "-")] = match[2]
    project = tomllib.loads(PYPROJECT)
    direct = [one for group in groups for one in project["dependency-groups"][group]]
    direct += project["project"]["dependencies"] if lock == "requirements.txt" else []
    names = {re.split(r"[^A-Za-z0-9._-]", one)[0].lower().replace("_", "-") for one in direct}
    assert names - set(pinned) == set()


def test_the_lock_of_npm_packages_pins_each_with_its_hash_and_names_no_host() -> None:
    told, lock = (
        json.loads((ROOT / f"tests/tools/{name}.json").read_text("utf-8")) for name in ("package", "package-lock")
    )
    own, *packages = lock["packages"].items()
    assert own[1]["dependencies"] == told["dependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in told["dependencies"].values())
    assert set(told["//"]) == set(told["dependencies"])  # why each is here
    assert [
        name for name, facts in packages if not facts["integrity"].startswith("sha512-") or "resolved" in facts
    ] == []
