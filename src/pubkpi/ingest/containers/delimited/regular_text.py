"""Big, regular text: looked through as bytes and left to the engine; only its first rows become cells here.

What is not plainly regular is read by `readers.text`, cell by cell: slower, never otherwise.
"""

import codecs
import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from pubkpi.engine.interface import ROW_GROUP
from pubkpi.ingest.containers.delimited import arrow, charset
from pubkpi.ingest.containers.delimited.dialect import dialect_of
from pubkpi.ingest.containers.sheet import Book, RawSheet, Row, cell

if TYPE_CHECKING:
    import pyarrow as pa

# From here on reading cells into Python is what takes the time; a file of this size is also loaded on its own.
BATCHES_FROM = 8_000_000
_HEAD, _ROWS = 200_000, 50
# The first piece is smaller, for nothing can be loaded meanwhile.
_FIRST, _PIECE = 1 << 24, 1 << 26


@dataclass(frozen=True, slots=True)
class Text:
    """The records of a text: UTF-8 without a mark at its start, cells a record, and where its first records end."""

    data: bytes
    separator: str
    width: int
    ends: tuple[int, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All records as cells."""
        lines = StringIO(self.data.decode(), newline="\n")
        return tuple(tuple(map(cell, row)) for row in csv.reader(lines, delimiter=self.separator, strict=True))

    def pick(self, numbers: Collection[int]) -> Mapping[int, Row]:
        """The records of these *numbers*; RecordsError when quotes leave it open where records end."""
        found, before, last = dict[int, Row](), 0, max(numbers, default=0)
        for piece in self._pieces(0):
            if before >= last:
                break
            count, lines = arrow.lines(piece, self.separator, [one - before for one in numbers])
            found |= {before + one: self._cells(line) for one, line in lines.items()}
            before += count
        return found

    def _cells(self, line: bytes) -> Row:
        words = StringIO(line.decode(), newline="")
        return next((tuple(map(cell, row)) for row in csv.reader(words, delimiter=self.separator, strict=True)), ())

    def read(self, skip: int, few: Collection[int]) -> "Iterator[pa.Table]":
        """The records behind the first *skip*, in batches of many."""
        import pyarrow as pa

        row = skip + 1
        for batch in arrow.ahead(self._pieces(skip), self.separator, self.width, few):
            yield batch.append_column("row", pa.arange(row, row + len(batch)))
            row += len(batch)

    def _pieces(self, skip: int) -> Iterator[memoryview]:
        at, size = self.ends[skip - 1] if skip else 0, _FIRST
        while at < len(self.data):
            end = self._end(at, size) if len(self.data) - at > size + _FIRST else len(self.data)
            yield memoryview(self.data)[at:end]
            at, size = end, _PIECE

    def _end(self, at: int, size: int) -> int:
        """Where the piece of some *size* from *at* ends: behind a line that ends outside quotes.

        Without quotes it has whole groups of rows, as the engine writes them: it would put others together at the end.
        """
        limit = at + size
        while limit < len(self.data):
            end = self.data.rfind(b"\n", at, limit) + 1
            piece = memoryview(self.data)[at:end]
            if end and self.data.find(b'"', at, end) < 0:
                return at + arrow.end_of_multiple(piece, ROW_GROUP)
            quotes = sum(arrow.counts(piece, '"'))
            while end and quotes % 2:
                line = self.data.rfind(b"\n", at, end - 1) + 1
                quotes -= self.data.count(b'"', line or at, end)
                end = line
            if end:
                return end
            limit += size
        return len(self.data)


def _encoding_of(data: bytes) -> str | None:
    """The kind of UTF-8 that the start of *data* is in, if it is; the engine looks at every byte of it later."""
    try:
        "".join(charset.words(data[:_HEAD], "utf-8-sig", cut=True))
    except UnicodeDecodeError:
        return None
    return "utf-8-sig"


def read(data: bytes, name: str) -> Book | None:
    """The text in *data* as one sheet that holds its first rows and knows where the rest is.

    None when records and lines cannot be told apart by looking at line ends alone, the first rows differ in width, or
    the last line has no end.
    """
    encoding = _encoding_of(data) or charset.encoding_of(data, name)
    dialect = dialect_of("".join(charset.words(data[:_HEAD], encoding, cut=True)), is_complete=False)
    if not dialect.usual:
        return None
    separator, words = dialect.separator, _utf8(data, encoding)
    if not words.endswith(b"\n") or b"\x00" in words or words.startswith(codecs.BOM_UTF8):
        return None
    if b"\r" in words and not words.count(b"\r") == words.count(b"\n") == words.count(b"\r\n"):
        return None
    rows, ends = _first_rows(words, separator)
    if len({len(row) for row in rows}) != 1:
        return None
    text = Text(words, separator, len(rows[0]), ends)
    sheet = RawSheet(name, tuple(tuple(map(cell, row)) for row in rows), text, commas=separator == ",")
    return Book("text", (sheet,), encoding)


def _utf8(data: bytes, encoding: str) -> bytes:
    if encoding == "utf-8-sig":
        return data.removeprefix(codecs.BOM_UTF8)
    words = bytearray()
    for piece in charset.words(data, encoding):
        words += piece.encode()
    return bytes(words)


def _first_rows(words: bytes, separator: str) -> tuple[list[list[str]], tuple[int, ...]]:
    """The first records and where each ends."""
    head = words[:_HEAD]
    lines = head[: head.rfind(b"\n") + 1].splitlines(keepends=True)
    reader = csv.reader((line.decode() for line in lines), delimiter=separator, strict=True)
    rows, ends, at, taken = list[list[str]](), list[int](), 0, 0
    try:
        for row in reader:
            at += sum(map(len, lines[taken : reader.line_num]))
            taken = reader.line_num
            rows.append(row)
            ends.append(at)
    except csv.Error:
        return [], ()
    # the last record may be cut within its quotes
    return rows[:-1][:_ROWS], tuple(ends[:-1][:_ROWS])
