"""Rule for the size of pages: a warning for pages that are too heavy for a phone.

Lists are paginated and stay light; records and documents are as long as they are written.
"""

from collections.abc import Iterable, Iterator

from kalaka.i18n.languages import Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.vocabulary import VOCABULARIES
from kalaka.problems.problem import Problem, problem

HEAVIEST = 100_000
"""Largest size of a page's HTML in bytes, uncompressed."""


def heavy_pages(kb: KnowledgeBase, sizes: Iterable[tuple[Lang, str, int]]) -> Iterator[Problem]:
    """Report pages that are too heavy; `sizes` has language, address below it, and size in bytes of each page."""
    for lang, path, size in sizes:
        if size > HEAVIEST:
            address, limit = "/" + url(lang, path), HEAVIEST // 1000
            file = _file_of(kb, lang, path)
            yield problem(file, (1, 1), "heavy-page", "warning", page=address, size=size // 1000, limit=limit)


def _file_of(kb: KnowledgeBase, lang: Lang, path: str) -> str:
    """File to edit to make a page shorter; the settings for a list that no single file makes long."""
    section, _, name = path.rstrip("/").partition("/")
    doc = next((doc for doc in kb.docs if doc.path == path), None)
    if doc:
        return doc.files.get(lang, doc.files[doc.original])
    if section in ("projects", "compare") and (record_id := name.partition("--")[0]) in kb.projects:
        return kb.settings.record_file(record_id)
    return f"vocabulary/{section}.yml" if section in VOCABULARIES else "mkdocs.yml"
