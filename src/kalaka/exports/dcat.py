"""DCAT-AP 3.0.1 (https://semiceu.github.io/DCAT-AP/releases/3.0.1/) description of the files, in Turtle.

Two datasets, projects and places, each with its files as distributions. Concepts are those of the EU authority tables.
What is not stated (contact point, temporal coverage, frequency) is left out. The modification date is that of the
latest check of a page.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kalaka.exports import VERSION
from kalaka.exports.datapackage import catalogue_title
from kalaka.exports.formats import DataFile
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_MEDIA = "https://www.iana.org/assignments/media-types"
_LANGUAGES: dict[Lang, str] = {"hu": f"{_AUTHORITY}/language/HUN", "ro": f"{_AUTHORITY}/language/RON"}
_COUNTRIES = (f"{_AUTHORITY}/country/HUN", f"{_AUTHORITY}/country/ROU")
_THEME = f"{_AUTHORITY}/data-theme/SOCI"
_ALGORITHM = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_STANDARDS = {"iati": "http://reference.iatistandard.org/203/", "geojson": "https://www.rfc-editor.org/rfc/rfc7946"}
_DATASETS = {
    "projects": ("data.dataset.projects", "data.dataset_about.projects", ("xlsx", "csv", "json", "iati")),
    "places": ("data.dataset.places", "data.dataset_about.places", ("geojson",)),
}
"""Id → title, description, kinds of files."""
_FORMATS = {"xlsx": "XLSX", "csv": "CSV", "json": "JSON", "iati": "XML", "geojson": "GEOJSON"}
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def dcat(kb: KnowledgeBase, files: Sequence[DataFile], modified: str | None) -> str:
    """The catalogue in Turtle; `modified` may be a year, a month or a day."""
    return "".join([_PREFIXES, *_resources(kb, files, modified)])


def _resources(kb: KnowledgeBase, files: Sequence[DataFile], modified: str | None) -> Iterator[str]:
    site = kb.settings.site_url
    here = f"{site}data/dcat.ttl#"
    dated = [("dct:modified", f'"{modified}"^^xsd:{_DATE_TYPES[len(modified)]}')] if modified else []
    home, page, themes = f"<{site}>", [f"<{site}{url(lang, 'data/')}>" for lang in LANGS], [f"<{_THEME}>"]
    common = [
        ("dct:publisher", f"<{here}publisher>"),
        ("dct:language", _iris(_LANGUAGES.values())),
        ("dct:spatial", _iris(_COUNTRIES)),
        *dated,
    ]
    yield _resource(
        f"{here}catalogue",
        "dcat:Catalog",
        [
            ("dct:title", _texts({lang: catalogue_title(kb, lang) for lang in LANGS})),
            ("dct:description", _literals(kb, "data.lead")),
            ("foaf:homepage", home),
            ("dct:license", f"<{_licence(kb)}>"),
            ("dcat:dataset", _iris(here + name for name in _DATASETS)),
            *common,
        ],
    )
    yield _resource(
        f"{here}publisher",
        "foaf:Agent",
        [("foaf:name", _texts({lang: kb.settings.publisher(lang) for lang in LANGS})), ("foaf:homepage", home)],
    )
    for name, (title, description, kinds) in _DATASETS.items():
        dataset_files = [file for file in files if file.kind in kinds]
        yield _resource(
            here + name,
            "dcat:Dataset",
            [
                ("dct:identifier", json.dumps(here + name)),
                ("dct:title", _literals(kb, title)),
                ("dct:description", _literals(kb, description)),
                ("dcat:version", json.dumps(VERSION)),
                ("dcat:theme", ", ".join(themes)),
                ("dcat:keyword", _literals(kb, "nav.projects") + ", " + _literals(kb, "nav.places")),
                ("dcat:landingPage", ", ".join(page)),
                ("dcat:distribution", _iris(here + file.name for file in dataset_files)),
                *common,
            ],
        )
        for file in dataset_files:
            yield _distribution(kb, here, file, dated)
    yield from _types(kb, page, [file for file in files if file.kind in _FORMATS])


def _distribution(kb: KnowledgeBase, here: str, file: DataFile, dated: list[tuple[str, str]]) -> str:
    site = kb.settings.site_url
    langs = [_LANGUAGES[file.lang]] if file.lang else list(_LANGUAGES.values())
    title = _literal(kb, f"data.file.{file.kind}", file.lang) if file.lang else _literals(kb, f"data.file.{file.kind}")
    properties = [
        ("dct:title", title),
        ("dcat:accessURL", f"<{site}data/{file.name}>"),
        ("dcat:downloadURL", f"<{site}data/{file.name}>"),
        ("dct:license", f"<{_licence(kb)}>"),
        ("dcat:mediaType", f"<{_MEDIA}/{file.media}>"),
        ("dct:format", f"<{_AUTHORITY}/file-type/{_FORMATS[file.kind]}>"),
        ("dct:language", _iris(langs)),
        ("dcat:byteSize", f'"{file.size}"^^xsd:nonNegativeInteger'),
        (
            "spdx:checksum",
            f'[ a spdx:Checksum ; spdx:algorithm <{_ALGORITHM}> ; spdx:checksumValue "{file.sha256}"^^xsd:hexBinary ]',
        ),
        *dated,
    ]
    if file.kind in _STANDARDS:
        properties.append(("dct:conformsTo", f"<{_STANDARDS[file.kind]}>"))
    return _resource(here + file.name, "dcat:Distribution", properties)


def _types(kb: KnowledgeBase, pages: Sequence[str], files: Sequence[DataFile]) -> Iterator[str]:
    """Types of external resources, so that the catalogue validates without fetching them."""
    site = kb.settings.site_url
    yield f"\n<{_licence(kb)}> a dct:LicenseDocument ; skos:exactMatch <{kb.settings.licence.url}> .\n"
    yield f"<{_THEME}> a skos:Concept ; skos:prefLabel {_literals(kb, 'data.theme')} .\n"
    yield f"<{_ALGORITHM}> a spdx:ChecksumAlgorithm .\n"
    for kind, iris in (
        ("dct:LinguisticSystem", _LANGUAGES.values()),
        ("dct:Location", _COUNTRIES),
        ("dct:Standard", _STANDARDS.values()),
        ("dct:MediaTypeOrExtent", (f"{_AUTHORITY}/file-type/{name}" for name in sorted(_FORMATS.values()))),
        ("dct:MediaType", sorted({f"{_MEDIA}/{file.media}" for file in files})),
        ("rdfs:Resource", (f"{site}data/{file.name}" for file in files)),
    ):
        yield "".join(f"<{iri}> a {kind} .\n" for iri in iris)
    yield "".join(f"{page} a foaf:Document .\n" for page in (f"<{site}>", *pages))


def _resource(iri: str, kind: str, properties: Sequence[tuple[str, str]]) -> str:
    """A resource with its properties in Turtle."""
    lines = " ;\n".join(f"    {name} {value}" for name, value in properties)
    return f"\n<{iri}> a {kind} ;\n{lines} .\n"


def _iris(iris: Iterable[str]) -> str:
    return ", ".join(f"<{iri}>" for iri in iris)


def _licence(kb: KnowledgeBase) -> str:
    """The licence as a concept of the authority table."""
    return f"{_AUTHORITY}/licence/{kb.settings.licence.code}"


def _literal(kb: KnowledgeBase, key: str, lang: Lang) -> str:
    return _text(kb.words(lang)(key), lang)


def _literals(kb: KnowledgeBase, key: str) -> str:
    """A message as a literal in each language."""
    return ", ".join(_literal(kb, key, lang) for lang in LANGS)


def _text(text: str, lang: Lang) -> str:
    return f"{json.dumps(text, ensure_ascii=False)}@{lang}"


def _texts(texts: Mapping[Lang, str]) -> str:
    return ", ".join(_text(text, lang) for lang, text in texts.items())
