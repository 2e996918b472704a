"""Separated text → Arrow, as it stands: the fast half of reading a big file, for text on which all readers agree."""

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 1 << 22
# No count is as great: what has more digits is for the grammar of cells to judge.
_GREAT = 10**18


def ahead(
    pieces: Iterator[bytes], separator: str, width: int, whole: Collection[int]
) -> "Iterator[tuple[bytes, pa.Table | None]]":
    """Each of the *pieces* with its records as `plain` has them; the next is read while the caller is busy with one."""
    from concurrent.futures import Future, ThreadPoolExecutor

    with ThreadPoolExecutor(1) as reader:
        before: tuple[bytes, Future[pa.Table | None]] | None = None
        for piece in pieces:
            coming = piece, reader.submit(plain, piece, separator, width, whole)
            if before:
                yield before[0], before[1].result()
            before = coming
        if before:
            yield before[0], before[1].result()


def plain(data: bytes, separator: str, width: int, whole: Collection[int]) -> "pa.Table | None":
    """The records of *data* (UTF-8) as c0, c1 … and `row`, from 0: text, null where blank; None unless it is plain.

    A column among *whole* in which every cell is an integer as a computer writes it is one of int64.
    """
    import pyarrow as pa
    from pyarrow import csv

    if not _regular(data, separator):
        return None
    names = [f"c{i}" for i in range(width)]
    try:
        table = csv.read_csv(
            pa.BufferReader(data),
            csv.ReadOptions(column_names=names, block_size=_BLOCK),
            csv.ParseOptions(delimiter=separator, newlines_in_values=b'"' in data, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = [_integers(column) if i in whole else column for i, column in enumerate(table.columns)]
    # one chunk a column: of many small ones the engine would write the rows twice
    columns = [column.combine_chunks() for column in columns]
    return pa.table([*columns, pa.arange(0, len(table))], [*names, "row"])


def _regular(data: bytes, separator: str) -> bool:
    """Whether quotes only stand around whole cells, and doubled within; others every reader takes its own way."""
    if b'"' not in data:
        return True
    mark = re.escape(separator.encode())
    return b'"' not in re.sub(rb'(?:\A|(?<=[\n%b]))"[^"]*(?:""[^"]*)*"(?=[\r\n%b]|\Z)' % (mark, mark), b"", data)


def _integers(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """*column* as integers, if all its cells are and none has a sign, a zero or anything else in front."""
    import pyarrow as pa
    from pyarrow import compute

    try:
        numbers = compute.cast(column, pa.int64())
    except pa.ArrowInvalid:
        return column
    least, most = compute.min_max(numbers).as_py().values()
    if least is None or least < 0 or most >= _GREAT:
        return column
    # as many characters as digits are needed: 007 has more, and so has 0x1F but for the greatest numbers
    digits = len(numbers) - numbers.null_count
    for power in range(1, len(str(most))):
        digits += compute.sum(compute.greater_equal(numbers, 10**power)).as_py()
    written = compute.sum(compute.binary_length(column)).as_py()
    hexadecimal = most >= 10**6 and compute.any(compute.match_substring(column, "x", ignore_case=True)).as_py()
    return numbers if digits == written and not hexadecimal else column
