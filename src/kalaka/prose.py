"""Markdown of records → clean HTML; and what any HTML on the site may contain: the allowlist stands here, once.

Records are read by comrak (GitHub's Markdown in Rust: a record costs a tenth of a millisecond). Guides are
rendered by the engine with Python-Markdown; `outline` renders them the same way to know their links and fragments
before the engine runs. Both pass through the same `clean`.
"""

import html
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from itertools import count

import comrak
import nh3

from kalaka.language import slug
from kalaka.settings import Settings

TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i"
    " img ins kbd label li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead tr u"
    " ul var wbr".split()
)
ATTRIBUTES = {
    "*": {"id", "lang"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height", "title"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "details": {"open"},
}
CLASSES = {
    tag: set(
        "admonition admonition-title note warning tip info example footnote footnote-ref footnote-backref task-list"
        " task-list-item k-box k-box--done".split()
    )
    for tag in ("div", "p", "details", "ul", "li", "a", "span", "sup")
}
SCHEMES = {"http", "https", "mailto"}
_DROPPED_WITH_CONTENT = {"script", "style", "iframe", "template"}
_WHOLE = re.compile(r"<(script|style|iframe|template)\b[^>]*>(?:(?!<\1\b).)*?</\1\s*>", re.S | re.I)
_UNWRAPPED = frozenset(
    "address area article aside audio base body button canvas center col colgroup datalist dialog embed fieldset font"
    " footer form frame frameset h1 head header hgroup html input legend link main map marquee meta meter nav object"
    " optgroup option output param picture progress section slot source time track video data".split()
)
"""Tags that go while their words stay. Any other unknown tag is shown as the text that it is."""
_OPENED = re.compile(r"<(?=/?([a-zA-Z][^\s/>]*))|<(?=[!?])")

_MARKED_SECTION = re.compile(r"<!\[(?!(?:cdata|else|endif|if|ignore|include|rcdata|temp)\b)", re.I)
_ID = re.compile(r"[A-Za-z][\w:.-]*")
_RELATIVE = re.compile(r"(?!//|\\|[a-zA-Z][a-zA-Z0-9+.-]*:)")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Ids stay clear of the frame's own and of the theme's switches (`__…`); pictures stay on this host.

    Addresses are judged as browsers read them: without the controls and blanks that they drop.
    """
    if name == "id":
        return value if _ID.fullmatch(value) and not value.lower().startswith("k-") else None
    if name in ("href", "src"):
        read = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/")
        if read.startswith("//") or (tag == "img" and not _RELATIVE.match(read)):
            return None
    return value


def _cleaner(everywhere: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()} | {"*": everywhere},
        allowed_classes=CLASSES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


_CLEANER = _cleaner(ATTRIBUTES["*"])
_RECORD_CLEANER = _cleaner(ATTRIBUTES["*"] - {"id"})
_CHECKBOX = re.compile(r'<input type="checkbox"( checked(="[^"]*")?| disabled(="[^"]*")?)*\s*/?>')


def _box(match: re.Match[str]) -> str:
    return f'<span class="k-box{" k-box--done" if "checked" in match[0] else ""}"></span>'


def _defused(fragment: str) -> str:
    """Nothing in it can swallow what follows: no unclosed script, no comment without end, no foreign markup."""
    whole = _WHOLE.sub("", _CHECKBOX.sub(_box, fragment))
    last_end = whole.rfind("-->")

    def as_text(match: re.Match[str]) -> str:
        if match[1]:
            return "<" if match[1].lower() in TAGS | _UNWRAPPED else "&lt;"
        return "<" if whole.startswith("<!--", match.start()) and match.start() < last_end else "&lt;"

    return _OPENED.sub(as_text, whole)


def clean(fragment: str) -> str:
    """HTML that may stand on the site: everything outside the allowlist is gone, the words stay."""
    return _CLEANER.clean(_defused(fragment))


def readable(text: str) -> str:
    """Markdown as Python-Markdown can read it: it fails at a marked section that it does not know."""
    return _MARKED_SECTION.sub("&lt;![", text)


class _Removed(HTMLParser):
    """What `clean` takes out that an editor should know of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS and tag not in ("input", "h1"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            wanted = name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ()) or name == "class"
            stray = not wanted and name not in ("style", "rel")
            if tag in TAGS and (stray or _is_hostile(tag, name, value or "")):
                self.found.append(f"{name}={value!r}" if value else name)


def _is_hostile(tag: str, name: str, value: str) -> bool:
    if name in ("href", "src"):
        scheme = re.match(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.\-\x00-\x20]*):", value)
        known = re.sub(r"[\x00-\x20]", "", scheme[1]).lower() in SCHEMES if scheme else True
        return not known or _attribute(tag, name, value) is None
    if name == "style":
        return not re.fullmatch(r"text-align: (left|right|center);?", value)
    return name == "id" and _attribute(tag, name, value) is None


def removed(fragment: str) -> tuple[str, ...]:
    parser = _Removed()
    try:
        parser.feed(fragment)
        parser.close()
    except AssertionError:  # the standard parser gives up at some declarations; what it saw before counts
        parser.found.append("<!…>")
    return tuple(parser.found)


@dataclass(frozen=True)
class Prose:
    """Rendered text: HTML, its headings (id, HTML of the heading), its links as written, and what was removed."""

    html: str
    headings: tuple[tuple[str, str], ...]
    links: tuple[str, ...]
    ids: frozenset[str]
    removed: tuple[str, ...]
    pictures: tuple[str, ...] = ()


_HREF = re.compile(r'(<a [^>]*?href=")([^"]*)(")')
_SRC = re.compile(r'(<img [^>]*?src=")([^"]*)(")')
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


_TABLE = re.compile(r"<table>.*?</table>", re.S)


def scrolling_tables(fragment: str, label: Callable[[int], str]) -> str:
    """The same HTML with each table in a named region that scrolls by itself, by touch and by keyboard."""
    numbers = count(1)

    def wrap(match: re.Match[str]) -> str:
        name = html.escape(label(next(numbers)))
        return f'<div class="k-scroll" tabindex="0" role="region" aria-label="{name}">{match[0]}</div>'

    return _TABLE.sub(wrap, fragment) if "<table>" in fragment else fragment


def relink(fragment: str, resolve: Callable[[str], str], picture: Callable[[str], str]) -> str:
    """The same HTML with every link as `resolve` gives it, and every picture's address as `picture` does."""
    if "<a " in fragment:
        fragment = _HREF.sub(lambda m: m[1] + html.escape(resolve(html.unescape(m[2]))) + m[3], fragment)
    if "<img " in fragment:
        fragment = _SRC.sub(lambda m: m[1] + html.escape(picture(html.unescape(m[2]))) + m[3], fragment)
    return fragment


def outline(text: str, settings: Settings) -> Prose:
    """A guide's links and fragments, from the same Markdown extensions as the engine uses."""
    import markdown  # an edited record does not wait for it

    parser = markdown.Markdown(
        extensions=list(settings.markdown_extensions), extension_configs=dict(settings.markdown_options)
    )
    raw = parser.convert(readable(text))
    return _prose(clean(raw), (), removed(raw))


def word_count(text: str) -> int:
    return len(re.findall(r"\w+", text))


def plain(fragment: str) -> str:
    """The words of an HTML fragment."""
    return html.unescape(re.sub(r"<[^>]*>", "", fragment)).strip()
