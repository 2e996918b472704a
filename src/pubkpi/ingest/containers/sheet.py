"""A sheet as every reader gives it: rows of text cells, numbered as the user's program numbers them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

Cell = str | None
Row = tuple[Cell, ...]
# Cells merged into one: the first and last row and the first and last column, from 0.
Merged = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that a reader or a layout rejects: its number, a code of `ingest.reasons`, its raw text.

    *last* is the number of the last line of a record that takes several.
    """

    row: int
    reason: str
    raw: Cell
    last: int | None = None


class Batches(Protocol):
    """All rows of a sheet of which only the first became cells; they are of one *width*."""

    @property
    def width(self) -> int:
        """The cells of a row."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of them as cells."""

    def pick(self, numbers: Collection[int]) -> Mapping[int, Row]:
        """The rows of these *numbers*, as they are in the file; RecordsError as `read` raises it."""

    def read(self, skip: int, few: Collection[int]) -> "Iterator[pa.Table]":
        """The rows behind the first *skip*: the number `row` and c0, c1 … as text, null where blank.

        The columns *few* may be dictionaries, each spelling once. Raises RecordsError when there are other records.
        """


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: ``rows[i]`` is row ``i + 1``; a blank cell is None. With *batches*, they are only its first rows.

    A *hidden* one is there, but the user's program does not show it.

    In the place of each of the *rejects* of the reader stands a blank row. The *tail* of a text that has no line end at
    its end is ``quoted`` or ``open``, by its last cell. Of *merged* cells the first alone has the content.
    Of a *zero* one all formulas give 0. With *commas*, these part its cells.
    """

    name: str
    rows: tuple[Row, ...]
    batches: Batches | None = None
    hidden: bool = False
    rejects: tuple[RejectedRow, ...] = ()
    tail: str = ""
    merged: tuple[Merged, ...] = ()
    zero: bool = False
    commas: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A file read: the kind of container, its sheets, the encoding of a text.

    A workbook counts days from 1900, or *from_1904*.
    """

    container: str
    sheets: tuple[RawSheet, ...]
    encoding: str = ""
    from_1904: bool = False

    @property
    def is_workbook(self) -> bool:
        """Whether its cells have formats, which say more than their values."""
        return self.container in ("xls", "xlsx")

    @property
    def has_batches(self) -> bool:
        """Whether most rows of a sheet are left to the engine."""
        return any(sheet.batches for sheet in self.sheets)


def cell(text: str) -> Cell:
    """*text* as a cell: None when it is blank."""
    return text if text.strip() else None


def at(row: Row, index: int) -> Cell:
    """The cell of *row* at *index*; None beyond its end."""
    return row[index] if 0 <= index < len(row) else None
