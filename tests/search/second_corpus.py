"""Make a knowledge base of texts that are not ours, to measure search on: `python -m tests.search.second_corpus FOLDER`.

Two manuals of Debian, translated by people: the help of GNOME in Hungarian (Mallard, one file a topic) and the guide to
installing Debian in Romanian (DocBook drawn as HTML). Neither manual is whole in both languages, so a guide stands in
one language only. Both packages are fetched in a pinned version and compared with their hash. Their texts are free to
share, but they are only needed here, so FOLDER stands outside the repository.

A topic becomes a guide with its front matter, its sections headings with identifiers, its steps numbered lists. Pages
that are mostly English are left out. A long chapter becomes one guide for each of its sections.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from textwrap import shorten

import yaml
from lxml import etree, html

BASE = Path(__file__).parents[1] / "base"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    sha256: str
    folder: str


GNOME = Package(
    "gnome-user-docs",
    "43.0-2",
    "0d635a840747958ca84da778b40d341f1155603851f922c9a171f5a181d6a39f",
    "usr/share/help",
)
DEBIAN = Package(
    "installation-guide-amd64",
    "20230508+deb12u1",
    "812c43e1dc906daf671e3efe953dc023205c238e5bd5a3021ce4ca142793573a",
    "usr/share/doc/installation-guide-amd64/ro",
)

LEAST = 400
"""Characters of text below which a page is a list of links, or a stub."""
MOST = 6000
"""Characters of text above which a chapter is cut into its sections."""
TRANSLATED = 0.97
"""Share of the text of a page that must differ from the English one."""
TITLES = {"hu": "Súgó és telepítés", "ro": "Ajutor și instalare"}
THEMES = {
    name: {"name": words, "description": words, "shape": shape}
    for shape, name, words in (
        (1, "desktop", {"hu": "Asztali környezet", "ro": "Mediu de birou"}),
        (2, "installing", {"hu": "Rendszertelepítés", "ro": "Instalarea sistemului"}),
    )
}
COMMAS = str.maketrans("şţŞŢ", "șțȘȚ")
"""Letters with a cedilla, which are no letters of Romanian, to those with a comma."""


@dataclass(frozen=True)
class Guide:
    id: str
    lang: str
    theme: str
    title: str
    summary: str
    body: str

    def write(self, folder: Path) -> None:
        front = {
            "title": self.title,
            "summary": self.summary,
            "themes": [self.theme],
            "audience": ["resident"],
            "purpose": "do",
            "review": {"last_checked": "2026-11-22"},
        }
        name = f"{self.id}.md" if self.lang == "hu" else f"{self.id}.{self.lang}.md"
        header = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
        (folder / name).write_text(f"---\n{header}---\n\n{self.body}\n", "utf-8")


# Markdown, of which both manuals are made


def escaped(text: str) -> str:
    """Text in which nothing is a mark of Markdown or HTML, on one line."""
    text = re.sub(r"([\\`*_{}\[\]#~|])", r"\\\1", " ".join(text.split()))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """What escaped text says."""
    return unescape(re.sub(r"\\(.)", r"\1", text)).replace("`", "")


def code(text: str) -> str:
    text = " ".join(text.split())
    return f"`{text}`" if text and "`" not in text else escaped(text)


def spaced(text: str | None) -> str:
    """A piece of a paragraph, escaped; blanks at its ends part words, and stay."""
    if not text:
        return ""
    return (" " if text[0].isspace() else "") + escaped(text) + (" " if text[-1].isspace() else "")


def joined(parts: Iterable[str]) -> str:
    """Pieces of one paragraph; only one blank between them, and no mark of a list at the start."""
    text = re.sub(r"\s+", " ", "".join(parts)).strip()
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+:!])", r"\\\1", text))


def first_sentence(text: str) -> str:
    """Of a paragraph, for the summary; a short form's full stop ends none."""
    found = re.match(r".+?(?<!dvs)[.!?:](?=\s|$)", text)
    return shorten((found.group() if found else text).rstrip(":"), 300, placeholder="…")


