"""Days and times that a workbook holds as bare numbers: Excel counts days, and only a format shows what they are.

Where the format was lost, 45575 is a day only if the whole column says so, and 0.00104 is no duration: see `dated`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from pubkpi.ingest.containers.sheet import Book, Cell, RawSheet, at
from pubkpi.ingest.profiles.profile import Column
from pubkpi.ingest.rows.part import LAST_DAY, Match, Part
from pubkpi.ingest.rows.reasons import DAY_PART

# Less than a hundredth, more than 0: a quarter of an hour is as much of a day.
_PART = re.compile(r"0\.00[0-9]*[1-9][0-9]*")
_NUMBER = re.compile(r"[1-9][0-9]{4}(\.[0-9]+)?")
# No figure of an export is older, and none of a plan newer.
_FROM, _TO = date(2000, 1, 1), date(2099, 12, 31)
_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


def read_serials(match: Match, book: Book) -> Match:
    """*match* with bare numbers read as days where that is proven.

    It is when a workbook holds them, in a column that the profile reads as a day or a moment in no unit of its own,
    each of its cells is such a number, and each of the numbers is a day from 2000 to 2099. Where seconds should stand,
    a hundredth of one or less is more likely a part of a day; it gets the mark by which it is rejected.
    """
    if not book.is_workbook:
        return match
    sheets = {sheet.name: sheet for sheet in book.sheets}
    read = [_part(part, sheets.get(part.sheet), _ZERO[book.from_1904]) for part in match.parts]
    examples = [example for _, example in read if example]
    return replace(match, parts=tuple(part for part, _ in read), serial=examples[0] if examples else match.serial)


def _part(part: Part, sheet: RawSheet | None, zero: date) -> tuple[Part, str]:
    """The *part* with its days, and one of them beside its number."""
    top, example = part.header, ""
    cells, columns = dict(part.cells), list(part.feed.columns)
    for i, column in enumerate(columns):
        if column.name in cells and column.kind == "seconds" and not column.unit:
            cells[column.name] = [
                f"{cell}{DAY_PART}" if cell and _PART.fullmatch(cell) else cell for cell in cells[column.name]
            ]
        if column.name not in cells or column.kind not in ("day", "instant") or column.unit or column.choices:
            continue
        if top and sheet:
            seen: Sequence[Cell] = [at(row, top.where[column.name]) for row in sheet.rows[top.number :]]
        else:
            seen = cells[column.name]
        if not _proven(column, seen, zero):
            continue
        first = next(filter(None, seen))
        example = f"{first} = {_day(first, column, zero)}"
        if top:
            columns[i] = replace(column, unit=f"{column.kind}s from {zero.year}")
        else:
            if cells.get(LAST_DAY) is seen:
                cells[LAST_DAY] = _days(seen, column, zero)
            cells[column.name] = _days(seen, column, zero)
    feed = replace(part.feed, columns=tuple(columns)) if top and example else part.feed
    return replace(part, cells=cells, feed=feed), example


def _proven(column: Column, cells: Iterable[Cell], zero: date) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_day(cell, column, zero) for cell in filled)


def _days(cells: Iterable[Cell], column: Column, zero: date) -> list[Cell]:
    return [cell and _day(cell, column, zero) for cell in cells]


def _day(cell: str, column: Column, zero: date) -> str:
    """The day or moment that the number in *cell* is, as text; nothing where it is none."""
    words = cell.strip()
    if not _NUMBER.fullmatch(words) or (column.kind == "day" and "." in words):
        return ""
    moment = datetime(zero.year, zero.month, zero.day) + timedelta(seconds=round(float(words) * 86_400))
    if not _FROM <= moment.date() <= _TO:
        return ""
    return moment.date().isoformat() if column.kind == "day" else moment.isoformat(" ")
