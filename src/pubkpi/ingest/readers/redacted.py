"""A file with personal columns as the archive keeps it: its cells without those columns."""

import gzip
import json

from pubkpi.ingest.readers.sheet import Book, Sheet

MAGIC = b"\x1f\x8b"


def write(book: Book) -> bytes:
    """*book* as bytes, the same for the same cells."""
    sheets = [[sheet.name, sheet.rows] for sheet in book.sheets]
    words = json.dumps([book.container, book.encoding, sheets], ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(words.encode(), mtime=0)


def read(data: bytes) -> Book:
    """The book that `write` gave these bytes for."""
    container, encoding, sheets = json.loads(gzip.decompress(data))
    return Book(container, tuple(Sheet(name, tuple(map(tuple, rows))) for name, rows in sheets), encoding)
