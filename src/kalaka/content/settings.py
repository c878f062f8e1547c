"""The few settings of the site, read where they stand once: `mkdocs.yml`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kalaka.content.decoding import read_text
from kalaka.content.yaml_reader import compose
from kalaka.model.settings import Settings
from kalaka.problems.problem import Problem, problem


def read(root: Path) -> Settings:
    raw = yaml.load((root / "mkdocs.yml").read_text("utf-8"), yaml.CSafeLoader)
    names: list[str] = ["toc", "tables", "fenced_code"]
    options: dict[str, Mapping[str, Any]] = {}
    for item in raw.get("markdown_extensions", ()):
        pairs = item.items() if isinstance(item, dict) else [(item, None)]
        for name, values in pairs:
            if name not in names:
                names.append(name)
            if values:
                options[name] = values
    edit = str(raw.get("edit_uri", ""))
    return Settings(
        site_url=str(raw["site_url"]).rstrip("/") + "/",
        edit_base=edit.removesuffix("docs/"),
        markdown_extensions=tuple(names),
        markdown_options=options,
    )


def read_settings(root: Path) -> tuple[Settings, list[Problem]]:
    """The settings, and what is wrong with their file; then they are empty."""
    file = "mkdocs.yml"
    text, problems = read_text(root, file)
    tree, found = compose(file, text) if text is not None else (None, [])
    problems += found
    if tree and not isinstance(tree.data, dict):
        problems.append(problem(file, (1, 1), "not-a-record"))
    elif tree and not tree.data.get("site_url"):
        problems.append(problem(file, tree.place(()), "missing-field", field="site_url"))
    return (Settings("https://localhost/", "", (), {}) if problems else read(root)), problems
