"""What the cells of a binary workbook (xlsb) say besides their values, record by record."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zipfile import ZipFile

from pubkpi.ingest.containers.faults import Place, error
from pubkpi.ingest.containers.sheet import Merged
from pubkpi.ingest.containers.workbooks import formats, ooxml, xml, zeros

_ROW, _ERROR, _ERROR_OF_FORMULA, _SHEET, _PROPERTIES, _MERGED = 0, 3, 11, 156, 153, 176
_NUMBER_OF_FORMULA, _SHORT = 9, 2
# what tells a short number that is whole; the day 0; which numbers are days: after that of 1900 that there never was
_WHOLE, _ZERO, _DAYS = 2, {False: date(1899, 12, 30), True: date(1904, 1, 1)}, range(61, 2_950_000)
# a number in short, in full, and one that a formula gave
_NUMBERS = frozenset((2, 5, _NUMBER_OF_FORMULA))
# that give a text, yes or no, an error
_OTHER_FORMULAS = frozenset((8, 10, _ERROR_OF_FORMULA))
# a text of all texts: what most cells are that are no numbers
_TEXT = 7
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
Record = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Cells:
    """Of the cells of a sheet those with a fault, the telling formats of others, the merged ones, the formulas; and the
    days that calamine takes for numbers, as text.
    """

    faults: dict[Place, str] = field(default_factory=dict)
    formats: dict[Place, str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    formulas: zeros.Formulas = field(default_factory=zeros.Formulas)
    days: dict[Place, str] = field(default_factory=dict)


def read(pack: ZipFile) -> dict[str, Cells]:
    """The cells of *pack* by the name of each sheet."""
    targets, names = ooxml.Relations(), ooxml.parts(pack)
    xml.parse(pack.open(names["xl/_rels/workbook.bin.rels"]), targets)
    styles = pack.read(names["xl/styles.bin"]) if "xl/styles.bin" in names else b""
    telling = {i: code for i, code in enumerate(_codes(styles)) if formats.is_telling(code) or formats.is_day(code)}
    book = pack.read(names["xl/workbook.bin"])
    sheets, zero = _sheets(book), _ZERO[from_1904(book)]
    parts = {name: names.get(targets.parts.get(relation, "")) for name, relation in sheets}
    return {name: _cells(pack.read(part), telling, zero) for name, part in parts.items() if part}


def _sheets(words: bytes) -> Iterator[tuple[str, str]]:
    for kind, at, _ in _records(words):
        if kind == _SHEET:
            relation, end = _text(words, at + 8)
            yield _text(words, end)[0], relation


def from_1904(words: bytes) -> bool:
    """Whether the workbook whose part *words* is counts days from 1904."""
    return any(kind == _PROPERTIES and words[at] & 1 for kind, at, length in _records(words) if length)


def _text(words: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * int.from_bytes(words[at : at + 4], "little")
    return words[at + 4 : end].decode("utf-16-le", "replace"), end


def _cells(words: bytes, telling: Mapping[int, str], zero: date) -> Cells:
    """The cells of the sheet *words*; *telling* are the formats that tell, by style; days are counted from *zero*."""
    found, row = Cells(), 0
    for kind, at, length in _records(words):
        if kind == _TEXT:
            continue
        if kind in _NUMBERS and telling and length >= 8:
            column, style = struct.unpack_from("<II", words, at)
            code = telling.get(style & 0xFFFFFF, "")
            if formats.is_day(code):
                number = int.from_bytes(words[at + 8 : at + 12], "little", signed=True)
                if kind == _SHORT and number & 3 == _WHOLE and number >> 2 in _DAYS:
                    found.days[row, column] = (zero + timedelta(number >> 2)).isoformat()
            elif code:
                found.formats[row, column] = code
        if kind == _ROW:
            row = int.from_bytes(words[at : at + 4], "little")
        elif kind in (_ERROR, _ERROR_OF_FORMULA) and length >= 9:
            found.faults[row, int.from_bytes(words[at : at + 4], "little")] = error(words[at + 8])
        elif kind == _MERGED and length >= 16:
            found.merged.append(struct.unpack_from("<4I", words, at))
        if kind == _NUMBER_OF_FORMULA and length >= 22:
            size = int.from_bytes(words[at + 18 : at + 22], "little")
            reads = zeros.tokens_read_cells(words[at + 22 : at + 22 + size])
            found.formulas.add(reads=reads, is_zero=not any(words[at + 8 : at + 16]))
        elif kind in _OTHER_FORMULAS:
            found.formulas.add(reads=True, is_zero=False)
    return found


def _codes(words: bytes) -> Iterator[str]:
    """The formats of a workbook's styles of cells, in their order."""
    codes, inside = dict(formats.BUILT_IN), False
    for kind, at, length in _records(words):
        if kind == _FORMAT and length >= 6:
            codes[int.from_bytes(words[at : at + 2], "little")] = _text(words, at + 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and inside:
            yield codes.get(int.from_bytes(words[at + 2 : at + 4], "little"), "")


def _records(words: bytes) -> Iterator[Record]:
    """Each record of a part: its kind, where its content begins, and how long that is."""
    at, end = 0, len(words)
    while at < end:
        kind, length = words[at], words[at + 1] if at + 1 < end else 0x80
        at += 2
        # nearly all records have a kind and a length of one byte each
        if kind & 0x80 or length & 0x80:
            kind, at = _number(words, at - 2, 2)
            length, at = _number(words, at, 4)
        yield kind, at, length
        at += length


def _number(words: bytes, at: int, most: int) -> tuple[int, int]:
    """The number of at most *most* bytes, seven bits each, that begins at *at*; and where it ends."""
    number = 0
    for i, byte in enumerate(words[at : at + most]):
        number |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            return number, at + i + 1
    return number, at + most
