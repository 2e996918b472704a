"""The journal: every decision once, in order, each line chained to the one before by its hash."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pubkpi.model.errors import VerifyError
from pubkpi.model.text import Text

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision: its number (from 1), what was decided, and the hash that chains it."""

    seq: int
    action: str
    data: Mapping[str, Any]
    hash: str


class Journal:
    """The file data/journal.jsonl, read as a whole and only ever appended to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: list[Entry] | None = None

    def entries(self) -> list[Entry]:
        """All decisions in order; VerifyError when a line was changed or removed.

        A last line without its end is a write that a crash cut short: it was never acted on and is left out.
        """
        if self._known is None:
            self._known = self._read()
        return list(self._known)

    def _read(self) -> list[Entry]:
        entries: list[Entry] = []
        before = START
        for number, line in enumerate(self._lines(), start=1):
            entry = _entry(number, line)
            if entry is None or entry.hash != _chained(before, number, entry.action, entry.data):
                raise VerifyError(
                    f"{self._path.name}:{number}",
                    Text(
                        "这一行与前文的校验值不符，日志被改动过",
                        "this line does not match its hash: the journal was edited",
                    ),
                    Text("请从备份恢复 data 文件夹。", "Restore the data folder from a backup."),
                )
            entries.append(entry)
            before = entry.hash
        return entries

    def after(self, decisions: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Entry]:
        """The entries that *decisions* (action and data) would make if they were written next; nothing is written."""
        known = self.entries()
        before, made = known[-1].hash if known else START, list[Entry]()
        for seq, (action, data) in enumerate(decisions, start=len(known) + 1):
            before = _chained(before, seq, action, data)
            made.append(Entry(seq, action, data, before))
        return made

    def append(self, entries: Sequence[Entry]) -> None:
        """Write *entries*, which `after` made, and sync them to the disk."""
        lines = [{"seq": one.seq, "action": one.action, **one.data, "hash": one.hash} for one in entries]
        words = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        known = self.entries()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._cut_unfinished()
        with self._path.open("ab") as stream:
            stream.write(words.encode())
            stream.flush()
            os.fsync(stream.fileno())
        self._known = [*known, *entries]

    def _lines(self) -> Iterator[bytes]:
        if not self._path.exists():
            return iter(())
        return iter(self._path.read_bytes().split(b"\n")[:-1])

    def _cut_unfinished(self) -> None:
        if self._path.exists():
            data = self._path.read_bytes()
            if data and not data.endswith(b"\n"):
                os.truncate(self._path, data.rfind(b"\n") + 1)


def _entry(number: int, line: bytes) -> Entry | None:
    try:
        data = json.loads(line)
        return Entry(data.pop("seq"), data.pop("action"), data, data.pop("hash")) if data["seq"] == number else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _chained(before: str, seq: int, action: str, data: Mapping[str, Any]) -> str:
    words = json.dumps([before, seq, action, dict(data)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()
