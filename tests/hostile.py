r"""Hostile inputs as files: `tests/cases/hostile/<name>.md`, a header, a line of three dashes, and the payload.

`where: prose` puts the payload into the text of a guide and of a record, `where: plain` into every plain field,
`where: file` makes it a file of its own, `where: append` adds it to a file that exists. Other lines of the header:

    problem, line   the code (and line) of the error that the file must be
    words           words that must stand on the page, besides those around the payload
    opens           for a file that is no error: the page that shows it
    never           a word that must not stand there
    times           how often the payload is repeated
    escapes: yes    \u001b and the like, in payload and file name, mean the character
    in              of `prose` only one: `guide` or `record`
    inline: no      the payload only stands alone, not also in a sentence, a heading and a table
    wide: yes       the payload may be wider than a phone's screen
    warns           what the editor must be told was removed
    link            a symbolic link to this, in place of a file
    prints          `sentinels`: the payload itself prints what frames are split at
"""

import json
import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases" / "hostile"
_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|n)")


@dataclass(frozen=True)
class Case:
    name: str
    number: int
    header: dict[str, str]
    payload: str

    @property
    def where(self) -> str:
        return self.header["where"]

    @property
    def file(self) -> str:
        return _unescaped(self.header["file"]) if "file" in self.header else ""

    @property
    def id(self) -> str:
        """Of the guide, record and entries that carry the payload."""
        return f"hostile-{self.number:03}"

    def around(self, place: str) -> tuple[str, str]:
        """The words before and after the payload in one place."""
        return f"Eleje{place}{self.number:03}", f"Vége{place}{self.number:03}"

    def text(self, place: str) -> str:
        before, after = self.around(place)
        return f"{before} {self.payload} {after}"


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else chr(int(found[1][1:], 16)), text)


def _read(number: int, path: Path) -> Case:
    head, _, payload = path.read_text("utf-8").partition("\n---\n")
    header = dict(line.split(": ", 1) for line in head.split("\n"))
    payload = payload.removesuffix("\n")
    if "escapes" in header:
        payload = _unescaped(payload)
    return Case(path.stem, number, header, payload * int(header.get("times", 1)))


CASES = tuple(_read(number, path) for number, path in enumerate(sorted(FOLDER.glob("*.md")), 1))
PROSE = tuple(case for case in CASES if case.where == "prose")
PLAIN = tuple(case for case in CASES if case.where == "plain")
ERRORS = tuple(case for case in CASES if "problem" in case.header)
SHOWN = tuple(case for case in CASES if "opens" in case.header)


# Text


def prose(case: Case) -> tuple[str, list[str]]:
    """Markdown that carries the payload alone, in a sentence, a list, a heading and a table; and its harmless words."""
    before, after = case.around("a")
    text, words = f"{before}\n\n{case.payload}\n\n{after}\n", [before, after]
    if "\n" not in case.payload and case.header.get("inline") != "no":
        pairs = {place: case.around(place) for place in ("b", "c", "d", "e")}
        lines = {place: f"{pair[0]} {case.payload} {pair[1]}" for place, pair in pairs.items()}
        cell = lines["e"].replace("|", "\\|")
        text += f"\n{lines['b']}\n\n- {lines['c']}\n\n## {lines['d']}\n\n| fej | fej |\n|---|---|\n| {cell} | szó |\n"
        text += f"\n{case.around('f')[1]}\n"
        words += [*(word for pair in pairs.values() for word in pair), case.around("f")[1]]
    return text, [*words, *case.header.get("words", "").split()]


def front_matter(**facts: Any) -> str:
    return "---\n" + _yaml(facts) + "---\n\n"


def _yaml(facts: dict[str, Any]) -> str:
    """Every line a key and its value as JSON, with separators of lines escaped."""

    def written(value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False)
        return re.sub("[\u0085\u00a0\u00ad\u200b\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", text)

    return "".join(f"{key}: {written(value)}\n" for key, value in facts.items())


# The knowledge base that carries them all

REVIEW = {"last_checked": "2026-01-01"}
GUIDE = {"themes": ["learning"], "audience": ["resident"], "purpose": "learn", "review": REVIEW}
RECORD = {"status": "unknown", "scope": "local", "review": REVIEW}


def sections(case: Case) -> list[str]:
    """Where a text with markup goes."""
    only = case.header.get("in")
    return ["guides", "projects"] if only is None else ["guides" if only == "guide" else "projects"]


