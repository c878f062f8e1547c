"""Rules between values: small functions over the library, each yields problems with their place."""

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from jinja2 import UndefinedError

from kalaka import prose
from kalaka.catalogue import once
from kalaka.data.page import PATH, data_page
from kalaka.findings import is_outside, place_of
from kalaka.library import Doc, Library, project_file
from kalaka.model import LANGS
from kalaka.pages import sheet
from kalaka.pages.canvas import distance_km
from kalaka.pages.docs import surround
from kalaka.problems import Problem, nearest, problem
from kalaka.prose import Prose
from kalaka.references import references, written_references
from kalaka.text import read_text
from kalaka.tree import Loc, Tree, compose, front_matter

Found = Iterator[Problem]


class Locator:
    """Places are looked up only when there is a problem: the file is composed again, once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.trees: dict[str, Tree | None] = {}

    def __call__(self, file: str, loc: Loc, of_key: bool = False) -> tuple[int, int]:
        tree = self._tree(file)
        return tree.place(loc, of_key) if tree else (1, 1)

    def _tree(self, file: str) -> Tree | None:
        if file not in self.trees:
            text, _ = read_text(self.root, file)
            if file.endswith(".md"):
                self.trees[file] = front_matter(file, text or "")[0].tree
            else:
                self.trees[file] = compose(file, text or "")[0]
        return self.trees[file]

    def lines(self, file: str, loc: Loc) -> tuple[str, int]:
        """The lines of the file on which a value stands, as written, and how many are above them."""
        text, _ = read_text(self.root, file)
        tree = self._tree(file)
        if tree is None or text is None:
            return "", 0
        first, last = tree.span(loc)
        return "\n".join(text.split("\n")[first:last]), first


def check(library: Library) -> list[Problem]:
    """Every problem between the values of a library."""
    where = Locator(library.root)
    return [found for rule in RULES for found in rule(library, where)]


def _references(library: Library, where: Locator) -> Found:
    """Ids that exist nowhere; in data that is no value yet, also the same id twice in one list."""
    missing = {pair for pair in library.uses if not library.exists(*pair)}
    for kind, own, file, base, found in library.mentions() if missing else ():
        mentions = tuple(found)
        if missing.isdisjoint((wanted, name) for _, wanted, name in mentions):
            continue
        exact = references(library.records[own]) if kind == "projects" else mentions
        yield from _unknown(library, where, file, base, exact)
    for file, base, model, data in library.unparsed:
        written = list(written_references(model, data))
        yield from _unknown(library, where, file, base, written)
        seen: set[tuple[Loc, str]] = set()
        for loc, _, name in written:
            if isinstance(loc[-1], int):
                if (loc[:-1], name) in seen:
                    yield problem(file, where(file, base + loc), "repeated", found=name)
                seen.add((loc[:-1], name))


def _unknown(library: Library, where: Locator, file: str, base: Loc, found: Iterable[tuple[Loc, str, str]]) -> Found:
    for loc, kind, name in found:
        if not library.exists(kind, name):
            close = nearest(name, library.entries(kind))
            yield problem(file, where(file, base + loc), f"unknown-{_one(kind)}", found=name, nearest=close)


def _one(kind: str) -> str:
    return "county" if kind == "counties" else kind.removesuffix("s")


def _relations(library: Library, where: Locator) -> Found:
    taken: set[str] = set(library.projects)
    for project in library.projects.values():
        file = project_file(project.id)
        for index, relation in enumerate(project.relations):
            if relation.project == project.id:
                yield problem(file, where(file, ("relations", index, "project")), "own-relation")
        for index, old in enumerate(project.redirect_from):
            if old in taken:
                yield problem(file, where(file, ("redirect_from", index)), "redirect-taken", found=old)
            taken.add(old)


def _terms(library: Library, where: Locator) -> Found:
    """A term's id is a fragment of the glossary: it stays clear of the frame's own ids."""
    file = "vocabulary/terms.yml"
    for name in library.terms:
        if name.startswith("k-"):
            yield problem(file, where(file, (name,), of_key=True), "bad-id", found=name)


def _places(library: Library, where: Locator) -> Found:
    """A place lies in the region of its county, and not far from the county's other places."""
    file = "vocabulary/places.yml"
    by_county: dict[str, list[str]] = {}
    for name, place in library.places.items():
        county = library.counties.get(place.county or "")
        if county is None:
            continue
        by_county.setdefault(county.id, []).append(name)
        if county.nuts3 != place.nuts3:
            at = where(file, (name, "nuts3"))
            yield problem(file, at, "place-county", found=place.nuts3, expected=county.nuts3)
    for names in by_county.values():
        if len(names) < 4:
            continue
        middle = [sorted(getattr(library.places[n], axis) for n in names)[len(names) // 2] for axis in ("lat", "lon")]
        for name in names:
            place = library.places[name]
            km = distance_km((place.lat, place.lon), (middle[0], middle[1]))
            if km > 150:
                yield problem(file, where(file, (name, "lat")), "far-from-county", "warning", km=round(km))


# Prose and links


def _record_prose(library: Library, where: Locator) -> Found:
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
                yield from _links(library, file, lines, prose.render(source), above)


def _leads(library: Library, file: str, target: str) -> bool:
    """Whether a link leads to something that is surely there; one with a fragment is looked at more closely."""
    if library.has_file(file, target):
        return True
    return "#" not in target and not target.startswith("/") and library.resolve(file, target)[0] is not None


def _doc_prose(library: Library, where: Locator) -> Found:
    for doc in library.docs:
        for lang, outline in doc.outlines.items():
            body, line = doc.bodies[lang]
            yield from _links(library, doc.files[lang], body, outline, line)
        if len(doc.outlines) == 2:
            differ = sorted(_heading_ids(doc.outlines["hu"]) ^ _heading_ids(doc.outlines["ro"]))
            if differ:
                yield problem(doc.files["ro"], (1, 1), "headings-differ", "warning", found=", ".join(differ))


def _heading_ids(outline: Prose) -> set[str]:
    return set(re.findall(r'<h[2-6] id="([^"]+)"', outline.html))


def _links(library: Library, file: str, source: str, rendered: Prose, line: int) -> Found:
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
            known = _fragments(library, address, rendered)
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


def _fragments(library: Library, address: str | None, rendered: Prose) -> frozenset[str] | None:
    """The ids on the page at an address: those of the text and those around it; None while they cannot be known.

    A page is drawn for this only when a link with a fragment leads to it, and once.
    """
    if address is None:
        return rendered.ids
    if library.unread:
        return None
    known: dict[str, frozenset[str] | None] = library.__dict__.setdefault("_fragments", {})
    if address not in known:
        try:
            known[address] = frozenset(_ids_at(library, address))
        except (KeyError, UndefinedError, RecursionError):  # reported elsewhere: a reference leads nowhere
            known[address] = None
    return known[address]


def _ids_at(library: Library, address: str) -> Iterator[str]:
    if doc := _docs(library).get(address):
        yield from _doc_ids(library, doc)
        return
    if address == PATH:
        yield from re.findall(r'\sid="([^"]+)"', data_page(library, "hu", [], ()).body)
    elif found := sheet(library, "hu", address):
        yield from re.findall(r'\sid="([^"]+)"', found.draw().body)
    if address == "glossary/":
        yield from library.terms  # whatever part of it they stand in


def _doc_ids(library: Library, doc: Doc) -> Iterator[str]:
    around = surround(library, doc, doc.original)
    yield from re.findall(r'\sid="([^"]+)"', around.above + around.below)
    for outline in doc.outlines.values():
        yield from outline.ids


RULES: tuple[Callable[[Library, Locator], Found], ...] = (
    _references,
    _relations,
    _terms,
    _places,
    _record_prose,
    _doc_prose,
)
