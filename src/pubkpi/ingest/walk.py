"""Which files a path stands for, and in which batches they are taken."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text
from pubkpi.workspace.settings import MARKER

# What an operating system or an office program leaves in a folder.
_PATH = Text("看看路径是否写对，有空格的路径要加引号。", "See whether the path is right; one with blanks needs quotes.")
_LITTER = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))
# What a workspace keeps in its root for itself; in exports/ only profiles, for a user may keep downloads there.
_SETTINGS = frozenset((MARKER, "accounts.yaml", "categories.yaml", "surveys.yaml"))
_FOLDERS = frozenset(("data", "kpi_specs", "report_templates", "reports"))


# Planning a statement costs more than a small file's rows, so small files are staged together; a big one is alone.
_FILES, _BYTES = 32, 8_000_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Todo:
    """A file to ingest: what the user typed, and the file itself."""

    given: Path
    path: Path

    @property
    def size(self) -> int:
        """Its bytes; 0 when it has gone since it was listed, which reading it will say."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def place(self) -> Path:
        """Where the file lies; a link stands where it is, not where it points."""
        given = self.given.resolve()
        return given / self.path.relative_to(self.given) if given.is_dir() else given


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


def files(given: Path) -> Iterator[Path]:
    """The file itself, or every file below the folder in a fixed order; UsageError when there is nothing there.

    Hidden files, lock files of Excel and WPS (``~$…``) and a workspace's own files are passed over.
    """
    if not given.exists():
        raise UsageError(str(given), Text("没有这个文件或文件夹", "there is no such file or folder"), _PATH)
    if given.is_file():
        yield given
        return
    for path in sorted(given.rglob("*")):
        inside = path.relative_to(given).parts
        hidden = any(part.startswith((".", "~$")) for part in inside)
        if path.is_file() and not hidden and path.name.lower() not in _LITTER and not _own(given, path):
            yield path


def _own(given: Path, path: Path) -> bool:
    above = [folder for folder in path.parents if folder.is_relative_to(given)]
    return any((folder / "journal.jsonl").exists() or _kept_in(folder, path) for folder in above)


def _kept_in(root: Path, path: Path) -> bool:
    """Whether *path* is a file that the workspace *root*, if it is one, keeps for itself."""
    if not (root / MARKER).is_file():
        return False
    first, *rest = path.relative_to(root).parts
    if not rest:
        return first in _SETTINGS
    return first in _FOLDERS or (first == "exports" and path.suffix in (".yaml", ".yml"))
