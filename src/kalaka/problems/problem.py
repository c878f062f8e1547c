"""Problems as values: position, code and facts; the sentence is made from messages when it is displayed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kalaka.i18n.languages import EditorLang
from kalaka.i18n.messages import messages
from kalaka.problems.words import choices

Level = Literal["error", "warning", "hint"]
LONGEST = 80
"""Characters of a wrong value that a sentence quotes at most."""
_MAY_BE_NEW = frozenset(
    f"unknown-{kind}"
    for kind in (
        "county", "guide", "organisation", "place", "programme", "project", "source", "target-group", "term", "theme",
        "training", "unit",
    )
)  # fmt: skip
"""Codes of an id that leads nowhere: without a known one like it, what it names may have to be written first."""


@dataclass(frozen=True)
class Problem:
    """A problem for an editor. Lines and columns count from 1; `file` is relative to the root, with `/`."""

    file: str
    line: int
    column: int
    code: str
    facts: tuple[tuple[str, str], ...] = ()
    level: Level = "error"

    def sentence(self, lang: EditorLang) -> str:
        """The message of the problem, with a suggestion where there is one."""
        words = messages(lang)
        facts = {name: value if name == "known" else _printable(value) for name, value in self.facts}
        if section := facts.get("words"):
            facts["known"] = choices(section, facts["known"].split(", "), lang)
        sentence = words(f"problem.{self.code}", **facts)
        if nearest := facts.get("nearest"):
            return sentence + " " + words("problem.nearest", nearest=nearest)
        if self.code == "unknown-field":
            return sentence + " " + words("problem.known", known=facts["known"])
        if self.code in _MAY_BE_NEW:
            return sentence + " " + words("problem.if-new")
        return sentence

    def line_of_text(self, lang: EditorLang) -> str:
        """`file:line:column: code: sentence`, as editors' programs and pull requests read it."""
        level = "" if self.level == "error" else messages(lang)(f"level.{self.level}") + ": "
        file = "".join(c if c.isprintable() else "·" for c in self.file)
        return f"{file}:{self.line}:{self.column}: {self.code}: {level}{self.sentence(lang)}"


def problem(file: str, at: tuple[int, int], code: str, level: Level = "error", /, **facts: str | int | None) -> Problem:
    """Create a problem; facts that are None are left out."""
    fact_texts = tuple((name, str(value)) for name, value in facts.items() if value is not None)
    return Problem(file, at[0], at[1], code, fact_texts, level)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems without repetition, by file and position."""
    return sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.code, p.facts))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [p for p in problems if p.level == "error"]


def _printable(value: str) -> str:
    """A value on one line of a terminal: control characters replaced, shortened to LONGEST."""
    clean = "".join(c if c.isprintable() else "·" for c in value)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"
