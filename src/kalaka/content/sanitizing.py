"""Sanitises HTML: the one allowlist of tags, attributes, classes and URL schemes for every text on the site.

A text passes two parsers. The first, `_Balance`, reads tags as browsers do and writes HTML in which every element that
is opened is closed, inside the block where it stands, so that no slip of an editor swallows what comes after it; it
also gives the two Markdown engines one form of task boxes, notices, footnotes and aligned columns. The second, nh3,
builds the tree of what is left and keeps only what is allowed: no mistake of the first can let code through.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape, unescape
from typing import NamedTuple

import nh3

from kalaka.content.html_tokens import VOID
from kalaka.model.rendered_text import Fault

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
KINDS = ("note", "info", "tip", "example", "important", "warning", "caution", "danger")
"""Kinds of notices."""
CLASSES = {
    tag: {
        *"admonition admonition-title footnote footnote-ref footnote-backref task-list task-list-item".split(),
        *"k-box k-box--done".split(),
        *KINDS,
    }
    for tag in ("div", "p", "details", "ul", "li", "a", "span", "sup")
} | {tag: {"k-center", "k-right"} for tag in ("td", "th")}
_CLASS_NAMES = {"contains-task-list": "task-list", "markdown-alert": "admonition"} | {
    f"markdown-alert-{name}": "admonition-title" if name == "title" else name for name in ("title", *KINDS)
}
"""What comrak calls them."""
SCHEMES = {"http", "https", "mailto"}
_DROPPED_WITH_CONTENT = {"script", "style", "iframe", "template"}
_UNWRAPPED = frozenset(
    "address area article aside audio base body button canvas center col colgroup datalist dialog embed fieldset font"
    " footer form frame frameset head header hgroup html input legend link main map marquee meta meter nav object"
    " optgroup option output param picture progress section slot source time track video data".split()
)
"""Tags that are removed while their content stays. Any other unknown tag is escaped."""
_RELATIVE = re.compile(r"(?!//|\\|[a-zA-Z][a-zA-Z0-9+.-]*:)")
_ID = re.compile(r"(?!k-|__)[a-z0-9_][\w:.-]*", re.I)
_NOTE_ID = re.compile(r"fn(?:ref)?-[\w%:.-]+")
_HEADINGS = {"h1": "h2"}
"""The page has its own h1."""

# Tags as browsers read them: WHATWG HTML, section 13.2.5.

_VALUE = r"""\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)"""
_TAG = rf"(/?)([a-zA-Z][^\s/>]*+)((?:[\s/]*+[^\s/>=]++(?:{_VALUE})?+)*+)[\s/]*+>"
_MARK = re.compile(rf"<(?:(!--)|{_TAG})?")
TAG_IN_TEXT = re.compile(f"<{_TAG}")
"""A tag: whether it is an end tag, its name, its attributes."""
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>][^\s>]*+)))?+""")
_COMMENT_END = re.compile(r"(?<=<!--)-?>|--!?>")
LONGEST_TAG = 10_000
"""A longer tag is text: the work for one is bounded."""
MANY = 40
"""Faults of one kind that are told of one text: the others are of the same making."""
DEEPEST = 200
"""Elements inside one another; further ones are removed and their content stays."""

_BLOCKS = frozenset(
    "blockquote details div dl dd dt figcaption figure h2 h3 h4 h5 h6 hr li ol p pre summary table ul".split()
)
_CELLS = frozenset({"td", "th", "caption"})
_INLINE = TAGS - _BLOCKS - _CELLS - {"tbody", "tfoot", "thead", "tr"}
_OPTIONAL_END = frozenset("dd dt li p tbody td tfoot th thead tr".split())
"""Elements whose end tags HTML lets out."""
_ROWS = frozenset({"tbody", "tfoot", "thead"})
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), frozenset({"dl"}))),
    **dict.fromkeys(("td", "th"), (_CELLS, frozenset({"tr", "table"}))),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"}) | _ROWS),
    **dict.fromkeys(_ROWS, (_ROWS | {"caption"}, frozenset({"table"}))),
}
"""Start tags that end an element of the first set, as far as the nearest one of the second."""


class Sanitised(NamedTuple):
    """Sanitised HTML, and what was wrong with it."""

    html: str
    faults: tuple[Fault, ...]


def sanitised(fragment: str, ids: bool = True) -> Sanitised:
    """Sanitise what a Markdown engine made: markup outside the allowlist is removed, its text stays.

    Without `ids`, only those of footnotes stay.
    """
    balance = _Balance(fragment)
    html = (_CLEANER if ids else _RECORD_CLEANER).clean(balance.html())
    return Sanitised(html, tuple(balance.faults))


class _Open:
    """An element that is open: its name, its end tag, its start tag as written, its place in the text and among the
    pieces.
    """

    __slots__ = ("at", "end", "first_block", "name", "start", "written")

    def __init__(self, name: str, end: str, written: str, at: int, start: int) -> None:
        self.name, self.end, self.written, self.at, self.start = name, end, written, at, start
        self.first_block: int | None = None
        """The piece with which a block on a new line begins inside it: where it ends if nothing closes it."""


