"""Hostile text in every place, built once and opened in Chromium: nothing runs, nothing leaks, the pages stay whole.

Hungarian pages are opened with their Content-Security-Policy switched off, because the policy is the second wall and
must not hide a hole in the first; Romanian ones as readers get them. A case's pages stand side by side in frames of
phone width. Of a text with markup, which stands in a guide and in a record, every second Romanian page is opened.
"""

import csv
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, expect

from kalaka.build.loading import load_and_check
from kalaka.content import markdown
from kalaka.content.settings import read_settings
from kalaka.content.sources import Sources
from kalaka.i18n.formatting import one_sentence
from kalaka.i18n.languages import LANGS
from kalaka.problems.problem import Problem
from tests import hostile
from tests.conftest import VALLEY, Served, copy_root, kalaka
from tests.hostile import CASES, ERRORS, PLAIN, PROSE, SHOWN, Case

LISTS = {
    "": ["téma"],
    "projects/": ["rövidcím", "összefoglaló", "téma"],
    "guides/": ["cím", "összefoglaló", "téma"],
    "trainings/": ["cím", "összefoglaló"],
    "places/": ["hely", "megye"],
    "counties/": ["megye"],
    "organisations/": ["szervezet"],
    "programmes/": ["program"],
    "themes/": ["téma", "témaleírás"],
    "target-groups/": ["célcsoport", "csoportleírás"],
    "glossary/": ["szakszó", "meghatározás", "szójegyzet", "cím"],
}
"""Pages that list, and what they show of every entry."""


# One build of everything


@dataclass
class Site:
    """The built site, the cases that it could not be built with and why, and what the build said."""

    served: Served
    refused: dict[str, str]
    said: str

    @property
    def cases(self) -> list[Case]:
        return [case for case in CASES if case.name not in self.refused]


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """All cases together. One that stops the build is set aside, so that it fails alone and not with all others."""
    refused = dict(_unreadable())
    for attempt in range(4):
        root = copy_root(tmp_path_factory.mktemp(f"hostile-{attempt}"))
        hostile.write(root, refused)
        folder = root / "site"
        done = kalaka("build", "--root", str(root), "--site", str(folder))
        said = done.stdout + done.stderr
        if done.returncode == 0:
            break
        refused |= _blamed(said)
    assert done.returncode == 0, said[-3000:]
    for file in folder.rglob("assets/**/*.*"):
        os.utime(file, (0, 0))  # old files need not be asked for again on each page
    (folder / "frames.html").write_text("<!doctype html><title>frames</title><body>", "utf-8")
    served = Served(folder)
    yield Site(served, refused, said)
    served.close()


def _unreadable() -> Iterator[tuple[str, str]]:
    options, _ = read_settings(Sources(VALLEY))
    for case in PROSE:
        text, _ = hostile.prose(case)
        try:
            markdown.render(text)
            markdown.outline(text, options)
        except Exception as error:
            yield case.name, f"{type(error).__name__}: {error}"


def _blamed(said: str) -> dict[str, str]:
    names = {case.id: case.name for case in CASES} | {case.name: case.name for case in SHOWN}
    found: dict[str, str] = {}
    for line in said.split("\n"):
        match = re.search(r"/([a-z0-9-]+)\.(md|yml)\b", line)
        if match and match[1] in names and "figyelmeztetés" not in line:
            found.setdefault(names[match[1]], line)
    return found


# Watching pages

TRAP = "window.hits = 0; window.hit = () => { hits += 1; };"
"""In every page: what payloads call, or overwrite."""

