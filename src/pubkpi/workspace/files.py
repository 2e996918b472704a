"""Writing files so that a reader sees the old one or the new one, never half of one."""

import hashlib
import os
from pathlib import Path

from pubkpi.model.errors import DataError
from pubkpi.model.text import Text


def write_aside(path: Path, data: bytes) -> None:
    """Write *data* to *path* by way of a temporary name in the same folder, synced and then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


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
