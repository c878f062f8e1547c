"""The few settings of the site, read where they stand once: `mkdocs.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml


@dataclass(frozen=True)
class Settings:
    """`site_url` ends with a slash; `edit_base` is the address before `docs/…`, or empty."""

    site_url: str
    edit_base: str
    markdown_extensions: tuple[str, ...]
    markdown_options: Mapping[str, Mapping[str, Any]]

    @property
    def base_path(self) -> str:
        """The path under which the site stands on its host: `/` or `/sub/path/`."""
        return urlsplit(self.site_url).path or "/"


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
