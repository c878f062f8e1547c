"""`PageView`: a view with the facts of projects and places, such as periods, counties, sums and coordinates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from kalaka.i18n.collation import sort_key
from kalaka.i18n.formatting import NBSP
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.project import Deed, Period, Project
from kalaka.model.summary import Pair, Summary
from kalaka.pages.deeds import LEADING
from kalaka.pages.rendering import safe
from kalaka.pages.view import View
from kalaka.queries.amounts import known_sum
from kalaka.queries.facets import where_ids


class PrintLimits(NamedTuple):
    """How many items of each list are printed on the one-page sheet of a project."""

    goals: int
    activities: int
    outputs: int
    figures: int


class PageView(View):
    """A view for pages that show projects, places and other entries."""

    LEADING = LEADING
    dot = f"{NBSP}· "
    """Between facts in one line."""
    PRINT_LIMITS = PrintLimits(goals=5, activities=5, outputs=2, figures=4)

    def periods(self, project: Project) -> Iterator[tuple[str, list[Period]]]:
        """Periods under their labels: those with dates, planned ones, those of which only the length is stated.

        The length of a part is not that of the project, so it has a label of its own.
        """
        dated = [period for period in project.periods if period.start or period.end]
        planned = [period for period in dated if period.state == "planned"]
        if told := [period for period in dated if period not in planned]:
            yield self.words("fact.when"), told
        if planned:
            yield self.words("fact.planned_when"), planned
        lengths = [period for period in project.periods if period not in dated]
        if whole := [period for period in lengths if not period.of]:
            yield self.words("fact.length"), whole
        if parts := [period for period in lengths if period.of]:
            yield self.words("fact.part_length"), parts

    def area(self, project: Summary) -> Markup:
        """Where a project ran, in a few words: the countries of a nationwide one, else links to the counties."""
        if project.scope == "national" and project.countries:
            countries = self.listing([self.words(f"country.{country}") for country in project.countries])
            return safe(escape(self.words("area.national", country=str(countries))))
        return self.links("counties", where_ids(self.kb, project))

    def years_and_status(self, project: Summary) -> str:
        """`2017–2019 · Lezárult`, below the name of a project in a comparison."""
        return " · ".join(filter(None, (project.years, self.words(f"status.{project.status}"))))

    def details(self, deed: Deed, usual: Sequence[frozenset[str]]) -> Markup:
        """For whom, by whom and where something was done, in one line; empty where nothing is stated.

        Organisations go without saying where they are one of the `usual` sets.
        """
        by_whom = () if frozenset(deed.organisations) in usual else deed.organisations
        for_whom = self.t(getattr(deed, "for_whom", None)) or self.links("target-groups", deed.target_groups)
        places = [*map(self.county, deed.counties), *(self.place(name, both=False) for name in deed.places)]
        parts = [
            Markup("{}: {}").format(self.words("table.for_whom"), for_whom) if for_whom else "",
            self.links("organisations", by_whom),
            Markup(", ").join(places),
        ]
        return Markup(" · ").join(filter(None, parts))

    def known_sum(self, project: Summary) -> Markup:
        """`Támogatás: 13 216 768 Ft`; empty when no single sum is known."""
        money = known_sum(project)
        if money is None or money.amount is None or money.currency is None:
            return Markup("")
        kind = escape(self.words(f"funding.{money.kind}"))
        return safe(f"{kind}: {self.money(money.amount, money.currency)}")

    def sum_or_none(self, project: Summary) -> Markup:
        """`Támogatás: 13 216 768 Ft`, or that no source states a sum; where several are stated, where they are."""
        if "amount" in project.gap_names:
            return self.none("sum.none")
        return self.known_sum(project) or safe(escape(self.words("sum.several")))

    def none(self, key: str) -> Markup:
        """That something is not known, in the words of a message, with the mark of absence."""
        return Markup('<span class="k-none">{}</span>').format(self.words(key))

    def coordinate(self, degrees: float, direction: str) -> str:
        """`46,5500° é. sz.`; `direction` is `north` or `east`."""
        return self.words(f"map.{direction}", degrees=f"{degrees:.4f}".replace(".", ","))

    def part_title(self, title: str, number: int) -> str:
        """The title of a part of a list; that of the first part is the title of the list."""
        return title if number == 1 else self.words("parts.title", title=title, number=number)

    def address(self) -> str:
        """The absolute address of the page."""
        return self.kb.settings.site_url + url(self.lang, self.path)

    def sorted_ids(self, names: Iterable[str], texts: Mapping[str, Text | Pair]) -> list[str]:
        """Ids in the alphabetical order of their texts."""
        return sorted(names, key=lambda name: sort_key(texts[name].best(self.lang)[0], self.lang))
