"""Separated text: its characters, its dialect, its records."""

import re
from collections.abc import Sequence
from io import StringIO

from pubkpi.ingest.containers.delimited.charset import decoded
from pubkpi.ingest.containers.delimited.dialect import dialect_of
from pubkpi.ingest.containers.records import BROKEN, Dialect, QuotesError, Record, split
from pubkpi.ingest.containers.sheet import Book, RawSheet, RejectedRow, Row, cell
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text


def read(data: bytes, name: str) -> Book:
    """The text as one sheet; a row is a record, also when its quoted cells hold line breaks."""
    words, encoding = decoded(data, name)
    # a text saved twice may have two marks of its encoding, of which the codec takes one
    words = words.lstrip("\ufeff")
    return Book("text", (_sheet(words, name),), encoding)


def _sheet(words: str, name: str) -> RawSheet:
    lines, dialect = StringIO(words, newline="").readlines(), dialect_of(words)
    rows, broken = list[Row](), list[RejectedRow]()
    try:
        for record in split(lines, dialect):
            rows.append(tuple(map(cell, record.cells or ())))
            if record.cells is None:
                broken.append(_rejected_row(len(rows), record, lines))
    except QuotesError as problem:
        raise DataError(f"{name}:{problem.line}", *_BROKEN[problem.closed]) from problem
    if broken and not any(rows):
        raise DataError(f"{name}:{broken[0].row}", Text("引号不成对", "quotes do not match"), MEND)
    return RawSheet(
        name, tuple(rows), rejects=tuple(broken), tail=_tail(lines[-1:], dialect), commas=dialect.separator == ","
    )


def _tail(last: list[str], dialect: Dialect) -> str:
    """How a text ends whose *last* line, if there is one, is this."""
    if not last or last[0].endswith(("\n", "\r")):
        return ""
    quoted = re.search(f'(?:^|{re.escape(dialect.separator)})"(?:[^"]|"")*"$', last[0])
    return "quoted" if quoted else "open"


def _rejected_row(row: int, record: Record, lines: Sequence[str]) -> RejectedRow:
    """The *record* that begins row *row*, with its lines: they are other numbers where cells hold line breaks."""
    last = record.last
    while not lines[last - 1].strip():
        last -= 1
    place = f"{record.first}–{last}" if last > record.first else f"{record.first}"
    return RejectedRow(row, f"{BROKEN}::{place}", "".join(lines[record.first - 1 : last])[:_LONGEST].strip())


# so much of the raw text of a rejected record is kept
_LONGEST = 300
# what to do about quotes that do not match
MEND = Text("请重新下载，或把这一行的引号改成对。", "Download it again, or mend the quotes of that line.")
_BROKEN = {
    False: (Text("引号打开后直到文件末尾都没有关上", "a quote opens here that nothing closes"), MEND),
    True: (
        Text(
            "引号不成对，后面的行从哪里开始无法确定", "quotes do not match, and where the next row begins is not sure"
        ),
        MEND,
    ),
}
