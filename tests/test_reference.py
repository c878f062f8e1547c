"""What editors are told of the fields: descriptions, words, examples, schemas and pages say all that the model has."""

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from pydantic import TypeAdapter

from kalaka.build.schemas import FOLDER, known_ids, update_schemas, write_schemas
from kalaka.content.loader import load_knowledge_base
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model import json_schema
from kalaka.model.base import Value
from kalaka.model.closed_values import words_of
from kalaka.model.commands import COMMANDS, COMMON
from kalaka.model.descriptions import description, descriptions, example, examples, json_value
from kalaka.model.fields import Field, Model, fields, groups_in, name_of
from kalaka.model.kinds import KINDS, Kind
from kalaka.model.knowledge_base import CONTRIBUTE, KnowledgeBase
from kalaka.model.settings import SiteOptions
from kalaka.pages.contribute import contribute_routes
from kalaka.pages.page import Page
from kalaka.problems.explanations import explanations
from tests.conftest import ROOT, copy_root
from tests.pages import Html

GOLDEN = ROOT / "tests/cases/schema/fields.txt"
MODELS = sorted({model for kind in KINDS.values() for model in groups_in(kind.model)}, key=lambda model: model.__name__)
FIELDS = {f"{field.owner.__name__}.{field.name}": field for model in MODELS for field in fields(model)}
CLOSED = {name: field for name, field in FIELDS.items() if field.type.values}
NOT_FIELDS = {"kinds", "Settings", "smallest", "fuller"}
"""Sections of the files that are about something else."""


def _told(sections: Mapping[str, Mapping[str, str]]) -> set[str]:
    return {f"{model}.{field}" for model, told in sections.items() if model not in NOT_FIELDS for field in told}


# Descriptions and words


@pytest.mark.parametrize("lang", LANGS)
def test_every_field_is_described_and_no_other(lang: Lang) -> None:
    assert _told(descriptions(lang)) == set(FIELDS)


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_is_described(lang: Lang) -> None:
    assert list(descriptions(lang)["kinds"]) == list(KINDS)


def test_both_languages_describe_the_same_in_the_same_order() -> None:
    hu, ro = ([(key, list(told)) for key, told in descriptions(lang).items()] for lang in LANGS)
    assert hu == ro


@pytest.mark.parametrize("lang", LANGS)
def test_a_description_is_short_sentences(lang: Lang) -> None:
    """One line, or two of which the first says what the field is; letters of this language; no words in English."""
    wrong = []
    for section, told in descriptions(lang).items():
        for name, text in told.items():
            lines = text.split("\n")
            fits = len(lines) <= 2 and all(
                line[-1] == "." and len(line) <= 140 and line == line.strip() for line in lines
            )
            if not fits or re.search("[şţŞŢõûÕÛ\"'“‘’]|  |\\b(?:the|and|when|field|source)\\b", text):
                wrong.append(f"{section}.{name}: {text}")
    assert not wrong, "\n".join(wrong)


def test_the_descriptions_were_translated() -> None:
    hu, ro = (descriptions(lang) for lang in LANGS)
    same = [f"{key}.{name}" for key, told in hu.items() for name in told if told[name] == ro[key][name]]
    assert same == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", CLOSED)
def test_every_closed_value_has_words(name: str, lang: Lang) -> None:
    words = words_of(CLOSED[name], messages(lang))
    assert list(words) == list(CLOSED[name].type.values)
    assert all(words.values())
    assert len(set(words.values())) == len(words)


# Examples


def test_examples_are_of_fields_that_there_are() -> None:
    assert _told(examples()) <= set(FIELDS)


@pytest.mark.parametrize("name", sorted(_told(examples()) & set(FIELDS)))
def test_an_example_is_valid(name: str) -> None:
    field = FIELDS[name]
    info = field.owner.model_fields[field.name]
    hint = get_type_hints(field.owner, include_extras=True)[field.name]
    TypeAdapter(Annotated[hint, *info.metadata] if info.metadata else hint).validate_python(_texts(example(field)))


def test_fields_with_a_form_of_their_own_have_an_example() -> None:
    forms = {"date", "number", "whole", "url", "yes_no"}
    without = [name for name, field in FIELDS.items() if field.type.kind in forms and not example(field)]
    assert sorted(without) == SIMPLE


SIMPLE = ["Relation.end"]
"""Fields whose form is shown by the field before them."""


def _texts(text: str) -> Any:
    """YAML as the readers give it to the model: all values are texts."""
    return yaml.load(text, yaml.CBaseLoader)


def _entries(kind: Kind, text: str) -> list[dict[str, Any]]:
    """The data of the entries of a file."""
    data = _texts(text.split("---\n")[1] if text.startswith("---") else text)
    return [{"id": key} | entry for key, entry in data.items()] if kind.keyed else [data]


