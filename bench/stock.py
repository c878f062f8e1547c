"""The corpus as a site of the stock pieces, MkDocs with Material and static-i18n: Markdown pages in two languages.

Records and guides stand outside the navigation (inside it each would cost on every page). Three ways to build it:
`stock`, as the pieces come; `stock-dedup`, without static-i18n's de-duplication of search entries, whose time grows
with the square of the pages; `stock-no-search`, without search. Zensical is given the same Markdown pages; it knows no
i18n plugin and makes a page of each file.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bench.away import put_away
from bench.texts import Texts
from bench.tools import Tool
from kalaka.i18n.languages import LANGS
from kalaka.theme import ASSETS, FOLDER

WAYS = ("stock", "stock-dedup", "stock-no-search")
_I18N = {
    "docs_structure": "suffix",
    "languages": [
        {"locale": "hu", "default": True, "name": "Magyar", "build": True},
        {"locale": "ro", "name": "Română", "build": True, "site_name": "Calacă"},
    ],
}
_EXTENSIONS = "abbr admonition attr_list def_list footnotes tables pymdownx.details pymdownx.tasklist".split()


def write(corpus: Path, target: Path) -> None:
    """The pages and the settings of every way; `target` is emptied first."""
    put_away(target)
    docs = target / "docs"
    shutil.copytree(FOLDER / ASSETS, docs / "assets")
    for lang in LANGS:
        texts = Texts(corpus, lang)
        ending = ".md" if lang == "hu" else ".ro.md"
        titles = {facts["id"]: facts["title"] for facts, _ in texts.records()}
        for facts, body in texts.records():
            text = "\n\n".join(_record(facts, body, texts, titles)) + "\n"
            _page(docs / f"projects/{facts['id']}{ending}", facts, text)
        for doc in texts.docs():
            name = doc.path if doc.path.startswith(("guides/", "trainings/")) else f"{doc.path}/index".strip("/")
            _page(docs / f"{name}{ending}", doc.front, f"# {doc.front['title']}\n\n{doc.text}")
    for way in WAYS:
        _settings(target / f"{way}.yml", way)


def _settings(file: Path, way: str) -> None:
    i18n = _I18N | ({"reconfigure_search": False} if way == "stock-dedup" else {})
    settings = {
        "site_name": "Kaláka",
        "site_url": "https://kalaka.example/",
        "theme": {"name": "material", "language": "hu", "font": False, "favicon": "assets/icon.svg"},
        "nav": ["index.md", "about/index.md"],
        "not_in_nav": "*",
        "validation": {"links": {"absolute_links": "ignore", "unrecognized_links": "ignore"}},
        "markdown_extensions": [*_EXTENSIONS, {"toc": {"permalink": False}}],
        "plugins": [*([] if way == "stock-no-search" else ["search"]), {"i18n": i18n}],
    }
    file.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), "utf-8")


def _page(file: Path, front: Mapping[str, Any], text: str) -> None:
    meta = {"title": front["title"], "description": front["summary"]}
    head = yaml.dump(meta, Dumper=yaml.CSafeDumper, allow_unicode=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{head}---\n\n{text}", "utf-8")


class _Names:
    """The names and numbers of a record, in words."""

    def __init__(self, texts: Texts) -> None:
        self.vocabulary = texts.vocabulary

    def of(self, kind: str, ids: Iterable[str]) -> str:
        return ", ".join(self.vocabulary[kind][name]["name"] for name in ids)

    def quantity(self, quantity: Mapping[str, Any]) -> str:
        unit = self.vocabulary["units"][quantity["unit"]]
        return f"{quantity['value']} {unit if isinstance(unit, str) else unit[quantity['value'] != '1']}"

    def quantities(self, quantities: Iterable[Mapping[str, Any]]) -> str:
        return ", ".join(map(self.quantity, quantities))


def _source(fact: Mapping[str, Any]) -> str:
    return " ".join(f"[{number}]" for number in fact.get("evidence", ()))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _facts(p: Mapping[str, Any], texts: Texts) -> Iterator[tuple[str, str]]:
    """The rows of the facts panel."""
    w, names = texts.words, _Names(texts)
    none = w["fact"]["not_stated"]
    periods = [
        " – ".join(period[end] for end in ("start", "end") if end in period) or names.quantity(period["length"])
        for period in p.get("periods", ())
    ]
    yield w["fact"]["when"], ", ".join(periods) or none
    yield w["fact"]["where"], names.of("counties", p["county_ids"]) or none
    for fact in p.get("organisations", ()):
        yield w["role"][fact["role"]], f"{names.of('organisations', fact['organisations'])} {_source(fact)}"
    for fact in p.get("target_groups", ()):
        yield w["fact"]["for_whom"], f"{names.of('target-groups', fact['groups'])} {_source(fact)}"
    for fact in p.get("funding", ()):
        money = " ".join(fact[part] for part in ("amount", "currency", "rate", "decided") if part in fact)
        yield w["funding"][fact["kind"]], f"{money or none} {_source(fact)}"
    for fact in p.get("codes", ()):
        yield w["fact"]["code"], f"{fact['value']} {_source(fact)}"
    yield w["fact"]["themes"], names.of("themes", p["themes"])
    yield w["fact"]["reviewed"], p["review"]["last_checked"]


def _record(p: Mapping[str, Any], body: str, texts: Texts, titles: Mapping[str, str]) -> Iterator[str]:
    """The parts of a record's page, with the facts of Kaláka's page."""
    w, names = texts.words, _Names(texts)
    yield f"# {p['title']}"
    yield f"*{p['second']}*"
    yield p["summary"]
    yield _table((w["facts"]["title"], " "), _facts(p, texts))
    yield body.strip()
    if goals := p.get("goals"):
        yield f"## {w['project']['goals']}"
        yield "\n".join(f"- {goal['text']} {_source(goal)}" for goal in goals)
    if activities := p.get("activities"):
        yield f"## {w['project']['activities']}"
        rows = [
            (
                f"{fact['title']} {_source(fact)}",
                names.quantities(fact.get("quantities", ())),
                fact.get("for_whom", " "),
            )
            for fact in activities
        ]
        yield _table((w["table"]["activity"], w["table"]["quantity"], w["table"]["for_whom"]), rows)
    if indicators := p.get("indicators"):
        yield f"## {w['project']['figures']}"
        counted = [
            (fact["title"], names.quantities(value["quantity"] for value in fact["values"])) for fact in indicators
        ]
        yield _table((w["table"]["what"], w["table"]["quantity"]), counted)
    if outputs := p.get("outputs"):
        yield f"## {w['project']['outputs']}"
        yield "\n".join(f"- **{fact['title']}** {_source(fact)} {w['output'][fact['kind']]}" for fact in outputs)
    if places := p.get("places"):
        yield f"## {w['project']['places']}"
        for group in places:
            yield f"### {group.get('title') or w['place_role'][group['role']]}"
            yield "\n".join(f"- {names.of('places', [name])}" for name in group.get("places", ()))
    if relations := p.get("relations"):
        yield f"## {w['project']['phases']}"
        yield "\n".join(
            f"- {fact['title']}" if "title" in fact else f"- [{titles[fact['project']]}]({fact['project']}.md)"
            for fact in relations
        )
    for note in p.get("notes", ()):
        yield f"> {note}"
    yield f"## {w['sources']['title']}"
    sources = texts.vocabulary["sources"]
    yield "\n".join(f"{number}. {sources[name]['title']}" for number, name in enumerate(p["sources"], 1))


def command(tool: Tool, site: Path, way: str, target: Path) -> list[str | Path]:
    return [*tool.command, "-f", site / f"{way}.yml", "-d", target]


def zensical_command(tool: Tool, site: Path) -> list[str | Path]:
    """Zensical writes to the folder `site` beside its settings; its cache is in `.cache` there."""
    return [*tool.command, "-f", site / "stock-dedup.yml"]