LOOK = """
(frame) => {
  const document = frame.document, faults = [];
  const say = (what, element) => faults.push(what + ": " + (element.outerHTML || "").slice(0, 160));
  const every = (selector) => [...Document.prototype.querySelectorAll.call(document, selector)];
  const one = (selector) => {
    const found = every(selector);
    if (found.length !== 1) faults.push(found.length + " × " + selector);
    return found[0];
  };
  if (frame.hits || top.hits || typeof frame.hit !== "function") faults.push("a payload ran");
  const [head, main, foot, content] = ["header.k-head", "main", "footer.k-foot", "#k-content"].map(one);
  one("h1"); one("head > title"); one("body"); one("footer"); one('meta[name="viewport"]'); one('link[rel="canonical"]');
  if (!main?.contains(content)) faults.push("the content stands outside main");
  if (main?.contains(head) || main?.contains(foot) || foot?.contains(main)) faults.push("the parts are mixed up");
  if (!content?.contains(every("h1")[0])) faults.push("the title stands outside the content");
  for (const part of [head, foot, main])
    if (part && !part.checkVisibility()) faults.push("not visible: " + part.tagName);
  const ids = new Set(), own = new Set(["http:", "https:", "mailto:"]);
  for (const element of every("*")) {
    if (element.id && ids.size === ids.add(element.id).size) say("an id twice", element);
    for (const {name, value} of element.attributes) {
      if (/^on/i.test(name) || ["style", "srcdoc", "ping", "formaction", "srcset", "background"].includes(name))
        say("attribute " + name, element);
      if (/^(src|href|action|data|cite|poster|xlink:href)$/i.test(name)) {
        const address = new URL(value, document.baseURI);
        if (!own.has(address.protocol)) say("address " + address.protocol, element);
        if (element.localName !== "a" && !/^(canonical|alternate)$/.test(element.rel) && address.host !== location.host)
          say("another host", element);
        if (element.localName === "a" && address.host !== location.host && !/^(https?|mailto):/i.test(value))
          say("hidden host", element);
      }
    }
  }
  const buttons = ".k-acts > li:has(> :is([data-k-copy], [data-k-print])), .k-running, .k-cite + [data-k-copy], .k-sheet > [data-k-print], .k-pick, .k-tray, .k-choosing, .k-terse__way";
  const wrong = "script,style,link,meta,base,iframe,object,embed,applet,form,input,button,select,textarea,template,math," +
    "dialog,video,audio,source,noscript,title,frameset,main,header.k-head,footer,[name],[contenteditable],[popover],[hidden]";
  for (const element of content?.querySelectorAll(wrong) ?? [])
    if (!element.closest("svg.k-map a > title, form.k-find, .k-sieve, .k-sort, .k-picked, .k-found > :is([hidden], noscript), .k-pairs noscript, .k-comparing > template, .k-def[popover], .k-map__keys, .k-map__tip, .k-words, script[src$='/assets/glossary.js'], " + buttons))
      say("not in the content", element);
  for (const element of content?.querySelectorAll("svg, svg *") ?? [])
    if (!element.closest("svg[class^=k-]")) say("not our drawing", element);
  for (const name of ["getElementById", "querySelector", "createElement"])
    if (typeof document[name] !== "function") faults.push("clobbered: " + name);
  const wide = document.documentElement;
  if (wide.scrollWidth > wide.clientWidth) faults.push("wider than the screen: " + wide.scrollWidth);
  for (const folded of every("details")) folded.open = true;
  const plain = (text) => text.replace(/\\s+/g, " ");
  return {
    faults, title: document.title, text: plain(content?.innerText ?? ""),
    description: every('meta[name="description"]')[0]?.content ?? "",
  };
}
"""
OPEN = f"""
(paths) => Promise.all(paths.map((path) => new Promise((done, failed) => {{
  const frame = document.createElement("iframe"), look = {LOOK};
  frame.width = 390; frame.height = 800; frame.src = path; frame.style.visibility = "hidden";
  frame.onload = () => setTimeout(() => {{ try {{ done(look(frame.contentWindow)); }} catch (error) {{ failed(error); }} }}, 0);
  setTimeout(() => failed("no end of loading: " + path), 60000);
  document.body.append(frame);
}}))).finally(() => document.body.replaceChildren())
"""


