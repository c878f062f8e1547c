"""Numbers, plurals, money, dates, lists and quotation marks as Hungarian and Romanian write them.

Babel (CLDR) does what it does correctly. Where its data differs from good usage (a four-digit Hungarian number has no
separator, a month with its year is not shortened), the rule is implemented here.
"""

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.lists import format_list

from kalaka.i18n.languages import EDITOR_LANGS, EditorLang, Lang

NBSP = "\u00a0"
_LOCALES = {lang: Locale(lang) for lang in EDITOR_LANGS}
_THOUSANDS: dict[EditorLang, str] = {"hu": NBSP, "ro": ".", "en": ","}


@lru_cache(maxsize=4096)
def plural(number: Decimal | int, lang: EditorLang) -> str:
    """CLDR category of a number: `one`, `few` or `other`."""
    return _LOCALES[lang].plural_form(number)


def number(value: Decimal | int | float, lang: EditorLang) -> str:
    """Format a number.

    1234, 13 216 768, 3,5 in Hungarian (NBSP, from five digits); 1.234, 13.216.768, 3,5 in Romanian; 1,234, 3.5 in
    English.
    """
    if type(value) is int and 0 <= value < 1000:
        return str(value)
    exact = Decimal(str(value))
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    if lang != "hu" or len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", _THOUSANDS[lang])
    point = "." if lang == "en" else ","
    return ("−" if exact < 0 else "") + whole + (point + fraction if fraction else "")


def counted(amount: Decimal | int, forms: tuple[str, str] | str, lang: Lang) -> str:
    """Format a number and its noun: `5 projekt`; `1 proiect`, `19 proiecte`, `20 de proiecte`, `101 proiecte`."""
    if isinstance(forms, str):
        return f"{number(amount, lang)}{NBSP}{forms}"
    category = plural(amount, lang)
    noun = forms[0] if category == "one" else forms[1]
    return f"{number(amount, lang)}{NBSP}{'de ' if category == 'other' else ''}{noun}"


_CURRENCY: dict[Lang, dict[str, str]] = {"hu": {"HUF": "Ft", "RON": "RON", "EUR": "euró"}, "ro": {"EUR": "euro"}}


def money(amount: Decimal, currency: str, lang: Lang) -> str:
    """Format an amount: 13 216 768 Ft and 1 756 996,00 RON; 13.216.768 HUF and 1.756.996,00 RON."""
    return f"{number(amount, lang)}{NBSP}{_CURRENCY[lang].get(currency, currency)}"


def percent(value: Decimal | int, lang: Lang) -> str:
    return number(value, lang) + ("%" if lang == "hu" else f"{NBSP}%")


@lru_cache(maxsize=4096)
def date(text: str, lang: Lang) -> str:
    """Format a partial date (`2017-10-05`, `2017-10`, `2017`).

    2017. október 5.; 2017. október; 2017 in Hungarian. 5 octombrie 2017; octombrie 2017; 2017 in Romanian.
    """
    if len(text) == 4:
        return text
    if len(text) == 7:
        month = get_month_names("wide", "stand-alone", _LOCALES[lang])[int(text[5:])]
        return f"{text[:4]}. {month}" if lang == "hu" else f"{month} {text[:4]}"
    return format_date(datetime.date.fromisoformat(text), "long", _LOCALES[lang])


def short_date(text: str, lang: Lang) -> str:
    """Format a day in figures: 2017. 10. 05. in Hungarian, 05.10.2017 in Romanian."""
    year, month, day = text.split("-")
    return f"{year}. {month}. {day}." if lang == "hu" else f"{day}.{month}.{year}"


def first_day(date: str) -> str:
    """The first day that a partial date can mean: `2019-02` → `2019-02-01`."""
    return (date + "-01-01")[:10]


def date_range(start: str | None, end: str | None, lang: Lang) -> str:
    """Format a period: 2019. február – 2020. december; years alone close up: 2010–2014; an open end keeps its dash."""
    if start and end:
        if start == end:
            return date(start, lang)
        dash = "–" if len(start) == len(end) == 4 else " – "
        return date(start, lang) + dash + date(end, lang)
    return date(start, lang) + " –" if start else "– " + date(end or "", lang)


def years(start: str | None, end: str | None) -> str:
    """The years of a period: 2017–2019; 2004; 2010–."""
    first, last = (start or "")[:4], (end or "")[:4]
    return first if first == last else f"{first}–{last}"


def listing(items: Sequence[str], lang: Lang) -> str:
    """Join items: A, B és C; A, B și C."""
    if len(items) < 2:
        return "".join(items)
    return format_list(list(items), locale=_LOCALES[lang])


def quoted(text: str, lang: Lang) -> str:
    """Put a text in quotation marks: „…” with inner »…« in Hungarian and «…» in Romanian."""
    inner = ("»", "«") if lang == "hu" else ("«", "»")
    return "„" + text.replace("„", inner[0]).replace("”", inner[1]) + "”"


_SENTENCE_ENDS = re.compile(r"(?:(?<=[^\W\d_]{2}[.!?])|(?<=[)”»][.!?])|(?<=[.!?][)”»])) +(?=[„«(]?[A-ZÁÉÍÓÖŐÚÜŰĂÂÎȘȚ])")
_ABBREVIATIONS = frozenset(
    "acad aprox art asist bd bl bp bt bul conf dl dna dr ford id ifj ill ing jud kb kft kht krt lect lit"
    " max min mun nr nyrt pag pct pl prof sc sf st stb str sz szerk szt tel univ vol vö zrt özv ún".split()
)
_NUMERAL = re.compile(r"[IVXLC]+")
"""As in *II. Rákóczi Ferenc*."""
_CLAUSES = re.compile(r"[,;:]? [–—] |[,;:] ")


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of a text, and the rest, which may be empty. Abbreviations and Roman numerals are no end."""
    for end in _SENTENCE_ENDS.finditer(text):
        last_word = text[: end.start()].rpartition(" ")[2].strip(".(")
        if last_word.lower() not in _ABBREVIATIONS and not _NUMERAL.fullmatch(last_word):
            return text[: end.start()], text[end.end() :]
    return text, ""


LONGEST_SENTENCE = 240


def one_sentence(text: str) -> str:
    """The first sentence of a text; a very long one ends after a clause, or a word, with a mark that it goes on."""
    sentence = first_sentence(text)[0]
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    start = sentence[: LONGEST_SENTENCE - 1]
    clauses = [end.start() for end in _CLAUSES.finditer(start) if end.start() > LONGEST_SENTENCE / 2]
    whole = start[: clauses[-1]] if clauses else start.rpartition(" ")[0] or sentence.partition(" ")[0]
    return sentence if whole == sentence else whole.rstrip(" ,;:–—") + NBSP + "…"
