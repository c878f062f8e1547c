"""Everything that was written, read and linked: the one thing that pages and data are made of."""

import posixpath
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model import settings
from kalaka.model.base import Loc, Text, Translation, Value
from kalaka.model.documents import Authored
from kalaka.model.project import Project
from kalaka.model.references import references
from kalaka.model.rendered_text import Prose
from kalaka.model.summary import Mention, Summary
from kalaka.model.vocabulary import (
    VOCABULARIES,
    County,
    Organisation,
    Place,
    Programme,
    Source,
    TargetGroup,
    Term,
    Theme,
    Unit,
)

ALL = "*"
"""In `Library.unread`: the whole file could not be read, whatever ids it has."""
SINGLES = ("glossary", "search", "timeline", "numbers", "missing", "compare", "data")
"""Generated pages that stand alone."""
OWN_FACETS: tuple[Literal["fund", "year", "status"], ...] = ("fund", "year", "status")
"""Facets of projects whose values are no entries: they have pages below `projects/`, so no record has these ids."""
SECTIONS = (
    "projects",
    "guides",
    "trainings",
    "places",
    "counties",
    "organisations",
    "programmes",
    "themes",
    "target-groups",
)
"""Kinds of things that have a list page and a page each; their ids name the address."""


@dataclass(frozen=True)
class Doc:
    """A page that is written in Markdown, in one or both languages; its facts stand in the original."""

    section: str
    id: str
    facts: Authored
    title: Text
    summary: Text
    original: Lang
    files: Mapping[Lang, str]
    bodies: Mapping[Lang, tuple[str, int]]
    """Markdown without the front matter, and the number of lines above it."""
    outlines: Mapping[Lang, Prose]
    """The same as clean HTML, with its links and fragments."""
    translation: Translation | None

    @property
    def path(self) -> str:
        """The address below the language: `guides/x/`, `about/`, `` for the home page."""
        return "" if self.id == "index" else "/".join(filter(None, (self.section, self.id))) + "/"

    @property
    def source(self) -> str:
        """The name by which other pages link to it, whatever the language: `guides/x.md`."""
        return self.files[self.original].removeprefix("docs/").replace(".ro.md", ".md")

    @property
    def langs(self) -> tuple[Lang, ...]:
        return tuple(lang for lang in LANGS if lang in self.files)


class Use(NamedTuple):
    """One mention of an entry: `kind` and `id` of what mentions it, `loc` the place in that value."""

    kind: str
    id: str
    loc: Loc


_use = partial(tuple.__new__, Use)
"""Of fifty thousand it counts that no function of ours is called for each."""


