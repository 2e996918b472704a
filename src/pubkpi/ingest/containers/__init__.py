"""Bytes → sheets of text cells. The bytes decide which reader; the file's extension is not asked."""

from dataclasses import replace

from pubkpi.ingest.containers import html, other_formats, redaction
from pubkpi.ingest.containers.columns import with_batches
from pubkpi.ingest.containers.delimited import text
from pubkpi.ingest.containers.objects import json, yaml
from pubkpi.ingest.containers.sheet import Book
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

# As many columns as Excel has at most.
WIDEST = 16_384
OLD_EXCEL, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


def read(data: bytes, name: str) -> Book:
    """All sheets of the file *name* with these bytes; DataError when they cannot be read.

    Of a sheet of many rows only the first become cells. A cell of a workbook that is shown as 57.5% has that text, not
    0.575. `apart` reads files of others, in a process of its own.
    """
    book = _read(data, name)
    check_width(book, name)
    return book


def complete(book: Book) -> Book:
    """*book* with all rows of its sheets as cells."""
    sheets = (replace(one, rows=one.batches.rows, batches=None) if one.batches else one for one in book.sheets)
    return replace(book, sheets=tuple(sheets))


def check_width(book: Book, name: str) -> None:
    """DataError when a sheet of *book* is wider than any program makes one."""
    for sheet in book.sheets:
        width = max((len(row) for row in sheet.rows), default=0)
        if width > WIDEST:
            what = Text(f"有 {width:,} 列，超过 {WIDEST:,} 列", f"it has {width:,} columns, more than {WIDEST:,}")
            raise DataError(name, what, Text("请重新下载。", "Download it again."))


def _read(data: bytes, name: str) -> Book:
    kind = container(data)
    if kind in ("xls", "xlsx"):
        from pubkpi.ingest.containers.workbooks import excel

        return excel.read(data, name, kind)
    if kind == "redacted":
        return redaction.read(data, name)
    other_formats.check_start(data, name)
    if kind == "html":
        return with_batches(html.read(data, name))
    if kind == "json":
        return with_batches(json.read(data, name))
    if kind == "yaml":
        return yaml.read(data, name)
    return text.read(data, name)


def container(data: bytes) -> str:
    """What kind of file *data* begins as."""
    if data.startswith(OLD_EXCEL):
        return "xls"
    if data.startswith(ZIP):
        return "xlsx"
    if data.startswith(redaction.MAGIC):
        return "redacted"
    kinds = {"html": html.looks_like, "json": json.looks_like, "yaml": yaml.looks_like}
    return next((kind for kind, looks_like in kinds.items() if looks_like(data)), "text")
