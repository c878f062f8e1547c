"""Rules for links and pictures in texts: the target exists, and a fragment is an id on its page."""

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from kalaka.content import markdown
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import is_outside
from kalaka.model.knowledge_base import ALL, KnowledgeBase
from kalaka.model.rendered_text import RenderedText
from kalaka.problems.nearest import nearest
from kalaka.problems.positions import Finder
from kalaka.problems.problem import problem
from kalaka.queries.documents import documents_by_path
from kalaka.rules.locator import Locator, Problems
from kalaka.rules.suggestions import nearest_target

Anchors = Callable[[KnowledgeBase, str], frozenset[str] | None]
"""Gives the ids on the page at an address below the language, or None when they cannot be known."""


class _SourceText(NamedTuple):
    """A text as written: its file, its source, and the number of lines before it."""

    file: str
    source: str
    lines_above: int


def check_records(kb: KnowledgeBase, where: Locator, anchors: Anchors) -> Problems:
    """Report broken links of records. Only records that contain one are read again, for its position."""
    records_folder = kb.settings.record_file("")  # all records are in one folder
    if ALL in kb.unread.get("articles", ()):  # no text could be read, so nobody knows where links lead
        return
    targets = {target for summary in kb.projects.values() for target in summary.links}
    broken = {target for target in targets if not _resolves(kb, records_folder, target)}
    for summary in kb.projects.values() if broken else ():
        if broken.isdisjoint(summary.links):
            continue
        file = kb.settings.record_file(summary.id)
        for lang in LANGS:
            body = kb.records[summary.id].body
            if source := body and body.get(lang):
                lines, above = where.lines(file, ("body", lang))
                yield from _broken_links(kb, _SourceText(file, lines, above), markdown.render(source), anchors)


def _resolves(kb: KnowledgeBase, file: str, target: str) -> bool:
    """Whether a link surely resolves; one with a fragment needs a closer look."""
    if kb.has_file(file, target):
        return True
    return "#" not in target and not target.startswith("/") and kb.resolve(file, target)[0] is not None


def check_documents(kb: KnowledgeBase, where: Locator, anchors: Anchors) -> Problems:
    """Report broken links of documents, and headings whose ids differ between the languages."""
    for doc in kb.docs:
        for lang, outline in doc.outlines.items():
            body, line = doc.bodies[lang]
            yield from _broken_links(kb, _SourceText(doc.files[lang], body, line), outline, anchors)
        if len(doc.outlines) == 2 and "settings" not in kb.unread:
            hu, ro = (_heading_ids(doc.outlines[lang]) for lang in LANGS)
            if hu != ro:
                only = {"hu": ", ".join(sorted(hu - ro)) or "–", "ro": ", ".join(sorted(ro - hu)) or "–"}
                yield problem(doc.files["ro"], (1, 1), "headings-differ", "warning", **only)


def _heading_ids(outline: RenderedText) -> set[str]:
    return set(re.findall(r'<h[2-6] id="([^"]+)"', outline.html))


def _broken_links(kb: KnowledgeBase, text: _SourceText, rendered: RenderedText, anchors: Anchors) -> Problems:
    """Report pictures and links of one text that are broken."""
    file, source, line = text
    nth: Counter[str] = Counter(words for _, words, _ in rendered.faults)
    finder = Finder(source, line)

    def position(link: str) -> tuple[int, int]:
        return finder.position(link, nth[link])

    for target in rendered.pictures:
        nth[target] += 1
        if not kb.has_file(file, target):
            yield problem(file, position(target), "broken-link", found=target)
    for target in rendered.links:
        if is_outside(target):
            continue
        nth[target] += 1
        if kb.has_file(file, target):
            continue
        address, fragment = kb.resolve(file, target)
        if not target.startswith("#") and (target.startswith("/") or address is None):
            near = nearest_target(kb, file, target)
            yield problem(file, position(target), "broken-link", found=target, nearest=near)
        elif fragment and "settings" not in kb.unread and not is_in_text(kb, address, fragment):
            ids = _fragments(kb, address, rendered, anchors)
            if ids is not None and fragment not in ids:
                yield problem(file, position(target), "broken-fragment", found=target, nearest=nearest(fragment, ids))


def is_in_text(kb: KnowledgeBase, address: str | None, fragment: str) -> bool:
    """Whether an id is in the document at an address, so that its page need not be rendered to know."""
    if address == "glossary/":
        return fragment in kb.terms
    doc = documents_by_path(kb).get(address) if address is not None else None
    return doc is not None and any(fragment in outline.ids for outline in doc.outlines.values())


def _fragments(
    kb: KnowledgeBase, address: str | None, rendered: RenderedText, anchors: Anchors
) -> frozenset[str] | None:
    """Ids on the page at an address; None while they cannot be known."""
    if address is None:
        return rendered.ids
    return None if kb.unread else anchors(kb, address)
