"""A text that ends without a line end: perhaps its program writes none, perhaps it was cut off. Nothing is guessed."""

import re

from pubkpi.ingest.layouts.part import Found
from pubkpi.ingest.layouts.table import find_header
from pubkpi.ingest.readers.sheet import Book, Cell, Sheet
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text


def check_tail(book: Book, name: str, found: Found) -> None:
    """DataError when the last row of *book*, which is loaded and has no line end, may lack what came after it.

    It must have all columns. Besides, its last cell must be between quotes, or the profile must say that the export
    ends so: as people may leave it, or as its program does, which then writes all cells of a column alike.
    """
    for sheet in book.sheets:
        row, last = len(sheet.rows), sheet.rows[-1:]
        if not sheet.tail or not any(row in part.rows[-1:] for part in found.parts):
            continue
        cells, width = last[0], _width(found, sheet)
        if len(cells) < width:
            what = Text(
                f"文件中途断了：最后一行只有 {len(cells)} 列，应有 {width} 列",
                f"the file was cut off: its last row has {len(cells)} of {width} columns",
            )
            raise DataError(f"{name}: {sheet.name}!{row}", what, _TYPED if found.profile.form else _AGAIN)
        line_end = found.profile.line_end
        if (line_end == "always" and sheet.tail == "open") or (line_end == "omitted" and not _is_whole(sheet)):
            raise DataError(
                f"{name}: {sheet.name}!{row} {cells[-1]!r}",
                Text(
                    "文件可能中途断了：最后一行没有换行符，最后一格可能不全",
                    "the file may have been cut off: its last line has no end, so its last cell may lack some",
                ),
                Text(
                    "请重新下载；确认文件本来就完整的，用 WPS 打开另存一次再导入。",
                    "Download it again; if it is complete all the same, open and save it once in WPS or Excel.",
                ),
            )


_AGAIN = Text("请重新下载。", "Download it again.")
_TYPED = Text(
    "如果是自己填的，在最后一行末尾按回车，保存后再导入。",
    "If you typed it, end its last line with Enter, save, ingest again.",
)


def _width(found: Found, sheet: Sheet) -> int:
    """How many columns the table that the last row belongs to has: those of its header, if that is one row."""
    header = find_header(found.profile, sheet) if found.profile.layout != "sections" else None
    return len(sheet.rows[header[0] if isinstance(header, tuple) else -2]) if len(sheet.rows) > 1 else 0


def _is_whole(sheet: Sheet) -> bool:
    """Whether the last cell has the unit, and as many decimals, as all above it have."""
    *above, last = (row[len(sheet.rows[-1]) - 1] for row in sheet.rows if len(row) == len(sheet.rows[-1]))
    ends = {_ending(one) for one in above[1:]}
    decimals, unit = _ending(last)
    counts, units = {count for count, _ in ends}, {unit for _, unit in ends}
    # where all have two decimals, one with a single one has lost the other; but some programs write 1.5 and 2
    fixed = len(counts) == 1 and max(counts) > 1
    return not ends or (unit in units and (bool(unit) or not fixed or decimals in counts))


def _ending(cell: Cell) -> tuple[int, str]:
    """How many decimals the number in *cell* has, and what follows it."""
    match = re.search(r"(?:(?<=\d)\.(\d+)|\d)(\D*)$", cell or "")
    return (len(match[1] or ""), match[2]) if match else (0, cell or "")
