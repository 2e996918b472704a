"""Cells of a workbook that hold no value: errors (#N/A), and formulas whose result nobody ever worked out.

calamine hands both over as blank, which would read as "no number given". Here they get the text that stands for them,
#N/A or #=SUM(A1:A3), which no column takes.
"""

from collections.abc import Mapping
from types import MappingProxyType

# Row and column, from 0.
Place = tuple[int, int]
# A workbook's numbers for its errors.
ERRORS = MappingProxyType(
    {
        0x00: "#NULL!",
        0x07: "#DIV/0!",
        0x0F: "#VALUE!",
        0x17: "#REF!",
        0x1D: "#NAME?",
        0x24: "#NUM!",
        0x2A: "#N/A",
        0x2B: "#GETTING_DATA",
    }
)
_LONG = 80


def formula(words: str) -> str:
    """The text of a cell whose formula, *words* without the sign, was never worked out.

    It has a mark of its own before it: a title may begin with = as well.
    """
    return f"#={words.strip()[:_LONG] or '…'}"


def error(code: int) -> str:
    """The text of a cell with the error of this number."""
    return ERRORS.get(code, f"#ERROR! {code}")


def put(rows: list[list[object]], faults: Mapping[Place, str]) -> None:
    """Write the *faults* of a sheet into its *rows*, all of one width, which grow where they do not reach that far."""
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in faults)])
    rows += [[] for _ in range(max(row for row, _ in faults) + 1 - len(rows))]
    for cells in rows:
        cells += [""] * (width - len(cells))
    for (row, column), words in faults.items():
        rows[row][column] = words
