"""The command line: it only parses; each command is a module of its own.

Status 0: nothing wrong, or warnings only; 1: errors in the content or faults of the system; 2: wrong use.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kalaka.build.publishing import Busy, TargetRefused
from kalaka.commands.system_faults import sentence_of
from kalaka.content.sources import SourcesChanged
from kalaka.engines.contract import ENGINES
from kalaka.i18n.languages import Lang
from kalaka.i18n.messages import Messages, editor_lang, messages

INTERRUPTED = 130
"""Status after Ctrl+C, as shells have it: 128 and the number of the signal."""


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
    commands = parser.add_subparsers(dest="command", required=True, metavar="check | build | serve | schema | new")
    commands.add_parser("check", parents=[common], help=words("help.check"))
    build = commands.add_parser("build", parents=[common], help=words("help.build"))
    serve = commands.add_parser("serve", parents=[common], help=words("help.serve"))
    for command in (build, serve):
        command.add_argument("--engine", choices=ENGINES, default="mkdocs", help=words("help.engine"))
    build.add_argument("--site", type=Path, help=words("help.site"))
    build.add_argument("--timings", action="store_true", help=words("help.timings"))
    serve.add_argument("--host", default="127.0.0.1", help=words("help.host"))
    serve.add_argument("--port", type=int, default=8000, help=words("help.port"))
    serve.add_argument("--open", action="store_true", help=words("help.open"))
    commands.add_parser("schema", parents=[common], help=words("help.schema"))
    new = commands.add_parser("new", parents=[common], help=words("help.new"))
    new.add_argument("what", choices=("site",), metavar="site", help=words("help.new"))
    new.add_argument("folder", type=Path, help=words("help.new_folder"))
    new.add_argument("--name", help=words("help.new_name"))
    new.add_argument("--second-name", help=words("help.new_second_name"))
    new.add_argument("--url", help=words("help.new_url"))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its status. Faults of the system become a sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser(messages(_wanted_lang(given))).parse_args(given)
    words = messages(options.lang)
    try:
        return _run(options, words)
    except TargetRefused as refused:
        print(words(f"target.{refused.reason}", path=refused.path, found=refused.found), file=sys.stderr)
        return 2
    except Busy:
        print(words("cli.busy"), file=sys.stderr)
        return 1
    except SourcesChanged as changed:
        print(words("cli.sources_changed", file=str(changed)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\n{words('cli.interrupted')}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output wants no more of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, MemoryError, UnicodeEncodeError) as error:
        sentence = sentence_of(error, words)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1


def _run(options: argparse.Namespace, words: Messages) -> int:
    if options.command == "new":
        from kalaka.commands import new

        return new.run(options.folder, options.name, options.second_name, options.url, words)
    root: Path = options.root.resolve()
    if not (root / "mkdocs.yml").is_file():
        print(words("cli.no_root"), file=sys.stderr)
        return 2
    # each command waits for its own modules only
    if options.command == "check":
        from kalaka.commands import check

        return check.run(root, words)
    if options.command == "schema":
        from kalaka.commands import schema

        return schema.run(root, words)
    if options.command == "serve":
        from kalaka.commands import serve

        return serve.run(root, options.host, options.port, options.engine, words, open_browser=options.open)
    from kalaka.commands import build

    site = (options.site or root / "site").resolve()
    return build.run(root, site, options.engine, words, timings=options.timings)


def command() -> None:
    """The process ends without taking apart what it holds: of thousands of records that would take a second."""
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 1
    os._exit(status)
