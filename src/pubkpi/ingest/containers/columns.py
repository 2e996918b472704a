"""The rows of a sheet as columns of words, which take little room and become Arrow batches as they are."""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from pubkpi.ingest.containers.sheet import Batches, Book, RawSheet, Row, cell

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

    def pick(self, numbers: Collection[int]) -> Mapping[int, Row]:
        """The rows of these *numbers*."""
        return {
            one: tuple(cell(words[ends[one - 1] : ends[one]].decode()) for words, ends in self.columns)
            for one in numbers
            if 0 < one < len(self.columns[0][1])
        }

    def read(self, skip: int, few: Collection[int]) -> "Iterator[pa.Table]":
        """The rows behind the first *skip*, in one batch."""
        import pyarrow as pa

        del few  # the engine makes the dictionaries
        table = pa.table({f"c{i}": _cells(words, ends) for i, (words, ends) in enumerate(self.columns)})
        yield table.append_column("row", pa.arange(1, len(table) + 1)).slice(skip)


@dataclass(frozen=True, slots=True)
class Translation:
    """Batches in which the cells of some columns are put into other *words*, each spelling once."""

    batches: Batches
    words: Mapping[int, Callable[[str], str]]

    @property
    def width(self) -> int:
        """The cells of a row."""
        return self.batches.width

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows as cells."""
        return tuple(
            tuple(self.words[i](one) if one and i in self.words else one for i, one in enumerate(row))
            for row in self.batches.rows
        )

    def pick(self, numbers: Collection[int]) -> Mapping[int, Row]:
        """The rows of these *numbers*, in the words of the file."""
        return self.batches.pick(numbers)

    def read(self, skip: int, few: Collection[int]) -> "Iterator[pa.Table]":
        """The rows behind the first *skip*."""
        import pyarrow as pa

        for batch in self.batches.read(skip, few):
            for place, translate in self.words.items():
                cells = _dictionary(batch, place)
                words = pa.lib.StringBuilder()  # pa.array would import pandas, to see whether it was given a frame
                words.append_values([translate(one) for one in cells.dictionary.to_pylist()])
                column = pa.DictionaryArray.from_arrays(cells.indices, words.finish())
                batch = batch.set_column(batch.schema.get_field_index(f"c{place}"), f"c{place}", column)
            yield batch


def spellings(batches: Batches, skip: int, place: int) -> list[str]:
    """Each spelling of the cells of the column at *place*, in rows behind the first *skip*."""
    found = (_dictionary(batch, place).dictionary.to_pylist() for batch in batches.read(skip, (place,)))
    return [*dict.fromkeys(chain.from_iterable(found))]


def _dictionary(batch: "pa.Table", place: int) -> "pa.DictionaryArray":
    import pyarrow as pa

    column = batch.column(f"c{place}").combine_chunks()
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def with_batches(book: Book) -> Book:
    """*book*, of whose sheets of many rows of one width only the first are cells."""
    return replace(book, sheets=tuple(map(_sheet_with_batches, book.sheets)))


def _sheet_with_batches(sheet: RawSheet) -> RawSheet:
    if len(sheet.rows) < BATCHES_FROM or len({*map(len, sheet.rows)}) != 1:
        return sheet
    words = ([row[i] or "" for row in sheet.rows] for i in range(len(sheet.rows[0])))
    return replace(sheet, rows=sheet.rows[:FIRST], batches=Columns.of(words))


def _join(words: Sequence[str]) -> tuple[bytes, "array[int]"]:
    import numpy as np

    every = "".join(words)
    data, ends = every.encode(), np.fromiter(chain((0,), map(len, words)), np.int64, len(words) + 1).cumsum()
    if len(data) > len(every):
        # where each character begins: to encode the words one by one would take four times as long
        starts = np.flatnonzero((np.frombuffer(data, np.uint8) & 0xC0) != 0x80)
        ends = np.append(starts, len(data))[ends]
    return data, array("q", ends.tobytes())


def _cells(words: bytes, ends: "array[int]") -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    filled = np.packbits(np.diff(np.frombuffer(ends, np.int64)) > 0, bitorder="little")
    buffers = [pa.py_buffer(filled), pa.py_buffer(ends), pa.py_buffer(words)]
    return pa.Array.from_buffers(pa.large_string(), len(ends) - 1, buffers)
