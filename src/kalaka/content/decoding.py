"""Files → text: UTF-8, NFC, no hidden characters; what is suspicious is a problem with its place."""

import os
import posixpath
import re
import stat
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from kalaka.problems.positions import Place
from kalaka.problems.problem import Problem, problem

MAX_BYTES = 1_000_000
MAX_OF_LISTS = 8_000_000
"""Of a file of the vocabulary: ten thousand organisations are two million bytes."""


def read_text(root: Path, file: str) -> tuple[str | None, list[Problem]]:
    """A file as NFC text, or None with the problem that prevents it; suspicious characters are problems too."""
    path = f"{root}/{file}"
    try:
        found = os.lstat(path)
    except OSError:
        return None, [problem(file, (1, 1), "missing-file")]
    if stat.S_ISLNK(found.st_mode) or not _is_below(root, posixpath.dirname(file)):
        return None, [problem(file, (1, 1), "symlink")]
    if not stat.S_ISREG(found.st_mode):
        return None, [problem(file, (1, 1), "missing-file")]
    limit = MAX_OF_LISTS if file.startswith("vocabulary/") else MAX_BYTES
    if found.st_size > limit:
        return None, [problem(file, (1, 1), "too-large", size=found.st_size, limit=limit)]
    with open(path, "rb") as opened:  # noqa: PTH123
        raw = opened.read()
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        before = raw[: raw.index(b"\0")]
        return None, [problem(file, _place_in(before.decode("utf-8", "replace")), "nul-byte")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = raw[: error.start].decode("utf-8", "replace")
        guess = "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "Windows-1250 / ISO 8859-2"
        return None, [problem(file, _place_in(good), "not-utf8", guess=guess)]
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        return None, [problem(file, (1, 1), "empty-file")]
    problems = list(_suspicious(file, text)) if _ODD.search(text) or "â€" in text else []
    return (text.translate(_LINE_ENDS) if problems else text), problems


@lru_cache(maxsize=1024)
def _is_below(root: Path, folder: str) -> bool:
    """Whether a folder is truly there and no link leads out."""
    return (root / folder).resolve().is_relative_to(root.resolve())


_LINE_ENDS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")
"""Line ends for YAML and for nobody else: reported, and no line ends for us."""


def _place_in(before: str) -> Place:
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
"""The first character of everything suspicious but `â€`: one set of characters is quickest to look for."""
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
    found = match[0]
    shown = found if found.isprintable() else f"U+{ord(found[0]):04X}"
    return _CODES[str(match.lastgroup)], {"found": shown, "right": _WRONG_LETTERS.get(found)}
