"""The faults, telling formats and merged cells of a binary workbook (xlsb), record by record."""

import struct
from collections.abc import Iterator, Mapping
from zipfile import ZipFile

from pubkpi.ingest.containers.faults import Place, error
from pubkpi.ingest.containers.sheet import Merged
from pubkpi.ingest.containers.workbooks import formats, ooxml, xml, zeros

_ROW, _ERROR, _ERROR_OF_FORMULA, _SHEET, _PROPERTIES, _MERGED = 0, 3, 11, 156, 153, 176
_NUMBER_OF_FORMULA = 9
# that give a text, yes or no, an error
_OTHER_FORMULAS = frozenset((8, 10, _ERROR_OF_FORMULA))
# a number in short, in full, and one that a formula gave
_NUMBERS = frozenset((2, 5, _NUMBER_OF_FORMULA))
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
Record = tuple[int, int, int]


def faults(pack: ZipFile) -> Iterator[tuple[str, dict[Place, str]]]:
    """By the name of each sheet of *pack* its faults, if any."""
    for name, words in _parts(pack):
        if found := _faults(words):
            yield name, found


def cell_formats(pack: ZipFile, *, percents: bool = False) -> Iterator[tuple[str, dict[Place, str]]]:
    """By the name of each sheet of *pack* the formats of those cells that show another number than they store.

    With *percents* also of those that show a real percentage.
    """
    names = ooxml.parts(pack)
    styles = pack.read(names["xl/styles.bin"]) if "xl/styles.bin" in names else b""
    telling = {i: code for i, code in enumerate(_codes(styles)) if formats.is_telling(code, percents=percents)}
    if telling:
        yield from ((name, _formats(words, telling)) for name, words in _parts(pack))


def zero_sheets(pack: ZipFile) -> frozenset[str]:
    """The sheets of *pack* whose formulas all give 0."""
    return frozenset(name for name, words in _parts(pack) if _formulas(words).all_zero)


def merged(pack: ZipFile) -> Iterator[tuple[str, tuple[Merged, ...]]]:
    """By the name of each sheet of *pack* its merged cells."""
    yield from ((name, tuple(_merged(words))) for name, words in _parts(pack))


def _parts(pack: ZipFile) -> Iterator[tuple[str, bytes]]:
    """The records of each sheet of *pack*, by its name."""
    targets, names = ooxml.Relations(), ooxml.parts(pack)
    xml.parse(pack.open(names["xl/_rels/workbook.bin.rels"]), targets)
    for name, relation in _sheets(pack.read(names["xl/workbook.bin"])):
        if part := names.get(targets.parts.get(relation, "")):
            yield name, pack.read(part)


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


def _faults(words: bytes) -> dict[Place, str]:
    found: dict[Place, str] = {}
    row = 0
    for kind, at, length in _records(words):
        if kind == _ROW:
            row = int.from_bytes(words[at : at + 4], "little")
        elif kind in (_ERROR, _ERROR_OF_FORMULA) and length >= 9:
            found[row, int.from_bytes(words[at : at + 4], "little")] = error(words[at + 8])
    return found


def _formats(words: bytes, telling: Mapping[int, str]) -> dict[Place, str]:
    """The formats of the numbers in the sheet *words* whose style is among those *telling*."""
    found: dict[Place, str] = {}
    row = 0
    for kind, at, length in _records(words):
        if kind == _ROW:
            row = int.from_bytes(words[at : at + 4], "little")
        elif kind in _NUMBERS and length >= 8:
            style = int.from_bytes(words[at + 4 : at + 7], "little")
            if style in telling:
                found[row, int.from_bytes(words[at : at + 4], "little")] = telling[style]
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


def _formulas(words: bytes) -> zeros.Formulas:
    found = zeros.Formulas()
    for kind, at, length in _records(words):
        if kind == _NUMBER_OF_FORMULA and length >= 22:
            size = int.from_bytes(words[at + 18 : at + 22], "little")
            reads = zeros.tokens_read_cells(words[at + 22 : at + 22 + size])
            found.add(reads=reads, is_zero=not any(words[at + 8 : at + 16]))
        elif kind in _OTHER_FORMULAS:
            found.add(reads=True, is_zero=False)
    return found


def _merged(words: bytes) -> Iterator[Merged]:
    for kind, at, length in _records(words):
        if kind == _MERGED and length >= 16:
            top, bottom, left, right = struct.unpack_from("<4I", words, at)
            yield top, bottom, left, right


def _records(words: bytes) -> Iterator[Record]:
    """Each record of a part: its kind, where its content begins, and how long that is."""
    at = 0
    while at < len(words):
        kind, at = _number(words, at, 2)
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
