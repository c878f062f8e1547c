"""One record file → its value, its summary and every problem that it has by itself."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from kalaka.content import markdown
from kalaka.content.decoding import read_text
from kalaka.content.validation import parse, removed_markup, repeated
from kalaka.content.yaml_reader import compose
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import is_outside
from kalaka.model.base import Loc
from kalaka.model.knowledge_base import OWN_FACETS, project_file
from kalaka.model.project import Project
from kalaka.model.references import references
from kalaka.model.summary import Summary, summarise
from kalaka.problems.positions import Tree
from kalaka.problems.problem import Problem, problem


class Record(NamedTuple):
    """One record as read: the whole, when there is no error in it, and what is made of it."""

    file: str
    project: Project | None
    summary: Summary | None
    problems: tuple[Problem, ...]
    unparsed: Any = None
    """Its data, when it could be read and is no record."""

    @property
    def id(self) -> str:
        return self.file.rsplit("/", 1)[1].removesuffix(".yml")


def read_project(root: Path, name: str) -> Project:
    """A record that was read before without an error."""
    found = load_record(root, project_file(name)).project
    if found is None:
        raise LookupError(f"the record {name!r} has changed while the site was being made")
    return found


def read_one_by_one(root: Path, files: Sequence[str]) -> tuple[list[Record], Mapping[str, Project]]:
    records = [load_record(root, file) for file in files]
    return records, {record.id: record.project for record in records if record.project}


def load_record(root: Path, file: str) -> Record:
    """One record, every problem that it has alone, and its summary."""
    text, problems = read_text(root, file)
    tree, found = compose(file, text) if text is not None else (None, [])
    problems += found
    if tree is None or text is None:
        return Record(file, None, None, tuple(problems))
    if not isinstance(tree.data, dict):
        return Record(file, None, None, (*problems, problem(file, (1, 1), "not-a-record")))
    project, found = parse(Project, file, tree)
    problems += found
    unparsed = tree.data if project is None else None
    stem = file.rsplit("/", 1)[1].removesuffix(".yml")
    named = tree.data.get("id")
    if isinstance(named, str) and named != stem:
        problems.append(problem(file, tree.place(("id",)), "id-file-name", found=named, file_name=stem))
        project = None
    if stem in OWN_FACETS:
        problems.append(problem(file, (1, 1), "address-taken", found=f"projects/{stem}/"))
        project = None
    if project is None:
        return Record(file, None, None, tuple(problems), unparsed)
    mentions = references(project)
    problems += repeated(file, tree, mentions)
    links: list[str] = []
    for lang in LANGS:
        if source := project.body and project.body.get(lang):
            rendered = markdown.render(source)
            links += [target for target in (*rendered.links, *rendered.pictures) if not is_outside(target)]
            if rendered.removed:
                first, last = tree.span(("body", lang))
                lines = "\n".join(text.split("\n")[first:last])
                problems += removed_markup(file, lines, rendered, first)
    summary = summarise(project, mentions, links, partial(_line_of, tree))
    return Record(file, project, summary, tuple(problems))


_ORDER = {field: position for position, field in enumerate(Project.model_fields)}


def _line_of(tree: Tree, loc: Loc) -> int:
    """The line of a value; of a field that is not there, the line of the field before which it would stand."""
    if loc[0] in tree.data:
        return tree.place(loc, of_key=len(loc) == 1)[0]
    after = [field for field in tree.data if _ORDER[field] > _ORDER[str(loc[0])]]
    follower = min(after, key=_ORDER.__getitem__, default=None)
    return tree.place((follower,), of_key=True)[0] if follower else tree.span(())[1]
