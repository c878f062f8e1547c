"""What several pages ask of a project: its years, its places and counties, its roles there."""

from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup

from kalaka.language import sort_key, years
from kalaka.library import Library
from kalaka.model import Lang, Period, Project, Text
from kalaka.pages.page import url
from kalaka.pages.view import View


def project_years(project: Project) -> str:
    """From the first year that a source states to the last: 2017–2019, 2004; empty when none gives one."""
    starts = [period.start for period in project.periods if period.start]
    ends = [period.end or period.start for period in project.periods if period.end or period.start]
    return years(min(starts, default=None), max(filter(None, ends), default=None)) if starts else ""


def place_ids(project: Project) -> list[str]:
    """Every place once, whatever the number of its roles, in the order of the record."""
    return list(dict.fromkeys(name for group in project.places for name in group.places))


def county_ids(library: Library, project: Project) -> list[str]:
    """Every county once: those named, and those of the places."""
    found: dict[str, None] = {}
    for group in project.places:
        found |= dict.fromkeys(group.counties)
        found |= {c: None for name in group.places if (c := library.places[name].county)}
    return list(found)


def newest_first(projects: Iterable[Project], lang: Lang) -> list[Project]:
    by_name = sorted(projects, key=lambda p: sort_key(p.short_title.best(lang)[0], lang))
    return sorted(by_name, key=_start, reverse=True)


def _start(project: Project) -> str:
    return max((period.start or "" for period in project.periods), default="")


class PageView(View):
    """The view with what project lists need."""

    def years(self, project: Project) -> str:
        return project_years(project)

    def periods(self, project: Project) -> Iterator[tuple[str, list[Period]]]:
        """When it was, and how long, where a source gives no dates."""
        dated = [period for period in project.periods if period.start or period.end]
        if dated:
            yield self.words("fact.when"), dated
        if lengths := [period for period in project.periods if period not in dated]:
            yield self.words("fact.length"), lengths

    def place_ids(self, project: Project) -> list[str]:
        return place_ids(project)

    def counties(self, project: Project) -> list[str]:
        return county_ids(self.library, project)

    def county_names(self, project: Project) -> Markup:
        return self.links("counties", self.counties(project))

    def coordinate(self, degrees: float, direction: str) -> str:
        return self.words(f"map.{direction}", degrees=f"{degrees:.4f}".replace(".", ","))

    def address(self) -> str:
        return self.library.settings.site_url + url(self.lang, self.path)

    def sorted_ids(self, names: Iterable[str], texts: Mapping[str, Text]) -> list[str]:
        return sorted(names, key=lambda name: sort_key(texts[name].best(self.lang)[0], self.lang))
