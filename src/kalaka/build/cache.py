"""Values kept from one build to the next, each under a key made of everything that it was made of.

One SQLite file that may be lost, damaged or come from another branch at any time: a value is used only when its key
is asked for and its bytes are whole, and only plain values and our own are read from it, so that a foreign file can
at worst be useless. Nothing here is needed to build; without it a build takes as long as the first one.
"""

import hashlib
import io
import os
import pickle
import platform
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

_SHAPES = "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key BLOB, value BLOB, PRIMARY KEY (kind, key))"


KEY = 16
"""Bytes of a key."""


def hashed(raw: bytes) -> bytes:
    """A key of one text."""
    return hashlib.blake2b(raw, digest_size=KEY).digest()


def digest(*parts: bytes | str) -> bytes:
    """A key; parts are told apart."""
    found = hashlib.blake2b(digest_size=KEY)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(raw).to_bytes(8, "big"))
        found.update(raw)
    return found.digest()


@cache
def installed() -> list[str]:
    """Names and versions of all packages that can be imported; their metadata would take thirty times as long."""
    found = []
    for folder in sys.path:
        with suppress(OSError):
            found += sorted(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
    return found


@cache
def code_version() -> bytes:
    """What the code is: our own files, and all that is installed beside them."""
    own = Path(__file__).parent.parent
    files = sorted(path for path in own.rglob("*") if path.suffix in (".py", ".html", ".yml", ".json"))
    parts: list[bytes | str] = [platform.python_version()]
    for path in files:
        parts += [path.relative_to(own).as_posix(), path.read_bytes()]
    parts += installed()
    return digest(*parts)


def _code_number() -> int:
    """The same as SQLite keeps it beside its tables: a number of 31 bits that is not 0."""
    return int.from_bytes(code_version()[:4], "big") >> 1 or 1


class _Reader(pickle.Unpickler):
    """Reads our own values and decimals, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("kalaka.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        if (module, name) in (("decimal", "Decimal"), ("builtins", "frozenset")):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


class Cache:
    def __init__(self, file: Path) -> None:
        self.file = file
        self._held: dict[tuple[str, bytes], Any] = {}
        """What this process has already read or kept: a preview asks for the same values again and again."""
        self._opened: tuple[int, sqlite3.Connection] | None = None

    def get(self, kind: str, keys: Iterable[bytes], hold: bool = True) -> dict[bytes, Any]:
        """The values that are there, by key; what is not to be held is not remembered in this process."""
        asked = list(keys)
        found = {key: self._held[kind, key] for key in asked if (kind, key) in self._held}
        wanted = [key for key in asked if key not in found]

        def read(db: sqlite3.Connection) -> None:
            query = "SELECT value FROM kept WHERE kind = ? AND key = ?"
            for key in wanted:
                row = db.execute(query, (kind, key)).fetchone()
                if row and (value := _read(row[0])) is not None:
                    found[key] = value[0]

        if wanted:
            self._try(read)
            if hold:
                self._held.update(((kind, key), found[key]) for key in wanted if key in found)
        return found

    def has(self, kind: str, keys: Iterable[bytes]) -> set[bytes]:
        """Those keys under which there is something, whole or not."""
        found: set[bytes] = set()

        def read(db: sqlite3.Connection) -> None:
            found.update(row[0] for row in db.execute("SELECT key FROM kept WHERE kind = ?", (kind,)))

        self._try(read)
        return found.intersection(keys)

    def put(self, kind: str, values: Mapping[bytes, Any], hold: bool = True) -> None:
        if not values:
            return
        if hold:
            self._held.update(((kind, key), value) for key, value in values.items())
        rows = [(kind, key, _written(value)) for key, value in values.items()]
        self._try(lambda db: db.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", rows))

    def values(self, kind: str, keys: Sequence[bytes], make: Callable[[int], Any]) -> Iterator[Any]:
        """A value for every key, in turn; the one with a number that is not there is made. Others are forgotten."""
        for number, key in enumerate(keys):
            found = self.get(kind, [key], hold=False).get(key)
            if found is None:
                found = make(number)
                self.put(kind, {key: found}, hold=False)
            yield found
        self.keep(kind, keys)

    def keep(self, kind: str, keys: Iterable[bytes]) -> None:
        """Forget every value of the kind but these."""
        wanted = set(keys)
        for held in [name for name in self._held if name[0] == kind and name[1] not in wanted]:
            del self._held[held]

        def forget(db: sqlite3.Connection) -> None:
            old = [row for row in db.execute("SELECT key FROM kept WHERE kind = ?", (kind,)) if row[0] not in wanted]
            db.executemany("DELETE FROM kept WHERE kind = ? AND key = ?", ((kind, *row) for row in old))

        self._try(forget)

    def _try(self, act: Callable[[sqlite3.Connection], object]) -> None:
        """Do it; when the file turns out to be broken, begin a new one. What cannot be kept is not kept."""
        for _ in range(2):
            try:
                with self._connection() as db:
                    act(db)
            except (sqlite3.Error, OSError):
                self._discard()
            else:
                return

    def _connection(self) -> sqlite3.Connection:
        """One of this process: a connection does not survive a fork. What other code has kept is of no use any more."""
        if self._opened is None or self._opened[0] != os.getpid():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.file, timeout=60)
            self._opened = (os.getpid(), db)
            (kept_by,) = db.execute("PRAGMA user_version").fetchone()
            if kept_by not in (0, _code_number()):
                self._discard()
                return self._connection()
            db.execute("PRAGMA page_size = 32768")  # some values are half a million bytes
            db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA journal_mode = MEMORY")
            if not kept_by:
                db.execute(f"PRAGMA user_version = {_code_number()}")
            db.execute(_SHAPES)
        return self._opened[1]

    def _discard(self) -> None:
        if self._opened and self._opened[0] == os.getpid():
            self._opened[1].close()
        self._opened = None
        self.file.unlink(missing_ok=True)

    def close(self) -> None:
        if self._opened and self._opened[0] == os.getpid():
            self._opened[1].close()
        self._opened = None


def _written(value: Any) -> bytes:
    raw = pickle.dumps(value, 5)
    return zlib.crc32(raw).to_bytes(4, "big") + raw


def _read(row: bytes) -> tuple[Any] | None:
    """The value, in a tuple; None when its bytes are not whole or not ours."""
    raw = row[4:]
    if zlib.crc32(raw).to_bytes(4, "big") != row[:4]:
        return None
    try:
        return (_Reader(io.BytesIO(raw)).load(),)
    except Exception:  # whatever a foreign file makes the reader do, the value is made anew
        return None
