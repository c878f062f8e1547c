"""The page `data/`: every file with its size, every column and field with its meaning, licence and versions.

Columns, fields and their types come from the code that writes the files; only their sentences are in the messages and
in the descriptions of the model.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from markupsafe import Markup

from kalaka.exports import LICENCE_URL, VERSION
from kalaka.exports.columns import COLUMNS
from kalaka.exports.fields import ADDED, groups
from kalaka.exports.formats import DataFile
from kalaka.exports.geojson import PROPERTIES
from kalaka.exports.iati import LeftOut
from kalaka.i18n.formatting import number
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import Messages
from kalaka.model.addresses import relative, url
from kalaka.model.descriptions import description
from kalaka.model.fields import Field, Type
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages.page import Page
from kalaka.pages.view import View

PATH = "data/"
_LISTED = 50
"""Records left out of the IATI file that the page lists at most; more are only counted."""


def data_page(kb: KnowledgeBase, lang: Lang, files: Sequence[DataFile], left_out: LeftOut) -> Page:
    view = View(kb, lang, PATH)
    words = view.words
    body = view.render(
        "data.html",
        files=[
            (view.words(f"data.file.{file.kind}"), _href(view, file.name), file, _size(file, lang)) for file in files
        ],
        columns=COLUMNS,
        groups=groups(),
        type_of=lambda field_type: _type(view, field_type),
        meaning_of=lambda field: meaning(field, view.words),
        properties=PROPERTIES.items(),
        left_out=list(_left_out(view, left_out)) if len(left_out) <= _LISTED else [],
        left_out_count=len(left_out),
        version=VERSION,
        licence_url=LICENCE_URL,
    )
    return Page(lang, PATH, "data", words("data.title"), words("data.lead"), body, LANGS, crumbs=tuple(view.crumbs))


def meaning(field: Field, words: Messages) -> str:
    """What a field of the JSON file means."""
    if field in ADDED.get(field.owner, ()):
        return words(f"data.added.{field.name}")
    return description(field, words.lang).what


def _href(view: View, name: str) -> str:
    return relative(url(view.lang, PATH), PATH + name)


def _size(file: DataFile, lang: Lang) -> str:
    """In kB, to one place: 0,4 kB; 12,3 kB; from 10 MB on in MB."""
    unit, name = (1_000_000, "MB") if file.size >= 10_000_000 else (1000, "kB")
    return f"{number(Decimal(file.size * 10 // unit) / 10, lang)}\u00a0{name}"


def _type(view: View, field_type: Type) -> Markup:
    """`lista: azonosító (helyek)`, with a link to the group where its fields are."""
    words = view.words
    if field_type.kind == "one_of":
        label = Markup(", ").join(Markup("<code>{}</code>").format(value) for value in field_type.values)
    elif field_type.kind == "ref":
        label = Markup("{} <code>{}</code>").format(words("data.type.ref"), field_type.of)
    elif field_type.kind == "group":
        label = Markup('<a href="#k-group-{}">{}</a>').format(field_type.of, words(f"data.group.{field_type.of}"))
    else:
        label = Markup("{}").format(words(f"data.type.{field_type.kind}"))
    return Markup("{} {}").format(words("data.type.many"), label) if field_type.many else label


def _left_out(view: View, left_out: LeftOut) -> Iterator[tuple[Markup, str]]:
    """Records that are not in the IATI file, and what they lack."""
    for name, lacking in left_out:
        yield view.link("projects", name), ", ".join(view.words(f"data.lacks.{fact}") for fact in lacking)
