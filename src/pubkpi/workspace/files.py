"""Writing files so that a reader sees the old one or the new one, never half of one."""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pubkpi.model.errors import BusyError, DataError, UsageError
from pubkpi.model.system import is_perhaps_open_elsewhere, reason
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from zipfile import ZipInfo

# A write takes seconds: what is so many seconds old was left behind by a crash.
_OLD = 3600
_PAUSES = (0.05, 0.2, 0.5)  # seconds
_BINARY = getattr(os, "O_BINARY", 0)
_FIRST_DAY, _UNIX = date(1980, 1, 1), 3  # the first day that a ZIP can say; who made an entry, so that its mode counts
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
# a pipe that nobody writes into would keep who opens it waiting
_READ = os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0)


def write_aside(path: Path, data: bytes, *, state: bool = False) -> None:
    """Write *data* to *path* by way of a temporary name in the same folder, synced and then renamed.

    What belongs to the *state* of a workspace is as private as its folder.
    """
    with stream_aside(path, state=state) as stream:
        stream.write(data)


@contextmanager
def stream_aside(path: Path, *, state: bool = False, mode: int = 0o666) -> Iterator[BinaryIO]:
    """The same for what is written piece by piece, into a file of that *mode*; nothing is written where it fails."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        make_folder(path.parent, private=state and is_private(path.parent))
        _sweep(path)
        with _synced(aside, state=state, mode=mode) as stream:
            yield stream
        _replace(path, aside)
    except OSError as problem:
        # a full disk does not say what it has no room for
        if problem.filename in (None, str(aside)):
            problem.filename = str(path)
        raise
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _replace(path: Path, aside: Path) -> None:
    """Put *aside* in the place of *path*. What looks for viruses holds a file for a moment, an office program for long:
    BusyError then, and the old file stays.
    """
    for pause in (*_PAUSES, None):
        try:
            aside.replace(path)
            return
        except PermissionError as problem:
            if not is_perhaps_open_elsewhere(problem):
                raise
            if pause is None:
                raise busy_file(path) from problem
            time.sleep(pause)


def busy_file(path: Path | str) -> BusyError:
    """That another program holds *path*, which is to be written."""
    what = Text("正被别的程序打开，写不进去", "another program has it open, and it cannot be written")
    hint = Text(
        "关闭 Excel、WPS 或 PDF 阅读器里的这个文件后再运行；没有改动它。",
        "Close it in Excel, WPS or the PDF reader and run this again; it was not changed.",
    )
    return BusyError(str(path), what, hint)


def make_folder(path: Path, *, private: bool) -> None:
    """Make the folder *path* and those above it that are missing; *private* ones are for nobody but their owner.

    UsageError where a file is in the way.
    """
    _refuse_below_file(path)
    for folder in [one for one in (*reversed(path.parents), path) if not one.is_dir()]:
        folder.mkdir(0o700 if private else 0o777, exist_ok=True)


def is_private(folder: Path) -> bool:
    """Whether only the owner of *folder*, or of the first above it that exists, can see into it."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return os.name == "posix" and not there.stat().st_mode & 0o077


def as_private(path: Path, flags: int) -> int:
    """The number of the file *path*, opened; made anew, it is as private as its folder."""
    return os.open(path, flags | _BINARY, 0o600 if is_private(path.parent) else 0o666)


def write_synced(path: Path, data: bytes, *, state: bool = False) -> None:
    """Write *data* to *path* and sync it to the disk; OSError names the file, which may then be half written."""
    try:
        with _synced(path, state=state, mode=0o666) as stream:
            stream.write(data)
    except OSError as problem:
        problem.filename = str(path)
        raise


@contextmanager
def _synced(path: Path, *, state: bool, mode: int) -> Iterator[BinaryIO]:
    with os.fdopen(as_private(path, _NEW) if state else os.open(path, _NEW | _BINARY, mode), "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _sweep(path: Path) -> None:
    """Remove temporary files that interrupted writes of *path* left behind."""
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


def _bytes(path: Path) -> bytes:
    # looked at before it is opened, for opening a device may do something, and after, for it may have changed
    if stat.S_ISREG(path.stat().st_mode):
        with os.fdopen(os.open(path, _READ), "rb") as stream:
            if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return stream.read()
    if path.is_dir():
        what = Text("是文件夹，不是文件", "is a folder, no file")
        raise DataError(readable(path.name), what, Text("写出其中一个文件的路径。", "Give the path of one file in it."))
    raise DataError(
        readable(path.name),
        Text("不是普通文件（是管道、套接字或设备）", "is no regular file (a pipe, socket or device)"),
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of *path*; DataError when it is no file, another program holds it or it cannot be read."""
    try:
        return _bytes(path)
    except PermissionError as problem:
        raise DataError(
            readable(path.name),
            Text("打不开，可能正在 Excel 或 WPS 中打开", "cannot be opened; perhaps Excel or WPS holds it"),
            Text("关闭后再试。", "Close it and try again."),
        ) from problem
    except OSError as problem:
        why = reason(problem)
        what = Text(f"读不了（{why.zh}）", f"cannot be read ({why.en})")
        raise DataError(readable(path.name), what) from problem


def refuse_workbook(path: Path, *, force: bool) -> None:
    """UsageError where no workbook may be written at *path*: that is no name of one, or, without *force*, is taken."""
    if path.suffix.lower() != ".xlsx":
        what = Text("不是工作簿的文件名", "this is not the name of a workbook")
        raise UsageError(str(path), what, Text("写成 .xlsx。", "End it in .xlsx."))
    refuse_target(path, force=force)


def refuse_target(path: Path, *, force: bool) -> None:
    """UsageError where no file may be written at *path*: a folder is there, or, without *force*, a file; or what is
    above it is no folder.
    """
    if path.is_dir():
        what = Text("是文件夹，不是文件名", "is a folder, not the name of a file")
        raise UsageError(str(path), what, Text("写出文件夹里的文件名。", "Give the name of a file in it."))
    if path.exists() and not force:
        what = Text("文件已存在", "the file exists already")
        raise UsageError(str(path), what, Text("换个文件名，或加 --force 覆盖。", "Choose another name, or --force."))
    _refuse_below_file(path.parent)


def _refuse_below_file(folder: Path) -> None:
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if there.exists() and not there.is_dir():
        what = Text("是文件，不是文件夹", "is a file, no folder")
        raise UsageError(str(there), what, Text("换一个文件夹。", "Choose another folder."))


def zip_entry(name: str, day: date = _FIRST_DAY, *, mode: int = 0o644, is_packed: bool = True) -> "ZipInfo":
    """The entry *name* of a ZIP, its clock at *day*: the same bytes whenever and on whichever system it is made."""
    from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

    entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type, entry.create_system = ZIP_DEFLATED if is_packed else ZIP_STORED, _UNIX
    entry.external_attr = (stat.S_IFREG | mode) << 16
    return entry
