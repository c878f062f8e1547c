"""html-validate and the Nu HTML Checker over built sites: npm packages of `tests/tools`, for `make audit` only."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

TOOLS = Path(__file__).parent / "tools"
NEEDED = {
    "node": ("--version", r"v(\d+)", 20, "Node.js 20.19 or newer"),
    "npm": ("--version", r"(\d+)", 10, "npm 10 or newer"),
    "java": ("-version", r'version "(\d+)', 17, "Java 17 or newer"),
}
"""By program: how it tells its version, the least one, and what to install."""
FALSE = "violates Content Security Policy"
"""Nu knows no address, so `'self'` fits nothing for it, and it takes the block of open data for a script that runs."""
MOST_PLACES = 5
Faults = dict[str, list[str]]
"""What is wrong, and where: the first places, and how many there are in all."""


def missing() -> list[str]:
    """What has to be installed on this machine first."""
    return [
        named for program, (flag, pattern, least, named) in NEEDED.items() if _version(program, flag, pattern) < least
    ]


def _version(program: str, flag: str, pattern: str) -> int:
    if not shutil.which(program):
        return 0
    done = subprocess.run([program, flag], capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout + done.stderr)
    return int(found[1]) if found else 0


def install() -> None:
    """The packages of the lock, each by its checksum; no script of a package is run."""
    npm = shutil.which("npm")
    assert npm
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=TOOLS, check=True
    )


def html_validate(site: Path) -> Faults:
    program = ["node", TOOLS / "node_modules/html-validate/bin/html-validate.mjs"]
    done = _run(*program, "--config", TOOLS / "html-validate.mjs", "--formatter", "json", site)
    return _by_message(
        (one["ruleId"] + ": " + one["message"], f"{Path(page['filePath']).relative_to(site)}:{one['line']}")
        for page in json.loads(done)
        for one in page["messages"]
    )


def nu(site: Path) -> Faults:
    program = ["java", "-jar", TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"]
    done = _run(*program, "--format", "json", "--stdout", "--skip-non-html", site)
    return _by_message(
        (one["message"], f"{Path(one['url'].removeprefix('file:')).relative_to(site)}:{one.get('lastLine', '')}")
        for one in json.loads(done)["messages"]
        if FALSE not in one["message"]
    )


def _run(*command: str | Path) -> str:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:  # node leaves before a pipe has taken all of it
        done = subprocess.run(command, stdout=said, stderr=subprocess.PIPE, text=True, check=False)
        said.seek(0)
        text = said.read()
    assert text, done.stderr  # both say something also when nothing is wrong
    return text


def _by_message(said: Iterable[tuple[str, str]]) -> Faults:
    found: Faults = {}
    for message, place in said:
        found.setdefault(message, []).append(place)
    return {message: [*at[:MOST_PLACES], f"{len(at)} in all"] for message, at in found.items()}


if __name__ == "__main__":
    if needed := missing():
        sys.exit(f"make audit needs {', '.join(needed)}. Install what is missing, then run it again.")
    install()
