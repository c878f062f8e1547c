"""Pages that have grown too heavy for a phone: a warning to whoever edits what they are made of.

Lists are cut into parts and stay light however much there is; what is written by hand is as long as its author made it.
"""

from collections.abc import Iterable, Iterator

from kalaka.build.plan import Planned
from kalaka.i18n.languages import Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import Library, project_file
from kalaka.model.vocabulary import VOCABULARIES
from kalaka.problems.problem import Problem, problem

HEAVIEST = 100_000
"""Bytes of HTML of a page, uncompressed."""


def too_heavy(library: Library, sizes: Iterable[tuple[Planned, int]]) -> Iterator[Problem]:
    """Of pages and their bytes."""
    for page, size in sizes:
        if size > HEAVIEST:
            address, limit = "/" + url(page.lang, page.path), HEAVIEST // 1000
            file = _file_of(library, page.lang, page.path)
            yield problem(file, (1, 1), "heavy-page", "warning", page=address, size=size // 1000, limit=limit)


def _file_of(library: Library, lang: Lang, path: str) -> str:
    """The file that is edited to change a page; of a list that is everybody's, the settings."""
    section, _, name = path.rstrip("/").partition("/")
    doc = next((doc for doc in library.docs if doc.path == path), None)
    if doc:
        return doc.files.get(lang, doc.files[doc.original])
    if section in ("projects", "compare") and (own := name.partition("--")[0]) in library.projects:
        return project_file(own)
    return f"vocabulary/{section}.yml" if section in VOCABULARIES else "mkdocs.yml"
