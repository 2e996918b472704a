"""Bytes → sheets of text cells. The bytes decide which reader; the file's extension is not asked."""

from dataclasses import replace

from pubkpi.ingest.readers import excel, foreign, html, json, redacted, text
from pubkpi.ingest.readers.sheet import Book

OLD_EXCEL, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


def read(data: bytes, name: str, *, whole: bool = False) -> Book:
    """All sheets of the file *name* with these bytes; DataError when they cannot be read.

    Of a big text or sheet only the first rows become cells, unless the *whole* is asked for.
    """
    if data.startswith(OLD_EXCEL):
        return excel.read(data, name, "xls", whole=whole)
    if data.startswith(ZIP):
        return excel.read(data, name, "xlsx", whole=whole)
    if data.startswith(redacted.MAGIC):
        return redacted.read(data, name)
    foreign.check_start(data, name)
    if html.looks_like(data):
        return html.read(data, name)
    if json.looks_like(data):
        return json.read(data, name)
    return text.read(data, name, whole=whole)


def whole(book: Book, data: bytes, name: str) -> Book:
    """*book*, read from *data*, with all rows as cells."""
    if book.container == "text":
        return read(data, name, whole=True)
    sheets = (replace(one, rows=one.bulk.rows if one.bulk else one.rows, bulk=None) for one in book.sheets)
    return replace(book, sheets=tuple(sheets))
