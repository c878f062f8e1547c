"""Links and pictures in texts must lead somewhere, fragments to an id that is there."""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping

from kalaka.content import markdown
from kalaka.i18n.languages import LANGS
from kalaka.model.addresses import is_outside
from kalaka.model.knowledge_base import Doc, Library, project_file
from kalaka.model.rendered_text import Prose
from kalaka.problems.nearest import nearest
from kalaka.problems.positions import place_of
from kalaka.problems.problem import problem
from kalaka.queries.memo import once
from kalaka.rules.locator import Locator, Problems

Anchors = Callable[[Library, str], frozenset[str] | None]
"""Gives the ids on the page at an address below the language, or None when they cannot be known."""


def check_records(library: Library, where: Locator, anchors: Anchors) -> Problems:
    """Links of records. Only a record with a link that leads nowhere is read again, for the place."""
    beside = project_file("")  # all records stand in one folder
    targets = {target for summary in library.projects.values() for target in summary.links}
    astray = {target for target in targets if not _leads(library, beside, target)}
    for summary in library.projects.values() if astray else ():
        if astray.isdisjoint(summary.links):
            continue
        file = project_file(summary.id)
        for lang in LANGS:
            body = library.records[summary.id].body
            if source := body and body.get(lang):
                lines, above = where.lines(file, ("body", lang))
                yield from _links(library, file, lines, markdown.render(source), above, anchors)


def _leads(library: Library, file: str, target: str) -> bool:
    """Whether a link leads to something that is surely there; one with a fragment is looked at more closely."""
    if library.has_file(file, target):
        return True
    return "#" not in target and not target.startswith("/") and library.resolve(file, target)[0] is not None


def check_documents(library: Library, where: Locator, anchors: Anchors) -> Problems:
    for doc in library.docs:
        for lang, outline in doc.outlines.items():
            body, line = doc.bodies[lang]
            yield from _links(library, doc.files[lang], body, outline, line, anchors)
        if len(doc.outlines) == 2:
            differ = sorted(_heading_ids(doc.outlines["hu"]) ^ _heading_ids(doc.outlines["ro"]))
            if differ:
                yield problem(doc.files["ro"], (1, 1), "headings-differ", "warning", found=", ".join(differ))


def _heading_ids(outline: Prose) -> set[str]:
    return set(re.findall(r'<h[2-6] id="([^"]+)"', outline.html))


def _links(library: Library, file: str, source: str, rendered: Prose, line: int, anchors: Anchors) -> Problems:
    """Pictures and links of one text that lead nowhere."""
    nth: Counter[str] = Counter(rendered.removed)

    def place(found: str) -> tuple[int, int]:
        return place_of(source, found, line, nth[found])

    for target in rendered.pictures:
        nth[target] += 1
        if not library.has_file(file, target):
            yield problem(file, place(target), "broken-link", found=target)
    for target in rendered.links:
        if is_outside(target):
            continue
        nth[target] += 1
        if library.has_file(file, target):
            continue
        address, fragment = library.resolve(file, target)
        if not target.startswith("#") and (target.startswith("/") or address is None):
            near = _nearest_target(library, file, target)
            yield problem(file, place(target), "broken-link", found=target, nearest=near)
        elif fragment and "settings" not in library.unread and not _in_text(library, address, fragment):
            known = _fragments(library, address, rendered, anchors)
            if known is not None and fragment not in known:
                yield problem(file, place(target), "broken-fragment", found=target, nearest=nearest(fragment, known))


def _nearest_target(library: Library, file: str, target: str) -> str | None:
    stem = target.split("#")[0].rsplit("/", 1)[-1]
    names = {source.rsplit("/", 1)[-1]: source for source in library.addresses}
    found = nearest(stem, names)
    return posixpath.relpath(names[found], posixpath.dirname(file.removeprefix("docs/")) or ".") if found else None


@once
def _docs(library: Library) -> Mapping[str, Doc]:
    """Authored pages by address."""
    return {doc.path: doc for doc in library.docs}


def _in_text(library: Library, address: str | None, fragment: str) -> bool:
    """Whether an id surely stands in the text at an address, so that nothing need be drawn to know."""
    if address == "glossary/":
        return fragment in library.terms
    doc = _docs(library).get(address) if address is not None else None
    return doc is not None and any(fragment in outline.ids for outline in doc.outlines.values())


def _fragments(library: Library, address: str | None, rendered: Prose, anchors: Anchors) -> frozenset[str] | None:
    """The ids on the page at an address; None while they cannot be known."""
    if address is None:
        return rendered.ids
    return None if library.unread else anchors(library, address)
