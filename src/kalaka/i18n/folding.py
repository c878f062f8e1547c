"""Case and accent folding for comparison, search and addresses."""

import re
import unicodedata

_CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")
_LIGATURES = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE"}
)


class _Plain(dict[int, str]):
    """Cache for `str.translate`: code point → the character without accents."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code).translate(_LIGATURES))
        self[code] = plain = "".join(c for c in parts if not unicodedata.combining(c))
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
