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
    # by a shell, which hands it over and ends: a viewer stays open longer than this command
    subprocess.run(["sh", "-c", '"$0" "$1" >/dev/null 2>&1 </dev/null &', opener, str(path)], check=False)
