"""Opens a document with the program that the system has for it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pubkpi.cli import console
from pubkpi.cli.locale import t


def open_file(path: Path) -> None:
    """Open the file at *path*; where there is no desktop, only say so."""
    if sys.platform == "win32":
        os.startfile(path)
        return
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    has_desktop = sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if opener is None or not has_desktop:
        console.say(t(f"这里没有桌面，打不开：{path}", f"There is no desktop here to open {path}"))
        return
    quiet = subprocess.DEVNULL
    subprocess.Popen([opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
