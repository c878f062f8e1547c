"""What the site engine asks of us during one run. The hooks translate its events into these questions."""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from kalaka import prose
from kalaka.checks import check
from kalaka.data.entities import About
from kalaka.frame import Chrome, Frame, frame_chrome, full_head, page_title
from kalaka.library import SECTIONS, Doc, Library
from kalaka.load import load_library
from kalaka.messages import editor_lang, messages
from kalaka.model import LANGS, Lang, other
from kalaka.output import write_pages
from kalaka.pages.docs import surround
from kalaka.pages.page import relative, url
from kalaka.problems import errors, in_order

FRAME_BODY = "@@k-body@@"
_FRAME = re.compile(r"@frame/([a-z-]+)-([12])\.md")
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.S)

Frames = Mapping[tuple[Lang, str], Frame]


def frame_names() -> Iterator[tuple[str, int]]:
    """Section and depth of every kind of generated page."""
    for section in (*SECTIONS, "glossary", "search", "data"):
        yield section, 1
        if section not in ("guides", "trainings", "glossary", "search", "data"):
            yield section, 2


class Run:
    """One run of the engine over one library, both languages."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.frames: dict[tuple[Lang, str], str] = {}
        self._docs = {path.removeprefix("docs/"): doc for doc in library.docs for path in doc.files.values()}

    @classmethod
    def start(cls, root: Path) -> tuple["Run | None", list[str]]:
        """Read and check everything: a run, unless there are errors, and a line for each problem."""
        library, problems = load_library(root)
        problems = in_order([*problems, *check(library)])
        report = [problem.line_of_text(editor_lang()) for problem in problems]
        return None if errors(problems) else cls(library), report

    # Addresses

    def addresses(self, lang: Lang) -> Iterator[tuple[str, str]]:
        """Link targets that the engine does not draw itself, and their addresses."""
        drawn = {doc.source for doc in self.library.docs}
        for source, path in self.library.addresses.items():
            if source not in drawn:
                yield source, url(lang, path)

    def fallbacks(self, lang: Lang) -> Iterator[tuple[str, str, str]]:
        """Pages that exist only in Romanian, which the engine would leave out of Hungarian: file, alias, address."""
        for doc in self.library.docs:
            if lang == "hu" and "hu" not in doc.files:
                yield doc.files["ro"].removeprefix("docs/"), doc.source, url(lang, doc.path)

    def frame_addresses(self, lang: Lang) -> Iterator[tuple[str, str]]:
        for section, depth in frame_names():
            path = f"{section}/" + "frame/" * (depth - 1)
            yield f"@frame/{section}-{depth}.md", url(lang, path)

    # Pages

    def is_frame(self, source: str) -> bool:
        return _FRAME.fullmatch(source) is not None

    def body(self, source: str) -> str | None:
        """The text of an authored page without its front matter, as we read it and not as the engine does."""
        doc = self._docs.get(source)
        if doc is None:
            return None
        lang: Lang = "ro" if source.endswith(".ro.md") else "hu"
        return prose.readable(doc.bodies[lang][0])

    def clean(self, html: str, lang: Lang) -> str:
        words = messages(lang)
        return prose.scrolling_tables(prose.clean(html), lambda number: words("table.label", number=number))

    def chrome(self, source: str, lang: Lang, content: str) -> Chrome:
        """What the templates know of an authored page or a frame."""
        if match := _FRAME.fullmatch(source):
            return frame_chrome(lang, match[1])
        return doc_chrome(self.library, self._docs[source], lang, content)

    def lost_chrome(self, lang: Lang) -> Chrome:
        """The page for addresses that do not exist: in both languages, announced nowhere."""
        words = messages(lang)
        title = f"{messages('hu')('lost.title')} {messages('ro')('lost.title')}"
        return Chrome(
            lang,
            words,
            title=escape(page_title(words, title)),
            description="",
            head='<meta name="robots" content="noindex">',
            switch=self.library.settings.base_path + url(other(lang), ""),
            section="",
            kind="lost",
        )

    # Frames

    def keep_frame(self, source: str, lang: Lang, output: str) -> None:
        match = _FRAME.fullmatch(source)
        assert match
        self.frames[lang, f"{match[1]}-{match[2]}"] = output

    def save_frames(self, folder: Path) -> None:
        """Hand the frames to the process that started the engine."""
        rows = [[lang, name, text] for (lang, name), text in sorted(self.frames.items())]
        (folder / "frames.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    def complete(self, site: Path) -> None:
        """Write every generated page into the engine's own output."""
        write_pages(self.library, {key: Frame(text) for key, text in self.frames.items()}, site)


def load_frames(folder: Path) -> Frames:
    rows = json.loads((folder / "frames.json").read_text("utf-8"))
    return {(lang, name): Frame(text) for lang, name, text in rows}


def doc_chrome(library: Library, doc: Doc, lang: Lang, content: str) -> Chrome:
    words = messages(lang)
    around = surround(library, doc, lang)
    title = doc.title.best(lang)[0]
    summary = doc.summary.best(lang)[0]
    about = About(lang, doc.path, title, summary, tuple(known for known in LANGS if known in doc.langs))
    return Chrome(
        lang,
        words,
        title=escape(page_title(words, title) if doc.path else f"{words('site.name')} – {title}"),
        description=escape(summary),
        head=full_head(library, about),
        switch=relative(url(lang, doc.path), url(other(lang), doc.path)),
        section=doc.section or doc.id,
        kind="home" if doc.id == "index" else doc.section.removesuffix("s") or "article",
        above=around.above,
        below=around.below,
        text_lang=lang if lang in doc.langs else other(lang),
        toc=tuple((name, prose.plain(text)) for name, text in _HEADING.findall(content)),
    )
