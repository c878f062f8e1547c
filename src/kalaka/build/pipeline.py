"""One build: nothing is done where nothing has changed; else everything that has is made anew."""

import gc
from dataclasses import replace
from pathlib import Path

from kalaka.build.aside import Aside
from kalaka.build.cache import Cache, code_version, digest
from kalaka.build.fingerprints import INPUTS, Prints
from kalaka.build.publishing import begin_staging, check_target, locked, recover
from kalaka.build.result import Built, Clock, Done, Files, Indexed, Reporter, no_more_there, packed, unpacked

WORK = ".kalaka"
ENGINES = ("mkdocs", "properdocs")


def build(
    root: Path, site: Path, engine: str, reporter: Reporter, *, cache: Cache | None = None, search: bool = True
) -> Built:
    """Make the whole site, or what has changed of it; with errors nothing changes.

    A process that builds again and again gives its own cache. Without `search` the index and the open data stay as they
    are, when they are there: what takes seconds however little has changed.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        with locked(root / WORK):
            kept = cache or Cache(root / WORK / "cache.db")
            place = digest(code_version(), str(site))
            before: Done | None = kept.get("done", [place]).get(place)
            check_target(site, root, sources(root), set(unpacked(before.files)) if before else None)
            if recover(site):
                reporter.say("recovered")
            return _build(root, site, engine, reporter, cache=kept, search=search, place=place, before=before)
    finally:
        if collects:
            gc.enable()


def sources(root: Path) -> list[Path]:
    """Folders and files that a build reads or that are no place for a site."""
    return [root / name for name in (*INPUTS, "src", "tests", "schema")]


def _build(
    root: Path,
    site: Path,
    engine: str,
    reporter: Reporter,
    *,
    cache: Cache,
    search: bool,
    place: bytes,
    before: Done | None,
) -> Built:
    clock = Clock()
    with clock("scan"):
        looking = Aside(lambda _: no_more_there(site, before.files)) if before else None
        prints = Prints(root, cache)
        inputs = digest(code_version(), prints.all, engine)
        is_current = before and before.inputs == inputs and not (search and before.built.search_is_older)
        if before and looking and is_current and not looking.result():
            return replace(before.built, made=0, stages=tuple(clock.stages))
    with clock("start"):
        from kalaka.build.making import Making

    def standing() -> tuple[Files, Indexed]:
        if before is None or looking is None:
            return {}, Indexed()
        with clock("scan"):
            there, gone = unpacked(before.files), looking.result()
            for name in gone:
                del there[name]
        return there, Indexed() if gone else before.indexed

    begin_staging(site)
    making = Making(root, site, engine, reporter, clock, cache=cache, prints=prints, work=root / WORK)
    built, made, indexed = making.run(standing, search=search)
    if built.done:
        cache.put("done", {place: Done(inputs, built, packed(made), indexed)})
    cache.close()
    return built
