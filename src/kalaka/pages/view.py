"""What templates need to render a page in one language: words, links, names, numbers, dates, source marks."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from string import ascii_lowercase
from typing import Any, NamedTuple

from markupsafe import Markup

from kalaka.content import html_text, markdown
from kalaka.i18n import formatting
from kalaka.i18n.formatting import NBSP
from kalaka.i18n.languages import Lang, other
from kalaka.i18n.messages import Messages
from kalaka.model.addresses import of_attachment, relative, up, url
from kalaka.model.base import Text
from kalaka.model.evidence import Evidence, Quantity
from kalaka.model.knowledge_base import OWN_FACETS, KnowledgeBase
from kalaka.model.summary import Cited, Count, Pair
from kalaka.model.vocabulary import Source, Term
from kalaka.pages import rendering
from kalaka.pages.paging import page_with
from kalaka.pages.rendering import safe
from kalaka.queries.documents import documents_by_path

Names = Text | Pair
_PART = re.compile(
    rf"[a-z-]+/([a-z0-9-]+/)?\d+/|projects/({'|'.join(OWN_FACETS)})/[a-z0-9]+/(\d+/)?|compare/[a-z0-9-]+/|missing/[a-z-]+/"
)
"""Addresses that are not among the paths of the knowledge base but follow from its contents: parts of long lists, facet
values, comparisons, kinds of gaps."""
_END = re.compile(r"[.!?…](?:</\w+>)*$")
"""A text, perhaps in an element, that has its full stop."""
_TERM_LINK = re.compile(r'<a href="(?:[^":?#]*/)?glossary/(?:\d+/)?#([^"]+)"')
"""A link to a term in a text whose links are made."""
_TAGS = re.compile(r"(?:<[^>]*>)*")
_TITLE_OF = {"projects": "short_title", "guides": "title", "trainings": "title", "programmes": "title"}


_SHAPES = {
    number: Markup(f'<svg class="k-shape k-c{number}" viewBox="0 0 12 12" aria-hidden="true">{outline}</svg>')
    for number, outline in enumerate(
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


class Spot(NamedTuple):
    """A place in a source in words, and their language."""

    where: str
    lang: Lang | None


_WHOLE = Spot("", None)
SourceMarks = dict[str, dict[Spot, str]]
"""Source to the letters of the places cited in it; the source as a whole has none."""


class View:
    """The knowledge base as one page sees it in one language; in templates it is `v`."""

    def __init__(self, kb: KnowledgeBase, lang: Lang, path: str) -> None:
        self.kb = kb
        self.lang: Lang = lang
        self.other: Lang = other(lang)
        self.path = path
        self.up = up(path)
        self.words = kb.words(lang)
        self.source_marks: SourceMarks = {}
        """Sources cited so far, in the order of their numbers."""
        self.prefix = ""
        """Prefix of the ids of the sources, where one page lists those of several records."""
        self.crumbs: list[tuple[str, str]] = []
        """The breadcrumbs of the page, once they are rendered: address below the language, title as plain text."""

    def render(self, template: str, /, **facts: Any) -> str:
        """The HTML of a template, given by its file name, with the facts as its variables."""
        return rendering.template(self.words, template).render(v=self, w=self.words, **facts).strip()

    # Links

    def breadcrumbs(self, parents: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The breadcrumbs from the home page through the parents of this page; `crumbs` keeps them as plain text."""
        steps = [("", self.words("nav.home")), *parents]
        self.crumbs = [(path, title.striptags() if isinstance(title, Markup) else title) for path, title in steps]
        return steps

    def href(self, path: str, lang: Lang | None = None) -> str:
        """The relative link from this page to an address below a language; `KeyError` when no page is there."""
        target, _, fragment = path.partition("#")
        if fragment and target:
            target = page_with(self.kb, lang or self.lang, target, fragment)
            path = f"{target}#{fragment}"
        if target and target not in self.kb.paths and not _PART.fullmatch(target):
            raise KeyError(f"no page at {target!r}, wanted by {self.path!r}")
        if not target and fragment:
            return "#" + fragment
        if lang is None or lang == self.lang:
            return (self.up + path) or "./"
        link = relative(url(self.lang, self.path), url(lang, target))
        return f"{link}#{fragment}" if fragment else link

    def target(self, address: str) -> str:
        """The relative link to where a task leads: an address, which may have a query before its fragment."""
        path, mark, query = address.partition("?")
        return self.href(path) + mark + query

    def has(self, path: str) -> bool:
        """Whether there is a page at an address below a language, and in its text the part of the fragment."""
        target, _, fragment = path.partition("#")
        doc = documents_by_path(self.kb).get(target)
        return target in self.kb.paths and (not fragment or doc is None or fragment in doc.outlines[doc.original].ids)

    def link(self, kind: str, name: str) -> Markup:
        """The name of an entry as a link to its page."""
        if kind == "places":
            return self.place(name)
        memo_key = (self.lang, self.up, kind, name)
        if memo_key not in self.kb.derived:
            entry = self.kb.entries(kind)[name]
            title: Names = getattr(entry, _TITLE_OF.get(kind, "name"))
            self.kb.derived[memo_key] = (
                f'<a href="{self.href(f"{kind}/{name}/")}"{self._lang_of(title)}>{escape(self._best(title))}</a>'
            )
        return safe(self.kb.derived[memo_key])

    def links(self, kind: str, names: Sequence[str]) -> Markup:
        """Linked names as an enumeration of the language: A, B és C."""
        return safe(formatting.listing([str(self.link(kind, name)) for name in names], self.lang))

    def edit(self, file: str) -> str:
        """The address at which a file is edited; empty when the settings name no repository."""
        return self.kb.settings.edit_address(file)

    # Words in two languages

    def _best(self, text: Names) -> str:
        return text.best(self.lang)[0]

    def _lang_of(self, text: Names) -> Markup:
        actual = text.best(self.lang)[1]
        return safe("") if actual == self.lang else safe(f' lang="{actual}"')

    def t(self, text: Names | None) -> Markup:
        """The text for this reader; a fallback in the other language is marked by `lang`."""
        if text is None:
            return safe("")
        words, actual = text.best(self.lang)
        return safe(escape(words) if actual == self.lang else f'<span lang="{actual}">{escape(words)}</span>')

    def plain(self, text: Names) -> str:
        return self._best(text)

    def note(self, text: Names | Markup | None) -> Markup:
        """A note on a fact, as a line of its own."""
        words = text if isinstance(text, Markup) else self.t(text)
        return safe(f'<span class="k-line k-dim">{words}</span>') if words else safe("")

    def extra(self, place: int, most: int) -> Markup:
        """The class that hides an item on the printed one-page sheet, when its place in the list is beyond `most`."""
        return safe(' class="k-extra"') if place > most else safe("")

    def in_sentences(self, *parts: str) -> Markup:
        """Texts or HTML one after another, all but the last ended by a full stop."""
        given = [str(part) if isinstance(part, Markup) else escape(part) for part in parts if part]
        ended = [part if _END.search(part) else f"{part}." for part in given[:-1]]
        return safe(" ".join([*ended, *given[-1:]]))

    def shape(self, number: int) -> Markup:
        """The coloured shape of a theme as SVG; `number` is 1 to 8."""
        return _SHAPES[number]

    def second(self, text: Names) -> str | None:
        """The name in the other language, if there is one in both and they differ."""
        second = text.get(self.other)
        return second if second and second != text.get(self.lang) and text.get(self.lang) else None

    def pair(self, text: Names, capital: bool = False) -> Markup:
        """Both names of a thing, that in the language of the page first: **Mezőpanit** Pănet.

        `capital`: they begin with capital letters.
        """
        first, second = self._best(text), self.second(text) or ""
        if capital:
            first, second = (words[:1].upper() + words[1:] for words in (first, second))
        after = f' <span lang="{self.other}">{escape(second)}</span>' if second else ""
        return safe(f"<span{self._lang_of(text)}>{escape(first)}</span>{after}")

    def place(self, name: str, both: bool = True) -> Markup:
        """A place as a link with both its names; without `both`, with that in the language of the page only."""
        memo_key = (self.lang, self.up, "places" if both else "place", name)
        if memo_key not in self.kb.derived:
            text, href = self.kb.places[name].name, self.href(f"places/{name}/")
            self.kb.derived[memo_key] = (
                f'<a class="k-pair" href="{href}">{self.pair(text)}</a>'
                if both
                else f'<a href="{href}"{self._lang_of(text)}>{escape(self._best(text))}</a>'
            )
        return safe(self.kb.derived[memo_key])

    def cap(self, words: str) -> Markup:
        """Words or HTML with a capital first letter, for titles: `családok` → `Családok`."""
        if not isinstance(words, Markup):
            return safe(escape(words[:1].upper() + words[1:]))
        html = str(words)
        tags = _TAGS.match(html)
        at = tags.end() if tags else 0
        return safe(html[:at] + html[at : at + 1].upper() + html[at + 1 :])

    def county(self, name: str) -> Markup:
        return self.link("counties", name)

    def prose(self, text: str, file: str) -> Markup:
        """Markdown of a record as HTML, its links relative to this page."""
        return self.linked(markdown.html_of(text), file)

    def linked(self, html: str, file: str) -> Markup:
        """HTML of a file below `docs_dir`, its links to files replaced by links to their pages; external links stay."""
        page_url = url(self.lang, self.path)

        def to_file(target: str) -> str:
            path = self.kb.attachment(file, target)
            return relative(page_url, of_attachment(path, target)) if path else target

        def resolve(target: str) -> str:
            if ":" in target.split("/")[0] or target.startswith("#"):
                return target
            if self.kb.has_file(file, target):
                return to_file(target)
            address, fragment = self.kb.resolve(file, target)
            if address is None:
                return target
            address = page_with(self.kb, self.lang, address, fragment)
            return relative(page_url, url(self.lang, address)) + (f"#{fragment}" if fragment else "")

        return safe(html_text.with_words(html_text.relink(html, resolve, to_file), self.words))

    def definitions(self, html: str, further: Iterable[str] = ()) -> list[Term]:
        """The terms to which the text of this page links, in the order of their first links, and further ones by id."""
        names = dict.fromkeys((*_TERM_LINK.findall(html), *further))
        return [self.kb.terms[name] for name in names if name in self.kb.terms]

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
        """Texts or HTML as an enumeration of the language: A, B és C."""
        escaped = [str(item) if isinstance(item, Markup) else escape(item) for item in items]
        return safe(formatting.listing(escaped, self.lang))

    def quantity(self, stated: Quantity | Count) -> Markup:
        text = safe(escape(quantity_text(self.kb, stated, self.lang)))
        return text + safe(" ") + self.t(stated.each) if stated.each else text

    # Sources

    def src(self, evidence: Sequence[Evidence | Cited]) -> Markup:
        """The source marks after a fact (`2b`): links to the list of sources at the end of the page."""
        html = ""
        for item in evidence:
            places = self.source_marks.setdefault(item.source, {})
            spot = self._spot(item)
            if spot not in places:
                places[spot] = _letter(len(places) - (_WHOLE in places)) if spot != _WHOLE else ""
            number = 1 if len(self.source_marks) == 1 else list(self.source_marks).index(item.source) + 1
            html += _source_mark(self.words, self.prefix, f"{number}{places[spot]}")
        return safe(html)

    def _spot(self, item: Evidence | Cited) -> Spot:
        if not item.where:
            return _WHOLE
        if isinstance(item.where, str):
            return Spot(item.where, self.kb.sources[item.source].lang)
        return Spot(*item.where.best(self.lang))

    def sources(self) -> list[tuple[int, Source, list[tuple[str, Spot]]]]:
        """The sources cited so far: number, source, and the lettered places in it."""
        return [
            (number, self.kb.sources[name], [(letter, spot) for spot, letter in places.items() if letter])
            for number, (name, places) in enumerate(self.source_marks.items(), 1)
        ]


