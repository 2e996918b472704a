"""The record of a workspace: archive and journal, each of which vouches for the other.

A load is recorded when its line is synced, and its original is in the archive by then. The archive knows how far the
journal goes: it notes that behind every write, so its note may lag by the last one and never leads.
"""

from collections.abc import Sequence
from pathlib import Path

from pubkpi.model.errors import VerifyError
from pubkpi.model.log import Log
from pubkpi.model.text import Text
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.journal import Entry, Journal

_LOG = Log("workspace")


class Record:
    """Archive and journal of the workspace whose state lies in *state*; of the past, their first *upto* lines."""

    def __init__(self, state: Path, upto: int | None = None) -> None:
        self.state, self._past = state, upto is not None
        self.journal = Journal(state / "journal.jsonl", upto)
        self.archive = Archive(state / "archive")

    def entries(self) -> list[Entry]:
        """All lines of the journal; VerifyError when one was changed, or the archive knows of more."""
        entries, head = self.journal.entries(), None if self._past else self.archive.head()
        if head and head[0] and (head[0] > len(entries) or entries[head[0] - 1].hash != head[1]):
            raise _short(f"日志应有 {head[0]} 行以上", f"the journal should have at least {head[0]} lines")
        if head is None and not self._past and any("reading" in one.data for one in entries):
            raise _short("归档里的 head.json 不见了", "head.json is missing from the archive")
        return entries

    @property
    def lines(self) -> bool:
        """Whether anything was ever recorded, be it that the journal has lost it since."""
        return bool(self.journal.cut_off or self.entries() or self.archive.head() or self.archive.originals())

    def mend(self) -> None:
        """Complete or take back what a crash cut short; VerifyError when something else did. Nobody else writes."""
        self.journal.mend()
        entries = self.entries()
        self.archive.mend(originals(entries))
        end, head = (len(entries), entries[-1].hash if entries else ""), self.archive.head()
        if head != end:
            # lines without any note are those of a version that wrote none
            self.archive.note_head(*end, needed=head is None)

    def verify_named(self) -> None:
        """VerifyError when there is an original that no line of the journal names."""
        self.archive.refuse_unnamed(originals(self.entries()))

    def verify(self) -> None:
        """The same, and VerifyError when an original was changed."""
        self.verify_named()
        for sha256 in dict.fromkeys((*self.archive.originals(), *texts(self.entries()))):
            self.archive.get(sha256)

    def append(self, entries: Sequence[Entry]) -> None:
        """Write *entries*, which name what was put into the archive: all of it is recorded then, or nothing."""
        self.journal.append(entries)
        _LOG.debug("the journal has %s lines more, up to line %s", len(entries), entries[-1].seq)
        self.archive.settle()
        self.archive.note_head(entries[-1].seq, entries[-1].hash)

    def drop(self) -> None:
        """Remove what was put into the archive and is not recorded."""
        # lines that could not be taken back are completed by the next command, which needs what they name
        if not self.journal.cut_off:
            self.archive.drop()


def originals(entries: Sequence[Entry]) -> set[str]:
    """The sha256 of the originals and texts that *entries* name."""
    return {str(one.data["archive"]) for one in entries if "archive" in one.data} | {*texts(entries)}


def texts(entries: Sequence[Entry]) -> list[str]:
    """The sha256 of what *entries* name that is no file of anybody's: the texts and numbers of runs."""
    return [str(sha256) for one in entries for sha256 in one.data.get("texts", ())]


def _short(zh: str, en: str) -> VerifyError:
    hint = Text("请从备份恢复 data 文件夹。", "Restore the data folder from a backup.")
    what = Text(f"日志缺了行，或是另一本日志：{zh}", f"lines are missing, or it is another one: {en}")
    return VerifyError("data/journal.jsonl", what, hint)
