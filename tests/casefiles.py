"""Case files: YAML read strictly. A date stays its text, and a key that stands twice is an error."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "cases"


class _Strict(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise ValueError(f"{node.start_mark.name}:{node.start_mark.line + 1}: twice in one group: {sorted(twice)}")
        return super().construct_mapping(node, deep)


_Strict.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(text: str) -> Any:
    return yaml.load(text, _Strict)


def read_cases(path: str) -> Any:
    """A file below `tests/cases/`."""
    return read_yaml((CASES / path).read_text("utf-8"))
