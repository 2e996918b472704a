"""Rows as CSV that Excel and WPS open rightly: UTF-8 with its mark, and no cell that is taken for a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """The file that *rows* make."""
    words = StringIO(newline="")
    csv.writer(words).writerows([[_harmless(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + words.getvalue().encode()


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell
