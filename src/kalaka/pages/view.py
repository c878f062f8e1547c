"""What a template needs to speak one language on one page: words, links, names in pairs, numbers, source marks."""

import posixpath
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from string import ascii_lowercase
from typing import Any

from markupsafe import Markup

from kalaka.content import html_text, markdown
from kalaka.i18n import formatting
from kalaka.i18n.formatting import NBSP
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import messages
from kalaka.model.addresses import relative, up, url
from kalaka.model.base import Text
from kalaka.model.evidence import Evidence, Quantity
from kalaka.model.knowledge_base import OWN_FACETS, Library
from kalaka.model.summary import Cited, Pair
from kalaka.model.vocabulary import Source
from kalaka.pages import rendering
from kalaka.pages.paging import term_paths
from kalaka.pages.rendering import safe

Names = Text | Pair
_PART = re.compile(
    rf"[a-z-]+/([a-z0-9-]+/)?\d+/|projects/({'|'.join(OWN_FACETS)})/[a-z0-9]+/(\d+/)?|compare/[a-z0-9-]+/|missing/[a-z-]+/"
)
"""Parts of long lists, pages of facet values, of pairs and of gaps: addresses that follow from what there is."""
_TAGS = re.compile(r"(?:<[^>]*>)*")
_TITLE_OF = {"projects": "short_title", "guides": "title", "trainings": "title"}


_SHAPES = {
    number: Markup(f'<svg class="k-shape k-c{number}" viewBox="0 0 12 12" aria-hidden="true">{drawn}</svg>')
    for number, drawn in enumerate(
        (
            '<circle cx="6" cy="6" r="5"/>',
            '<path d="M1.5 1.5h9v9h-9z"/>',
            '<path d="M6 1l5.4 10H.6z"/>',
            '<path d="M6 0l6 6-6 6-6-6z"/>',
            '<path d="M4 0h4v4h4v4H8v4H4V8H0V4h4z"/>',
            '<path d="M3.2 0h5.6L12 6l-3.2 6H3.2L0 6z"/>',
            '<path d="M6 11L.6 1h10.8z"/>',
            '<path fill-rule="evenodd"'
            ' d="M6 0a6 6 0 1 1 0 12A6 6 0 0 1 6 0zm0 3.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z"/>',
        ),
        1,
    )
}


