"""A project in a list. It is drawn once per language and kept, whatever the number of lists that show it.

A *card* tells of a project in a few lines. A *row* says only its years, name and counties: for lists in several parts,
where a reader looks for a name, and where thousands of cards would be told again and again.
"""

from typing import Literal

from markupsafe import Markup, escape

from kalaka.i18n.languages import Lang
from kalaka.model.addresses import up
from kalaka.model.knowledge_base import Library
from kalaka.model.summary import Summary
from kalaka.pages.facts import PageView
from kalaka.pages.paging import Part
from kalaka.pages.rendering import safe
from kalaka.queries.memo import once

HERE = "projects/"
"""The page for which a card is drawn."""
_UP = up(HERE)
Form = Literal["card", "row"]


@once
def _drawn(library: Library, lang: Lang) -> dict[tuple[str, Form], str]:
    return {}


@once
def _view(library: Library, lang: Lang) -> PageView:
    return PageView(library, lang, HERE)


def card(library: Library, project: Summary, lang: Lang, form: Form = "card") -> str:
    """The card or row as it stands on the list of all projects."""
    drawn = _drawn(library, lang)
    key = (project.id, form)
    if key not in drawn:
        view = _view(library, lang)
        drawn[key] = _card(view, project) if form == "card" else _row(view, project)
    return drawn[key]


def _card(view: PageView, project: Summary) -> str:
    about = [f"<span>{theme(view, name)}</span>" for name in project.themes]
    if money := view.known_sum(project):
        about.append(f"<span>{money}</span>")
    return (
        f"{_head(view, project)}<p>{view.t(project.summary)}</p>\n"
        f'<p class="k-items__m">{_counties(view, project)}{"".join(about)}</p></div></li>'
    )


def _row(view: PageView, project: Summary) -> str:
    counties = _counties(view, project)
    about = f'<p class="k-items__m">{counties}</p>' if counties else ""
    return f"{_head(view, project)}{about}</div></li>"


def _head(view: PageView, project: Summary) -> str:
    years, href = project.years or view.words("fact.year_unknown"), view.href(f"projects/{project.id}/")
    name = f'<h3><a href="{href}">{view.t(project.short_title)}</a></h3>'
    return f'<li><p class="k-items__y">{escape(years)}</p><div>{name}\n'


def _counties(view: PageView, project: Summary) -> str:
    names = view.county_names(project)
    return f'<span class="k-items__c">{names}</span>' if names else ""


def theme(view: PageView, name: str) -> str:
    """A theme by its shape and its name."""
    found = view.library.themes[name]
    return view.shape(found.shape) + view.t(found.name)


def listed(view: PageView, part: Part[Summary], project: Summary, roles: str = "") -> Markup:
    """The project in a part of a list on the page of `view`, with the roles that something had in it.

    In what was drawn, `href="` and `</h3>` are our own: the text has neither, since it is escaped.
    """
    text = card(view.library, project, view.lang, "row" if part.of > 1 and part.base != HERE else "card")
    if view.up != _UP:
        text = text.replace('href="../', f'href="{view.up}')
    if roles:
        text = text.replace("</h3>", f'</h3><p class="k-items__r">{escape(roles)}</p>', 1)
    return safe(text)
