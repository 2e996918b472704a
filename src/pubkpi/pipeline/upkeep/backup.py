"""A workspace in one file, for a new computer or for whoever comes after: settings, plans, archive and journal."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pubkpi import __version__
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.system import RESERVED
from pubkpi.model.text import Text
from pubkpi.pipeline.open import open_store
from pubkpi.pipeline.upkeep.launcher import NAME as LAUNCHER
from pubkpi.workspace.files import refuse_target, stream_aside, zip_entry
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.ingest.history.store import Store

LIST, NOTE = "backup.json", "README.txt"
JOURNAL, ARCHIVE = "data/journal.jsonl", "data/archive/"
_CHUNK = 1 << 20
_NO_SIGNS = set('\\:*?"<>|')
_LONGEST_PART, _LONGEST_NAME = 255, 1000  # bytes
_OWN_FOLDERS = {"data", "exports", "inbox", "kpi_specs", "report_templates", "reports"}
_SETTINGS = (".yaml", ".toml")  # files beside the marker that commands read
_WARNING = (
    "本文件是 pubkpi 工作区的备份，含个人信息（导入的原件、登记表上的姓名）。请像原始数据一样保管，不要外传。\r\n"
    "恢复：pubkpi restore 本文件 空文件夹\r\n"
    "\r\n"
    "This is the backup of a pubkpi workspace. It holds personal data: the files that were loaded, names on forms.\r\n"
    "Keep it as you keep those. To restore it: pubkpi restore FILE EMPTY_FOLDER\r\n"
)


def back_up(settings: Settings, path: Path, *, force: bool) -> tuple[str, int]:
    """Write the backup to *path*, for its owner alone to read; the digest of the state, and how many files are in it.

    UsageError where *path* is no name of a ZIP, or is taken; VerifyError for a state that is not whole.
    """
    from pubkpi.database import digest

    if path.suffix.lower() != ".zip":
        what = Text("不是 ZIP 的文件名", "this is not the name of a ZIP")
        raise UsageError(str(path), what, Text("写成 .zip。", "End it in .zip."))
    refuse_target(path, force=force)
    _refuse_inside(settings, path)
    with open_store(settings, write=True) as store:
        store.record.verify()
        state = digest.digest(store.engine)
        return state, _write(settings, store, path, state)


def _refuse_inside(settings: Settings, path: Path) -> None:
    """UsageError where *path* lies in a folder that is missing, or in one that is backed up itself."""
    folder = path.absolute().parent
    if not folder.is_dir():
        what = Text("没有这个文件夹", "there is no such folder")
        raise UsageError(str(path), what, Text("先建文件夹，或写到别处。", "Make the folder, or write elsewhere."))
    packed = [one.resolve() for one in (*_folders(settings), settings.state / "archive")]
    if any(folder.resolve().is_relative_to(one) for one in packed):
        what = Text("这个文件夹本身要备份", "the backup would lie in a folder that is backed up")
        raise UsageError(str(path), what, Text("写到工作区外面。", "Write it outside of the workspace."))


def _folders(settings: Settings) -> dict[Path, str]:
    """The folders that are backed up besides the state, each with the pattern of its files."""
    return {settings.specs: "*", settings.exports: "*.yaml", settings.templates: "*"}


def _write(settings: Settings, store: "Store", path: Path, state: str) -> int:
    listed = [*_files(settings)]
    with stream_aside(path, mode=0o600) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        book.comment = b"personal data inside: see README.txt"
        book.writestr(zip_entry(NOTE, mode=0o600), b"\xef\xbb\xbf" + _WARNING.encode())
        files = {name: _add(book, name, file) for name, file in listed}
        book.writestr(
            zip_entry(LIST, mode=0o600), json.dumps(_listing(settings, store, state, files), ensure_ascii=False)
        )
    return len(files)


def _listing(settings: Settings, store: "Store", state: str, files: dict[str, list[Any]]) -> dict[str, Any]:
    """What the backup says of itself: the state's digest, and the size and the hash of each file."""
    lines = len(store.journal.entries())
    return {
        "schema_version": 1,
        "pubkpi": __version__,
        "scorecard": settings.scorecard,
        "journal_lines": lines,
        "digest": state,
        "files": files,
    }


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """What is backed up, by its name in the backup; DataError for a link, which may lead anywhere, and for a name that
    another system cannot have.
    """
    logo = (settings.root / settings.logo).resolve()
    is_own = bool(settings.logo) and logo.is_relative_to(settings.root.resolve())
    own = sorted(one.name for one in settings.root.iterdir() if one.suffix.lower() in _SETTINGS or one.name == LAUNCHER)
    single = [*own, *([logo.relative_to(settings.root.resolve()).as_posix()] if is_own else [])]
    found = [(name, settings.root / name) for name in dict.fromkeys(single)]
    for folder, pattern in _folders(settings).items():
        found += [(path.relative_to(settings.root).as_posix(), path) for path in sorted(folder.rglob(pattern))]
    found.append((JOURNAL, settings.journal))
    archive = settings.state / "archive"
    found += [(ARCHIVE + path.relative_to(archive).as_posix(), path) for path in sorted(archive.rglob("*"))]
    for name, path in found:
        if path.is_symlink():
            what = Text("是链接，备份只收文件本身", "is a link; a backup takes files only")
            raise DataError(name, what, Text("换成文件再备份。", "Put the file in its place."))
        if path.is_file() and not is_safe(name):
            what = Text("这个文件名在别的系统上用不了", "another system cannot have a file of this name")
            raise DataError(name, what, Text("改名后再备份。", "Rename it first."))
        if path.is_file():
            yield name, path


def is_safe(name: str) -> bool:
    """Whether *name* is a place inside a workspace on any system, and none that a workspace makes itself."""
    parts = name.split("/")
    plain = all(
        part and part.isprintable() and not part.endswith((".", " ")) and not _NO_SIGNS & set(part) and
        not RESERVED.match(part) and len(part.encode()) <= _LONGEST_PART
        for part in parts
    )  # fmt: skip
    if not plain or len(name.encode()) > _LONGEST_NAME or name.casefold() in _OWN_FOLDERS:
        return False
    return parts[0].casefold() != "data" or name == JOURNAL or name.startswith(ARCHIVE)


def _add(book: zipfile.ZipFile, name: str, path: Path) -> list[Any]:
    """Put the file into the *book*; its size and its sha256."""
    size, made = 0, hashlib.sha256()
    with path.open("rb") as source, book.open(zip_entry(name, mode=0o600), "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            made.update(chunk)
            target.write(chunk)
    return [size, made.hexdigest()]
