"""Pages for editors: what is in which file, what each field is for, problems, commands and settings.

All of it is taken from the model, its descriptions and the table of commands, so that it cannot differ from what the
program does. Kinds of entries, classes and fields have addresses of their own, to which problems can link.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from kalaka.content.sanitizing import KINDS as KINDS_OF_NOTICES
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.base import Entry, Value
from kalaka.model.closed_values import words_of
from kalaka.model.commands import COMMANDS, COMMON
from kalaka.model.descriptions import (
    Description,
    description,
    example,
    examples,
    kind_description,
    markdown_forms,
    settings,
)
from kalaka.model.evidence import Fact
from kalaka.model.fields import Field, fields, groups_in, name_of
from kalaka.model.kinds import KINDS, Kind, kind_of
from kalaka.model.knowledge_base import SECTIONS, KnowledgeBase
from kalaka.pages.page import Page, Route
from kalaka.pages.rendering import safe
from kalaka.pages.view import View
from kalaka.problems.explanations import Explanation, explanations
from kalaka.problems.problem import problem

_PATH = "contribute/"
_HELP = ("markdown", "problems", "commands", "settings")
"""Pages about something else than a kind of entry."""
_FORMS = (
    *("emphasis", "paragraph", "heading", "list", "numbers", "year", "tasks", "link", "page", "picture", "quote"),
    *("table", "notice", "folded", "footnote", "definitions", "abbreviation", "code"),
)
"""Forms of texts in the order of their page."""
_UNSEEN = ("page", "picture")
"""Forms whose example leads to a file that is not there."""
_LISTED_AT = {"terms": "glossary/"}
"""Lists of kinds that are no section."""


class Row(NamedTuple):
    """A field as the table of its class shows it."""

    name: str
    type: Markup
    words: dict[str, str]
    """The closed values, each with the words for it."""
    told: Description
    example: str
    is_required: bool
    is_key: bool
    """Whether it is not written as a field, but is the key of the entry in its file."""


class Group(NamedTuple):
    """A class of the model with its fields; `users` are the classes in which it occurs."""

    name: str
    rows: list[Row]
    users: list[str]


def contribute_routes(kb: KnowledgeBase, lang: Lang) -> Iterator[Route]:
    yield Route(_PATH, partial(_start, kb, lang))
    for kind in _kinds(kb):
        yield Route(f"{_PATH}{kind.name}/", partial(_kind, kb, lang, kind))
    yield Route(f"{_PATH}markdown/", partial(_markdown, kb, lang))
    yield Route(f"{_PATH}problems/", partial(_problems, kb, lang))
    yield Route(f"{_PATH}commands/", partial(_commands, kb, lang))
    yield Route(f"{_PATH}settings/", partial(_settings, kb, lang))


def _kinds(kb: KnowledgeBase) -> list[Kind]:
    """The kinds, with their files where this knowledge base has them."""
    docs = kb.settings.in_docs("")
    return [
        replace(kind, file=re.sub("^docs/", docs, kind.file), twin=re.sub("^docs/", docs, kind.twin))
        for kind in KINDS.values()
    ]


def _start(kb: KnowledgeBase, lang: Lang) -> Page:
    view = View(kb, lang, _PATH)
    body = view.render(
        "contribute.html",
        kinds=_kinds(kb),
        told={name: kind_description(name, lang) for name in KINDS},
        help=_HELP,
    )
    return _page(view, view.words("nav.contribute"), view.words("contribute.lead"), body)


def _kind(kb: KnowledgeBase, lang: Lang, kind: Kind) -> Page:
    view = View(kb, lang, f"{_PATH}{kind.name}/")
    words = view.words
    title = words("contribute.of_kind", name=words(f"contribute.kind.{kind.name}"))
    told = kind_description(kind.name, lang)
    body = view.render(
        "contribute_kind.html",
        title=title,
        told=told,
        kind=kind,
        file_of=_file_of(kind),
        edit=view.edit(kind.file) if kind.keyed else "",
        listed=_list_address(kind.refers),
        smallest=examples()["smallest"].get(kind.name, ""),
        fuller=examples()["fuller"].get(kind.name, ""),
        groups=_groups(view, kind),
    )
    return _page(view, title, told, body)


def _file_of(kind: Kind) -> str:
    """The key of the sentence about the file of a kind."""
    if kind.keyed:
        return "keyed"
    return kind.name if kind.name == "translation" else "two" if kind.twin else "one"


def _list_address(refers: str) -> str:
    """The address of the list of all entries of a kind; empty when the site has none."""
    return _LISTED_AT.get(refers, f"{refers}/" if refers in SECTIONS else "")


def _groups(view: View, kind: Kind) -> list[Group]:
    """The class of a kind, and those of the values inside it."""
    models = groups_in(kind.model)
    return [Group(name_of(model), _rows(view, kind, model), _users(model, models)) for model in models]


def _users(model: type[Value], models: tuple[type[Value], ...]) -> list[str]:
    return [name_of(one) for one in models if any(field.type.model is model for field in fields(one))]


def _rows(view: View, kind: Kind, model: type[Value]) -> list[Row]:
    """The fields of a class; evidence and note, which every fact has, come last."""
    own = sorted(fields(model), key=lambda field: field.owner is Fact)
    return [_row(view, field, is_key=kind.keyed and field.owner is Entry) for field in own]


def _row(view: View, field: Field, *, is_key: bool) -> Row:
    values = words_of(field, view.words)
    told = description(field, view.lang)
    return Row(field.name, _type(view, field), values, told, example(field), field.required, is_key)


def _type(view: View, field: Field) -> Markup:
    """`felsorolás: azonosító: Helyek`, with links to the list of what is referred to, and to the fields of a group."""
    words, kind = view.words, field.type
    if kind.kind == "one_of":
        label = Markup("{}").format(words("contribute.one_of"))
    elif kind.kind == "ref":
        target = kind_of(kind.of)
        address = view.href(_list_address(kind.of) or f"{_PATH}{target.name}/")
        name = words(f"contribute.kind.{target.name}")
        label = Markup('{} <a href="{}">{}</a>').format(words("data.type.ref"), address, name)
    elif kind.kind == "group":
        label = Markup('<a href="#k-group-{}">{}</a>').format(kind.of, words(f"data.group.{kind.of}"))
    else:
        label = Markup("{}").format(words(f"data.type.{kind.kind}"))
    return Markup("{} {}").format(words("data.type.many"), label) if kind.many else label


class Form(NamedTuple):
    """A form of Markdown: its name, an example as written, and as it looks; empty when it cannot be shown."""

    name: str
    written: str
    shown: Markup


def _markdown(kb: KnowledgeBase, lang: Lang) -> Page:
    view = View(kb, lang, f"{_PATH}markdown/")
    written = markdown_forms(lang)
    forms = [
        Form(name, written[name], safe("") if name in _UNSEEN else view.prose(written[name], "")) for name in _FORMS
    ]
    body = view.render("contribute_markdown.html", forms=forms, kinds=KINDS_OF_NOTICES)
    return _page(view, view.words("contribute.markdown"), view.words("contribute.markdown_lead"), body)


def _problems(kb: KnowledgeBase, lang: Lang) -> Page:
    view = View(kb, lang, f"{_PATH}problems/")
    levels: dict[str, list[Explanation]] = {}
    for explanation in explanations(lang).values():
        levels.setdefault(explanation.level, []).append(explanation)
    shown = problem("docs/projects/kozossegi-kert-2019.yml", (9, 1), "missing-field", field="review")
    body = view.render("contribute_problems.html", levels=levels, message=shown.line_of_text(lang))
    return _page(view, view.words("contribute.problems"), view.words("contribute.problems_lead"), body)


def _commands(kb: KnowledgeBase, lang: Lang) -> Page:
    view = View(kb, lang, f"{_PATH}commands/")
    body = view.render("contribute_commands.html", commands=COMMANDS, common=COMMON)
    return _page(view, view.words("contribute.commands"), view.words("contribute.commands_lead"), body)


def _settings(kb: KnowledgeBase, lang: Lang) -> Page:
    view = View(kb, lang, f"{_PATH}settings/")
    body = view.render("contribute_settings.html", settings=settings(lang), examples=examples()["Settings"])
    return _page(view, view.words("contribute.settings"), view.words("contribute.settings_lead"), body)


def _page(view: View, title: str, lead: str, body: str) -> Page:
    return Page(view.lang, view.path, "contribute", title, lead, body, LANGS, crumbs=tuple(view.crumbs))
