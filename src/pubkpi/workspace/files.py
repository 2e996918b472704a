"""Writing files so that a reader sees the old one or the new one, never half of one."""

import hashlib
import os
import time
from contextlib import suppress
from glob import escape
from pathlib import Path

from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

# A write takes seconds: what is so many seconds old was left behind by a crash.
_OLD = 3600


def write_aside(path: Path, data: bytes) -> None:
    """Write *data* to *path* by way of a temporary name in the same folder, synced and then renamed."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        write_synced(aside, data)
        aside.replace(path)
    except OSError as problem:
        # a full disk does not say what it has no room for
        problem.filename = str(path)
        raise
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def write_synced(path: Path, data: bytes) -> None:
    """Write *data* to *path* and sync it to the disk; OSError names the file, which may then be half written."""
    try:
        with path.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as problem:
        problem.filename = str(path)
        raise


def _sweep(path: Path) -> None:
    """Remove what writes of *path* left behind that a crash cut short."""
    for one in path.parent.glob(f".{escape(path.name)}.*.part"):
        with suppress(OSError):
            if one.stat().st_mtime < time.time() - _OLD:
                one.unlink()


def readable(path: Path | str) -> str:
    """*path* as text that can be written down; a name that an unpacked archive left in GB18030 is read as that."""
    data = os.fsencode(path)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def digest(data: bytes) -> str:
    """The sha256 of *data* in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The bytes of *path*; DataError when another program holds the file or it cannot be read."""
    try:
        return path.read_bytes()
    except PermissionError as problem:
        raise DataError(
            readable(path.name),
            Text("打不开，可能正在 Excel 或 WPS 中打开", "cannot be opened; perhaps Excel or WPS holds it"),
            Text("关闭后再试。", "Close it and try again."),
        ) from problem
    except OSError as problem:
        raise DataError(
            readable(path.name), Text(f"读不了（{problem.strerror}）", f"cannot be read ({problem.strerror})")
        ) from problem
