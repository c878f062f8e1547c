"""The known value that an editor probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from kalaka.i18n.folding import fold


def nearest(wrong: str, known: Iterable[str]) -> str | None:
    """The known value that was probably meant, accents and case aside."""
    by_folded = {fold(value): value for value in sorted(known, reverse=True)}
    found = get_close_matches(fold(wrong), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None
