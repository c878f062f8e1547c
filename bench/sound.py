"""Whether a large site is right in every page: links, alternates, sitemap, sizes, and how the engine draws it.

`python -m bench.sound ROOT SITE` looks at a site that was built of a knowledge base; `make bench` does so at 2,000
records. Every check says what it looked at and names what it found wrong.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from bench.cases import COMMAND
from kalaka.content import settings
from kalaka.i18n.languages import LANGS, Lang
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import SECTIONS, SINGLES
from kalaka.pages.page import FRAMED, OTHER, frame_at
from kalaka.rules.page_weight import HEAVIEST

RECORDS = 2_000
PER_FRAME = 3
"""Pages of each frame and language that the engine draws itself."""
_ID = re.compile(r'\sid="([^"]+)"')
_LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
_ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">')
_SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


class Check(NamedTuple):
    """What was looked at, how many of them, and which are wrong."""

    name: str
    looked_at: int
    wrong: list[str]


class Seen(NamedTuple):
    """What a page says."""

    size: int
    canonical: str
    alternates: Mapping[str, str]


def checks(root: Path, site: Path, work: Path) -> Iterator[Check]:
    """Every check of the site of a knowledge base; `work` is where the engine's own pages are made."""
    base = settings.read(root).site_url
    pages = dict(_pages(site))
    yield _links(site, pages)
    yield _alternates(pages, base)
    yield _sitemap(site, pages, base)
    heavy = [f"{address}: {seen.size}" for address, seen in pages.items() if seen.size > HEAVIEST]
    yield Check("pages of more than 100 kB", len(pages), heavy)
    yield _same_bodies(root, list(pages), work)
    yield _plain_engine(root, site, work)


def _pages(site: Path) -> Iterator[tuple[str, Seen]]:
    for file in sorted(site.rglob("index.html")):
        text = file.read_text("utf-8")
        if 'http-equiv="refresh"' in text:  # leads on from an old address
            continue
        canonical = _CANONICAL.search(text)
        address = file.parent.relative_to(site).as_posix().removeprefix(".")
        seen = Seen(len(text.encode()), canonical[1] if canonical else "", dict(_ALTERNATE.findall(text)))
        yield f"{address}/" if address else "", seen


def _links(site: Path, pages: Mapping[str, Seen]) -> Check:
    """A link leads to a file of the site, a fragment to an id of its page."""
    fragments: dict[str, set[tuple[str, str]]] = {}
    wrong, count = [], 0
    for address in pages:
        text = (site / address / "index.html").read_text("utf-8")
        for href in set(_LINK.findall(text)):
            count += 1
            full = urlsplit(urljoin(f"http://site/{address}", unescape(href)))
            if full.netloc != "site":
                continue
            where = unquote(full.path.removeprefix("/"))
            goal = where if (site / where).is_file() else f"{where}index.html"
            if not (site / goal).is_file():
                wrong.append(f"{address} → {href}")
            elif full.fragment:
                fragments.setdefault(goal, set()).add((address, unquote(full.fragment)))
    for goal, asked in sorted(fragments.items()):
        ids = set(_ID.findall((site / goal).read_text("utf-8")))
        wrong += [f"{address} → {goal}#{name}" for address, name in sorted(asked) if name not in ids]
    return Check("links that lead nowhere", count, wrong)


def _alternates(pages: Mapping[str, Seen], base: str) -> Check:
    """Those that a page names name it too; one that names none points to itself or to the version that is real."""
    wrong = []
    for address, seen in pages.items():
        own = base + address
        others = [target for lang, target in seen.alternates.items() if lang != "x-default"]
        if others:
            known = [pages.get(target.removeprefix(base)) for target in others]
            if (
                own not in others
                or seen.canonical != own
                or len(others) != len(LANGS)
                or any(found is None or found.alternates != seen.alternates for found in known)
            ):
                wrong.append(address)
        elif seen.canonical.removeprefix(base) not in pages:
            wrong.append(address)
    return Check("alternates that do not lead back", len(pages), wrong)


