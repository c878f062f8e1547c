"""Kinds of entries that editors write: the model of each, its file, and where its list is on the site."""

from collections.abc import Mapping
from dataclasses import dataclass

from kalaka.model.base import Value
from kalaka.model.documents import Authored, Guide, PageWords, Training
from kalaka.model.project import Project
from kalaka.model.vocabulary import VOCABULARIES


@dataclass(frozen=True)
class Kind:
    """One kind of entry. In paths `…` stands for its id; `twin` is the file of its Romanian version.

    `refers` is what a reference to it is called in `Ref`. In a `keyed` file there are many entries, each under its id.
    """

    name: str
    model: type[Value]
    file: str
    twin: str = ""
    refers: str = ""
    keyed: bool = False

    @property
    def schema(self) -> str:
        """The file of its JSON Schema."""
        return f"{self.name}.schema.json"


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("project", Project, "docs/projects/….yml", refers="projects"),
        Kind("guide", Guide, "docs/guides/….md", "docs/guides/….ro.md", "guides"),
        Kind("training", Training, "docs/trainings/….md", "docs/trainings/….ro.md", "trainings"),
        Kind("page", Authored, "docs/…/index.md", "docs/…/index.ro.md"),
        Kind("translation", PageWords, "docs/guides/….ro.md"),
        *(Kind(name, model, f"vocabulary/{name}.yml", refers=name, keyed=True) for name, model in VOCABULARIES.items()),
    )
}


def kind_of(refers: str) -> Kind:
    """The kind to which references of a name lead: `places`, `projects`."""
    return next(kind for kind in KINDS.values() if kind.refers == refers)
