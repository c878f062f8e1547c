"""What schema.org allows: its types, the properties of each, and what a property may hold.

Read from the vocabulary as pySHACL carries it (`schema.ttl`, made from the official file of schema.org).
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH

SCHEMA = "http://schema.org/"
TEXT = "text"


def _name(node: Any) -> str:
    return str(node).removeprefix(SCHEMA)


@dataclass
class Vocabulary:
    parents: dict[str, set[str]] = field(default_factory=dict)
    properties: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Type → property → types that its value may have, `text` for a literal or an address."""

    def ancestors(self, kind: str) -> set[str]:
        """The type and everything that it is a kind of."""
        return {kind}.union(*(self.ancestors(parent) for parent in self.parents.get(kind, ())))

    def range_of(self, kind: str, name: str) -> set[str] | None:
        """What the property of a thing may hold; None when such things have no such property."""
        ranges = [self.properties.get(parent, {}).get(name) for parent in self.ancestors(kind)]
        found = [one for one in ranges if one is not None]
        return set().union(*found) if found else None


@cache
def vocabulary() -> Vocabulary:
    graph = Graph().parse(Path(pyshacl.__file__).parent / "assets" / "schema.ttl")
    found = Vocabulary()
    for kind in graph.subjects(RDF.type, RDFS.Class):
        name = _name(kind)
        found.parents[name] = {_name(parent) for parent in graph.objects(kind, RDFS.subClassOf)}
        own = found.properties.setdefault(name, {})
        for shape in graph.objects(kind, SH.property):
            own[_name(graph.value(shape, SH.path))] = set(_allowed(graph, shape))
    return found


def _allowed(graph: Graph, shape: Any) -> list[str]:
    options = graph.value(shape, SH["or"])
    if options is not None:
        return [name for option in Collection(graph, options) for name in _allowed(graph, option)]
    kind = graph.value(shape, SH["class"])
    return [_name(kind)] if isinstance(kind, URIRef) else [TEXT]