@pytest.mark.parametrize("name", KINDS)
def test_the_smallest_entry_is_valid_and_has_only_what_is_required(name: str) -> None:
    kind = KINDS[name]
    (entry,) = _entries(kind, examples()["smallest"][name])
    kind.model.model_validate(entry)
    assert set(entry) == {field.name for field in fields(kind.model) if field.required}


@pytest.mark.parametrize("name", sorted(examples()["fuller"]))
def test_a_fuller_entry_is_valid_and_fuller(name: str) -> None:
    kind = KINDS[name]
    (entry,) = _entries(kind, examples()["fuller"][name])
    kind.model.model_validate(entry)
    assert set(entry) > {field.name for field in fields(kind.model) if field.required}


# Schemas


def _type_in_words(field: Field) -> str:
    kind = field.type
    what = f"{kind.kind} {kind.of or '|'.join(kind.values)}".strip()
    return f"list of {what}" if kind.many else what


def _lines(model: Model) -> list[str]:
    return [f"  {f.name}: {_type_in_words(f)}{', required' if f.required else ''}" for f in fields(model)]


def _fields_text() -> str:
    lines = [f"version {json_schema.VERSION}", ""]
    lines += [f"{kind.name}: {kind.model.__name__}, {kind.file}" for kind in KINDS.values()]
    for model in MODELS:
        lines += ["", model.__name__, *_lines(model)]
    return "\n".join(lines) + "\n"


def test_the_fields_are_those_of_this_version() -> None:
    assert _fields_text() == GOLDEN.read_text("utf-8"), (
        "The fields of the records have changed. Raise VERSION in src/kalaka/model/json_schema.py, say what changed in "
        f"CHANGELOG.md, and bring {GOLDEN.relative_to(ROOT)} to the left side of this comparison."
    )


@pytest.fixture(scope="module")
def ids(kb: KnowledgeBase) -> Mapping[str, Mapping[str, str]]:
    found = known_ids(kb)
    assert found
    return found


@pytest.fixture(scope="module")
def schemas(ids: Mapping[str, Mapping[str, str]]) -> Mapping[str, Any]:
    made: Mapping[str, Any] = json.loads(json.dumps(json_schema.schemas(ids)))
    return made


def _class(schemas: Mapping[str, Any], kind: Kind, model: type[Value]) -> Any:
    schema = schemas[kind.schema]
    return schema if model is kind.model and not kind.keyed else schema["$defs"][model.__name__]


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_tells_of_every_field(name: str, schemas: Mapping[str, Any]) -> None:
    kind = KINDS[name]
    for model in groups_in(kind.model):
        properties = _class(schemas, kind, model)["properties"]
        for field in fields(model):
            if kind.keyed and model is kind.model and field.name == "id":
                assert "id" not in properties
                continue
            told = properties[field.name]["description"]
            for lang in LANGS:
                assert all(line in told for line in description(field, lang) if line)
            shown = properties[field.name].get("examples", [])
            assert shown == ([json_value(example(field))] if example(field) else [])
            if field.type.values:
                schema = properties[field.name]["items"] if field.type.many else properties[field.name]
                assert schema["enum"] == list(field.type.values)
                for lang in LANGS:
                    for words, said in zip(
                        words_of(field, messages(lang)).values(), schema["enumDescriptions"], strict=True
                    ):
                        assert words in said


@pytest.mark.parametrize("name", KINDS)
def test_references_offer_what_there_is(
    name: str, schemas: Mapping[str, Any], ids: Mapping[str, Mapping[str, str]]
) -> None:
    kind = KINDS[name]
    definitions = schemas[kind.schema]["$defs"]
    for model in groups_in(kind.model):
        for field in fields(model):
            if field.type.kind == "ref":
                schema = _class(schemas, kind, model)["properties"][field.name]
                target = (schema["items"] if field.type.many else schema)["$ref"].rpartition("/")[2]
                offered, anything = definitions[target]["anyOf"]
                assert offered["enum"] == list(ids[field.type.of])
                assert offered["enumDescriptions"] == list(ids[field.type.of].values())
                jsonschema.validate("not-known-yet", anything)
                with pytest.raises(jsonschema.ValidationError):
                    jsonschema.validate("No Id", definitions[target])


def test_names_are_offered_in_both_languages(ids: Mapping[str, Mapping[str, str]], kb: KnowledgeBase) -> None:
    name, place = next((name, place) for name, place in kb.places.items() if place.name.hu and place.name.ro)
    assert place.name.hu
    assert place.name.ro
    assert ids["places"][name] == " / ".join(dict.fromkeys([place.name.hu, place.name.ro]))


@pytest.mark.parametrize("name", sorted(examples()["smallest"]))
def test_examples_fit_the_schemas(name: str, schemas: Mapping[str, Any]) -> None:
    for size in ("smallest", "fuller"):
        if text := examples()[size].get(name):
            data = json_value(text.split("---\n")[1] if text.startswith("---") else text)
            jsonschema.validate(data, schemas[KINDS[name].schema])