class _Balance:
    """Writes HTML in which every element is closed inside its block, with allowed tags only."""

    def __init__(self, fragment: str) -> None:
        self.raw = fragment
        self.faults: list[Fault] = []
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._closed: dict[int, str] = {}
        """End tags that were missing, by the piece before which they stand."""
        self._count: Counter[str] = Counter()
        self._comments_ended = False
        self._unclosed: list[_Open] = []

    def html(self) -> str:
        raw, out, position = self.raw, self._out, 0
        while (at := raw.find("<", position)) >= 0:
            if at > position:
                out.append(raw[position:at])
            position = self._mark(at)
        out.append(raw[position:])
        self._end_unclosed(0)
        for index, ends in self._closed.items():
            out[index] = ends + out[index]
        for element in self._unclosed[:MANY]:
            nth = raw.count(element.written, 0, element.at) + 1
            self.faults.append(("unclosed-markup", element.written, nth))
        return "".join(out)

    def _mark(self, at: int) -> int:
        """Read what begins at a `<`; returns where the text goes on."""
        ends = self.raw.find(">", at, at + LONGEST_TAG)
        match = _MARK.match(self.raw, at, at + LONGEST_TAG if ends >= 0 else at + 4)
        assert match is not None
        if match[1]:
            end = self._end_of_comment(match.end())
            if end is not None:
                return end
            self._unclosed.append(_Open("", "", match[0], at, 0))
        elif match[3]:
            name, written = match[3].lower(), match[0]
            if name in TAGS or name in _HEADINGS:
                name = _HEADINGS.get(name, name)
                if match[2]:
                    self._end(name)
                else:
                    self._start(name, match[4], written, at)
                return match.end()
            if name in _UNWRAPPED:
                if not match[2]:
                    self._unwrapped(name, match[4])
                elif name == "section":
                    self._end("section")
                return match.end()
            if not match[2]:
                self._fault("markup-removed", f"<{name}>")
                if name in _DROPPED_WITH_CONTENT:
                    end = self._end_of_code(name, match.end())
                    if end is not None:
                        return end
        self._out.append("&lt;")
        return at + 1

    def _end_of_comment(self, start: int) -> int | None:
        """Where a comment ends; what is not found once is not looked for again."""
        found = None if self._comments_ended else _COMMENT_END.search(self.raw, start)
        self._comments_ended = found is None
        return found and found.end()

    def _end_of_code(self, name: str, start: int) -> int | None:
        """Where an element ends whose content is no text, if it ends in its block and before another of its name."""
        found = re.compile(rf"<(/?){name}\b|</p>\n|\n<p>", re.I).search(self.raw, start)
        if not found or not found[1]:
            return None
        end = self.raw.find(">", found.end())
        return end + 1 if end >= 0 else None

    def _fault(self, code: str, found: str) -> None:
        self._count[code + found] += 1
        self.faults.append((code, found, self._count[code + found]))

    # Start tags

    def _start(self, name: str, raw_attributes: str, written: str, at: int) -> None:
        if raw_attributes and not raw_attributes.isspace():
            tag = f"<{name}" + "".join(self._attributes(name, raw_attributes)) + ">"
        else:
            tag = f"<{name}>"
        if self._open:
            if name in _BLOCKS:
                self._end_paragraph()
            if name in _ENDS:
                self._end_nearest(*_ENDS[name])
        if name in VOID:
            self._out.append(tag)
        elif len(self._open) >= DEEPEST:
            self._fault("markup-removed", written)
        elif written.endswith("/>"):
            self._out.append(f"{tag}</{name}>")
        else:
            self._push(name, tag, f"</{name}>", written, at)

    def _push(self, name: str, tag: str, end: str, written: str, at: int) -> None:
        out = self._out
        if name in _BLOCKS and self._open and out and out[-1].endswith("\n") and self._open[-1].first_block is None:
            self._open[-1].first_block = len(out)
        self._open.append(_Open(name, end, written, at, len(out)))
        out.append(tag)

    def _unwrapped(self, name: str, raw_attributes: str) -> None:
        """What is left of a tag that is not allowed: a task box, the list of footnotes, or nothing."""
        attributes = _attributes(raw_attributes)
        if name == "input" and attributes.get("type", "").lower() == "checkbox":
            done = " k-box--done" if "checked" in attributes else ""
            self._out.append(f'<span class="k-box{done}"></span>')
            for key in attributes.keys() - {"type", "checked", "disabled", "class"}:
                self._fault("markup-removed", _as_written(key, attributes[key]))
        elif name == "section" and "data-footnotes" in attributes:
            self._push(name, '<div class="footnote">', "</div>", "", 0)
        else:
            self._fault("markup-removed", f"<{name}>")

    def _attributes(self, name: str, raw: str) -> Iterator[str]:
        """The attributes of an allowed tag, written anew; those that are not allowed are reported."""
        attributes = _attributes(raw)
        classes = [_CLASS_NAMES.get(one, one) for one in attributes.pop("class", "").split()]
        if "footnote-backref" in classes:  # its words are in the language of the engine
            attributes = {key: value for key, value in attributes.items() if key in ("href", "id")}
        elif "data-footnote-ref" in attributes:
            del attributes["data-footnote-ref"]
        if name == "sup" and attributes.get("id", "").startswith("fnref"):
            classes.append("footnote-ref")
        elif name == "a" and "footnote-ref" in classes:  # the element around it says so
            classes.remove("footnote-ref")
        elif name in _CELLS:
            align = attributes.pop("align", "") or _aligned(attributes)
            classes += [f"k-{align}"] if align in ("center", "right") else []
        classes = [one for one in classes if one in CLASSES.get(name, ())]
        if classes:
            yield f' class="{chr(32).join(classes)}"'
        for key, value in sorted(attributes.items()):  # in one order, whichever engine wrote them
            wanted = key in ATTRIBUTES["*"] or key in ATTRIBUTES.get(name, ())
            if (not wanted and key != "rel") or _is_hostile(name, key, value):
                self._fault("markup-removed", _as_written(key, value))
            elif wanted:
                yield f' {key}="{escape(value)}"'

    # End tags

    def _end(self, name: str) -> None:
        """An end tag: it ends the nearest element of its name that it can reach; otherwise it is left out."""
        inline = name in _INLINE
        for index in range(len(self._open) - 1, -1, -1):
            element = self._open[index]
            if element.name == name:
                if index + 1 < len(self._open):
                    self._end_unclosed(index + 1)
                self._out.append(self._open.pop().end)
                return
            if element.name in _CELLS and name not in ("table", "tr", *_ROWS, *_CELLS):
                return
            if inline and element.name not in _INLINE:
                return

    def _end_paragraph(self) -> None:
        """End the paragraph in which a block begins: HTML has no blocks in paragraphs."""
        for index in range(len(self._open) - 1, -1, -1):
            name = self._open[index].name
            if name == "p":
                self._end_unclosed(index)
            if name not in _INLINE:
                return

    def _end_nearest(self, names: frozenset[str], scope: frozenset[str]) -> None:
        """End the nearest element of some names inside the nearest one of the scope."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].name in names:
                self._end_unclosed(index)
                return
            if self._open[index].name in scope:
                return

    def _end_unclosed(self, first: int) -> None:
        """End the open elements from one on, which have no end tags: here, or before a block that follows them."""
        unclosed = self._open[first:]
        del self._open[first:]
        here = len(self._out)
        places, place = [], here
        for element in reversed(unclosed):
            if element.first_block is not None:
                place = min(place, element.first_block)
            places.append(place)
        places.reverse()
        for number in range(1, len(unclosed)):
            if unclosed[number].start < places[number - 1] <= places[number]:
                places[number] = places[number - 1]
        for element, place in zip(reversed(unclosed), reversed(places), strict=True):
            if element.name not in _OPTIONAL_END and element.written:
                self._unclosed.append(element)
            if place < here:
                self._closed[place] = self._closed.get(place, "") + element.end
            else:
                self._out.append(element.end)


def _attributes(raw: str) -> dict[str, str]:
    """Attributes as a browser reads them: of two with one name the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def _aligned(attributes: dict[str, str]) -> str:
    """The alignment that Python-Markdown writes as a style, taken out of the attributes."""
    match = re.fullmatch(r"text-align: (left|right|center);?", attributes.get("style", ""))
    if match is None:
        return ""
    del attributes["style"]
    return match[1]


