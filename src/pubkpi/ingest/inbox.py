"""Which files a path stands for, and in which batches they are taken."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pubkpi.ingest.cells.masking import mask
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.text import Text
from pubkpi.workspace.files import readable
from pubkpi.workspace.settings import MARKER

# What an operating system or an office program leaves in a folder.
_PATH = Text("看看路径是否写对，有空格的路径要加引号。", "See whether the path is right; one with blanks needs quotes.")
_QUOTES = Text(
    '引号要用英文双引号 "…"，后一个引号前面不要有 \\。',
    'Quotes are straight double ones, "…", without a \\ before the second.',
)
_LITTER = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))
# What a workspace keeps in its root for itself; in exports/ only profiles, for a user may keep downloads there.
_SETTINGS = frozenset((MARKER, "accounts.yaml", "categories.yaml", "surveys.yaml"))
_FOLDERS = frozenset(("data", "kpi_specs", "report_templates", "reports"))


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file to ingest: what the user typed, and the file itself."""

    start: Path
    path: Path

    @property
    def size(self) -> int:
        """Its bytes; 0 when it has gone since it was listed, which reading it will say."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def name(self) -> str:
        """The file's name, as it is noted and shown."""
        return mask(readable(self.path.name))

    @property
    def display_path(self) -> str:
        """Where the file lies, as it is shown."""
        return mask(readable(self.path))

    @property
    def place(self) -> Path:
        """Where the file lies; a link stands where it is, not where it points."""
        given = self.start.resolve()
        return given / self.path.relative_to(self.start) if given.is_dir() else given

    def folders(self, inbox: Path) -> tuple[str, ...]:
        """The names of the folders that it lies in, the nearest first, up to the *inbox*, or else to the given one."""
        given, place = self.start.resolve(), self.place
        top = inbox.resolve() if place.is_relative_to(inbox.resolve()) else given if given.is_dir() else given.parent
        return tuple(readable(folder.name) for folder in place.parents if folder.is_relative_to(top))


# Planning a statement costs more than a small file's rows, so small files are staged together; a big one is alone.
_FILES, _BYTES = 256, 8_000_000
Item = TypeVar("Item")


def batches(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """*items* in their order, in batches of a few files and bytes; *size* gives an item's bytes."""
    batch: list[Item] = []
    held = 0
    for item in items:
        more = size(item)
        if batch and (len(batch) >= _FILES or held + more > _BYTES):
            yield batch
            batch, held = [], 0
        batch.append(item)
        held += more
    if batch:
        yield batch


def files(start: Path) -> Iterator[Path]:
    """The file itself, or every file below the folder in a fixed order; UsageError when there is nothing there.

    Hidden files, lock files of Excel and WPS (``~$…``) and a workspace's own files are passed over. Links and what is
    no file come too, for `check_place` to judge, but for a link to a folder that is taken anyway.
    """
    if not start.exists():
        hint = _QUOTES if re.search("[\"'“”‘’＂]", str(start)) else _PATH
        raise UsageError(str(start), Text("没有这个文件或文件夹", "there is no such file or folder"), hint)
    if not start.is_dir():
        yield start
        return
    for path in sorted(start.rglob("*")):
        inside = path.relative_to(start).parts
        hidden = any(part.startswith((".", "~$")) for part in inside)
        if _is_taken(start, path) and not hidden and path.name.lower() not in _LITTER and not _own(start, path):
            yield path


def _is_taken(given: Path, path: Path) -> bool:
    """Whether *path* is to be read or refused: no folder, and no link to one that is walked through by itself."""
    if not path.is_symlink():
        return not path.is_dir()
    return not (path.is_dir() and _is_inside(given, path))


def _is_inside(given: Path, path: Path) -> bool:
    """Whether *path*, followed, lies below the folder *given* or in the inbox of its workspace."""
    folder = given.resolve()
    inboxes = [root / "inbox" for root in (folder, *folder.parents) if (root / MARKER).is_file()]
    target = Path(os.path.realpath(path))  # which ends where links lead in a circle
    return any(target.is_relative_to(one) for one in (folder, *inboxes[:1]))


def check_place(todo: InboxFile) -> None:
    """Raise DataError when the file is a lock, a link out of the folder that was given or to nothing, or is no file."""
    path = todo.path
    if path.name.startswith(("~$", ".~")):
        what = Text("是表格软件打开文件时的锁文件，里面没有数据", "is the lock of an open spreadsheet: it has no data")
        raise DataError(todo.name, what, Text("导入不带 ~$ 的那一份。", "Load the file without ~$ before its name."))
    if path != todo.start and not _is_inside(todo.start, path):
        what = Text("是指向文件夹之外的链接，没有读", "is a link out of this folder, and was not followed")
        raise DataError(todo.name, what, Text("把文件本身复制进来。", "Copy the file itself into the folder."))
    if path.is_symlink() and not path.exists():
        what = Text("是指向不存在的文件的链接", "is a link to nothing")
        raise DataError(todo.name, what, Text("把文件本身复制进来。", "Copy the file itself into the folder."))


def _own(given: Path, path: Path) -> bool:
    above = [folder for folder in path.parents if folder.is_relative_to(given)]
    return any((folder / "journal.jsonl").exists() or _kept_in(folder, path) for folder in above)


def _kept_in(root: Path, path: Path) -> bool:
    """Whether *path* is a file that the workspace *root*, if it is one, keeps for itself."""
    if not (root / MARKER).is_file():
        return False
    first, *rest = path.relative_to(root).parts
    if not rest:
        return first.lower() in _SETTINGS
    if first.lower() not in (*_FOLDERS, "exports") or not _is_same(root / first, root / first.lower()):
        return False
    return first.lower() != "exports" or path.suffix.lower() in (".yaml", ".yml")


def _is_same(one: Path, other: Path) -> bool:
    """Whether both are one folder: where case does not count, Data is data."""
    return one == other or (other.exists() and one.samefile(other))


def inbox_files(paths: Iterable[Path]) -> list[InboxFile]:
    """Each file that *paths* stand for, in their order."""
    return [InboxFile(given, path) for given in paths for path in files(given)]


def sizes(paths: Iterable[Path]) -> list[int]:
    """The bytes of each of them."""
    return [todo.size for todo in inbox_files(paths)]