def test_an_empty_value_is_wrong_in_a_schema_too(schemas: Mapping[str, Any]) -> None:
    data = json_value(examples()["smallest"]["project"])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data | {"status_note": None}, schemas["project.schema.json"])


def test_schemas_are_written_when_an_id_is_new(tmp_path: Path) -> None:
    copy_root(tmp_path)

    def load() -> KnowledgeBase:
        return load_knowledge_base(tmp_path)[0]

    assert write_schemas(tmp_path, load()) == len(KINDS)
    assert write_schemas(tmp_path, load()) == 0
    units = tmp_path / "vocabulary/units.yml"
    units.write_text(units.read_text("utf-8") + "barrow: {hu: talicska, ro: [roabă, roabe]}\n", "utf-8")
    assert 0 < write_schemas(tmp_path, load()) < len(KINDS)
    project = (tmp_path / FOLDER / KINDS["project"].schema).read_text("utf-8")
    assert '"barrow"' in project
    assert "talicska" in project

    units.write_text("[broken", "utf-8")  # nothing can be read: what was offered stays
    assert write_schemas(tmp_path, load()) == 0
    assert (tmp_path / FOLDER / KINDS["project"].schema).read_text("utf-8") == project


def test_a_check_does_not_need_to_write_schemas(tmp_path: Path, kb: KnowledgeBase) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder would be", "utf-8")
    with pytest.raises(OSError, match=FOLDER):
        write_schemas(tmp_path, kb)
    update_schemas(tmp_path, kb)
    assert (tmp_path / FOLDER).is_file()


# Pages


@pytest.fixture(scope="module")
def pages(kb: KnowledgeBase) -> dict[tuple[Lang, str], tuple[Page, Html]]:
    made = {}
    for lang in LANGS:
        for route in contribute_routes(kb, lang):
            page = route.render()
            html = Html()
            html.feed(page.body)
            made[lang, route.path] = page, html
    return made


Pages = dict[tuple[Lang, str], tuple[Page, Html]]


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_for_editors_is_made(lang: Lang, pages: Pages) -> None:
    assert {path for made_in, path in pages if made_in == lang} == set(CONTRIBUTE)


def test_pages_are_well_formed(pages: Pages) -> None:
    """No id twice, links within a page lead somewhere, headings go down one level at a time."""
    for address, (_, html) in pages.items():
        assert len(set(html.ids)) == len(html.ids), address
        inner = {link[1:] for link in html.links if link.startswith("#")}
        assert inner <= set(html.ids), (address, inner - set(html.ids))
        levels = [int(tag[1]) for tag, _ in html.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1
        assert all(below <= above + 1 for above, below in pairwise(levels)), address


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", KINDS)
def test_a_page_lists_every_field(name: str, lang: Lang, pages: Pages) -> None:
    kind = KINDS[name]
    _, html = pages[lang, f"contribute/{name}/"]
    text = " ".join("".join(html.words).split())
    for model in groups_in(kind.model):
        for field in fields(model):
            assert f"k-{name_of(model)}-{field.name}" in html.ids
            told = description(field, lang)
            assert " ".join(filter(None, told)) in text
            if shown := example(field):
                assert " ".join(shown.split()) in text
            for value, words in words_of(field, messages(lang)).items():
                assert f"{value} {words}" in text
    for size in ("smallest", "fuller"):
        assert " ".join(examples()[size].get(name, "").split()) in text


@pytest.mark.parametrize("lang", LANGS)
def test_the_first_page_leads_to_all_others(lang: Lang, pages: Pages) -> None:
    _, html = pages[lang, "contribute/"]
    targets = {link.removeprefix("../") for link in html.links}
    assert set(CONTRIBUTE) - {"contribute/"} <= targets


@pytest.mark.parametrize("lang", LANGS)
def test_every_problem_has_its_place(lang: Lang, pages: Pages) -> None:
    _, html = pages[lang, "contribute/problems/"]
    text = " ".join("".join(html.words).split())
    for code, explanation in explanations(lang).items():
        assert code in html.ids
        assert explanation.remedy in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_command_and_option_is_listed(lang: Lang, pages: Pages) -> None:
    _, html = pages[lang, "contribute/commands/"]
    text = "".join(html.words)
    for command in COMMANDS:
        assert command.key in html.ids
        for option in (*command.options, *COMMON):
            assert option.label(messages(lang)) in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_setting_is_listed_with_an_example(lang: Lang, pages: Pages) -> None:
    _, html = pages[lang, "contribute/settings/"]
    text = "".join(html.words)
    assert set(examples()["Settings"]) == set(descriptions(lang)["Settings"])
    options = {f"extra.kalaka.{name}" for name in SiteOptions.model_fields}
    assert {name for name in descriptions(lang)["Settings"] if name.startswith("extra.kalaka.")} == options
    for name, shown in examples()["Settings"].items():
        assert name in text
        assert shown in text
