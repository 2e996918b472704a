"""Which language the terminal speaks: Chinese where the system does, English elsewhere."""

import os
import sys

from pubkpi.model.text import Lang

_CHINESE = 0x04  # the primary language id of Windows


def language() -> Lang:
    """zh or en, from LC_ALL, LC_MESSAGES, LANG, else from Windows."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":
        import ctypes

        return "zh" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _CHINESE else "en"
    return "en"


def t(zh: str, en: str) -> str:
    """The words in the terminal's language."""
    return zh if language() == "zh" else en
