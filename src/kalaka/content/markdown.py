"""Markdown of records → clean HTML; and what any HTML on the site may contain: the allowlist stands here, once.

Records are read by comrak (GitHub's Markdown in Rust: a record costs a tenth of a millisecond). Guides are
rendered by the engine with Python-Markdown; `outline` renders them the same way to know their links and fragments
before the engine runs. Both pass through the same `clean`.
"""

import html
import re
from collections import Counter
from functools import lru_cache

import comrak

from kalaka.content.html_text import _HREF, _SRC
from kalaka.content.sanitizing import _CHECKBOX, _RECORD_CLEANER, _box, _defused, clean, removed
from kalaka.i18n.folding import slug
from kalaka.model.rendered_text import Prose
from kalaka.model.settings import Settings

_MARKED_SECTION = re.compile(r"<!\[(?!(?:cdata|else|endif|if|ignore|include|rcdata|temp)\b)", re.I)


def readable(text: str) -> str:
    """Markdown as Python-Markdown can read it: it fails at a marked section that it does not know."""
    return _MARKED_SECTION.sub("&lt;![", text)


_OWN_ID = re.compile(r'id="(?<=\sid=")([^"]*)"')
_HEADING = re.compile(r"<h([1-6])>((?:[^<]|<(?!/?h[1-6]>))*)</h\1>")
_UNUSUAL = re.compile(
    r"<(?!/|(?:p|em|strong|del|ul|ol|li|h[1-6]|hr|br|blockquote|code|pre|table|thead|tbody|tr|th|td)(?: /)?>"
    r'|a href="(?:(?:https?://|mailto:)[^"]*|(?!//)[\w.#/-]*)">)'
)
"""A tag of comrak's that needs a closer look, in text without markup of its own."""
_RENDERING = comrak.RenderOptions()
_RENDERING.unsafe_ = _RENDERING.gfm_quirks = True  # markup passes: the cleaner judges it
_MARKDOWN = comrak.ExtensionOptions()
_MARKDOWN.table = _MARKDOWN.autolink = _MARKDOWN.tagfilter = _MARKDOWN.strikethrough = _MARKDOWN.tasklist = True
_UNFILTERED = comrak.ExtensionOptions()
_UNFILTERED.table = _UNFILTERED.strikethrough = _UNFILTERED.tasklist = True


def _prose(fragment: str, headings: tuple[tuple[str, str], ...], gone: tuple[str, ...]) -> Prose:
    links = tuple(html.unescape(match[2]) for match in _HREF.finditer(fragment))
    pictures = tuple(html.unescape(match[2]) for match in _SRC.finditer(fragment))
    return Prose(fragment, headings, links, frozenset(_OWN_ID.findall(fragment)), gone, pictures)


@lru_cache(maxsize=1024)
def html_of(text: str) -> str:
    """The HTML of a record's text; page, data and search ask for it one after the other."""
    return render(text).html


def render(text: str) -> Prose:
    """Markdown of a record → HTML whose headings begin at level 2 and carry ids made of their words."""
    raw = _html(text, _MARKDOWN)
    headings: list[tuple[str, str]] = []
    taken: Counter[str] = Counter()

    def heading(match: re.Match[str]) -> str:
        words = match[2]
        base = "t-" + (slug(html.unescape(re.sub(r"<[^>]*>", "", words))) or "x")
        taken[base] += 1
        name = base if taken[base] == 1 else f"{base}--{taken[base]}"
        level = max(2, int(match[1]))
        headings.append((name, words))
        return f'<h{level} id="{name}">{words}</h{level}>'

    own_markup = "<" in text
    raw_levels = raw.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    # What has no markup of its own is markup of comrak, which closes what it opens.
    defused = _defused(raw_levels) if own_markup else _CHECKBOX.sub(_box, raw_levels)
    cleaned = _RECORD_CLEANER.clean(defused)  # no ids: the page around it has its own
    gone = removed(_unfiltered(text)) if own_markup else removed(raw) if _UNUSUAL.search(raw) else ()
    return _prose(_HEADING.sub(heading, cleaned), tuple(headings), gone)


def _unfiltered(text: str) -> str:
    """With the tags that comrak shows as text (script, iframe …): `removed` looks for them."""
    return _html(text, _UNFILTERED)


def _html(text: str, extensions: comrak.ExtensionOptions) -> str:
    return comrak.render_markdown(text, extension_options=extensions, render_options=_RENDERING)


def outline(text: str, settings: Settings) -> Prose:
    """A guide's links and fragments, from the same Markdown extensions as the engine uses."""
    import markdown  # an edited record does not wait for it

    parser = markdown.Markdown(
        extensions=list(settings.markdown_extensions), extension_configs=dict(settings.markdown_options)
    )
    raw = parser.convert(readable(text))
    return _prose(clean(raw), (), removed(raw))
