"""What an editor reads of an engine that fails: the place and the sentence, and none of its news."""

from pathlib import Path

import pytest

from kalaka.build.engine_output import essence
from tests.conftest import copy_root, kalaka

NEWS = "INFO    -  Cleaning site directory\nINFO    -  Page skipped: '@frame/home-0.md'. Generated empty output.\n"
ROOT = Path("/base")


@pytest.mark.parametrize(
    ("output", "left"),
    [
        (NEWS, ""),
        (NEWS + "python: No module named x\n", "python: No module named x"),
        (f"{NEWS}WARNING -  a\n{NEWS}WARNING -  a\nERROR   -  b\n\nAborted\n", "WARNING -  a\nERROR   -  b"),
        ("\x1b[31mERROR   -  \x1b[0mb\n", "ERROR   -  b"),
        (
            "Traceback (most recent call last):\n"
            '  File "/base/hooks/mine.py", line 3, in on_env\n    x()\n'
            '  File "/base/.venv/lib/site-packages/y.py", line 9, in x\n    raise\nKeyError: 1\n',
            "hooks/mine.py:3: KeyError: 1",
        ),
        (
            'Traceback (most recent call last):\n  File "/lib/y.py", line 9, in x\nKeyError: 1\n',
            "/lib/y.py:9: KeyError: 1",
        ),
    ],
)
def test_only_what_is_wrong_is_left(output: str, left: str) -> None:
    assert essence(output, ROOT) == left


BROKEN = {
    "syntax of a template": ("overrides/main.html", "{% extends 'frame.html' %}\n\n{% block %}", 3),
    "unknown value": (
        "overrides/main.html",
        "{% extends 'frame.html' %}{% block page %}\n{{ a.b.c }}{% endblock %}",
        2,
    ),
    "a hook": ("hooks/site.py", "def on_env(env, config, files):\n    raise KeyError('x')\n", 2),
}


@pytest.mark.parametrize("case", BROKEN)
def test_an_exception_is_told_with_its_file_and_line(case: str, tmp_path: Path) -> None:
    root = copy_root(tmp_path)
    name, text, line = BROKEN[case]
    (root / name).write_text(text, "utf-8")
    done = kalaka("build", "--root", str(root))
    assert done.returncode == 1
    said = done.stderr.partition("Üzenete:\n")[2].splitlines()
    assert said[-1].startswith(f"{name}:{line}: "), done.stderr
    assert len(said) < 5
    assert not any(line.startswith("INFO") or "@frame/" in line for line in said)
