"""Built pages as tests see them: addresses, head facts, links, ids and visible words."""

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

SITE_URL = "https://valley.example/"
SINGLE = {"guides/only-hungarian/": "hu", "guides/only-romanian/": "ro", "projects/street-workshop/": "hu"}
"""Pages of `tests/fixtures/valley` whose text exists in one language; the other one shows it as a fallback."""
MOVED = {"projects/river/": "projects/river-school/"}
"""Addresses of earlier names, and where they lead."""
DATA_BLOCK = ("script", {"type": "application/ld+json"})
"""The one script without an address: browsers do not run it."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Html(HTMLParser):
    """One parsed page."""

    lang: str = ""
    title: str = ""
    canonical: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    """Blocks of `application/ld+json`."""
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    misnested: list[str] = field(default_factory=list)
    """Elements that are closed by the end of another one, and ends of elements that are not open."""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.tags.append((tag, facts))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "html":
            self.lang = facts.get("lang", "")
        if tag == "link" and facts.get("rel") == "canonical":
            self.canonical = facts["href"]
        if tag == "link" and facts.get("rel") == "alternate" and "hreflang" in facts:
            self.alternates[facts["hreflang"]] = facts["href"]
        if tag == "a" and "href" in facts:
            self.links.append(facts["href"])
        if "id" in facts:
            self.ids.append(facts["id"])

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            self.misnested.append(f"</{tag}>")
            return
        while (last := self._open.pop()) != tag:
            self.misnested.append(f"<{last}> in <{tag}>")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and "svg" not in self._open:
            self.title += data
        elif not {"script", "style"} & set(self._open):
            self.words.append(data)
        elif self._open[-1] == "script" and self.tags[-1] == DATA_BLOCK:
            self.data.append(data)

    def close(self) -> None:
        super().close()
        self.misnested += [f"<{tag}>" for tag in self._open]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words).replace("\u00a0", " "))


@cache
def parsed(file: Path) -> Html:
    page = Html()
    page.feed(file.read_text("utf-8"))
    page.close()
    return page


def addresses(site: Path) -> list[str]:
    """Every page of a site, as its address below the site."""
    return sorted(
        file.parent.relative_to(site).as_posix().removeprefix(".") + ("/" if file.parent != site else "")
        for file in site.rglob("index.html")
    )


def page(site: Path, address: str) -> Html:
    return parsed(site / address / "index.html")


def lang_of(address: str) -> str:
    return "ro" if address == "ro/" or address.startswith("ro/") else "hu"


def bare(address: str) -> str:
    """The address below the language."""
    return address.removeprefix("ro/") if lang_of(address) == "ro" else address


def true_lang(address: str) -> str:
    """The language of the text that stands there."""
    return SINGLE.get(bare(address), lang_of(address))


def real_addresses(site: Path) -> list[str]:
    """Addresses of pages that are no notice of a move."""
    return [address for address in addresses(site) if bare(address) not in MOVED]


def target(address: str, href: str, base: str = "/") -> tuple[str, str] | None:
    """Where a link of a page leads inside the site: address and fragment; None when it leads out."""
    full = urlsplit(urljoin(f"http://site{base}{address}", href))
    if full.netloc != "site":
        return None
    assert full.path.startswith(base), href
    return full.path.removeprefix(base), full.fragment
