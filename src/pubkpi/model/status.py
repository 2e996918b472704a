"""What a workspace holds and what it still lacks for a quarter."""

from dataclasses import dataclass
from datetime import date, datetime

from pubkpi.model.periods import Period
from pubkpi.model.text import Text

Range = tuple[date, date]


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
class MissingIndicator:
    """An indicator without a value in the quarter, the *reason*, and what has its data: *exports* and our own *forms*.

    *loaded*: whether any file with such data was ever loaded.
    """

    label: Text
    reason: Text
    exports: tuple[Text, ...]
    forms: tuple[str, ...]
    loaded: bool


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a workspace; *period* is None, and all about it empty, while nothing is loaded.

    *rejects* are the names of the files that have rejected rows, with how many; *stale* those of the files whose
    export is read otherwise now than when they were loaded, *refused* those among them that would be refused;
    *newcomers* platform and account of which the last load brought the first files; *lacking* the indicators of the
    scorecard without a value, *closed* the day since which the period's result stands; *has_plan* whether there is a
    scorecard at all.
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
    lacking: tuple[MissingIndicator, ...] = ()
    closed: date | None = None
    has_plan: bool = True


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
    """Which days of the quarter a daily fact has for one account."""

    fact: str
    fact_label: Text
    account: str
    days: tuple[date, ...]
