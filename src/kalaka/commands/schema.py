"""Command `kalaka schema`: write the JSON Schemas of the model and of the ids that there are."""

from pathlib import Path

from kalaka.build.cache import Cache
from kalaka.build.loading import Loader
from kalaka.build.publishing import locked
from kalaka.build.schemas import write_schemas
from kalaka.build.work_folder import WORK
from kalaka.commands.terminal import TerminalReporter
from kalaka.i18n.messages import EditorMessages


def run(root: Path, words: EditorMessages) -> int:
    """Write the schemas that differ into `schema/`; status 0, whatever is wrong in the content. Raises `Busy`."""
    with locked(root / WORK):
        cache = Cache(root / WORK / "cache.db")
        try:
            loaded = Loader(root, cache).load(TerminalReporter(words).progress)
        finally:
            cache.close()
    print(words("cli.schema_written", n=write_schemas(root, loaded.kb, is_forced=True)))
    return 0
