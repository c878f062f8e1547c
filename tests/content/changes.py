"""A copy of the knowledge base in which one entry of each kind was added, and one removed with its mentions.

The entries to remove are those with the fewest mentions: what is tested holds for any of them.
"""

import copy
import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kalaka.build.loading import load_and_check
from kalaka.model.base import Loc, Value
from kalaka.model.knowledge_base import KnowledgeBase
from kalaka.model.project import Project
from kalaka.model.references import references
from kalaka.model.vocabulary import VOCABULARIES
from tests.casefiles import read_yaml

KINDS = ("projects", "guides", "places", "organisations", "terms")
_DATES = frozenset(("start", "end", "decided", "as_of", "last_checked", "next_check", "date", "accessed"))
_FRONT = re.compile(r"\A---\n(.*?)^---\n", re.S | re.M)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dumped(data: Any) -> str:
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000)


def _read(text: str) -> Any:
    """Data as the model takes it: a year is a date, not a number."""

    def dated(value: Any) -> Any:
        if isinstance(value, list):
            return [dated(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: str(item) if key in _DATES and isinstance(item, int) else dated(item) for key, item in value.items()
        }

    return dated(read_yaml(text))


# Adding


def add(root: Path) -> None:
    """A settlement, an organisation, a term, a record that names them, and a guide in both languages that names it."""
    kb, _ = load_and_check(root)
    like = next(place for place in kb.places.values() if place.level != "micro_region" and place.county)
    theme, source = next(iter(kb.themes)), next(iter(kb.sources))
    evidence = [{"source": source}]
    place = {
        **{key: getattr(like, key) for key in ("level", "country", "county", "nuts3")},
        "name": {"hu": "Ujváriszállás", "ro": "Sălașul Nou"},
        "lat": like.lat + 0.02,
        "lon": like.lon - 0.02,
    }
    _append(root, "places", "zzz-uj-telepules", place)
    _append(
        root, "organisations", "zzz-uj-szervezet",
        {"name": {"hu": "Újonnan Felvett Kör", "ro": "Cercul Nou Înscris"}, "kind": "association", "country": "HU"},
    )  # fmt: skip
    _append(
        root, "terms", "zzz-uj-fogalom",
        {
            "name": {"hu": "kalákanapló", "ro": "jurnal de clacă"},
            "definition": {"hu": "Füzet, amely a közös munkát rögzíti.", "ro": "Caiet în care se notează munca comună."},
        },
    )  # fmt: skip
    record = {
        "id": "zzz-uj-projekt",
        "title": {"hu": "Újonnan felvett projekt"},
        "short_title": {"hu": "Új projekt"},
        "summary": {"hu": "Most került a tudástárba, egyelőre csak magyarul."},
        "status": "planned",
        "scope": "local",
        "places": [{"role": "intervention", "places": ["zzz-uj-telepules"], "evidence": evidence}],
        "organisations": [{"role": "lead", "organisations": ["zzz-uj-szervezet"], "evidence": evidence}],
        "themes": [theme],
        "guides": ["zzz-uj-utmutato"],
        "review": {"last_checked": "2026-11"},
    }
    (root / "docs/projects/zzz-uj-projekt.yml").write_text(_dumped(record), "utf-8")
    head = {
        "title": "Újonnan felvett útmutató",
        "summary": "Most került a tudástárba.",
        "themes": [theme],
        "audience": ["resident"],
        "purpose": "learn",
        "projects": ["zzz-uj-projekt"],
        "terms": ["zzz-uj-fogalom"],
        "review": {"last_checked": "2026-11"},
    }
    body = "## {} {{ #first }}\n\n[{}](../places/zzz-uj-telepules.yml)\n"
    second = {
        "title": "Ghid nou înscris",
        "summary": "Abia a intrat în baza de cunoștințe.",
        "translation": {"status": "unreviewed", "date": "2026-11"},
    }
    for ending, front, words in (("", head, ("Első", "Ujváriszállás")), (".ro", second, ("Primul", "Sălașul Nou"))):
        text = f"---\n{_dumped(front)}---\n\n{body.format(*words)}"
        (root / f"docs/guides/zzz-uj-utmutato{ending}.md").write_text(text, "utf-8")


def _append(root: Path, kind: str, name: str, entry: dict[str, Any]) -> None:
    with (root / f"vocabulary/{kind}.yml").open("a", encoding="utf-8") as file:
        file.write("\n" + _dumped({name: entry}))


# Removing


def remove(root: Path) -> dict[str, str]:
    """Remove one entry of each kind, and whatever names it in the content; their ids by kind."""
    removed: dict[str, str] = {}
    for kind in KINDS:
        kb, _ = load_and_check(root)
        name = min(kb.entries(kind), key=lambda name: (_cost(kb, kind, name), name))
        removed[kind] = name
        for file in _files(kb, kind, name):
            (root / file).unlink()
        _remove_links(root, name)
        _remove_references(root, kb, kind, name)
    return removed


def _cost(kb: KnowledgeBase, kind: str, name: str) -> int:
    """How many mentions it has; what another document cannot be without is no candidate."""
    uses = [use for use in kb.uses.get((kind, name), ()) if not use.id.startswith("zzz-")]
    needed = any(use.kind == "trainings" and use.loc[:1] == ("project",) for use in uses)
    return len(uses) + 1000 * needed + 1000 * name.startswith("zzz-")


def _files(kb: KnowledgeBase, kind: str, name: str) -> list[str]:
    if kind == "projects":
        return [f"docs/projects/{name}.yml"]
    return list(kb.guides[name].files.values()) if kind == "guides" else []


def _remove_links(root: Path, name: str) -> None:
    """Links of texts become their words."""
    link = re.compile(rf"\[([^\[\]]*)\]\([^()\s]*?(?<![\w-]){re.escape(name)}(?:\.yml|\.md)?(?:#[^()\s]*)?\)")
    for file in (file for file in (root / "docs").rglob("*") if file.suffix in (".md", ".yml")):
        text = file.read_text("utf-8")
        if link.search(text):
            file.write_text(link.sub(r"\1", text), "utf-8")


def _remove_references(root: Path, kb: KnowledgeBase, kind: str, name: str) -> None:
    for file in (root / "docs/projects").glob("*.yml"):
        data = _read(file.read_text("utf-8"))
        if changed := _without(data, Project, kind, name):
            file.write_text(_dumped(changed), "utf-8")
    for doc in (*kb.guides.values(), *kb.trainings.values()):
        file = root / doc.files[doc.original]
        if not file.exists():
            continue
        text = file.read_text("utf-8")
        front = _FRONT.match(text)
        assert front
        if changed := _without(_read(front[1]), type(doc.facts), kind, name):
            file.write_text(f"---\n{_dumped(changed)}---\n{text[front.end() :]}", "utf-8")
    for listed, model in VOCABULARIES.items():
        file = root / f"vocabulary/{listed}.yml"
        data, wrong = _read(file.read_text("utf-8")), False
        if listed == kind:
            wrong = data.pop(name, None) is not None
        for key, entry in data.items():
            if changed := _without({"id": key, **entry}, model, kind, name):
                data[key], wrong = {field: value for field, value in changed.items() if field != "id"}, True
        if wrong:
            file.write_text(_dumped(data), "utf-8")


def _without(data: dict[str, Any], model: type[Value], kind: str, name: str) -> dict[str, Any] | None:
    """The data without references to an entry; None when it has none."""
    changed = None
    while True:
        found = [loc for loc, *to in references(model.model_validate(changed or data)) if to == [kind, name]]
        if not found:
            return changed
        changed = _cut(changed or data, found[-1], model)


def _cut(data: dict[str, Any], loc: Loc, model: type[Value]) -> dict[str, Any]:
    """The data without the smallest part around a position that it can do without."""
    for end in range(len(loc), 0, -1):
        changed = copy.deepcopy(data)
        inside: Any = changed
        for step in loc[: end - 1]:
            inside = inside[step]
        del inside[loc[end - 1]]
        try:
            model.model_validate(changed)
        except ValidationError:
            continue
        if inside:
            return changed
    raise AssertionError(f"cannot be without {loc}")
