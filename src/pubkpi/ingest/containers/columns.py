"""The rows of a sheet as columns of words, which take little room and become Arrow batches as they are."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from pubkpi.ingest.containers.sheet import Book, RawSheet, Row, cell

if TYPE_CHECKING:
    import pyarrow as pa

# From so many rows on they are batches; so many become cells all the same, for the header to be found.
BATCHES_FROM, FIRST = 20_000, 50


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows of a sheet by column: the words of all cells one behind the other, in UTF-8, and where each ends."""

    columns: tuple[tuple[bytes, "array[int]"], ...]

    @classmethod
    def of(cls, columns: Iterable[Sequence[str]]) -> "Columns":
        """The words of the cells of each of the *columns*, blank for one that is."""
        return cls(tuple(map(_join, columns)))

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


def with_batches(book: Book) -> Book:
    """*book*, of whose sheets of many rows of one width only the first are cells."""
    return replace(book, sheets=tuple(map(_sheet_with_batches, book.sheets)))


def _sheet_with_batches(sheet: RawSheet) -> RawSheet:
    if len(sheet.rows) < BATCHES_FROM or len({*map(len, sheet.rows)}) != 1:
        return sheet
    words = ([row[i] or "" for row in sheet.rows] for i in range(len(sheet.rows[0])))
    return replace(sheet, rows=sheet.rows[:FIRST], batches=Columns.of(words))


def _join(words: Sequence[str]) -> tuple[bytes, "array[int]"]:
    every = "".join(words)
    sizes = map(len, words if every.isascii() else [one.encode() for one in words])
    return every.encode(), array("q", accumulate(sizes, initial=0))


def _cells(words: bytes, ends: "array[int]") -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    filled = np.packbits(np.diff(np.frombuffer(ends, np.int64)) > 0, bitorder="little")
    buffers = [pa.py_buffer(filled), pa.py_buffer(ends), pa.py_buffer(words)]
    return pa.Array.from_buffers(pa.large_string(), len(ends) - 1, buffers)
