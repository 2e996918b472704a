"""Separated text: its characters, its dialect, its records."""

from io import StringIO

from pubkpi.ingest.readers import bulk
from pubkpi.ingest.readers.charset import decoded, encoding_of
from pubkpi.ingest.readers.dialect import HEAD, dialect_of
from pubkpi.ingest.readers.records import BrokenQuotes, split
from pubkpi.ingest.readers.sheet import Book, Row, Sheet, cell
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text


def read(data: bytes, name: str, *, whole: bool = False) -> Book:
    """The text as one sheet; a row is a record, also when its quoted cells hold line breaks.

    Of a big, regular one only the first rows, unless the *whole* is asked for.
    """
    if not whole and len(data) >= bulk.BIG:
        encoding = bulk.encoding_of(data) or encoding_of(data, name)
        if book := bulk.read(data, name, encoding):
            return book
    words, encoding = decoded(data, name)
    return Book("text", (_sheet(words, name),), encoding)


def _sheet(words: str, name: str) -> Sheet:
    dialect = dialect_of(words)
    rows, broken = list[Row](), dict[int, tuple[int, int]]()
    try:
        for record in split(StringIO(words, newline="").readlines(), dialect):
            rows.append(tuple(map(cell, record.cells or ())))
            if record.cells is None:
                broken[len(rows)] = record.first, record.last
    except BrokenQuotes as problem:
        raise DataError(f"{name}:{problem.line}", *_BROKEN[problem.closed]) from problem
    if broken:
        raise DataError(f"{name}:{min(broken.values())[0]}", Text("引号不成对", "quotes do not match"), _AGAIN)
    return Sheet(name, tuple(rows), broken=broken)


_AGAIN = Text("请重新下载，或在这一行补上、删去引号。", "Download it again, or mend the quotes of that line.")
_BROKEN = {
    False: (Text("引号打开后直到文件末尾都没有关上", "a quote opens here that nothing closes"), _AGAIN),
    True: (
        Text(
            "引号不成对，后面的行从哪里开始无法确定", "quotes do not match, and where the next row begins is not sure"
        ),
        _AGAIN,
    ),
}
