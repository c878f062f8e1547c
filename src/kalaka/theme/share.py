"""Pictures that messengers and social networks show beside the address of a page: one for each kind of page.

A picture holds the names of the site, the word for the kind and the host, in the fonts and colours of the theme.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

FOLDER = "assets/share/"
"""Folder of the pictures below the site."""
SIZE = (1200, 630)
"""Width and height in pixels, as all networks take it."""
WORDS: Mapping[str, str] = {
    "projects": "kind.project",
    "guides": "kind.guides",
    "trainings": "kind.trainings",
    "places": "nav.places",
    "counties": "kind.counties",
    "organisations": "kind.organisations",
    "programmes": "kind.programmes",
    "themes": "kind.themes",
    "target-groups": "kind.target-groups",
    "glossary": "nav.glossary",
    "data": "nav.data",
}
"""Section to the message that its picture shows; pages of other sections have the picture without a word."""
_FONTS = Path(__file__).parent / "assets/fonts"
_MARGIN, _WIDTH = 90, 1020
_PAPER, _INK, _ACCENT = (255, 255, 255), (27, 29, 31), (122, 35, 72)
_STEPS = 7
"""Shades between the paper and each of the two colours."""


def word_of(settings: Settings, lang: Lang, section: str) -> str:
    """The word for the kind of page in its picture; empty where there is none."""
    return settings.words(lang)(WORDS[section]) if section in WORDS else ""


def picture_at(lang: Lang, section: str) -> str:
    """Path of the picture of a section's pages below the site."""
    return f"{FOLDER}{section if section in WORDS else 'site'}-{lang}.png"


def pictures(settings: Settings) -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    """Path below the site, everything that the picture shows, and the function that draws it."""
    host = urlsplit(settings.site_url).hostname or ""
    for lang in LANGS:
        names = (settings.names[lang], settings.other_name(lang) or "")
        for section in ("site", *WORDS):
            word = word_of(settings, lang, section)
            yield picture_at(lang, section), repr((names, host, word)), partial(_draw, names, host, word)


def _draw(names: tuple[str, str], host: str, word: str) -> bytes:
    """A PNG of two colours on paper. Pillow is imported here, since most builds draw nothing."""
    from PIL import Image, ImageChops, ImageDraw

    ink, accent = (layer.copy() for layer in _ground(names, host))
    if word:
        draw = ImageDraw.Draw(accent)
        draw.text((_MARGIN, 140), word, font=_font("sans", 54, word), fill=255, anchor="ls")
    steps = [round(value * _STEPS / 255) for value in range(256)]
    picture = ImageChops.lighter(ink.point(steps), accent.point([step and _STEPS + step for step in steps]))
    picture.putpalette([level for colour in (_INK, _ACCENT) for level in _shades(colour)])
    out = io.BytesIO()
    Image.Image.save(picture, out, "PNG", compress_level=6, bits=4)
    return out.getvalue()


@cache
def _ground(names: tuple[str, str], host: str) -> tuple["Image", "Image"]:
    """What all pictures of a language have, in ink and in the accent: names, double line, host."""
    from PIL import Image, ImageDraw

    ink, accent = Image.new("L", SIZE), Image.new("L", SIZE)
    size = min(_font("serif-600", 150, name).size for name in names if name)
    for layer, name, line in ((ink, names[0], 330), (accent, names[1], 330 + size)):
        ImageDraw.Draw(layer).text((_MARGIN, line), name, font=_font("serif-600", size, ""), fill=255, anchor="ls")
    draw = ImageDraw.Draw(ink)
    for top in (528, 539):
        draw.rectangle((_MARGIN, top, _MARGIN + _WIDTH - 1, top + 4), fill=255)
    draw.text((_MARGIN, 594), host, font=_font("sans", 34, host), fill=200, anchor="ls")
    return ink, accent


@cache
def _font(name: str, size: int, text: str) -> "FreeTypeFont":
    """A font of the theme, as much smaller as the text needs to fit between the margins.

    The basic layout is the same on every system; the other one depends on libraries that may be missing.
    """
    from PIL import ImageFont

    font = ImageFont.truetype(_FONTS / f"{name}.woff2", size, layout_engine=ImageFont.Layout.BASIC)
    if name == "sans":
        font.set_variation_by_axes([600])
    length = font.getlength(text)
    return _font(name, int(size * _WIDTH / length), "") if length > _WIDTH else font


def _shades(colour: tuple[int, int, int]) -> Iterator[int]:
    """Red, green and blue of the steps from paper to a colour; the paper stands once, before the first colour."""
    for step in range(0 if colour == _INK else 1, _STEPS + 1):
        for paper, own in zip(_PAPER, colour, strict=True):
            yield paper + (own - paper) * step // _STEPS
