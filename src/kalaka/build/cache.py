"""Values kept from one build to the next, each under a key made of everything that it was made of.

One SQLite file in WAL mode. It may be absent, damaged or come from elsewhere: a value is used only when its key is
asked for and its checksum fits, and values are JSON, which cannot name code. Nothing here is needed to build. What a
cache holds is published as it is, so a cache is only restored from whoever may publish the site.
"""

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from kalaka.build.fingerprints import code_version

_SCHEMA = "CREATE TABLE IF NOT EXISTS cache (kind TEXT, key BLOB, value BLOB, PRIMARY KEY (kind, key))"
_WAIT_SECONDS = 30
_Result = TypeVar("_Result")


class Cache:
    """Byte values by kind and key. A file that cannot be used is as good as an empty one."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.usable = True
        """False once the file has turned out to be of no use to this process."""
        self._opened: tuple[int, sqlite3.Connection] | None = None

    def get(self, kind: str, key: bytes) -> bytes | None:
        query = "SELECT value FROM cache WHERE kind = ? AND key = ?"
        row = self._try(lambda db: db.execute(query, (kind, key)).fetchone(), None)
        return _checked(row[0]) if row else None

    def get_all(self, kind: str) -> dict[bytes, bytes]:
        """Every whole value of a kind, by key."""
        rows: list[tuple[bytes, bytes]] = self._try(
            lambda db: db.execute("SELECT key, value FROM cache WHERE kind = ?", (kind,)).fetchall(), []
        )
        return {key: value for key, row in rows if (value := _checked(row)) is not None}

    def keys(self, kind: str) -> frozenset[bytes]:
        rows: list[tuple[bytes]] = self._try(
            lambda db: db.execute("SELECT key FROM cache WHERE kind = ?", (kind,)).fetchall(), []
        )
        return frozenset(key for (key,) in rows)

    def put(self, kind: str, values: Mapping[bytes, bytes]) -> None:
        rows = [(kind, key, zlib.crc32(value).to_bytes(4, "big") + value) for key, value in values.items()]
        if rows:
            self._try(lambda db: db.executemany("INSERT OR REPLACE INTO cache VALUES (?, ?, ?)", rows), None)

    def keep_only(self, kind: str, keys: Iterable[bytes]) -> None:
        """Delete every value of a kind but these."""
        gone = [(kind, key) for key in self.keys(kind) - set(keys)]
        if gone:
            self._try(lambda db: db.executemany("DELETE FROM cache WHERE kind = ? AND key = ?", gone), None)

    def close(self) -> None:
        if self._opened and self._opened[0] == os.getpid():
            self._opened[1].close()
        self._opened = None

    def _try(self, act: Callable[[sqlite3.Connection], _Result], otherwise: _Result) -> _Result:
        """Do something with the database; a damaged file is set aside once, any other failure makes it unusable.

        SQLite reports a file that is malformed or no database as `DatabaseError` itself; its subclasses say that a
        file is locked, a disk full, or a connection used by another thread.
        """
        for attempt in range(2):
            if not self.usable:
                break
            try:
                with self._connection() as db:
                    return act(db)
            except (sqlite3.Error, OSError) as error:
                damaged = type(error) is sqlite3.DatabaseError
                self.close()
                self.usable = damaged and attempt == 0 and self._set_aside()
        return otherwise

    def _set_aside(self) -> bool:
        """Rename a damaged file, so that a new one can be begun; processes that have it open are not disturbed."""
        with suppress(OSError):
            for ending in ("-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{self.file}{ending}").replace(f"{self.file}.damaged{ending}")
            self.file.replace(f"{self.file}.damaged")
            return True
        return False

    def _connection(self) -> sqlite3.Connection:
        """The connection of this process: one does not survive a fork. What other code has kept is deleted."""
        if self._opened is None or self._opened[0] != os.getpid():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.file, timeout=_WAIT_SECONDS)
            self._opened = (os.getpid(), db)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = OFF")  # what is lost with the power is made again
            version = int.from_bytes(code_version()[:4], "big") >> 1 or 1
            (kept_by,) = db.execute("PRAGMA user_version").fetchone()
            db.execute(_SCHEMA)
            if kept_by != version:
                with db:
                    db.execute("DELETE FROM cache")
                    db.execute(f"PRAGMA user_version = {version}")
                if kept_by:
                    with suppress(sqlite3.OperationalError):  # another process reads
                        db.execute("VACUUM")
        return self._opened[1]


def _checked(row: bytes) -> bytes | None:
    """The value of a row, unless its checksum does not fit."""
    if not isinstance(row, bytes):
        return None
    value = row[4:]
    return value if zlib.crc32(value).to_bytes(4, "big") == row[:4] else None
