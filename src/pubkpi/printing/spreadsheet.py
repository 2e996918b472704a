"""Rows as CSV that Excel and WPS open rightly: UTF-8 with its mark, and no cell that is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from pubkpi.printing.signs import as_cell


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """The file that *rows* make."""
    return b"\xef\xbb\xbf" + as_csv_rows(rows)


def as_csv_rows(rows: Iterable[Sequence[object]]) -> bytes:
    """The lines that *rows* make, to stand behind others."""
    words = StringIO(newline="")
    csv.writer(words).writerows([[as_cell(one) if isinstance(one, str) else one for one in row] for row in rows])
    return words.getvalue().encode()
