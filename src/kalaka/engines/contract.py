"""Contract with a site engine: it renders one frame for each kind of page in each language, and the 404 page.

A frame is a page of the theme without content. The adapter of an engine (MkDocs or ProperDocs) asks a `FrameRun` which
frames to render and which values the templates get, and returns the rendered frames to it.
"""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import NamedTuple

from kalaka.engines.frame import Chrome, Frame, frame_chrome, page_title
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.model.addresses import url
from kalaka.model.settings import Settings
from kalaka.pages.page import FRAMED

FRAMES_FOLDER = "KALAKA_FRAMES"
"""Environment variable: folder for the frames of a run that renders frames only and builds no site."""
FRAMES_FILE = "frames.json"
FRAME_BODY = "@@k-body@@"
_LINK = re.compile(r'\s(?:href|src|action)="([^"?]*)')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|@@|#")
"""Addresses with a scheme or a host, sentinels, and fragments of the page itself."""
_FRAME = re.compile(r"@frame/([a-z-]+)-([0-4])\.md")


def tidy(html: str) -> str:
    """HTML without white space at the ends of lines, and without the empty lines that tags of Jinja leave."""
    return re.sub(r"[ \t]*\n(?:[ \t]*\n)*", "\n", html).strip() + "\n"


class NotMade(Exception):
    """A site that could not be made; the text says why, in the editor's language."""


class Frames(NamedTuple):
    """Frames as HTML by language and kind of page (`projects-2`), and the 404 page."""

    pages: Mapping[tuple[Lang, str], str]
    lost: str

    @property
    def complete(self) -> bool:
        """Whether every frame is there."""
        return set(self.pages) >= {(lang, f"{s}-{d}") for lang in LANGS for s, d in frame_names()}

    def split(self) -> Mapping[tuple[Lang, str], Frame]:
        """Frames, ready to be filled."""
        return {name: Frame(html) for name, html in self.pages.items()}

    def links(self) -> Iterator[str]:
        """Files below the site that the frame of the home page links to or loads, without repetition in a language."""
        for lang in LANGS:
            html, here = self.pages[lang, "home-0"], url(lang, "")
            for link in dict.fromkeys(_LINK.findall(html)):
                if not _ELSEWHERE.match(link):
                    file = posixpath.normpath(posixpath.join("/", here, unescape(link.partition("#")[0]))).lstrip("/")
                    is_page = not link or link.endswith(("/", "."))
                    yield posixpath.join(file, "index.html") if is_page else file

    def dump(self) -> bytes:
        """JSON of the frames for `load`."""
        rows = [[lang, name, html] for (lang, name), html in sorted(self.pages.items())]
        return json.dumps({"pages": rows, "lost": self.lost}, ensure_ascii=False).encode()

    @classmethod
    def load(cls, raw: bytes) -> "Frames":
        """Read what `dump` wrote. Raises ValueError when the bytes are no frames."""
        try:
            data = json.loads(raw)
            pages = {(lang, name): "".join(html) for lang, name, html in data["pages"]}
            return cls(pages, "".join(data["lost"]))
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("no frames") from error


def frame_names() -> Iterator[tuple[str, int]]:
    """Section and depth (segments of the address) of every kind of page."""
    for section, depths in FRAMED.items():
        for depth in depths:
            yield section, depth


@dataclass
class FrameRun:
    """One run of an engine that renders frames in both languages."""

    settings: Settings
    existing: frozenset[str]
    """Pages that menu and footer lead to."""
    pages: dict[tuple[Lang, str], str] = field(default_factory=dict)
    lost: str = ""

    @property
    def frames(self) -> Frames:
        return Frames(self.pages, self.lost)

    def sources(self, lang: Lang) -> Iterator[tuple[str, str]]:
        """Names of the frames to render, as if they were files below `docs/`, and their addresses below the site."""
        for section, depth in frame_names():
            path = f"{section}/" + "@frame/" * (depth - 1) if depth else ""
            yield f"@frame/{section}-{depth}.md", url(lang, path)

    def chrome(self, source: str, lang: Lang) -> Chrome:
        """Values for the templates of a frame."""
        match = _FRAME.fullmatch(source)
        section, depth = (match[1], int(match[2])) if match else ("", 0)
        return frame_chrome(self.settings, self.existing, lang, section, depth)

    def lost_chrome(self, lang: Lang) -> Chrome:
        """Values for the template of the 404 page, which is in both languages and not indexed."""
        title = " ".join(self.settings.words(code)("lost.title") for code in LANGS)
        return Chrome(
            self.settings,
            self.existing,
            lang,
            title=escape(page_title(self.settings, lang, title)),
            description="",
            head='<meta name="robots" content="noindex">',
            switch=self.settings.base_path + url(other(lang), ""),
            section="lost",
            depth=1,
        )

    def keep(self, source: str, lang: Lang, html: str) -> None:
        """Store a rendered frame; other pages are ignored."""
        if match := _FRAME.fullmatch(source):
            self.pages[lang, f"{match[1]}-{match[2]}"] = tidy(html)

    def keep_lost(self, html: str) -> None:
        """Store the rendered 404 page."""
        self.lost = tidy(html)
