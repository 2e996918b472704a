"""The faults of a binary workbook (xlsb), record by record."""

from collections.abc import Iterator
from zipfile import ZipFile

from pubkpi.ingest.containers.faults import Place, error
from pubkpi.ingest.containers.workbooks import ooxml, xml

_ROW, _ERROR, _ERROR_OF_FORMULA, _SHEET, _PROPERTIES = 0, 3, 11, 156, 153
Record = tuple[int, int, int]


def faults(pack: ZipFile) -> Iterator[tuple[str, dict[Place, str]]]:
    """By the name of each sheet of *pack* its faults, if any."""
    targets, names = ooxml.Relations(), ooxml.parts(pack)
    xml.parse(pack.open(names["xl/_rels/workbook.bin.rels"]), targets)
    for name, relation in _sheets(pack.read(names["xl/workbook.bin"])):
        part = names.get(targets.parts.get(relation, ""))
        found = _faults(pack.read(part)) if part else {}
        if found:
            yield name, found


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
