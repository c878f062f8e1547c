"""The templates, as Python that calls plainly: what Jinja leaves open for any program is settled for ours.

A page is some five hundred attributes, calls and pieces of text, and thousands of pages are drawn: so calls are calls,
attributes are attributes (a dictionary has none), and a piece of text is escaped as text, without an object around it.
Words without facts already stand in the templates of each language.
"""

import html
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.runtime import markup_join
from jinja2.utils import missing
from markupsafe import Markup

from kalaka.cache import installed
from kalaka.messages import messages
from kalaka.model import Lang

TEMPLATES = Path(__file__).parent.parent / "templates"
_TO_ESCAPE = re.compile("[<>&\"']")
_SAID = re.compile(r"\{\{ w\('([a-z0-9._-]+)'\) \}\}")


def safe(shown: str) -> Markup:
    """HTML as it is; quicker than to call `Markup`, which asks first whether it is HTML already."""
    return str.__new__(Markup, shown)


class _Spoken(FileSystemLoader):
    def __init__(self, lang: Lang) -> None:
        super().__init__(TEMPLATES)
        self.words = messages(lang)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, name, fresh = super().get_source(environment, template)
        return _SAID.sub(lambda match: html.escape(self.words(match[1])), source), f"{name}:{self.words.lang}", fresh


class _Compiled(BytecodeCache):
    """Compiled templates where Python keeps its compiled modules; where nothing can be written there are none."""

    folder = Path(__file__).parent / "__pycache__"
    made_with = blake2b(Path(__file__).read_bytes() + repr(installed()).encode(), digest_size=8).hexdigest()

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}-{self.made_with}.jinja"

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError, ValueError, EOFError, TypeError), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            draft = self._file(bucket).with_suffix(f".{os.getpid()}")
            with draft.open("wb") as file:
                bucket.write_bytecode(file)
            draft.replace(self._file(bucket))


class _Plainly(CodeGenerator):
    """Jinja's own generator, but for the six things that a page does most."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        self.visit(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for keyword in node.kwargs:
            self.visit(keyword, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Import(self, node: nodes.Import, frame: Frame) -> None:
        target = frame.symbols.ref(node.target)
        self.writeline(f"{target} = context.vars[{node.target!r}] = environment.module(", node)
        self.visit(node.template, frame)
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        names = [argument.name for argument in macro_ref.node.args]
        self.write(f"environment.macro(macro, {names!r}, {macro_ref.accesses_caller!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("(shown if type(shown := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(") is Markup else environment.escaped(shown))")


class _Plain(Environment):
    code_generator_class = _Plainly

    @cache  # noqa: B019 - there are two environments, as long as the process
    def module(self, name: str) -> TemplateModule:
        """A file of macros, made once."""
        return self.get_template(name).module

    @staticmethod
    def escaped(value: Any) -> str:
        if type(value) is not str:
            if hasattr(value, "__html__"):
                return str(value.__html__())
            value = str(value)
        return html.escape(value) if _TO_ESCAPE.search(value) else value

    @staticmethod
    def joined(parts: Sequence[Any]) -> str:
        """The parts as one text; escaped where one of them is HTML."""
        return markup_join(parts) if Markup in map(type, parts) else "".join(map(str, parts))

    @staticmethod
    def macro(body: Callable[..., str], names: Sequence[str], with_caller: bool) -> Callable[..., Markup]:
        number = len(names)

        def call(*given: Any, **named: Any) -> Markup:
            if len(given) < number:
                given += tuple([named.pop(name, missing) for name in names[len(given) :]])
            if with_caller:
                given += (named.pop("caller"),)
            return safe(body(*given, **named))

        return call


@cache
def template(lang: Lang, name: str) -> Template:
    found = _environment(lang).get_template(name)
    found.globals = dict(found.globals)  # it is copied for every page; as the chain that it was that takes longer
    return found


@cache
def _environment(lang: Lang) -> Environment:
    return _Plain(
        auto_reload=False,
        loader=_Spoken(lang),
        bytecode_cache=_Compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
