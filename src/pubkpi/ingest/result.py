"""What the user says about files, and what became of each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from pubkpi.ingest.rows import part
from pubkpi.model.errors import PubkpiError, UsageError
from pubkpi.model.findings import Finding
from pubkpi.model.log import Log
from pubkpi.model.text import Lang, Text, same

_LOG = Log("ingest")
# recognised: known, archived, and nothing of it loaded; corrected: loaded before, for another account or day; empty: a
# form in which nothing is written yet
FileState = Literal[
    "loaded", "recognised", "already_loaded", "would_load", "corrected", "would_correct", "refused", "empty"
]
# What a refused file waits for: that its account is new, that a load is to be corrected, or of which day it is.
Question = Literal["", "account", "correction", "as_of"]


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What the user says about the files to ingest.

    *new_accounts*: names that nobody knows are accounts; *yes*: a load is corrected; *also*: the same bytes are of this
    account, too; *replaces*: whether a corrected form takes the place of the earlier one as a whole; *unstated_as_of*:
    the day of those files of which nothing says it.
    """

    account: str | None = None
    export: str | None = None
    as_of: date | None = None
    dry_run: bool = False
    replay: bool = False
    new_accounts: bool = False
    yes: bool = False
    also: bool = False
    replaces: bool | None = None
    unstated_as_of: date | None = None


def check_options(options: IngestOptions, today: date) -> None:
    """Raise UsageError where the *options* make no sense."""
    if options.account is not None and not options.account.strip():
        hint = Text("写成 --account 账号名称。", "Write --account NAME.")
        raise UsageError("--account", Text("账号名称是空的", "the name of the account is empty"), hint)
    if options.also and options.account is None:
        what = Text("--also 要和 --account 一起用", "--also goes with --account")
        raise UsageError("--also", what, Text("加 --account 名称。", "Add --account NAME."))
    if options.as_of and options.as_of > today:
        what = Text(f"{options.as_of} 还没有到（今天 {today}）", f"{options.as_of} is to come: today is {today}")
        raise UsageError("--as-of", what, Text("写下载文件的那一天。", "Say the day of the download."))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows conserve: in = loaded + rejected + ignored."""

    loaded: int = 0
    rejected: int = 0
    ignored: int = 0

    @property
    def came_in(self) -> int:
        """All rows that the file holds."""
        return self.loaded + self.rejected + self.ignored


# What rows are that are left alone, by the reason.
IGNORED: Mapping[str, Text] = {
    part.BLANK: Text("空行", "blank"),
    part.TOTAL: Text("合计", "totals"),
    part.NOTE: Text("注", "notes"),
    part.AGAIN: Text("重复的表头", "headers again"),
    part.ABOVE: Text("表头上方", "above the header"),
    part.LEFT: Text("不属于这一项", "of other kinds"),
    part.NOT_LOADED: Text("只归档", "for the archive"),
    part.OTHER_SHEET: Text("其他工作表", "other sheets"),
    part.OTHER_SECTION: Text("别的小表", "other sections"),
    part.REPEAT: Text("完全相同的行", "equal to one before"),
    part.HIDDEN_SHEET: Text("隐藏的工作表", "hidden sheets"),
}


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file: what it was taken for, what became of its rows, or why it was refused.

    *newcomer*: it is among the first of its account; *question*: it would load if that were confirmed; *strangers*: the
    names in it that nobody knows, each with its platform; *ignored*: how many rows were left alone, by reason.
    """

    path: str
    state: FileState
    sha256: str = ""
    export: str = ""
    label: Text = Text("", "")
    account: str | None = None
    as_of: str = ""
    rows: Rows = Rows()
    ignored: Mapping[str, int] = field(default_factory=dict)
    error: PubkpiError | None = None
    findings: tuple[Finding, ...] = ()
    platform: str = ""
    newcomer: bool = False
    question: Question = ""
    strangers: tuple[tuple[str, str], ...] = ()

    @property
    def ignored_count(self) -> int:
        """How many rows of it were left alone, without those in which a form of ours explains itself."""
        return self.rows.ignored - self.ignored.get(part.HELP, 0)

    @property
    def ignored_text(self) -> Text:
        """Which rows these are, and how many of each: 别的工作表 12、空行 1."""
        counts = {reason: count for reason, count in self.ignored.items() if count and reason != part.HELP}
        words = [(IGNORED.get(reason, same(reason)), count) for reason, count in counts.items()]
        return Text("、".join(f"{one.zh} {n}" for one, n in words), ", ".join(f"{one.en} {n}" for one, n in words))

    def by_path(self) -> "FileResult":
        """The result with the file's path where error and findings say its name, which another file has, too."""
        name = self.path.replace("\\", "/").rpartition("/")[2]
        if self.error and self.error.where.startswith(name):
            self.error.where = self.path + self.error.where[len(name) :]
        found = [
            replace(one, where=self.path + one.where[len(name) :]) if one.where.startswith(name) else one
            for one in self.findings
        ]
        return replace(self, findings=tuple(found))

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """The result as `ingest --format json` gives it."""
        return {
            "path": self.path,
            "state": self.state,
            "sha256": self.sha256,
            "export": self.export or None,
            "account": self.account,
            "as_of": self.as_of or None,
            "rows": {
                "in": self.rows.came_in,
                "loaded": self.rows.loaded,
                "rejected": self.rows.rejected,
                "ignored": self.rows.ignored,
            },
            "reason": self.error.line(lang) if self.error else None,
        }


def logged(results: Iterable[FileResult]) -> Iterator[FileResult]:
    """The *results*, each said to the log."""
    for one in results:
        rows = (one.rows.came_in, one.rows.loaded, one.rows.rejected, one.rows.ignored)
        _LOG.debug("%s: %s; %s rows in, %s loaded, %s rejected, %s ignored", one.path, one.state, *rows)
        yield one
