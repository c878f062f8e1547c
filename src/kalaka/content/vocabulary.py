"""One file of the vocabulary → its entries, with their problems."""

import re
from pathlib import Path
from typing import Any

from kalaka.content.decoding import read_text
from kalaka.content.validation import parse, repeated
from kalaka.content.yaml_reader import compose
from kalaka.model.base import Entry, Loc, Value
from kalaka.model.knowledge_base import ALL
from kalaka.model.references import references
from kalaka.problems.problem import Problem, problem

Unparsed = list[tuple[str, Loc, type[Value], Any]]


def read_vocabulary(
    root: Path, name: str, model: type[Entry]
) -> tuple[dict[str, Any], set[str], list[Problem], Unparsed]:
    """The entries of one closed list, the keys that are written in it, problems, and data that is no entry."""
    file = f"vocabulary/{name}.yml"
    unparsed: Unparsed = []
    if not (root / file).exists() and not (root / file).is_symlink():
        return {}, {ALL}, [problem(file, (1, 1), "missing-file")], []
    text, problems = read_text(root, file)
    tree, found = compose(file, text) if text is not None else (None, [])
    problems += found
    if tree is None:
        keys = set(re.findall(r"^([a-z][a-z0-9-]*):", text, re.M)) if text else {ALL}
        return {}, keys, problems, []
    if not isinstance(tree.data, dict):
        return {}, {ALL}, [*problems, problem(file, (1, 1), "not-a-record")], []
    entries: dict[str, Any] = {}
    known = ", ".join(field for field in model.model_fields if field != "id")
    for key, data in tree.data.items():
        if not isinstance(data, dict):
            problems.append(problem(file, tree.place((key,), of_key=True), "not-a-group", field=key, known=known))
            continue
        if "id" in data:
            place = tree.place((key, "id"), of_key=True)
            problems.append(problem(file, place, "unknown-field", field="id", known=known))
            continue
        entry, found = parse(model, file, tree, (key,), {"id": key, **data})
        problems += found
        if entry:
            entries[key] = entry
            problems += repeated(file, tree, references(entry), (key,))
        else:
            unparsed.append((file, (key,), model, data))
    return entries, set(tree.data), problems, unparsed
