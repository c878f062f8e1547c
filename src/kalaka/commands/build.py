"""Command `kalaka build`: make the site, or what has changed of it."""

import gc
import os
import sys
from pathlib import Path

from kalaka.build.pipeline import build
from kalaka.commands.terminal import TerminalReporter, print_problems
from kalaka.i18n.formatting import number
from kalaka.i18n.messages import EditorMessages
from kalaka.problems.problem import errors


def run(root: Path, site: Path, engine: str, words: EditorMessages, *, timings: bool) -> int:
    """Status 0 when the site was made, 1 when there are errors. Raises `Busy` and `TargetRefused`."""
    gc.disable()  # the process ends with the build
    built = build(root, site, engine, TerminalReporter(words))
    print_problems(built.problems, words.lang)
    if built.engine_output:
        print(words("cli.engine_failed"), built.engine_output, sep="\n", file=sys.stderr)
        return 1
    if not built.done:
        print(words("cli.errors", n=len(errors(built.problems))))
        return 1
    relative = os.path.relpath(site, Path.cwd()) if site.anchor == Path.cwd().anchor else str(site)
    facts = {
        "site": str(site) if relative.startswith("..") else Path(relative).as_posix(),
        "pages": words("cli.count.pages", n=built.pages),
        "made": number(built.made, words.lang),
        **{kind: words(f"cli.count.{kind}", n=count) for kind, count in built.counts.items()},
        "seconds": number(round(built.seconds, 1), words.lang),
    }
    print(words("cli.built", **facts))
    if timings:
        for stage, seconds in built.stages:
            print(f"{stage}\t{seconds:.3f}", file=sys.stderr)
    return 0
