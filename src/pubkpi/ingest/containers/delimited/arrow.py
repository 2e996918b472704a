"""Pieces of a text → Arrow, for text on which all readers agree; any other is to be read cell by cell."""

import csv
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

from pubkpi.ingest.containers.records import LONGEST_CELL
from pubkpi.model.errors import RecordsError
from pubkpi.model.text import same

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

# Larger than any piece, which so has one dictionary a column.
_BLOCK = 1 << 30
# An array of a window stays in the processor's cache; a line that is too long has a window without an end in it.
_WINDOW = LONGEST_CELL // 2
# Of more lines the ends of all are looked up at once.
_FEW = 200


def ahead(pieces: Iterator[memoryview], separator: str, width: int, few: Collection[int]) -> "Iterator[pa.Table]":
    """The records of each of the *pieces* as `records` has them; the next is cut off and read while the caller is busy
    with one.
    """
    from concurrent.futures import ThreadPoolExecutor

    def read() -> "pa.Table | None":
        piece = next(pieces, None)
        return None if piece is None else records(piece, separator, width, few)

    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(read)
        while (table := coming.result()) is not None:
            coming = reader.submit(read)
            yield table
            # not two of them while the next one is read
            del table


def records(data: bytes | memoryview, separator: str, width: int, few: Collection[int]) -> "pa.Table":
    """The records of *data* (UTF-8) as c0, c1 …: text, null where blank. The columns *few* are dictionaries.

    Raises RecordsError when they are not all of that *width*, or not the very ones that the line ends tell of: also
    where a cell is longer than `containers.records` takes it, or may hold other records, which it tells apart.
    """
    ends = counts(data, "\n")
    if 0 in ends and longest_line(data) > LONGEST_CELL:
        raise RecordsError("text", same("a long line"))
    table = plain(data, separator, width, few)
    if table is None:
        table = _split(bytes(data), separator, width)
    lines = sum(ends) + (data[-1] != ord("\n"))
    if len(table) != lines and not _is_sure(table, lines, separator):
        raise RecordsError("text", same(f"{len(table)} records in {lines} lines"))
    return table


def plain(data: bytes | memoryview, separator: str, width: int, few: Collection[int]) -> "pa.Table | None":
    """The same; None unless *data* is so regular that the quickest reader, which asks little, reads it as all do."""
    import pyarrow as pa
    from pyarrow import csv as quick

    quoted = any(counts(data, '"'))
    if quoted and not _regular(bytes(data), separator):
        return None
    names = [f"c{i}" for i in range(width)]
    spellings = pa.dictionary(pa.int32(), pa.string())
    types = {name: spellings if i in few else pa.string() for i, name in enumerate(names)}
    try:
        return quick.read_csv(
            pa.BufferReader(data),
            quick.ReadOptions(column_names=names, block_size=_BLOCK),
            quick.ParseOptions(delimiter=separator, newlines_in_values=quoted, ignore_empty_lines=False),
            quick.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""]),
            memory_pool=_pool(),
        )
    except pa.ArrowInvalid:
        return None


def _pool() -> "pa.MemoryPool | None":
    """Where a piece gets its memory: the usual place has it cleared anew for each, a tenth of the time of a load."""
    import pyarrow as pa

    with suppress(NotImplementedError):  # on Windows
        return pa.jemalloc_memory_pool()
    return None


def _split(data: bytes, separator: str, width: int) -> "pa.Table":
    """The same, with the csv module, which reads small texts."""
    import pyarrow as pa

    try:
        rows = list(csv.reader(StringIO(data.decode(), newline=""), delimiter=separator, strict=True))
    except (csv.Error, UnicodeDecodeError) as problem:
        raise RecordsError("text", same(str(problem))) from problem
    if {*map(len, rows)} != {width}:
        raise RecordsError("text", same("records of several widths"))
    return pa.table({f"c{i}": _cells(column) for i, column in enumerate(zip(*rows, strict=True))})


def _cells(words: Sequence[str]) -> "pa.Array":
    import pyarrow as pa

    builder = pa.lib.StringBuilder()  # pa.array would import pandas, to see whether it was given a frame
    builder.append_values([one or None for one in words])
    return builder.finish()


