"""Reads one file of the vocabulary."""

import re
from typing import Any

from kalaka.content.decoding import read_text
from kalaka.content.sources import Sources
from kalaka.content.validation import parse, repeated
from kalaka.content.yaml_reader import compose
from kalaka.model.base import Entry, Loc, Value
from kalaka.model.knowledge_base import ALL
from kalaka.model.references import references
from kalaka.model.vocabulary import OPTIONAL
from kalaka.problems.problem import Problem, problem

Unparsed = list[tuple[str, Loc, type[Value], Any]]
Vocabulary = tuple[dict[str, Any], set[str], list[Problem], Unparsed]
"""Entries by id, all ids in the file, problems, and data that failed validation."""


def read_vocabulary(sources: Sources, name: str, model: type[Entry]) -> Vocabulary:
    """Read the entries of one closed list; an empty file, or one of comments, is a list without entries."""
    file = f"vocabulary/{name}.yml"
    unparsed: Unparsed = []
    text, problems = read_text(sources, file)
    tree, new_problems = compose(file, text) if text is not None else (None, [])
    problems += new_problems
    codes = [found.code for found in problems]
    if (codes == ["missing-file"] and name in OPTIONAL) or (text is not None and codes == ["empty-file"]):
        return {}, set(), [], []
    if tree is None:
        keys = set(re.findall(r"^([a-z][a-z0-9-]*):", text or "", re.M)) or {ALL}
        return {}, keys, problems, []
    if not isinstance(tree.data, dict):
        return {}, {ALL}, [*problems, problem(file, (1, 1), "not-a-record")], []
    entries: dict[str, Any] = {}
    field_names = ", ".join(field for field in model.model_fields if field != "id")
    for key, data in tree.data.items():
        if not isinstance(data, dict):
            problems.append(
                problem(file, tree.position((key,), of_key=True), "not-a-group", field=key, known=field_names)
            )
            continue
        if "id" in data:
            position = tree.position((key, "id"), of_key=True)
            problems.append(problem(file, position, "unknown-field", field="id", known=field_names))
            continue
        entry, new_problems = parse(model, file, tree, (key,), {"id": key, **data})
        problems += new_problems
        if entry:
            entries[key] = entry
            problems += repeated(file, tree, references(entry), (key,))
        else:
            unparsed.append((file, (key,), model, data))
    return entries, set(tree.data), problems, unparsed
