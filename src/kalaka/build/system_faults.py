"""Faults of the system (full disk, missing permission, taken port) as one sentence in the editor's language."""

import errno
import sqlite3

from kalaka.i18n.messages import EditorMessages

_SENTENCES = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.ENOENT: "not_there",
    errno.ENOTDIR: "not_a_folder",
    errno.EISDIR: "is_a_folder",
    errno.EMFILE: "too_many_open",
    errno.ENFILE: "too_many_open",
    errno.ENAMETOOLONG: "name_too_long",
    errno.EIO: "broken_disk",
    errno.EBUSY: "in_use",
    errno.ENOMEM: "no_memory",
}


def sentence_of(error: BaseException, words: EditorMessages) -> str | None:
    """What happened and what to do, for a fault of the system; None for anything else, which is a mistake of ours."""
    if isinstance(error, MemoryError):
        return words("system.no_memory", path="")
    if isinstance(error, UnicodeEncodeError):
        return words("system.bad_name", path=repr(error.object)[:80])
    if isinstance(error, sqlite3.Error) or not isinstance(error, OSError):
        return None
    path = str(error.filename or "")
    name = _SENTENCES.get(error.errno or 0, "other")
    code = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return words(f"system.{name}", path=path, code=code)
