"""Search corpus: every page, every section of a guide or training, and every term as one entry of plain text.

Entries are without the boilerplate of pages, and words that only help finding are separate (`hidden`), so that they
never appear in an excerpt.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kalaka.content import html_text, markdown
from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import Messages
from kalaka.model import base
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.documents import Training
from kalaka.model.knowledge_base import Document, KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.summary import Pair
from kalaka.pages.paging import term_paths
from kalaka.queries.facets import county_ids

_SECTION = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>(.*?)(?=<h2 |\Z)', re.S)
_NOTE = re.compile(r'<div class="admonition.*?</div>', re.S)
"""Notes on the origin of a text, which are not about its subject."""


class Entry(NamedTuple):
    """One search result. `address` is below the site, `kind` a message key, `crumbs` the titles of its parents.

    `names` weigh most, `words` (summary, facts) more than `text`; `hidden` words help finding and are not displayed.
    """

    lang: Lang
    address: str
    kind: str
    title: str
    crumbs: tuple[str, ...]
    names: tuple[str, ...]
    words: str
    text: str
    hidden: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()


def entries(kb: KnowledgeBase, lang: Lang) -> Iterator[Entry]:
    """Every entry of one language; documents without a version in it are left out."""
    words = kb.words(lang)
    for name in sorted(kb.projects):
        yield _project(kb, words, kb.records[name])
    for doc in kb.docs:
        if lang in doc.langs and doc.path:
            yield from _doc(kb, words, doc)
    yield from _places(kb, words)
    yield from _terms(kb, words)
    yield from _others(kb, words)


def _all(*texts: Text | Pair | None) -> tuple[str, ...]:
    """Names in both languages, without repetition."""
    names = [text.get(lang) for text in texts if text for lang in LANGS]
    return tuple(dict.fromkeys(name for name in names if name))


def _best(texts: Iterable[Text | Pair | None], lang: Lang) -> str:
    """Texts as sentences, one after another; a text that has no full stop gets one, unless it is the last."""
    sentences = [text.best(lang)[0] for text in texts if text]
    return " ".join([text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in sentences]).removesuffix(
        "."
    )


def _theme_names(kb: KnowledgeBase, names: Iterable[str], lang: Lang) -> tuple[str, ...]:
    return tuple(kb.themes[name].name.best(lang)[0] for name in names)


def _county_names(kb: KnowledgeBase, names: Iterable[str], lang: Lang) -> tuple[str, ...]:
    return tuple(kb.counties[name].name.best(lang)[0] for name in names)


def _project(kb: KnowledgeBase, words: Messages, project: Project) -> Entry:
    lang = words.lang
    summary = kb.projects[project.id]
    orgs = [kb.organisations[name] for group in project.organisations for name in group.organisations]
    places = [kb.places[name] for name in summary.place_ids]
    groups = [kb.target_groups[name].name for group in project.target_groups for name in group.groups]
    codes = [form for code in project.codes for form in (code.value, code.as_printed) if form]
    programmes = [kb.programmes[code.programme] for code in project.codes if code.programme]
    funders = [words(f"fund.{money.fund}") for money in project.funding if money.fund]
    counties = county_ids(kb, summary)
    story = project.body.get(lang) or "" if project.body else ""
    facts = (
        [goal.text for goal in project.goals]
        + [part for act in project.activities for part in (act.title, act.for_whom)]
        + [output.title for output in project.outputs]
        + [indicator.title for indicator in project.indicators]
        + list(project.notes)
    )
    return Entry(
        lang,
        url(lang, f"projects/{project.id}/"),
        "projects",
        project.short_title.best(lang)[0],
        (words("nav.projects"),),
        tuple(dict.fromkeys((*_all(project.short_title, project.title), *project.aliases.hu, *project.aliases.ro))),
        _best([project.summary, *groups, *(org.name for org in orgs), *(place.name for place in places)], lang)
        + f". {summary.years} {' '.join(_county_names(kb, counties, lang))} {' '.join(funders)}",
        f"{html_text.plain(markdown.html_of(story)) if story else ''} {_best(facts, lang)}",
        (
            *codes,
            *(form for programme in programmes for form in (*_all(programme.name), programme.code or "")),
            *(name for place in places for name in (*_all(place.name), *_other(place))),
            *(name for org in orgs for name in (*_all(org.name, org.short_name), *_other(org))),
            *(relation.code or "" for relation in project.relations),
        ),
        _theme_names(kb, project.themes, lang),
        _county_names(kb, counties, lang),
    )


def _doc(kb: KnowledgeBase, words: Messages, doc: Document) -> Iterator[Entry]:
    lang = words.lang
    kind = doc.section or "articles"
    title = doc.title.best(lang)[0]
    path = url(lang, doc.path)
    facts = doc.facts
    themes = _theme_names(kb, getattr(facts, "themes", ()), lang)
    terms = [kb.terms[name] for name in getattr(facts, "terms", ())]
    hours = words("count.hours", n=facts.hours.total) if isinstance(facts, Training) and facts.hours else ""
    counties = _county_names(kb, getattr(facts, "counties", ()), lang)
    hidden = [name for term in terms for name in (*_all(term.name), *term.variants.get(lang), *term.everyday.get(lang))]
    crumbs = (words(f"nav.{doc.section}"),) if doc.section else ()
    html = doc.outlines[lang].html
    before = _NOTE.sub(" ", html.partition("<h2 ")[0])
    headings = " ".join(html_text.plain(head) for _, head, _ in _SECTION.findall(html))
    yield Entry(
        lang, path, kind, title, crumbs, _all(doc.title), f"{doc.summary.best(lang)[0]} {hours}",
        f"{_spaced(before)} {headings}".strip(), tuple(hidden), themes, counties,
    )  # fmt: skip
    for name, heading, body in _SECTION.findall(html):
        yield Entry(
            lang, f"{path}#{name}", kind, html_text.plain(heading), (*crumbs, title), (html_text.plain(heading),), "",
            _spaced(body), (), themes, counties,
        )  # fmt: skip


def _spaced(html: str) -> str:
    """Text of HTML, with a space between the words of adjacent blocks."""
    return html_text.plain(re.sub(r"</(p|li|td|th|h3|dt|dd)>", " ", html))


def _places(kb: KnowledgeBase, words: Messages) -> Iterator[Entry]:
    lang = words.lang
    for place in kb.places.values():
        county = kb.counties.get(place.county or "")
        uses = kb.uses.get(("places", place.id), ())
        projects = dict.fromkeys(use.id for use in uses if use.kind == "projects")
        titles = [kb.projects[name].short_title for name in projects]
        facts = [words(f"place_level.{place.level}"), words(f"country.{place.country}")]
        near = _county_names(kb, [county.id] if county else [], lang)
        if county:
            facts.append(county.full_name.best(lang)[0])
        yield Entry(
            lang, url(lang, f"places/{place.id}/"), "places", place.name.best(lang)[0],
            (words("nav.places"), *near),
            _all(place.name), ", ".join(facts), f"{_best(titles, lang)}. {_best([place.note], lang)}",
            (*_other(place), place.code or "", place.nuts3, *(_all(county.name) if county else ())),
            (), near,
        )  # fmt: skip


def _terms(kb: KnowledgeBase, words: Messages) -> Iterator[Entry]:
    lang = words.lang
    parts = term_paths(kb, lang)
    for term in kb.terms.values():
        hidden = (*term.variants.hu, *term.variants.ro, *term.everyday.hu, *term.everyday.ro)
        yield Entry(
            lang, url(lang, f"{parts[term.id]}#{term.id}"), "terms", term.name.best(lang)[0], (words("nav.glossary"),),
            _all(term.name), "", _best([term.definition, term.note], lang), hidden,
            _theme_names(kb, term.themes, lang),
        )  # fmt: skip


def _other(entry: base.Entry) -> tuple[str, ...]:
    """Spellings and other names of an entry, and the villages of a commune."""
    fields = [getattr(entry, field, None) for field in ("other_names", "former_names", "later_names")]
    return (
        *getattr(entry, "aliases", ()),
        *(name for names in fields if names for name in (*names.hu, *names.ro)),
        *_all(*getattr(entry, "villages", ())),
    )


def _others(kb: KnowledgeBase, words: Messages) -> Iterator[Entry]:
    """Organisations, programmes, counties, themes and target groups: entries with a page."""
    lang = words.lang
    for kind in ("organisations", "programmes", "counties", "themes", "target-groups"):
        for name, entry in kb.entries(kind).items():
            more = [getattr(entry, field, None) for field in ("full_name", "gloss", "description", "note")]
            aliases = (*_other(entry), getattr(entry, "code", None) or "")
            yield Entry(
                lang, url(lang, f"{kind}/{name}/"), kind, entry.name.best(lang)[0], (words(f"nav.{kind}"),),
                _all(entry.name, getattr(entry, "short_name", None)), "", _best(more, lang), aliases,
            )  # fmt: skip
