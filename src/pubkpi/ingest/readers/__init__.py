"""Bytes → sheets of text cells. The bytes decide which reader; the file's extension is not asked."""

from pubkpi.ingest.readers import excel, html, json, redacted, text
from pubkpi.ingest.readers.sheet import Book

OLD_EXCEL, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


def read(data: bytes, name: str) -> Book:
    """All sheets of the file *name* with these bytes; DataError when they cannot be read."""
    if data.startswith(OLD_EXCEL):
        return excel.read(data, name, "xls")
    if data.startswith(ZIP):
        return excel.read(data, name, "xlsx")
    if data.startswith(redacted.MAGIC):
        return redacted.read(data, name)
    if html.looks_like(data):
        return html.read(data, name)
    if json.looks_like(data):
        return json.read(data, name)
    return text.read(data, name)
