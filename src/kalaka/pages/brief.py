"""A brief of what is known of an entry, in one sentence each: what was tried, for whom, by whom, cost, result, gaps."""

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from kalaka.i18n.formatting import years
from kalaka.model.summary import Summary
from kalaka.pages.deeds import ORDER
from kalaka.pages.done import HEADED_BY, Done
from kalaka.pages.facts import PageView
from kalaka.queries.amounts import tally
from kalaka.queries.work import Work, leaders

_MOST = 5
"""How many groups, organisations, results or gaps are named."""
_UNTOLD = ("amount", "results", "participants", "when", "where", "lead", "for_whom")
"""Gaps that a brief names, the weightiest first."""
_ROWS = ("amount", "results", "lead")
"""Gaps of which another row speaks."""
Row = tuple[str, Markup]
"""A label and what stands beside it."""


def brief(view: PageView, kind: str, projects: Sequence[Summary], works: Sequence[Work], told: Done) -> list[Row]:
    """The rows of the brief of a county, theme or target group; none when there is no project."""
    if not projects:
        return []
    words = view.words
    rows = [
        (words("brief.tried"), _tried(view, projects, works)),
        (words("brief.where" if kind == "target-groups" else "brief.for_whom"), _headings(view, kind, projects, told)),
        (words("brief.by"), _by(view, projects)),
        (words("brief.cost"), _cost(view, kind, projects)),
        (words("brief.result"), _results(view, projects)),
        (words("brief.unknown"), _unknown(view, projects)),
    ]
    return [row for row in rows if row[1]]


def _tried(view: PageView, projects: Sequence[Summary], works: Sequence[Work]) -> Markup:
    """`5 projekt, 2004–2021. 36 tevékenység és kimenet (megvalósult: 3, tervezték: 12 …).`"""
    words = view.words
    first = min((project.start for project in projects if project.start), default="")
    span = years(first, max((project.end for project in projects), default=""))
    if first and any("when" in project.gap_names for project in projects):
        span = words("brief.known_years", years=span)
    number = words("count.projects", n=len(projects)) + (f", {span}" if first else "")
    states = Counter(act.state for work in works for act in work.acts)
    if not states:
        return escape(f"{number}.")
    parts = [f"{words(f'brief.state.{state}')}: {view.number(states[state])}" for state in ORDER if states[state]]
    return escape(f"{number}. {words('brief.acts', n=states.total())} ({', '.join(parts)}).")


def _headings(view: PageView, kind: str, projects: Sequence[Summary], told: Done) -> Markup:
    """Links to the headings of what was done."""
    named = [heading for heading in told.anchors if heading.href]
    if named:
        links = (_chip(f"#{heading.id}", heading.name, view.number(heading.number)) for heading in told.anchors)
        return Markup('<ul class="k-chips">{}</ul>').format(Markup().join(links))
    if HEADED_BY[kind] == "target-groups" and (told.headings or told.others):
        return _none(view.words("done.unsaid.target-groups"))
    return Markup()


def _chip(href: str, name: Markup, number: str) -> Markup:
    return Markup('<li><a href="{}">{} <span class="k-count">{}</span></a></li>').format(href, name, number)


def _by(view: PageView, projects: Sequence[Summary]) -> Markup:
    names = _most(view, "organisations", (name for project in projects for name in leaders(project)))
    return names or _none(view.words("brief.nobody"))


def _most(view: PageView, kind: str, names: Iterable[str]) -> Markup:
    """Links to the entries that are named most, with their numbers where they differ from one."""
    counts = Counter(names)
    links = [
        view.link(kind, name) + (f" ({view.number(count)})" if count > 1 else "")
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    ]
    more = view.words("done.more_names", n=len(counts) - _MOST) if len(counts) > _MOST else ""
    return Markup(", ").join(links) + (f" {more}" if more else "")


def _cost(view: PageView, kind: str, projects: Sequence[Summary]) -> Markup:
    sums = tally(projects).sums
    if not sums:
        return _none(view.words("brief.no_cost", n=len(projects)))
    lines = [
        Markup('<span class="k-line"><b>{}</b> {}</span>').format(
            view.words(f"numbers.known.{one.kind}") + ": " + view.money(one.amount, one.currency),
            "(" + view.words("numbers.based", n=one.projects, all=view.number(len(projects))) + ")",
        )
        for one in sums
    ]
    whole = view.words(f"brief.whole.{kind}")
    return Markup().join(lines) + Markup('<span class="k-line k-dim">{}</span>').format(whole)


def _results(view: PageView, projects: Sequence[Summary]) -> Markup:
    told = [(project, result) for project in projects for result in project.told.results]
    silent = sum("results" in project.gap_names for project in projects)
    if not told:
        return _none(view.words("brief.no_result"))
    lines = [
        Markup('<span class="k-line">{} (<a href="{}">{}</a>)</span>').format(
            view.t(result), view.href(f"projects/{project.id}/#results"), view.t(project.short_title)
        )
        for project, result in told[:_MOST]
    ]
    if silent:
        lines.append(Markup('<span class="k-line k-dim">{}</span>').format(view.words("brief.silent", n=silent)))
    return Markup().join(lines)


def _unknown(view: PageView, projects: Sequence[Summary]) -> Markup:
    """Gaps with the numbers of projects; not those of which a row above says that no source fills them."""
    counts = Counter(gap for project in projects for gap in project.gap_names)
    names = [
        f"{view.words(f'missing.name.{gap}')} ({view.number(counts[gap])})"
        for gap in _UNTOLD
        if counts[gap] and (gap not in _ROWS or counts[gap] < len(projects))
    ]
    if not names:
        return Markup()
    sentence = escape(view.words("brief.gaps", n=len(projects), gaps=", ".join(names)))
    if view.has("missing/"):
        sentence += Markup(' <a href="{}">{}</a>').format(view.href("missing/"), view.words("nav.missing"))
    return sentence


def _none(words: str) -> Markup:
    return Markup('<span class="k-none">{}</span>').format(words)
