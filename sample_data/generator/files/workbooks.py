"""Opening workbooks so that the same cells give the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
import xlwt  # type: ignore[import-untyped, unused-ignore]

# Written into every .xlsx, because the writer would otherwise store the moment of writing.
SAVED_AT = dt.datetime(2025, 1, 10, 9, 0, 0)

Cell = str | int | float | dt.date | None
Rows = Sequence[Sequence[Cell]]


def write_biff(path: Path, sheet_name: str, cells: dict[tuple[int, int], Cell]) -> None:
    """A genuine BIFF8 .xls with one sheet; cells are given by (row, column), both from 0."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(sheet_name)
    for (row, column), value in sorted(cells.items()):
        if value is not None:
            sheet.write(row, column, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def place(cells: dict[tuple[int, int], Cell], row: int, column: int, values: Sequence[Cell]) -> None:
    """Puts values side by side, starting at row and column."""
    for offset, value in enumerate(values):
        cells[row, column + offset] = value


def write_xlsx(path: Path, sheets: dict[str, Rows]) -> None:
    """An .xlsx; dates become true Excel dates, text stays text whatever it begins with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _book(path) as book:
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row_number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.date):
                        moment = dt.datetime.combine(value, dt.time())
                        sheet.write_datetime(row_number, column, moment, day_format)
                    elif value is not None and value != "":
                        sheet.write(row_number, column, value)


@contextmanager
def _book(path: Path) -> Iterator[xlsxwriter.Workbook]:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": SAVED_AT})
    yield book
    book.close()
