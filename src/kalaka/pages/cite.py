"""How a project's page is cited: forms that readers know, as text to be copied.

The site is the author. The date is that of the last check, which the page shows too; when it was read only the reader
knows, so that place stays open. The forms follow APA 7 (a group author, a web page), ISO 690 (a part of a website),
BibTeX's `@misc` with `url`, and RIS's `ELEC`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from kalaka.i18n.formatting import date
from kalaka.i18n.messages import Messages

LANGUAGE = {"hu": "hungarian", "ro": "romanian"}
_TEX = str.maketrans({"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    sign: "\\" + sign for sign in "&%$#_{}"
})  # fmt: skip


class Source(NamedTuple):
    """What is cited: its id, its title, the day, month or year of its last check (2026-11-22), its address."""

    id: str
    title: str
    checked: str
    address: str


class Form(NamedTuple):
    """One form: its key (`apa`), and the text; `code` when it is for programs, line by line."""

    key: str
    text: str
    code: bool


def forms(words: Messages, cited: Source) -> Iterator[Form]:
    facts = {
        "title": cited.title,
        "year": cited.checked[:4],
        "date": date(cited.checked, words.lang),
        "address": cited.address,
    }
    yield Form("apa", words("cite.apa_form", **facts), False)
    yield Form("iso690", words("cite.iso690_form", **facts), False)
    yield Form("bibtex", bibtex(words, cited), True)
    yield Form("ris", ris(words, cited), True)


def bibtex(words: Messages, cited: Source) -> str:
    """An entry for BibTeX and BibLaTeX. Braces around the title keep its capitals."""
    checked = words("cite.checked", date=date(cited.checked, words.lang))
    fields = {
        "author": "{" + words("cite.author").translate(_TEX) + "}",
        "title": "{" + cited.title.translate(_TEX) + "}",
        "year": cited.checked[:4],
        "month": cited.checked[5:7].lstrip("0"),
        "note": checked.translate(_TEX),
        "url": cited.address,
        "langid": LANGUAGE[words.lang],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{kalaka-{cited.id},", *lines, "}"])


def ris(words: Messages, cited: Source) -> str:
    """An entry for reference managers; a date in RIS always has its three strokes."""
    year, month, day = (*cited.checked.split("-"), "", "")[:3]
    fields = [
        ("TY", "ELEC"),
        ("AU", words("cite.author")),
        ("TI", cited.title),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/"),
        ("N1", words("cite.checked", date=date(cited.checked, words.lang))),
        ("LA", words.lang),
        ("UR", cited.address),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in fields)
