"""The faults and telling formats of an old workbook (xls), record by record."""

import struct
from collections.abc import Iterator
from io import BytesIO

from pubkpi.ingest.containers.faults import Place, error, formula
from pubkpi.ingest.containers.workbooks import formats, zeros

Record = tuple[int, int, int]
BEGINS, _BOUND, _BOOL_OR_ERROR, _FORMULA, _CALCULATED = 0x809, 0x85, 0x205, 0x6, 0x1C1
_HEADER, _NO_SECTOR = 512, 0xFFFFFFFA
FAULTY = frozenset((_BOOL_OR_ERROR, _FORMULA))
_ERROR, _BLANK = 2, 3
_FROM_1904, _PASSWORD, _END = 0x22, 0x2F, 0xA
_FORMAT, _STYLE, _NUMBER, _SHORT, _SHORTS, _VERSION_8 = 0x41E, 0xE0, 0x203, 0x27E, 0xBD, 0x600


def _size_told(data: bytes) -> int:
    """How long the file is at least, by where its header says that its directory and its tables of sectors are."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
    named = [
        one for one in struct.unpack_from("<I", data, 48) + struct.unpack_from("<109I", data, 76) if one < _NO_SECTOR
    ]
    return int(size * (max(named, default=-2) + 2))


class CutError(ValueError):
    """The file has fewer sectors than its own table of them says."""


def stream(data: bytes) -> bytes:
    """The records of the workbook; none where there is no such stream.

    CutError where the end of the file is missing, OSError or ValueError where it is broken otherwise.
    """
    import olefile

    if len(data) < _HEADER or _size_told(data) > len(data):
        raise CutError(len(data))
    with olefile.OleFileIO(BytesIO(data)) as parts:
        used = [i for i, after in enumerate(parts.fat) if after != olefile.FREESECT]
        # the last sector need not be filled up
        if used and len(data) <= parts.sectorsize * (used[-1] + 1):
            raise CutError(len(data))
        return next((parts.openstream(one).read() for one in ("Workbook", "Book") if parts.exists(one)), b"")


def records(words: bytes) -> Iterator[Record]:
    """Each record of the stream *words*: its kind, where its content begins, and how long that is."""
    at = 0
    while at + 4 <= len(words):
        kind, length = struct.unpack_from("<HH", words, at)
        yield kind, at + 4, length
        at += 4 + length


def from_1904(words: bytes) -> bool:
    """Whether the workbook in the stream *words* counts days from 1904."""
    return any(kind == _FROM_1904 and words[at : at + 1] == b"\x01" for kind, at, _ in _globals(words))


def is_locked(words: bytes) -> bool:
    """Whether the records in the stream *words* can be read with a password alone."""
    return any(kind == _PASSWORD for kind, _, _ in _globals(words))


def _globals(words: bytes) -> Iterator[Record]:
    """The records before the first sheet."""
    for record in records(words):
        if record[0] == _END:
            return
        yield record


def faults(words: bytes) -> dict[int, dict[Place, str]]:
    """By the number of each sheet in the stream *words* its faults, if any."""
    found: dict[int, dict[Place, str]] = {}
    calculated = any(kind == _CALCULATED for kind, _, _ in records(words))
    for sheet, (kind, at, length) in _in_sheets(words):
        if fault := _fault(words, kind, at, length, calculated=calculated):
            row, column = struct.unpack_from("<HH", words, at)
            found.setdefault(sheet, {})[row, column] = fault
    return found


def zero_sheets(words: bytes) -> frozenset[int]:
    """The numbers of the sheets in the stream *words* whose formulas all give 0."""
    found: dict[int, zeros.Formulas] = {}
    for sheet, (kind, at, length) in _in_sheets(words):
        if kind == _FORMULA and length >= 22:
            size = struct.unpack_from("<H", words, at + 20)[0]
            tokens, is_zero = words[at + 22 : at + 22 + size], not any(words[at + 6 : at + 14])
            found.setdefault(sheet, zeros.Formulas()).add(reads=zeros.tokens_read_cells(tokens), is_zero=is_zero)
    return frozenset(sheet for sheet, formulas in found.items() if formulas.all_zero)


def _in_sheets(words: bytes) -> Iterator[tuple[int, Record]]:
    """Each record of a sheet, with the number of that sheet."""
    starts: list[int] = []
    sheet = -1
    for kind, at, length in records(words):
        if kind == _BOUND and length >= 4:
            starts.append(struct.unpack_from("<I", words, at)[0])
        elif kind == BEGINS:
            sheet = starts.index(at - 4) if at - 4 in starts else -1
        elif sheet >= 0:
            yield sheet, (kind, at, length)


def cell_formats(words: bytes) -> dict[int, dict[Place, str]]:
    """By the number of each sheet in the stream *words* the formats of cells that show another number than stored, or a
    percentage.
    """
    found: dict[int, dict[Place, str]] = {}
    telling = _telling(words)
    for sheet, (kind, at, length) in _in_sheets(words) if telling else ():
        for place, style in _styled_cells(words, kind, at, length):
            if style in telling:
                found.setdefault(sheet, {})[place] = telling[style]
    return found


def _telling(words: bytes) -> dict[int, str]:
    """The styles whose format `formats` tells of, by number."""
    codes, styles = dict(formats.BUILT_IN), list[int]()
    is_new = len(words) >= 6 and struct.unpack_from("<H", words, 4)[0] >= _VERSION_8
    for kind, at, length in _globals(words):
        if kind == _FORMAT and length >= 5:
            codes[struct.unpack_from("<H", words, at)[0]] = _code(words[at + 2 : at + length], is_new=is_new)
        elif kind == _STYLE and length >= 4:
            styles.append(struct.unpack_from("<H", words, at + 2)[0])
    named = [codes.get(style, "") for style in styles]
    return {i: code for i, code in enumerate(named) if formats.is_telling(code)}


def _code(words: bytes, *, is_new: bool) -> str:
    if not is_new:
        return words[1:].decode("gb18030", "replace")
    return words[3:].decode("utf-16-le" if words[2] & 1 else "latin-1", "replace")


def _styled_cells(words: bytes, kind: int, at: int, length: int) -> Iterator[tuple[Place, int]]:
    """The cells of a record that hold numbers, each with its style."""
    if kind in (_NUMBER, _SHORT, _FORMULA) and length >= 6:
        row, column, style = struct.unpack_from("<3H", words, at)
        yield (row, column), style
    elif kind == _SHORTS:
        row, column = struct.unpack_from("<HH", words, at)
        for i in range((length - 6) // 6):
            yield (row, column + i), struct.unpack_from("<H", words, at + 4 + 6 * i)[0]


def _fault(words: bytes, kind: int, at: int, length: int, *, calculated: bool) -> str:
    """What stands for the cell of this record if it holds no value.

    A program that works nothing out leaves 0 or nothing as a result, and no record that says who calculated.
    """
    if kind == _BOOL_OR_ERROR and length >= 8:
        return error(words[at + 6]) if words[at + 7] else ""
    if kind == _FORMULA and length >= 14:
        result = words[at + 6 : at + 14]
        if result[6:] == b"\xff\xff":
            if result[0] == _ERROR:
                return error(result[2])
            return formula("") if result[0] == _BLANK and not calculated else ""
        return formula("") if not any(result) and not calculated else ""
    return ""
