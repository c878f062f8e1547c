"""Decodes content files (UTF-8, normalised to NFC) and reports suspicious characters."""

import re
import unicodedata
from collections.abc import Iterator

from kalaka.content.sources import Sources
from kalaka.problems.positions import Position
from kalaka.problems.problem import Problem, problem


def read_text(sources: Sources, file: str) -> tuple[str | None, list[Problem]]:
    """Read a file as NFC text; None when a problem prevents it. Suspicious characters are problems too."""
    raw = sources.raw(file)
    if isinstance(raw, Problem):
        return None, [raw]
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        before = raw[: raw.index(b"\0")]
        return None, [problem(file, _position_after(before.decode("utf-8", "replace")), "nul-byte")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8", "replace")
        guess = "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "Windows-1250 / ISO 8859-2"
        return None, [problem(file, _position_after(good), "not-utf8", guess=guess)]
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return None, [problem(file, (1, 1), "empty-file")]
    problems = list(_suspicious(file, text)) if _ODD.search(text) or "â€" in text else []
    return (text.translate(_LINE_ENDS) if problems else text), problems


_LINE_ENDS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")
"""Line breaks of YAML 1.1 only: reported, and replaced so that all parsers count the same lines."""


def _position_after(before: str) -> Position:
    """Position of the character that follows a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


_WRONG_LETTERS = {"ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț", "õ": "ő", "û": "ű", "Õ": "Ő", "Û": "Ű"}
SUSPICIOUS = re.compile(
    "(?P<cedilla>[şţŞŢ])|(?P<tilde>[õûÕÛ])"
    "|(?P<mojibake>Ã[\u0080-¿]|Å[\u0080-¿‘’]|Ä[\u0080-¿ƒ]|È[\u0080-¿™›]"
    "|Ă[ˇ©\u00adłş¶Ľ˘®‰…]|Ĺ[‘±]|Č[™›]|â€|\ufffd)"
    "|(?P<bidi>[\u202a-\u202e\u2066-\u2069])"
    "|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff])"
)
_ODD = re.compile(
    "[şţŞŢõûÕÛÃÅÄÈĂĹČ\ufffd\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
)
"""First characters of what SUSPICIOUS matches, except `â€`: one character class makes a fast first test."""
_CODES = {
    "cedilla": "cedilla",
    "tilde": "hungarian-tilde",
    "mojibake": "mojibake",
    "bidi": "bidi-character",
    "control": "control-character",
}


def _suspicious(file: str, text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        as_printed = "as_printed: " in line
        for match in SUSPICIOUS.finditer(line):
            if not as_printed or match.lastgroup in _HIDDEN:
                code, facts = suspicion(match)
                yield problem(file, (number, match.start() + 1), code, **facts)


_HIDDEN = ("bidi", "control")


def suspicion(match: re.Match[str]) -> tuple[str, dict[str, str | None]]:
    """Problem code and facts of a match of SUSPICIOUS."""
    text = match[0]
    printable = text if text.isprintable() else f"U+{ord(text[0]):04X}"
    return _CODES[str(match.lastgroup)], {"found": printable, "right": _WRONG_LETTERS.get(text)}