def _is_sure(table: "pa.Table", lines: int, separator: str) -> bool:
    """Whether the line ends in the cells of *table* make up for its lack of *lines*, and none may hold records."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import compute

    ends, marks, longest = (np.zeros(len(table), np.int64) for _ in range(3))
    for column in table.columns:
        cells = column.cast(pa.string())
        ends += compute.fill_null(compute.count_substring(cells, "\n"), 0).to_numpy()
        marks += compute.fill_null(compute.count_substring(cells, separator), 0).to_numpy()
        longest += compute.fill_null(compute.utf8_length(cells), 0).to_numpy()
    odd = (longest > LONGEST_CELL) | ((ends > 0) & (marks == ends * (table.num_columns - 1)))
    return len(table) + int(ends.sum()) == lines and not odd.any()


def lines(data: memoryview, separator: str, numbers: Collection[int]) -> tuple[int, dict[int, bytes]]:
    """How many records there are in *data*, and those of these *numbers*, counted from 1, as they are written.

    RecordsError where quotes are not around whole cells, so that line ends do not tell records apart.
    """
    import numpy as np

    signs = np.frombuffer(data, np.uint8)
    end_of: Callable[[int], int]
    quoted = any(counts(data, '"'))
    if quoted and not _regular(bytes(data), separator):
        raise RecordsError("text", same("quotes within cells"))
    if quoted or len(numbers) > _FEW:
        quotes, every = np.flatnonzero(signs == ord('"')), np.flatnonzero(signs == ord("\n")) + 1
        outside = every[np.searchsorted(quotes, every) % 2 == 0]
        total, end_of = len(outside), lambda number: int(outside[number - 1])
    else:
        reached = np.cumsum(counts(data, "\n"))
        total, end_of = int(reached[-1]), partial(_line_end, signs, reached)
    is_open = data[-1] != ord("\n")
    ends = {
        one: len(data) if one == total + 1 else end_of(one) if one else 0
        for one in {n - back for n in numbers for back in (0, 1)}
        if 0 <= one <= total + is_open
    }
    return total + is_open, {one: bytes(data[ends[one - 1] : ends[one]]) for one in numbers if one in ends and one > 0}


def _line_end(signs: "NDArray[np.uint8]", reached: "NDArray[np.int64]", number: int) -> int:
    """Where the line of that *number* ends, of which so many have been *reached* behind each window."""
    import numpy as np

    window = int(np.searchsorted(reached, number))
    before = int(reached[window - 1]) if window else 0
    start = window * _WINDOW
    return start + int(np.flatnonzero(signs[start : start + _WINDOW] == ord("\n"))[number - before - 1]) + 1


def end_of_multiple(data: memoryview, count: int) -> int:
    """Where the last line ends that makes the lines of *data* a multiple of *count*; its end where they are fewer."""
    import numpy as np

    reached = np.cumsum(counts(data, "\n"))
    number = int(reached[-1]) // count * count
    return _line_end(np.frombuffer(data, np.uint8), reached, number) if number else len(data)


def counts(data: bytes | memoryview, sign: str) -> list[int]:
    """How often the ASCII *sign* stands in each window of *data*: in arrays, a fifth of the time of bytes.count."""
    import numpy as np

    signs = np.frombuffer(data, np.uint8)
    windows = (signs[at : at + _WINDOW] for at in range(0, len(signs), _WINDOW))
    return [int(np.count_nonzero(window == ord(sign))) for window in windows]


def longest_line(data: bytes | memoryview) -> int:
    """The bytes of the longest line of *data*."""
    import numpy as np

    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    return int(np.diff(ends, prepend=-1, append=len(data)).max())


def _regular(data: bytes, separator: str) -> bool:
    """Whether quotes only stand around whole cells, and doubled within; others every reader takes its own way."""
    mark = re.escape(separator.encode())
    return b'"' not in re.sub(rb'(?:\A|(?<=[\n%b]))"[^"]*(?:""[^"]*)*"(?=[\r\n%b]|\Z)' % (mark, mark), b"", data)
