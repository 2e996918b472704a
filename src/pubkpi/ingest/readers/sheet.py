"""A sheet as every reader gives it: rows of text cells, numbered as the user's program numbers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pubkpi.ingest.readers.bulk import Bulk

Cell = str | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``rows[i]`` is row ``i + 1``; a blank cell is None. With *bulk*, they are only its first rows.

    Of a text, *broken* has the rows whose quotes do not match, with their first and last line.
    """

    name: str
    rows: tuple[Row, ...]
    bulk: "Bulk | None" = None
    broken: Mapping[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A file read: the kind of container, the encoding of a text, its sheets."""

    container: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""

    @property
    def big(self) -> bool:
        """Whether most rows of a sheet are left to the engine."""
        return any(sheet.bulk for sheet in self.sheets)


def cell(text: str) -> Cell:
    """*text* as a cell: None when it is blank."""
    return text if text.strip() else None


def at(row: Row, index: int) -> Cell:
    """The cell of *row* at *index*; None beyond its end."""
    return row[index] if 0 <= index < len(row) else None
