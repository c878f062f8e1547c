"""Installs the other tools on demand beside the benchmark; what cannot be had is left out, with a line that says so.

Python packages go to `bench/.venv` as pinned in `peers.txt`; Debian's Hugo is unpacked to `bench/.tools`.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

BENCH = Path(__file__).parent
VENV = BENCH / ".venv"
DEBIAN = BENCH / ".tools/debian"
DEBIAN_PACKAGES = ("hugo", "libsass1", "libwebp7")
MODULE_SETTINGS = {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True)
class Tool:
    """A program that can be run: its version in words, how it is called, and what its environment needs."""

    version: str
    command: tuple[str | Path, ...]
    env: Mapping[str, str] = field(default_factory=dict)


def _output(*command: str | Path, env: Mapping[str, str] | None = None, folder: Path = BENCH) -> str | None:
    """What a command prints, or None when it cannot be run or does not end well."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=folder, env=os.environ | (env or {})
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


@cache
def pinned() -> Mapping[str, str]:
    """Package → `package==version`, from `peers.txt`."""
    lines = [line.split("#")[0].strip() for line in (BENCH / "peers.txt").read_text("utf-8").splitlines()]
    return {line.split("==")[0]: line for line in lines if line}


def _package(name: str) -> bool:
    """Whether a pinned package is there, installed now when it was not."""
    python = VENV / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    wanted = pinned()[name]
    code = f"from importlib.metadata import version as v; assert v({name!r}) == {wanted.split('==')[1]!r}"
    if _output(python, "-c", code) is not None:
        return True
    if _output(python, "-m", "pip", "-qq", "--disable-pip-version-check", "install", wanted) is None:
        return _missing(wanted)
    return True


def _missing(name: str) -> bool:
    print(f"left out, cannot be installed: {name}", file=sys.stderr)
    return False


def mkdocs() -> Tool | None:
    names = ("mkdocs", "mkdocs-material", "mkdocs-static-i18n")
    if not all(map(_package, names)):
        return None
    version = ", ".join(pinned()[name].replace("==", " ") for name in names)
    return Tool(version, (VENV / "bin/python", "-m", "mkdocs", "build", "-q"), MODULE_SETTINGS)


def zensical() -> Tool | None:
    if not _package("zensical"):
        return None
    return Tool(pinned()["zensical"].replace("==", " "), (VENV / "bin/zensical", "build"))


def hugo() -> Sequence[Tool]:
    """Every Hugo that can be had: the package's current one, and Debian's."""
    return list(filter(None, (_hugo_package() if _package("hugo") else None, _hugo_debian())))


def _hugo_package() -> Tool | None:
    """The program itself, not the Python script that starts it."""
    program = next(VENV.glob("lib/*/site-packages/hugo/binaries/hugo"), None)
    return Tool(_version(program), (program,)) if program and _output(program, "version") else None


def _hugo_debian() -> Tool | None:
    program = DEBIAN / "usr/bin/hugo"
    if not program.exists():
        DEBIAN.mkdir(parents=True, exist_ok=True)
        if _output("apt-get", "-qq", "download", *DEBIAN_PACKAGES, folder=DEBIAN) is None:
            _missing("Debian's hugo (after apt-get update it may be)")
            return None
        for package in sorted(DEBIAN.glob("*.deb")):
            _output("dpkg", "-x", package, DEBIAN)
    env = {"LD_LIBRARY_PATH": ":".join(map(str, sorted(DEBIAN.glob("usr/lib/*"))))}
    return Tool(_version(program, env), (program,), env) if _output(program, "version", env=env) else None


def _version(program: Path, env: Mapping[str, str] | None = None) -> str:
    output = _output(program, "version", env=env) or ""
    return "Hugo " + output.split()[1].removeprefix("v").split("-")[0].split("+")[0]
