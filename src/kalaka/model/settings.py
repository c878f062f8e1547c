"""Settings of a site that pages and files are made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


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
