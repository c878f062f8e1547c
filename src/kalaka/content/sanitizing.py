"""Sanitises HTML: the one allowlist of tags, attributes, classes and URL schemes for every text on the site."""

import re
from html.parser import HTMLParser

import nh3

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
"""Tags that are removed while their content stays. Any other unknown tag is escaped."""
_OPENED = re.compile(r"<(?=/?([a-zA-Z][^\s/>]*))|<(?=[!?])")
_ID = re.compile(r"[A-Za-z][\w:.-]*")
_RELATIVE = re.compile(r"(?!//|\\|[a-zA-Z][a-zA-Z0-9+.-]*:)")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Filter of attribute values for nh3: the value, or None to remove the attribute.

    Ids must not clash with those of the frame (`k-…`) and of the theme's switches (`__…`); pictures are on this host.
    Addresses are tested as browsers parse them (WHATWG URL, section 4.4): without control characters and blanks.
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
    """Escape what could swallow the content after it: unclosed raw-text elements, open comments, unknown markup."""
    whole = _WHOLE.sub("", _CHECKBOX.sub(_box, fragment))
    last_end = whole.rfind("-->")

    def as_text(match: re.Match[str]) -> str:
        if match[1]:
            return "<" if match[1].lower() in TAGS | _UNWRAPPED else "&lt;"
        return "<" if whole.startswith("<!--", match.start()) and match.start() < last_end else "&lt;"

    return _OPENED.sub(as_text, whole)


def clean(fragment: str) -> str:
    """Sanitise HTML: markup outside the allowlist is removed, its text stays."""
    return _CLEANER.clean(_defused(fragment))


class _Removed(HTMLParser):
    """Collects the markup that `clean` removes and an editor should know of."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS and tag not in ("input", "h1"):
            self.items.append(f"<{tag}>")
        for name, value in attrs:
            wanted = name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ()) or name == "class"
            stray = not wanted and name not in ("style", "rel")
            if tag in TAGS and (stray or _is_hostile(tag, name, value or "")):
                self.items.append(f"{name}={value!r}" if value else name)


def _is_hostile(tag: str, name: str, value: str) -> bool:
    if name in ("href", "src"):
        scheme = re.match(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.\-\x00-\x20]*):", value)
        allowed = re.sub(r"[\x00-\x20]", "", scheme[1]).lower() in SCHEMES if scheme else True
        return not allowed or _attribute(tag, name, value) is None
    if name == "style":
        return not re.fullmatch(r"text-align: (left|right|center);?", value)
    return name == "id" and _attribute(tag, name, value) is None


def removed(fragment: str) -> tuple[str, ...]:
    """Markup that `clean` removes from a fragment, in order: `<tag>`, or an attribute with its value."""
    parser = _Removed()
    try:
        parser.feed(fragment)
        parser.close()
    except AssertionError:  # HTMLParser fails at some declarations; what it saw before counts
        parser.items.append("<!…>")
    return tuple(parser.items)
