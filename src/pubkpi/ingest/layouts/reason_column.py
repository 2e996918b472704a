"""The column of reasons that our marked copies have beside the table: it is dropped before anything is read."""

from dataclasses import replace

from pubkpi.ingest.containers.sheet import Book, RawSheet
from pubkpi.ingest.layouts.table import HEADER_WITHIN
from pubkpi.ingest.rows.part import REASON, normal

_HEADERS = frozenset(map(normal, REASON))


def without_reasons(book: Book) -> Book:
    """*book* as it was before its rejected rows were marked."""
    return replace(book, sheets=tuple(map(_without, book.sheets)))


def _without(sheet: RawSheet) -> RawSheet:
    """*sheet* without its last column, if that is the one of reasons."""
    for row in sheet.rows[:HEADER_WITHIN] if not sheet.batches else ():
        last = len(row) - 1
        while last >= 0 and row[last] is None:
            last -= 1
        if last > 0 and normal(row[last] or "") in _HEADERS:
            return replace(sheet, rows=tuple(one[:last] for one in sheet.rows))
    return sheet
