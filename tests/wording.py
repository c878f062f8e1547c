"""Mistakes of wording that no text for readers or editors may have, in either language."""

import re
from collections.abc import Iterable

WRONG_IN_WORDS = {
    "cedilla": "[şţŞŢ]",
    "wrong Hungarian letter": "[õûÕÛ]",
    "broken accents": "Ã[¡-¿]|Å[‘±]|Äƒ|È[™›]|\ufffd",
    "straight or English quote": "[\"“‘’']",
    "article for any word": r"\ba\(z\)",
    "suffix on a variable": r"\}[”»]?-?(?:ba|be|ban|ben|nak|nek|val|vel|tól|től|hoz|hez|höz|ra|re|kor|ul)\b",
    "English word": (
        r"(?<![\w/])(?:the|and|with|loading|read|more|search|page|found|missing|unknown|error|warning|build|home|skip|close"
        r"|next|previous|projects|guides|places|please|save|click|here)(?![\w/])"
    ),
    "familiar address": r"\b(?:Próbáld|Nézd|Írj|Kattints|Sari|Caută|Încearcă|Apasă|Scrie|Verifică)\b",
    "double space": r"  ",
    "space before a full stop": r" [.,;:!?](?:\s|$)",
}


def badly_written(name: str, texts: Iterable[tuple[str, str]]) -> list[str]:
    """The texts (key and text) that have a mistake of WRONG_IN_WORDS, as `key: text`."""
    pattern = re.compile(WRONG_IN_WORDS[name], re.I if name == "English word" else 0)
    return [f"{key}: {text}" for key, text in texts if pattern.search(re.sub(r"\{\w+\}", "{}", text))]
