"""Settings of a site: what MkDocs' own settings mean, and those of `extra.kalaka`, which name a knowledge base."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from kalaka.i18n.folding import slug
from kalaka.i18n.languages import LANGS, Lang, other
from kalaka.i18n.messages import Leaf, Messages, messages
from kalaka.model.base import Text, Value

Country = Literal["HU", "RO"]
MenuEntry = Literal[
    "tasks", "projects", "guides", "trainings", "places", "glossary", "about", "themes", "organisations", "counties",
    "programmes", "target-groups", "timeline", "numbers", "missing", "data",
]  # fmt: skip
OptionalPage = Literal["timeline", "numbers", "missing", "compare", "contribute"]
"""Generated pages that a knowledge base may leave out."""
Licence = Literal["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0"]


class LicenceFacts(NamedTuple):
    """Part of message keys, short name, address, and code in the list of licences of the Publications Office."""

    key: str
    title: str
    url: str
    code: str


LICENCES: Mapping[Licence, LicenceFacts] = {
    "CC-BY-4.0": LicenceFacts("by", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "CC_BY_4_0"),
    "CC-BY-SA-4.0": LicenceFacts(
        "by-sa", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/", "CC_BYSA_4_0"
    ),
    "CC0-1.0": LicenceFacts("cc0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "CC0"),
}
"""Licences by SPDX id."""
SUBPAGES: Mapping[str, tuple[str, ...]] = {
    "projects": (
        "projects", "timeline", "numbers", "themes", "programmes", "organisations", "target-groups", "compare",
        "missing",
    ),
    "places": ("places", "counties"),
    "data": ("data", "numbers", "missing"),
    "about": ("about", "contribute", "accessibility", "imprint", "privacy"),
}  # fmt: skip
"""Sections of several pages, as the line below the header leads to them. A page belongs to the first section that names
it; the others only lead to it."""
FOOTER: Mapping[str, tuple[str, ...]] = {
    "browse": ("themes", "target-groups", "counties", "programmes", "organisations"),
    "data": ("timeline", "numbers", "compare", "missing", "data"),
    "about": ("about", "contribute"),
    "legal": ("accessibility", "imprint", "privacy"),
}
"""Pages that the footer leads to, where they exist, in groups."""


def site_address(text: str) -> str | None:
    """The address of a site in its normal form: `http` or `https`, a host, and a path that ends with a slash.

    Letters outside ASCII are encoded as every program expects them. None when the text is no such address.
    """
    if re.search(r"[\s<>\"'\\@{}|^`?#]|%(?![0-9A-Fa-f]{2})", text):
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        port = parts.port  # raises when it is no number
        host = f"[{host}]" if ":" in host else host.encode("idna").decode()
    except ValueError:
        return None
    is_host = host.startswith("[") or all(re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", x) for x in host.split("."))
    steps = unquote(parts.path).removesuffix("/").split("/")[1:]
    if parts.scheme not in ("http", "https") or not is_host or port == 0 or {"", ".", ".."} & {*steps}:
        return None
    path = quote(parts.path.rstrip("/"), safe="/%!$&()*+,;=:~")
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{path}/"


def _contact(value: Any) -> Any:
    """Validate a web address, or an e-mail address as a link."""
    if isinstance(value, str) and re.fullmatch(r"(https?://|mailto:[^\s@]+@)[^\s<>\"'\\]+", value):
        return value
    raise PydanticCustomError("bad-contact", "no address", {"found": str(value)})


class SiteOptions(Value):
    """`extra.kalaka`: what names a knowledge base and says which of its pages there are."""

    publisher: Text | None = None
    about: Text | None = None
    contact: Annotated[str, BeforeValidator(_contact)] | None = None
    licence: Licence = "CC-BY-4.0"
    country: Country = "HU"
    menu: tuple[MenuEntry, ...] = ("tasks", "projects", "guides", "trainings", "places", "glossary", "data", "about")
    without: tuple[OptionalPage, ...] = ()


@dataclass(frozen=True)
class Settings:
    """Settings of a site, and the files that they come from. Paths are relative to the root, with `/`."""

    site_url: str
    """Ends with a slash."""
    markdown_extensions: tuple[str, ...]
    markdown_options: Mapping[str, Mapping[str, Any]]
    names: Mapping[Lang, str] = field(default_factory=lambda: {"hu": "", "ro": ""})
    """Name of the site in each language."""
    options: SiteOptions = field(default_factory=SiteOptions)
    edit_uri: str = ""
    """Address before the path of a file below `docs_dir` in the repository's editor, or with `{path}` in it."""
    docs_dir: str = "docs"
    site_dir: str = "site"
    config_files: tuple[str, ...] = ("mkdocs.yml",)
    """`mkdocs.yml` and the files that it inherits from."""
    custom_dir: str = ""
    """Folder of templates, assets and words that are used instead of the program's; empty when there is none."""
    hook_folders: tuple[str, ...] = ()
    messages: Mapping[Lang, Mapping[str, Leaf]] = field(default_factory=dict)
    """Messages used instead of the program's, by key."""

    @property
    def base_path(self) -> str:
        """Path of the site on its host: `/` or `/sub/path/`."""
        return urlsplit(self.site_url).path or "/"

    @property
    def engine_folders(self) -> tuple[str, ...]:
        """Folders of templates and of hooks, which the site engine reads."""
        return tuple(dict.fromkeys(filter(None, (self.custom_dir, *self.hook_folders))))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every file and folder that a build reads."""
        return (self.docs_dir, "vocabulary", "public", *self.config_files, *self.engine_folders)

    @property
    def slug(self) -> str:
        """The first name as a part of file names and keys."""
        return slug(self.names["hu"]) or "site"

    def other_name(self, lang: Lang) -> str | None:
        """The name in the other language, where it differs."""
        name = self.names[other(lang)]
        return name if name != self.names[lang] else None

    def publisher(self, lang: Lang) -> str:
        """Who publishes the site: the name of the site where nobody else is named."""
        named = self.options.publisher
        return named.best(lang)[0] if named else self.names[lang]

    def file_name(self, lang: Lang, words: Messages) -> str:
        """Name, without ending, of a list that a reader takes away."""
        return f"{slug(self.names[lang]) or 'site'}-{slug(words('nav.projects'))}"

    @property
    def licence(self) -> LicenceFacts:
        return LICENCES[self.options.licence]

    def below_docs(self, file: str) -> str:
        """The path below `docs_dir` of a file given by its path from the root."""
        return file.removeprefix(f"{self.docs_dir}/")

    def in_docs(self, path: str) -> str:
        """The path from the root of a file given by its path below `docs_dir`."""
        return f"{self.docs_dir}/{path}"

    def record_file(self, name: str) -> str:
        """The path from the root of a record."""
        return f"{self.docs_dir}/projects/{name}.yml"

    def section_of(self, page: str) -> str:
        """The entry of the menu that a page belongs to: its own, or that of a section whose line names it."""
        menu = self.options.menu
        sections = [name for name, pages in SUBPAGES.items() if page in pages]
        return next((name for name in (page, *sections) if name in menu), (*sections, page)[0])

    def edit_address(self, file: str) -> str:
        """Where a file can be edited; empty when nothing is known of a repository, or of this part of it."""
        if not self.edit_uri:
            return ""
        below, is_in_docs = self.below_docs(file), file.startswith(f"{self.docs_dir}/")
        if "{" in self.edit_uri:
            paths = {"path": quote(below), "path_noext": posixpath.splitext(quote(below))[0]}
            return self.edit_uri.format(**paths) if is_in_docs else ""
        if is_in_docs:
            return self.edit_uri + quote(below)
        root = self.edit_uri.removesuffix(f"{self.docs_dir}/")
        return root + quote(file) if root != self.edit_uri else ""

    def words(self, lang: Lang) -> Messages:
        """The messages of a language, those of this site before the program's."""
        return self._words[lang]

    @cached_property
    def _words(self) -> Mapping[Lang, Messages]:
        return {lang: messages(lang).overlaid(self.messages.get(lang, {})) for lang in LANGS}

    def __getstate__(self) -> dict[str, Any]:
        """State for pickling, without the messages of the program, which every process has."""
        return {name: value for name, value in self.__dict__.items() if name != "_words"}
