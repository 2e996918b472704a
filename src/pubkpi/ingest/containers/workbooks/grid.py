"""The rows of a workbook's sheet: values that become cells, or, when there are many, columns of words."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pubkpi.ingest.containers.columns import Columns
from pubkpi.ingest.containers.sheet import Row

# Above this a number has lost digits that an id needs; its text then fails every grammar and is rejected.
_EXACT = 10**15
# Excel shows 15 digits of a number. What a sum adds behind them, 3.3000000000000003, is noise where
# the last two of them are 0; other fractions stay as they are stored.
_SHOWN, _SIGNIFICANT = 15, 13


class _Words(dict[float, str]):
    """Numbers as text, each put into words once."""

    def __missing__(self, number: float) -> str:
        self[number] = words = text(number)
        return words


def columns(rows: Sequence[Sequence[object]]) -> Columns:
    """The *rows* of values, all of the same width, as columns of words."""
    numbers = _Words()
    return Columns.of(_texts([one[i] for one in rows], numbers) for i in range(len(rows[0])))


def _texts(values: list[Any], numbers: _Words) -> list[str]:
    if {*map(type, values)} == {str}:
        return values
    # to call a function for each cell would take as long as reading them
    return [one if type(one) is str else numbers[one] if type(one) is float else text(one) for one in values]


def row(values: Sequence[object]) -> Row:
    """A row of *values* as cells."""
    return tuple([(one if one.strip() else None) if type(one) is str else text(one) for one in values])


def text(value: object) -> str:
    """A stored *value* as the text of a cell."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        hours, seconds = divmod(int(value.total_seconds()), 3600)
        part = f".{value.microseconds:06}" if value.microseconds else ""
        return f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}{part}"
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:.15e}"
    # Python writes 0.00005 as 5e-05, which is no number to the grammar
    return f"{_plain_number(value):f}" if isinstance(value, float) else repr(value)


def _plain_number(value: float) -> Decimal:
    """*value* without the noise of a calculation."""
    shown = Decimal(f"{value:.{_SHOWN}g}").normalize()
    return shown if len(shown.as_tuple().digits) <= _SIGNIFICANT else Decimal(repr(value))
