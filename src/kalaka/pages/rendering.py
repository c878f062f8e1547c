"""Jinja as it comes: the environment in which every template of a page is rendered.

Templates escape what they are given, fail at a name that they do not know, and are compiled once: their bytecode is
kept in Jinja's own cache folder of this user.
"""

from contextlib import suppress
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


def safe(html: str) -> Markup:
    """HTML as it is; quicker than to call `Markup`, which asks first whether it is HTML already."""
    return str.__new__(Markup, html)


@cache
def template(name: str) -> Template:
    """A template by its file name; raises `jinja2.TemplateNotFound`."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    bytecode = None
    with suppress(RuntimeError, OSError):  # no folder for this user alone
        bytecode = FileSystemBytecodeCache()
    return Environment(
        auto_reload=False,
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=bytecode,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
