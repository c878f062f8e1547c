"""The Jinja environment of each language, in which all pages are rendered.

Autoescape is on, and undefined names are errors. Messages without variables, `{{ w('key') }}`, are replaced when a
template is loaded and not when it is rendered, since a page has about eighty of them.
"""

import html
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kalaka.i18n.messages import Messages

TEMPLATES = Path(__file__).parent / "templates"
_WORDS = re.compile(r"\{\{ w\('([a-z0-9._-]+)'\) \}\}")


def safe(html: str) -> Markup:
    """HTML marked as safe. Quicker than `Markup(html)`, which first looks for a method `__html__`."""
    return str.__new__(Markup, html)


@cache
def template(words: Messages, name: str) -> Template:
    """The template of a file name, with some messages; raises `jinja2.TemplateNotFound`."""
    return _environment(words).get_template(name)


def _ready(words: str) -> str:
    """A message as a part of a template: none of its characters is HTML or begins an expression of Jinja."""
    return html.escape(words).replace("{", "&#123;")


class _LoaderWithWords(FileSystemLoader):
    """Loads templates with the messages of one language put in."""

    def __init__(self, words: Messages) -> None:
        super().__init__(TEMPLATES)
        self._words = words

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, file, is_fresh = super().get_source(environment, template)
        localised = _WORDS.sub(lambda match: _ready(self._words(match[1])), source)
        return localised, f"{file}:{self._words.lang}", is_fresh


@cache
def _environment(words: Messages) -> Environment:
    bytecode = None
    with suppress(RuntimeError, OSError):  # there is no cache folder that only this user can write to
        bytecode = FileSystemBytecodeCache()
    return Environment(
        auto_reload=False,
        loader=_LoaderWithWords(words),
        bytecode_cache=bytecode,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
