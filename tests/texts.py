"""How every text must be written: the rules of `tests/cases/texts.yml`, and all texts of a knowledge base."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.base import LongText, Text, Value, Words
from kalaka.model.knowledge_base import KnowledgeBase
from tests.casefiles import read_cases
from tests.reading import read_html

NOUNS = {
    "NOUNS_RO": "proiecte|ore|zile|luni|ani|persoane|participanți|specialiști|oameni|copii|grupuri|grupe|organizații"
    "|instituții|autorități|localități|comune|sate|cartiere|microregiuni|județe|conferințe|ateliere|cursuri|întâlniri"
    "|ședințe|vizite|inițiative|ghiduri|trainere|componente|piloni|rețele|evenimente|comunități|beneficiari|planuri"
    "|pagini|locuri|minute|termeni|familii|săptămâni|întrebări|pași|nume|titluri",
    "NOUNS_HU": "(?:projekt|képzés|település|műhely|szervezet|önkormányzat|intézmény|komponens|pillér|hálózat|terv"
    "|kezdeményezés|közösség|község|kedvezményezett|nap|hónap|év|hét|perc|szakember|résztvevő|csoport|találkozó"
    "|kistérség|városrész|lakótelep|oldal|kérdés|név|cím)(?:e|o|ö|a)?k(?:at|et|ot|öt|nak|nek|ban|ben|ra|re|ról|ről)?\\b"
    "|órák|megyék|konferenciák|útmutatók|napok|hetek|évek|nevek|tanulmányutak|lépések|szupervíziók",
}  # fmt: skip
RULES: dict[str, dict[str, Any]] = read_cases("texts.yml")


@dataclass(frozen=True)
class Written:
    """A text that somebody wrote: where, in which language (None: in that of its source), in which field."""

    where: str
    lang: Lang | None
    field: str
    text: str


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    text = RULES[name]["pattern"]
    for key, nouns in NOUNS.items():
        text = text.replace(key, nouns)
    return re.compile(text)


def broken(name: str, written: Iterable[Written]) -> list[str]:
    """The texts that break a rule, with the words that do."""
    rule, pattern = RULES[name], pattern_of(name)
    return [
        f"{one.where}: {one.field}: {match[0]!r} in {one.text}"
        for one in written
        if one.lang in (None, rule.get("lang", one.lang)) and (one.lang or "lang" not in rule)
        if one.field not in rule.get("not_in", ())
        if (match := pattern.search(one.text.replace("\u00a0", " ")))
    ]


def unpaired(written: Iterable[Written], lang: Lang) -> list[str]:
    """The texts whose quotation marks are not opened and closed as the language asks."""
    inner = "»«" if lang == "hu" else "«»"
    return [
        f"{one.where}: {one.field}: {one.text}"
        for one in written
        if one.lang == lang
        if (marks := re.sub("[^„”»«]", "", one.text)) and not re.fullmatch(f"(?:„(?:{inner})*”)*", marks)
    ]


def rules_of_pages() -> Iterator[tuple[str, Lang]]:
    for name, rule in RULES.items():
        if rule.get("pages"):
            yield from ((name, lang) for lang in LANGS if rule.get("lang", lang) == lang)


@cache
def seen(site: Path) -> dict[Lang, list[Written]]:
    """Every line of every built page, by language."""
    found: dict[Lang, list[Written]] = {"hu": [], "ro": []}
    for file in sorted(site.rglob("*.html")):
        name = file.relative_to(site).as_posix()
        lang: Lang = "ro" if name.startswith("ro/") else "hu"
        if name != "404.html":
            found[lang] += [Written(name, lang, "page", line.text) for line in read_html(file.read_text("utf-8")).lines]
    return found


def texts_of(kb: KnowledgeBase) -> list[Written]:
    """Everything that editors wrote."""
    found: list[Written] = []
    for record in kb.records.values():
        found += _walk(record, f"{kb.settings.record_file(record.id)} ({record.id})")
    for kind, entries in kb.vocabulary.items():
        for name, entry in entries.items():
            found += _walk(entry, f"vocabulary/{kind}.yml ({name})")
    for doc in kb.docs:
        found += _walk(doc.facts, doc.files[doc.original])
        for lang, file in doc.files.items():
            found += [Written(file, lang, "title", doc.title.best(lang)[0])]
            found += [Written(file, lang, "summary", doc.summary.best(lang)[0])]
            found += [Written(file, lang, "body", line) for line in _plain(doc.bodies[lang][0])]
    return found


def _walk(value: Value, where: str) -> Iterator[Written]:
    for name in type(value).model_fields:
        found = getattr(value, name)
        for item in found if isinstance(found, tuple) else (found,):
            if isinstance(item, Text | LongText):
                for lang in LANGS:
                    if text := item.get(lang):
                        for line in _plain(text) if isinstance(item, LongText) else [text]:
                            yield Written(where, lang, name, line)
            elif isinstance(item, Words):
                for lang in LANGS:
                    yield from (Written(where, lang, name, word) for word in item.get(lang))
            elif isinstance(item, Value):
                yield from _walk(item, where)
            elif isinstance(item, str) and name in ("where", "title", "summary"):
                yield Written(where, None, name, item)


_SYNTAX = (
    (re.compile(r"^```.*?^```", re.S | re.M), ""),
    (re.compile(r"`[^`\n]*`"), "…"),
    (re.compile(r"\{:? ?[#.][^}\n]*\}"), ""),
    (re.compile(r"</?span[^>]*>"), ""),
    (re.compile(r'^(!!!|\?\?\?\+?) \w+ "([^"\n]*)"', re.M), r"\2"),
    (re.compile(r"\]\([^)\s]*\)"), ""),
    (re.compile(r"https?://\S+"), "…"),
    (re.compile(r"\[(?=[^\]\n]*$)|(?<!\\)\[(?! \]|x\])"), ""),
    (re.compile(r"^:\s+", re.M), ""),
    (re.compile(r"^\s*(?:[-*>]|\d+\.)?\s*(?:\[[ x]\])?\s*#{0,6}\s*", re.M), ""),
    (re.compile(r"\*\*?"), ""),
)


def _plain(markdown: str) -> list[str]:
    """The words of a Markdown text, line by line and cell by cell, without its syntax."""
    for pattern, put in _SYNTAX:
        markdown = pattern.sub(put, markdown)
    return [words for line in markdown.split("\n") for cell in line.split("|") if (words := cell.strip())]
