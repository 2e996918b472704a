"""A file with personal columns as the archive keeps it: its cells without those columns."""

import gzip
import json
import zlib
from collections.abc import Iterable

from pubkpi.ingest.containers.sheet import Book, Cell, Merged, RawSheet, RejectedRow
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_Rejects = Iterable[tuple[int, str]]
MAGIC = b"\x1f\x8b"


def write(book: Book) -> bytes:
    """*book* as bytes, the same for the same cells."""
    sheets = [[sheet.name, sheet.rows, *_more(sheet)] for sheet in book.sheets]
    words = json.dumps(
        [book.container, book.encoding, sheets, *[True] * book.from_1904], ensure_ascii=False, separators=(",", ":")
    )
    return gzip.compress(words.encode(), mtime=0)


def read(data: bytes, name: str) -> Book:
    """The book that `write` gave these bytes for; DataError when it is any other compressed file."""
    try:
        container, encoding, sheets, *from_1904 = json.loads(gzip.decompress(data))
        pages = tuple(_page(*sheet) for sheet in sheets)
    except (OSError, EOFError, ValueError, TypeError, zlib.error) as problem:
        what = Text("是压缩文件，不是表格", "a compressed file, not a table")
        raise DataError(name, what, Text("解压后再导入。", "Unpack it first.")) from problem
    return Book(str(container), pages, str(encoding), bool(from_1904))


def _more(sheet: RawSheet) -> list[object]:
    """What only some sheets have: nothing stands for nothing, as it always did."""
    rejects = [(one.row, one.reason) for one in sheet.rejects]
    if sheet.merged or sheet.commas:
        return [sheet.hidden, rejects, sheet.merged, *[True] * sheet.commas]
    return [sheet.hidden, rejects] if rejects else [True] if sheet.hidden else []


def _page(
    title: object,
    rows: Iterable[Iterable[object]],
    hidden: object = False,
    rejects: _Rejects = (),
    merged: Iterable[Merged] = (),
    commas: object = False,
) -> RawSheet:
    cells = tuple(tuple(map(_cell, row)) for row in rows)
    unread = tuple(RejectedRow(int(row), str(reason), None) for row, reason in rejects)
    ends = tuple(map(_merged_range, merged))
    return RawSheet(str(title), cells, hidden=bool(hidden), rejects=unread, merged=ends, commas=bool(commas))


def _merged_range(ends: Iterable[object]) -> Merged:
    top, bottom, left, right = map(int, map(str, ends))
    return top, bottom, left, right


def _cell(value: object) -> Cell:
    return None if value is None else str(value)
