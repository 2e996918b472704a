"""Which files a path stands for, and in which batches they are taken."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

# What an operating system or an office program leaves in a folder.
_LITTER = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))


# Planning a statement costs more than a small file's rows, so small files are staged together; a big one is alone.
_FILES, _BYTES = 32, 8_000_000
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


def files(given: Path) -> Iterator[Path]:
    """The file itself, or every file below the folder in a fixed order; UsageError when there is nothing there.

    Hidden files, lock files of Excel and WPS (``~$…``) and the folders of a workspace's own state are passed over.
    """
    if not given.exists():
        raise UsageError(str(given), Text("没有这个文件或文件夹", "there is no such file or folder"))
    if given.is_file():
        yield given
        return
    for path in sorted(given.rglob("*")):
        inside = path.relative_to(given).parts
        hidden = any(part.startswith((".", "~$")) for part in inside)
        if path.is_file() and not hidden and path.name.lower() not in _LITTER and not _own(given, path):
            yield path


def _own(given: Path, path: Path) -> bool:
    return any((folder / "journal.jsonl").exists() for folder in path.parents if folder.is_relative_to(given))
