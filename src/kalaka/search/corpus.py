"""Search corpus: every page, every section and step of a guide or training, and every term as one entry of plain text.

Entries are without the boilerplate of pages, and words that only help finding are separate (`hidden`), so that they
never appear in an excerpt.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kalaka.content import html_text, markdown
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import Messages
from kalaka.model import base
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.documents import Training
from kalaka.model.knowledge_base import SECTIONS, Document, KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.summary import Pair
from kalaka.pages.paging import term_paths
from kalaka.pages.sections import WORKSHEET
from kalaka.pages.tasks import destinations
from kalaka.queries.facets import county_ids

_LISTS = {
    **{name: f"lead.{name}" for name in (*SECTIONS, "glossary", "timeline", "numbers", "missing", "tasks")},
    "compare": "compare.lead",
    "data": "data.lead",
    "contribute": "contribute.lead",
}
"""Pages that are made of all entries, with the message that says what is on them."""


class Entry(NamedTuple):
    """One search result. `address` is below the site, `kind` a message key, `crumbs` the titles of its parents.

    `names` are what it is called, its own title first; `title` is what a hit is called. `words` (summary), `text` and
    `facts` are displayed in this order; the first weighs more. `hidden` words help finding and are not displayed.
    `step` is the number of a step of a guide.
    """

    lang: Lang
    address: str
    kind: str
    title: str
    crumbs: tuple[str, ...]
    names: tuple[str, ...]
    words: str = ""
    text: str = ""
    facts: str = ""
    hidden: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    step: int | None = None

    @property
    def shown(self) -> str:
        """What may be displayed of it: sentences that end with one sign each."""
        return sentences((self.words, self.text, self.facts))


def entries(kb: KnowledgeBase, lang: Lang) -> Iterator[Entry]:
    """Every entry of one language; documents without a version in it are left out."""
    words = kb.words(lang)
    yield from _tasks(kb, words)
    for name in sorted(kb.projects):
        yield _project(kb, words, kb.records[name])
    docs = [(doc, html_text.sections(doc.outlines[lang].html)) for doc in kb.docs if lang in doc.langs and doc.path]
    headings = Counter(heading for _, parts in docs for heading in {part.heading for part in parts})
    for doc, parts in docs:
        yield from _doc(kb, words, doc, parts, headings)
    yield from _places(kb, words)
    yield from _terms(kb, words)
    yield from _others(kb, words)
    yield from _lists(kb, words)


def _all(*texts: Text | Pair | None) -> tuple[str, ...]:
    """Names in both languages, without repetition."""
    names = [text.get(lang) for text in texts if text for lang in LANGS]
    return tuple(dict.fromkeys(name for name in names if name))


def _names(title: str, *others: str) -> tuple[str, ...]:
    """The title of an entry and whatever else it is called."""
    return tuple(dict.fromkeys((title, *others)))


def sentences(texts: Iterable[str]) -> str:
    """Texts as sentences, one after another; a text that ends without a sign gets a full stop."""
    found = (" ".join(text.split()) for text in texts)
    return " ".join(text if text.endswith((".", "!", "?", "…", ":")) else f"{text}." for text in found if text)


def _best(texts: Iterable[Text | Pair | None], lang: Lang) -> list[str]:
    return [text.best(lang)[0] for text in texts if text]


def _list(texts: Iterable[Text | Pair | None], lang: Lang) -> str:
    return ", ".join(dict.fromkeys(_best(texts, lang)))


def _theme_names(kb: KnowledgeBase, names: Iterable[str], lang: Lang) -> tuple[str, ...]:
    return tuple(kb.themes[name].name.best(lang)[0] for name in names)


def _county_names(kb: KnowledgeBase, names: Iterable[str], lang: Lang) -> tuple[str, ...]:
    return tuple(kb.counties[name].name.best(lang)[0] for name in names)


def _of_county(kb: KnowledgeBase, names: Iterable[str]) -> Iterator[str]:
    """What the counties of an entry are called: short and full names in both languages."""
    for name in names:
        yield from _all(kb.counties[name].full_name, kb.counties[name].name)


def _of_themes(kb: KnowledgeBase, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from _all(kb.themes[name].name)


def _tasks(kb: KnowledgeBase, words: Messages) -> Iterator[Entry]:
    """What people come to do: a question in all its words, with the address that answers it."""
    lang = words.lang
    for task in kb.tasks.values():
        title = task.name.best(lang)[0]
        pages = destinations(kb, lang, task)
        yield Entry(
            lang, url(lang, pages[0].address), "tasks", title, (words("nav.tasks"),),
            _names(title, *task.everyday.get(lang), *_all(task.name), *task.everyday.get(other(lang))), "", "",
            sentences(page.title for page in pages),
        )  # fmt: skip


def _project(kb: KnowledgeBase, words: Messages, project: Project) -> Entry:
    lang = words.lang
    summary = kb.projects[project.id]
    title = project.short_title.best(lang)[0]
    orgs = [kb.organisations[name] for group in project.organisations for name in group.organisations]
    places = [kb.places[name] for name in summary.place_ids]
    groups = [kb.target_groups[name] for group in project.target_groups for name in group.groups]
    codes = [form for code in project.codes for form in (code.value, code.as_printed) if form]
    programmes = [kb.programmes[code.programme] for code in project.codes if code.programme]
    funders = ", ".join(dict.fromkeys(words(f"fund.{money.fund}") for money in project.funding if money.fund))
    counties = county_ids(kb, summary)
    story = project.body.get(lang) or "" if project.body else ""
    deeds = (
        [goal.text for goal in project.goals]
        + [part for act in project.activities for part in (act.title, act.for_whom)]
        + [output.title for output in project.outputs]
        + [indicator.title for indicator in project.indicators]
        + [result.text for result in project.results]
        + list(project.notes)
    )
    lists = (
        _list((group.name for group in groups), lang),
        _list((org.name for org in orgs), lang),
        _list((place.name for place in places), lang),
        ", ".join(filter(None, (summary.years, *_county_names(kb, counties, lang), funders))),
    )
    return Entry(
        lang,
        url(lang, f"projects/{project.id}/"),
        "projects",
        title,
        (words("nav.projects"),),
        _names(title, *_all(project.short_title, project.title), *project.aliases.hu, *project.aliases.ro),
        project.summary.best(lang)[0],
        sentences((*_story(story), *_best(deeds, lang))),
        sentences(lists),
        (
            *codes,
            *(form for programme in programmes for form in (*_all(programme.name), programme.code or "")),
            *(name for place in places for name in (*_all(place.name), *_other(place))),
            *(name for org in orgs for name in (*_all(org.name, org.short_name), *_other(org))),
            *(relation.code or "" for relation in project.relations),
            *_of_county(kb, counties),
            *_of_themes(kb, project.themes),
        ),
        _theme_names(kb, project.themes, lang),
        _county_names(kb, counties, lang),
    )


def _story(text: str) -> Iterator[str]:
    """The story of a project: its headings and what is below them."""
    for part in html_text.sections(markdown.html_of(text)) if text else ():
        yield from (part.heading, part.text)


def _doc(
    kb: KnowledgeBase, words: Messages, doc: Document, parts: Iterable[html_text.Section], headings: Mapping[str, int]
) -> Iterator[Entry]:
    """A document, and each of its sections and steps; `headings` has the number of documents with each heading.

    A heading that stands in other documents too does not say enough: the title of the document follows it.
    """
    lang = words.lang
    kind = doc.section or "articles"
    title = doc.title.best(lang)[0]
    path = url(lang, doc.path)
    facts = doc.facts
    themes = getattr(facts, "themes", ())
    counties = getattr(facts, "counties", ())
    terms = [kb.terms[name] for name in getattr(facts, "terms", ())]
    places = [kb.places[name] for name in getattr(facts, "places", ())]
    groups = [kb.target_groups[name].name for name in getattr(facts, "target_groups", ())]
    hours = words("count.hours", n=facts.hours.total) if isinstance(facts, Training) and facts.hours else ""
    crumbs = (words(f"nav.{doc.section}"),) if doc.section else ()
    above, *sections = parts
    steps = sentences(section.heading for section in sections if section.step)
    facets = (_theme_names(kb, themes, lang), _county_names(kb, counties, lang))
    yield Entry(
        lang, path, kind, title, crumbs,
        _names(title, *_all(doc.title)), sentences((doc.summary.best(lang)[0], hours)), above.text,
        sentences((*(s.heading for s in sections), _list((*groups, *(place.name for place in places)), lang))),
        (
            *(name for term in terms for name in (*_all(term.name), *term.variants.get(lang))),
            *(name for term in terms for name in term.everyday.get(lang)),
            *(name for place in places for name in (*_all(place.name), *_other(place))),
            *_of_county(kb, counties),
            *_of_themes(kb, themes),
        ),
        *facets,
    )  # fmt: skip
    for part in sections:
        alone = headings[part.heading] == 1 and part.id not in (html_text.STEPS, WORKSHEET)
        yield Entry(
            lang, f"{path}#{part.id}", kind, part.heading if alone else f"{part.heading}: {title}", (*crumbs, title),
            (part.heading,), "", part.text, steps if part.id == html_text.STEPS else "", (), *facets, part.step,
        )  # fmt: skip


def _places(kb: KnowledgeBase, words: Messages) -> Iterator[Entry]:
    lang = words.lang
    for place in kb.places.values():
        county = kb.counties.get(place.county or "")
        title = place.name.best(lang)[0]
        uses = kb.uses.get(("places", place.id), ())
        projects = dict.fromkeys(use.id for use in uses if use.kind == "projects")
        titles = [kb.projects[name].short_title for name in projects]
        facts = [words(f"place_level.{place.level}"), words(f"country.{place.country}")]
        near = [county.id] if county else []
        if county:
            facts.append(county.full_name.best(lang)[0])
        yield Entry(
            lang, url(lang, f"places/{place.id}/"), "places", title,
            (words("nav.places"), *_county_names(kb, near, lang)),
            _names(title, *_all(place.name), *_other(place)), ", ".join(facts),
            sentences((*_best(titles, lang), *_best([place.note], lang))), "",
            (place.code or "", place.nuts3, *_of_county(kb, near)),
            (), _county_names(kb, near, lang),
        )  # fmt: skip


def _terms(kb: KnowledgeBase, words: Messages) -> Iterator[Entry]:
    lang = words.lang
    parts = term_paths(kb, lang)
    for term in kb.terms.values():
        title = term.name.best(lang)[0]
        others = (
            *_all(term.name),
            *(name for words in (term.variants, term.everyday) for name in (*words.hu, *words.ro)),
        )
        yield Entry(
            lang, url(lang, f"{parts[term.id]}#{term.id}"), "terms", title, (words("nav.glossary"),),
            _names(title, *others), "", sentences(_best([term.definition, term.note], lang)), "", (),
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
            more = [getattr(entry, field, None) for field in ("gloss", "description", "note")]
            names = [entry.name, getattr(entry, "full_name", None), getattr(entry, "short_name", None)]
            title = entry.name.best(lang)[0]
            yield Entry(
                lang, url(lang, f"{kind}/{name}/"), kind, title, (words(f"nav.{kind}"),),
                _names(title, *_all(*names), *_other(entry)), "", sentences(_best(more, lang)), "",
                (getattr(entry, "code", None) or "",),
            )  # fmt: skip


def _lists(kb: KnowledgeBase, words: Messages) -> Iterator[Entry]:
    """Pages that the program makes of all entries: lists, numbers, files."""
    lang = words.lang
    for name, lead in _LISTS.items():
        if name in kb.settings.options.without or (name == "tasks" and not kb.tasks):
            continue
        title = words(f"nav.{name}")
        counted = {"n": len(kb.terms if name == "glossary" else kb.places)} if name in ("glossary", "places") else {}
        yield Entry(lang, url(lang, f"{name}/"), "articles", title, (), (title,), words(lead, **counted))
