"""Description for data portals: DCAT-AP 3.0.1 (https://semiceu.github.io/DCAT-AP/releases/3.0.1/), in Turtle.

Two datasets, the projects and their places, each with its files as distributions. Concepts are those of the EU
authority tables. What nobody stated (a contact person, a period covered, a rhythm of updates) is left out. The date
is that of the latest check of a page.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from kalaka.exports import LICENCE_URL, VERSION
from kalaka.exports.formats import DataFile
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import Library

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_LICENCE = f"{_AUTHORITY}/licence/CC_BY_4_0"
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


def dcat(library: Library, files: Sequence[DataFile], modified: str | None) -> str:
    """The catalogue in Turtle; `modified` may be a year, a month or a day."""
    return "".join([_PREFIXES, *_resources(library, files, modified)])


def _resources(library: Library, files: Sequence[DataFile], modified: str | None) -> Iterator[str]:
    site = library.settings.site_url
    here = f"{site}data/dcat.ttl#"
    dated = [("dct:modified", f'"{modified}"^^xsd:{_DATE_TYPES[len(modified)]}')] if modified else []
    home, page, themes = f"<{site}>", [f"<{site}{url(lang, 'data/')}>" for lang in LANGS], [f"<{_THEME}>"]
    common = [
        ("dct:publisher", f"<{here}publisher>"),
        ("dct:language", _iris(_LANGUAGES.values())),
        ("dct:spatial", _iris(_COUNTRIES)),
        *dated,
    ]
    yield _thing(
        f"{here}catalogue",
        "dcat:Catalog",
        [
            ("dct:title", _said("data.catalogue")),
            ("dct:description", _said("data.lead")),
            ("foaf:homepage", home),
            ("dct:license", f"<{_LICENCE}>"),
            ("dcat:dataset", _iris(here + name for name in _DATASETS)),
            *common,
        ],
    )
    yield _thing(f"{here}publisher", "foaf:Agent", [("foaf:name", _said("site.name")), ("foaf:homepage", home)])
    for name, (title, description, kinds) in _DATASETS.items():
        own = [file for file in files if file.kind in kinds]
        yield _thing(
            here + name,
            "dcat:Dataset",
            [
                ("dct:identifier", json.dumps(here + name)),
                ("dct:title", _said(title)),
                ("dct:description", _said(description)),
                ("dcat:version", json.dumps(VERSION)),
                ("dcat:theme", ", ".join(themes)),
                ("dcat:keyword", _said("nav.projects") + ", " + _said("nav.places")),
                ("dcat:landingPage", ", ".join(page)),
                ("dcat:distribution", _iris(here + file.name for file in own)),
                *common,
            ],
        )
        for file in own:
            yield _distribution(site, here, file, dated)
    yield from _types(site, page, [file for file in files if file.kind in _FORMATS])


def _distribution(site: str, here: str, file: DataFile, dated: list[tuple[str, str]]) -> str:
    langs = [_LANGUAGES[file.lang]] if file.lang else list(_LANGUAGES.values())
    title = _string(f"data.file.{file.kind}", file.lang) if file.lang else _said(f"data.file.{file.kind}")
    told = [
        ("dct:title", title),
        ("dcat:accessURL", f"<{site}data/{file.name}>"),
        ("dcat:downloadURL", f"<{site}data/{file.name}>"),
        ("dct:license", f"<{_LICENCE}>"),
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
        told.append(("dct:conformsTo", f"<{_STANDARDS[file.kind]}>"))
    return _thing(here + file.name, "dcat:Distribution", told)


def _types(site: str, pages: Sequence[str], files: Sequence[DataFile]) -> Iterator[str]:
    """What the things outside are, so that the catalogue can be checked without fetching them."""
    yield f"\n<{_LICENCE}> a dct:LicenseDocument ; skos:exactMatch <{LICENCE_URL}> .\n"
    yield f"<{_THEME}> a skos:Concept ; skos:prefLabel {_said('data.theme')} .\n"
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


def _thing(iri: str, kind: str, told: Sequence[tuple[str, str]]) -> str:
    lines = " ;\n".join(f"    {name} {value}" for name, value in told)
    return f"\n<{iri}> a {kind} ;\n{lines} .\n"


def _iris(iris: Iterable[str]) -> str:
    return ", ".join(f"<{iri}>" for iri in iris)


def _string(key: str, lang: Lang) -> str:
    return f"{json.dumps(messages(lang)(key), ensure_ascii=False)}@{lang}"


def _said(key: str) -> str:
    return ", ".join(_string(key, lang) for lang in LANGS)
