"""The batch file beside a workspace that walks a period's way by a double click, on Windows."""

import os
import sys
from pathlib import Path

from pubkpi.workspace.files import write_aside

NAME = "季度复盘.bat"
_LINES = (
    "@echo off",
    "chcp 936 >nul",
    'cd /d "%~dp0"',
    'set "PUBKPI={program}"',
    'if not exist "%PUBKPI%" set "PUBKPI=pubkpi"',
    'set /p "PERIOD=复盘哪个季度或年度（如 2025Q1 或 2025）："',
    '"%PUBKPI%" quarter "%PERIOD%" --open',
    "pause",
)


def write_launcher(root: Path) -> None:
    """Write the batch file into the workspace *root*, where it is not there yet."""
    path = root / NAME
    if not path.exists():
        write_aside(path, launcher(Path(sys.executable).with_name("pubkpi.exe") if os.name == "nt" else Path("pubkpi")))


def launcher(program: Path) -> bytes:
    """The batch file that calls *program*, or the pubkpi of the PATH where that has gone: GBK, with Windows line ends.

    The file goes into another code page before its first Chinese word.
    """
    words = str(program).replace("%", "%%")
    try:
        words.encode("gbk")
    except UnicodeEncodeError:
        words = "pubkpi"
    return "".join(line.format(program=words) + "\r\n" for line in _LINES).encode("gbk")
