"""Files that forges and editor programs read: they can be read, and what they name is there."""

import json
import re
from pathlib import Path

import pytest

from tests.casefiles import read_yaml
from tests.conftest import ROOT

SETTINGS = sorted(
    path
    for pattern in (
        ".github/**/*.yml",
        ".vscode/*.json",
        ".devcontainer/*.json",
        ".pre-commit-config.yaml",
        "CITATION.cff",
    )
    for path in ROOT.glob(pattern)
)
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_settings_file_can_be_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert (json.loads if path.suffix == ".json" else read_yaml)(text)
    for target in re.findall(r"\bmake ([a-z-]+)", text):
        assert re.search(rf"^{target}:", MAKEFILE, re.M), target


def test_the_check_of_the_content_comes_first() -> None:
    jobs = read_yaml((ROOT / ".github/workflows/check.yml").read_text("utf-8"))["jobs"]
    assert next(iter(jobs)) == "check"
    assert jobs["site"]["needs"] == "check"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "VENDORED.md"])
def test_what_people_are_sent_to_is_there(name: str) -> None:
    """Links in the documents at the top of the repository, and paths and targets of make that they name."""
    text = (ROOT / name).read_text("utf-8")
    links = {link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in link}
    assert [link for link in links if not (ROOT / link).exists()] == []
    targets = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M))
    assert [target for target in targets if not re.search(rf"^{target}:", MAKEFILE, re.M)] == []
