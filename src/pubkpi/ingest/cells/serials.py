"""Days and times that a workbook holds as bare numbers: Excel counts days, and only a format shows what they are; and
numbers that are stored in full in a column of 万.

Where the format was lost, 45575 is a day only if the whole column says so, and 0.00104 is no duration: see `dated`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from pubkpi.ingest.containers.columns import Translation, spellings
from pubkpi.ingest.containers.sheet import Book, Cell
from pubkpi.ingest.containers.workbooks.formats import FULL
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
    a hundredth of one or less is more likely a part of a day; it gets the mark by which it is rejected. In a column in
    万 a number that is stored in full and shown in 万 is that of 万.
    """
    read = [_part(part, _ZERO[book.from_1904] if book.is_workbook else None) for part in match.parts]
    examples = [example for _, example in read if example]
    return replace(match, parts=tuple(part for part, _ in read), serial=examples[0] if examples else match.serial)


def _part(part: Part, zero: date | None) -> tuple[Part, str]:
    """The *part* with its days, and one of them beside its number."""
    words: dict[str, Callable[[str], str]] = {}
    example = ""
    for column in part.feed.columns:
        if column.name in part.cells and column.unit == "wan":
            words[column.name] = _in_wan
        if zero is None or column.name not in part.cells or column.unit or column.choices:
            continue
        if column.kind == "seconds":
            words[column.name] = _mark_part
        elif column.kind in ("day", "instant") and (seen := _proven(column, _spellings(part, column.name), zero)):
            words[column.name] = partial(_day, column=column, zero=zero)
            example = f"{seen} = {_day(seen, column, zero)}"
    return _with_words(part, words), example


def _spellings(part: Part, name: str) -> Iterable[Cell]:
    """The cells of the column *name*, in their order; of batches each spelling once."""
    if part.batches and part.header:
        return spellings(part.batches, part.header.number, part.header.where[name])
    return part.cells[name]


def _with_words(part: Part, words: Mapping[str, Callable[[str], str]]) -> Part:
    """*part* with the cells of some columns in other *words*."""
    if part.batches and part.header:
        places = {part.header.where[name]: one for name, one in words.items()}
        return replace(part, batches=Translation(part.batches, places)) if places else part
    cells = dict(part.cells)
    for name, one in words.items():
        cells[name] = [cell and one(cell) for cell in part.cells[name]]
        if part.cells.get(LAST_DAY) is part.cells[name]:
            cells[LAST_DAY] = cells[name]
    return replace(part, cells=cells)


def _in_wan(cell: str) -> str:
    return f"{Decimal(cell.removesuffix(FULL)).scaleb(-4):f}" if cell.endswith(FULL) else cell


def _mark_part(cell: str) -> str:
    return f"{cell}{DAY_PART}" if _PART.fullmatch(cell) else cell


def _proven(column: Column, cells: Iterable[Cell], zero: date) -> str:
    """The first of the *cells*, if all of them are numbers of days."""
    filled = [cell for cell in cells if cell]
    return filled[0] if filled and all(_day(cell, column, zero) for cell in filled) else ""


def _day(cell: str, column: Column, zero: date) -> str:
    """The day or moment that the number in *cell* is, as text; nothing where it is none."""
    words = cell.strip()
    if not _NUMBER.fullmatch(words) or (column.kind == "day" and "." in words):
        return ""
    moment = datetime(zero.year, zero.month, zero.day) + timedelta(seconds=round(float(words) * 86_400))
    if not _FROM <= moment.date() <= _TO:
        return ""
    return moment.date().isoformat() if column.kind == "day" else moment.isoformat(" ")
