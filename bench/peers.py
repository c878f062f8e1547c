"""The other tools' builds of a corpus, each from nothing: what is made ready before, and what is timed.

Hugo is run in every way that can be had (versions × ways to put the records in), and stands in the results with its
fastest. `hugo` makes the kinds of pages that Kaláka makes; `hugo-records` leaves out those of places, organisations
and the other lists, for a reader who would rather compare with less.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import hugo, stock, tools
from bench.away import put_away
from bench.measure import Measured, measure

NAMES = ("hugo", "stock", "zensical")
LARGEST = {"stock": 5_000, "zensical": 5_000}
"""Records up to which a peer is run: beyond them its time grows out of any patience."""
LARGEST_STOCK = 2_000
"""The same for `stock` as it comes, which takes five minutes for 5,000."""


@dataclass(frozen=True)
class Run:
    """One way to build one corpus: `prepare` is not timed, `build` is, `out` is the folder that it fills."""

    tool: str
    case: str
    version: str
    prepare: Callable[[], None]
    build: Callable[[], Measured]
    out: Path


def runs(root: Path, records: int, names: Sequence[str], work: Path) -> Iterator[Run]:
    """Every build of the corpus at `root` by the named peers; their input is written first, below `work`."""
    wanted = [name for name in names if records <= LARGEST.get(name, records)]
    site, out, log = work / "stock", work / "out", work / "log"
    if "stock" in wanted or "zensical" in wanted:
        stock.write(root, site)
    if "stock" in wanted and (mkdocs := tools.mkdocs()):
        for way in stock.WAYS if records <= LARGEST_STOCK else stock.WAYS[1:]:
            build = partial(measure, stock.command(mkdocs, site, way, out), site, log, mkdocs.env)
            yield Run(way, "cold", mkdocs.version, partial(put_away, out), build, out)
    if "zensical" in wanted and (zensical := tools.zensical()):
        made = site / "site"
        build = partial(measure, stock.zensical_command(zensical, site), site, log, zensical.env)
        yield Run("zensical", "cold", zensical.version, partial(put_away, made, site / ".cache"), build, made)
    if "hugo" in wanted:
        yield from _hugo_runs(root, records, work)


def _hugo_runs(root: Path, records: int, work: Path) -> Iterator[Run]:
    out = work / "out"
    slowest = {"yaml"} if records > LARGEST["stock"] else set()
    made = {way: work / f"hugo-{way}" for way in hugo.WAYS if way not in slowest}
    for way, site in made.items():
        hugo.write(root, site, way)
    for tool in tools.hugo():
        for way in (way for way in hugo.ways(tool) if way in made):
            for name, entries in (("hugo", True), ("hugo-records", False)):
                command = hugo.command(tool, made[way], out, entries)
                build = partial(measure, command, made[way], work / "log", tool.env)
                yield Run(name, "cold", f"{tool.version}, {way}", partial(put_away, out, hugo.cache(out)), build, out)
