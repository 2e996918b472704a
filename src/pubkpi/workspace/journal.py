"""The journal: every decision once, in order, each line chained to the one before by its hash.

Lines are written by way of a copy of them beside the journal, the *draft*. A write that a crash cut short is completed
from it, so that a last line which is cut off and has no draft was cut by somebody else, and is refused.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pubkpi.model.errors import VerifyError
from pubkpi.model.text import Text
from pubkpi.workspace.files import as_private, is_private, make_folder, write_synced

START = "0" * 64
LOADING = ("load", "forget")  # the actions that a database is made of


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision: its number (from 1), what was decided, and the hash that chains it."""

    seq: int
    action: str
    data: Mapping[str, Any]
    hash: str


class Journal:
    """The file data/journal.jsonl, read as a whole and only ever appended to; only its first *upto* lines, if given."""

    def __init__(self, path: Path, upto: int | None = None) -> None:
        self._path, self._upto = path, upto
        self._draft = path.with_name(f".{path.name}.part")
        self._known: list[Entry] | None = None

    def entries(self) -> list[Entry]:
        """All decisions in order; VerifyError when a line was changed or removed.

        A last line that is cut off is not among them: `cut_off` says so, and `mend` completes or refuses it.
        """
        if self._known is None:
            self._known = self._read_entries()
        return self._known[: self._upto]

    @property
    def cut_off(self) -> bool:
        """Whether the last line has no end, or a write is not finished: somebody is writing, or was killed at it."""
        return bool(self._lines()[1]) or self._draft.exists()

    def _read_entries(self) -> list[Entry]:
        lines, _ = self._lines()
        entries = _continuous(tuple(lines))
        if len(entries) < len(lines):
            en = "this line does not match its hash: the journal was edited"
            raise self._wrong(len(entries) + 1, Text("这一行与前文的校验值不符，日志被改动过", en))
        return [*entries]

    def mend(self) -> None:
        """Complete what a crash cut short; VerifyError when the last line was cut off otherwise.

        Only for who holds the workspace.
        """
        self._known = None
        entries, (_, last) = self.entries(), self._lines()
        rest = self._unwritten_lines(entries)
        if last and rest and rest[0].startswith(last):
            self._write(b"".join(rest)[len(last) :])
        elif last and _following(entries, last):
            self._write(b"\n")
        elif last:
            raise self._wrong(len(entries) + 1, Text("最后一行不完整", "the last line is cut off"))
        elif rest and self._is_draft_begun(entries):
            self._write(b"".join(rest))
        self._draft.unlink(missing_ok=True)
        self._known = None

    def _unwritten_lines(self, entries: Sequence[Entry]) -> list[bytes]:
        """The lines of the draft that do not stand behind *entries* yet; none of an unfinished one, which led to no
        write.
        """
        drafted = self._draft_lines()
        return drafted[len(entries) + 1 - _number(drafted[0]) :] if drafted else []

    def _is_draft_begun(self, entries: Sequence[Entry]) -> bool:
        """Whether some of the draft's lines are among *entries*."""
        return _number(self._draft_lines()[0]) <= len(entries)

    def _draft_lines(self) -> list[bytes]:
        lines = self._draft.read_bytes().splitlines(keepends=True) if self._draft.exists() else []
        return lines if lines and lines[-1].endswith(b"\n") and _number(lines[0]) <= len(self.entries()) + 1 else []

    def after(self, decisions: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Entry]:
        """The entries that *decisions* (action and data) would make if they were written next; nothing is written."""
        known = self.entries()
        before, made = known[-1].hash if known else START, list[Entry]()
        for seq, (action, data) in enumerate(decisions, start=len(known) + 1):
            before = _chain_hash(before, seq, action, data)
            made.append(Entry(seq, action, data, before))
        return made

    def append(self, entries: Sequence[Entry]) -> None:
        """Write *entries*, which `after` made, and sync them to the disk: all of them, or none."""
        lines = [{"seq": one.seq, "action": one.action, **one.data, "hash": one.hash} for one in entries]
        words = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
        known = self.entries()
        make_folder(self._path.parent, private=is_private(self._path.parent))
        size = self._path.stat().st_size if self._path.exists() else 0
        try:
            write_synced(self._draft, words, state=True)
            self._write(words)
            self._known = [*known, *entries]
        except BaseException:
            # where not even this can be done, the draft stays, and the next command completes the lines
            with suppress(OSError):
                if self._path.exists():
                    os.truncate(self._path, size)
                self._draft.unlink(missing_ok=True)
            raise
        with suppress(OSError):
            self._draft.unlink(missing_ok=True)

    def _write(self, words: bytes) -> None:
        with os.fdopen(as_private(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), "ab") as stream:
            stream.write(words)
            stream.flush()
            os.fsync(stream.fileno())

    def _lines(self) -> tuple[list[bytes], bytes]:
        """The lines, and what stands behind the end of the last one."""
        *lines, last = self._path.read_bytes().split(b"\n") if self._path.exists() else [b""]
        return lines, last

    def _wrong(self, number: int, what: Text) -> VerifyError:
        hint = Text("请从备份恢复 data 文件夹。", "Restore the data folder from a backup.")
        return VerifyError(f"{self._path.name}:{number}", what, hint)


@lru_cache(maxsize=8)  # a command opens the same journal some five times
def _continuous(lines: tuple[bytes, ...]) -> tuple[Entry, ...]:
    """The entries in *lines* up to the first one that does not continue those before it."""
    entries: list[Entry] = []
    for line in lines:
        entry = _following(entries, line)
        if entry is None:
            break
        entries.append(entry)
    return tuple(entries)


def _following(entries: Sequence[Entry], line: bytes) -> Entry | None:
    """The entry in *line*, if it continues *entries*."""
    try:
        data = json.loads(line)
        entry = Entry(data.pop("seq"), data.pop("action"), data, data.pop("hash"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    before, seq = entries[-1].hash if entries else START, len(entries) + 1
    return entry if entry.seq == seq and entry.hash == _chain_hash(before, seq, entry.action, entry.data) else None


def _number(line: bytes) -> int:
    """The number of the entry in *line* of a draft."""
    return int(json.loads(line)["seq"])


def _chain_hash(before: str, seq: int, action: str, data: Mapping[str, Any]) -> str:
    words = json.dumps([before, seq, action, dict(data)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()
