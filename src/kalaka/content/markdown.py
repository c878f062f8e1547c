"""Renders Markdown to sanitised HTML.

Records are rendered by comrak (CommonMark and GFM in Rust, 0.1 ms a record), documents by Python-Markdown with the
extensions of the site's settings. Both pass through the allowlist of `sanitizing`.
"""

import html
import re
from collections import Counter

import comrak

from kalaka.content.html_text import _HREF, _SRC
from kalaka.content.sanitizing import _CHECKBOX, _RECORD_CLEANER, _box, _defused, clean, removed
from kalaka.i18n.folding import slug
from kalaka.model.rendered_text import RenderedText
from kalaka.model.settings import Settings

_MARKED_SECTION = re.compile(r"<!\[(?!(?:cdata|else|endif|if|ignore|include|rcdata|temp)\b)", re.I)


def readable(text: str) -> str:
    """Markdown that Python-Markdown can read: it raises an exception at a marked section (`<![`) of unknown kind."""
    return _MARKED_SECTION.sub("&lt;![", text)


_ID = re.compile(r'id="(?<=\sid=")([^"]*)"')
_HEADING = re.compile(r"<h([1-6])>((?:[^<]|<(?!/?h[1-6]>))*)</h\1>")
_UNUSUAL = re.compile(
    r"<(?!/|(?:p|em|strong|del|ul|ol|li|h[1-6]|hr|br|blockquote|code|pre|table|thead|tbody|tr|th|td)(?: /)?>"
    r'|a href="(?:(?:https?://|mailto:)[^"]*|(?!//)[\w.#/-]*)">)'
)
"""A tag or link in comrak's output of a text without HTML that `removed` must examine."""
_RENDERING = comrak.RenderOptions()
_RENDERING.unsafe_ = _RENDERING.gfm_quirks = True  # HTML passes: it is sanitised afterwards
_MARKDOWN = comrak.ExtensionOptions()
_MARKDOWN.table = _MARKDOWN.autolink = _MARKDOWN.tagfilter = _MARKDOWN.strikethrough = _MARKDOWN.tasklist = True
_UNFILTERED = comrak.ExtensionOptions()
_UNFILTERED.table = _UNFILTERED.strikethrough = _UNFILTERED.tasklist = True


def _rendered_text(
    fragment: str, headings: tuple[tuple[str, str], ...], removed_markup: tuple[str, ...]
) -> RenderedText:
    links = tuple(html.unescape(match[2]) for match in _HREF.finditer(fragment))
    pictures = tuple(html.unescape(match[2]) for match in _SRC.finditer(fragment))
    return RenderedText(fragment, headings, links, frozenset(_ID.findall(fragment)), removed_markup, pictures)


_CACHE: dict[str, str] = {}
"""Cache of HTML by source text, the oldest first."""
_CACHE_SIZE = 1024


def html_of(text: str) -> str:
    """HTML of a record's text, cached: page, exports and search use it one after the other."""
    html = _CACHE.get(text)
    if html is None:
        html = render(text).html
        remember_html(text, html)
    return html


def remember_html(text: str, html: str) -> None:
    """Add the HTML of a text to the cache; the oldest is dropped."""
    if len(_CACHE) >= _CACHE_SIZE:
        del _CACHE[next(iter(_CACHE))]
    _CACHE[text] = html


def render(text: str) -> RenderedText:
    """Render a record's Markdown; headings begin at level 2 and have ids made from their words."""
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

    has_html = "<" in text
    raw_levels = raw.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    # Without HTML in the text all tags are comrak's, which are balanced.
    defused = _defused(raw_levels) if has_html else _CHECKBOX.sub(_box, raw_levels)
    cleaned = _RECORD_CLEANER.clean(defused)  # no ids: they could clash with those of the page
    removed_markup = removed(_unfiltered(text)) if has_html else removed(raw) if _UNUSUAL.search(raw) else ()
    return _rendered_text(_HEADING.sub(heading, cleaned), tuple(headings), removed_markup)


def _unfiltered(text: str) -> str:
    """HTML with the tags that GFM's tagfilter escapes (script, iframe …), so that `removed` reports them."""
    return _html(text, _UNFILTERED)


def _html(text: str, extensions: comrak.ExtensionOptions) -> str:
    return comrak.render_markdown(text, extension_options=extensions, render_options=_RENDERING)


class ExtensionFailed(Exception):
    """A Markdown extension of the settings failed: its name, the option that it does not know, and its own words."""

    def __init__(self, name: str, option: str | None, known: tuple[str, ...], reason: str) -> None:
        super().__init__(name, option, known, reason)
        self.name, self.option, self.known, self.reason = name, option, known, reason


def outline(text: str, settings: Settings) -> RenderedText:
    """Render a document's Markdown with the extensions of the settings."""
    import markdown  # a slow import that records do not need

    try:
        parser = markdown.Markdown(
            extensions=list(settings.markdown_extensions), extension_configs=dict(settings.markdown_options)
        )
        raw = parser.convert(readable(text))
    except RecursionError:  # the text is to blame
        raise
    except Exception as error:  # an extension may fail in any way
        raise _failed(text, settings) or ExtensionFailed("", None, (), str(error)) from error
    return _rendered_text(clean(raw), (), removed(raw))


def _failed(text: str, settings: Settings) -> ExtensionFailed | None:
    """The first extension that fails alone."""
    import markdown

    for name in settings.markdown_extensions:
        options = dict(settings.markdown_options.get(name, {}))
        try:
            markdown.Markdown(extensions=[name], extension_configs={name: options}).convert(readable(text))
        except KeyError as error:
            option = str(error.args[0]) if error.args else ""
            if option not in options:
                return ExtensionFailed(name, None, (), str(error))
            return ExtensionFailed(name, option, tuple(markdown.Markdown().build_extension(name, {}).getConfigs()), "")
        except Exception as error:  # as above
            return ExtensionFailed(name, None, (), str(error))
    return None
