"""Citations of a page as text to be copied: APA 7 (group author, web page), ISO 690 (part of a website),
BibTeX (`@misc` with `url`) and RIS (`ELEC`).

The author is the site, the date that of the last check. The date of access is left for the reader to fill in.
"""

from collections.abc import Iterator
from typing import NamedTuple

from kalaka.i18n.formatting import date
from kalaka.i18n.messages import Messages
from kalaka.pages.facts import PageView
from kalaka.pages.view import Names

LANGUAGE = {"hu": "hungarian", "ro": "romanian"}
_TEX = str.maketrans({"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: "\\" + sign for sign in "&%$#_{}"
})  # fmt: skip


class Source(NamedTuple):
    """The page to cite. `key` names it in a bibliography, `author` is the publisher of the site, `checked` the date of
    the last check: year, month or day (`2026-11-22`).
    """

    key: str
    author: str
    title: str
    checked: str
    address: str


class Form(NamedTuple):
    """A citation in one style. `key` is the message key of the style (`apa`); `code`: the text is for programs."""

    key: str
    text: str
    code: bool


class Cited(NamedTuple):
    """What the section on citing shows: the page, and the citation in each style."""

    source: Source
    forms: list[Form]


def cited_page(view: PageView, name: str, title: Names, checked: str) -> Cited:
    """How the page of a view is cited; `name` is the id of its entry."""
    settings = view.kb.settings
    source = Source(
        f"{settings.slug}-{name}", settings.publisher(view.lang), view.plain(title), checked, view.address()
    )
    return Cited(source, list(forms(view.words, source)))


def forms(words: Messages, cited: Source) -> Iterator[Form]:
    """The citation in each style."""
    facts = {
        "title": cited.title,
        "year": cited.checked[:4],
        "date": date(cited.checked, words.lang),
        "address": cited.address,
    }
    yield Form("apa", words("cite.apa_form", author=cited.author, **facts), False)
    yield Form("iso690", words("cite.iso690_form", author=cited.author.upper(), **facts), False)
    yield Form("bibtex", bibtex(words, cited), True)
    yield Form("ris", ris(words, cited), True)


def bibtex(words: Messages, cited: Source) -> str:
    """An entry for BibTeX and BibLaTeX. Braces around author and title keep their capitals."""
    checked = words("cite.checked", date=date(cited.checked, words.lang))
    fields = {
        "author": "{" + cited.author.translate(_TEX) + "}",
        "title": "{" + cited.title.translate(_TEX) + "}",
        "year": cited.checked[:4],
        "month": cited.checked[5:7].lstrip("0"),
        "note": checked.translate(_TEX),
        "url": cited.address,
        "langid": LANGUAGE[words.lang],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}"])


def ris(words: Messages, cited: Source) -> str:
    """An entry in RIS for reference managers; a date (`DA`) always has three slashes, `2026/11//`."""
    year, month, day = (*cited.checked.split("-"), "", "")[:3]
    fields = [
        ("TY", "ELEC"),
        ("AU", cited.author),
        ("TI", cited.title),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/"),
        ("N1", words("cite.checked", date=date(cited.checked, words.lang))),
        ("LA", words.lang),
        ("UR", cited.address),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in fields)