class View:
    """The library seen from one page in one language. Templates know it as `v`."""

    def __init__(self, library: Library, lang: Lang, path: str) -> None:
        self.library = library
        self.lang: Lang = lang
        self.other: Lang = other(lang)
        self.path = path
        self.up = up(path)
        self.words = messages(lang)
        self.marks: dict[str, dict[str, str]] = {}
        self.prefix = ""
        """Before the ids of the sources, where one page lists those of several records."""

    def render(self, template: str, /, **facts: Any) -> str:
        return rendering.template(template).render(v=self, w=self.words, **facts).strip()

    # Links

    def href(self, path: str, lang: Lang | None = None) -> str:
        """A link to an address that exists; a wrong one is a mistake in our code."""
        target, _, fragment = path.partition("#")
        if target == "glossary/" and fragment in self.library.terms:
            target = term_paths(self.library, lang or self.lang)[fragment]
            path = f"{target}#{fragment}"
        if target and target not in self.library.paths and not _PART.fullmatch(target):
            raise KeyError(f"no page at {target!r}, wanted by {self.path!r}")
        if not target and fragment:
            return "#" + fragment
        if lang is None or lang == self.lang:
            return (self.up + path) or "./"
        link = relative(url(self.lang, self.path), url(lang, target))
        return f"{link}#{fragment}" if fragment else link

    def link(self, kind: str, name: str) -> Markup:
        """The name of an entry, leading to its page."""
        if kind == "places":
            return self.place(name)
        key = (self.lang, self.up, kind, name)
        if key not in self.library.derived:
            title: Names = getattr(self.library.entries(kind)[name], _TITLE_OF.get(kind, "name"))
            self.library.derived[key] = (
                f'<a href="{self.href(f"{kind}/{name}/")}"{self._lang_of(title)}>{escape(self._own(title))}</a>'
            )
        return safe(self.library.derived[key])

    def links(self, kind: str, names: Sequence[str]) -> Markup:
        """Names joined as the language joins them: A, B és C."""
        return safe(formatting.listing([str(self.link(kind, name)) for name in names], self.lang))

    def edit(self, file: str) -> str:
        return self.library.settings.edit_base + file

    # Words in two languages

    def _own(self, text: Names) -> str:
        return text.best(self.lang)[0]

    def _lang_of(self, text: Names) -> Markup:
        true = text.best(self.lang)[1]
        return safe("") if true == self.lang else safe(f' lang="{true}"')

    def t(self, text: Names | None) -> Markup:
        """The text for this reader; in the other language it says so, to the eye and in `lang`."""
        if text is None:
            return safe("")
        words, true = text.best(self.lang)
        return safe(escape(words) if true == self.lang else f'<span lang="{true}">{escape(words)}</span>')

    def plain(self, text: Names) -> str:
        return self._own(text)

    def note(self, text: Names | None) -> Markup:
        """What is remarked of a fact, on a line of its own."""
        return safe(f'<span class="k-line k-dim">{self.t(text)}</span>') if text else safe("")

    def extra(self, place: int, most: int) -> Markup:
        """On the sheet of one page: marks what is beyond the first `most` of a list."""
        return safe(' class="k-extra"') if place > most else safe("")

    def shape(self, number: int) -> Markup:
        """The shape of a theme, 1 to 8, in its colour."""
        return _SHAPES[number]

    def second(self, text: Names) -> str | None:
        """The name in the other language, when it is another name."""
        found = text.get(self.other)
        return found if found and found != text.get(self.lang) and text.get(self.lang) else None

    def pair(self, text: Names) -> Markup:
        """Two names of one thing, the reader's first: **Mezőpanit** Pănet."""
        second = self.second(text)
        after = f' <span lang="{self.other}">{escape(second)}</span>' if second else ""
        return safe(f"<span{self._lang_of(text)}>{escape(self._own(text))}</span>{after}")

    def place(self, name: str, both: bool = True) -> Markup:
        """A place by both its names, or, where it was just named so, by the reader's alone."""
        key = (self.lang, self.up, "places" if both else "place", name)
        if key not in self.library.derived:
            text, href = self.library.places[name].name, self.href(f"places/{name}/")
            shown = (
                f'<a class="k-pair" href="{href}">{self.pair(text)}</a>'
                if both
                else f'<a href="{href}"{self._lang_of(text)}>{escape(self._own(text))}</a>'
            )
            self.library.derived[key] = shown
        return safe(self.library.derived[key])

    def cap(self, words: str) -> Markup:
        """The words with a capital at their head, for titles: `családok` → `Családok`."""
        if not isinstance(words, Markup):
            return safe(escape(words[:1].upper() + words[1:]))
        shown = str(words)
        start = _TAGS.match(shown)
        at = start.end() if start else 0
        return safe(shown[:at] + shown[at : at + 1].upper() + shown[at + 1 :])

    def county(self, name: str) -> Markup:
        return self.link("counties", name)

    def prose(self, text: str, file: str) -> Markup:
        """Markdown of a record, as it stands on this page."""
        return self.linked(markdown.html_of(text), file)

    def linked(self, html: str, file: str) -> Markup:
        """HTML of a file below `docs/`, its links leading to the pages they name; links out of the site stay."""
        here, own = posixpath.dirname(file.removeprefix("docs/")), url(self.lang, self.path)

        def to_file(target: str) -> str:
            return relative(own, posixpath.normpath(posixpath.join(here, target)))

        def resolve(target: str) -> str:
            if ":" in target.split("/")[0] or target.startswith("#"):
                return target
            if self.library.has_file(file, target):
                return to_file(target)
            address, fragment = self.library.resolve(file, target)
            if address is None:
                return target
            if address == "glossary/" and fragment in self.library.terms:
                address = term_paths(self.library, self.lang)[fragment]
            return relative(own, url(self.lang, address)) + (f"#{fragment}" if fragment else "")

        shown = html_text.relink(html, resolve, to_file)
        return safe(html_text.scrolling_tables(shown, lambda number: self.words("table.label", number=number)))

    # Numbers and dates

    def number(self, value: Decimal | int) -> str:
        return formatting.number(value, self.lang)

    def money(self, amount: Decimal, currency: str) -> str:
        return formatting.money(amount, currency, self.lang)

    def percent(self, value: Decimal) -> str:
        return formatting.percent(value, self.lang)

    def date(self, text: str) -> str:
        return formatting.date(text, self.lang)

    def period(self, start: str | None, end: str | None) -> str:
        if start and not end:
            return self.words("fact.starts", date=self.date(start))
        return formatting.date_range(start, end, self.lang)

    def listing(self, items: Sequence[str]) -> Markup:
        return safe(formatting.listing([str(item) for item in items], self.lang))

    def quantity(self, stated: Quantity) -> Markup:
        shown = safe(escape(quantity_text(self.library, stated, self.lang)))
        return shown + safe(" ") + self.t(stated.each) if stated.each else shown

    # Sources

    def src(self, evidence: Sequence[Evidence | Cited]) -> Markup:
        """Marks behind a fact, bound to it, leading to the place in the list of sources at the end of the page."""
        shown = ""
        for item in evidence:
            places = self.marks.setdefault(item.source, {})
            where = item.where or ""
            if where not in places:
                places[where] = _letter(len(places) - ("" in places)) if where else ""
            number = 1 if len(self.marks) == 1 else list(self.marks).index(item.source) + 1
            shown += _mark(self.lang, self.prefix, f"{number}{places[where]}")
        return safe(shown)

    def sources(self) -> list[tuple[int, Source, list[tuple[str, str]]]]:
        """The sources that the page has named so far: number, source, and the lettered places in it."""
        return [
            (number, self.library.sources[name], [(letter, where) for where, letter in places.items() if where])
            for number, (name, places) in enumerate(self.marks.items(), 1)
        ]


@lru_cache(maxsize=4096)
def _mark(lang: Lang, prefix: str, mark: str) -> str:
    label = escape(messages(lang)("source.mark", number=mark))
    return f'{NBSP}<a class="k-src" href="#{prefix}k-source-{mark}" aria-label="{label}">{mark}</a>'


def quantity_text(library: Library, stated: Quantity, lang: Lang) -> str:
    """`legalább 15 helyi önkormányzat`, `10–15 kezdeményezés`, `peste 200 de localități`."""
    unit = library.units[stated.unit]
    forms = unit.hu if lang == "hu" else unit.ro
    if stated.to is None:
        text = formatting.counted(stated.value, forms, lang)
    else:
        low = formatting.number(stated.value, lang)
        text = f"{low}–{formatting.counted(stated.to, forms, lang)}"
    return text if stated.qualifier == "exactly" else messages(lang)(f"qualifier.{stated.qualifier}", quantity=text)


def _letter(index: int) -> str:
    high, low = divmod(index, 26)
    return (ascii_lowercase[high - 1] if high else "") + ascii_lowercase[low]