def write(root: Path, without: Container[str]) -> None:
    """All that is no error, in a copy of the knowledge base of the tests."""
    for folder in ("guides", "projects"):
        _put(root, f"docs/{folder}/x.png", "a picture that cannot be shown")
    for case in (case for case in PROSE if case.name not in without):
        text, _ = prose(case)
        words = f"Szöveg {case.number}"
        if "guides" in sections(case):
            _put(root, f"docs/guides/{case.id}.md", front_matter(title=words, summary=words, **GUIDE) + text)
        title = {"hu": words, "ro": f"Text {case.number}"}
        facts = {"id": case.id, "title": title, "short_title": title, "summary": title, "themes": ["learning"]}
        if "projects" in sections(case):
            _put(root, f"docs/projects/{case.id}.yml", _yaml({**facts, **RECORD, "body": {"hu": text}}))
    for case in (case for case in PLAIN if case.name not in without):
        _write_plain(root, case)
    for case in (case for case in SHOWN if case.name not in without):
        put(root, case)


def put(root: Path, case: Case) -> None:
    """A case that is a file, or is added to one."""
    target = root / case.file
    if case.where == "append":
        target.write_text(f"{target.read_text('utf-8')}\n{case.payload}\n", "utf-8")
    elif "link" in case.header:
        target.symlink_to(case.header["link"])
    else:
        _put(root, case.file, case.payload + "\n")


def _put(root: Path, file: str, text: str) -> None:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text, "utf-8")


def _write_plain(root: Path, case: Case) -> None:
    def both(place: str) -> dict[str, str]:
        return {"hu": case.text(place), "ro": case.text(f"{place}ro")}

    for name, entry in _entries(case, both).items():
        file = root / "vocabulary" / f"{name}.yml"
        file.write_text(f"{file.read_text('utf-8')}\n{_yaml({case.id: entry})}", "utf-8")
    words = {"title": case.text("cím"), "summary": case.text("összefoglaló")}
    origin = {"title": case.text("eredet"), "lang": "ro", "project": case.id, "evidence": _evidence(case, "hely")}
    links = {"projects": [case.id], "terms": [case.id], "sources": [case.id], "related": ["study-circles"]}
    guide: dict[str, Any] = {**words, **GUIDE, **links, "themes": [case.id], "origin": origin}
    guide |= {"duration": both("idő"), "group_size": both("csoport")}
    _put(root, f"docs/guides/{case.id}.md", front_matter(**guide) + "Szöveg.\n")
    second = {"title": case.text("címro"), "summary": case.text("összefoglalóro")}
    state = {"status": "unreviewed", "date": "2026-01-01"}
    _put(root, f"docs/guides/{case.id}.ro.md", front_matter(**second, translation=state) + "Text.\n")
    training: dict[str, Any] = {
        "project": case.id,
        "organisations": [case.id],
        "counties": [case.id],
        "target_groups": [case.id],
    }
    training |= {"themes": [case.id], "audience": ["resident"], "review": REVIEW, **words}
    _put(root, f"docs/trainings/{case.id}.md", front_matter(**training) + "Szöveg.\n")
    _put(root, f"docs/projects/{case.id}.yml", _yaml(_record(case, both)))


Both = Callable[[str], dict[str, str]]


def _evidence(case: Case, place: str) -> list[dict[str, str]]:
    return [{"source": case.id, "where": case.text(place)}]


def _entries(case: Case, both: Both) -> dict[str, dict[str, Any]]:
    evidence = _evidence(case, "adat")
    words = {lang: [text] for lang, text in both("más").items()}
    at = {"lat": 46.5 + case.number % 20 / 30, "lon": 24.5 + case.number % 17 / 25}
    land: dict[str, Any] = {"country": "RO", "evidence": evidence}
    unit = both("egység")
    return {
        "sources": {"title": both("forrás"), "lang": "hu", "kind": "public", "publisher": both("kiadó"), "note": both("fm")},
        "counties": {
            "name": both("megye"), "full_name": both("megyenév"), "former": both("régi"), "code": case.text("mk"),
            "nuts3": "RO125", **land,
        },
        "places": {
            "name": both("hely"), "level": "town", "county": case.id, "nuts3": "RO125", "aliases": [case.text("alias")],
            "note": both("helyjegyzet"), **at, **land,
        },
        "organisations": {
            "name": both("szervezet"), "short_name": both("rövid"), "gloss": both("jelentés"), "kind": "fund",
            "seat": case.id, "former_names": words, "later_names": words, "aliases": [case.text("alias")],
            "note": both("szervezetjegyzet"), **land,
        },
        "programmes": {
            "name": both("program"), "code": case.text("pk"), "gloss": both("pj"), "period": case.text("ideje"),
            "authority": case.id, "note": both("programjegyzet"), **land,
        },
        "themes": {"name": both("téma"), "shape": 3, "description": both("témaleírás")},
        "target-groups": {"name": both("célcsoport"), "description": both("csoportleírás")},
        "units": {"hu": unit["hu"], "ro": [unit["ro"], unit["ro"]]},
        "terms": {
            "name": both("szakszó"), "variants": words, "everyday": words, "definition": both("meghatározás"),
            "note": both("szójegyzet"), "themes": [case.id], "checked": False,
        },
    }  # fmt: skip


