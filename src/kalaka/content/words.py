"""Reads the messages that a site has in place of the program's, from the folder `messages/` of its `custom_dir`."""

import string
from collections.abc import Iterator, Mapping
from typing import Any

from kalaka.content.decoding import read_text
from kalaka.content.sources import Sources
from kalaka.content.yaml_reader import compose
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import Leaf, flatten, messages
from kalaka.model.base import Loc
from kalaka.problems.nearest import nearest
from kalaka.problems.positions import YamlTree
from kalaka.problems.problem import Problem, problem


def read_words(sources: Sources, custom_dir: str) -> tuple[dict[Lang, Mapping[str, Leaf]], list[Problem]]:
    """The messages of each language by key; a key or a placeholder that the program does not have is a problem."""
    words: dict[Lang, Mapping[str, Leaf]] = {}
    problems: list[Problem] = []
    for lang in LANGS:
        file = f"{custom_dir}/messages/{lang}.yml"
        if not custom_dir or not (sources.root / file).is_file():
            continue
        text, wrong = read_text(sources, file)
        if text is None or wrong:
            problems += wrong
            continue
        if all(not line.strip() or line.startswith("#") for line in text.split("\n")):
            continue
        tree, wrong = compose(file, text)
        if tree is None or not isinstance(tree.data, dict):
            problems += wrong or [problem(file, (1, 1), "not-a-record")]
            continue
        leaves = flatten(tree.data)
        wrong = list(_wrong(file, tree, leaves, lang))
        problems += wrong
        if not wrong:
            words[lang] = leaves
    return words, problems


def _wrong(file: str, tree: YamlTree, leaves: Mapping[str, Any], lang: Lang) -> Iterator[Problem]:
    """A message that the program does not use, that has other forms than its own, or other placeholders."""
    known = messages(lang).leaves
    for key, leaf in leaves.items():
        at = tree.position(_loc(key), of_key=True)
        if key not in known:
            yield problem(file, at, "unknown-message", found=key, nearest=nearest(key, list(known)))
        elif isinstance(known[key], str) != isinstance(leaf, str) or set(_forms(leaf)) != set(_forms(known[key])):
            yield problem(file, at, "message-forms", found=key, known=", ".join(_forms(known[key])) or "…")
        elif extra := _placeholders(leaf) - _placeholders(known[key]):
            yield problem(file, at, "message-placeholder", found=min(extra) or "?")


def _loc(key: str) -> Loc:
    return tuple(key.split("."))


def _forms(leaf: Any) -> list[str]:
    return list(leaf) if isinstance(leaf, Mapping) else []


def _placeholders(leaf: Any) -> set[str]:
    """Names between braces; `?` for a text that is no format string or asks for another form of a value."""
    try:
        texts = leaf.values() if isinstance(leaf, Mapping) else [str(leaf)]
        parsed = [part for text in texts for part in string.Formatter().parse(text)]
    except ValueError:
        return {"?"}
    return {"?" if spec or conversion else name for _, name, spec, conversion in parsed if name is not None}
