"""How far the cells of a workbook reach, looked at before a reader sets aside memory for all between them.

calamine keeps a sheet as one rectangle: two cells at opposite corners, 5 kB of file, would take 500 GB and the process.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile

from pubkpi.ingest.containers.workbooks import biff, ooxml
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

# A rectangle of this many cells is read whatever it holds; a larger one has to hold a cell in so many places.
_CELLS, _SPARSE = 5_000_000, 20
# No export comes near it: what unpacks to more is a mistake or an attack.
_UNPACKED = 4_000_000_000
# Rows that repeat themselves pack well, but not to less than this; what is small may do so.
_RATIO, _SMALL = 250, 300_000_000
# So much of a sheet is looked at in one go; a name and what stands around it is no longer than that.
_CHUNK, _NAME = 1 << 20, 16
# What a zip that is unsound, locked or oddly packed raises, for which the reader that comes next finds words.
_UNREADABLE = (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error)
# BLANK, LABELSST, NUMBER, LABEL, BOOLERR, RK, FORMULA and MULRK, MULBLANK of an old workbook's sheet
_CELL_RECORDS = frozenset((0x201, 0xFD, 0x203, 0x204, 0x205, 0x27E, 0x6, 0xBD, 0xBE))


def check(data: bytes, name: str, container: str) -> frozenset[str]:
    """The parts that may hold formulas or errors; DataError when a sheet is a vast rectangle, all but empty."""
    marked: set[str] = set()
    for rows, columns, filled in _new(data, name, marked) if container == "xlsx" else _old(data, marked):
        if rows * columns > max(_CELLS, _SPARSE * filled):
            raise DataError(
                name,
                Text(
                    f"有单元格远在第 {rows} 行第 {columns} 列，其间几乎全空",
                    f"a cell lies as far out as row {rows}, column {columns}, with next to nothing between",
                ),
                Text("把表格内容复制到新工作簿后另存。", "Copy the table to a new workbook and save that."),
            )
    return frozenset(marked)


def _new(data: bytes, name: str, marked: set[str]) -> Iterator[tuple[int, int, int]]:
    """Of each part of an xlsx the last row and column of its cells, and how many there are."""
    try:
        with ZipFile(BytesIO(data)) as parts:
            _check_size(sum(part.file_size for part in parts.infolist()), len(data), name)
            for part in parts.infolist():
                if part.filename.endswith(".xml"):
                    with parts.open(part) as stream:
                        yield _reach(stream, part.filename, marked)
    except _UNREADABLE:
        return


def _check_size(unpacked: int, packed: int, name: str) -> None:
    """DataError when a zip grows as no export does."""
    if unpacked > _UNPACKED or unpacked > max(_SMALL, _RATIO * packed):
        shown = f"{unpacked / 1e9:.1f} GB"
        what = Text(
            f"{packed / 1e6:.1f} MB 解压后是 {shown}，不像导出",
            f"{packed / 1e6:.1f} MB that unpack to {shown}: no export",
        )
        raise DataError(name, what, Text("请重新下载。", "Download it again."))


def _reach(stream: IO[bytes], part: str, marked: set[str]) -> tuple[int, int, int]:
    """The last row and column that an ``r="AB12"`` in *stream* names, and about how many there are."""
    rows, columns, cells, before = 0, 0, 0, b" "
    # a chunk begins with the end of the one before, where a name may have been cut
    while chunk := stream.read(_CHUNK):
        words = before + chunk + b" " * _NAME
        row, column, count = _reference_extent(words)
        if part not in marked and ooxml.has_marks(words):
            marked.add(part)
        rows, columns, cells = max(rows, row), max(columns, column), cells + count
        before = chunk[-_NAME:]
    return rows, columns, cells


def _reference_extent(words: bytes) -> tuple[int, int, int]:
    # in arrays: to look for a pattern would take longer than calamine takes to read the cells
    import numpy as np

    codes = np.frombuffer(words, np.uint8)
    at = np.flatnonzero(codes[1:] == ord("=")) + 1
    at = at[codes[at - 1] == ord("r")]
    at = at[(at > 1) & (at < len(codes) - _NAME)]
    quote = (codes[at + 1] == ord('"')) | (codes[at + 1] == ord("'"))
    at = at[(codes[at - 2] <= ord(" ")) & quote] + 2
    reached = []
    for zero, base, digits in ((ord("A") - 1, 27, 3), (ord("0"), 10, 7)):
        number = np.zeros(len(at), np.int64)
        for _ in range(digits):
            digit = codes[at] - np.uint8(zero)
            taken = digit < base
            if not taken.any():
                break
            number = np.where(taken, number * min(base, 26) + digit, number)
            at = at + taken
        reached.append(int(number.max(initial=0)))
    return reached[1], reached[0], len(at)


def _old(data: bytes, marked: set[str]) -> Iterator[tuple[int, int, int]]:
    """Of each sheet of an old workbook the last row and column of its cells, and how many there are."""
    stream = biff.stream(data)
    if biff.is_locked(stream):
        return
    rows, columns, cells = 0, 0, 0
    for kind, at, _ in biff.records(stream):
        if kind == biff.BEGINS:
            yield rows, columns, cells
            rows, columns, cells = 0, 0, 0
        elif kind in _CELL_RECORDS and at + 4 <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at)
            rows, columns, cells = max(rows, row + 1), max(columns, column + 1), cells + 1
            if kind in biff.FAULTY:
                marked.add("Workbook")
    yield rows, columns, cells
