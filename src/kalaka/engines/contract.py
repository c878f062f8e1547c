"""What the site engine is asked to do, and what it gives back: frames, the lost page, and the texts of authored pages.

The engine draws one empty page of each kind. Run by itself (`mkdocs build`) it also turns the Markdown of guides,
trainings and plain pages into HTML, with links between them; `kalaka build` does that with the same extensions, so
that an edited text needs no engine, and a test holds both to the same bytes. Everything else is made here. The hooks
translate the engine's events into questions to `Run`.
"""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path

from kalaka.build.anchors import page_anchors
from kalaka.build.output import write_site
from kalaka.content import html_text, markdown, sanitizing
from kalaka.content.loader import load_library
from kalaka.engines.frame import Chrome, frame_chrome, page_title
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import editor_lang, messages
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import Doc, Library
from kalaka.pages.page import FRAMED, Drawn
from kalaka.problems.problem import errors, in_order
from kalaka.rules import check

FRAME_BODY = "@@k-body@@"
_FRAME = re.compile(r"@frame/([a-z-]+)-([0-4])\.md")


_RECORD = re.compile(r"[a-z-]+/[a-z0-9-]+\.yml")


def frame_names() -> Iterator[tuple[str, int]]:
    """Section and depth of every kind of page."""
    for section, depths in FRAMED.items():
        for depth in depths:
            yield section, depth


@dataclass(frozen=True)
class Order:
    """What the engine needs to know: values that can be handed to another process as JSON."""

    addresses: Mapping[str, str]
    """Targets of links below `docs/` → addresses below the language."""
    docs: Mapping[str, Mapping[str, str]]
    """Sources of the pages to draw → their files by language, below `docs/`."""
    bodies: Mapping[str, str]
    """Files of those pages → their Markdown without front matter."""
    base_path: str

    @classmethod
    def of(cls, library: Library) -> "Order":
        """To draw everything."""
        docs = list(library.docs)
        linked = {joined for doc in docs for joined in _records_linked(doc)}
        return cls(
            addresses={**library.addresses, **{name: name.removesuffix(".yml") + "/" for name in sorted(linked)}},
            docs={doc.source: {lang: file.removeprefix("docs/") for lang, file in doc.files.items()} for doc in docs},
            bodies={doc.files[lang].removeprefix("docs/"): doc.bodies[lang][0] for doc in docs for lang in doc.langs},
            base_path=library.settings.base_path,
        )

    @classmethod
    def of_frames(cls, library: Library) -> "Order":
        """To draw empty pages only. The engine wants a home page; it is empty too."""
        files: dict[str, str] = {lang: "index.md" if lang == "hu" else f"index.{lang}.md" for lang in LANGS}
        return cls(
            addresses={},
            docs={"index.md": files},
            bodies=dict.fromkeys(files.values(), ""),
            base_path=library.settings.base_path,
        )

    def save(self, folder: Path) -> None:
        (folder / "order.json").write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Order":
        return cls(**json.loads((folder / "order.json").read_text("utf-8")))


def _records_linked(doc: Doc) -> Iterator[str]:
    """The records and entries that a page links to, whether they are there or not: `projects/x.yml`."""
    for lang, outline in doc.outlines.items():
        folder = posixpath.dirname(doc.files[lang].removeprefix("docs/"))
        for target in outline.links:
            joined = posixpath.normpath(posixpath.join(folder, target.partition("#")[0]))
            if _RECORD.fullmatch(joined):
                yield joined


@dataclass
class Run:
    """One run of the engine, both languages."""

    order: Order
    library: Library | None = None
    frames: dict[tuple[Lang, str], str] = field(default_factory=dict)
    texts: dict[tuple[Lang, str], str] = field(default_factory=dict)
    """By language of the reader and file."""

    @classmethod
    def ordered(cls, folder: Path) -> "Run":
        """A run that `kalaka build` has ordered."""
        return cls(Order.load(folder))

    @classmethod
    def start(cls, root: Path) -> tuple["Run | None", list[str]]:
        """Read and check everything: a run, unless there are errors, and a line for each problem."""
        library, problems = load_library(root)
        problems = in_order([*problems, *check(library, page_anchors)])
        report = [problem.line_of_text(editor_lang()) for problem in problems]
        return None if errors(problems) else cls(Order.of(library), library), report

    # Addresses

    def addresses(self, lang: Lang) -> Iterator[tuple[str, str]]:
        """Link targets that the engine does not draw itself, and their addresses."""
        for source, path in self.order.addresses.items():
            if source not in self.order.docs:
                yield source, url(lang, path)

    def is_skipped(self, file: str) -> bool:
        """Whether the engine has nothing to do with a file below `docs/`: a record; anything, when it draws frames."""
        if self.library is None or file.endswith(".md"):
            return not self.is_frame(file) and file not in self.order.bodies
        return file.endswith(".yml")

    def fallbacks(self, lang: Lang) -> Iterator[tuple[str, str, str]]:
        """Pages that exist only in Romanian, which the engine would leave out of Hungarian: file, alias, address."""
        for source, files in self.order.docs.items():
            if lang == "hu" and "hu" not in files:
                yield files["ro"], source, url(lang, self.order.addresses[source])

    def frame_addresses(self, lang: Lang) -> Iterator[tuple[str, str]]:
        for section, depth in frame_names():
            path = f"{section}/" + "@frame/" * (depth - 1) if depth else ""
            yield f"@frame/{section}-{depth}.md", url(lang, path)

    # Pages

    def is_frame(self, source: str) -> bool:
        return _FRAME.fullmatch(source) is not None

    def body(self, file: str) -> str | None:
        """The text of an authored page without its front matter, as we read it and not as the engine does."""
        found = self.order.bodies.get(file)
        return None if found is None else markdown.readable(found)

    def keep_text(self, file: str, lang: Lang, html: str) -> None:
        """The engine's HTML of an authored page, cleaned."""
        words = messages(lang)
        self.texts[lang, file] = html_text.scrolling_tables(
            sanitizing.clean(html), lambda number: words("table.label", number=number)
        )

    def chrome(self, source: str, lang: Lang) -> Chrome:
        """What the templates know of a frame."""
        match = _FRAME.fullmatch(source)
        return frame_chrome(lang, match[1] if match else "")

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
            switch=self.order.base_path + url(other(lang), ""),
            section="lost",
        )

    def keep_frame(self, source: str, lang: Lang, output: str) -> None:
        match = _FRAME.fullmatch(source)
        assert match
        self.frames[lang, f"{match[1]}-{match[2]}"] = output

    # Results

    @property
    def drawn(self) -> Drawn:
        return Drawn(self.frames, self.texts)

    def save(self, folder: Path) -> None:
        """Hand the results to the process that ordered them."""
        rows = {
            kind: [[lang, name, text] for (lang, name), text in sorted(found.items())]
            for kind, found in (("frames", self.frames), ("texts", self.texts))
        }
        (folder / "drawn.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    def complete(self, site: Path) -> None:
        """Write every other page into the engine's own output."""
        assert self.library
        write_site(self.library, self.drawn, site)


def load_drawn(folder: Path) -> Drawn:
    rows = json.loads((folder / "drawn.json").read_text("utf-8"))
    frames, texts = ({(lang, name): text for lang, name, text in rows[kind]} for kind in ("frames", "texts"))
    return Drawn(frames, texts)