def _as_written(name: str, value: str) -> str:
    return f"{name}={value!r}" if value else name


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Filter of attribute values for nh3: the value, or None to remove the attribute.

    Ids must not clash with those of the frame (`k-…`) and of the theme's switches (`__…`); pictures are on this host.
    Addresses are tested as browsers parse them (WHATWG URL, section 4.4): without control characters and blanks.
    """
    if name == "id":
        return value if _ID.fullmatch(value) else None
    if name in ("href", "src"):
        read = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/")
        if read.startswith("//") or (tag == "img" and not _RELATIVE.match(read)):
            return None
    return value


def _attribute_of_record(tag: str, name: str, value: str) -> str | None:
    """As `_attribute`; of ids only those of footnotes stay, since others could clash with those of the page."""
    if name == "id" and not _NOTE_ID.fullmatch(value):
        return None
    return _attribute(tag, name, value)


def _is_hostile(tag: str, name: str, value: str) -> bool:
    """Whether the value of an allowed attribute is removed, and an editor should know of it."""
    if name in ("href", "src"):
        scheme = re.match(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.\-\x00-\x20]*):", value)
        allowed = re.sub(r"[\x00-\x20]", "", scheme[1]).lower() in SCHEMES if scheme else True
        return not allowed or _attribute(tag, name, value) is None
    return name == "id" and _attribute(tag, name, value) is None


def _cleaner(attribute: Callable[[str, str, str], str | None]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes=CLASSES,
        attribute_filter=attribute,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


_CLEANER = _cleaner(_attribute)
_RECORD_CLEANER = _cleaner(_attribute_of_record)
