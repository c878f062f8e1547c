"""Case and accent folding for comparison, search and addresses; theme/assets/fold.js does the same in the browser."""

import re
import unicodedata

_CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")
_LIGATURES = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)

_LEFT_OUT = frozenset(("Mn", "Mc", "Me", "Cf"))
"""Categories of characters that are not typed: combining marks, soft hyphens and other signs without a shape."""


class _Plain(dict[int, str]):
    """Cache for `str.translate`: code point → the character without accents."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code).translate(_LIGATURES))
        self[code] = plain = "".join(c for c in parts if unicodedata.category(c) not in _LEFT_OUT)
        return plain


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Lower case without accents: what an unaccented keyboard types. `Șimonești`, `Şimoneşti` → `simonesti`."""
    if text.isascii():
        return text.lower()
    return text.translate(_PLAIN).lower()


def slug(text: str) -> str:
    """ASCII slug of a name: `Mezőpanit` → `mezopanit`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
