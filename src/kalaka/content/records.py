"""Reads one record file: its value, its summary, and every problem that it has by itself."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from kalaka.content import markdown
from kalaka.content.decoding import read_text
from kalaka.content.sources import Sources, SourcesChanged
from kalaka.content.validation import faults_of_text, parse, repeated
from kalaka.content.yaml_reader import compose
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import is_outside
from kalaka.model.base import Loc
from kalaka.model.knowledge_base import OWN_FACETS
from kalaka.model.project import Project
from kalaka.model.references import references
from kalaka.model.summary import Summary, summarise
from kalaka.problems.positions import YamlTree
from kalaka.problems.problem import Problem, problem


class Record(NamedTuple):
    """A record file as read; `project` and `summary` are None when it has an error."""

    file: str
    project: Project | None
    summary: Summary | None
    problems: tuple[Problem, ...]
    unparsed: Any = None
    """Its data, when validation failed."""
    data: Any = None
    """The data of a valid record, from which the value can be created again."""
    html: tuple[tuple[str, str], ...] = ()
    """Markdown and HTML of each of its texts."""

    @property
    def id(self) -> str:
        return self.file.rsplit("/", 1)[1].removesuffix(".yml")


def read_project(root: Path, file: str) -> Project:
    """A record that was read before without an error; raises `SourcesChanged` when it now has one."""
    project = load_record(Sources(root), file).project
    if project is None:
        raise SourcesChanged(file)
    return project


def read_one_by_one(sources: Sources, files: Sequence[str]) -> tuple[list[Record], Mapping[str, Project]]:
    """Read records in this process; returns all of them, and the valid ones whole by id."""
    records = [load_record(sources, file) for file in files]
    return records, {record.id: record.project for record in records if record.project}


def load_record(sources: Sources, file: str) -> Record:
    """Read one record file."""
    text, problems = read_text(sources, file)
    tree, new_problems = compose(file, text) if text is not None else (None, [])
    problems += new_problems
    if tree is None or text is None:
        return Record(file, None, None, tuple(problems))
    if not isinstance(tree.data, dict):
        return Record(file, None, None, (*problems, problem(file, (1, 1), "not-a-record")))
    project, new_problems = parse(Project, file, tree)
    problems += new_problems
    unparsed = tree.data if project is None else None
    stem = file.rsplit("/", 1)[1].removesuffix(".yml")
    written_id = tree.data.get("id")
    if isinstance(written_id, str) and written_id != stem:
        problems.append(problem(file, tree.position(("id",)), "id-file-name", found=written_id, file_name=stem))
        project = None
    if stem in OWN_FACETS:
        problems.append(problem(file, (1, 1), "address-taken", found=f"projects/{stem}/"))
        project = None
    if project is None:
        return Record(file, None, None, tuple(problems), unparsed)
    mentions = references(project)
    problems += repeated(file, tree, mentions)
    links: list[str] = []
    html: list[tuple[str, str]] = []
    for lang in LANGS:
        if source := project.body and project.body.get(lang):
            rendered = markdown.render(source)
            html.append((source, rendered.html))
            links += [target for target in (*rendered.links, *rendered.pictures) if not is_outside(target)]
            if rendered.faults:
                first, last = tree.span(("body", lang))
                lines = "\n".join(text.split("\n")[first:last])
                problems += faults_of_text(file, lines, rendered, first)
    summary = summarise(project, mentions, links, partial(_line_of, tree))
    return Record(file, project, summary, tuple(problems), data=tree.data, html=tuple(html))


_ORDER = {field: position for position, field in enumerate(Project.model_fields)}


def _line_of(tree: YamlTree, loc: Loc) -> int:
    """Line of a value; of a missing field, the line of the field before which the model's order puts it."""
    if loc[0] in tree.data:
        return tree.position(loc, of_key=len(loc) == 1)[0]
    after = [field for field in tree.data if _ORDER[field] > _ORDER[str(loc[0])]]
    follower = min(after, key=_ORDER.__getitem__, default=None)
    return tree.position((follower,), of_key=True)[0] if follower else tree.span(())[1]
