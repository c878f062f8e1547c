"""`dcat.ttl` against the SHACL shapes of DCAT-AP.

The shapes are those of release 3.0.0, the one that a package registry carries. By its change log, 3.0.1 only allows
more (several `dct:rights`, several `dcat:spatialResolutionInMeters`) and names what is already so here
(`dcat:byteSize` as `xsd:nonNegativeInteger`): whatever fits 3.0.0 with that type fits 3.0.1.
"""

import pyshacl
import pytest
from rdflib import Graph, Literal, URIRef, namespace

from kalaka.exports.dcat import dcat
from tests.conftest import ROOT
from tests.exports.conftest import Written
from tests.pages import SITE_URL

SHAPES = ROOT / "tests/vendor/dcat-ap/dcat_ap_shacl.jsonld"
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # inside rdflib itself
SPDX = "http://spdx.org/rdf/terms#"


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES, format="json-ld")


def _graph(text: str) -> Graph:
    return Graph().parse(data=text, format="turtle")


def _conforms(graph: Graph, shapes: Graph) -> tuple[bool, str]:
    fits, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    return bool(fits), str(report)


def test_it_fits_the_shapes(written: Written, shapes: Graph) -> None:
    fits, report = _conforms(_graph(written.text("dcat.ttl")), shapes)
    assert fits, report


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("dct:title", "dct:alternative"),
        ("dct:publisher <", "dct:creator <"),
        ("nonNegativeInteger", "string"),
        ("a dct:LicenseDocument", "a dct:Standard"),
    ],
)
def test_the_shapes_find_what_is_wrong(right: str, wrong: str, written: Written, shapes: Graph) -> None:
    text = written.text("dcat.ttl")
    assert right in text
    assert not _conforms(_graph(text.replace(right, wrong)), shapes)[0]


def test_what_it_says_of_the_files_is_true(written: Written) -> None:
    graph = _graph(written.text("dcat.ttl"))
    files = {file.name: file for file in written.files}
    described = set()
    for node in graph.subjects(namespace.RDF.type, namespace.DCAT.Distribution):
        address = str(graph.value(node, namespace.DCAT.downloadURL))
        name = address.removeprefix(f"{SITE_URL}data/")
        described.add(name)
        assert graph.value(node, namespace.DCAT.byteSize) == Literal(
            str(files[name].size), datatype=namespace.XSD.nonNegativeInteger
        )
        (checksum,) = graph.objects(node, URIRef(SPDX + "checksum"))
        assert str(graph.value(checksum, URIRef(SPDX + "checksumValue"))) == files[name].sha256
        assert str(graph.value(node, namespace.DCAT.mediaType)).endswith("/" + files[name].media)
    assert described == {file.name for file in written.files if file.kind in ("xlsx", "csv", "json", "geojson", "iati")}


def test_both_languages_and_the_day_of_the_latest_check(written: Written) -> None:
    graph = _graph(written.text("dcat.ttl"))
    for kind in (namespace.DCAT.Catalog, namespace.DCAT.Dataset):
        for node in graph.subjects(namespace.RDF.type, kind):
            for told in (namespace.DCTERMS.title, namespace.DCTERMS.description):
                assert {text.language for text in graph.objects(node, told)} == {"hu", "ro"}  # type: ignore[attr-defined]
    assert {str(day) for day in graph.objects(None, namespace.DCTERMS.modified)} == {written.catalogue["modified"]}


@pytest.mark.parametrize(("day", "kind"), [("2026", "gYear"), ("2026-11", "gYearMonth"), ("2026-11-22", "date")])
def test_a_partial_day_has_its_own_type(day: str, kind: str, written: Written, shapes: Graph) -> None:
    graph = _graph(dcat(written.kb, written.files, day))
    assert {found.datatype for found in graph.objects(None, namespace.DCTERMS.modified)} == {namespace.XSD[kind]}  # type: ignore[attr-defined]
    assert _conforms(graph, shapes)[0]
