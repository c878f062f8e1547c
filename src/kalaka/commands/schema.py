"""`kalaka schema`: write the JSON Schemas of the model."""

from pathlib import Path

from kalaka.model.json_schema import schemas, text_of


def write(root: Path) -> int:
    """Write the schemas that changed into `schema/`; returns how many."""
    changed = 0
    for name, schema in schemas().items():
        file = root / "schema" / name
        if not file.exists() or file.read_text("utf-8") != text_of(schema):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text_of(schema), "utf-8")
            changed += 1
    return changed
