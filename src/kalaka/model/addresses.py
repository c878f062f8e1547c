"""Addresses below the site in both languages, and links between them."""

import re

from kalaka.i18n.languages import Lang

_OUTSIDE = re.compile(r"(https?://|mailto:)", re.I)


def is_outside(target: str) -> bool:
    """Whether a link leads out of the site, or nowhere at all."""
    return not target or _OUTSIDE.match(target) is not None


def url(lang: Lang, path: str) -> str:
    """Address below the site: Hungarian has no prefix."""
    return path if lang == "hu" else f"{lang}/{path}"


def up(path: str) -> str:
    """From a page at an address below the language, the way to the top of its language: `projects/x/` → `../../`."""
    return "../" * path.count("/")


def relative(from_url: str, to_url: str) -> str:
    """A link between two addresses of the site, so that it also works under a sub-path."""
    here, there = from_url.rstrip("/").split("/"), to_url.rstrip("/").split("/")
    common = 0
    for one, two in zip(here, there, strict=False):
        if one != two:
            break
        common += 1
    steps = [".."] * sum(map(bool, here[common:])) + there[common:]
    target = "/".join(filter(None, steps)) or "."
    return target + "/" if to_url.endswith("/") or not to_url else target


def alternates(site_url: str, path: str, real: tuple[Lang, ...]) -> list[tuple[str, str]]:
    """Language and absolute address of each true version, and x-default; one version needs none."""
    if len(real) < 2:
        return []
    found = [(lang, site_url + url(lang, path)) for lang in real]
    return [*found, ("x-default", found[0][1])]
