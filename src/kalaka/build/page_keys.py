"""Keys of pages: a fingerprint of everything that a page is made of. Equal keys mean equal pages.

There are two levels. The page of a record, and a comparison of two, depend on their records, on the summaries of
related records, on the vocabulary entries that they name with the entries these name in turn, on the texts that they
name and on where their links lead. Every other page depends on the whole catalogue: all summaries, all of the
vocabulary, the facts of all texts; and the page of an entry on what the projects that name it tell of their work. Code,
settings and the frame are in every key.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pydantic_core import to_json

from kalaka.build.fingerprints import code_version, digest
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.model.references import references
from kalaka.model.vocabulary import VOCABULARIES
from kalaka.pages.page import frame_at
from kalaka.pages.paging import term_paths
from kalaka.pages.project import related_ids
from kalaka.queries.work import KINDS, telling


class PageKeys:
    """Keys of the pages of one knowledge base. `records` are fingerprints of its records, `frames` of its frames."""

    def __init__(
        self, kb: KnowledgeBase, records: Mapping[str, bytes], frames: Mapping[tuple[Lang, str], bytes]
    ) -> None:
        self._kb, self._records, self._frames = kb, records, frames
        self._shared = digest(code_version(), repr(kb.settings))
        self._entries: dict[tuple[str, str], bytes] = {}
        self._named: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
        self._parts: dict[str, bytes] = {}

    def page(self, lang: Lang, path: str) -> bytes:
        """Key of a generated page by its address below the language."""
        section, _, rest = path.partition("/")
        name = rest.rstrip("/")
        frame = self._frames[lang, frame_at(path)]
        if section == "projects" and name in self._kb.projects:
            return digest(self._shared, frame, lang, path, self._record(name))
        if section == "compare" and name:
            return digest(self._shared, frame, lang, path, *map(self._record, name.split("--")))
        lines = self._lines if section == "missing" else self._task_texts if section == "tasks" else b""
        return digest(self.catalogue, frame, lang, path, lines, *self._told(section, name))

    def document(self, lang: Lang, doc: Document, frame: str) -> bytes:
        """Key of the page of a text."""
        return digest(self.catalogue, self._frames[lang, frame], lang, doc.path, _text(doc))

    @cached_property
    def catalogue(self) -> bytes:
        """Fingerprint of what lists, facets and drawings are made of."""
        kb = self._kb
        texts = [_facts(doc) for doc in kb.docs]
        vocabulary = [self._entry(kind, name) for kind in VOCABULARIES for name in kb.vocabulary[kind]]
        order = repr([list(kb.vocabulary[kind]) for kind in VOCABULARIES])
        summaries = [part for name in self._summaries for part in (name, self._summaries[name])]
        return digest(self._shared, *texts, *vocabulary, order, *summaries, *sorted(kb.files))

    @cached_property
    def exports(self) -> bytes:
        """Fingerprint of what the open data is made of."""
        return digest(self.catalogue, *(part for name, key in sorted(self._records.items()) for part in (name, key)))

    @cached_property
    def search(self) -> bytes:
        """Fingerprint of what can be found."""
        return digest(self.exports, *map(_text, self._kb.docs))

    @cached_property
    def _summaries(self) -> Mapping[str, bytes]:
        """Fingerprint of each summary but its last fields: what it tells, which pages of entries alone show, and the
        lines of its gaps, which move with every line added above them.
        """
        return {name: digest(to_json(summary[:-2])) for name, summary in self._kb.projects.items()}

    def _told(self, section: str, name: str) -> Iterator[bytes]:
        """What the projects that name an entry tell of their work, which its page shows."""
        if section in KINDS and name in self._kb.entries(section):
            yield from (self._works[project] for project in telling(self._kb, section, name))

    @cached_property
    def _works(self) -> Mapping[str, bytes]:
        return {name: digest(summary.told_json) for name, summary in self._kb.projects.items()}

    @cached_property
    def _lines(self) -> bytes:
        return digest(to_json([summary.gap_lines for summary in self._kb.projects.values()]))

    @cached_property
    def _task_texts(self) -> bytes:
        """Fingerprint of the texts to whose parts tasks lead: their page shows the headings."""
        paths = {address.partition("#")[0] for task in self._kb.tasks.values() for address in task.leads_to}
        return digest(*(_text(doc) for doc in self._kb.docs if doc.path in paths))

    def _record(self, name: str) -> bytes:
        """Fingerprint of all that the page of a record is made of, but for code, settings and frame."""
        if name not in self._parts:
            kb, summary = self._kb, self._kb.projects[name]
            related = [self._summaries[other] for other in related_ids(kb, summary)]
            named = frozenset[tuple[str, str]]().union(
                *(self._closure(kind, entry) for _, kind, entry in summary.mentions)
            )
            self._parts[name] = digest(
                self._records[name],
                *related,
                b"\0",
                *(self._entry(kind, entry) for kind, entry in sorted(named)),
                repr([self._destination(target) for target in summary.links]),
            )
        return self._parts[name]

    def _destination(self, target: str) -> object:
        """Where a link in a record leads: a file, or an address; for a term its part in each language and its words."""
        file = self._kb.settings.record_file("")  # all records stand in one folder
        if self._kb.has_file(file, target):
            return True
        address, fragment = self._kb.resolve(file, target)
        if address == "glossary/":
            words = self._entry("terms", fragment) if fragment in self._kb.terms else b""
            return [*(term_paths(self._kb, lang).get(fragment) for lang in LANGS), words]
        return address

    def _closure(self, kind: str, name: str) -> frozenset[tuple[str, str]]:
        """An entry and all that it names, directly or by others; records count apart."""
        known = self._named.get((kind, name))
        if known is None:
            reached: set[tuple[str, str]] = set()
            todo = [(kind, name)]
            while todo:
                step = todo.pop()
                if step in reached or step[0] == "projects":
                    continue
                reached.add(step)
                if step[0] in VOCABULARIES:
                    entry = self._kb.vocabulary[step[0]][step[1]]
                    todo += [(other, known_id) for _, other, known_id in references(entry)]
            known = self._named[kind, name] = frozenset(reached)
        return known

    def _entry(self, kind: str, name: str) -> bytes:
        """Fingerprint of one entry of the vocabulary, or of the facts of a text."""
        if (kind, name) not in self._entries:
            value = self._kb.entries(kind)[name]
            content = value.model_dump_json() if kind in VOCABULARIES else _facts(value)
            self._entries[kind, name] = digest(kind, content)
        return self._entries[kind, name]


def _facts(doc: Document) -> bytes:
    """Fingerprint of what other pages tell of a text."""
    return digest(
        repr((doc.source, doc.original, doc.langs, doc.facts, doc.title, doc.summary, doc.translation)),
        *(heading for lang in doc.langs for heading in _ids(doc.outlines[lang].ids)),
    )


def _text(doc: Document) -> bytes:
    """Fingerprint of a text."""
    return digest(*(part for lang in doc.langs for part in (lang, doc.outlines[lang].html, doc.bodies[lang][0])))


def _ids(ids: Iterable[str]) -> list[str]:
    return sorted(ids)
