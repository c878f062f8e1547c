"""Settings of a site, with the meaning that MkDocs gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Settings:
    """Settings of a site, and the files that they come from. Paths are relative to the root, with `/`."""

    site_url: str
    """Ends with a slash."""
    edit_base: str
    """Address of the repository's editor before `docs/…`, or empty."""
    markdown_extensions: tuple[str, ...]
    markdown_options: Mapping[str, Mapping[str, Any]]
    site_dir: str = "site"
    config_files: tuple[str, ...] = ("mkdocs.yml",)
    """`mkdocs.yml` and the files that it inherits from."""
    engine_folders: tuple[str, ...] = field(default=())
    """Folders of templates and of hooks, which only the site engine reads."""

    @property
    def base_path(self) -> str:
        """Path of the site on its host: `/` or `/sub/path/`."""
        return urlsplit(self.site_url).path or "/"

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every file and folder that a build reads."""
        return ("docs", "vocabulary", "public", *self.config_files, *self.engine_folders)