def indented(text: str, by: str = "    ") -> str:
    return text.replace("\n", "\n" + by).replace(by + "\n", "\n")


def listed(items: Iterable[str], mark: str) -> str:
    """A list whose items may hold several blocks; `mark` is as wide as its indentation, four."""
    return "\n\n".join(mark + indented(item) for item in items if item)


def defined(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of definitions; a name without a definition is a paragraph."""
    return "\n\n".join(f"{name}\n:   {indented(text)}" if text else name for name, text in pairs if name)


def identifier(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def length(element: etree._Element) -> int:
    return len(" ".join("".join(element.itertext()).split()))


# Mallard: the help of GNOME


def local(element: etree._Element) -> str:
    """Name of an element without its namespace; comments have none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


class Mallard:
    """One topic of the help."""

    SILENT = frozenset({"", "info", "links", "media", "comment", "credit", "title", "subtitle", "desc"})
    CODE = frozenset({"cmd", "code", "file", "sys", "input", "output"})

    def __init__(self, path: Path, titles: Mapping[str, str]) -> None:
        self.name = path.stem
        self.root = etree.parse(path).getroot()
        self.titles = titles

    def child(self, element: etree._Element, *names: str) -> etree._Element | None:
        for name in names:
            element = next((e for e in element if local(e) == name), None)
            if element is None:
                return None
        return element

    def title(self) -> str:
        found = self.child(self.root, "title")
        return "" if found is None else " ".join("".join(found.itertext()).split())

    def summary(self) -> str:
        found = self.child(self.root, "info", "desc")
        return "" if found is None else plain(self.inline(found))

    def texts(self) -> Iterator[str]:
        """Text of each paragraph and title, to compare two translations."""
        for element in self.root.iter("{*}p", "{*}title", "{*}desc"):
            yield " ".join("".join(element.itertext()).split())

    def inline(self, element: etree._Element) -> str:
        return joined(self._inline(element))

    def _inline(self, element: etree._Element) -> Iterator[str]:
        name = local(element)
        if name in self.CODE:
            yield code("".join(element.itertext()))
            return
        if name == "keyseq":
            yield "+".join(self.inline(key) for key in element if local(key))
            return
        if name == "guiseq":
            yield " → ".join(self.inline(step) for step in element if local(step))
            return
        if name == "link" and not element.text and not len(element):
            yield escaped(self.titles.get(element.get("xref", "").partition("#")[0], ""))
            return
        yield spaced(element.text)
        for child in element:
            if local(child) not in ("", "media", "comment"):
                yield from self._inline(child)
            yield spaced(child.tail)

    def body(self) -> str:
        return "\n\n".join(self.blocks(self.root, 2))

    def blocks(self, element: etree._Element, level: int) -> Iterator[str]:
        for child in element:
            name = local(child)
            if name in self.SILENT:
                continue
            if name == "p":
                yield self.inline(child)
            elif name == "section":
                yield from self._section(child, level)
            elif name in ("steps", "list"):
                yield from self._heading(child)
                numbered = name == "steps" or "numbered" in (child.get("type") or "")
                items = ["\n\n".join(self.blocks(item, level)) for item in child if local(item) == "item"]
                yield listed(items, "1.  " if numbered else "-   ")
            elif name in ("terms", "tree"):
                yield from self._heading(child)
                yield defined(
                    (self.inline(title), "\n\n".join(self.blocks(item, level)))
                    for item in child
                    if (title := self.child(item, "title")) is not None
                )
            elif name == "table":
                yield from self._heading(child)
                rows = [[self.blocks(cell, level) for cell in row] for row in child.iter("{*}tr")]
                yield listed((" – ".join(" ".join(cell) for cell in row) for row in rows), "-   ")
            elif name in ("screen", "code"):
                yield "```\n" + "".join(child.itertext()).strip("\n") + "\n```"
            elif name == "choose":
                last = [option for option in child if local(option)][-1]
                yield from self.blocks(last, level)
            elif name != "if":
                yield from self._heading(child)
                yield from self.blocks(child, level)

    def _heading(self, element: etree._Element) -> Iterator[str]:
        """Title of a list, table or note: a paragraph."""
        title = self.child(element, "title")
        if title is not None and local(element) != "page":
            yield f"**{self.inline(title)}**"

    def _section(self, section: etree._Element, level: int) -> Iterator[str]:
        blocks = list(self.blocks(section, level + 1))
        title = self.child(section, "title")
        if title is not None and blocks:
            yield f"{'#' * level} {self.inline(title)} {{ #{identifier(section.get('id') or 'section')} }}"
        yield from blocks


def gnome(folder: Path) -> Iterator[Guide]:
    """Every topic of the help that is translated and more than a list of links."""
    paths = sorted((folder / "hu" / "gnome-help").glob("*.page"))
    titles = {path.stem: Mallard(path, {}).title() for path in paths}
    for path in paths:
        topic = Mallard(path, titles)
        english = set(Mallard(folder / "C" / "gnome-help" / path.name, {}).texts())
        texts = list(topic.texts())
        kept = sum(len(text) for text in texts if text in english)
        body = topic.body()
        if kept <= (1 - TRANSLATED) * sum(map(len, texts)) and len(body) >= LEAST and topic.summary():
            yield Guide(identifier(topic.name), "hu", "desktop", topic.title(), topic.summary(), body)


# DocBook drawn as HTML: the guide to installing Debian


class DocBook:
    """The parts of the guide: chapters, their sections, and sections of these."""

    SECTION = re.compile(r"sect\d|simplesect")
    CODE = frozenset({"code", "tt"})
    NOT_INLINE = frozenset({"img", "sup", "pre", "ul", "ol", "dl", "table", "div"})
    LEFT_OUT = frozenset({"doc-organization", "idm148", "contributors", "about", "contributing", "trademarks"})
    """Sections on the document itself, its licence and who wrote it."""

    def sections(self, element: html.HtmlElement) -> list[html.HtmlElement]:
        return [child for child in element if self.SECTION.fullmatch(child.get("class") or "")]

    def title(self, element: html.HtmlElement) -> str:
        """Heading without its number."""
        found = next(element.iter("h1", "h2", "h3", "h4", "h5"))
        return re.sub(r"^((Anexa|Cap\.)\s+)?([A-Z]|\d+)\.[\d.]*\s+", "", " ".join(found.text_content().split()))

    def name(self, element: html.HtmlElement) -> str:
        return next(a.get("name") for a in element.iter("a") if a.get("name"))

    def inline(self, element: html.HtmlElement) -> str:
        return joined(self._inline(element))

    def _inline(self, element: html.HtmlElement) -> Iterator[str]:
        if element.tag in self.CODE:
            yield code(element.text_content())
            return
        yield spaced(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in self.NOT_INLINE:
                yield from self._inline(child)
            yield spaced(child.tail)

    def guides(self, part: html.HtmlElement) -> Iterator[Guide]:
        if self.name(part) in self.LEFT_OUT:
            return
        sections = self.sections(part)
        if length(part) > MOST and len(sections) > 1:
            for section in sections:
                yield from self.guides(section)
                part.remove(section)
        blocks = list(self.blocks(part, 2))
        body = "\n\n".join(blocks)
        first = next((block for block in blocks if block[0].isalnum()), "")
        if len(body) >= LEAST and first:
            summary = first_sentence(plain(first))
            yield Guide(f"install-{identifier(self.name(part))}", "ro", "installing", self.title(part), summary, body)

    def blocks(self, element: html.HtmlElement, level: int) -> Iterator[str]:
        if element.tag in ("li", "dd", "td") and (element.text or "").strip():
            yield self.inline(element)
        for child in element:
            kind = child.get("class") or "" if isinstance(child.tag, str) else "comment"
            if kind in ("titlepage", "toc", "navheader", "navfooter", "footnotes", "comment"):
                continue
            if child.tag == "p":
                if text := self.inline(child):
                    yield f"**{text}**" if kind == "title" else text
            elif self.SECTION.fullmatch(kind):
                blocks = list(self.blocks(child, level + 1))
                if blocks:
                    yield f"{'#' * level} {escaped(self.title(child))} {{ #{identifier(self.name(child))} }}"
                yield from blocks
            elif child.tag == "pre":
                yield "```\n" + child.text_content().strip("\n") + "\n```"
            elif child.tag in ("ul", "ol"):
                items = ["\n\n".join(self.blocks(item, level)) for item in child.iterchildren("li")]
                yield listed(items, "1.  " if child.tag == "ol" else "-   ")
            elif child.tag == "dl":
                yield defined(self._definitions(child, level))
            elif child.tag == "table" and child.get("summary") in ("Note", "Warning", "Tip", "Important"):
                for cell in child.xpath(".//td[.//p]"):
                    yield from self.blocks(cell, level)
            elif child.tag == "table":
                rows = ([self.inline(cell) for cell in row.iter("td", "th")] for row in child.iter("tr"))
                yield listed((" – ".join(filter(None, row)) for row in rows), "-   ")
            else:
                yield from self.blocks(child, level)

    def _definitions(self, element: html.HtmlElement, level: int) -> Iterator[tuple[str, str]]:
        names: list[str] = []
        for child in element:
            if child.tag == "dt":
                names.append(self.inline(child))
            elif child.tag == "dd":
                yield ", ".join(names), "\n\n".join(self.blocks(child, level))
                names = []


def debian(folder: Path) -> Iterator[Guide]:
    """Every chapter of the guide, and the sections of long ones; without the licence."""
    for path in sorted(folder.glob("*.html")):
        if path.stem in ("index", "apf"):
            continue
        page = html.fromstring(path.read_text("utf-8").translate(COMMAS))
        for part in page.xpath("//body/div[@class='sect1' or @class='chapter' or @class='appendix']"):
            yield from DocBook().guides(part)


# The knowledge base


def fetched(package: Package, into: Path) -> Path:
    """The package unpacked, by the ordinary client of Debian; an error when it is not the one that was measured."""
    command = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", f"{package.name}={package.version}"]
    subprocess.run(command, cwd=into, check=True, stdout=subprocess.DEVNULL)
    archive = next(into.glob(f"{package.name}_*.deb"))
    if hashlib.sha256(archive.read_bytes()).hexdigest() != package.sha256:
        raise SystemExit(f"{archive.name} is not the file that the queries were written for")
    subprocess.run(["dpkg-deb", "-x", archive, into / package.name], check=True)
    return into / package.name / package.folder


def make(folder: Path, downloads: Path) -> dict[str, int]:
    """The knowledge base in `folder`, which must not exist; the number of guides by language."""
    shutil.copytree(BASE, folder)
    for name in ("guides", "trainings", "projects"):
        shutil.rmtree(folder / "docs" / name)
    for path in (folder / "vocabulary").glob("*.yml"):
        path.write_text("{}\n", "utf-8")
    (folder / "vocabulary" / "themes.yml").write_text(json.dumps(THEMES, indent=1) + "\n", "utf-8")
    for lang, name in (("hu", "index.md"), ("ro", "index.ro.md")):
        front = {"title": TITLES[lang], "summary": TITLES[lang]}
        if lang == "hu":
            front["review"] = {"last_checked": "2026-11-22"}
        else:
            front["translation"] = {"status": "unreviewed", "date": "2026-11-22"}
        header = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
        (folder / "docs" / name).write_text(f"---\n{header}---\n\n{TITLES[lang]}.\n", "utf-8")
    guides = folder / "docs" / "guides"
    guides.mkdir()
    counts = {"hu": 0, "ro": 0}
    for guide in [*gnome(fetched(GNOME, downloads)), *debian(fetched(DEBIAN, downloads))]:
        guide.write(guides)
        counts[guide.lang] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the knowledge base is made; it must not exist yet")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as downloads:
        counts = make(folder, Path(downloads))
    print(f"{folder}: {counts['hu']} guides in Hungarian, {counts['ro']} in Romanian")


if __name__ == "__main__":
    main()
