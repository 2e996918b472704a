"""The rows of a workbook's sheet: values that become cells, or, when there are many, columns of words."""

from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from pubkpi.ingest.containers.sheet import Row, cell

if TYPE_CHECKING:
    import pyarrow as pa

# From so many rows on they are left to the engine; so many become cells all the same, for the header to be found.
BATCHES_FROM, FIRST = 20_000, 50
# Above this a number has lost digits that an id needs; its text then fails every grammar and is rejected.
_EXACT = 10**15
# Excel shows 15 digits of a number. What a sum adds behind them, 3.3000000000000003, is noise where
# the last two of them are 0; other fractions stay as they are stored.
_SHOWN, _SIGNIFICANT = 15, 13


class _Words(dict[float, str]):
    """Numbers as text, each put into words once."""

    def __missing__(self, number: float) -> str:
        self[number] = words = text(number)
        return words


@dataclass(frozen=True, slots=True)
class Values:
    """The rows of a sheet by column: the words of all cells one behind the other, in UTF-8, and where each ends."""

    columns: tuple[tuple[bytes, "array[int]"], ...]

    @property
    def width(self) -> int:
        """The cells of a row."""
        return len(self.columns)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows as cells."""
        parted = ([cell(words[a:b].decode()) for a, b in pairwise(ends)] for words, ends in self.columns)
        return tuple(zip(*parted, strict=True))

    def read(self, skip: int, few: Collection[int]) -> "Iterator[pa.Table]":
        """The rows behind the first *skip*, in one batch."""
        import pyarrow as pa

        del few  # the engine makes the dictionaries
        table = pa.table({f"c{i}": _cells(words, ends) for i, (words, ends) in enumerate(self.columns)})
        yield table.append_column("row", pa.arange(1, len(table) + 1)).slice(skip)


def _cells(words: bytes, ends: "array[int]") -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    filled = np.packbits(np.diff(np.frombuffer(ends, np.int64)) > 0, bitorder="little")
    buffers = [pa.py_buffer(filled), pa.py_buffer(ends), pa.py_buffer(words)]
    return pa.Array.from_buffers(pa.large_string(), len(ends) - 1, buffers)


def values(rows: Sequence[Sequence[object]]) -> Values:
    """The *rows*, all of the same width, by column."""
    numbers = _Words()
    return Values(tuple(_column([one[i] for one in rows], numbers) for i in range(len(rows[0]))))


def _column(cells: Sequence[object], numbers: _Words) -> tuple[bytes, "array[int]"]:
    # to call a function for each cell would take as long as reading them
    words = [one if type(one) is str else numbers[one] if type(one) is float else text(one) for one in cells]
    whole = "".join(words)
    sizes = map(len, words if whole.isascii() else [one.encode() for one in words])
    return whole.encode(), array("q", accumulate(sizes, initial=0))


def row(values: Sequence[object]) -> Row:
    """A row of *values* as cells."""
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
        part = f".{value.microseconds:06}" if value.microseconds else ""
        return f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}{part}"
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:.15e}"
    # Python writes 0.00005 as 5e-05, which is no number to the grammar
    return f"{_plain_number(value):f}" if isinstance(value, float) else repr(value)


def _plain_number(value: float) -> Decimal:
    """*value* without the noise of a calculation."""
    shown = Decimal(f"{value:.{_SHOWN}g}").normalize()
    return shown if len(shown.as_tuple().digits) <= _SIGNIFICANT else Decimal(repr(value))
