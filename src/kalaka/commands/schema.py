"""Command `kalaka schema`: write the JSON Schemas of the model."""

from pathlib import Path

from kalaka.i18n.messages import EditorMessages
from kalaka.model.json_schema import schemas, text_of


def run(root: Path, words: EditorMessages) -> int:
    """Write the schemas that have changed into `schema/`; status 0."""
    changed = 0
    for name, schema in schemas().items():
        file = root / "schema" / name
        if not file.exists() or file.read_text("utf-8") != text_of(schema):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text_of(schema), "utf-8", newline="\n")
            changed += 1
    print(words("cli.schema_written", n=changed))
    return 0
