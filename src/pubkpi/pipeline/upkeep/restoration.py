"""A workspace made again from its backup, which may have been tampered with: names, sizes and hashes are checked."""

import hashlib
import json
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pubkpi import __version__
from pubkpi.model.errors import DataError, UsageError, VerifyError
from pubkpi.model.text import NOTHING, Text
from pubkpi.pipeline.open import open_store
from pubkpi.pipeline.upkeep.backup import LIST, NOTE, is_safe
from pubkpi.workspace.files import make_folder
from pubkpi.workspace.settings import MARKER, find

_CHUNK = 1 << 20
_LONGEST_LIST = 256 << 20
_RATIO = 200  # so many times its size a backup unpacks to at most; text of ours comes to some 20
_SPARE = 16 << 20  # a small backup may unpack to so much more
_BROKEN = Text("备份已损坏或不完整", "the backup is damaged or cut off")
_ANOTHER = Text("换一份备份。", "Take another copy of the backup.")
Files = Mapping[str, tuple[int, str]]


def restore(path: Path, folder: Path) -> tuple[str, int]:
    """Make the workspace of the backup *path* in *folder*, which is empty or not there yet; the digest of its state,
    and how many files it has. Of a backup that is not as it was written nothing stays.

    UsageError without such a file, DataError for what is no backup, VerifyError for one that was changed, or that comes
    to another state.
    """
    if not path.is_file():
        what = Text("没有这个文件", "there is no such file")
        raise UsageError(
            str(path), what, Text("给出 pubkpi backup 写的 zip。", "Give the ZIP that pubkpi backup wrote.")
        )
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = Text("不是空文件夹", "this is not an empty folder")
        raise UsageError(str(folder), what, Text("恢复到一个新的文件夹。", "Restore into a new folder."))
    is_new = not folder.exists()
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as book:
            listing = _listing(book, path)
            files = _files(listing, book, path)
            _refuse_bomb(files, path, folder)
            _unpack(book, files, folder)
        return _verified(folder, listing, path), len(files)
    except BaseException as problem:
        _clear(folder, is_new=is_new)
        # what a ZIP that is unsound, locked or packed in a foreign way raises; an OSError is of the disk
        if isinstance(problem, zipfile.BadZipFile | zlib.error | EOFError | NotImplementedError | RuntimeError):
            raise VerifyError(path.name, _BROKEN, _ANOTHER) from problem
        raise


def _listing(book: zipfile.ZipFile, path: Path) -> Mapping[str, Any]:
    """What the backup says of itself."""
    entry = next((one for one in book.infolist() if one.filename == LIST), None)
    if entry is None:
        what = Text("不是 pubkpi 的备份", "this is no backup of pubkpi")
        raise DataError(path.name, what, Text("用 pubkpi backup 写的文件。", "Give a file that pubkpi backup wrote."))
    if entry.file_size > _LONGEST_LIST:
        raise VerifyError(path.name, _BROKEN, _ANOTHER)
    try:
        found = json.loads(book.read(entry))
        if found["schema_version"] != 1:
            what = Text("是更新的 pubkpi 写的备份", "a newer pubkpi wrote this backup")
            raise DataError(path.name, what, Text("先升级 pubkpi。", "Update pubkpi first."))
        return {**found, "digest": str(found["digest"]), "files": dict(found["files"])}
    except (ValueError, KeyError, TypeError) as problem:
        raise VerifyError(path.name, _BROKEN, _ANOTHER) from problem


def _files(listing: Mapping[str, Any], book: zipfile.ZipFile, path: Path) -> Files:
    """The files by name, each with its size and its hash; VerifyError for a name that leads elsewhere, a link, and
    anything that is not in the list as it is in the file.
    """
    try:
        files = {str(name): (int(size), str(sha256)) for name, (size, sha256) in listing["files"].items()}
    except (ValueError, TypeError, OverflowError) as problem:
        raise VerifyError(path.name, _BROKEN, _ANOTHER) from problem
    entries = [one for one in book.infolist() if one.filename not in (LIST, NOTE)]
    for one in entries:
        mode = one.external_attr >> 16
        if not is_safe(one.filename) or stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            what = Text(f"里面的 {one.filename} 不该在备份里", f"it holds {one.filename}, which is no part of a backup")
            raise VerifyError(path.name, what, _ANOTHER)
        if one.flag_bits & 1 or files.get(one.filename, (-1,))[0] != one.file_size:
            raise VerifyError(path.name, _BROKEN, _ANOTHER)
    names = {one.filename.casefold() for one in entries}
    if not len(names) == len(entries) == len(files) or MARKER not in files:
        raise VerifyError(path.name, _BROKEN, _ANOTHER)
    folders = {above.as_posix() for name in names for above in PurePosixPath(name).parents}
    if both := sorted(names & folders):
        what = Text(f"里面的 {both[0]} 既是文件又是文件夹", f"in it {both[0]} is both a file and a folder")
        raise VerifyError(path.name, what, _ANOTHER)
    return files


def _refuse_bomb(files: Files, path: Path, folder: Path) -> None:
    """VerifyError where far more would come out than lies in the backup, DataError where there is no room for it."""
    whole = sum(size for size, _ in files.values())
    if any(size < 0 for size, _ in files.values()) or whole > path.stat().st_size * _RATIO + _SPARE:
        what = Text("解压后大得不合常理", "it would unpack to an unreasonable size")
        raise VerifyError(path.name, what, _ANOTHER)
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if whole > shutil.disk_usage(there).free:
        what = Text(f"磁盘放不下（要 {whole >> 20} MB）", f"there is no room for it on the disk ({whole >> 20} MB)")
        raise DataError(str(folder), what)


def _unpack(book: zipfile.ZipFile, files: Files, folder: Path) -> None:
    """Write each file, private as a workspace's are; the marker last, for a folder that has it is whole."""
    make_folder(folder / "data", private=True)
    for name in sorted(files, key=lambda one: (one == MARKER, one)):
        size, sha256 = files[name]
        target, made, count = folder / name, hashlib.sha256(), 0
        make_folder(target.parent, private=True)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with book.open(name) as source, os.fdopen(handle, "wb") as stream:
            while chunk := source.read(_CHUNK):
                count += len(chunk)
                if count > size:
                    break
                made.update(chunk)
                stream.write(chunk)
        if (count, made.hexdigest()) != (size, sha256):
            raise VerifyError(name, Text("备份里的这个文件被改动过", "this file of the backup was changed"), _ANOTHER)
    for empty in ("inbox", "reports"):
        make_folder(folder / empty, private=True)


def _verified(folder: Path, listing: Mapping[str, Any], path: Path) -> str:
    """The digest of the database that is made of what was unpacked; VerifyError where it is not the one of then."""
    from pubkpi.database import digest

    with open_store(find(folder), write=True) as store:
        store.record.verify()
        made = digest.digest(store.engine)
    if made == listing["digest"]:
        return made
    what = Text("恢复出的数据库与备份时的不一致", "the database that comes of it is not the one that was backed up")
    version, hint = str(listing["pubkpi"]), NOTHING
    if version != __version__:
        hint = Text(
            f"备份由 pubkpi {version} 所写，请用那个版本恢复。", f"pubkpi {version} wrote it: restore with that."
        )
    raise VerifyError(path.name, what, hint)


def _clear(folder: Path, *, is_new: bool) -> None:
    """The folder as it was before."""
    for one in folder.iterdir() if folder.is_dir() else ():
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)
    if is_new and folder.is_dir():
        folder.rmdir()