def _sitemap(site: Path, pages: Mapping[str, Seen], base: str) -> Check:
    """It lists every page that is its own canonical one, with its alternates, and nothing else."""
    listed = {}
    for entry in ET.parse(site / "sitemap.xml").findall("s:url", _SITEMAP):
        links = {link.get("hreflang", ""): link.get("href", "") for link in entry.findall("x:link", _SITEMAP)}
        listed[entry.findtext("s:loc", "", _SITEMAP)] = links
    said = {
        base + address: dict(seen.alternates) for address, seen in pages.items() if seen.canonical == base + address
    }
    wrong = sorted(where for where in listed.keys() | said.keys() if listed.get(where) != said.get(where))
    return Check("addresses of the sitemap that differ from their pages", len(said), wrong)


def _copy(root: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(root, target, ignore=shutil.ignore_patterns("site", ".site*", ".kalaka", "__pycache__"))
    return target


def _same_bodies(root: Path, addresses: list[str], work: Path) -> Check:
    """Pages of every frame, drawn by the engine itself from the same bodies."""
    copy = _copy(root, work / "same")
    wanted = list(_sample(addresses))
    (copy / "same.json").write_text(json.dumps(wanted), "utf-8")
    shutil.copy(Path(__file__).parent.parent / "tests/same_body.py", copy / "hooks")
    text = (copy / "mkdocs.yml").read_text("utf-8")
    (copy / "mkdocs.yml").write_text(text.replace("[hooks/site.py]", "[hooks/site.py, hooks/same_body.py]"), "utf-8")
    _run([*COMMAND, "--root", copy, "--site", work / "same-site"])
    wrong = []
    for number, (lang, path) in enumerate(wanted):
        drawn = (copy / f"same/same-{number}.html").read_bytes()
        if drawn != (work / "same-site" / url(lang, path) / "index.html").read_bytes():
            wrong.append(url(lang, path))
    return Check("pages that the engine draws otherwise", len(wanted), wrong)


def _sample(addresses: list[str]) -> Iterator[tuple[Lang, str]]:
    """Some generated pages of every frame, from the beginning, the middle and the end."""
    by_frame: dict[tuple[Lang, str], list[str]] = {}
    for address in addresses:
        lang: Lang = "ro" if address.startswith("ro/") else "hu"
        path = address.removeprefix("ro/") if lang == "ro" else address
        section, _, rest = path.partition("/")
        written = section not in (*SECTIONS, *SINGLES) or (section in ("guides", "trainings") and rest)
        if written or section == "data":  # which is made with the sizes of the files
            continue
        by_frame.setdefault((lang, frame_at(path)), []).append(path)
    assert {name.rpartition("-")[0] for _, name in by_frame} >= {*FRAMED} - {"home", "about"} - {OTHER}
    for (lang, _), paths in sorted(by_frame.items()):
        for path in dict.fromkeys(paths[at * (len(paths) - 1) // (PER_FRAME - 1)] for at in range(PER_FRAME)):
            yield lang, path


def _plain_engine(root: Path, site: Path, work: Path) -> Check:
    """The whole site, made by `mkdocs build` alone."""
    out = work / "plain"
    shutil.rmtree(out, ignore_errors=True)
    _run([sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", root / "mkdocs.yml", "-d", out])
    names = {file.relative_to(folder) for folder in (site, out) for file in folder.rglob("*") if file.is_file()}
    wrong = [name.as_posix() for name in sorted(names) if not _equal(site / name, out / name)]
    return Check("files that `mkdocs build` makes otherwise", len(names), wrong)


def _equal(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def _run(command: list[str | Path]) -> None:
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"}
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def main() -> int:
    root, site = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    work = site.with_name(f"{site.name}.sound")
    work.mkdir(exist_ok=True)
    failed = False
    for check in checks(root, site, work):
        print(f"{check.name}: {len(check.wrong)} of {check.looked_at}", *check.wrong[:10], sep="\n  ", flush=True)
        failed |= bool(check.wrong) or not check.looked_at
    shutil.rmtree(work)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
