"""Timeline, numbers and what is missing: golden lines, the drawing against its table, sums, and a large knowledge base.

The cases are files below `tests/cases/overviews/`; the pages are drawn from the knowledge base, without a build.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kalaka.i18n.languages import LANGS, Lang
from kalaka.i18n.messages import messages
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.summary import Bond, Money, Pair, Span, Summary
from kalaka.pages import charts, routes
from kalaka.pages.gantt import LEAST, LETTER, WIDTH
from kalaka.pages.maps.labels import text_width
from kalaka.pages.missing import PART, SHOWN
from kalaka.pages.page import Page
from kalaka.pages.timeline import LIMIT
from kalaka.queries.amounts import COUNTED, UNSTATED, known_sums, numbers
from kalaka.queries.facets import facet_values
from kalaka.queries.timeline import chronology, stretches
from kalaka.rules.page_weight import HEAVIEST
from tests.casefiles import read_cases
from tests.conftest import VALLEY
from tests.reading import Read, read_html, stands_on

NAMES = ("timeline", "numbers", "missing")
MARK = re.compile(r" \[\d+[a-z]*\]")
FRAME = 10_000
"""Bytes of the frame around a page, at most."""


def _pages(kb: KnowledgeBase, lang: Lang, name: str) -> list[Page]:
    return [route.render() for path, route in routes(kb, lang).items() if path.startswith(f"{name}/")]


def _read(kb: KnowledgeBase, lang: Lang, name: str) -> Read:
    return read_html(_pages(kb, lang, name)[0].body)


# Golden lines


def _cases() -> Iterator[Any]:
    for page in NAMES:
        for name, case in read_cases(f"overviews/{page}.yml").items():
            for lang in LANGS:
                yield pytest.param(lang, page, case[lang], id=f"{page}: {name} ({lang})")


@pytest.mark.parametrize(("lang", "name", "lines"), list(_cases()))
def test_line(kb: KnowledgeBase, lang: Lang, name: str, lines: list[str]) -> None:
    page = _read(kb, lang, name)
    assert [line for line in lines if not stands_on(line, page, kb, lang)] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", read_cases("overviews/words.yml"), ids=lambda case: f"{case['key']} {case['n']}")
def test_counted_words(case: dict[str, Any], lang: Lang) -> None:
    facts = {name: value for name, value in case.items() if name not in ("key", *LANGS)}
    assert messages(lang)(case["key"], **facts).replace("\u00a0", " ") == case[lang]


# The timeline


@pytest.mark.parametrize("case", read_cases("overviews/stretches.yml"), ids=lambda case: case["name"])
def test_stretches(case: dict[str, Any]) -> None:
    start, end = (str(case[name]) if case[name] else None for name in ("start", "end"))
    found = stretches(Span(start, end, None, ()))
    assert [[s.kind, round(s.left, 4), round(s.right, 4)] for s in found] == case["parts"]


def test_relations_are_read_from_both_ends(kb: KnowledgeBase) -> None:
    found = chronology(kb)
    ties = {(tie.kind, found.rows[tie.of].id, found.rows[tie.to].id) for tie in found.ties}
    assert ties == {
        ("continues", "river-school-2", "river-school"),
        ("part_of", "river-school", None),
        ("same_organisation", "river-school", "orchard-2012"),
        ("same_consortium", "street-workshop", "orchard-2012"),
    }
    chain = [row.spans[0].start for row in found.rows if row.spans]
    assert chain == ["2006", "2012", "2012-09-01", "2014-03", "2021", "2027"]


def _project(like: Summary, name: str, *spans: tuple[str | None, str | None], ties: tuple[Bond, ...] = ()) -> Summary:
    periods = tuple(
        Span(start, end, Pair(f"rész {at}", None) if at else None, ()) for at, (start, end) in enumerate(spans)
    )
    return like._replace(
        id=name, short_title=Pair(f"Terv {name}", f"Plan {name}"), periods=periods, relations=ties, translation=None
    )


def _bond(kind: str, to: str = "", title: str = "", start: str | None = None, end: str | None = None) -> Bond:
    return Bond(kind, to or None, Pair(title, None) if title else None, start, end, None, None, ())


@pytest.fixture(scope="module")
def tangle(kb: KnowledgeBase) -> KnowledgeBase:
    """Every kind of relation, branches, a circle, open and unknown periods, a title of hundreds of letters."""
    like = kb.projects["river-school"]
    made = [
        _project(
            like, "a", ("2008", "2012-06"), ties=(_bond("continues", title="Ős " * 90, start="2001", end="2003"),)
        ),
        _project(like, "b", ("2012-07", "2014"), ("2013", None), ties=(_bond("continues", "a"),)),
        _project(like, "c", ("2013-01-15", "2016"), ties=(_bond("continues", "a"), _bond("part_of", "d"))),
        _project(like, "d", ("2009", None), ties=(_bond("same_consortium", "e"),)),
        _project(like, "e", (None, "2011-03"), ties=(_bond("same_consortium", "d"), _bond("same_organisation", "a"))),
        _project(like, "f", ties=(_bond("continues", "c"), _bond("same_organisation", title="Ős " * 90))),
        _project(like, "g", ("2016", "2016"), ties=(_bond("continues", "h"),)),
        _project(like, "h", ("2017", "2017"), ties=(_bond("continues", "g"),)),
    ]
    return replace(kb, projects={project.id: project for project in made})


def _table_names(page: Read, words: Any) -> tuple[list[str], int, Counter[str]]:
    """What the table says: names of bars of projects with a record, periods and rows without one, relations by kind."""
    names: list[str] = []
    bare = 0
    ties: Counter[str] = Counter()
    without = f" ({words('project.no_record')})"
    rows = [MARK.sub("", line.text).split(" | ") for line in page.lines if line.heading == words("timeline.twin")]
    for title, when, related in [row for row in rows if len(row) == 3][1:]:
        periods = [] if when == words("table.not_stated") else when.split(" / ")
        if title.endswith(without):
            bare += max(len(periods), 1)
        elif not periods:
            names.append(title)
        for period in periods if not title.endswith(without) else ():
            match = re.fullmatch(r"(.*?)(?: \((.*)\))?", period)
            assert match
            names.append(", ".join(filter(None, (title, match[2]))) + f": {match[1]}")
        for tie in related.split(" / "):
            ties[tie.partition(":")[0]] += 1
    return names, bare, ties


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("which", ["kb", "tangle"])
def test_the_table_says_what_the_drawing_shows(request: pytest.FixtureRequest, which: str, lang: Lang) -> None:
    kb: KnowledgeBase = request.getfixturevalue(which)
    words = messages(lang)
    body = _pages(kb, lang, "timeline")[0].body
    drawing = body[body.index('<svg class="k-time"') :].partition("</svg>")[0]
    page = read_html(body)
    names, bare, ties = _table_names(page, words)
    links = [
        name or re.sub(r"<[^>]+>", "", text)
        for name, text in re.findall(
            r'<a class="k-time__row" href="[^"]+"(?: aria-label="([^"]+)")?>(.*?)</a>', drawing
        )
    ]
    eras = [line.text for line in page.lines if line.heading == words("timeline.programmes")]
    drawn_eras = [html.unescape(link) for link in links[: len(chronology(kb).eras)]]
    assert [MARK.sub("", era).replace(" / ", ": ") for era in eras][: len(drawn_eras)] == drawn_eras
    assert [html.unescape(link) for link in links[len(drawn_eras) :]] == names
    assert drawing.count('<g class="k-time__row">') == bare
    drawn = Counter(re.findall(r'<g class="k-time__tie k-time__tie--([a-z-]+)">', drawing))
    for kind in ("continues", "part_of", "same_consortium", "same_organisation"):
        there = ties[words(f"relation.{kind}")]
        assert drawn[kind.replace("_", "-")] == (there // 2 if kind.startswith("same") else there), kind
        assert there == ties[words(f"relation.{kind}_of")]
    assert sum(ties.values()) == 2 * sum(drawn.values()) + ties[words("timeline.unrelated")]


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_of_sign_is_explained(tangle: KnowledgeBase, lang: Lang) -> None:
    text = _read(tangle, lang, "timeline").text.split(messages(lang)("timeline.twin"))[0]
    for name in "known year open bare era continues part_of same_consortium same_organisation".split():
        assert messages(lang)(f"timeline.{name}") in text


def test_nothing_but_relations_without_dates_can_be_drawn(kb: KnowledgeBase) -> None:
    like = kb.projects["open-yard"]
    lone = _project(like, "lone")
    empty = replace(kb, projects={}, vocabulary={**kb.vocabulary, "programmes": {}})
    assert "<svg" in _pages(empty, "hu", "timeline")[0].body
    found = _pages(replace(empty, projects={"lone": lone._replace(programmes=())}), "ro", "timeline")[0].body
    assert '<tspan class="k-time__title">Plan lone</tspan>' in found


def test_no_title_is_cut_and_no_bar_is_lost(tangle: KnowledgeBase) -> None:
    """A title of hundreds of letters stands in lines; a bar of a day among decades has a least length."""
    like = tangle.projects["a"]
    short = _project(like, "short", ("2011-05-02", "2011-05-02"))
    body = _pages(replace(tangle, projects={**tangle.projects, "short": short}), "hu", "timeline")[0].body
    drawing = body[body.index('<svg class="k-time"') :].partition("</svg>")[0]
    assert "…" not in drawing
    assert "Ős " * 89 + "Ős" in re.sub(r"<[^>]+>", "", drawing)
    lines = re.findall(r'<tspan x="([\d.]+)" y="[\d.]+">(?:<tspan[^>]*>([^<]*)</tspan>)?([^<]*)', drawing)
    assert all(float(x) + text_width(html.unescape(one + two), LETTER) < WIDTH + 1 for x, one, two in lines)
    bar = re.search(r'projects/short/".*?<path class="k-time__known" d="M([\d.]+) [\d.]+H([\d.]+)', drawing)
    assert bar
    assert float(bar[2]) - float(bar[1]) >= LEAST


def test_a_label_stands_at_the_year_of_its_bar(kb: KnowledgeBase) -> None:
    """As far as it has room there: its bar is never left of it."""
    body = _pages(kb, "hu", "timeline")[0].body
    drawing = body[body.index('<svg class="k-time"') :].partition("</svg>")[0]
    pairs = re.findall(r'<tspan x="([\d.]+)".*?</text><path class="k-time__\w+"[^>]* d="M([\d.]+)', drawing)
    assert len(pairs) > 4
    assert all(float(label) <= float(bar) + 16 for label, bar in pairs)
    assert sum(abs(float(label) - float(bar)) < 20 for label, bar in pairs) >= len(pairs) / 2


def test_each_period_of_the_table_has_its_bar(tangle: KnowledgeBase) -> None:
    body = _pages(tangle, "ro", "timeline")[0].body
    rows = [row for row in chronology(tangle).rows if row.dated]
    assert body.count('<svg class="k-time__own"') == sum(len(row.spans) for row in rows)


# Numbers


@pytest.mark.parametrize("case", read_cases("overviews/sums.yml"), ids=lambda case: case["name"])
def test_known_sums(kb: KnowledgeBase, case: dict[str, Any]) -> None:
    funding = tuple(
        Money(
            kind, None if amount is None else Decimal(amount), currency, None, None, Pair(part, None) if part else None
        )
        for kind, amount, currency, part in case["money"]
    )
    found = known_sums(kb.projects["open-yard"]._replace(funding=funding))
    assert {" ".join(key): amount for key, amount in found.items()} == case["known"]


def test_every_project_is_counted_in_each_of_its_values(kb: KnowledgeBase) -> None:
    found = numbers(kb)
    for facet in COUNTED:
        expected: Counter[str] = Counter()
        for project in kb.projects.values():
            expected.update(facet_values(kb, project)[facet] or [UNSTATED])
        assert {value: tally.projects for value, tally in found.by[facet].items()} == expected
    assert found.all.projects == len(kb.projects)


def test_bars_are_as_long_as_their_numbers(kb: KnowledgeBase) -> None:
    body = _pages(kb, "hu", "numbers")[0].body
    for table in body.split("<table")[1:]:
        rows = re.findall(r'k-table__n"><span>(\d+)</span><svg [^>]*><path d="M0 0h([\d.]+)v', table)
        most = max(int(number) for number, _ in rows)
        assert [float(width) for _, width in rows] == [round(100 * int(number) / most, 1) for number, _ in rows]
    columns = body[body.index('<svg class="k-columns"') :].partition("</svg>")[0]
    years = re.findall(r'<text class="k-columns__y" x="([\d.]+)"', columns)
    assert all(charts.PHONE_LETTER * 2 <= float(x) <= charts.WIDTH - charts.PHONE_LETTER * 2 for x in years)
    by_year = body[body.index('<h2 id="year"') :].partition("</table>")[0]
    assert ">0<" not in by_year, "a year without a project fills no row"
    assert re.findall(r'<text x="[\d.]+" y="[\d.]+">(\d+)<', columns) == [*"1111", "2", *"11111"]


# What is missing


def test_an_edit_link_leads_to_the_line(kb: KnowledgeBase) -> None:
    """To the field that says it in part, or to the one before which it would stand."""
    base = kb.settings.edit_uri.removesuffix("docs/")
    body = "".join(page.body for page in _pages(kb, "hu", "missing"))
    found = re.findall(rf'href="{re.escape(base)}(docs/projects/[^"#]+)#L(\d+)"', body)
    assert len(found) >= 20
    for file, line in found:
        text = (VALLEY / file).read_text("utf-8").split("\n")[int(line) - 1]
        assert re.match(r"[a-z_]+:|  - ", text), (file, line, text)
    assert {
        file for file in re.findall(rf'href="{re.escape(base)}([^"#]+)"', body) if not (VALLEY / file).is_file()
    } == set()


def test_a_project_invites_to_fill_its_gaps(kb: KnowledgeBase) -> None:
    page = routes(kb, "hu")["projects/river-school-2/"].render()
    assert page
    line = next(line.text for line in read_html(page.body).lines if line.text.startswith("Kiegészíthető adatok:"))
    assert line == "Kiegészíthető adatok: kód, eredmények"
    gaps = kb.projects["river-school-2"].gaps
    assert re.findall(r"river-school-2\.yml#L(\d+)", page.body) == [str(gap.line) for gap in gaps]


# A large knowledge base


@pytest.fixture(scope="module")
def large(kb: KnowledgeBase) -> KnowledgeBase:
    """A thousand projects with long names, each with every gap."""
    kinds = [name for name in messages("hu").leaves if name.startswith("missing.name.")]
    gaps = tuple(name.removeprefix("missing.name.") for name in kinds)
    lines = tuple(range(1, len(gaps) + 1))
    like = kb.projects["open-yard"]
    programmes = {f"p-{at}": kb.programmes["hill-fund"].model_copy(update={"id": f"p-{at}"}) for at in range(80)}
    made = {}
    for at in range(1000):
        year = 1995 + at % 30
        one = _project(like, f"a-rather-long-name-of-a-project-{at}", (str(year), str(year + 1)))
        long = Pair("Helyi szintű komplex programok a társadalmi együttműködés erősítésére, " + one.id, None)
        made[one.id] = one._replace(short_title=long, gap_names=gaps, gap_lines=lines, translation="unreviewed")
        made[one.id] = made[one.id]._replace(programmes=(f"p-{at % 80}",))
    return replace(kb, projects=made, vocabulary={**kb.vocabulary, "programmes": {**kb.programmes, **programmes}})


@pytest.mark.parametrize("lang", LANGS)
def test_no_page_grows_with_the_number_of_projects(large: KnowledgeBase, lang: Lang) -> None:
    for name in NAMES:
        for page in _pages(large, lang, name):
            assert len(page.body.encode()) + FRAME < HEAVIEST, page.path


@pytest.mark.parametrize("lang", LANGS)
def test_many_projects_are_counted_by_year_instead_of_drawn(large: KnowledgeBase, lang: Lang) -> None:
    page = _pages(large, lang, "timeline")[0]
    assert len(large.projects) > LIMIT
    assert "k-time" not in page.body
    assert messages(lang)("timeline.too_many", n=1000).replace("\u00a0", " ") in read_html(page.body).text
    years = dict(re.findall(r'projects/year/(\d{4})/">\d{4}</a></th>\s*<td class="k-table__n"><span>(\d+)<', page.body))
    assert len(years) == 31
    assert sum(map(int, years.values())) == 2000


def test_long_tables_lead_to_the_full_list(large: KnowledgeBase) -> None:
    body = _pages(large, "hu", "numbers")[0].body
    section = body[body.index('id="programme"') :].partition("<h2 ")[0]
    assert section.count("<tr>") == 51
    assert 'href="../programmes/"' in section
    assert "Még " in section


def test_each_gap_of_each_project_stands_in_one_part(large: KnowledgeBase) -> None:
    pages = _pages(large, "hu", "missing")
    main = pages[0].body
    assert main.count('<ul class="k-gaps">') == 17
    assert max(map(len, re.findall(r'<ul class="k-gaps">(.*?)</ul>', main))) < 400 * SHOWN
    parts = [page for page in pages if page.path.startswith("missing/text-ro/")]
    assert [page.path for page in parts] == ["missing/text-ro/", *(f"missing/text-ro/{n}/" for n in range(2, 11))]
    listed = [name for page in parts for name in re.findall(r'href="(?:\.\./)+projects/([^/]+)/"', page.body)]
    assert len(listed) == len(set(listed)) == 10 * PART == 1000
    assert 'href="../../../missing/text-ro/" rel="prev"' in parts[1].body
    assert 'href="../../../missing/text-ro/3/" rel="next"' in parts[1].body
    assert len({page.title for page in pages}) == len(pages)
    assert routes(large, "hu")["missing/text-ro/2/"].render() == parts[1]
