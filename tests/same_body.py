"""A hook beside ours, copied into a knowledge base: the engine itself draws the pages that `same.json` names.

It gives them their bodies as ordinary page content, and keeps what the engine drew in `same/`. `same.json` is a list of
language and address.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, InclusionLevel

from kalaka.build.loading import load_and_check
from kalaka.engines.contract import tidy
from kalaka.engines.frame import filling
from kalaka.model.addresses import url
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.pages import route_at
from kalaka.pages.page import Page, frame_at

COPY = Path(__file__).parent.parent
WANTED = json.loads((COPY / "same.json").read_text("utf-8"))


@cache
def _kb() -> KnowledgeBase:
    return load_and_check(COPY)[0]


@cache
def _page(source: str) -> Page | None:
    if not source.startswith("same-"):
        return None
    lang, path = WANTED[int(source[5:-3])]
    route = route_at(_kb(), lang, path)
    assert route is not None
    return route.render()


@event_priority(-300)
def on_files(files: Any, config: Any) -> Any:
    for number, (lang, path) in enumerate(WANTED):
        if lang == config.plugins["i18n"].current_language:
            file = File.generated(config, f"same-{number}.md", content="text", inclusion=InclusionLevel.NOT_IN_NAV)
            section, _, depth = frame_at(path).rpartition("-")
            beside = url(lang, f"{section}/" + "@frame/" * (int(depth) - 1))  # where the empty page is drawn
            file.dest_uri, file.url = beside + "index.html", beside
            file.locale, file.alternates = "hu", {}  # type: ignore[attr-defined]
            files.append(file)
    return files


@event_priority(-2000)
def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    own = _page(page.file.src_uri)
    return own.body if own else html


@event_priority(-2000)
def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    if own := _page(page.file.src_uri):
        values = filling(_kb(), own)
        named = {name: values[name] for name in ("title", "description", "head", "switch")}
        context["k"] = replace(context["k"], section=own.section, depth=own.path.count("/"), **named)
    return context


@event_priority(-500)
def on_post_page(output: str, page: Any, config: Any) -> str:
    if _page(page.file.src_uri):
        (COPY / "same").mkdir(exist_ok=True)
        (COPY / "same" / page.file.src_uri.replace(".md", ".html")).write_text(tidy(output), "utf-8")
    return output
