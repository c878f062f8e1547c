"""The view with what pages about projects need: years, periods, counties, coordinates."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from markupsafe import Markup

from kalaka.i18n.collation import sort_key
from kalaka.model.addresses import url
from kalaka.model.base import Text
from kalaka.model.project import Period, Project
from kalaka.model.summary import Pair, Summary
from kalaka.pages.view import View
from kalaka.queries.amounts import Share, known_sum
from kalaka.queries.facets import county_ids


class Sheet(NamedTuple):
    """How many of each list stand on the printed sheet of a project, so that it is one page."""

    goals: int
    activities: int
    figures: int


class PageView(View):
    LEADING = ("lead", "coordinator", "consortium")
    """Roles of organisations that answer the question who led a project."""
    SHEET = Sheet(goals=6, activities=8, figures=8)

    def periods(self, project: Project) -> Iterator[tuple[str, list[Period]]]:
        """When it was, and how long, where a source gives no dates."""
        dated = [period for period in project.periods if period.start or period.end]
        if dated:
            yield self.words("fact.when"), dated
        if lengths := [period for period in project.periods if period not in dated]:
            yield self.words("fact.length"), lengths

    def share(self, found: Share) -> str:
        """What a participant cost, said as rounded where it is."""
        text = self.money(found.each, found.currency)
        return text if found.exact else self.words("qualifier.about", quantity=text)

    def counties(self, project: Summary) -> list[str]:
        return county_ids(self.library, project)

    def county_names(self, project: Summary) -> Markup:
        return self.links("counties", self.counties(project))

    def known_sum(self, project: Summary) -> str:
        """`Támogatás: 13 216 768 Ft`; empty where no one sum is known."""
        found = known_sum(project)
        if found is None or found.amount is None or found.currency is None:
            return ""
        return f"{self.words(f'funding.{found.kind}')}: {self.money(found.amount, found.currency)}"

    def coordinate(self, degrees: float, direction: str) -> str:
        return self.words(f"map.{direction}", degrees=f"{degrees:.4f}".replace(".", ","))

    def part_title(self, title: str, number: int) -> str:
        """The title of a part of a list; the first part is the list itself."""
        return title if number == 1 else self.words("parts.title", title=title, number=number)

    def address(self) -> str:
        return self.library.settings.site_url + url(self.lang, self.path)

    def sorted_ids(self, names: Iterable[str], texts: Mapping[str, Text | Pair]) -> list[str]:
        return sorted(names, key=lambda name: sort_key(texts[name].best(self.lang)[0], self.lang))
