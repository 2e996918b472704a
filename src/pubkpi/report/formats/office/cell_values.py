"""Printed numbers → cells that a workbook can count with, which print the same."""

import re
from datetime import date
from decimal import Decimal

_NUMBER = re.compile(r"([+−±]?)(\d{1,3}(?:,\d{3})*|\d+)(\.\d+)?(%?)((?:[ \u00a0(（†].*)?)", re.DOTALL)
_RANGE = re.compile(r"\s*[/÷–:：→]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAY = "yyyy-mm-dd"
_LONGEST_CELL = 32_767  # characters
_LONGEST_TAIL = 60  # a format may have 255 characters, and names it up to three times


def number(text: str) -> tuple[float, str] | None:
    """The number that *text* prints with the format that prints it so; None where it is none.

    A bound (≥83.6) is no number, and neither is a range: nobody is to count with them.
    """
    match = _NUMBER.fullmatch(text)
    if match is None or _RANGE.match(match[5]) or len(match[5]) > _LONGEST_TAIL:
        return None
    sign, whole, decimals, percent, rest = match.groups(default="")
    value = float(Decimal(whole.replace(",", "") + decimals) / (100 if percent else 1))
    tail = percent + _quote(rest)
    if not value and sign:
        return 0.0, _quote(text)
    pattern = "#,##0" if "," in whole or len(whole) < 4 else "0"
    pattern += "." + "0" * (len(decimals) - 1) if decimals else ""
    if sign:
        pattern = f'"+"{pattern}{tail};"−"{pattern}{tail};{pattern}{tail}'
    else:
        pattern += tail
    return (-value if sign == "−" else value), pattern


def day(text: str) -> date | None:
    """The day that *text* is."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _quote(words: str) -> str:
    """*words* as they stand, in the language of number formats, in which only a quote ends a quotation."""
    return '"' + words.replace('"', '"\\""') + '"' if words else ""


def cut(words: str) -> str:
    """*words* as far as a cell holds them, with a mark where some are left out."""
    return words if len(words) <= _LONGEST_CELL else words[: _LONGEST_CELL - 1] + "…"
