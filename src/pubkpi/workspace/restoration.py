"""Files of the workspace put back as they were, together with a line of the journal: all of it, or nothing.

What is to be written lies in a *draft* before the line does. A crash behind the line leaves the draft, by which the
next command completes the files; one before it leaves a draft without its line, which is dropped.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pubkpi.model.errors import BusyError
from pubkpi.workspace.files import write_aside, write_synced
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import RESTORING

Files = Mapping[str, str | None]  # what each file below the workspace is to hold; None of one that is to be gone


def restore(root: Path, record: Record, entry: Entry, files: Files) -> None:
    """Write the line *entry*, then *files*. Only for who holds the workspace."""
    draft = draft_path(record.state)
    try:
        write_synced(draft, json.dumps({"hash": entry.hash, "files": files}).encode(), state=True)
        record.append([entry])
    except BaseException:
        if not record.journal.cut_off:  # else the next command completes the line, and then the files
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise
    _write(root, draft, files)


def draft_path(state: Path) -> Path:
    """Where the draft lies while files are put back."""
    return state / RESTORING


def complete_restoration(root: Path, state: Path) -> None:
    """Finish what a crash cut short; whoever is at it now is let alone."""
    with suppress(BusyError, PermissionError):
        lock, draft = Lock(state / ".lock"), draft_path(state)
        try:
            if not draft.exists():
                return
            record = Record(state)
            record.mend()
            written = _read_draft(draft)
            if any(one.hash == written.get("hash") for one in record.entries()):
                _write(root, draft, written["files"])
            draft.unlink(missing_ok=True)
        finally:
            lock.release()


def _read_draft(draft: Path) -> dict[str, Any]:
    """What is drafted; nothing where the draft itself was cut short, which led to no line."""
    try:
        return dict(json.loads(draft.read_bytes()))
    except ValueError:
        return {}


def _write(root: Path, draft: Path, files: Files) -> None:
    for name, words in files.items():
        path = root / name
        data = None if words is None else words.encode(errors="surrogateescape")
        if data is None:
            path.unlink(missing_ok=True)
        elif not path.is_file() or path.read_bytes() != data:
            write_aside(path, data)
    draft.unlink(missing_ok=True)
