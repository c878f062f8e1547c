"""Renders Markdown to sanitised HTML.

Records are rendered by comrak (CommonMark and GFM in Rust, 0.1 ms a record), documents by Python-Markdown with the
extensions of the site's settings. What the one knows and the other does not is rewritten before (`markdown_source`);
both pass through the allowlist of `sanitizing`, and `_described` gives both the same ids, notes and notices.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape
from itertools import islice

import comrak

from kalaka.content import markdown_source as source_forms
from kalaka.content.html_text import heading_text
from kalaka.content.html_tokens import Fragment, Tag, written
from kalaka.content.markdown_source import BRACKET, NAMED, Notice
from kalaka.content.sanitizing import MANY, sanitised
from kalaka.i18n.folding import slug
from kalaka.model.rendered_text import Fault, RenderedText
from kalaka.model.settings import Settings
from kalaka.problems.positions import occurrence

_MARKED_SECTION = re.compile(r"<!\[(?!(?:cdata|else|endif|if|ignore|include|rcdata|temp)\b)", re.I)


def readable(text: str) -> str:
    """Markdown that Python-Markdown can read: it raises an exception at a marked section (`<![`) of unknown kind."""
    return _MARKED_SECTION.sub("&lt;![", text)


_RENDERING = comrak.RenderOptions()
_RENDERING.unsafe_ = _RENDERING.gfm_quirks = True  # HTML passes: it is sanitised afterwards
_RENDERING.tasklist_classes = True
_MARKDOWN = comrak.ExtensionOptions()
_MARKDOWN.table = _MARKDOWN.autolink = _MARKDOWN.strikethrough = _MARKDOWN.tasklist = True
_MARKDOWN.footnotes = _MARKDOWN.description_lists = _MARKDOWN.alerts = True
_MARKDOWN.subscript = True  # so that one tilde can be told from two: `5~10 és 6~8` is no struck-out text

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
    """Render a record's Markdown; headings begin at level 2, and ids are those of headings and footnotes."""
    forms, short, empty = source_forms.abbreviations(text)
    notices: list[Notice] = []
    forms = source_forms.alerts_of_notices(forms, notices)
    clean = sanitised(_html(forms), ids=False)
    html = clean.html
    if 'class="admonition' in html:
        html = _with_notices(html, notices)
    if "<sub>" in html and "<sub" not in text:
        html = html.replace("<sub>", "~").replace("</sub>", "~")
    return _described(html, text, [*clean.faults, *_unfinished(text, empty)], short, "t-")


def _html(text: str) -> str:
    return comrak.render_markdown(text, extension_options=_MARKDOWN, render_options=_RENDERING)


def _with_notices(html: str, notices: list[Notice]) -> str:
    """A record's notices with their kinds and titles; alerts of comrak without a title lose its English one."""
    fragment = Fragment(html)
    ends = fragment.ends()
    for number, tag in enumerate(fragment.tags):
        if tag.is_end or tag.name != "p" or "admonition-title" not in tag.raw or not number:
            continue
        around, title = fragment.tags[number - 1], tag.at + 1
        words = fragment.pieces[title]
        index = int(words[1:]) if re.fullmatch(NAMED + r"\d{1,9}", words) else len(notices)
        if index < len(notices) and around.at in ends:
            _write_notice(fragment, notices[index], around, ends[around.at], tag)
        elif words.casefold() in around.attributes.get("class", "").split():
            fragment.pieces[title] = ""
    return str(fragment)


def _write_notice(fragment: Fragment, notice: Notice, around: Tag, end: Tag, title: Tag) -> None:
    if notice.title == NAMED:
        words = ""
    else:
        inner = Fragment(sanitised(_html(notice.title), ids=False).html.strip())
        words = "".join(inner.pieces[2:-2] if inner.pieces[1:2] == ["<p>"] else inner.pieces)
    pieces = fragment.pieces
    if notice.folds:
        classes = {"class": notice.kind} if notice.kind else {}
        pieces[around.at] = written("details", {**classes, **({"open": ""} if notice.is_open else {})})
        pieces[end.at] = "</details>"
        pieces[title.at : title.at + 3] = ["<summary>", words, "</summary>"]
    else:
        pieces[around.at] = written("div", {"class": f"admonition {notice.kind}".strip()})
        shown = words or notice.title == NAMED
        tags = ['<p class="admonition-title">', words, "</p>"] if shown else ["", "", ""]
        pieces[title.at : title.at + 3] = tags


# What both engines' HTML still needs

