"""Command `kalaka check`: read everything that changed, check everything, say what is wrong."""

from pathlib import Path

from kalaka.build.cache import Cache
from kalaka.build.loading import Loader, all_problems
from kalaka.build.publishing import locked
from kalaka.build.schemas import update_schemas
from kalaka.build.work_folder import WORK
from kalaka.commands.terminal import TerminalReporter, print_problems
from kalaka.i18n.messages import EditorMessages
from kalaka.problems.problem import errors


def run(root: Path, words: EditorMessages) -> int:
    """Status 0 without errors, else 1. Raises `Busy`."""
    with locked(root / WORK):
        cache = Cache(root / WORK / "cache.db")
        try:
            loaded = Loader(root, cache).load(TerminalReporter(words).progress)
            problems = all_problems(loaded.kb, loaded.problems)
        finally:
            cache.close()
        update_schemas(root, loaded.kb)
    print_problems(problems, words.lang)
    if wrong := errors(problems):
        print(words("cli.check_errors", n=len(wrong)))
        return 1
    kb = loaded.kb
    counts = {
        "projects": len(kb.projects),
        "docs": sum(len(doc.files) for doc in kb.docs),
        "entries": sum(map(len, kb.vocabulary.values())),
    }
    print(words("cli.checked", **{kind: words(f"cli.count.{kind}", n=count) for kind, count in counts.items()}))
    return 0
