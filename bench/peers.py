"""Builds of a corpus by other generators, each from nothing: what is made ready before, and what is timed.

Hugo is run with every version that can be had and in every way to put the records in, each as a tool of its own.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from bench import hugo, stock, tools
from bench.away import put_away
from bench.measure import Run, measure

NAMES = ("hugo", "stock", "zensical")
LARGEST = {"stock": 5_000, "zensical": 5_000}
"""Records up to which a peer is run: its time grows with the square of the pages."""
LARGEST_STOCK = 2_000
"""The same for `stock` as it comes, which takes five minutes for 5,000."""


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
    hugos = tools.hugo() if "hugo" in wanted else ()
    for way in dict.fromkeys(way for tool in hugos for way in hugo.ways(tool)):
        hugo.write(root, work / f"hugo-{way}", way)
    for tool in hugos:
        for way in hugo.ways(tool):
            site = work / f"hugo-{way}"
            build = partial(measure, hugo.command(tool, site, out), site, log, tool.env)
            name = f"hugo-{tool.version.split()[1]}-{way}"
            yield Run(name, "cold", tool.version, partial(put_away, out, hugo.cache(out)), build, out)
