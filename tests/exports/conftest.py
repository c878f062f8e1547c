"""The files of the open data, written once from the records of the tests and one that is hard for every format."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from kalaka.exports.files import write_data
from kalaka.exports.formats import DataFile
from kalaka.exports.iati import LeftOut
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.references import references
from kalaka.model.summary import summarise
from tests.casefiles import read_cases
from tests.exports.reading import read_json


@dataclass(frozen=True)
class Written:
    """A knowledge base and its files."""

    kb: KnowledgeBase
    folder: Path
    files: list[DataFile]
    left_out: LeftOut

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        found: dict[str, Any] = read_json(self.text("projects.json"))
        return found

    @cached_property
    def records(self) -> Mapping[str, dict[str, Any]]:
        return {record["id"]: record for record in self.catalogue["projects"]}


def write(kb: KnowledgeBase, folder: Path) -> Written:
    return Written(kb, folder, *write_data(kb, folder))


@pytest.fixture(scope="session")
def hard(kb: KnowledgeBase) -> KnowledgeBase:
    """The records of the tests, and `tests/cases/data/every-field.yml`."""
    record = Project.model_validate(read_cases("data/every-field.yml"))
    summary = summarise(record, references(record), [], lambda loc: 1)
    return replace(
        kb,
        projects={**kb.projects, record.id: summary},
        records={**kb.records, record.id: record},
    )


@pytest.fixture(scope="session")
def written(hard: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write(hard, tmp_path_factory.mktemp("data") / "data")
