"""Big, regular text: looked through as bytes and left to the engine; only its first rows become cells here.

What is not plainly regular is read by `readers.text`, cell by cell: slower, never otherwise.
"""

import codecs
import csv
from dataclasses import dataclass
from io import StringIO

from pubkpi.ingest.readers.sheet import Book, Sheet, cell

# From here on reading cells into Python is what takes the time; a file of this size is also loaded on its own.
BIG = 8_000_000
_HEAD, _ROWS, _CHUNK = 200_000, 50, 1 << 24


@dataclass(frozen=True, slots=True)
class Bulk:
    """The records of a text: UTF-8 without a mark at its start, cells a record, and line ends in all."""

    data: bytes
    separator: str
    width: int
    lines: int


def encoding_of(data: bytes) -> str | None:
    """The kind of UTF-8 that the start of *data* is in, if it is; the engine looks at every byte of it later."""
    try:
        data[:_HEAD].rpartition(b"\n")[0].decode()
    except UnicodeDecodeError:
        return None
    return "utf-8-sig"


def read(data: bytes, name: str, encoding: str, separator: str) -> Book | None:
    """The text in *data* as one sheet that holds its first rows and knows where the rest is.

    None when records and lines cannot be told apart by looking at line ends alone, or the first rows differ in width.
    """
    words = _utf8(data, encoding)
    lines, returns = words.count(b"\n"), words.count(b"\r")
    if b"\x00" in words or (returns and not returns == lines == words.count(b"\r\n")):
        return None
    rows = _first_rows(words, separator)
    if len({len(row) for row in rows}) != 1:
        return None
    bulk = Bulk(words, separator, len(rows[0]), lines + (not words.endswith(b"\n")))
    return Book("text", (Sheet(name, tuple(tuple(map(cell, row)) for row in rows), bulk),), encoding)


def _utf8(data: bytes, encoding: str) -> bytes:
    if encoding == "utf-8-sig":
        return data.removeprefix(codecs.BOM_UTF8)
    decode, words = codecs.getincrementaldecoder(encoding)(), bytearray()
    for at in range(0, len(data), _CHUNK):
        words += decode.decode(data[at : at + _CHUNK]).encode()
    return bytes(words)


def _first_rows(words: bytes, separator: str) -> list[list[str]]:
    head = words[:_HEAD]
    text = head[: head.rfind(b"\n") + 1].decode()
    try:
        # the last record may be cut within its quotes
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))[:-1][:_ROWS]
    except csv.Error:
        return []
