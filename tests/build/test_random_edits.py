"""Random edits, one after another: every build leaves what a build from nothing makes."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.build.editing import (
    assert_equal,
    build_site,
    built_anew,
    edit_story,
    record_of,
    root_with,
    translated_guide,
    tree,
)


class _Editor:
    """Makes one random edit of a knowledge base at a time; none of them is a mistake."""

    def __init__(self, root: Path, random: Random) -> None:
        self.root, self.random = root, random
        self.added: list[str] = []
        self.guides: list[str] = []
        self.guide_model = translated_guide(root).name.removesuffix(".ro.md")
        self.count = 0

    def edit(self) -> None:
        self.count += 1
        acts: list[Callable[[], None]] = [
            self.words, self.facts, self.add, self.rename, self.remove, self.guide, self.add_guide, self.remove_guide,
            self.vocabulary, self.style, self.story,
        ]  # fmt: skip
        weights = (20, 12, 14, 8, 8, 8, 4, 4, 8, 4, 10)
        self.random.choices(acts, weights)[0]()

    def _change(self, file: Path, pattern: str, new: str) -> None:
        text = file.read_text("utf-8")
        changed, count = re.subn(pattern, new, text, count=1, flags=re.M)
        assert count, (file, pattern)
        file.write_text(changed, "utf-8")

    def _record(self) -> Path:
        return self.random.choice(sorted((self.root / "docs/projects").glob("*.yml")))

    def words(self) -> None:
        field = self.random.choice(["summary", "title"])
        self._change(self._record(), rf"^({field}:\s+\{{?hu: \"?)", rf"\g<1>Szöveg {self.count} ")

    def story(self) -> None:
        edit_story(record_of(self.root), f"Szó {self.count}.")

    def facts(self) -> None:
        status = self.random.choice(["planned", "running", "completed", "unknown"])
        self._change(self._record(), r"^status: .*", f"status: {status}")

    def add(self) -> None:
        name = f"added-{self.count}"
        model = self._record()
        text = re.sub(r"^redirect_from:.*\n?", "", model.read_text("utf-8"), flags=re.M)
        text = text.replace(f"id: {model.stem}\n", f"id: {name}\n", 1)
        (self.root / f"docs/projects/{name}.yml").write_text(text, "utf-8")
        self.added.append(name)

    def rename(self) -> None:
        if not self.added:
            return self.add()
        old = self.added.pop(self.random.randrange(len(self.added)))
        new = f"renamed-{self.count}"
        file = self.root / f"docs/projects/{old}.yml"
        text = re.sub(r"^redirect_from:.*\n?", "", file.read_text("utf-8"), flags=re.M).rstrip()
        file.unlink()
        text = text.replace(f"id: {old}", f"id: {new}", 1) + f"\nredirect_from: [{old}]\n"
        (self.root / f"docs/projects/{new}.yml").write_text(text, "utf-8")
        self.added.append(new)
        return None

    def remove(self) -> None:
        if self.added:
            name = self.added.pop(self.random.randrange(len(self.added)))
            (self.root / f"docs/projects/{name}.yml").unlink()

    def guide(self) -> None:
        text = self.random.choice(sorted((self.root / "docs/guides").glob("*.md")))
        with text.open("a", encoding="utf-8") as file:
            file.write(f"\nÚj bekezdés, {self.count}.\n")

    def add_guide(self) -> None:
        name = f"added-{self.count}"
        model = self.guide_model
        for ending in (".md", ".ro.md"):
            shutil.copy(self.root / f"docs/guides/{model}{ending}", self.root / f"docs/guides/{name}{ending}")
        self.guides.append(name)

    def remove_guide(self) -> None:
        if self.guides:
            name = self.guides.pop()
            for ending in (".md", ".ro.md"):
                (self.root / f"docs/guides/{name}{ending}").unlink()

    def vocabulary(self) -> None:
        """A word more somewhere in a text of some entry."""
        file = self.random.choice(sorted((self.root / "vocabulary").glob("*.yml")))
        text = file.read_text("utf-8")
        places = list(re.finditer(r"\b(?:hu|ro): [A-ZÁÉÍÓÖŐÚÜŰa-z][^\W\d_]{3,}(?=[ ,}\n])", text))
        if places:
            at = self.random.choice(places).end()
            file.write_text(f"{text[:at]} {self.count}{text[at:]}", "utf-8")

    def style(self) -> None:
        style = self.root / "overrides/assets/site.css"
        style.parent.mkdir(exist_ok=True)
        with style.open("a", encoding="utf-8") as file:
            file.write(f"/* {self.count} */\n")


def _seeds(first: int) -> list[Any]:
    """One that is always tried, and more for whoever has the time."""
    return [first, *(pytest.param(seed, marks=pytest.mark.fuzz) for seed in range(first + 1, first + 6))]


@pytest.mark.parametrize("seed", _seeds(2026))
def test_two_hundred_edits_leave_what_a_new_build_makes(site: Path, tmp_path: Path, seed: int) -> None:
    root = root_with(tmp_path, site)
    build_site(root)
    editor = _Editor(root, Random(seed))
    for turn in range(1, 11):
        for _ in range(20):
            editor.edit()
        build_site(root)
        if turn % 5 == 0:
            assert_equal(tree(root / "site"), built_anew(root))
    assert editor.count == 200


@pytest.mark.parametrize("seed", _seeds(7))
def test_single_edits_leave_what_a_new_build_makes(site: Path, tmp_path: Path, seed: int) -> None:
    """After one edit few pages are rendered again, so that an input that a key lacks shows."""
    root = root_with(tmp_path, site)
    build_site(root)
    editor = _Editor(root, Random(seed))
    for act in (editor.words, editor.story, editor.facts, editor.guide, *[editor.vocabulary] * 3):
        act()
        build_site(root)
        assert_equal(tree(root / "site"), built_anew(root))
