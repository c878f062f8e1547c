"""Suggestion of the value that an editor probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from kalaka.i18n.folding import fold


def nearest(wrong: str, candidates: Iterable[str]) -> str | None:
    """The candidate most similar to a wrong value, ignoring case and accents; None when none is similar."""
    by_folded = {fold(value): value for value in sorted(candidates, reverse=True)}
    matches = get_close_matches(fold(wrong), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None
