"""Addresses of pages below the site in both languages, and relative links between them."""

import re
from urllib.parse import quote

from kalaka.i18n.languages import Lang

_OUTSIDE = re.compile(r"(https?://|mailto:)", re.I)


def is_outside(target: str) -> bool:
    """Whether a link target is empty, a web address or a mail address, so that it is not resolved within the site."""
    return not target or _OUTSIDE.match(target) is not None


def url(lang: Lang, path: str) -> str:
    """Address below the site of a path below the language; Hungarian has no prefix."""
    return path if lang == "hu" else f"{lang}/{path}"


def up(path: str) -> str:
    """Relative link from a path below the language to the home page of the language: `projects/x/` → `../../`."""
    return "../" * path.count("/")


def relative(from_url: str, to_url: str) -> str:
    """Relative link between two addresses of the site; it works under any base path."""
    here, there = from_url.rstrip("/").split("/"), to_url.rstrip("/").split("/")
    common = 0
    for from_part, to_part in zip(here, there, strict=False):
        if from_part != to_part:
            break
        common += 1
    steps = [".."] * sum(map(bool, here[common:])) + there[common:]
    target = "/".join(filter(None, steps)) or "."
    return target + "/" if to_url.endswith("/") or not to_url else target


def of_attachment(path: str, target: str) -> str:
    """Address below the site of an attachment, with the fragment of the link that leads to it."""
    _, mark, fragment = target.partition("#")
    return quote(path) + (mark + fragment if "#" not in path else "")


def alternates(site_url: str, path: str, real: tuple[Lang, ...]) -> list[tuple[str, str]]:
    """`hreflang` and absolute address of each real version, and `x-default`; empty for a single version."""
    if len(real) < 2:
        return []
    versions = [(lang, site_url + url(lang, path)) for lang in real]
    return [*versions, ("x-default", versions[0][1])]
