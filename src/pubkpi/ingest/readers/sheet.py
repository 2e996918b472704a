"""A sheet as every reader gives it: rows of text cells, numbered as the user's program numbers them."""

from dataclasses import dataclass

Cell = str | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: ``rows[i]`` is row ``i + 1``; a blank cell is None."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A file read: the kind of container, the encoding of a text, its sheets."""

    container: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""


def cell(text: str) -> Cell:
    """*text* as a cell: None when it is blank."""
    return text if text.strip() else None


def at(row: Row, index: int) -> Cell:
    """The cell of *row* at *index*; None beyond its end."""
    return row[index] if 0 <= index < len(row) else None
