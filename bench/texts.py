"""The texts and facts of a corpus in one language at a time, as the input of any generator; read from its files only.

Every tool gets the same: a record's facts with the words of one language, its sources numbered, its links as addresses.
What is made ready here costs the other tools nothing: it is done before their time is taken.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from kalaka.i18n.languages import LANGS, Lang, other

ENTRIES = ("places", "counties", "organisations", "programmes", "themes", "target-groups")
"""Vocabularies whose entries have a page each."""
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]*)(#[^)]*)?\)")
_ADMONITION = re.compile(r'^!!! \w+(?: "([^"]*)")?\n((?:    .*\n|\n(?=    ))+)', re.M)


@dataclass(frozen=True)
class Document:
    """A page in Markdown: `path` is its address below the language, `front` what stands above the text."""

    path: str
    front: Mapping[str, Any]
    text: str


class Texts:
    """A corpus in one language."""

    def __init__(self, root: Path, lang: Lang) -> None:
        self.root = root
        self.lang = lang

    @cached_property
    def vocabulary(self) -> Mapping[str, Mapping[str, Any]]:
        return {
            file.stem: {name: _plain(entry, self.lang) for name, entry in _read(file.read_text("utf-8")).items()}
            for file in sorted((self.root / "vocabulary").glob("*.yml"))
        }

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """Labels and headings, as Kaláka has them."""
        file = Path(__file__).parent.parent / f"src/kalaka/i18n/messages/{self.lang}.yml"
        messages: Mapping[str, Any] = _read(file.read_text("utf-8"))
        return messages

    def records(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Every record's facts, and its story in Markdown."""
        for file in sorted((self.root / "docs/projects").glob("*.yml")):
            written = _read(file.read_text("utf-8"))
            numbers: dict[str, int] = {}
            facts = _numbered(_plain(written, self.lang), numbers)
            facts["second"] = written["title"].get(other(self.lang)) or ""
            facts["sources"] = list(numbers)
            facts["years"] = "–".join(
                dict.fromkeys(p[end][:4] for p in facts.get("periods", ()) for end in ("start", "end") if end in p)
            )
            groups = facts.get("places", ())
            facts["place_ids"] = list(dict.fromkeys(name for group in groups for name in group.get("places", ())))
            places = self.vocabulary["places"]
            counties = [name for group in groups for name in group.get("counties", ())]
            counties += [places[name]["county"] for name in facts["place_ids"] if "county" in places[name]]
            facts["county_ids"] = list(dict.fromkeys(counties))
            yield facts, self.linked(facts.pop("body", ""), "projects")

    def docs(self) -> Iterator[Document]:
        """Guides, trainings and single pages; the text of the other language where there is no translation."""
        for file in sorted((self.root / "docs").rglob("*.md")):
            if file.name.endswith(".ro.md"):
                continue
            romanian = file.with_name(file.name.removesuffix(".md") + ".ro.md")
            source = romanian if self.lang == "ro" and romanian.exists() else file
            _, front, text = source.read_text("utf-8").split("---\n", 2)
            path = file.relative_to(self.root / "docs").as_posix().removesuffix(".md").removesuffix("index").strip("/")
            folder = path.split("/")[0] if "/" in path else ""
            facts = _read(file.read_text("utf-8").split("---\n", 2)[1])
            yield Document(path, _plain(facts, self.lang) | _plain(_read(front), self.lang), self.linked(text, folder))

    def linked(self, text: str, folder: str) -> str:
        """Markdown that any generator reads: links as addresses from the root, asides as quotations."""
        start = "" if self.lang == "hu" else "/ro"

        def address(match: re.Match[str]) -> str:
            parts = [folder] if folder else []
            for part in re.sub(r"(\.ro)?\.(md|yml)$", "", match[1]).split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            path = "/".join(part for part in parts if part not in ("index", "."))
            return f"]({start}/{path}/{match[2] or ''})"

        def aside(match: re.Match[str]) -> str:
            lines = [f"**{match[1] or ''}**", "", *re.sub("^    ", "", match[2], flags=re.M).strip().split("\n")]
            return "\n".join(f"> {line}".rstrip() for line in lines) + "\n"

        return _ADMONITION.sub(aside, _LINK.sub(address, text))


def _read(text: str) -> Any:
    return yaml.load(text, yaml.CBaseLoader)


def _plain(value: Any, lang: Lang) -> Any:
    """The same with one language in place of both; what is missing comes from the other one."""
    if isinstance(value, dict):
        if value and value.keys() <= set(LANGS):
            return value.get(lang) or value[other(lang)]
        return {key: _plain(item, lang) for key, item in value.items()}
    return [_plain(item, lang) for item in value] if isinstance(value, list) else value


def _numbered(value: Any, numbers: dict[str, int]) -> Any:
    """The same with the number of its source in place of each evidence; `numbers` are given in order of mention."""
    if isinstance(value, dict):
        return {
            key: sorted({numbers.setdefault(evidence["source"], len(numbers) + 1) for evidence in item})
            if key == "evidence"
            else _numbered(item, numbers)
            for key, item in value.items()
        }
    return [_numbered(item, numbers) for item in value] if isinstance(value, list) else value
