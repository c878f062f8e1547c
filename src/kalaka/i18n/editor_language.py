"""The language in which an editor is spoken to, by the environment of the process."""

import ctypes
import locale
import os
import sys
from collections.abc import Iterator

from kalaka.i18n.languages import LANGS, EditorLang

_NO_LANGUAGE = ("", "c", "posix")
"""Values of the variables that name no language."""


def editor_lang() -> EditorLang:
    """The language that the first of the variables names: Hungarian, Romanian, English for every other one.

    Hungarian, the first language, when none of them names a language.
    """
    for value in _locales():
        if (name := value.lower().partition(".")[0]) not in _NO_LANGUAGE:
            return next((lang for lang in LANGS if name.partition("_")[0].partition("-")[0] == lang), "en")
    return "hu"


def _locales() -> Iterator[str]:
    for name in ("KALAKA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        yield os.environ.get(name, "")
    if sys.platform == "win32":  # has none of them; the language of its own menus
        yield locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
