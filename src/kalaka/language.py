"""What is true of Hungarian and Romanian: folding, order, plurals, numbers, money, dates, lists, quotes.

Babel answers where it is right. Where its data differs from how the languages are written (a four-digit Hungarian
number has no separator, a month with its year is not shortened), the rule stands here.
"""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.lists import format_list

from kalaka.model import LANGS, Lang

NBSP = "\u00a0"
_LOCALES = {lang: Locale(lang) for lang in LANGS}
_CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")
_LIGATURES = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE"}
)


class _Plain(dict[int, str]):
    """A character, by its number, without accents."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code).translate(_LIGATURES))
        self[code] = found = "".join(c for c in parts if not unicodedata.combining(c))
        return found


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Lower case without accents: what an unaccented keyboard types. `Șimonești`, `Şimoneşti` → `simonesti`."""
    if text.isascii():
        return text.lower()
    return text.translate(_PLAIN).lower()


def slug(text: str) -> str:
    """An id made of a name: `Mezőpanit` → `mezopanit`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


# Order. An alphabet is a row of letters; "a/á" are one letter that differs only after everything else is equal.
_ALPHABETS: dict[Lang, str] = {
    "hu": "a/á b c cs d dz dzs e/é f g gy h i/í j k l ly m n ny o/ó ö/ő p q r s sz t ty u/ú ü/ű v w x y z zs",
    "ro": "a ă â b c d e f g h i î j k l m n o p q r s ș t ț u v w x y z",
}
_DOUBLED = {d[0] + d: d for d in ("cs", "dz", "dzs", "gy", "ly", "ny", "sz", "ty", "zs")}
_FIRST_LETTER = 100
_TABLES = {
    lang: {
        letter: (rank, accent)
        for rank, group in enumerate(row.split(), _FIRST_LETTER)
        for accent, letter in enumerate(group.split("/"))
    }
    for lang, row in _ALPHABETS.items()
}
_LONGEST = {lang: max(map(len, table)) for lang, table in _TABLES.items()}

SortKey = tuple[str, str, str]
"""Ranks of the letters and of their accents, as characters in that order, and the text itself."""


class _Ranks(dict[str, tuple[str, str]]):
    """A letter of the alphabet, or any other character → the ranks of letters and accents that it counts as."""

    def __init__(self, lang: Lang) -> None:
        self.table = _TABLES[lang]
        doubled = _DOUBLED if lang == "hu" else {}
        letters = sorted({letter for letter in (*self.table, *doubled) if len(letter) > 1}, key=len, reverse=True)
        self.split = re.compile("|".join([*letters, "."]), re.S).findall
        for double, letter in doubled.items():
            self[double] = _ranks([self.table[letter]] * 2)

    def __missing__(self, char: str) -> tuple[str, str]:
        if char in self.table:
            found = [self.table[char]]
        elif char.isdigit():
            found = [(10 + int(unicodedata.digit(char, 0)), 0)]
        elif char.isalpha():
            found = [(self.table.get(base, (999, 0))[0], 50 + ord(char) % 1000) for base in fold(char)]
        else:
            found = [(1 if char.isspace() else 2, 0)]
        self[char] = _ranks(found)
        return self[char]


def _ranks(found: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """Numbers from 0 as characters that sort as they do; no character is the first one, which parts texts."""
    return "".join(chr(rank + 1) for rank, _ in found), "".join(chr(accent + 1) for _, accent in found)


_RANKS = {lang: _Ranks(lang) for lang in LANGS}


@lru_cache(maxsize=16384)
def sort_key(text: str, lang: Lang) -> SortKey:
    """Order of the dictionaries of `lang`: letters, then accents, then the text itself, so that no two are equal.

    Hungarian digraphs are letters (cs, dz, dzs, gy, ly, ny, sz, ty, zs; doubled: ssz = sz + sz) and ö, ü stand
    after o, u; in Romanian ă, â, î, ș, ț are letters. Compounds that only look like digraphs (pácsó) need a
    dictionary and are sorted as digraphs, as ICU does.
    """
    ranks = _RANKS[lang]
    word = unicodedata.normalize("NFC", text.lower()).translate(_CEDILLA)
    found = [ranks[letter] for letter in ranks.split(word)]
    return "".join([letters for letters, _ in found]), "".join([accents for _, accents in found]), text


def collation(text: str, lang: Lang) -> str:
    """The same order as a text: compared letter by letter it sorts as the dictionaries do, and can be kept."""
    return "\0".join(sort_key(text, lang))


def initial(text: str, lang: Lang) -> str:
    """The letter of the alphabet under which `text` stands: `Szászkézd` → `Sz` in Hungarian."""
    word = unicodedata.normalize("NFC", text.lower()).translate(_CEDILLA)
    table = _TABLES[lang]
    for size in range(_LONGEST[lang], 0, -1):
        if (letter := word[:size]) in table:
            rank = table[letter][0]
            head = next(known for known, (place, accent) in table.items() if place == rank and accent == 0)
            return head.capitalize()
    return fold(word[:1]).upper() or "#"


# Plurals and numbers


@lru_cache(maxsize=4096)
def plural(number: Decimal | int, lang: Lang) -> str:
    """CLDR category of a number: `one`, `few` or `other`."""
    return _LOCALES[lang].plural_form(number)


def number(value: Decimal | int | float, lang: Lang) -> str:
    """1234, 13 216 768, 3,5 in Hungarian (NBSP, from five digits); 1.234, 13.216.768, 3,5 in Romanian."""
    if type(value) is int and 0 <= value < 1000:
        return str(value)
    exact = Decimal(str(value))
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    if lang == "ro" or len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", NBSP if lang == "hu" else ".")
    return ("−" if exact < 0 else "") + whole + ("," + fraction if fraction else "")


def counted(amount: Decimal | int, forms: tuple[str, str] | str, lang: Lang) -> str:
    """A number and its noun: `5 projekt`; `1 proiect`, `19 proiecte`, `20 de proiecte`, `101 proiecte`."""
    if isinstance(forms, str):
        return f"{number(amount, lang)}{NBSP}{forms}"
    category = plural(amount, lang)
    noun = forms[0] if category == "one" else forms[1]
    return f"{number(amount, lang)}{NBSP}{'de ' if category == 'other' else ''}{noun}"


_CURRENCY: dict[Lang, dict[str, str]] = {"hu": {"HUF": "Ft", "RON": "RON", "EUR": "euró"}, "ro": {"EUR": "euro"}}


def money(amount: Decimal, currency: str, lang: Lang) -> str:
    """13 216 768 Ft and 1 756 996,00 RON; 13.216.768 HUF and 1.756.996,00 RON."""
    return f"{number(amount, lang)}{NBSP}{_CURRENCY[lang].get(currency, currency)}"


def percent(value: Decimal | int, lang: Lang) -> str:
    return number(value, lang) + ("%" if lang == "hu" else f"{NBSP}%")


# Dates: partial ones as `2019`, `2019-02`, `2019-02-28`


@lru_cache(maxsize=4096)
def date(text: str, lang: Lang) -> str:
    """2017. október 5.; 2017. október; 2017 in Hungarian. 5 octombrie 2017; octombrie 2017; 2017 in Romanian."""
    if len(text) == 4:
        return text
    if len(text) == 7:
        month = get_month_names("wide", "stand-alone", _LOCALES[lang])[int(text[5:])]
        return f"{text[:4]}. {month}" if lang == "hu" else f"{month} {text[:4]}"
    return format_date(datetime.date.fromisoformat(text), "long", _LOCALES[lang])


def short_date(text: str, lang: Lang) -> str:
    """2017. 10. 05. in Hungarian, 05.10.2017 in Romanian."""
    year, month, day = text.split("-")
    return f"{year}. {month}. {day}." if lang == "hu" else f"{day}.{month}.{year}"


def date_range(start: str | None, end: str | None, lang: Lang) -> str:
    """2019. február – 2020. december; years alone close up: 2010–2014; an open end keeps its dash."""
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
    """A, B és C; A, B și C."""
    if len(items) < 2:
        return "".join(items)
    return format_list(list(items), locale=_LOCALES[lang])


def quoted(text: str, lang: Lang) -> str:
    """„…” with inner »…« in Hungarian and «…» in Romanian."""
    inner = ("»", "«") if lang == "hu" else ("«", "»")
    return "„" + text.replace("„", inner[0]).replace("”", inner[1]) + "”"