@dataclass
class Watched:
    """A tab, and everything it did that a quiet page does not do."""

    page: Page
    base: str
    noise: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page, say = self.page, self.noise.append
        page.on("dialog", self._dialog)
        page.on("popup", lambda popup: say(f"window: {popup.url}"))
        page.on("pageerror", lambda error: say(f"error: {error}"))
        page.on("download", lambda download: say(f"download: {download.url}"))
        page.on("console", self._console)
        page.on("request", lambda request: None if self._own(request.url) else say(f"request: {request.url}"))

    def _own(self, address: str) -> bool:
        return address.startswith(self.base) or address == "about:blank"

    def _dialog(self, dialog: Dialog) -> None:
        self.noise.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        """A harmless picture of this host that does not exist is no noise."""
        missing = message.text.startswith("Failed to load resource") and self._own(message.location["url"])
        if message.type in ("error", "warning") and not missing:
            self.noise.append(f"console: {message.text}")

    def open(self, paths: list[str]) -> None:
        """Begin to open pages; `faults` waits for them, so that two tabs can be at work at once."""
        if not self.page.url.endswith("/frames.html"):
            self.page.goto(self.base + "frames.html")
        self.noise.clear()
        self.paths = paths
        self.page.evaluate(f"(paths) => {{ window.opening = ({OPEN})(paths); }}", ["/" + path for path in paths])

    def faults(self) -> tuple[list[str], dict[str, dict[str, Any]]]:
        """Everything that is wrong with the pages, and what stands on each."""
        pages = dict(zip(self.paths, self.page.evaluate("opening"), strict=True))
        faults = [f"{path}: {fault}" for path, page in pages.items() for fault in page["faults"]]
        return faults + self.noise, pages


@pytest.fixture(scope="module")
def readers(browser: Browser, hostile_site: Site) -> Iterator[Watched]:
    """As readers see it: with the policy."""
    yield from _watched(browser, hostile_site.served.url, bypass_csp=False)


@pytest.fixture(scope="module")
def unguarded(browser: Browser, hostile_site: Site) -> Iterator[Watched]:
    """Without the policy: only the cleaning stands between the payload and the reader."""
    yield from _watched(browser, hostile_site.served.url, bypass_csp=True)


def _watched(browser: Browser, base: str, bypass_csp: bool) -> Iterator[Watched]:
    nowhere = {"server": "http://127.0.0.1:9", "bypass": "127.0.0.1"}
    context = browser.new_context(bypass_csp=bypass_csp, proxy=nowhere)  # type: ignore[arg-type]
    context.add_init_script(TRAP)
    yield Watched(context.new_page(), base)
    context.close()


def _named(case: Case) -> str:
    return case.name


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 50
    assert len({case.name for case in CASES}) == len(CASES) == len(PROSE) + len(PLAIN) + len(ERRORS) + len(SHOWN)


# Text with markup


@pytest.mark.parametrize("case", PROSE, ids=_named)
def test_text_is_harmless_and_whole(case: Case, hostile_site: Site, readers: Watched, unguarded: Watched) -> None:
    assert case.name not in hostile_site.refused, hostile_site.refused[case.name]
    _, words = hostile.prose(case)
    kinds = hostile.sections(case)
    unguarded.open([f"{kind}/{case.id}/" for kind in kinds])
    readers.open([f"ro/{kinds[case.number % len(kinds)]}/{case.id}/"])
    for watched in (unguarded, readers):
        faults, pages = watched.faults()
        lost = {path: [word for word in words if word not in page["text"]] for path, page in pages.items()}
        if "wide" in case.header:
            faults = [fault for fault in faults if "wider than the screen" not in fault]
        forged = [path for path, page in pages.items() if "@@k-" in page["text"] and "prints" not in case.header]
        assert (faults, {path: found for path, found in lost.items() if found}, forged) == ([], {}, [])


@pytest.mark.parametrize("case", [case for case in PROSE if "warns" in case.header], ids=_named)
def test_the_editor_is_told_what_was_removed(case: Case, hostile_site: Site) -> None:
    files = [f"docs/guides/{case.id}.md", f"docs/projects/{case.id}.yml"]
    told = {file: [line for line in hostile_site.said.split("\n") if line.startswith(file)] for file in files}
    for file, lines in told.items():
        assert any("markup-removed" in line and case.header["warns"] in line for line in lines), (file, lines)


# Plain fields


