"""A table that is wider than the terminal as pages: which columns stand on each, and how wide each column is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_GAP, _EDGES = 3, 2  # between two columns of a table, and around it
_SHORT = 4  # cells of a header that stands on one line
_LINES = 4  # of a header at most, if its words allow
_WORD = 16  # a longer word of a header may be broken


@dataclass(frozen=True, slots=True)
class Page:
    """The places of its columns in the whole table, and the cells that each is wide."""

    places: tuple[int, ...]
    widths: tuple[int, ...]


def pages(header: Sequence[str], rows: Sequence[Sequence[str]], first: int, name: int, room: int) -> list[Page]:
    """The columns on as many pages as they need in *room* cells; the *first* ones stand on each.

    No word of a cell is broken but in the column *name*, which wraps when it takes half the room, and in any that takes
    more than that.
    """
    widths = [min(_width(head, [row[place] for row in rows]), room // 2) for place, head in enumerate(header)]
    rest = range(first, len(header))
    widths[name] = max(_cells(row[name]) for row in (header, *rows))
    if sum(widths[:first]) > room // 2:
        for place in range(first):
            if place != name:
                widths[place] = _width(header[place], [word for row in rows for word in row[place].split()])
    if widths[name] > room // 2:
        widths[name] = room // 3
    others = table_width([width for place, width in enumerate(widths[:first]) if place != name])
    widest = max((widths[place] for place in rest), default=0)
    widths[name] = max(min(widths[name], room - others - widest - 2 * _GAP), _GAP)
    split: list[list[int]] = [[]]
    for place in rest:
        if split[-1] and table_width([widths[one] for one in (*range(first), *split[-1], place)]) > room:
            split.append([])
        split[-1].append(place)
    whole = [(*range(first), *page) for page in split]
    return [Page(places, tuple(widths[place] for place in places)) for places in whole]


def table_width(widths: Sequence[int]) -> int:
    """The cells that a table of columns of these *widths* takes."""
    return sum(widths) + _GAP * (len(widths) - 1) + _EDGES


def _width(head: str, cells: Sequence[str]) -> int:
    """The least width that breaks no cell, and the header only between words, into few lines."""
    least = max(map(_cells, cells), default=1)
    words = "".join(sign if _cells(sign) == 1 else " " for sign in head).split()
    least = max([least, min(_cells(head), _SHORT), *(min(len(word), _WORD) for word in words)])
    return next(width for width in range(least, max(least, _cells(head)) + 1) if _lines(head, width) <= _LINES)


def _lines(words: str, width: int) -> int:
    """Lines that *words* take in a column, as the table itself breaks them."""
    from rich.text import Text

    return len(Text(words).wrap(_console(), width, overflow="fold"))


@cache
def _console() -> "Console":
    from rich.console import Console

    return Console(file=StringIO())


def _cells(words: str) -> int:
    from rich.cells import cell_len

    return cell_len(words)