class Records(Mapping[str, Project]):
    """Whole records by id: those at hand, and the others read when they are asked for."""

    def __init__(self, at_hand: dict[str, Project], ids: Collection[str], read: Callable[[str], Project]) -> None:
        self._at_hand = at_hand
        self._ids = ids
        self._read = read

    def __getitem__(self, name: str) -> Project:
        if name not in self._at_hand:
            self._at_hand[name] = self._read(name)
        return self._at_hand[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


@dataclass(frozen=True)
class Library:
    root: Path
    settings: settings.Settings
    projects: Mapping[str, Summary] = field(default_factory=dict)
    records: Mapping[str, Project] = field(default_factory=dict)
    """The whole records, for their own pages and their data; everything else is made of summaries."""

    guides: Mapping[str, Doc] = field(default_factory=dict)
    trainings: Mapping[str, Doc] = field(default_factory=dict)
    articles: Mapping[str, Doc] = field(default_factory=dict)
    vocabulary: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Ids of each kind that are written but could not be read: what refers to them is not to blame."""

    unparsed: tuple[tuple[str, Loc, type[Value], Any], ...] = ()
    """Data that is no value because something in it is wrong: file, place, model, data."""
    files: frozenset[str] = frozenset()
    """Pictures and documents below `docs/`, to be linked to."""

    @property
    def places(self) -> Mapping[str, Place]:
        return self.vocabulary["places"]

    @property
    def counties(self) -> Mapping[str, County]:
        return self.vocabulary["counties"]

    @property
    def organisations(self) -> Mapping[str, Organisation]:
        return self.vocabulary["organisations"]

    @property
    def programmes(self) -> Mapping[str, Programme]:
        return self.vocabulary["programmes"]

    @property
    def themes(self) -> Mapping[str, Theme]:
        return self.vocabulary["themes"]

    @property
    def target_groups(self) -> Mapping[str, TargetGroup]:
        return self.vocabulary["target-groups"]

    @property
    def terms(self) -> Mapping[str, Term]:
        return self.vocabulary["terms"]

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.vocabulary["sources"]

    @property
    def units(self) -> Mapping[str, Unit]:
        return self.vocabulary["units"]

    def exists(self, kind: str, name: str) -> bool:
        unread = self.unread.get(kind, frozenset())
        return name in self.entries(kind) or name in unread or ALL in unread

    def entries(self, kind: str) -> Mapping[str, Any]:
        """All things of a kind by id: records, authored pages or a vocabulary."""
        if kind in VOCABULARIES:
            return self.vocabulary[kind]
        found: Mapping[str, Any] = getattr(self, kind)
        return found

    @property
    def docs(self) -> Iterator[Doc]:
        for group in (self.articles, self.guides, self.trainings):
            yield from group.values()

    def mentions(self) -> Iterator[tuple[str, str, str, Loc, Iterable[Mention]]]:
        """What everything refers to: kind, id, file, place in the file, mentions in it."""
        for project in self.projects.values():
            yield "projects", project.id, project_file(project.id), (), project.mentions
        for kind in ("guides", "trainings", "articles"):
            for doc in self.entries(kind).values():
                yield kind, doc.id, doc.files[doc.original], (), references(doc.facts)
        for name, entries in self.vocabulary.items():
            for entry in entries.values():
                yield name, entry.id, f"vocabulary/{name}.yml", (entry.id,), references(entry)

    @cached_property
    def uses(self) -> Mapping[tuple[str, str], Sequence[Use]]:
        """Who mentions what, in the order of the files."""
        found: defaultdict[tuple[str, str], list[Use]] = defaultdict(list)
        for kind, own_id, _, _, mentions in self.mentions():
            somewhere = Use(kind, own_id, ())
            for loc, wanted, name in mentions:
                found[wanted, name].append(_use((kind, own_id, loc)) if loc else somewhere)
        return dict(found)

    @cached_property
    def busy_places(self) -> Mapping[str, tuple[str, ...]]:
        """Places that projects mention, by county."""
        found: dict[str, list[str]] = {}
        for name, place in self.places.items():
            if place.county and any(use.kind == "projects" for use in self.uses.get(("places", name), ())):
                found.setdefault(place.county, []).append(name)
        return {county: tuple(names) for county, names in found.items()}

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Link targets below `docs/` → addresses below the language: `places/ozsdola.yml` → `places/ozsdola/`."""
        table = {doc.source: doc.path for doc in self.docs}
        for section in SECTIONS:
            table[f"{section}/index.md"] = f"{section}/"
            if section not in ("guides", "trainings"):
                table |= {f"{section}/{name}.yml": f"{section}/{name}/" for name in self.entries(section)}
            ending = "md" if section in ("guides", "trainings") else "yml"
            table |= {f"{section}/{name}.{ending}": f"{section}/{name}/" for name in self.unread.get(section, ())}
        table |= {f"{name}/index.md": f"{name}/" for name in self.unread.get("articles", ())}
        table |= {f"{name}/index.md": f"{name}/" for name in SINGLES}
        return table

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every address below the language, the home page (``) among them."""
        return frozenset(self.addresses.values()) | {""}

    @cached_property
    def derived(self) -> dict[Any, Any]:
        """What was worked out of this library once; `catalogue.once` keeps it here."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        """Another process works out for itself what it needs: that is less than to send it."""
        return {name: value for name, value in self.__dict__.items() if name != "derived"}

    def resolve(self, file: str, target: str) -> tuple[str | None, str]:
        """A relative link in a file below `docs/` → the address it means, or None, and its fragment."""
        path, _, fragment = target.partition("#")
        if not path:
            here = file.removeprefix("docs/").replace(".ro.md", ".md")
            return self.addresses.get(here), fragment
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(file.removeprefix("docs/")), path))
        section, _, name = joined.partition("/")
        if ALL in self.unread.get(section, ()) and name.endswith(".yml"):
            return f"{section}/{name.removesuffix('.yml')}/", fragment
        return self.addresses.get(joined.replace(".ro.md", ".md")), fragment

    def has_file(self, file: str, target: str) -> bool:
        """Whether a relative link in a file below `docs/` leads to a picture or a document."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(file.removeprefix("docs/")), target)) in self.files


def project_file(name: str) -> str:
    return f"docs/projects/{name}.yml"
