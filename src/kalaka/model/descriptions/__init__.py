"""What each field is for, in Hungarian and Romanian, and examples: read from the YAML files beside this module."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from kalaka.i18n.languages import Lang
from kalaka.model.fields import Field


class Description(NamedTuple):
    """What a field is, as readers of the data need it too, and what an editor should know; the second may be empty."""

    what: str
    how: str


@cache
def _file(name: str) -> Mapping[str, Mapping[str, str]]:
    text = (Path(__file__).parent / f"{name}.yml").read_text("utf-8")
    content: Mapping[str, Mapping[str, str]] = yaml.load(text, yaml.CBaseLoader)
    return content


def descriptions(lang: Lang) -> Mapping[str, Mapping[str, str]]:
    """All descriptions of a language, by class and field; those of the kinds under `kinds`."""
    return _file(lang)


def description(field: Field, lang: Lang) -> Description:
    """The description of a field; raises KeyError when there is none."""
    return _parts(_file(lang)[field.owner.__name__][field.name])


def settings(lang: Lang) -> Mapping[str, Description]:
    """The descriptions of the settings in `mkdocs.yml`, by their names: `site_url`, `extra.kalaka.licence`."""
    return {name: _parts(text) for name, text in _file(lang)["Settings"].items()}


def _parts(text: str) -> Description:
    what, _, how = text.partition("\n")
    return Description(what, how)


def kind_description(kind: str, lang: Lang) -> str:
    """What an entry of a kind is."""
    return _file(lang)["kinds"][kind]


def examples() -> Mapping[str, Mapping[str, str]]:
    """All examples as they stand in a file, by class and field; whole entries under `smallest` and `fuller`."""
    return _file("examples")


def markdown_forms(lang: Lang) -> Mapping[str, str]:
    """The forms of Markdown in texts, as written in a language, by their names."""
    return {name: written[lang] for name, written in _file("markdown").items()}


def example(field: Field) -> str:
    """An example of a field as it stands in a file; empty when there is none."""
    return examples().get(field.owner.__name__, {}).get(field.name, "")


class _JsonLoader(yaml.CSafeLoader):
    """Reads YAML as JSON has it: a date is a text."""


_JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def json_value(text: str) -> Any:
    """The value of an example."""
    return yaml.load(text, _JsonLoader)