def _record(case: Case, both: Both) -> dict[str, Any]:
    evidence = _evidence(case, "adat")

    def fact(**facts: Any) -> dict[str, Any]:
        return {**facts, "evidence": evidence}

    quantity = {"value": 2, "unit": case.id, "qualifier": "about", "each": both("mire")}
    places = [case.id, *(other.id for other in PLAIN[:3] if other is not case), "korosfo", "kraszna"]
    return {
        "id": case.id, "title": both("cím"), "short_title": both("rövidcím"), "summary": both("összefoglaló"),
        "aliases": {lang: [text] for lang, text in both("más").items()}, "status_note": both("állapot"), **RECORD,
        "codes": [fact(value=case.text("kód"), as_printed=case.text("nyomtatott"), programme=case.id)],
        "periods": [fact(start="2019", end="2020", of=both("időszak"))],
        "funding": [fact(kind="grant", amount=5, currency="EUR", of=both("mije"), programme=case.id)],
        "places": [fact(role="intervention", places=places, counties=[case.id], title=both("szerep"), note=both("hn"))],
        "organisations": [fact(role="lead", organisations=[case.id])],
        "target_groups": [fact(groups=[case.id])], "themes": [case.id], "goals": [fact(text=both("cél"))],
        "activities": [
            fact(title=both("tevékenység"), quantities=[quantity], for_whom=both("kinek"), places=[case.id],
                 counties=[case.id], note=both("tn")),
        ],
        "outputs": [fact(kind="film", title=both("eredmény"), quantities=[quantity], note=both("en"))],
        "indicators": [
            {"title": both("mutató"), "values": [fact(quantity={**quantity, "value": 7}, note=both("mn"))], "note": both("min")},
        ],
        "relations": [
            fact(kind="continues", title=both("előd"), start="2015", end="2017", note=both("ej")),
            fact(kind="part_of", title=both("része"), code=case.text("rk"), note=both("rj")),
            fact(kind="same_organisation", project="orchard-2012", note=both("tj")),
        ],
        "guides": [case.id], "trainings": [case.id], "notes": [both("jegyzet")],
    }  # fmt: skip


def plain_pages(case: Case) -> Iterator[tuple[str, list[str]]]:
    """Pages (below the language) and the places whose text must stand there, word for word, in this language."""
    own = (
        "cím összefoglaló kód nyomtatott időszak mije szerep hn cél tevékenység mire kinek tn eredmény en mutató mn min"
    )
    own += " előd ej része rj tj jegyzet állapot szervezet célcsoport téma program egység forrás kiadó fm hely megye"
    yield f"projects/{case.id}/", own.split()
    yield f"guides/{case.id}/", "cím összefoglaló idő csoport rövidcím szakszó forrás".split()
    yield f"trainings/{case.id}/", ["rövidcím", "szervezet", "célcsoport", "megye"]
    yield f"places/{case.id}/", ["hely", "helyjegyzet", "rövidcím", "forrás"]
    yield f"counties/{case.id}/", ["megyenév", "régi", "rövidcím", "hely"]
    yield f"organisations/{case.id}/", ["szervezet", "rövid", "jelentés", "más", "szervezetjegyzet", "rövidcím"]
    yield f"programmes/{case.id}/", ["program", "pj", "programjegyzet", "szervezet", "rövidcím"]
    yield f"themes/{case.id}/", ["téma", "témaleírás", "rövidcím", "szakszó"]
    yield f"target-groups/{case.id}/", ["célcsoport", "csoportleírás", "rövidcím"]