_EMPTY_LINK = re.compile(r"!?\[[^\[\]\n]{0,80}\]\([ \t]*(?:<>)?[ \t]*\)")
_YEAR = re.compile(r"^ {0,3}\d{3,9}[.)]", re.M)
_PLAIN_MARKS = {
    "unknown-footnote": re.compile(r"\[\^[^\]\[\s]+\]"),
    "unknown-reference": re.compile(r"(?<=\])\[[^\]\[^][^\]\[]*\]"),
    "unfinished-markup": re.compile(r"(?<=\])\([^()]{1,400}\)"),
}
"""What was meant as a footnote, a link by its name, or a link, and has become plain text."""


def _unfinished(text: str, abbreviations: Iterable[str]) -> Iterator[Fault]:
    """Faults that the source shows: links without an address, abbreviations without words, years that begin a list."""
    for words in abbreviations:
        yield "unfinished-markup", words, 1
    years, notes, links = _YEAR.search(text), "[^" in text, _EMPTY_LINK.search(text)
    if not years and not notes and not links:
        return
    code = source_forms.masked(text)
    found = [("unfinished-markup", match[0], match.start()) for match in _EMPTY_LINK.finditer(code)]
    found += [("number-begins-list", words, at) for words, at in source_forms.numbers_of_lists(code)]
    found += [("unused-footnote", words, at) for words, at in source_forms.unused_notes(code)]
    for code_of_problem, words, at in found[: 3 * MANY]:
        yield code_of_problem, words, occurrence(text, words, at)


def _described(
    html: str, source: str, faults: list[Fault], abbreviations: Mapping[str, str], prefix: str
) -> RenderedText:
    """Add ids of headings and abbreviations; collect links, pictures and ids."""
    fragment = Fragment(html)
    ends = fragment.ends() if "<h" in html or 'class="footnote"' in html else {}
    pieces = fragment.pieces
    ids: dict[str, int] = {}
    links: list[str] = []
    pictures: list[str] = []
    skip = _forget_unused_notes(fragment, ends) if 'class="footnote"' in html and not prefix else frozenset()
    for tag in fragment.tags:
        if tag.is_end or tag.at in skip:
            continue
        heading = tag.name in _HEADINGS
        if not tag.raw and not heading:
            continue
        attributes = tag.attributes
        before = dict(attributes)
        words = heading_text(fragment, tag.at, ends[tag.at].at) if heading else ""
        if heading and prefix and (own := _OWN_ID.search(words)):
            last = ends[tag.at].at - 1
            pieces[last], words = _OWN_ID.sub("", pieces[last]), words[: own.start()]
            attributes["id"] = own[1]
        if heading and "id" not in attributes:
            name = slug(words) or "x"
            attributes["id"] = _new_id((prefix or ("t-" if name.startswith("k-") else "")) + name, ids)
        elif "id" in attributes:
            name = prefix + attributes["id"]
            if name in ids:
                faults.append(("repeated-id", f"#{name}", 2))
                name = _new_id(name, ids) if heading else ""
            attributes["id"] = name
            if not name:
                del attributes["id"]
        if "id" in attributes:
            ids.setdefault(attributes["id"], 1)
        if tag.name == "a" and "href" in attributes:
            if prefix and attributes["href"].startswith(("#fn-", "#fnref-")):
                attributes["href"] = f"#{prefix}{attributes['href'][1:]}"
            if _address(unescape(pieces[tag.at + 1])) == _address(attributes["href"]):
                attributes["class"] = f"{attributes.get('class', '')} k-bare".strip()
            links.append(attributes["href"])
        elif tag.name == "img" and "src" in attributes:
            pictures.append(attributes["src"])
        if attributes != before:
            pieces[tag.at] = written(tag.name, attributes)
    if abbreviations or "[" in html:
        _change_texts(fragment, abbreviations, faults, source)
    return RenderedText(
        str(fragment), tuple(filter(None, links)), frozenset(ids), tuple(_few(faults)),
        tuple(filter(None, pictures)),
    )  # fmt: skip


