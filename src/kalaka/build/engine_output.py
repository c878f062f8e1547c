"""What matters of an engine's output: its warnings and errors, and where an exception came from."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WRONG = re.compile(r"(?:WARNING|ERROR|CRITICAL)\s+-\s+|Error: ")
_NEWS = re.compile(r"(?:INFO|DEBUG)\s+-\s+")
_PLACE = re.compile(r'\s+File "([^"]+)", line (\d+)')
_TRACEBACK = "Traceback (most recent call last):"
_OUR_FRAME = "'@frame/"
"""Name of a page that no editor has written."""


def essence(output: str, root: Path) -> str:
    """Warnings and errors without repetition, then place and sentence of the last exception.

    Without any of them, the last line that is no news.
    """
    lines = [line for line in _COLOUR.sub("", output).splitlines() if line.strip()]
    exception = list(_exception(lines, root))
    wrong = [line for line in dict.fromkeys(filter(_WRONG.match, lines)) if not (exception and _OUR_FRAME in line)]
    others = [line for line in lines if not _NEWS.match(line)]
    return "\n".join([*wrong, *exception] or others[-1:])


def _exception(lines: Sequence[str], root: Path) -> Iterator[str]:
    """The last exception behind the innermost place in a file of the knowledge base, or else in any file."""
    begins = [number for number, line in enumerate(lines) if line.strip() == _TRACEBACK]
    if not begins:
        return
    block = lines[begins[-1] + 1 :]
    sentence = next((line for line in block if not line[0].isspace()), "")
    places = [(Path(match[1]), match[2]) for line in block if (match := _PLACE.match(line))]
    own = [(file, line) for file, line in places if file.is_relative_to(root) and "site-packages" not in file.parts]
    if places:
        file, number = (own or places)[-1]
        name = file.relative_to(root).as_posix() if own else str(file)
        yield f"{name}:{number}: {sentence}"
    else:
        yield sentence
