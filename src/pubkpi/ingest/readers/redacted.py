"""A file with personal columns as the archive keeps it: its cells without those columns."""

import gzip
import json
import zlib

from pubkpi.ingest.readers.sheet import Book, Cell, Sheet
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

MAGIC = b"\x1f\x8b"


def write(book: Book) -> bytes:
    """*book* as bytes, the same for the same cells."""
    sheets = [[sheet.name, sheet.rows, *[True] * sheet.hidden] for sheet in book.sheets]
    words = json.dumps([book.container, book.encoding, sheets], ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(words.encode(), mtime=0)


def read(data: bytes, name: str) -> Book:
    """The book that `write` gave these bytes for; DataError when it is any other compressed file."""
    try:
        container, encoding, sheets = json.loads(gzip.decompress(data))
        pages = tuple(
            Sheet(str(title), tuple(tuple(map(_cell, row)) for row in rows), hidden=bool(hidden))
            for title, rows, *hidden in sheets
        )
    except (OSError, EOFError, ValueError, TypeError, zlib.error) as problem:
        what = Text("是压缩文件，不是表格", "a compressed file, not a table")
        raise DataError(name, what, Text("解压后再导入。", "Unpack it first.")) from problem
    return Book(str(container), pages, str(encoding))


def _cell(value: object) -> Cell:
    return None if value is None else str(value)