_OWN_ID = re.compile(r"\s*\{:?[ ]*#([A-Za-z0-9][\w.-]*)[ ]*\}\s*$")
"""The id that an editor has given to a heading of a record: `## Lépések { #lepesek }`."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


def _new_id(base: str, taken: dict[str, int]) -> str:
    """An id that is not taken: `lepes`, `lepes--2` …"""
    name = base
    while name in taken:
        taken[base] += 1
        name = f"{base}--{taken[base]}"
    taken.setdefault(name, 1)
    return name


def _address(text: str) -> str:
    """An address without what may be left out where it is printed."""
    return re.sub(r"^(?:https?://|mailto:)", "", text.strip()).rstrip("/")


def _forget_unused_notes(fragment: Fragment, ends: Mapping[int, Tag]) -> frozenset[int]:
    """Remove the footnotes to which nothing refers, as comrak does; returns the indexes of their tags."""
    ids = {tag.attributes["id"] for tag in fragment.tags if not tag.is_end and ' id="' in tag.raw}
    removed: set[int] = set()
    for tag in fragment.tags:
        name = tag.attributes.get("id", "") if tag.name == "li" and not tag.is_end and tag.raw else ""
        if name.startswith("fn:") and f"fnref:{name[3:]}" not in ids and tag.at in ends:
            last = ends[tag.at].at
            fragment.pieces[tag.at : last + 1] = [""] * (last + 1 - tag.at)
            removed |= set(range(tag.at, last + 1, 2))
    if removed:
        for tag in fragment.tags:
            if tag.at in ends and 'class="footnote"' in tag.raw:
                last = ends[tag.at].at
                if not any(fragment.pieces[index].startswith("<li") for index in range(tag.at, last, 2)):
                    fragment.pieces[tag.at : last + 1] = [""] * (last + 1 - tag.at)
    return frozenset(removed)


def _change_texts(fragment: Fragment, abbreviations: Mapping[str, str], faults: list[Fault], source: str) -> None:
    """Mark abbreviations, and report what was meant as a link or a footnote and has become plain text."""
    names = {escape(name, quote=False): words for name, words in abbreviations.items()}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")
    plain: list[tuple[str, str]] = []
    inside = 0
    for index in range(0, len(fragment.pieces), 2):
        if index:
            tag = fragment.tags[index // 2 - 1]
            if tag.name in ("a", "abbr", "code", "pre"):
                inside += -1 if tag.is_end else 1
        if inside:
            continue
        text = fragment.pieces[index]
        if "]" in text:
            for code, mark in _PLAIN_MARKS.items():
                plain += [(code, unescape(match[0])) for match in islice(mark.finditer(text), MANY)]
        if names:
            fragment.pieces[index] = pattern.sub(
                lambda match: written("abbr", {"title": names[match[0]]}) + match[0] + "</abbr>", text
            )
    if plain:
        code_free, told = source_forms.masked(source), Counter[str]()
        for code, words in plain[: 3 * MANY]:
            told[words] += 1
            if (
                "]" + words if code == "unknown-reference" else words
            ) in code_free:  # otherwise somebody has written it with backslashes
                faults.append((code, words, told[words]))


def _few(faults: Iterable[Fault]) -> Iterator[Fault]:
    told: Counter[str] = Counter()
    for fault in faults:
        told[fault[0]] += 1
        if told[fault[0]] <= MANY:
            yield fault


class ExtensionFailed(Exception):
    """A Markdown extension of the settings failed: its name, the option that it does not know, and its own words."""

    def __init__(self, name: str, option: str | None, known: tuple[str, ...], reason: str) -> None:
        super().__init__(name, option, known, reason)
        self.name, self.option, self.known, self.reason = name, option, known, reason


def outline(text: str, settings: Settings) -> RenderedText:
    """Render a document's Markdown with the extensions of the settings."""
    import markdown  # a slow import that records do not need

    from kalaka.content.guide_markdown import Bounded

    forms, short, empty = source_forms.abbreviations(text)
    forms = source_forms.notices_of_alerts(forms)
    balanced, unclosed = source_forms.closed(forms)
    balanced = source_forms.headings_apart(source_forms.lists_by_fours(balanced))
    try:
        parser = markdown.Markdown(
            extensions=[*settings.markdown_extensions, Bounded()],
            extension_configs=dict(settings.markdown_options),
            lazy_ol=False,  # type: ignore[call-arg] # a list begins with the number that stands there
        )
        raw = parser.convert(readable(balanced))
    except RecursionError:  # the text is to blame
        raise
    except Exception as error:  # an extension may fail in any way
        raise _failed(text, settings) or ExtensionFailed("", None, (), str(error)) from error
    clean = sanitised(raw.replace(BRACKET, "&lt;"))
    faults = [("unclosed-markup", words, occurrence(forms, words, at)) for words, at in unclosed]
    html = clean.html.replace(f">{NAMED}<", "><").replace(f"{_NOTES}<hr>\n", _NOTES)
    return _described(html, text, [*faults, *clean.faults, *_unfinished(text, empty)], short, "")


_NOTES = '<div class="footnote">\n'


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