@pytest.mark.parametrize("case", PLAIN, ids=_named)
def test_plain_text_stays_plain(case: Case, hostile_site: Site, readers: Watched, unguarded: Watched) -> None:
    assert case.name not in hostile_site.refused, hostile_site.refused[case.name]
    expected = dict(hostile.plain_pages(case))
    unguarded.open(list(expected))
    readers.open(["ro/" + path for path in list(expected)[:2]])
    for watched, prefix in ((unguarded, ""), (readers, "ro/")):
        faults, pages = watched.faults()
        lost = {
            path: [place for place in expected[path.removeprefix(prefix)] if not _stands(case, place, page["text"])]
            for path, page in pages.items()
        }
        assert (faults, {path: found for path, found in lost.items() if found}) == ([], {})
        for path, place, lead in (("projects", "rövidcím", "összefoglaló"), ("guides", "cím", "összefoglaló")):
            page = pages[f"{prefix}{path}/{case.id}/"]
            own = "ro" if prefix else ""
            whole = f"{case.text(place + own)} – {'Probă' if prefix else 'Próba'}"
            shown = page["title"].removesuffix("…")  # a long title is cut, and has no room for the name of the site
            assert _even(whole).startswith(_even(shown).strip()), (shown, whole)
            assert len(shown) > 10
            assert _even(page["description"]) == _even(case.text(lead + own))


def _even(text: str) -> str:
    return re.sub(r"[\s\ufeff]+", " ", text).strip()


def _stands(case: Case, place: str, text: str) -> bool:
    """Whether the text of a place stands there, letter by letter, in one of its languages; of a summary, its sentence."""
    texts = [case.text(name) for name in (place, f"{place}ro")]
    short = [one_sentence(words).removesuffix("\u00a0…") for words in texts if place == "összefoglaló"]
    return any(_even(words) in _even(text) for words in (*texts, *short))


@pytest.mark.parametrize("path", LISTS)
def test_lists_stay_whole(path: str, hostile_site: Site, readers: Watched, unguarded: Watched) -> None:
    places = LISTS[path]
    unguarded.open(_parts(hostile_site, path))
    readers.open(_parts(hostile_site, f"ro/{path}"))
    for watched in (unguarded, readers):
        faults, pages = watched.faults()
        text = " ".join(page["text"] for page in pages.values())
        lost = [
            (case.name, place)
            for case in hostile_site.cases
            if case.where == "plain"
            for place in places
            if not _stands(case, place, text)
        ]
        assert (faults, lost) == ([], [])


def _parts(site: Site, path: str) -> list[str]:
    """A list and its further parts."""
    further = sorted(folder.name for folder in (site.served.folder / path).glob("[0-9]*/"))
    return [path, *(f"{path}{number}/" for number in further)]


def test_records_side_by_side_stay_whole(hostile_site: Site, readers: Watched, unguarded: Watched) -> None:
    """The script takes the parts of five records' pages at a time; nothing in them wakes up."""
    ids = [case.id for case in hostile_site.cases if case in PLAIN]
    assert len(ids) > 10
    for watched, prefix in ((unguarded, ""), (readers, "ro/")):
        watched.noise.clear()
        for first in range(0, len(ids), 5):
            chosen = ids[first : first + 5]
            watched.page.goto(f"{watched.base}{prefix}compare/?" + "&".join(f"p={name}" for name in chosen))
            expect(watched.page.locator(".k-compare thead th")).to_have_count(len(chosen))
            look = watched.page.evaluate(f"({LOOK})(window)")
            assert (look["faults"], watched.noise) == ([], []), chosen


# Files


@pytest.mark.parametrize("case", SHOWN, ids=_named)
def test_odd_files_leave_the_pages_whole(case: Case, hostile_site: Site, unguarded: Watched) -> None:
    assert case.name not in hostile_site.refused, hostile_site.refused[case.name]
    unguarded.open([case.header["opens"], f"ro/{case.header['opens']}"])
    faults, pages = unguarded.faults()
    assert faults == []
    for page in pages.values():
        assert [word for word in case.header["words"].split() if word not in page["text"]] == []
        assert "never" not in case.header or case.header["never"] not in page["text"]


NO_TEXT = os.fsdecode(b"docs/guides/\xff\xfe.md")


@pytest.fixture(scope="module")
def rejected(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Problem]]:
    root = copy_root(tmp_path_factory.mktemp("rejected") / "root")
    for case in ERRORS:
        hostile.put(root, case)
    shutil.copy(root / "docs" / "guides" / "study-circles.md", root / NO_TEXT)
    return root, load_and_check(root)[1]


@pytest.mark.parametrize("case", ERRORS, ids=_named)
def test_what_cannot_be_cleaned_is_refused(case: Case, rejected: tuple[Path, list[Problem]]) -> None:
    found = [problem for problem in rejected[1] if problem.file == case.file and problem.level == "error"]
    assert case.header["problem"] in [problem.code for problem in found], found
    if line := case.header.get("line"):
        assert (case.header["problem"], int(line)) in [(problem.code, problem.line) for problem in found]


