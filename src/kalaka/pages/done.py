"""What was done, as the page of an entry tells it: by project, the newest first, on some pages under headings.

On the page of a county or a theme the headings are target groups, on that of a target group counties: so that "what was
done there for children" is one heading with an address of its own. Everything is bounded; what is left out is counted
and lies behind a link.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from kalaka.i18n.collation import sort_key
from kalaka.i18n.formatting import listing, years
from kalaka.model.summary import Act, Summary
from kalaka.pages.deeds import ORDER
from kalaka.pages.facts import PageView
from kalaka.pages.rendering import safe
from kalaka.queries.work import Work, belonging, leaders

HEADED_BY: Mapping[str, str] = {"counties": "target-groups", "themes": "target-groups", "target-groups": "counties"}
"""Kind of an entry → kind of the entries under whose names its page tells what was done."""
ANCHORS: Mapping[str, str] = {"target-groups": "for", "counties": "in"}
"""Kind of a heading → beginning of its id."""
PROJECTS = 12
"""How many projects are listed; where there are more, `PER_HEADING` under each heading."""
PER_HEADING = 2
ACTS = 8
"""How many activities and outputs of a project are listed under one heading."""
COUNTIES = 12
"""How many counties are headings, those with most activities; the others are links to their own pages."""
_RANKS: Mapping[str, int] = {state: rank for rank, state in enumerate(ORDER)}
_NAMES = 6
"""How many names of places, groups or organisations stand beside an activity."""


class Line(NamedTuple):
    """An activity or an output, and how much, for whom, where, by whom."""

    title: Markup
    details: Markup


class Block(NamedTuple):
    """Activities of one project by their state; `more` is the number of those left out."""

    project: Summary
    facts: Sequence[str]
    groups: Sequence[tuple[str, Sequence[Line]]]
    more: int


class Heading(NamedTuple):
    """A heading: id, name, address of its entry, the number of activities; projects, and the number of those left out.

    The only one of a page without headings has no id.
    """

    id: str
    name: Markup
    href: str
    number: int
    blocks: Sequence[Block]
    more: int


class Done(NamedTuple):
    """Headings; those that are only links; projects with activities that may belong here too, and how many more."""

    headings: Sequence[Heading]
    further: Sequence[Heading]
    others: Sequence[tuple[str, Markup, int]]
    more_others: int

    @property
    def anchors(self) -> Sequence[Heading]:
        """The headings to which links lead."""
        return [heading for heading in self.headings if heading.id]


class _Here(NamedTuple):
    """The entries of the page and of the heading, which the activities below need not name."""

    kind: str
    name: str
    heading: str


def done(view: PageView, kind: str, name: str, works: Sequence[Work]) -> Done:
    """What projects did for an entry; `works` is what belongs to it."""
    headed_by = HEADED_BY.get(kind, "")
    under: dict[str, dict[str, list[Act]]] = {}
    of_id = {work.project.id: work.project for work in works}
    for work in works:
        names_of = belonging(view.kb, headed_by, work.project) if headed_by else None
        for act in work.acts:
            for heading in dict.fromkeys((names_of(act) if names_of else ()) or ("",)):
                under.setdefault(heading, {}).setdefault(work.project.id, []).append(act)
    most = PROJECTS if len(works) <= PROJECTS or not any(under) else PER_HEADING
    order = _in_order(view, headed_by, under)
    cut = len(order) if headed_by != "counties" else COUNTIES
    headings = []
    for position, heading in enumerate(order):
        listed = list(under[heading].items())[: most if position < cut else 0]
        here = _Here(kind, name, heading)
        blocks = [_block(view, here, of_id[project], acts) for project, acts in listed]
        number = sum(map(len, under[heading].values()))
        titled = _title(view, kind, name, headed_by, heading) if any(under) else ("", Markup(), "")
        headings.append(Heading(*titled, number, blocks, len(under[heading]) - len(blocks)))
    maybe = [work for work in works if work.others]
    return Done(
        headings[:cut],
        [heading for heading in headings[cut:] if heading.href],
        [
            (view.href(address(work.project)), view.t(work.project.short_title), work.others)
            for work in maybe[:PROJECTS]
        ],
        max(0, len(maybe) - PROJECTS),
    )


def address(project: Summary) -> str:
    """Where the page of a project tells what it did."""
    has_activities = any(act.kind is None for act in project.told.acts)
    return f"projects/{project.id}/{'#activities' if has_activities else '#outputs'}"


def _in_order(view: PageView, kind: str, under: Mapping[str, Mapping[str, Sequence[Act]]]) -> list[str]:
    """Headings with most activities first; what is said of none comes last."""

    def rank(name: str) -> tuple[bool, int, object]:
        number = sum(map(len, under[name].values()))
        return not name, -number, sort_key(view.plain(view.kb.entries(kind)[name].name), view.lang) if name else ()

    return sorted(under, key=rank)


def _title(view: PageView, kind: str, name: str, headed_by: str, heading: str) -> tuple[str, Markup, str]:
    anchor = ANCHORS[headed_by]
    if not heading:
        return f"{anchor}-none", escape(view.words(f"done.unsaid.{headed_by}")), ""
    names = view.cap(view.t(view.kb.entries(headed_by)[heading].name))
    # the page of a county has a heading for every group; that of a group may leave counties out
    fragment = f"#{ANCHORS[kind]}-{name}" if headed_by == "counties" else ""
    return f"{anchor}-{heading}", names, view.href(f"{headed_by}/{heading}/") + fragment


def _block(view: PageView, here: _Here, project: Summary, acts: Sequence[Act]) -> Block:
    ordered = sorted(acts, key=lambda act: _RANKS[act.state])
    shown = ordered[:ACTS]
    groups = [
        (state, [Line(view.t(act.title), _details(view, here, act)) for act in shown if act.state == state])
        for state in ORDER
    ]
    return Block(project, _facts(view, project), [group for group in groups if group[1]], len(ordered) - len(shown))


def _facts(view: PageView, project: Summary) -> list[str]:
    """When a project ran, who led it, and what sum is known."""
    led_by = _few(view, "organisations", leaders(project))
    return [fact for fact in (years(project.start, project.end), led_by, view.sum_or_none(project)) if fact]


def _details(view: PageView, here: _Here, act: Act) -> Markup:
    groups = [name for name in act.target_groups if name not in (here.name, here.heading)]
    for_whom = view.t(act.for_whom) or (_few(view, "target-groups", act.target_groups) if groups else Markup())
    if not groups and for_whom.lower() in _names(view, here):
        for_whom = Markup()
    parts: list[str] = [
        escape(view.words(f"output.{act.kind}")) if act.kind else "",
        *map(view.quantity, act.quantities),
        f"{escape(view.words('table.for_whom'))}: {for_whom}" if for_whom else "",
        _where(view, here, act),
        _few(view, "organisations", [name for name in act.organisations if name != here.name]),
    ]
    return safe(" · ".join(filter(None, parts)))


def _names(view: PageView, here: _Here) -> list[str]:
    """The names of the target groups that the page and the heading are about, in small letters."""
    groups = view.kb.target_groups
    return [str(view.t(groups[name].name)).lower() for name in (here.name, here.heading) if name in groups]


def _where(view: PageView, here: _Here, act: Act) -> Markup:
    """Places, unless it is the page's own alone: what is counted of several places must not look like one's own."""
    places = [("counties", name) for name in act.counties] + [("places", name) for name in act.places]
    alone = (here.kind, here.name), ("counties", here.heading)
    if len(places) == 1 and places[0] in alone:
        return Markup()
    return _listed(view, [view.t(view.kb.entries(kind)[name].name) for kind, name in places])


def _few(view: PageView, kind: str, names: Iterable[str]) -> Markup:
    """Names of some entries, short where there is a short form."""
    entries = [view.kb.entries(kind)[name] for name in names]
    return _listed(view, [view.t(getattr(entry, "short_name", None) or entry.name) for entry in entries])


def _listed(view: PageView, texts: Sequence[Markup]) -> Markup:
    """An enumeration, of many things the first ones and the number of the others."""
    if len(texts) <= _NAMES:
        return safe(listing(texts, view.lang))
    more = view.words("done.more_names", n=len(texts) - _NAMES)
    return safe(f"{', '.join(texts[:_NAMES])} {escape(more)}")
