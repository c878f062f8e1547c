"""The knowledge base: all records, documents and vocabulary, linked; pages, exports and search are made from it.

`kb` is the name by which functions everywhere take a `KnowledgeBase`.
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import Messages
from kalaka.model.base import Loc, Text, Translation, Value
from kalaka.model.documents import Authored
from kalaka.model.kinds import KINDS
from kalaka.model.project import Project
from kalaka.model.references import references
from kalaka.model.rendered_text import RenderedText
from kalaka.model.settings import Settings
from kalaka.model.summary import Mention, Summary
from kalaka.model.vocabulary import (
    VOCABULARIES,
    County,
    Organisation,
    Place,
    Programme,
    Source,
    TargetGroup,
    Task,
    Term,
    Theme,
    Unit,
)

ALL = "*"
"""In `KnowledgeBase.unread`: a whole file could not be read, so any id of its kind may exist."""
SINGLES = ("tasks", "glossary", "search", "timeline", "numbers", "missing", "compare", "data", "contribute")
"""Generated pages that belong to no section."""
CONTRIBUTE = (
    "contribute/",
    *(f"contribute/{name}/" for name in (*KINDS, "markdown", "problems", "commands", "settings")),
)
"""Generated pages for editors."""
OWN_FACETS: tuple[Literal["country", "fund", "year", "status"], ...] = ("country", "fund", "year", "status")
"""Facets of projects whose values are not entries. Their pages are below `projects/`: no record may have these ids."""
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
"""Kinds with a list page and a page for each entry, whose id is part of the address."""


@dataclass(frozen=True)
class Document:
    """A document written in Markdown in one or both languages; `facts` is the front matter of the original."""

    section: str
    id: str
    source: str
    """Target of links to it from files of either language, below `docs_dir`: `guides/x.md`."""
    facts: Authored
    title: Text
    summary: Text
    original: Lang
    files: Mapping[Lang, str]
    bodies: Mapping[Lang, tuple[str, int]]
    """Markdown without the front matter, and the number of lines before it."""
    outlines: Mapping[Lang, RenderedText]
    """The bodies after rendering and sanitising."""
    translation: Translation | None

    @property
    def path(self) -> str:
        """Address below the language: `guides/x/`, `about/`, `` for the home page."""
        return "" if self.id == "index" else "/".join(filter(None, (self.section, self.id))) + "/"

    @property
    def langs(self) -> tuple[Lang, ...]:
        return tuple(lang for lang in LANGS if lang in self.files)


class Use(NamedTuple):
    """One mention of an entry: `kind` and `id` of the mentioning entry, `loc` the position in it."""

    kind: str
    id: str
    loc: Loc


_use = partial(tuple.__new__, Use)
"""Creates a `Use` without calling a Python function, which counts for tens of thousands of mentions."""


@dataclass(frozen=True)
class KnowledgeBase:
    """All content of one knowledge base. Immutable; derived values are computed at first access."""

    root: Path
    settings: Settings
    projects: Mapping[str, Summary] = field(default_factory=dict)
    records: Mapping[str, Project] = field(default_factory=dict)
    """Whole records, for their own pages and the exports; everything else is made from summaries."""

    guides: Mapping[str, Document] = field(default_factory=dict)
    trainings: Mapping[str, Document] = field(default_factory=dict)
    articles: Mapping[str, Document] = field(default_factory=dict)
    vocabulary: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Ids of each kind that exist but could not be read: references to them are not reported."""

    unparsed: tuple[tuple[str, Loc, type[Value], Any], ...] = ()
    """Data that failed validation: file, position in it, model, data."""
    files: frozenset[str] = frozenset()
    """Attachments (pictures, PDF files) below `docs/`, by their paths from there."""
    published: frozenset[str] = frozenset()
    """Files below `public/`, which are published unchanged, by their paths from there."""

    def words(self, lang: Lang) -> Messages:
        """The messages of a language, with those that the site has instead of the program's."""
        return self.settings.words(lang)

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
    def tasks(self) -> Mapping[str, Task]:
        return self.vocabulary["tasks"]

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.vocabulary["sources"]

    @property
    def units(self) -> Mapping[str, Unit]:
        return self.vocabulary["units"]

    def exists(self, kind: str, name: str) -> bool:
        """Whether an entry exists, or may exist in a file that could not be read."""
        unread = self.unread.get(kind, frozenset())
        return name in self.entries(kind) or name in unread or ALL in unread

    def entries(self, kind: str) -> Mapping[str, Any]:
        """All entries of a kind by id: summaries of records, documents, or a vocabulary."""
        if kind in VOCABULARIES:
            return self.vocabulary[kind]
        entries: Mapping[str, Any] = getattr(self, kind)
        return entries

    @property
    def docs(self) -> Iterator[Document]:
        for group in (self.articles, self.guides, self.trainings):
            yield from group.values()

    def mentions(self) -> Iterator[tuple[str, str, str, Loc, Iterable[Mention]]]:
        """References of every entry: its kind, id, file, position in the file, and its mentions."""
        for project in self.projects.values():
            yield "projects", project.id, self.settings.record_file(project.id), (), project.mentions
        for kind in ("guides", "trainings", "articles"):
            for doc in self.entries(kind).values():
                yield kind, doc.id, doc.files[doc.original], (), references(doc.facts)
        for name, entries in self.vocabulary.items():
            for entry in entries.values():
                yield name, entry.id, f"vocabulary/{name}.yml", (entry.id,), references(entry)

    @cached_property
    def uses(self) -> Mapping[tuple[str, str], Sequence[Use]]:
        """Mentions of every entry, by its kind and id, in the order of the files."""
        uses: defaultdict[tuple[str, str], list[Use]] = defaultdict(list)
        for kind, user_id, _, _, mentions in self.mentions():
            somewhere = Use(kind, user_id, ())
            for loc, target_kind, target_id in mentions:
                uses[target_kind, target_id].append(_use((kind, user_id, loc)) if loc else somewhere)
        return dict(uses)

    @cached_property
    def busy_places(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of places that projects mention, by county."""
        by_county: dict[str, list[str]] = {}
        for name, place in self.places.items():
            if place.county and any(use.kind == "projects" for use in self.uses.get(("places", name), ())):
                by_county.setdefault(place.county, []).append(name)
        return {county: tuple(names) for county, names in by_county.items()}

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Link targets below `docs_dir` → addresses below the language: `places/ozsdola.yml` → `places/ozsdola/`."""
        table = {doc.source: doc.path for doc in self.docs}
        for section in SECTIONS:
            table[f"{section}/index.md"] = f"{section}/"
            if section not in ("guides", "trainings"):
                table |= {f"{section}/{name}.yml": f"{section}/{name}/" for name in self.entries(section)}
            ending = "md" if section in ("guides", "trainings") else "yml"
            table |= {f"{section}/{name}.{ending}": f"{section}/{name}/" for name in self.unread.get(section, ())}
        table |= {f"{name}/index.md": f"{name}/" for name in self.unread.get("articles", ())}
        table |= {f"{name}/index.md": f"{name}/" for name in SINGLES}
        table |= {f"{path}index.md": path for path in CONTRIBUTE}
        without: tuple[str, ...] = self.settings.options.without
        if not self.tasks and "tasks" not in self.unread:
            without += ("tasks",)
        return {source: path for source, path in table.items() if path.partition("/")[0] not in without}

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every address below the language, the home page (``) among them."""
        return frozenset(self.addresses.values()) | {""}

    @cached_property
    def derived(self) -> dict[Any, Any]:
        """Cache of query results, filled by `queries.memo.memoized`."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        """State for pickling, without the cache: computing it again costs less than sending it to another process."""
        return {name: value for name, value in self.__dict__.items() if name != "derived"}

    def resolve(self, file: str, target: str) -> tuple[str | None, str]:
        """Resolve a relative link in a file below `docs_dir`: address below the language, or None, and fragment."""
        path, _, fragment = map(unquote, target.partition("#"))
        if not path:
            here = self.settings.below_docs(file).replace(".ro.md", ".md")
            return self.addresses.get(here), fragment
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(self.settings.below_docs(file)), path))
        section, _, name = joined.partition("/")
        if ALL in self.unread.get(section, ()) and name.endswith(".yml"):
            return f"{section}/{name.removesuffix('.yml')}/", fragment
        return self.addresses.get(joined.replace(".ro.md", ".md")), fragment

    def attachment(self, file: str, target: str) -> str | None:
        """The attachment, below `docs_dir`, to which a relative link in a file leads: as it is named, or as addresses
        are written (`k%C3%A9p%20(1).png`).
        """
        folder = posixpath.dirname(self.settings.below_docs(file))
        for path in dict.fromkeys((target, target.partition("#")[0], unquote(target.partition("#")[0]))):
            joined = posixpath.normpath(posixpath.join(folder, path))
            if joined in self.files:
                return joined
        return None

    def has_file(self, file: str, target: str) -> bool:
        """Whether a relative link in a file below `docs_dir` leads to an attachment."""
        return self.attachment(file, target) is not None
