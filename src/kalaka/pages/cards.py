"""A project as an item of a list, rendered once per language however many lists show it.

A *card* shows a project in a few lines. A *row* has only its years, name, counties: for lists in several parts, where
a reader looks for a name and thousands of cards would weigh too much.
"""

from typing import Literal

from markupsafe import Markup, escape

from kalaka.i18n.formatting import one_sentence
from kalaka.i18n.languages import Lang
from kalaka.model.addresses import up
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Summary
from kalaka.pages.facts import PageView
from kalaka.pages.paging import Part
from kalaka.pages.rendering import safe
from kalaka.queries.facets import country_ids
from kalaka.queries.memo import memoized

HERE = "projects/"
"""The page for which cards are rendered; on others their links are adapted."""
_UP = up(HERE)
GROUPS = 3
"""How many target groups of a project a card names."""
Form = Literal["card", "row"]


@memoized
def _cache(kb: KnowledgeBase, lang: Lang) -> dict[tuple[str, Form], str]:
    return {}


@memoized
def _view(kb: KnowledgeBase, lang: Lang) -> PageView:
    return PageView(kb, lang, HERE)


def card(kb: KnowledgeBase, project: Summary, lang: Lang, form: Form = "card") -> str:
    """The card or row as it is on the list of all projects."""
    cache = _cache(kb, lang)
    cache_key = (project.id, form)
    if cache_key not in cache:
        view = _view(kb, lang)
        cache[cache_key] = _card(view, project) if form == "card" else _row(view, project)
    return cache[cache_key]


def _card(view: PageView, project: Summary) -> str:
    """One sentence; a line of where, for whom, how many people and how much money; the themes.

    The items of the line are also the cells of the table (assets/browse-table.js): none but that of people is left out.
    """
    words, lang = project.summary.best(view.lang)
    marked = f' lang="{lang}"' if lang != view.lang else ""
    facts = [_where(view, project), _for_whom(view, project), _people(view, project), view.sum_or_none(project)]
    line = "".join(f"<li>{fact}</li>" for fact in facts if fact)
    themes = "".join(
        f'<li><a href="{view.href(f"themes/{name}/")}">{theme(view, name)}</a></li>' for name in project.themes
    )
    return (
        f"{_head(view, project)}<p{marked}>{escape(one_sentence(words))}</p>\n"
        f'<ul class="k-items__f">{line}</ul><ul class="k-items__t">{themes}</ul></div></li>'
    )


def _where(view: PageView, project: Summary) -> str:
    """Where a project ran; where no county is known, its countries."""
    countries = view.listing([view.words(f"country.{name.upper()}") for name in country_ids(view.kb, project)])
    return view.area(project) or countries or view.none("area.none")


def _people(view: PageView, project: Summary) -> str:
    """How many took part, or were to take part, where the sources state one number; empty elsewhere."""
    if project.participants is not None:
        return escape(view.words("people.stated", n=project.participants))
    if project.participants_planned is not None:
        return escape(view.words("people.planned", n=project.participants_planned))
    return ""


def _for_whom(view: PageView, project: Summary) -> str:
    """The first target groups of a project, and the number of the others."""
    if not project.target_groups:
        return view.none("people.none")
    names = [str(view.t(view.kb.target_groups[name].name)) for name in project.target_groups]
    more = len(names) - GROUPS
    return ", ".join(names[:GROUPS]) + (f" {escape(view.words('done.more_groups', n=more))}" if more > 0 else "")


def _row(view: PageView, project: Summary) -> str:
    counties = _counties(view, project)
    details = f'<p class="k-items__m">{counties}</p>' if counties else ""
    return f"{_head(view, project)}{details}</div></li>"


def _head(view: PageView, project: Summary) -> str:
    """The start of the item, left open: years and linked name."""
    years, href = project.years or view.words("fact.year_unknown"), view.href(f"projects/{project.id}/")
    name = f'<h3><a href="{href}">{view.t(project.short_title)}</a></h3>'
    return f'<li><p class="k-items__y">{escape(years)}</p><div>{name}\n'


def _counties(view: PageView, project: Summary) -> str:
    names = view.area(project)
    return f'<span class="k-items__c">{names}</span>' if names else ""


def theme(view: PageView, name: str) -> str:
    """The shape and the name of a theme; `name` is its id."""
    entry = view.kb.themes[name]
    return view.shape(entry.shape) + view.t(entry.name)


def listed(view: PageView, part: Part[Summary], project: Summary, roles: str = "", form: Form | None = None) -> Markup:
    """The project in a part of a list on the page of `view`, with the roles of the page's entry in it.

    Unless `form` says otherwise, it is a card, and in lists of several parts a row.

    Replacing `href="` and `</h3>` is safe: in texts of records quotes and angle brackets are escaped.
    """
    html = card(view.kb, project, view.lang, form or ("row" if part.of > 1 and part.base != HERE else "card"))
    if view.up != _UP:
        html = html.replace('href="../', f'href="{view.up}')
    if roles:
        html = html.replace("</h3>", f'</h3><p class="k-items__r">{escape(roles)}</p>', 1)
    return safe(html)
