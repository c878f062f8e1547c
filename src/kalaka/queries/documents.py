"""Documents by address."""

from collections.abc import Mapping

from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.queries.memo import memoized


@memoized
def documents_by_path(kb: KnowledgeBase) -> Mapping[str, Document]:
    """Documents by their address below the language."""
    return {doc.path: doc for doc in kb.docs}
