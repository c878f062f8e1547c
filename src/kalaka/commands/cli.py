"""The command line: chooses the module of the command, and turns faults into sentences.

Status 0: nothing wrong, or warnings only; 1: errors in the content or faults of the system; 2: wrong use.
"""

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import kalaka
from kalaka.build.publishing import Busy, TargetRefused
from kalaka.build.system_faults import sentence_of
from kalaka.commands.parser import Line, WrongUse, help_text, parse, wanted_lang
from kalaka.content.sources import SourcesChanged
from kalaka.i18n.messages import EditorMessages, messages
from kalaka.model.commands import COMMANDS, HELP, PROGRAM, VERSION

INTERRUPTED = 130
"""Status after Ctrl+C, as shells have it: 128 and the number of the signal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its status. Faults of the system become a sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    words = messages(wanted_lang(given))
    try:
        return _run(parse(given, COMMANDS, words), words)
    except WrongUse as wrong:
        print(wrong, file=sys.stderr)
        return 2
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


def _run(line: Line, words: EditorMessages) -> int:
    options = line.options
    if HELP.name in options:
        print(help_text(line.command, COMMANDS, words))
        return 0
    if VERSION.name in options:
        print(PROGRAM, kalaka.__version__)
        return 0
    if line.command is None:
        print(help_text(None, COMMANDS, words), file=sys.stderr)
        return 2
    if line.command.name == "new site":
        from kalaka.commands import new

        folder = Path(line.arguments[0])
        return new.run(folder, options.get("name"), options.get("second-name"), options.get("url"), words)
    root = _whole(options.get("root", "."))
    if not (root / "mkdocs.yml").is_file():
        reason = "cli.no_root" if root.is_dir() else "cli.root_is_file" if root.exists() else "cli.no_folder"
        print(words(reason, path=root), file=sys.stderr)
        return 2
    # each command waits for its own modules only
    if line.command.name == "check":
        from kalaka.commands import check

        return check.run(root, words)
    if line.command.name == "schema":
        from kalaka.commands import schema

        return schema.run(root, words)
    engine = options["engine"]
    if line.command.name == "serve":
        from kalaka.commands import serve

        port = int(options["port"])
        return serve.run(root, options["host"], port, engine, words, open_browser="open" in options)
    from kalaka.commands import build

    site = Path(options["site"]) if "site" in options else None
    return build.run(root, site, engine, words, timings="timings" in options)


def _whole(folder: str) -> Path:
    """The real path of a folder. `Path.resolve` raises for links that lead to themselves, until Python 3.13."""
    return Path(os.path.realpath(folder))


def command() -> None:
    """The process ends without taking apart what it holds: of thousands of records that would take a second."""
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 1
    os._exit(status)
