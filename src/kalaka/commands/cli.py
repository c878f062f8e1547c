"""The command `kalaka`: check, build, serve, schema.

Status 0: nothing wrong, or warnings only; 1: errors; 2: wrong use.
"""

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kalaka.build.pipeline import ENGINES, WORK, build
from kalaka.build.publishing import Busy, TargetRefused
from kalaka.build.result import Reporter
from kalaka.i18n.languages import Lang
from kalaka.i18n.messages import Messages, editor_lang, messages
from kalaka.problems.problem import Problem, errors


def _wanted_lang(arguments: Sequence[str]) -> Lang:
    """The language of the help texts is needed before the arguments are read."""
    for index, argument in enumerate(arguments):
        value = argument.partition("=")[2] if "=" in argument else "".join(arguments[index + 1 : index + 2])
        if argument.startswith("--lang") and value in ("hu", "ro"):
            return "ro" if value == "ro" else "hu"
    return editor_lang()


def _parser(words: Messages) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, default=Path(), help=words("help.root"))
    common.add_argument("--lang", choices=("hu", "ro"), default=words.lang, help=words("help.lang"))
    parser = argparse.ArgumentParser(prog="kalaka", description=words("help.description"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="check | build | serve | schema")
    commands.add_parser("check", parents=[common], help=words("help.check"))
    make = commands.add_parser("build", parents=[common], help=words("help.build"))
    preview = commands.add_parser("serve", parents=[common], help=words("help.serve"))
    for command in (make, preview):
        command.add_argument("--engine", choices=ENGINES, default="mkdocs", help=words("help.engine"))
    make.add_argument("--site", type=Path, help=words("help.site"))
    make.add_argument("--timings", action="store_true", help=words("help.timings"))
    preview.add_argument("--port", type=int, default=8000, help=words("help.port"))
    commands.add_parser("schema", parents=[common], help=words("help.schema"))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(messages(_wanted_lang(given))).parse_args(given)
    words = messages(options.lang)
    root = options.root.resolve()
    if not (root / "mkdocs.yml").is_file():
        print(words("cli.no_root"), file=sys.stderr)
        return 2
    if options.command == "check":
        return _check(root, words)
    if options.command == "schema":
        from kalaka.commands import schema

        print(words("cli.schema_written", n=schema.write(root)))
        return 0
    if options.command == "serve":
        from kalaka.build import preview

        return preview.run(root, options.port, options.engine, words)
    return _build(root, (options.site or root / "site").resolve(), options.engine, words, options.timings)


class Teller(Reporter):
    """Says the steps of a build on the terminal, and how far a long one is; elsewhere only the steps."""

    def __init__(self, words: Messages) -> None:
        self.words = words
        self.begun = time.monotonic()
        self.shown = False

    def say(self, key: str, **facts: str) -> None:
        self._wipe()
        self.begun = time.monotonic()
        print(self.words(f"cli.{key}", **facts), file=sys.stderr, flush=True)

    def progress(self, done: int, of: int) -> None:
        if not sys.stderr.isatty():
            return
        left = (time.monotonic() - self.begun) / done * (of - done)
        line = self.words("cli.progress", done=done, of=of, seconds=round(left))
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        self.shown = True

    def _wipe(self) -> None:
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr)
            self.shown = False


def _print(problems: Sequence[Problem], lang: Lang) -> None:
    for problem in problems:
        print(problem.line_of_text(lang))


def _check(root: Path, words: Messages) -> int:
    from kalaka.build.reading import check_again

    try:
        library, problems = check_again(root, root / WORK, Teller(words).progress)
    except Busy:
        print(words("cli.busy"), file=sys.stderr)
        return 1
    _print(problems, words.lang)
    if found := errors(problems):
        print(words("cli.check_errors", n=len(found)))
        return 1
    counts = {
        "projects": len(library.projects),
        "docs": sum(len(doc.files) for doc in library.docs),
        "entries": sum(map(len, library.vocabulary.values())),
    }
    print(words("cli.checked", **counts))
    return 0


def _build(root: Path, site: Path, engine: str, words: Messages, timings: bool) -> int:
    gc.disable()  # the process ends with it
    try:
        built = build(root, site, engine, Teller(words))
    except Busy:
        print(words("cli.busy"), file=sys.stderr)
        return 1
    except TargetRefused as refused:
        print(words(f"target.{refused.reason}", path=refused.path, found=refused.found), file=sys.stderr)
        return 2
    _print(built.problems, words.lang)
    if built.engine_output:
        print(words("cli.engine_failed"), built.engine_output, sep="\n", file=sys.stderr)
        return 1
    if not built.done:
        print(words("cli.errors", n=len(errors(built.problems))))
        return 1
    shown = os.path.relpath(site, Path.cwd())
    facts = {
        "site": shown if not shown.startswith("..") else site,
        "pages": built.pages,
        "made": built.made,
        **built.counts,
        "seconds": f"{built.seconds:.1f}".replace(".", ","),
    }
    print(words("cli.built", **facts))
    if timings:
        for stage, seconds in built.stages:
            print(f"{stage}\t{seconds:.3f}", file=sys.stderr)
    return 0


def command() -> None:
    """The process ends without taking apart what it holds: of thousands of records that would take a second."""
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
