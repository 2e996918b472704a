"""Which files a path stands for."""

from collections.abc import Iterator
from pathlib import Path

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

# What an operating system or an office program leaves in a folder.
_LITTER = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))


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