def test_reports_cannot_steer_the_terminal(rejected: tuple[Path, list[Problem]]) -> None:
    lines = [problem.line_of_text(lang) for problem in rejected[1] for lang in LANGS]
    assert [line for line in lines if not line.isprintable()] == []


def test_nothing_is_built_of_what_is_refused(rejected: tuple[Path, list[Problem]]) -> None:
    root, _ = rejected
    done = kalaka("build", "--root", str(root), "--site", str(root / "site"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not [path.name for path in root.iterdir() if "site" in path.name]


def test_a_file_name_that_is_no_text_is_refused(rejected: tuple[Path, list[Problem]]) -> None:
    assert [problem.code for problem in rejected[1] if problem.file == NO_TEXT] == ["bad-id"]


# Built files


LOADING = ("link", "use", "image", "base")
"""Elements whose `href` the browser fetches by itself."""


TAG = re.compile(r"""<([a-z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.I)
ATTRIBUTE = re.compile(r"""([^\s"'=/>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


@cache
def tag_faults(tag: str, attributes: str) -> list[str]:
    """What no tag may carry, whoever wrote it."""
    facts = {name.lower(): unescape(value.strip("\"'")) for name, value in ATTRIBUTE.findall(attributes)}
    found = [f"<{tag}>"] if tag in ("style", "base", "iframe", "object", "embed") else []
    for name, value in facts.items():
        address = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/").lower()
        code = address.startswith(("javascript:", "vbscript:", "data:"))
        loads = name in ("src", "srcset", "data", "poster", "action") or (name == "href" and tag in LOADING)
        named = facts.get("rel") in ("canonical", "alternate")
        away = loads and not named and re.match(r"[a-z][a-z0-9+.-]*:|//", address)
        if name.startswith("on") or name in ("style", "srcdoc"):
            found.append(f"<{tag} {name}>")
        if away or (code and name in ("href", "src", "action", "xlink:href")):
            found.append(f"<{tag} {name}={value!r}>")
    return found


def markup_faults(html: str) -> list[str]:
    found = [fault for tag, attributes in TAG.findall(html) for fault in tag_faults(tag.lower(), attributes)]
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script", html, re.S | re.I)
    return found + [f"script: {text[:80]}" for kind, text in scripts if text.strip() and not _is_data(kind, text)]


def _is_data(attributes: str, text: str) -> bool:
    """A block of JSON in which nothing can end it: browsers do not run it."""
    return attributes == ' type="application/ld+json"' and "<" not in text and isinstance(json.loads(text), dict)


def _faulty(folder: Path) -> dict[str, list[str]]:
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 100
    found = {page.relative_to(folder).as_posix(): markup_faults(page.read_text("utf-8")) for page in pages}
    return {page: faults for page, faults in found.items() if faults}


def test_no_page_carries_code_style_or_another_host(site: Path) -> None:
    assert _faulty(site) == {}


def test_no_hostile_page_carries_code_style_or_another_host(hostile_site: Site) -> None:
    assert _faulty(hostile_site.served.folder) == {}


def test_no_frame_is_left_and_none_is_forged(hostile_site: Site) -> None:
    """Sentinels stand only where a payload prints them, and there as text."""
    printed = [case.id for case in hostile_site.cases if "prints" in case.header]
    folder = hostile_site.served.folder
    for page in folder.rglob("*.html"):
        if "@@k-" in page.read_text("utf-8"):
            name = page.parent.relative_to(folder).as_posix()
            assert any(case in page.read_text("utf-8") for case in printed), name
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("frame")}
    assert kept <= {"places/frame", "ro/places/frame"}  # a place of this id, not the engine's frame


def test_the_data_of_hostile_records_is_whole(hostile_site: Site) -> None:
    """Every file can be read, every text that XML can hold stands in it, and no cell begins like a formula."""
    folder = hostile_site.served.folder / "data"
    for file in (*folder.glob("*.xml"), folder / "places.geojson", *folder.glob("*.json")):
        text = file.read_text("utf-8")
        assert ElementTree.fromstring(text) is not None if file.suffix == ".xml" else json.loads(text)
    records = {record["id"]: record for record in json.loads((folder / "projects.json").read_text("utf-8"))["projects"]}
    for lang in LANGS:
        with (folder / f"projects.{lang}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = {row[0]: row for row in csv.reader(file, delimiter=";")}
        with zipfile.ZipFile(folder / f"projects.{lang}.xlsx") as workbook:
            sheet = ElementTree.fromstring(workbook.read("xl/worksheets/sheet1.xml"))
        cells = {cell.text for cell in sheet.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t")}
        assert len(rows) == len(records) + 1
        for case in (case for case in PLAIN if case.name not in hostile_site.refused):
            title = case.text("rövidcím" + ("ro" if lang == "ro" else ""))
            assert _even(records[case.id]["short_title"][lang]) == _even(title)
            assert _even(rows[case.id][1]) == _even(title)
            assert _even(title) in map(_even, filter(None, cells)), case.name
        assert not [cell for row in rows.values() for cell in row if re.match("[=+@\t\r-]", cell)]


def test_the_sitemap_is_whole(hostile_site: Site) -> None:
    tree = ElementTree.parse(hostile_site.served.folder / "sitemap.xml")
    assert len(tree.getroot()) > 500


# The tests themselves


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<img src=x onerror=hit=1>", "a payload ran"),
        ("<svg onload=hit=1></svg>", "a payload ran"),
        ("<img src=x onerror=hit=1>", "attribute onerror"),
        ("<a href=' java&#10;script:hit=1'>x</a>", "address javascript:"),
        ("<img src='https://evil.example/x.png'>", "request: https://evil.example/x.png"),
        ("<img src='/&#9;/evil.example/x.png'>", "another host"),
        ("<a href='/\\evil.example/'>x</a>", "hidden host"),
        ("<script>console.error(1)</script>", "console: 1"),
        ("<script>alert(1)</script>", "dialog: 1"),
        ("<script>throw 1</script>", "error: 1"),
        ("<h1>x</h1>", "2 × h1"),
        ("</div></main><footer class=k-foot></footer>", "2 × footer"),
        ("<p id=k-content>x</p>", "2 × #k-content"),
        ("<p id=k-q>x</p>", "an id twice"),
        ("<style>.k-page{display:none}</style>", "not visible: MAIN"),
        ("<p style='width:2000px'>x</p>", "wider than the screen"),
        ("<form><input name=x></form>", "not in the content: <form>"),
        ("<img name=querySelector src=x>", "clobbered: querySelector"),
    ],
)
def test_a_fault_is_seen(markup: str, fault: str, hostile_site: Site, unguarded: Watched) -> None:
    """The payload as it is, in a page that nobody cleaned."""
    name = "control-" + re.sub(r"[^a-z0-9]+", "-", markup)
    folder = hostile_site.served.folder / name
    page = (hostile_site.served.folder / "about" / "index.html").read_text("utf-8")
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(page.replace("</article>", f"{markup}</article>"), "utf-8")
    unguarded.open([f"{name}/"])
    faults, _ = unguarded.faults()
    shutil.rmtree(folder)
    assert any(fault in found for found in faults), faults


@pytest.mark.parametrize(
    "markup",
    [
        "<p onclick='x'>",
        '<P STYLE="color:red">',
        "<script>hit()</script>",
        '<script type="module">hit()</script>',
        '<script type="application/ld+json" src="x.js">{}</script>',
        '<script type="application/ld+json">{"a":"<!--"}</script>',
        '<a href="java&#10;script:hit()">',
        '<img src="//evil.example/x.png">',
        '<img alt=">" src="https://evil.example/x.png">',
        '<link rel="stylesheet" href="/\\evil.example/x.css">',
        '<img src="data:image/png;base64,AAAA">',
        "<base href=/>",
        "<form action='//evil.example/'>",
    ],
)
def test_a_fault_in_a_file_is_seen(markup: str) -> None:
    assert markup_faults(f"<main><p>{markup}</p></main>")


def test_links_and_addresses_of_the_head_are_no_fault() -> None:
    head = (
        '<link rel="canonical" href="https://valley.example/"><a href="https://valley.example/" title="on=1 style=x">'
    )
    assert markup_faults(head) == []
