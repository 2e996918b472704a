"""A sheet of a workbook as it was read: values, row by row; of a big one only the first rows become cells in Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pubkpi.ingest.readers.sheet import Cell, Row

# From so many rows on they are left to the engine; so many become cells all the same, for the header to be found.
BIG, FIRST = 20_000, 50
# Above this a number has lost digits that an id needs; its text then fails every grammar and is rejected.
_EXACT = 10**15


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The rows of a sheet, all of the same width."""

    rows: Sequence[Sequence[object]]

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.rows[0])

    def columns(self, skip: int) -> list[Sequence[Cell]]:
        """The cells behind the first *skip* rows, column by column, as text that may be blank."""
        return [
            # most columns of a list are text as they are
            column if set(map(type, column)) == {str} else [one if type(one) is str else text(one) for one in column]
            for column in zip(*self.rows[skip:], strict=True)
        ]


def row(values: Sequence[object]) -> Row:
    """A row of *values* as cells."""
    # most cells of a big sheet are text: to call a function for each would take as long as reading them
    return tuple([(one if one.strip() else None) if type(one) is str else text(one) for one in values])


def text(value: object) -> str:
    """A stored *value* as the text of a cell."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        hours, seconds = divmod(int(value.total_seconds()), 3600)
        return f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}"
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:.15e}"
    return repr(value)