@lru_cache(maxsize=4096)
def _source_mark(words: Messages, prefix: str, mark: str) -> str:
    label = escape(words("source.mark", number=mark))
    css_class = "k-src k-src--one" if len(mark) == 1 else "k-src"
    return f'{NBSP}<a class="{css_class}" href="#{prefix}k-source-{mark}" aria-label="{label}">{mark}</a>'


def quantity_text(kb: KnowledgeBase, stated: Quantity | Count, lang: Lang) -> str:
    """`legalább 15 helyi önkormányzat`, `10–15 kezdeményezés`, `peste 200 de localități`."""
    unit = kb.units[stated.unit]
    forms = unit.hu if lang == "hu" else unit.ro
    if stated.to is None:
        text = formatting.counted(stated.value, forms, lang)
    else:
        low = formatting.number(stated.value, lang)
        text = f"{low}–{formatting.counted(stated.to, forms, lang)}"
    return text if stated.qualifier == "exactly" else kb.words(lang)(f"qualifier.{stated.qualifier}", quantity=text)


def _letter(index: int) -> str:
    """The letter of a place in a source: a … z, aa … az, ba …; `index` counts from 0."""
    high, low = divmod(index, 26)
    return (ascii_lowercase[high - 1] if high else "") + ascii_lowercase[low]
