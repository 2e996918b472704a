"""What a workspace holds and what it still lacks for a quarter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from pubkpi.model.errors import PubkpiError
from pubkpi.model.explanations.analyses import Analysis
from pubkpi.model.explanations.edits import Acceptance
from pubkpi.model.periods import Period
from pubkpi.model.text import NOTHING, Text

Range = tuple[date, date]


def ranges(days: Iterable[date]) -> tuple[Range, ...]:
    """*days*, in their order, as ranges from first to last day."""
    found: list[Range] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The days of a quarter that a daily fact lacks for one account, as ranges from first to last day."""

    platform: str
    account: str
    fact: str
    label: Text
    due: int
    missing: tuple[Range, ...]

    @property
    def lacking(self) -> int:
        """How many days lack."""
        return sum((last - first).days + 1 for first, last in self.missing)


@dataclass(frozen=True, slots=True)
class NoSheet:
    """A post of the quarter whose single-article sheet was not loaded.

    *unclear*: several posts of its account have that day and title, so a sheet that is there may be its own.
    """

    account: str
    published_on: date
    title: str
    unclear: bool


@dataclass(frozen=True, slots=True)
class Downloads:
    """An export that spans *days* at most, so that a quarter needs *needed* downloads an account."""

    export: str
    label: Text
    days: int
    needed: int


@dataclass(frozen=True, slots=True)
class DataSource:
    """An export that has the data of an indicator, with the way to its download (*click*), or our own *form*.

    *loaded*: whether one was ever loaded; *days* is how many one download spans at most, 0 without a limit.
    """

    id: str
    label: Text
    click: Text
    form: str
    loaded: bool
    days: int = 0


GapKind = Literal[
    "days", "closing", "list", "sheets", "periods", "baseline", "value", "rejected", "data", "answers", "rows"
]


@dataclass(frozen=True, slots=True)
class DataGap:
    """What an indicator lacks, and the one download or form that closes it.

    *kind*: ``days`` of an account, as ranges; any of its ``closing`` days; the ``list`` of all posts; the
    single-article ``sheets`` of *count* posts, 0 where no list says how many; ``periods`` that a register leaves
    undeclared, which are declared if nothing happened and the indicator *may_be_nil*; the ``baseline`` of an earlier
    period; a ``value`` that somebody has to enter; *count* ``rejected`` rows of *files* that are still to mend; any
    ``data`` at all, of a *measure*; *count* ``answers`` of a survey, or other ``rows``, of which none counts, for
    that *reason*.
    """

    kind: GapKind
    count: int = 0
    platform: str = ""
    account: str = ""
    days: tuple[Range, ...] = ()
    periods: tuple[Period, ...] = ()
    may_be_nil: bool = False
    measure: str = ""
    source: DataSource | None = None
    files: tuple[str, ...] = ()
    reason: Text = NOTHING


ItemState = Literal["complete", "partial", "missing", "not_due", "not_applicable"]


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """An indicator of the period, or an adjustment: who answers for it, whether its data are there, what lacks.

    *reason* says why there is no value; *rows* are those that it has, *coverage* their share of what is expected.
    ``not_due``: what lacks is of days that are still to come. *sources* have its data, the likeliest first; *loaded*:
    whether any file with such data was ever loaded.
    """

    id: str
    label: Text
    owner: Text
    state: ItemState
    reason: Text
    coverage: float | None
    rows: int
    gaps: tuple[DataGap, ...]
    sources: tuple[DataSource, ...]
    loaded: bool


@dataclass(frozen=True, slots=True)
class NeededForm:
    """A form that a period still needs, at *path*: for which indicators, whose; with so many *rows* already.

    Not *is_new*: a file of that name was there and was left as it is.
    """

    name: str
    path: Path
    indicators: tuple[Text, ...]
    owners: tuple[Text, ...]
    rows: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class UndoStep:
    """A step that is to be undone: what the *command* did, on which *day*, and to which *files*."""

    command: Text
    day: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What was undone: the *step*, of which files are taken *out* again or are *back*, the *acceptance* of an edited
    scorecard, or the edit of a plan, whose *plan_files* are as they were.
    """

    step: UndoStep
    out: tuple[str, ...]
    back: tuple[str, ...]
    acceptance: Acceptance | None = None
    plan_files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing that pubkpi needs: whether it *is_sound*, how it stands, and the *remedy* if it is not."""

    name: Text
    is_sound: bool
    what: Text
    remedy: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a workspace; *period* is None, and all about it empty, while nothing is loaded.

    *rejects* are the names of the files that have rejected rows, with how many; *stale* those of the files whose
    export is read otherwise now than when they were loaded, *refused* those among them that would be refused;
    *superseded* those of which no row counts any more, *newcomers* platform and account of which the last load brought
    the first files; *checklist* the indicators of the scorecard, *unplanned* why there are none, *closed* the day since
    which the period's result stands; *has_plan* whether there is a scorecard at all; *milestones* those that are due in
    the period, or still open, None without any.
    """

    period: Period | None
    files: int
    loaded_at: datetime | None
    gaps: tuple[Gaps, ...] = ()
    no_sheet: tuple[NoSheet, ...] = ()
    downloads: tuple[Downloads, ...] = ()
    rejects: tuple[tuple[str, int], ...] = ()
    stale: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    newcomers: tuple[tuple[str, str], ...] = ()
    superseded: tuple[str, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    unplanned: PubkpiError | None = None
    closed: date | None = None
    has_plan: bool = True
    milestones: Analysis | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was rejected: where it stands, the header of the cell at fault, its raw text (None: blank), why.

    *last* is the last line of one that takes several; the header is empty when no single cell is at fault.
    """

    file: str
    sheet: str
    row: int
    last: int | None
    header: str
    raw: str | None
    reason: Text


@dataclass(frozen=True, slots=True)
class Rejects:
    """The faults of the rejected rows that are *stored*; *count* is how many rows there were in all."""

    count: int
    stored: int
    rows: tuple[Reject, ...]


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file whose rows are in the database; row counts conserve: in = loaded + rejected + ignored.

    Of the rejected rows those of a file that a later one corrects are no more *rows_to_mend*.
    """

    name: str
    sha256: str
    export: str
    export_label: Text
    account: str | None
    as_of: date
    loaded_on: date
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    rows_ignored: int
    rows_to_mend: int


@dataclass(frozen=True, slots=True)
class DayCoverage:
    """Which days of the quarter a daily fact has for one account of a *platform*."""

    fact: str
    fact_label: Text
    account: str
    days: tuple[date, ...]
    platform: str = ""
