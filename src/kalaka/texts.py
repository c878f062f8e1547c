"""What the engine draws, kept and drawn anew: only the texts that have changed, while other work goes on."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kalaka.cache import Cache, code_version, digest
from kalaka.engine import Order, frame_names, load_drawn
from kalaka.library import Doc, Library
from kalaka.model import LANGS, Lang
from kalaka.pages.docs import doc_file
from kalaka.pages.page import LOST, Drawn
from kalaka.prints import Prints


class EngineFailed(Exception):
    """The engine ended with an error; the text is what it said."""


class Texts:
    """Frames and texts of a library: those that are kept, and a run of the engine for the others."""

    def __init__(self, library: Library, engine: str, cache: Cache, prints: Prints, folder: Path) -> None:
        shared = digest(code_version(), engine, prints.of("mkdocs.yml"), prints.below("overrides/", "hooks/"))
        self.cache = cache
        self.frame_key = digest(shared, "frames")
        self.keys = {
            (lang, doc_file(doc, lang)): digest(shared, lang, _text_key(doc, lang))
            for doc in library.docs
            for lang in LANGS
        }
        self.frames: dict[tuple[Lang, str], str] = cache.get("frames", [self.frame_key]).get(self.frame_key, {})
        kept = cache.get("text", self.keys.values())
        self.texts = {name: kept[key] for name, key in self.keys.items() if key in kept}
        lacking = {d.source for d in library.docs for lang in LANGS if (lang, doc_file(d, lang)) not in self.texts}
        wanted = {(lang, f"{section}-{depth}") for lang in LANGS for section, depth in frame_names()}
        self.process: subprocess.Popen[str] | None = None
        if lacking or not wanted <= self.frames.keys():
            self.folder = tempfile.TemporaryDirectory(dir=folder)
            Order.of(library, lacking | {"index.md"}).save(Path(self.folder.name))
            self.process = _start(library.root, Path(self.folder.name), engine)

    @property
    def is_drawing(self) -> bool:
        return self.process is not None

    def drawn(self) -> Drawn:
        """Everything, when the engine has ended; raises `EngineFailed`."""
        if self.process is None:
            return Drawn(self.frames, self.texts)
        said, _ = self.process.communicate()
        folder = Path(self.folder.name)
        if self.process.returncode or not (folder / "drawn.json").exists():
            self.folder.cleanup()
            raise EngineFailed(said or f"exit status {self.process.returncode}")
        new = load_drawn(folder)
        lost = (folder / "out/404.html").read_text("utf-8")
        self.folder.cleanup()
        self.process = None
        self.frames = {**new.frames, LOST: lost}
        self.texts |= new.texts
        self.cache.put("frames", {self.frame_key: self.frames})
        self.cache.keep("frames", [self.frame_key])
        self.cache.put("text", {self.keys[name]: text for name, text in new.texts.items() if name in self.keys})
        self.cache.keep("text", self.keys.values())
        return Drawn(self.frames, self.texts)

    def stop(self) -> None:
        """What it draws is not wanted any more."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.folder.cleanup()


def _text_key(doc: Doc, lang: Lang) -> bytes:
    """What the engine's text of a page is made of: its Markdown and its place among the others."""
    true = lang if lang in doc.langs else doc.original
    return digest(doc.source, doc.files[true], ",".join(doc.langs), doc.bodies[true][0])


def _start(root: Path, folder: Path, engine: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", engine, "build", "--strict", "-f", str(root / "mkdocs.yml")]
    environment = os.environ | {
        "KALAKA_ORDER": str(folder),
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "0"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.Popen(
        [*command, "-d", str(folder / "out")],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
