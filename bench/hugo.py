"""The corpus as a Hugo site with the same kinds of pages: records, guides, places, organisations and the other lists.

Records go in by one of two ways: a data file for each language, read by a content adapter (Hugo 0.126 and newer), or a
page for each record with its facts as JSON above the Markdown; as YAML they took longer at every size. The templates
are in `hugo-site/layouts`. There is no search index; nothing is minified; feeds are switched off.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.away import put_away
from bench.texts import ENTRIES, Texts
from bench.tools import BENCH, Tool
from kalaka.i18n.languages import LANGS
from kalaka.theme import ASSETS, FOLDER

WAYS = ("adapter", "json")
OLDEST_WITH_ADAPTER = (0, 126)


def ways(tool: Tool) -> tuple[str, ...]:
    """How records can go into this version."""
    number = tuple(int(part) for part in tool.version.split()[1].split(".")[:2])
    return WAYS if number >= OLDEST_WITH_ADAPTER else WAYS[1:]


def write(corpus: Path, target: Path, way: str) -> None:
    """A Hugo site made of the corpus; `target` is emptied first."""
    put_away(target)
    shutil.copytree(BENCH / "hugo-site/layouts", target / "layouts")
    shutil.copyfile(BENCH / "hugo-site/hugo.json", target / "hugo.json")
    shutil.copytree(FOLDER / ASSETS, target / "static/assets")
    (target / "data").mkdir()
    data: dict[str, dict[str, Any]] = {}
    for lang in LANGS:
        texts = Texts(corpus, lang)
        content = target / "content" / lang
        data.setdefault("words", {})[lang] = texts.words
        for name in (*ENTRIES, "sources", "units"):
            data.setdefault(name, {})[lang] = texts.vocabulary[name]
        (content / "projects").mkdir(parents=True)
        _records(texts, content / "projects", target / f"data/records_{lang}.json", way)
        for doc in texts.docs():
            front = {"title": doc.front["title"], "summary": doc.front["summary"]}
            front["related_projects"] = doc.front.get("projects", [])
            text = doc.text.replace("{ #", "{#").replace(" }\n", "}\n")
            _page(content / f"{doc.path or '_index'}.md", front, text)
    for name, values in data.items():
        _json(target / f"data/{name}.json", values)


def _records(texts: Texts, folder: Path, data: Path, way: str) -> None:
    """The records of one language, as data or as pages."""
    rows = []
    for facts, body in texts.records():
        tags = _tags(facts, texts.vocabulary["programmes"])
        if way == "adapter":
            rows.append({"facts": facts, "tags": tags, "body": body})
        else:
            front = {"title": facts["title"], "summary": facts["summary"], **tags, "facts": facts}
            _page(folder / f"{facts['id']}.md", front, body)
    if way == "adapter":
        _json(data, rows)
        shutil.copyfile(BENCH / "hugo-site/adapter/_content.gotmpl", folder / "_content.gotmpl")


def _tags(facts: Mapping[str, Any], programmes: Mapping[str, Any]) -> dict[str, list[str]]:
    """The entries on whose pages a record is listed."""
    named = [fact.get("programme") for field in ("codes", "funding") for fact in facts.get(field, ())]
    return {
        "places": facts["place_ids"],
        "counties": facts["county_ids"],
        "organisations": _once(facts.get("organisations", ()), "organisations"),
        "programmes": [name for name in dict.fromkeys(named) if name in programmes],
        "themes": facts["themes"],
        "target-groups": _once(facts.get("target_groups", ()), "groups"),
    }


def _once(groups: Any, field: str) -> list[str]:
    return list(dict.fromkeys(name for group in groups for name in group[field]))


def _json(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def _page(file: Path, front: Mapping[str, Any], text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{json.dumps(front, ensure_ascii=False)}\n\n{text}", "utf-8")


def cache(target: Path) -> Path:
    return target.with_suffix(".cache")


def command(tool: Tool, site: Path, target: Path) -> list[str | Path]:
    place: list[str | Path] = ["--source", site, "--destination", target, "--cacheDir", cache(target)]
    return [*tool.command, "--quiet", "--disableKinds", "RSS,404", *place]
